/**
 * Keeps what is typed into a form on this device until it is saved, and brings it back after a
 * reload or a closed lid. `form[data-draft]` names what is kept; the rev it began with goes along,
 * so that the server still tells when somebody else has saved meanwhile. `data-unsaved`: the page
 * shows what the server has not stored. `[data-draft-done]` names what is stored by now.
 */

import { fieldsOf, fillIn, keep, kept } from "../shared/draft.js";

const KEY = "ml:isian:";

for (const form of document.querySelectorAll("form[data-draft]")) {
  if (form instanceof HTMLFormElement) watch(form);
}

for (const done of document.querySelectorAll("[data-draft-done]")) {
  if (done instanceof HTMLElement) keep(KEY + done.dataset.draftDone, null);
}

/** @param {HTMLFormElement} form */
function watch(form) {
  const name = KEY + form.dataset.draft;
  const untouched = fieldsOf(form);
  const before = kept(name);
  if (form.dataset.unsaved !== undefined) {
    keep(name, untouched); // the server has shown it and stored nothing
  } else if (before && differs(before, untouched)) {
    if (!form.querySelector('[aria-invalid="true"]')) fillIn(form, before);
    tell(form, name, untouched);
  } else {
    keep(name, null);
  }
  form.addEventListener("input", () => keep(name, fieldsOf(form)));
}

/** @param {HTMLFormElement} form @param {string} name @param {Record<string, string>} untouched */
function tell(form, name, untouched) {
  const note = form.querySelector("[data-draft-note]");
  if (!(note instanceof HTMLElement)) return;
  note.hidden = false;
  note.querySelector("button")?.addEventListener("click", () => {
    fillIn(form, untouched);
    keep(name, null);
    note.hidden = true;
  });
}

/** What the server tidies (spaces, empty lines between people) is no difference; the rev is none.
 * @param {Record<string, string>} one @param {Record<string, string>} other */
function differs(one, other) {
  return said(one) !== said(other);
}

/** All that was filled in, wherever it stands. @param {Record<string, string>} fields */
function said(fields) {
  const filled = Object.entries(fields).filter(([field]) => field !== "rev");
  const texts = filled.map(([, value]) => tidy(value)).filter(Boolean);
  return texts.sort().join("\n");
}

/** @param {string | undefined} text */
function tidy(text) {
  return (text ?? "").replace(/\s+/g, "");
}
