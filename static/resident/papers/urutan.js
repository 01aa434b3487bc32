/** A ranking made by tapping; arrows move an option up or down. Nothing has to be dragged. */

import { fill } from "../../shared/status.js";
import { inputsOf, readMark, writeMark } from "./marks.js";

/**
 * A tap takes the next place or gives it back; an arrow changes places with a neighbour.
 * @param {HTMLFormElement} form @param {HTMLElement} button @returns {string} why not, or nothing
 */
export function press(form, button) {
  const option = Number(button.closest("[data-option]")?.getAttribute("data-option"));
  const order = /** @type {number[]} */ (readMark(form));
  const place = order.indexOf(option);
  if (button.dataset.move) swapPlaces(order, place, place + Number(button.dataset.move));
  else if (place >= 0) order.splice(place, 1);
  else if (order.length >= Number(form.dataset.limit)) return fullOf(form);
  else order.push(option);
  writeMark(form, order);
  return "";
}

/** @param {number[]} order @param {number} from @param {number} to */
function swapPlaces(order, from, to) {
  if (from < 0 || to < 0 || to >= order.length) return;
  [order[from], order[to]] = [order[to], order[from]];
}

/** @param {HTMLFormElement} form */
function fullOf(form) {
  return /** @type {HTMLElement | null} */ (form.querySelector("[data-full]"))?.dataset.full ?? "";
}

/** @param {HTMLFormElement} form @returns {string} why not, or nothing */
export function keep(form) {
  const order = /** @type {number[]} */ (readMark(form));
  const most = Number(form.dataset.limit);
  const reason = order.length > most ? fullOf(form) : "";
  writeMark(form, order.slice(0, most));
  return reason;
}

/** @param {HTMLFormElement} form @param {string} text @returns {string} */
export function tell(form, text) {
  const count = readMark(form).length;
  for (const input of inputsOf(form)) showPlace(input, count);
  return count ? fill(text, { n: count }) : "";
}

/** @param {HTMLInputElement} input @param {number} count */
function showPlace(input, count) {
  const row = input.closest("[data-option]");
  const place = Number(input.value) || 0;
  row?.classList.toggle("on", place > 0);
  const tap = row?.querySelector("[data-tap]");
  tap?.setAttribute("aria-pressed", String(place > 0));
  const word = /** @type {HTMLElement | null} */ (tap?.querySelector("[data-off]") ?? null);
  if (word) word.textContent = (place > 0 ? word.dataset.on : word.dataset.off) ?? "";
  const arrows = Array.from(row?.querySelectorAll("[data-move]") ?? []);
  const isEnd = (/** @type {Element} */ arrow) =>
    place === 0 || place === (arrow.getAttribute("data-move") === "-1" ? 1 : count);
  const [focused] = arrows.filter((arrow) => arrow === document.activeElement && isEnd(arrow));
  for (const arrow of arrows) arrow.toggleAttribute("hidden", isEnd(arrow));
  // Whoever moves an option by keyboard goes on from here, and not from the top of the page.
  const next = focused && (arrows.find((arrow) => !isEnd(arrow)) ?? tap);
  if (next instanceof HTMLElement) next.focus();
}
