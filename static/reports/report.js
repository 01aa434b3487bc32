/**
 * A report on this phone: kept with every letter, queued when it is sent, and sent when there is a
 * line. Holds no rules: what may be sent is said by the server.
 */

import { fieldsOf, fillIn, keep, kept } from "../shared/draft.js";
import { newRef } from "../shared/refs.js";
import { keepSending, wakeWorker } from "./going.js";
import { openShelf, PLACES } from "./keep.js";
import { openList } from "./list.js";
import { announceLater, showNews } from "./news.js";
import { openPlace } from "./place.js";
import { preview, shrunk } from "./shrink.js";
import { openSteps } from "./steps.js";
import { openFaults } from "./wrong.js";

/** @typedef {import("./keep.js").Kept} Kept */

const DRAFT = "ml:konsep:lapor";

const shelf = openShelf();
const box = /** @type {HTMLElement} */ (document.querySelector("#lapor-kotak"));
const whole = /** @type {HTMLTemplateElement} */ (document.querySelector("#lapor-utuh"));
const words = /** @type {HTMLElement} */ (document.querySelector("#lapor-ponsel")).dataset;

/** What was typed already on this page goes along. */
const typed = fieldsOf(/** @type {HTMLFormElement} */ (box.querySelector("form")));
box.replaceChildren(whole.content.cloneNode(true));
const form = /** @type {HTMLFormElement} */ (box.querySelector("form"));
const wrong = /** @type {HTMLElement} */ (box.querySelector("[data-wrong]"));
const hint = /** @type {HTMLElement} */ (box.querySelector("[data-kept]"));

/** The report that is being written. @type {{ref: string, refused?: string, field?: string}} */
let writing = { ref: newRef() };
let step = 1;

const showPlace = openPlace(box, keepDraft);
const steps = openSteps(box, (now) => {
  step = now;
  keepDraft();
});
const complain = openFaults(wrong, form, (field) => steps.show(steps.stepOf(field)));
const list = openList(shelf, { repair });
const go = keepSending(
  shelf,
  async (sending) => {
    await list.show(sending);
    if (!sending) await showNews(shelf);
  },
  () => !document.hidden,
);

/** What is filled in. @returns {Record<string, string>} */
function fields() {
  return Object.fromEntries(Object.entries(fieldsOf(form)).filter(([, value]) => value));
}

/** What is written, as it is to be found again; null when nothing is. @returns {Kept | null} */
function begun() {
  const values = fields();
  const isBegun = Object.keys(values).length > 0;
  return isBegun ? { ...writing, fields: values, at: Date.now(), step } : null;
}

function keepDraft() {
  const draft = begun();
  keep(DRAFT, draft);
  hint.hidden = !draft;
}

/** Fill the form with these fields and no others. @param {Record<string, string>} values */
function fill(values) {
  const names = Array.from(form.elements, (field) => field.getAttribute("name") ?? "");
  fillIn(form, { ...Object.fromEntries(names.map((name) => [name, ""])), ...values });
  showPlace();
}

/** Bring a report that was kept back into the form. @param {Kept} report */
function restore({ ref, fields: values, refused, field }) {
  writing = { ref, refused, field };
  fill(values);
  showPhotos();
  complain(refused ? list.reason(refused) : "", field);
}

function showPhotos() {
  for (const place of PLACES) showPhoto(place);
}

/** The photo that is kept, or the field for one: emptied, it would say that there is none. @param {number} place */
async function showPhoto(place) {
  const field = /** @type {HTMLElement} */ (form.elements.namedItem(`foto${place}`));
  const image = /** @type {HTMLImageElement} */ (box.querySelector(`[data-preview="${place}"]`));
  const drop = /** @type {HTMLElement} */ (box.querySelector(`[data-drop="${place}"]`));
  const photo = await shelf.photo(writing.ref, place);
  const source = photo ? await preview(photo) : "";
  image.hidden = !source;
  if (source) image.src = source;
  const [shown, other] = photo ? [drop, field] : [field, drop];
  shown.hidden = false;
  if (other === document.activeElement) shown.focus();
  other.hidden = true;
}

/**
 * Take a report off the list and into the form, to be put right or finished. What stood there goes
 * on the list in its place.
 * @param {string} ref
 */
async function repair(ref) {
  const report = await shelf.queue.get(ref);
  if (!report) return;
  const aside = begun();
  const isWritten = Object.keys(aside?.fields ?? {}).some((name) => name !== "kind");
  if (aside && isWritten) await shelf.queue.put(aside.ref, { ...aside, unfinished: true });
  keep(DRAFT, report); // before it leaves the list: the page may be closed in between
  await shelf.queue.drop(ref);
  restore(report);
  await list.show();
  const wanted = report.refused ? steps.stepOf(report.field ?? "") || PLACES.length : report.step;
  steps.show(wanted ?? 1);
}

/** What is written is whole: into the queue with it. */
async function enqueue() {
  const { ref } = writing;
  await shelf.queue.put(ref, { ref, fields: fields(), at: Date.now() });
  announceLater(words);
  writing = { ref: newRef() };
  fill({});
  keep(DRAFT, null);
  complain("");
  showPhotos();
  steps.show(1, false);
  await list.show();
  list.lookAt();
  go();
  wakeWorker(); // should the page be closed before the answer
}

form.addEventListener("input", keepDraft);
form.addEventListener("change", async (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.type !== "file") return keepDraft();
  const place = Number(field.name.slice(-1));
  const file = field.files?.[0];
  if (!file) return;
  await shelf.putPhoto(writing.ref, place, await shrunk(file));
  field.value = "";
  await showPhoto(place);
  keepDraft();
});
form.addEventListener("click", async (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-drop]") : null;
  if (!(pressed instanceof HTMLElement)) return;
  const place = Number(pressed.dataset.drop);
  await shelf.dropPhoto(writing.ref, place);
  await showPhoto(place);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (steps.isWhole(PLACES.length)) enqueue();
});

/** @type {Kept | null} */
const draft = kept(DRAFT);
if (draft?.ref) {
  restore(draft);
  steps.show(draft.step ?? 1, false);
} else {
  // The page of this phone, opened without a line, was made for no kind of report.
  const kind = new URLSearchParams(location.search).get("jenis");
  fill(kind ? { kind, ...typed } : typed);
}
list.show();
go();
