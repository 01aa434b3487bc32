/**
 * The words of a receipt, shown once its choice is stored; and when a round is closed, the check
 * whether this phone's ballots are in its list, which is fetched only then.
 */

import { fetchModule } from "../shared/fetched.js";
import { newRef } from "../shared/refs.js";
import { show } from "../shared/status.js";
import { readMark } from "./papers/marks.js";

/** @typedef {ReturnType<typeof import("./links.js").openLinks>} Links */
/** @typedef {Record<string, {mark: import("./papers/marks.js").Mark, words?: string}>} Votes by round */

/** A hall whose round is closed this moment asks within so many ms, a page that is opened sooner. */
const AT_CLOSING = 8_000;
const LATER = 1_500;

/** Rounds that were closed when this page came. */
const before = new Set(closedRounds());
/** @type {Set<string>} links that are being looked for, or were */
const sought = new Set();

/** @returns {number[]} */
function closedRounds() {
  const told = document.querySelectorAll("#bukti > data");
  return Array.from(told, (each) => Number(each.getAttribute("value")));
}

/** @param {Links} links @param {number} card the voter card of this page @param {Votes} votes */
export function showProofs(links, card, votes) {
  for (const place of document.querySelectorAll("[data-words]")) {
    const round = place.getAttribute("data-words") ?? "";
    const stored = votes[round];
    const isBlank = stored !== undefined && stored.mark.length === 0;
    const words = isBlank ? "" : links.words(Number(round), card) || (stored?.words ?? "");
    const slot = place.querySelector("strong");
    if (slot && words && slot.textContent !== words) slot.textContent = words;
    show(place, words !== "");
  }
  if (!document.querySelector("[data-proofs]")) return;
  for (const link of links.of(closedRounds())) {
    if (!sought.has(link.id)) seek(links, link);
  }
}

/** @param {Links} links @param {import("./links.js").Link} link */
function seek(links, link) {
  sought.add(link.id);
  fetchModule("resident/panels.js").then(
    (panels) => panels.seek(links, link, before.has(link.round) ? LATER : AT_CLOSING),
    () => sought.delete(link.id), // the line may be away: once more
  );
}

/**
 * A ballot that goes as a plain form takes its code and its receipt along.
 * @param {HTMLFormElement} form @param {Links} links @param {number} card @param {number} at server ms
 */
export function proveForm(form, links, card, at) {
  const round = Number(form.dataset.round);
  const ref = newRef();
  const fields = { ref, receipt: links.receipt(round, card) };
  links.goes({ ref, rev: Math.round(at), round, card, mark: readMark(form) });
  for (const [name, value] of Object.entries(fields)) {
    form.querySelector(`input[name=${name}]`)?.remove();
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
}
