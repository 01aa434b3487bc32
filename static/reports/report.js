/**
 * A report on this phone: kept with every letter, queued when it is sent, and sent when there is a
 * line. Holds no rules: what may be sent is said by the server.
 */

import { newRef } from "../shared/refs.js";
import { openPhotos, openShelf } from "./keep.js";
import { openList } from "./list.js";
import { openPlace } from "./place.js";
import { deliver } from "./send.js";
import { preview, shrunk } from "./shrink.js";
import { openSteps } from "./steps.js";

/** @typedef {import("./keep.js").Kept} Kept */

const PLACES = [1, 2, 3];
/** Ms between attempts, at most; each phone at moments of its own. */
const SLOWEST = 60_000;

const shelf = openShelf();
const photos = openPhotos();
const box = /** @type {HTMLElement} */ (document.querySelector("#lapor-kotak"));
const whole = /** @type {HTMLTemplateElement} */ (document.querySelector("#lapor-utuh"));

/** What was typed already on this page goes along. */
const typed = new FormData(/** @type {HTMLFormElement} */ (box.querySelector("form")));
box.replaceChildren(whole.content.cloneNode(true));
const form = /** @type {HTMLFormElement} */ (box.querySelector("form"));
const wrong = /** @type {HTMLElement} */ (box.querySelector("[data-wrong]"));
const kept = /** @type {HTMLElement} */ (box.querySelector("[data-kept]"));

/** The report that is being written. */
let ref = newRef();
let step = 1;
let isSending = false;
let attempts = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const showPlace = openPlace(box, keep);
const steps = openSteps(box, (now) => {
  step = now;
  keep();
});
const list = openList(shelf, { repair, forget: forgetPhotos });

/** @returns {Record<string, string>} */
function fields() {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value) values[name] = value;
  }
  return values;
}

/** Keep what is written, if anything is. */
function keep() {
  const values = fields();
  const isBegun = Object.keys(values).length > 0;
  shelf.change((all) => {
    all.draft = isBegun ? { ref, fields: values, at: Date.now(), step } : null;
  });
  kept.hidden = !isBegun;
}

/** @param {Record<string, string>} values */
function fill(values) {
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type === "radio") {
      field.checked = values[field.name] === field.value;
    } else if (field instanceof HTMLInputElement && field.type === "file") {
      field.value = "";
    } else if ("value" in field && "name" in field && !(field instanceof HTMLButtonElement)) {
      /** @type {HTMLInputElement} */ (field).value = values[String(field.name)] ?? "";
    }
  }
  showPlace();
}

/** Bring a report that was kept back into the form. @param {Kept} report */
function restore(report) {
  ref = report.ref;
  fill(report.fields);
  for (const place of PLACES) showPhoto(place);
}

/** @param {number} place */
async function showPhoto(place) {
  const image = /** @type {HTMLImageElement} */ (box.querySelector(`[data-preview="${place}"]`));
  const drop = /** @type {HTMLElement} */ (box.querySelector(`[data-drop="${place}"]`));
  const photo = await photos.get(ref, place);
  const source = photo ? await preview(photo) : "";
  image.hidden = !source;
  if (source) image.src = source;
  drop.hidden = !photo;
}

/** @param {string} whose */
async function forgetPhotos(whose) {
  for (const place of PLACES) await photos.drop(whose, place);
}

/** @param {string} sentence @param {string} [field] */
function complain(sentence, field = "") {
  const say = /** @type {HTMLElement} */ (wrong.querySelector("[data-say]"));
  say.textContent = sentence;
  wrong.hidden = !sentence;
  for (const marked of form.querySelectorAll("[aria-invalid]")) {
    marked.removeAttribute("aria-invalid");
  }
  if (field) form.querySelector(`[name="${field}"]`)?.setAttribute("aria-invalid", "true");
}

/** Take a report out of the queue and into the form, to be put right. @param {string} whose */
function repair(whose) {
  const report = shelf.read().queue.find((one) => one.ref === whose);
  if (!report) return;
  shelf.change((all) => {
    all.queue = all.queue.filter((one) => one.ref !== whose);
  });
  restore({ ...report });
  list.show();
  steps.show(steps.stepOf(report.field ?? "") || PLACES.length);
  complain(report.refused ?? "", report.field);
}

/** What is written is whole: into the queue with it. */
function enqueue() {
  const report = { ref, fields: fields(), at: Date.now() };
  shelf.change((all) => {
    all.queue = [...all.queue.filter((one) => one.ref !== ref), report];
    all.draft = null;
  });
  complain("");
  ref = newRef();
  fill({});
  for (const place of PLACES) showPhoto(place);
  steps.show(1, false);
  list.show();
  list.lookAt();
  attempts = 0;
  sendAll();
}

/** Send what waits, one after another; what the line does not carry is tried again. */
async function sendAll() {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  let wait = 0;
  for (const report of shelf.read().queue.filter((one) => !one.refused)) {
    list.show(report.ref);
    const pictures = await Promise.all(PLACES.map((place) => photos.get(report.ref, place)));
    const outcome = await deliver(report.ref, report.fields, pictures);
    if (outcome.is === "later") wait = Math.max(wait, outcome.after);
    else await settle(report, outcome);
  }
  isSending = false;
  list.show();
  if (!wait) return;
  attempts += 1;
  const slower = Math.min(SLOWEST, wait * 2 ** Math.min(attempts - 1, 4));
  timer = setTimeout(sendAll, Math.max(wait, slower * (0.5 + Math.random() / 2)));
}

/**
 * The server has answered.
 * @param {Kept} report
 * @param {{is: "sent", number: string, key: string} | {is: "refused", say: string, field: string}} outcome
 */
async function settle(report, outcome) {
  shelf.change((all) => {
    const waiting = all.queue.find((one) => one.ref === report.ref);
    if (outcome.is === "refused") {
      if (waiting) Object.assign(waiting, { refused: outcome.say, field: outcome.field });
      return;
    }
    const { number, key } = outcome;
    all.queue = all.queue.filter((one) => one !== waiting);
    if (all.sent.every((one) => one.number !== number)) {
      all.sent.push({ number, key, title: report.fields.title ?? "", at: Date.now() });
    }
  });
  if (outcome.is === "sent") await forgetPhotos(report.ref);
}

form.addEventListener("input", keep);
form.addEventListener("change", async (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.type !== "file") return keep();
  const place = Number(field.name.slice(-1));
  const file = field.files?.[0];
  if (!file) return;
  await photos.put(ref, place, await shrunk(file));
  field.value = "";
  await showPhoto(place);
  keep();
});
form.addEventListener("click", async (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-drop]") : null;
  if (!(pressed instanceof HTMLElement)) return;
  const place = Number(pressed.dataset.drop);
  await photos.drop(ref, place);
  await showPhoto(place);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (steps.isWhole(PLACES.length)) enqueue();
});
addEventListener("online", () => {
  attempts = 0;
  sendAll();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) sendAll();
});

const draft = shelf.read().draft;
if (draft) {
  restore(draft);
  steps.show(draft.step ?? 1, false);
} else {
  /** @type {Record<string, string>} */
  const begun = {};
  for (const [name, value] of typed) if (typeof value === "string") begun[name] = value;
  fill(begun);
}
list.show();
sendAll();
