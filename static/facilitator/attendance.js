/**
 * The desk at the door: Enter takes a name, and the next one can be typed at once. Names go to the
 * server one after another, again until it has them; one that it refuses comes back to be mended.
 * What other desks and phones add comes in when the number of people changes.
 */

import { newRef } from "../shared/refs.js";
import { cloneTemplate, fill, showStopped } from "../shared/status.js";
import { afterSwap, swap } from "../shared/swap.js";

/** Milliseconds after which a name that did not arrive is sent again. */
const AGAIN = 3_000;

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("catat"));
const returned = document.getElementById("kembali");
const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-sending]"));
const home = `/fasilitator/${document.body.dataset.code}/hadir`;

/** Who was taken and is not stored yet, as filled in. @type {URLSearchParams[]} */
const waiting = [];
let isSending = false;

// Taking -------------------------------------------------------------------------------------

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  waiting.push(body);
  blame("");
  put(new URLSearchParams({ ref: newRef() }));
  send();
});

/** In some browsers Enter does nothing in a list of choices. */
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.target instanceof HTMLSelectElement)) return;
  event.preventDefault();
  form.requestSubmit();
});

/** Fill the form with these, all else empty. @param {URLSearchParams} values */
function put(values) {
  for (const control of Array.from(form?.elements ?? [])) {
    if (control instanceof HTMLSelectElement) {
      control.value = values.get(control.name) ?? "";
      for (const option of control.options) option.defaultSelected = option.selected;
    }
    if (control instanceof HTMLInputElement && control.name !== "_token") {
      control.value = control.defaultValue = values.get(control.name) ?? "";
    }
  }
  focus("name");
}

/** @param {string} name */
function focus(name) {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

function isEmpty() {
  const shown = Array.from(form?.elements ?? []).filter(
    (control) => control instanceof HTMLSelectElement || control instanceof HTMLInputElement,
  );
  return shown.every((control) => control.type === "hidden" || control.value === "");
}

// Sending ------------------------------------------------------------------------------------

async function send() {
  if (isSending) return;
  isSending = true;
  while (waiting[0]) {
    const body = waiting[0];
    try {
      if (await sent(body)) waiting.splice(waiting.indexOf(body), 1);
    } catch {
      show(true);
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
    show(false);
  }
  isSending = false;
}

/** Whether there is an answer to this one. @param {URLSearchParams} body */
async function sent(body) {
  const answer = await fetch(home, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  });
  if (answer.status === 503 || answer.status === 429) throw new Error("not now");
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    showStopped(answer.status, "");
    throw new Error("not here");
  }
  const { ok, html, say, field, code } = await answer.json();
  if (code === "page_expired" || code === "not_allowed") {
    showStopped(answer.status, say);
    throw new Error("not from this page");
  }
  if (ok) swap({ html });
  else giveBack(body, say, field);
  return true;
}

/** Say how many did not arrive yet. @param {boolean} isLate */
function show(isLate) {
  if (!line) return;
  line.hidden = !isLate || !waiting.length;
  line.textContent = fill(line.dataset.sending, { n: waiting.length });
}

// Refused ------------------------------------------------------------------------------------

/**
 * Into the form again, or into the list beside it while somebody else is being typed.
 * @param {URLSearchParams} body @param {string} say @param {string} [field]
 */
function giveBack(body, say, field) {
  if (isEmpty()) {
    put(body);
    blame(say, field);
    return;
  }
  const item = cloneTemplate("t-kembali");
  if (!item) return;
  const button = item.querySelector("button");
  const place = item.querySelector("[data-say]");
  if (place) place.textContent = `${body.get("name")}: ${say}`;
  button?.addEventListener("click", () => {
    if (!isEmpty()) return focus("name");
    item.remove();
    put(body);
    blame(say, field);
  });
  returned?.append(item);
}

/** Say what is wrong, and with which field. @param {string} say @param {string} [field] */
function blame(say, field) {
  for (const old of form?.querySelectorAll("[aria-invalid]") ?? []) {
    old.removeAttribute("aria-invalid");
  }
  for (const old of form?.querySelectorAll(".field .err") ?? []) old.remove();
  const place = form?.querySelector("[data-refused]");
  if (place instanceof HTMLElement) {
    place.textContent = say;
    place.hidden = !say;
  }
  if (!field) return;
  form?.querySelector(`[name="${CSS.escape(field)}"]`)?.setAttribute("aria-invalid", "true");
  focus(field);
}

window.addEventListener("beforeunload", (event) => {
  if (!waiting.length && !returned?.children.length) return;
  event.preventDefault();
  event.returnValue = "";
});

// What others add ----------------------------------------------------------------------------

let isLooking = false;
let isStale = false;

async function look() {
  isStale = true;
  if (isLooking) return;
  isLooking = true;
  while (isStale) {
    isStale = false;
    try {
      const answer = await fetch(`${home}/daftar${location.search}`, {
        headers: { Accept: "application/json" },
      });
      if (answer.ok) swap({ html: (await answer.json()).html });
    } catch {
      // The next change, or the next page, shows it.
    }
  }
  isLooking = false;
}

/** How many the page says are here. */
function people() {
  return document.querySelector('[data-text="orang"]')?.textContent;
}

let seen = people();

afterSwap(() => {
  if (people() === seen) return;
  seen = people();
  look();
});
