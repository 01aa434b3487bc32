/**
 * A ballot that is cast once, as into a box. What is marked stays on this phone, through reloads
 * too, until the person has seen it once more and puts it in; then nobody can change it.
 */

import { onPress } from "../shared/events.js";
import { announce, show } from "../shared/status.js";
import { keepToLimit, showCount, showReason, shuffle } from "./ballot.js";
import { clearMarks, inputsOf, readMark, writeMark } from "./papers/marks.js";

/** @typedef {import("./ballot.js").Held} Held */
/** @typedef {import("./outbox.js").Shelf} Shelf */
/**
 * @typedef {object} Kept what this phone keeps of one ballot
 * @property {number[]} [mark] as it is marked, not answered yet
 * @property {string} [said] the answer, when it was cast here
 */

/** Refusals that mean there is a ballot of this voter in the box. */
const SPENT = new Set(["ballot_cast", "card_spent"]);

/** @type {Shelf | null} */
let shelf = null;
let place = "";
let card = 0;
/** @type {Map<string, string>} where this browser keeps nothing */
const memory = new Map();
/** Whether nothing is kept of papers that are no more. */
let isTidy = false;
/** @type {WeakSet<HTMLFormElement>} papers that were filled in with what was kept */
const filled = new WeakSet();
/** @type {Set<string>} rounds whose choice is being looked at once more */
const asking = new Set();
/** @type {Set<string>} rounds whose ballot is on its way: nothing about it can change now */
const sending = new Set();
/** @type {Set<string>} rounds in whose box there is a ballot, as far as was told here */
const spent = new Set();

/**
 * Make the papers on this page keep, ask, and cast.
 * @param {Shelf | null} where
 * @param {string} name the beginning of every name on the shelf
 * @param {number} voter the card that votes, or 0
 * @param {(round: number, mark: import("./papers/marks.js").Mark) => void} send
 */
export function watchBoxes(where, name, voter, send) {
  [shelf, place, card] = [where, `${name}:kotak:`, voter];
  document.addEventListener("change", (event) => {
    const input = event.target;
    const form = input instanceof HTMLInputElement && paperOf(input);
    if (form && input.name === "mark") marked(form, keepToLimit(form, input));
  });
  onPress("[data-clear]", (button) => {
    const form = paperOf(button);
    if (!form) return;
    clearMarks(form);
    marked(form, "");
  });
  onPress("[data-unsure]", (button) => {
    const form = paperOf(button);
    if (form && !sending.has(roundOf(form))) look(form, false);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement && paperOf(event.target);
    if (!form || document.documentElement.classList.contains("plain")) return;
    event.preventDefault();
    if (sending.has(roundOf(form))) return;
    if (!readMark(form).length) showReason(form, form.dataset.none ?? "");
    else if (!asking.has(roundOf(form))) look(form, true);
    else cast(form, send);
  });
}

/**
 * Show of each ballot whether it is in the box, on its way, or still a paper.
 * @param {number[]} told rounds in whose box the server says there is one
 * @param {Map<string, Held>} held what is not answered yet, by round
 * @param {string} seed decides this phone's own order
 */
export function showBoxes(told, held, seed) {
  for (const box of document.querySelectorAll("[data-box]")) {
    const form = box.querySelector("form");
    if (form) showBox(box, form, told, held.get(roundOf(form)));
    if (form && !form.hidden) showPaper(form, seed);
  }
  const isOver = document.getElementById("isi") && !document.querySelector("[data-box]");
  if (isOver && !isTidy && !held.size) tidy();
}

/**
 * @param {Element} box
 * @param {HTMLFormElement} form
 * @param {number[]} told
 * @param {Held | undefined} held
 */
function showBox(box, form, told, held) {
  const round = roundOf(form);
  const { said } = kept(round);
  const isCast = said !== undefined || spent.has(round) || told.includes(Number(round));
  const isWaiting = !isCast && held !== undefined && held.isLate;
  if (held) sending.add(round);
  else sending.delete(round);
  if (isCast && said === undefined && !held) erase(nameOf(round, card));
  const words = box.querySelector("[data-said]");
  if (said && words && words.textContent !== said) words.textContent = said;
  const hadFocus = form.contains(document.activeElement);
  show(box.querySelector("[data-cast]"), isCast);
  show(box.querySelector("[data-waiting]"), isWaiting);
  show(form, !isCast && !isWaiting);
  if (hadFocus && form.hidden) focusOn(box.querySelector(".note:not([hidden])"));
}

/**
 * A vote was stored.
 * @param {{round?: number, card?: number}} item
 * @param {string} say
 * @returns {boolean} whether it was a ballot that is cast once
 */
export function castStored(item, say) {
  const name = nameOf(String(item.round), item.card ?? 0);
  if (read(name).mark === undefined) return false;
  write(name, { said: say });
  announce(say);
  return true;
}

/**
 * A vote was refused, for good.
 * @param {{round?: number, card?: number}} item
 * @param {string} say
 * @param {string} code
 * @returns {boolean} whether this page says so, on the paper or in its place
 */
export function castRefused(item, say, code) {
  const round = String(item.round);
  const voter = item.card ?? 0;
  if (SPENT.has(code)) erase(nameOf(round, voter));
  const form = document.querySelector(`[data-box="${round}"] form`);
  if (voter !== card || !(form instanceof HTMLFormElement)) return false;
  asking.delete(round);
  if (SPENT.has(code)) spent.add(round);
  else showReason(form, say);
  announce(say);
  return true;
}

/** @param {Element} element inside a paper, or the paper @returns {HTMLFormElement | null} */
function paperOf(element) {
  return element.closest("[data-box] form");
}

/** @param {HTMLFormElement} form */
function roundOf(form) {
  return form.closest("[data-box]")?.getAttribute("data-box") ?? "";
}

/** A hand has marked something. @param {HTMLFormElement} form @param {string} reason why not */
function marked(form, reason) {
  showReason(form, reason);
  keep(form);
  showCount(form);
}

/** The choice is shown once more, or the paper again. @param {HTMLFormElement} form @param {boolean} isSure */
function look(form, isSure) {
  if (isSure) asking.add(roundOf(form));
  else asking.delete(roundOf(form));
  showReason(form, "");
  showStep(form);
  focusOn(form.querySelector(isSure ? "section[data-sure]" : "input[name=mark]:checked"));
  form.closest("[data-box]")?.scrollIntoView();
}

/** @param {HTMLFormElement} form @param {(round: number, mark: import("./papers/marks.js").Mark) => void} send */
function cast(form, send) {
  keep(form);
  send(Number(roundOf(form)), readMark(form));
}

/** @param {HTMLFormElement} form @param {string} seed */
function showPaper(form, seed) {
  shuffle(form, seed);
  fillIn(form);
  showCount(form);
  showStep(form);
}

/** @param {HTMLFormElement} form */
function showStep(form) {
  const isAsking = asking.has(roundOf(form));
  const chosen = new Set(readMark(form).map(String));
  for (const part of form.querySelectorAll("[data-paper]")) show(part, !isAsking);
  for (const part of form.querySelectorAll("[data-sure]")) show(part, isAsking);
  for (const line of form.querySelectorAll("[data-chosen]")) {
    show(line, chosen.has(line.getAttribute("data-chosen") ?? ""));
  }
}

/**
 * Put what was kept on a paper that comes up, once. What was pressed before this script was there
 * counts, and so does what the server gave back.
 * @param {HTMLFormElement} form
 */
function fillIn(form) {
  if (filled.has(form)) return;
  filled.add(form);
  const boxes = inputsOf(form);
  const pressed = boxes.filter((box) => box.checked !== box.defaultChecked);
  const { mark } = kept(roundOf(form));
  if (mark && !boxes.some((box) => box.defaultChecked)) {
    const wanted = pressed.map((box) => ({ box, checked: box.checked }));
    writeMark(form, mark);
    for (const { box, checked } of wanted) box.checked = checked;
  }
  if (readMark(form).length) keep(form);
}

/** @param {Element | null} element */
function focusOn(element) {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

// What this phone keeps ----------------------------------------------------------------------

/** @param {string} round @param {number} voter */
function nameOf(round, voter) {
  return `${place}${round}:${voter}`;
}

/** @param {string} round @returns {Kept} of this page's voter */
function kept(round) {
  return read(nameOf(round, card));
}

/** @param {HTMLFormElement} form */
function keep(form) {
  write(nameOf(roundOf(form), card), { mark: /** @type {number[]} */ (readMark(form)) });
}

/** @param {string} name @returns {Kept} */
function read(name) {
  try {
    return JSON.parse(shelf?.getItem(name) ?? memory.get(name) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {string} name @param {Kept} what */
function write(name, what) {
  isTidy = false;
  memory.set(name, JSON.stringify(what));
  try {
    shelf?.setItem(name, JSON.stringify(what));
  } catch {
    shelf = null;
  }
}

/** @param {string} name */
function erase(name) {
  memory.delete(name);
  try {
    shelf?.removeItem(name);
  } catch {
    shelf = null;
  }
}

/** A round is over: what was marked and never cast is nobody's business any more. */
function tidy() {
  isTidy = true;
  for (const name of [...memory.keys(), ...Object.keys(shelf ?? {})]) {
    if (name.startsWith(place) && read(name).mark) erase(name);
  }
}
