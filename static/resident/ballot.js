/**
 * The ballot paper on a phone: each tap is sent at once. Which marks are valid the server
 * decides; the paper only keeps a hand from choosing more than it says.
 */

import { onPress } from "../shared/events.js";
import { announce, fill, show } from "../shared/status.js";

/** @typedef {{mark: number[], say?: string}} Stored what the server has */
/** @typedef {{mark: number[], isLate: boolean}} Held what the server has not answered */
/** @typedef {{text: string, kind: "kept" | "held" | "refused"}} Saved what stands in the dock */

const ICONS = { kept: "#i-check", held: "#i-saved", refused: "#i-alert" };

/** @type {Map<string, Saved>} by round */
const saved = new Map();

/**
 * Make the papers on this page send.
 * @param {(round: number, mark: number[]) => void} send
 */
export function watchBallots(send) {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== "mark") return;
    const { form } = box;
    if (!form?.dataset.round) return;
    if (box.checked && choicesOf(form).length > limitOf(form)) {
      box.checked = false;
      showLimit(form, true);
      return;
    }
    showLimit(form, false);
    send(Number(form.dataset.round), choicesOf(form));
  });
  onPress("[data-clear]", (button) => {
    const form = button.closest("form");
    if (!form?.dataset.round) return;
    for (const box of boxesOf(form)) box.checked = false;
    showLimit(form, false);
    send(Number(form.dataset.round), []);
  });
}

/**
 * Send what was pressed before this script was there, as on a slow line. Only the presses count:
 * the paper they were made on may have been older than what this phone holds.
 * @param {Record<string, Stored>} stored by round
 * @param {Map<string, Held>} held by round
 * @param {(round: number, mark: number[]) => void} send
 */
export function sendEarly(stored, held, send) {
  for (const paper of document.querySelectorAll("form[data-round]")) {
    const form = /** @type {HTMLFormElement} */ (paper);
    const { round = "" } = form.dataset;
    const pressed = boxesOf(form).filter((box) => box.checked !== box.defaultChecked);
    if (!pressed.length) continue;
    const mark = new Set((held.get(round) ?? stored[round])?.mark);
    for (const box of pressed) {
      if (box.checked) mark.add(Number(box.value));
      else mark.delete(Number(box.value));
    }
    send(
      Number(round),
      Array.from(mark).sort((a, b) => a - b),
    );
  }
}

/**
 * Show on each paper what is chosen and whether it is stored.
 * @param {Record<string, Stored>} stored by round
 * @param {Map<string, Held>} held choices not answered yet, by round
 * @param {string} seed decides this phone's own order
 */
export function showBallots(stored, held, seed) {
  for (const paper of document.querySelectorAll("form[data-round]")) {
    const form = /** @type {HTMLFormElement} */ (paper);
    const round = form.dataset.round ?? "";
    const mark = (held.get(round) ?? stored[round])?.mark;
    shuffle(form, seed);
    if (mark) for (const box of boxesOf(form)) box.checked = mark.includes(Number(box.value));
    showCount(form);
    showSaved(form, held.get(round)?.isLate ?? false, stored[round]);
  }
}

/**
 * The server has answered for a round.
 * @param {number} round
 * @param {string} say
 * @param {boolean} isStored
 * @returns {boolean} whether there is a paper on this page to show it on
 */
export function answered(round, say, isStored) {
  saved.set(String(round), { text: say, kind: isStored ? "kept" : "refused" });
  announce(say);
  return document.querySelector(`form[data-round="${round}"]`) !== null;
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
function boxesOf(form) {
  return Array.from(form.querySelectorAll("input[name=mark]"));
}

/** @param {HTMLFormElement} form */
function choicesOf(form) {
  return boxesOf(form)
    .filter((box) => box.checked)
    .map((box) => Number(box.value))
    .sort((a, b) => a - b);
}

/** @param {HTMLFormElement} form */
function limitOf(form) {
  return Number(form.dataset.limit) || Number.POSITIVE_INFINITY;
}

/** @param {HTMLFormElement} form */
function showCount(form) {
  let chosen = 0;
  for (const box of boxesOf(form)) {
    box.closest(".opt")?.classList.toggle("on", box.checked);
    if (box.checked) chosen += 1;
  }
  const place = form.querySelector("[data-count]");
  if (place instanceof HTMLElement && chosen) {
    place.dataset.first = place.dataset.first ?? place.textContent ?? "";
    place.textContent = fill(place.dataset.count, { n: chosen });
  } else if (place instanceof HTMLElement && place.dataset.first) {
    place.textContent = place.dataset.first;
  }
}

/** @param {HTMLFormElement} form @param {boolean} isFull */
function showLimit(form, isFull) {
  const place = form.querySelector("[data-full]");
  if (!(place instanceof HTMLElement)) return;
  place.textContent = isFull ? (place.dataset.full ?? "") : "";
  show(place, isFull);
  if (isFull) announce(place.dataset.full);
}

/** @param {HTMLFormElement} form @param {boolean} isHeld @param {Stored | undefined} stored */
function showSaved(form, isHeld, stored) {
  const place = form.querySelector("[data-saved]");
  if (!(place instanceof HTMLElement)) return;
  const round = form.dataset.round ?? "";
  /** @type {Saved | undefined} */
  let state = saved.get(round);
  if (isHeld) state = { text: place.dataset.held ?? "", kind: "held" };
  else if (!state && stored) state = { text: stored.say ?? place.dataset.kept ?? "", kind: "kept" };
  show(place, state !== undefined);
  if (!state) return;
  const words = place.querySelector("span");
  if (words && words.textContent !== state.text) words.textContent = state.text;
  place.querySelector("use")?.setAttribute("href", ICONS[state.kind]);
  place.classList.toggle("err", state.kind === "refused");
  place.classList.toggle("wait", state.kind === "held");
}

/**
 * Give the choices this phone's own order, always the same, so that no proposal gains by standing
 * first on every paper. A paper somebody is busy with is left alone.
 * @param {HTMLFormElement} form
 * @param {string} seed
 */
function shuffle(form, seed) {
  const list = form.querySelector("[data-shuffle]");
  if (!list || list.contains(document.activeElement)) return;
  const rows = Array.from(list.querySelectorAll(".opt"));
  const place = (/** @type {Element} */ row) => {
    const value = row.querySelector("input")?.value ?? "";
    return hash(`${seed} ${form.dataset.round} ${value}`);
  };
  const wanted = [...rows].sort((a, b) => place(a) - place(b));
  if (wanted.some((row, index) => row !== rows[index])) list.append(...wanted);
}

/** FNV-1a with a last stirring: near texts get far numbers. @param {string} text */
export function hash(text) {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  return (sum ^ (sum >>> 13)) >>> 0;
}
