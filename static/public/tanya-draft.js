/**
 * Keeps what is typed into one form on this device until it was sent, with the id under which it
 * is sent, so that sending again after a lost answer is sending once. Without a line the form waits
 * and sends itself when there is one.
 */

const KEY = "ml:konsep:";
const UNKEPT = new Set(["_token", "sure"]);

/** @param {HTMLFormElement} form with `data-keep`, the name under which it is kept */
export function keepDraft(form) {
  const name = KEY + form.dataset.keep;
  const kept = stored(name);
  const isAnswered = "errors" in form.dataset; // the server gave back what was typed
  if (kept && !isAnswered) fill(form, kept);
  const hint = form.querySelector("[data-kept]");
  form.addEventListener("input", () => {
    try {
      localStorage.setItem(name, JSON.stringify(read(form)));
      if (hint instanceof HTMLElement) hint.hidden = false;
    } catch {
      // A device that keeps nothing: then the page is all there is.
    }
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
  try {
    localStorage.removeItem(KEY + what);
  } catch {
    // Nothing was kept either.
  }
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
function read(form) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const [field, value] of new FormData(form)) {
    if (!UNKEPT.has(field) && typeof value === "string") fields[field] = value;
  }
  return fields;
}

/** @param {HTMLFormElement} form @param {Record<string, string>} fields */
function fill(form, fields) {
  for (const place of form.elements) {
    if (place instanceof HTMLTextAreaElement) place.value = fields[place.name] ?? place.value;
    if (!(place instanceof HTMLInputElement) || UNKEPT.has(place.name)) continue;
    const value = fields[place.name];
    if (place.type === "radio" || place.type === "checkbox") place.checked = value === place.value;
    else if (value !== undefined) place.value = value;
  }
}

/** @param {string} name @returns {Record<string, string> | null} */
function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}
