/** Money to spend: what is left, and which options no longer fit. */

import { fill, show } from "../../shared/status.js";
import { inputsOf } from "./marks.js";

const UNITS = [
  [1e9, { id: "miliar", en: "billion" }],
  [1e6, { id: "juta", en: "million" }],
  [1e3, { id: "ribu", en: "thousand" }],
];

/** As the server writes amounts in lists: Rp1,2 miliar. @param {number} value */
export function money(value) {
  const lang = document.documentElement.lang === "en" ? "en" : "id";
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  for (const [unit, words] of /** @type {[number, Record<string, string>][]} */ (UNITS)) {
    if (Math.round((value / unit) * 10) >= 10) {
      return `Rp${number.format(value / unit)} ${words[lang]}`;
    }
  }
  return `Rp${number.format(value)}`;
}

/** @param {HTMLInputElement} box */
function costOf(box) {
  return Number(box.closest("[data-cost]")?.getAttribute("data-cost")) || 0;
}

/** @param {HTMLFormElement} form */
function leftOf(form) {
  const chosen = inputsOf(form).filter((box) => box.checked);
  return chosen.reduce((left, box) => left - costOf(box), Number(form.dataset.ceiling));
}

/**
 * Keep a hand from choosing what no longer fits. @param {HTMLFormElement} form
 * @param {HTMLInputElement} box @returns {string} why not, or nothing
 */
export function keep(form, box) {
  const left = leftOf(form);
  if (!("fits" in form.dataset) || !box.checked || left >= 0) return "";
  box.checked = false;
  return shortOf(form, -left);
}

/** @param {HTMLFormElement} form @param {number} short */
function shortOf(form, short) {
  const why = /** @type {HTMLElement | null} */ (form.querySelector("[data-full]"));
  return fill(why?.dataset.full, { money: money(short) });
}

/** @param {HTMLFormElement} form @returns {string} */
export function tell(form) {
  const left = leftOf(form);
  const ceiling = Number(form.dataset.ceiling);
  const boxes = inputsOf(form);
  for (const box of boxes) showFit(form, box, left);
  const chosen = boxes.filter((box) => box.checked).length;
  const spent = /** @type {HTMLElement | null} */ (form.querySelector("[data-spent]"));
  if (spent) {
    const words = { n: chosen, money: money(ceiling - left) };
    spent.textContent = chosen ? fill(spent.dataset.spent, words) : "";
  }
  showMeter(form, ceiling - left, ceiling);
  const pick = /** @type {HTMLElement} */ (form.querySelector(".pick")).dataset;
  if (left < 0) return fill(pick.over, { money: money(-left) });
  return chosen ? fill(pick.left, { money: money(left) }) : "";
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} box @param {number} left */
function showFit(form, box, left) {
  const short = costOf(box) - left;
  const isOut = "fits" in form.dataset && !box.checked && short > 0;
  const row = box.closest(".opt");
  row?.classList.toggle("out", isOut);
  const why = /** @type {HTMLElement | null} */ (row?.querySelector("[data-short]") ?? null);
  if (!why) return;
  const words = isOut ? shortOf(form, short) : "";
  if (why.textContent !== words) why.textContent = words;
  show(why, isOut);
}

/** @param {HTMLFormElement} form @param {number} spent @param {number} ceiling */
function showMeter(form, spent, ceiling) {
  const meter = /** @type {HTMLElement | null} */ (form.querySelector("[data-meter]"));
  if (!meter) return;
  const share = Math.min(100, Math.round((1000 * spent) / ceiling) / 10);
  meter.setAttribute("aria-valuenow", String(share));
  meter.setAttribute("aria-valuetext", fill(meter.dataset.meter, { money: money(spent) }));
  meter.querySelector("rect")?.setAttribute("width", `${share}%`);
}
