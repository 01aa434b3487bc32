/**
 * The record (notulen): sends entries without leaving the page, keeps what is half typed, here and
 * on the server, and shows both texts where two people changed the same entry. What another person
 * is typing comes by the page's own line; `swap.js` sees to it that no begun field is touched.
 */

import { onPress } from "../shared/events.js";
import { newRef } from "../shared/refs.js";
import { clock, cloneTemplate, fill, show } from "../shared/status.js";
import { afterSwap, isChanged } from "../shared/swap.js";
import { now } from "../shared/timer.js";
import { dropKept, keep, kept } from "./notes-kept.js";

/** After how long a pause in typing the draft goes to the server, in ms. */
const PAUSE = 1_200;
/** How often an entry that did not get through is sent again, in ms. */
const AGAIN = 3_000;

/** @typedef {import("./notes-kept.js").Kept} Kept */
/** @typedef {{text: string, rev: number, by: string, gone: boolean}} Theirs */
/** @typedef {{ok?: boolean, say?: string, code?: string, theirs?: Theirs}} Answer */

const main = /** @type {HTMLElement} */ (document.querySelector("[data-notes]"));
const { notes: code = "", login = "" } = main.dataset;
const home = `/fasilitator/${code}/notulen`;
const words = /** @type {HTMLElement} */ (document.getElementById("kata-notulen")).dataset;
const entry = /** @type {HTMLFormElement | null} */ (document.getElementById("tulis"));

/** @type {Kept[]} entries that are not stored yet, the oldest first */
let queue = kept(code).queue;
let sending = false;
/** The phase the free field was last set to by the agenda. */
let followed = "";
/** @type {Map<HTMLFormElement, ReturnType<typeof setTimeout>>} */
const pauses = new Map();

// Fields -------------------------------------------------------------------------------------

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (form.elements.namedItem(name));
}

/** Where a form names its entry: a new one is called by the ref of the page. @param {HTMLFormElement} form */
function idField(form) {
  return field(form, form === entry ? "ref" : "note");
}

/** @param {HTMLFormElement} form @returns {Kept} */
function typed(form) {
  return {
    note: idField(form).value,
    rev: Number(field(form, "rev").value),
    phase: field(form, "phase").value,
    text: field(form, "text").value,
  };
}

/** @param {HTMLFormElement} form @param {Kept} what */
function fillIn(form, what) {
  idField(form).value = what.note;
  field(form, "rev").value = String(what.rev);
  field(form, "phase").value = String(what.phase);
  field(form, "text").value = what.text;
  form.closest("details")?.setAttribute("open", "");
}

/** The field for a new entry, empty again. @param {HTMLFormElement} form */
function renew(form) {
  fillIn(form, { note: newRef(), rev: 0, phase: currentPhase(), text: "" });
  field(form, "text").defaultValue = "";
  showClash(form, undefined);
}

function currentPhase() {
  return document.querySelector("[data-phase]")?.textContent?.trim() ?? "0";
}

// Sending ------------------------------------------------------------------------------------

/** @param {string} path @param {Kept} what @returns {Promise<Answer>} raises when the line is away */
async function post(path, what) {
  const answer = await fetch(path, {
    method: "POST",
    body: body(what),
    headers: { Accept: "application/json" },
  });
  if (answer.status === 503) throw new Error("not now");
  if (answer.status === 204) return { ok: true };
  return answer.json();
}

/** @param {Kept} what */
function body(what) {
  const { note, rev, phase, text } = what;
  const token = document.querySelector("meta[name=page]")?.getAttribute("content") ?? "";
  return new URLSearchParams({ _token: token, note, rev: String(rev), phase, text });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("note" in form.dataset)) return;
  event.preventDefault();
  clearTimeout(pauses.get(form));
  if (!field(form, "text").value.trim()) return;
  if (form === entry && field(form, "rev").value === "0") hurry(form);
  else change(form);
});

/** A new entry: the field is free at once, whatever the line does. @param {HTMLFormElement} form */
function hurry(form) {
  queue.push(typed(form));
  renew(form);
  keepAll();
  flush();
}

/** A changed entry: its field stays until the server has it. @param {HTMLFormElement} form */
async function change(form) {
  const what = typed(form);
  try {
    take(form, await post(home, what), what);
  } catch {
    say("kept");
  }
}

/** @param {HTMLFormElement} form @param {Answer} answer @param {Kept} what */
function take(form, answer, what) {
  showWrong(form, answer.ok || answer.theirs ? "" : (answer.say ?? ""));
  if (answer.theirs) {
    showClash(form, answer.theirs, answer.say);
    return;
  }
  if (!answer.ok) return;
  dropKept(code, what.note);
  showClash(form, undefined);
  if (form === entry) renew(form);
  else leave(form, what.text);
  say("saved");
}

/** The form is as it was rendered again, so that frames may change it. @param {HTMLFormElement} form @param {string} text */
function leave(form, text) {
  const area = /** @type {HTMLTextAreaElement} */ (field(form, "text"));
  area.defaultValue = text;
  area.value = text;
  area.blur();
  form.closest("details")?.removeAttribute("open");
}

/** Send what waits, one after another. */
async function flush() {
  if (sending) return;
  sending = true;
  try {
    for (let next = due(); next; next = due()) {
      const answer = await post(home, next);
      if (answer.ok) settle(next);
      else refuse(next, answer);
    }
    if (!due()) say("saved");
  } catch {
    say("kept");
  }
  sending = false;
  showQueue();
}

function due() {
  return queue.find((one) => !one.wrong);
}

/** @param {Kept} one */
function settle(one) {
  queue = queue.filter((other) => other !== one);
  keepAll();
}

/** Back into the field, if that is free; else it waits below with the reason. @param {Kept} one @param {Answer} answer */
function refuse(one, answer) {
  one.wrong = answer.say ?? "";
  if (entry && !field(entry, "text").value) bringBack(one, answer);
  keepAll();
}

/** @param {Kept} one @param {Answer} [answer] */
function bringBack(one, answer) {
  if (!entry) return;
  settle(one);
  fillIn(entry, one);
  if (answer?.theirs) showClash(entry, answer.theirs, answer.say);
  else showWrong(entry, one.wrong ?? "");
  field(entry, "text").focus();
}

setInterval(() => due() && flush(), AGAIN);
addEventListener("online", flush);

// Two who changed the same entry -------------------------------------------------------------

/** @param {HTMLFormElement} form @param {Theirs | undefined} theirs @param {string} [why] */
function showClash(form, theirs, why = "") {
  const block = form.querySelector("[data-clash]");
  if (!(block instanceof HTMLElement)) return;
  show(block, Boolean(theirs));
  if (!theirs) return;
  const sentence = fill(theirs.gone ? words.goneBy : words.theirsBy, { name: theirs.by });
  write(block, "[data-says]", `${why} ${sentence}`);
  write(block, "[data-theirs]", theirs.text);
  // What is sent next was written with their text before the eyes.
  field(form, "rev").value = String(theirs.gone ? 0 : theirs.rev);
  if (theirs.gone) idField(form).value = newRef();
}

/** @param {HTMLElement} pressed @param {(mine: string, theirs: string) => string} how */
function solve(pressed, how) {
  const form = pressed.closest("form");
  const theirs = form?.querySelector("[data-theirs]")?.textContent ?? "";
  if (!form) return;
  const area = field(form, "text");
  area.value = how(area.value, theirs);
  show(form.querySelector("[data-clash]"), false);
  area.focus();
  begun(form);
}

onPress("[data-join]", (pressed) => solve(pressed, (mine, theirs) => `${theirs}\n${mine}`));
onPress("[data-take]", (pressed) => solve(pressed, (_mine, theirs) => theirs));

// Drafts -------------------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (form && "note" in form.dataset) begun(form);
});

/** @param {HTMLFormElement} form */
function begun(form) {
  showWrong(form, "");
  keepAll();
  clearTimeout(pauses.get(form));
  pauses.set(
    form,
    setTimeout(() => draft(form), PAUSE),
  );
}

/** @param {HTMLFormElement} form */
async function draft(form) {
  try {
    const what = typed(form);
    const answer = await post(`${home}/draf`, isChanged(form) ? what : { ...what, text: "" });
    if (!answer.ok) showWrong(form, answer.say ?? "");
    say(answer.ok ? "saved" : "kept");
  } catch {
    say("kept");
  }
}

/** All forms of entries that hold something unsaved. */
function changedForms() {
  const forms = Array.from(document.querySelectorAll("form[data-note]"));
  return forms.filter(
    (form) =>
      form instanceof HTMLFormElement && isChanged(form) && field(form, "text").value.trim(),
  );
}

function keepAll() {
  const forms = /** @type {HTMLFormElement[]} */ (changedForms());
  keep(code, { queue, drafts: forms.map(typed) });
  showQueue();
}

addEventListener("pagehide", () => {
  for (const form of /** @type {HTMLFormElement[]} */ (changedForms())) {
    navigator.sendBeacon(`${home}/draf`, body(typed(form)));
  }
});

document.addEventListener("reset", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("note" in form.dataset)) return;
  const { note, rev } = typed(form);
  dropKept(code, note);
  showClash(form, undefined);
  form.closest("details")?.removeAttribute("open");
  post(`${home}/draf`, { note, rev, phase: "0", text: "" }).catch(() => say("kept"));
});

function restore() {
  const known = JSON.parse(document.getElementById("draf")?.textContent || "[]");
  /** @type {Map<string, Kept>} */
  const drafts = new Map();
  for (const one of [...known, ...kept(code).drafts]) drafts.set(one.note, one);
  for (const one of drafts.values()) {
    const form = document.getElementById(`ubah-${one.note}`);
    if (one.rev && form instanceof HTMLFormElement) fillIn(form, one);
    else if (entry && !field(entry, "text").value) fillIn(entry, { ...one, rev: 0 });
  }
}

// Showing ------------------------------------------------------------------------------------

/** @param {"saved" | "kept"} which */
function say(which) {
  const place = document.getElementById("simpanan");
  if (place) place.textContent = fill(place.dataset[which], { clock: clock(now()) });
}

/** @param {HTMLFormElement} form @param {string} sentence */
function showWrong(form, sentence) {
  write(form, "[data-wrong]", sentence);
  show(form.querySelector("[data-wrong]"), Boolean(sentence));
}

/** @param {Element} root @param {string} place @param {string} text */
function write(root, place, text) {
  const element = root.querySelector(place);
  if (element) element.textContent = text;
}

function showQueue() {
  const list = document.getElementById("tertunda");
  list?.replaceChildren();
  for (const one of queue) {
    const item = cloneTemplate("t-tertunda");
    if (!item || !list) return;
    write(item, "[data-why]", one.wrong || (words.waits ?? ""));
    write(item, "[data-said]", one.text);
    item.querySelector("[data-again]")?.addEventListener("click", () => bringBack(one));
    list.append(item);
  }
}

/** One's own typing needs no mark, and a free field follows the agenda. */
function settleMarks() {
  for (const mark of document.querySelectorAll("[data-login]")) {
    if (mark !== main) show(mark, mark.getAttribute("data-login") !== login || isElsewhere(mark));
  }
  const phase = currentPhase();
  if (entry && phase !== followed && !field(entry, "text").value) {
    field(entry, "phase").value = phase;
    followed = phase;
  }
}

/** What was typed in another window of this browser. @param {Element} mark */
function isElsewhere(mark) {
  const note = mark.getAttribute("data-draft");
  return note !== null && !queue.some((one) => one.note === note) && note !== typedNote();
}

function typedNote() {
  return entry ? idField(entry).value : "";
}

onPress("[data-line]", (button) => {
  if (!entry) return;
  const area = /** @type {HTMLTextAreaElement} */ (field(entry, "text"));
  const line = button.dataset.line ?? "";
  area.value = area.value.trim() ? `${area.value.trimEnd()}\n${line}` : line;
  const place = area.value.length - 1;
  area.focus();
  area.setSelectionRange(place, place + 1);
  begun(entry);
});

document.addEventListener("keydown", (event) => {
  const area = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!(area instanceof HTMLTextAreaElement) || !("enter" in area.dataset)) return;
  event.preventDefault();
  area.form?.requestSubmit();
});

restore();
afterSwap(settleMarks);
settleMarks();
showQueue();
flush();
