/**
 * The desk at the door: Enter saves without leaving the page, and the next name can be typed. What
 * other desks and phones add comes in when the live number of people changes.
 */

import { newRef } from "../shared/refs.js";
import { showStopped, toast } from "../shared/status.js";
import { afterSwap, swap } from "../shared/swap.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("catat"));
const home = `/fasilitator/${document.body.dataset.code}/hadir`;

/** Whether a name is on its way: it is never sent twice, and nothing is typed over it. */
let isSaving = false;

// Saving -------------------------------------------------------------------------------------

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSaving) return;
  isSaving = true;
  form.toggleAttribute("inert", true);
  try {
    await save(form);
  } catch {
    toast(form.dataset.failed, "bad");
  }
  form.toggleAttribute("inert", false);
  isSaving = false;
  firstField(form)?.focus();
});

/** @param {HTMLFormElement} filled */
async function save(filled) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(filled)) body.append(name, String(value));
  const answer = await fetch(filled.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    showStopped(answer.status, "");
    return;
  }
  const { ok, html, say, field, code } = await answer.json();
  if (code === "page_expired") showStopped(answer.status, say);
  blame(filled, ok ? "" : say, field);
  if (!ok) return;
  clear(filled);
  swap({ html });
}

/** The field to go on with: the wrong one, else the name. @param {HTMLFormElement} filled */
function firstField(filled) {
  const wrong = filled.querySelector("[aria-invalid]") ?? filled.querySelector("[name=name]");
  return wrong instanceof HTMLElement ? wrong : null;
}

/**
 * Say what is wrong, and with which field; nothing for an empty sentence.
 * @param {HTMLFormElement} filled @param {string} say @param {string} [field]
 */
function blame(filled, say, field) {
  for (const old of filled.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
  for (const old of filled.querySelectorAll(".field .err")) old.remove();
  const place = filled.querySelector("[data-refused]");
  if (place instanceof HTMLElement) {
    place.textContent = say;
    place.hidden = !say;
  }
  if (say && field) mark(filled, field);
}

/** @param {HTMLFormElement} filled @param {string} field */
function mark(filled, field) {
  filled.querySelector(`[name="${CSS.escape(field)}"]`)?.setAttribute("aria-invalid", "true");
}

/** Empty every field, whatever stood in it when the page came. @param {HTMLFormElement} filled */
function clear(filled) {
  for (const control of Array.from(filled.elements)) {
    if (control instanceof HTMLInputElement && control.type !== "hidden") {
      control.value = control.defaultValue = "";
    }
    if (control instanceof HTMLSelectElement) {
      for (const option of control.options) option.defaultSelected = false;
      control.selectedIndex = 0;
    }
  }
  const ref = filled.elements.namedItem("ref");
  if (ref instanceof HTMLInputElement) ref.value = newRef();
}

/** In some browsers Enter does nothing in a list of choices. */
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.target instanceof HTMLSelectElement)) return;
  event.preventDefault();
  form.requestSubmit();
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
