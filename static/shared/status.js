/**
 * Says how things stand: the pill, the notes, the toasts, and the one polite live region. All
 * words stand in the page already; this file only chooses among them.
 */

import { onPress } from "./events.js";
import { now } from "./timer.js";

/** @typedef {"ok" | "wait" | "local"} Standing */

const ICONS = { ok: "#i-online", wait: "#i-sync", local: "#i-saved" };

const root = document.documentElement;
let up = false;
let waiting = 0;
let downSince = performance.now();
let upToDate = now();
let patience = 10_000;

/** How long without a line until the page says so, in ms. @param {number} ms */
export function setPatience(ms) {
  patience = ms;
}

/** @param {boolean} isUp */
export function setLine(isUp) {
  if (up && !isUp) downSince = performance.now();
  up = isUp;
  root.classList.toggle("live", up);
  if (up) root.classList.remove("plain");
  showStanding();
}

/** How many things on this phone wait to be sent. @param {number} count */
export function setWaiting(count) {
  waiting = count;
  showStanding();
}

/** The page shows the state of this moment. @param {number} at server time in ms */
export function setUpToDate(at) {
  upToDate = at;
}

/** Look again at what depends on how long the line has been away. Called every half second. */
export function showStanding() {
  const away = up ? 0 : performance.now() - downSince;
  // A gap of a second is not worth a word.
  if (up) showPill("ok");
  else if (away > 1_200) showPill(waiting ? "local" : "wait");
  const offline = away > patience;
  root.classList.toggle("offline", offline);
  show(document.getElementById("terputus"), offline);
  for (const stale of document.querySelectorAll("[data-stale]")) {
    const words = stale.querySelector("span") ?? stale;
    const sentence = fill(/** @type {HTMLElement} */ (stale).dataset.stale, {
      clock: clock(upToDate),
    });
    if (offline && words.textContent !== sentence) words.textContent = sentence;
    show(stale, offline);
  }
}

/** @param {Standing} standing */
function showPill(standing) {
  for (const element of document.querySelectorAll("[data-pill]")) {
    const pill = /** @type {HTMLElement} */ (element);
    if (pill.dataset.s === standing && !pill.hidden) continue;
    pill.dataset.s = standing;
    pill.querySelector("use")?.setAttribute("href", ICONS[standing]);
    const word = pill.querySelector("[data-word]");
    if (word) word.textContent = pill.dataset[standing] ?? "";
    pill.hidden = false;
  }
}

/** Tell when the next attempt is made. @param {number} seconds */
export function showNextAttempt(seconds) {
  const place = document.querySelector("[data-next]");
  if (place instanceof HTMLElement) {
    place.textContent = seconds > 0 ? fill(place.dataset.next, { n: seconds }) : "";
  }
}

/**
 * The page has to be loaded again; nothing more will come.
 * @param {number} code the close code
 * @param {string} reason the server's sentence, or ''
 */
export function showStopped(code, reason) {
  const note = document.getElementById("berhenti");
  if (!note) return;
  const sentences = Array.from(note.querySelectorAll("[data-close]"));
  const fitting = (/** @type {string} */ key) =>
    sentences.find((element) => element.getAttribute("data-close") === key);
  const chosen = fitting(String(code)) ?? fitting("");
  if (chosen && chosen === fitting("") && /\D/.test(reason)) chosen.textContent = reason;
  for (const sentence of sentences) show(sentence, sentence === chosen);
  show(document.getElementById("terputus"), false);
  show(note, true);
}

/** Say it once to those who listen. @param {string | undefined} sentence */
export function announce(sentence) {
  const place = document.querySelector("#sambungan [data-say]");
  if (place && sentence) place.textContent = sentence;
}

/**
 * Say it in a box that stays until it is closed, or for eight seconds if it is good news.
 * @param {string | undefined} sentence
 * @param {"ok" | "bad"} kind
 */
export function toast(sentence, kind) {
  const region = document.getElementById("kabar");
  const card = cloneTemplate("t-kabar");
  const place = card?.querySelector("[data-say]");
  if (!region || !card || !place || !sentence) return;
  card.dataset.k = kind;
  place.textContent = sentence;
  while (region.childElementCount > 2) region.firstElementChild?.remove();
  region.append(card);
  if (kind === "ok") setTimeout(() => card.remove(), 8_000);
}

/** A copy of the one element in <template id>. @param {string} id @returns {HTMLElement | null} */
export function cloneTemplate(id) {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement)) return null;
  const root = template.content.firstElementChild?.cloneNode(true);
  return root instanceof HTMLElement ? root : null;
}

/** @param {Element | null} element @param {boolean} visible */
export function show(element, visible) {
  if (element instanceof HTMLElement && element.hidden === visible) element.hidden = !visible;
  else if (element instanceof SVGElement) element.toggleAttribute("hidden", !visible);
}

/**
 * A sentence of the page with its figures.
 * @param {string | undefined} sentence
 * @param {Record<string, string | number>} figures
 */
export function fill(sentence, figures) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, key) => String(figures[key] ?? whole));
}

/** A clock time as it is written in the hall: 10.41. @param {number} at server time in ms */
export function clock(at) {
  const { utc } = document.body.dataset;
  const zone = utc ? Number(utc) : -new Date().getTimezoneOffset();
  return new Date(at + zone * 60_000).toISOString().slice(11, 16).replace(":", ".");
}

onPress("[data-reload]", () => location.reload());
onPress("[data-dismiss]", (button) => {
  button.closest(".toast")?.remove();
  const aside = button.closest("#disimpan");
  show(aside, false);
  for (const form of aside?.querySelectorAll("form") ?? []) form.remove();
});
