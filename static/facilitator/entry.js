/**
 * Typing proposals in for others, by keyboard alone: Enter goes on and saves after the last field,
 * what is unsent outlives a reload and a lost line, and the focus is always in a field. What was
 * typed is judged by the server alone.
 */

import * as shelf from "../shared/draft.js";
import { onPress } from "../shared/events.js";
import { newRef } from "../shared/refs.js";
import { cloneTemplate, fill, show, toast } from "../shared/status.js";
import { swap } from "../shared/swap.js";

/** @typedef {Record<string, string>} Fields */
/** @typedef {{ref: string, fields: Fields, say?: string}} Held an entry without a good answer */

const main = /** @type {HTMLElement} */ (document.querySelector("[data-entry]"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("ketik"));
const standing = /** @type {HTMLElement} */ (document.getElementById("ketik-kabar"));
const base = `/fasilitator/${main.dataset.entry}`;
const KEY = `ml:ketik:${main.dataset.entry}`;
/** Fields that keep what was typed for the next entry: people queue by neighbours. */
const STAY = new Set(["neighborhood"]);
const OURS = new Set(["_token", "ref"]);
/** The server is asked for help after a pause of so many ms, and for held entries again after. */
const PAUSE = 500;
const AGAIN = 3_000;
/** An answer that takes longer than this, in ms, is as good as a line that is away. */
const PATIENCE = 8_000;

/** @type {string} the ref of the entry whose answer is awaited with its text still in the form */
let awaited = "";
let timer = 0;
let retry = 0;
let asked = 0;
let isSending = false;

/** What outlives the page: the draft, and entries that are not known to be stored.
 * @returns {{draft?: Fields, held: Held[]}} */
function kept() {
  return { held: [], ...shelf.kept(KEY) };
}

/** @param {{draft?: Fields, held: Held[]}} all */
function keep(all) {
  shelf.keep(KEY, all);
}

// Fields -------------------------------------------------------------------------------------

/** @returns {HTMLElement[]} the fields in the order of speaking */
function steps() {
  return Array.from(form.querySelectorAll("[data-step]"));
}

/** @returns {Fields} */
function typed() {
  /** @type {Fields} */
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!OURS.has(name)) fields[name] = String(value);
  }
  return fields;
}

/** @param {Fields} fields */
function write(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && !OURS.has(name)) field.value = value;
  }
}

function isEmpty() {
  return Object.entries(typed()).every(([name, value]) => STAY.has(name) || !value.trim());
}

/** Begin anew, at the first field. */
function begin() {
  const last = typed();
  for (const name of Object.keys(last)) write({ [name]: STAY.has(name) ? last[name] : "" });
  const ref = form.elements.namedItem("ref");
  if (ref instanceof HTMLInputElement) ref.value = newRef();
  awaited = "";
  keep({ ...kept(), draft: typed() });
  clearErrors();
  enter(steps()[0]);
}

/** @param {Element | null | undefined} field */
function enter(field) {
  if (!(field instanceof HTMLElement)) return;
  field.focus();
  if (field instanceof HTMLInputElement) field.select();
}

function clearErrors() {
  for (const place of form.querySelectorAll(".err")) show(place, false);
  for (const field of form.querySelectorAll("[aria-invalid]"))
    field.removeAttribute("aria-invalid");
}

/** @param {string} say @param {string} name the field to blame, or '' */
function refuse(say, name) {
  const field = name ? form.elements.namedItem(name === "name" ? "proposer" : name) : null;
  const place = form.querySelector("[data-error]");
  if (place) place.textContent = say;
  show(place, true);
  if (field instanceof HTMLElement) field.setAttribute("aria-invalid", "true");
  enter(field instanceof HTMLElement ? field : steps()[0]);
}

// Keys ---------------------------------------------------------------------------------------

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.altKey || event.metaKey) return;
  const here = event.target instanceof HTMLElement ? event.target : null;
  if (here instanceof HTMLButtonElement || here?.localName === "summary") return;
  event.preventDefault();
  const all = steps();
  const place = here ? all.indexOf(here) : -1;
  if (event.ctrlKey || place === all.length - 1) submit();
  else if (event.shiftKey) enter(all[Math.max(0, place - 1)]);
  else enter(all[place + 1] ?? all[0]);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") enter(steps()[0]);
  if (event.key !== "F2") return;
  event.preventDefault();
  enter(document.querySelector("#terakhir button"));
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

form.addEventListener("input", () => {
  clearErrors();
  keep({ ...kept(), draft: typed() });
  clearTimeout(timer);
  timer = setTimeout(assist, PAUSE);
});

// Sending ------------------------------------------------------------------------------------

function submit() {
  if (awaited) return;
  const missing = steps().find(
    (field) => field.hasAttribute("required") && !(/** @type {any} */ (field).value.trim()),
  );
  if (missing) {
    enter(missing);
    return;
  }
  const ref = String(new FormData(form).get("ref"));
  awaited = ref;
  const others = kept().held.filter((item) => item.ref !== ref);
  // Without a draft: a page that is loaded again sends this one and does not show it twice.
  keep({ held: [...others, { ref, fields: typed() }] });
  tell("sending");
  send();
}

/** Send what is held and was not refused, one after another, the oldest first. */
async function send() {
  if (isSending) return;
  isSending = true;
  clearTimeout(retry);
  for (let item = nextHeld(); item; item = nextHeld()) {
    if (await sendOne(item)) continue;
    if (awaited) begin(); // it is held; the next person is speaking
    tell("held");
    retry = setTimeout(send, AGAIN);
    break;
  }
  isSending = false;
  showHeld();
}

function nextHeld() {
  return kept().held.find((item) => item.say === undefined);
}

/** @param {Held} item @returns {Promise<boolean>} whether the server has said yes or no */
async function sendOne(item) {
  const token = String(new FormData(form).get("_token"));
  const body = new URLSearchParams({ ...item.fields, ref: item.ref, _token: token });
  try {
    const answer = await fetch(`${base}/ketik`, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status >= 500 || answer.status === 429) return false;
    const told = await answer.json();
    if (answer.status === 403) {
      toast(told.say, "bad"); // this page is too old: loaded again it sends what is held
      return false;
    }
    if (answer.ok) stored(item, told);
    else refused(item, told.say ?? "", told.field ?? "");
    return true;
  } catch {
    return false;
  }
}

/** @param {Held} item @param {{number: number, html: Record<string, string>}} told */
function stored(item, told) {
  forget(item.ref);
  if (awaited === item.ref) begin();
  tell("saved", told.number);
  swap({ html: told.html });
  assist();
}

/** @param {Held} item @param {string} say @param {string} field */
function refused(item, say, field) {
  if (awaited === item.ref) {
    forget(item.ref);
    awaited = "";
    keep({ ...kept(), draft: typed() });
    show(standing, false);
    refuse(say, field);
    return;
  }
  const all = kept();
  keep({ ...all, held: all.held.map((one) => (one.ref === item.ref ? { ...one, say } : one)) });
}

/** @param {string} ref */
function forget(ref) {
  const all = kept();
  keep({ ...all, held: all.held.filter((item) => item.ref !== ref) });
}

/** @param {"saved" | "sending" | "held"} what @param {number} [n] */
function tell(what, n = 0) {
  standing.textContent = fill(standing.dataset[what], { n });
  standing.dataset.s = what === "saved" ? "ok" : "wait";
  show(standing, true);
}

// What is held -------------------------------------------------------------------------------

function showHeld() {
  const region = document.getElementById("tertahan");
  const list = region?.querySelector("[data-list]");
  if (!region || !list) return;
  const held = kept().held.filter((item) => item.ref !== awaited);
  list.replaceChildren();
  for (const item of held) {
    const card = cloneTemplate("t-tertahan");
    if (!card) return;
    card.dataset.ref = item.ref;
    const title = card.querySelector("[data-title]");
    if (title) title.textContent = item.fields.title || item.fields.problem;
    const why = card.querySelector("[data-say]");
    if (why) why.textContent = item.say ?? "";
    show(why, Boolean(item.say));
    list.append(card);
  }
  const count = region.querySelector("[data-count]");
  if (count instanceof HTMLElement)
    count.textContent = fill(count.dataset.count, { n: held.length });
  show(region, held.length > 0);
}

onPress("[data-take]", (button) => {
  const ref = button.closest("[data-ref]")?.getAttribute("data-ref") ?? "";
  const item = kept().held.find((one) => one.ref === ref);
  if (!item || isSending) return;
  if (!isEmpty()) {
    enter(steps()[0]); // what is being typed comes first
    return;
  }
  forget(ref);
  write(item.fields);
  keep({ ...kept(), draft: typed() });
  showHeld();
  enter(steps()[0]);
});

// Help, and taking back ----------------------------------------------------------------------

async function assist() {
  const { title = "", problem = "", neighborhood = "" } = typed();
  const query = new URLSearchParams({ teks: title, masalah: problem, lingkungan: neighborhood });
  const mine = ++asked;
  try {
    const answer = await fetch(`${base}/ketik/bantu?${query}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok || mine !== asked) return;
    const { place, sector, html } = await answer.json();
    swap({ html });
    const meant = form.querySelector("[data-place]");
    if (meant && place) meant.textContent = place;
    const option = form.querySelector("option[data-sector]");
    if (option instanceof HTMLOptionElement) {
      option.dataset.unsaid ??= option.textContent ?? "";
      const said = fill(option.dataset.sector, { name: sector });
      option.textContent = sector ? said : option.dataset.unsaid;
    }
  } catch {
    // Only help: typing goes on without it.
  }
}

document.addEventListener("submit", async (event) => {
  const undo = event.target;
  if (!(undo instanceof HTMLFormElement) || !("undo" in undo.dataset)) return;
  event.preventDefault();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(undo)) body.append(name, String(value));
  try {
    const answer = await fetch(undo.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    const { ok, say } = await answer.json();
    toast(say, ok ? "ok" : "bad");
  } catch {
    toast(standing.dataset.held, "bad");
  }
  await assist();
  enter(steps()[0]);
});

window.addEventListener("online", send);
show(form.querySelector("[data-keys]"), true);
const before = kept();
if (!form.querySelector("[aria-invalid]") && isEmpty() && before.draft) write(before.draft);
showHeld();
enter(steps().find((field) => field.hasAttribute("aria-invalid")) ?? steps()[0]);
send();
assist();
