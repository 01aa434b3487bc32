/**
 * The ballot paper on a phone: each tap is sent at once. Which marks are valid the server
 * decides; the paper only keeps a hand from choosing more than it says.
 */

import { onPress } from "../shared/events.js";
import { fetchModule } from "../shared/fetched.js";
import { announce, fill, show } from "../shared/status.js";
import { clearMarks, inputsOf, isList, readMark, writeMark } from "./papers/marks.js";

/** @typedef {import("./papers/marks.js").Mark} Mark */
/** @typedef {{mark: Mark, say?: string}} Stored what the server has */
/** @typedef {{mark: Mark, isLate: boolean}} Held what the server has not answered */
/**
 * @typedef {{
 *   press?: (form: HTMLFormElement, button: HTMLElement) => string,
 *   keep?: (form: HTMLFormElement, input: HTMLInputElement) => string,
 *   tell?: (form: HTMLFormElement, text: string) => string,
 * }} Tender
 */
/** @typedef {{text: string, kind: "kept" | "held" | "refused"}} Saved what stands in the dock */

const ICONS = { kept: "#i-check", held: "#i-saved", refused: "#i-alert" };

/** Kinds with a script of their own beside the fields. */
const TENDED = new Set(["anggaran", "poin", "skor", "urutan"]);

/** @type {Map<string, Saved>} by round */
const saved = new Map();
/** @type {Map<string, Tender>} by kind; empty while it is on its way */
const tenders = new Map();
/** @type {(() => void)[]} presses that wait for it */
const early = [];
/** @type {Map<string, string>} by round: the last mark a hand made here */
const sent = new Map();

/**
 * Make the papers on this page send.
 * @param {(round: number, mark: Mark) => void} send
 */
export function watchBallots(send) {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.name.startsWith("mark")) return;
    const { form } = input;
    if (!form?.dataset.round) return;
    marked(form, tenderOf(form)?.keep?.(form, input) ?? keepToLimit(form, input), send);
  });
  onPress("[data-step], [data-tap], [data-move]", function act(button) {
    const form = button.closest("form");
    if (!form?.isConnected || !form.dataset.round) return;
    const press = tenderOf(form)?.press;
    if (press) marked(form, press(form, button), send);
    else early.push(() => act(button));
  });
  onPress("[data-clear]", (button) => {
    const form = button.closest("form");
    if (!form?.dataset.round) return;
    clearMarks(form);
    marked(form, "", send);
  });
}

/**
 * A hand has marked something: say why not, or send the whole mark.
 * @param {HTMLFormElement} form
 * @param {string} reason
 * @param {(round: number, mark: Mark) => void} send
 */
function marked(form, reason, send) {
  showReason(form, reason);
  const mark = readMark(form);
  const said = JSON.stringify(mark);
  if (sent.get(form.dataset.round ?? "") === said && reason) return;
  sent.set(form.dataset.round ?? "", said);
  send(Number(form.dataset.round), mark);
}

/**
 * Where a paper takes so many and no more. @param {HTMLFormElement} form
 * @param {HTMLInputElement} box @returns {string} why not, or nothing
 */
export function keepToLimit(form, box) {
  const limit = Number(form.dataset.limit) || Number.POSITIVE_INFINITY;
  if (!isList(form.dataset.kind ?? "") || !box.checked || readMark(form).length <= limit) return "";
  box.checked = false;
  const place = form.querySelector("[data-full]");
  return place instanceof HTMLElement ? (place.dataset.full ?? "") : "";
}

/**
 * Send what was pressed before this script was there, as on a slow line. Only the presses count:
 * the paper they were made on may have been older than what this phone holds.
 * @param {Record<string, Stored>} stored by round
 * @param {Map<string, Held>} held by round
 * @param {(round: number, mark: Mark) => void} send
 */
export function sendEarly(stored, held, send) {
  for (const paper of document.querySelectorAll("form[data-round]")) {
    const form = /** @type {HTMLFormElement} */ (paper);
    const { round = "" } = form.dataset;
    const pressed = inputsOf(form)
      .filter(isPressed)
      .map((input) => ({ input, checked: input.checked, value: input.value }));
    if (!pressed.length) continue;
    const known = (held.get(round) ?? stored[round])?.mark;
    if (known) writeMark(form, known);
    for (const { input, checked, value } of pressed) {
      if (input.type !== "radio") input.value = value;
      if (input.type !== "radio" || checked) input.checked = checked;
    }
    send(Number(round), readMark(form));
  }
}

/** @param {HTMLInputElement} input */
function isPressed(input) {
  return input.checked !== input.defaultChecked || input.value !== input.defaultValue;
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
    if (mark) writeMark(form, mark);
    showCount(form);
    showSaved(form, held.get(round)?.isLate ?? false, stored[round]);
  }
}

/**
 * What a kind of paper needs beyond fields: fetched when the first such paper is on the page.
 * @param {HTMLFormElement} form @returns {Tender | undefined}
 */
function tenderOf(form) {
  const { kind = "" } = form.dataset;
  if (!TENDED.has(kind)) return undefined;
  if (!tenders.has(kind)) {
    tenders.set(kind, {});
    fetchModule(`resident/papers/${kind}.js`).then(
      (tender) => {
        tenders.set(kind, tender);
        for (const act of early.splice(0)) act();
        for (const paper of document.querySelectorAll(`form[data-kind="${kind}"]`)) {
          showCount(/** @type {HTMLFormElement} */ (paper));
        }
      },
      () => tenders.delete(kind), // tried again: the line may be away
    );
  }
  return tenders.get(kind);
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

/** What the dock says of the marks, and which options are marked. @param {HTMLFormElement} form */
export function showCount(form) {
  for (const input of inputsOf(form)) {
    if (input.type === "checkbox") input.closest(".opt")?.classList.toggle("on", input.checked);
  }
  const place = form.querySelector(".pick");
  if (!(place instanceof HTMLElement)) return;
  place.dataset.first = place.dataset.first ?? place.textContent ?? "";
  const tender = tenderOf(form);
  const count = readMark(form).length;
  const said = tender?.tell
    ? tender.tell(form, place.dataset.count ?? "")
    : count && fill(place.dataset.count, { n: count });
  const words = said || place.dataset.first;
  if (place.textContent !== words) place.textContent = words;
}

/** @param {HTMLFormElement} form @param {string} reason why a hand was kept, or nothing */
export function showReason(form, reason) {
  const place = form.querySelector("[data-full]");
  if (!(place instanceof HTMLElement)) return;
  place.textContent = reason;
  show(place, reason !== "");
  if (reason) announce(reason);
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
export function shuffle(form, seed) {
  const list = form.querySelector("[data-shuffle]");
  if (!list || list.contains(document.activeElement)) return;
  const rows = Array.from(list.querySelectorAll(".opt"));
  const place = (/** @type {Element} */ row) => {
    const option = row.getAttribute("data-option") ?? "";
    return hash(`${seed} ${form.dataset.round} ${option}`);
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
