/** Points to spread: steppers, and what is left. */

import { fill } from "../../shared/status.js";
import { inputsOf } from "./marks.js";

/** @param {HTMLFormElement} form */
function leftOf(form) {
  const given = inputsOf(form).reduce((sum, input) => sum + pointsOf(input), 0);
  return Number(form.dataset.points) - given;
}

/** @param {HTMLInputElement} input */
function pointsOf(input) {
  return Math.max(0, Math.trunc(Number(input.value)) || 0);
}

/**
 * One step up or down. @param {HTMLFormElement} form @param {HTMLElement} button
 * @returns {string} why not, or nothing
 */
export function press(form, button) {
  const input = button.parentElement?.querySelector("input");
  if (!input) return "";
  const step = Number(button.dataset.step);
  input.value = String(Math.max(0, pointsOf(input) + step) || "");
  return keep(form, input);
}

/**
 * Keep a hand from giving more than there is. @param {HTMLFormElement} form
 * @param {HTMLInputElement} input @returns {string} why not, or nothing
 */
export function keep(form, input) {
  const why = /** @type {HTMLElement | null} */ (form.querySelector("[data-full]"))?.dataset;
  const most = Number(form.dataset.each);
  let points = pointsOf(input);
  let reason = "";
  if (points > most) {
    points = most;
    reason = (most < Number(form.dataset.points) ? why?.most : why?.full) ?? "";
  }
  input.value = String(points || "");
  const over = -leftOf(form);
  if (over > 0) {
    input.value = String(points - over || "");
    reason = why?.full ?? "";
  }
  return reason;
}

/** @param {HTMLFormElement} form @param {string} text @returns {string} */
export function tell(form, text) {
  const left = leftOf(form);
  for (const button of form.querySelectorAll("[data-step]")) {
    const input = button.parentElement?.querySelector("input");
    const isUp = button.getAttribute("data-step") === "1";
    const isEnd = isUp ? left <= 0 : !input || pointsOf(input) === 0;
    button.setAttribute("aria-disabled", String(isEnd));
  }
  return fill(text, { n: left });
}
