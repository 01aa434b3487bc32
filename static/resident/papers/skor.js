/** Scores: how much of each option is done. */

import { fill } from "../../shared/status.js";
import { readMark } from "./marks.js";

/** @param {HTMLFormElement} form @param {string} text @returns {string} */
export function tell(form, text) {
  for (const row of form.querySelectorAll("[data-needs]")) {
    const place = /** @type {HTMLElement | null} */ (row.querySelector("[data-scored]"));
    const scored = row.querySelectorAll(":checked").length;
    row.classList.toggle("on", scored === Number(row.getAttribute("data-needs")));
    if (!place) continue;
    place.dataset.first = place.dataset.first ?? place.textContent ?? "";
    const words = scored ? fill(place.dataset.scored, { n: scored }) : place.dataset.first;
    if (place.textContent !== words) place.textContent = words;
  }
  const whole = readMark(form).length;
  return whole ? fill(text, { n: whole }) : "";
}
