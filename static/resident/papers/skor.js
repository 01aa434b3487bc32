/** Scores: how much of each option is done. */

import { fill, show } from "../../shared/status.js";
import { readMark } from "./marks.js";

/** @param {HTMLFormElement} form @param {string} text @returns {string} */
export function tell(form, text) {
  for (const row of form.querySelectorAll("[data-needs]")) {
    const place = /** @type {HTMLElement | null} */ (row.querySelector("[data-scored]"));
    const scored = row.querySelectorAll(":checked").length;
    row.classList.toggle("on", scored === Number(row.getAttribute("data-needs")));
    showMissing(row, scored > 0);
    if (!place) continue;
    place.dataset.first = place.dataset.first ?? place.textContent ?? "";
    const words = scored ? fill(place.dataset.scored, { n: scored }) : place.dataset.first;
    if (place.textContent !== words) place.textContent = words;
  }
  const whole = readMark(form).length;
  return whole ? fill(text, { n: whole }) : "";
}

/** Name the criteria an option still lacks. @param {Element} row @param {boolean} isBegun */
function showMissing(row, isBegun) {
  const place = /** @type {HTMLElement | null} */ (row.querySelector("[data-missing]"));
  if (!place) return;
  const names = Array.from(row.querySelectorAll(".scores"))
    .filter((scores) => !scores.querySelector(":checked"))
    .map((scores) => scores.querySelector("legend")?.textContent ?? "");
  const isPart = isBegun && names.length > 0;
  row.classList.toggle("out", isPart);
  const words = isPart ? fill(place.dataset.missing, { names: names.join(", ") }) : "";
  if (place.textContent !== words) place.textContent = words;
  show(place, isPart);
}
