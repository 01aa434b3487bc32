/**
 * Keeps what is typed into a form on this device until it is saved, and brings it back after a
 * reload or a closed lid. `form[data-draft]` names what is kept; the rev it began with goes along,
 * so that the server still tells when somebody else has saved meanwhile. `data-unsaved`: the page
 * shows what the server has not stored. `[data-draft-done]` names what is stored by now.
 */

const KEY = "ml:isian:";

for (const form of document.querySelectorAll("form[data-draft]")) {
  if (form instanceof HTMLFormElement) keep(form);
}

for (const done of document.querySelectorAll("[data-draft-done]")) {
  if (done instanceof HTMLElement) forget(KEY + done.dataset.draftDone);
}

/** @param {HTMLFormElement} form */
function keep(form) {
  const name = KEY + form.dataset.draft;
  const untouched = read(form);
  const kept = stored(name);
  if (form.dataset.unsaved !== undefined) {
    store(name, form); // the server has shown it and stored nothing
  } else if (kept && differs(kept, untouched)) {
    if (!form.querySelector('[aria-invalid="true"]')) write(form, kept);
    tell(form, name, untouched);
  } else {
    forget(name);
  }
  form.addEventListener("input", () => store(name, form));
}

/** @param {string} name @param {HTMLFormElement} form */
function store(name, form) {
  try {
    localStorage.setItem(name, JSON.stringify(read(form)));
  } catch {
    // A device that keeps nothing: then the page is all there is.
  }
}

/** @param {HTMLFormElement} form @param {string} name @param {Record<string, string>} untouched */
function tell(form, name, untouched) {
  const note = form.querySelector("[data-draft-note]");
  if (!(note instanceof HTMLElement)) return;
  note.hidden = false;
  note.querySelector("button")?.addEventListener("click", () => {
    write(form, untouched);
    forget(name);
    note.hidden = true;
  });
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
function read(form) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const [field, value] of new FormData(form)) {
    if (field !== "_token" && typeof value === "string") fields[field] = value;
  }
  return fields;
}

/** @param {HTMLFormElement} form @param {Record<string, string>} fields */
function write(form, fields) {
  for (const box of form.querySelectorAll('[type="checkbox"], [type="radio"]')) {
    if (box instanceof HTMLInputElement) box.checked = fields[box.name] === box.value;
  }
  for (const [field, value] of Object.entries(fields)) {
    const place = form.elements.namedItem(field);
    if (place instanceof HTMLInputElement && place.type === "checkbox") continue;
    if (
      place instanceof HTMLInputElement ||
      place instanceof HTMLTextAreaElement ||
      place instanceof HTMLSelectElement
    ) {
      place.value = value;
    }
  }
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

/** @param {string} name @returns {Record<string, string> | null} */
function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name */
function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept either.
  }
}
