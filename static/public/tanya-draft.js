/**
 * Keeps what is typed into one form on this device until it was sent, with the id under which it
 * is sent, so that sending again after a lost answer is sending once. Without a line the form waits
 * and sends itself when there is one.
 */

import { fieldsOf, fillIn, keep, kept } from "../shared/draft.js";

const KEY = "ml:konsep:";

/** @param {HTMLFormElement} form with `data-keep`, the name under which it is kept */
export function keepDraft(form) {
  const name = KEY + form.dataset.keep;
  const before = kept(name);
  const isAnswered = "errors" in form.dataset; // the server gave back what was typed
  if (before && !isAnswered) fillIn(form, before);
  const hint = form.querySelector("[data-kept]");
  form.addEventListener("input", () => {
    keep(name, fieldsOf(form));
    if (hint instanceof HTMLElement) hint.hidden = kept(name) === null;
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    const waits = form.querySelector("[data-waits]");
    if (waits instanceof HTMLElement) waits.hidden = false;
    addEventListener("online", () => form.requestSubmit(), { once: true });
  });
}

/** @param {string} what the name under which it was kept */
export function forgetDraft(what) {
  keep(KEY + what, null);
}
