/**
 * What is typed and not yet sent, kept in this browser under a name. A browser that keeps nothing
 * is no error: then the page is all there is.
 */

/** Fields that belong to one showing of a page, not to what is typed. */
const PASSING = new Set(["_token", "sure"]);

/** @param {string} name @returns {any} null when nothing is kept, or nothing that can be read */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {unknown} what null to forget it */
export function keep(name, what) {
  try {
    if (what === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(what));
  } catch {
    // See above.
  }
}

/** What stands in the fields; no files. @param {HTMLFormElement} form */
export function fieldsOf(form) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!PASSING.has(name) && typeof value === "string") fields[name] = value;
  }
  return fields;
}

/**
 * Write `fields` into a form. What they do not name stays, but for boxes: an empty one has no name.
 * @param {HTMLFormElement} form @param {Record<string, string>} fields
 */
export function fillIn(form, fields) {
  for (const place of form.elements) {
    const isField =
      place instanceof HTMLInputElement ||
      place instanceof HTMLTextAreaElement ||
      place instanceof HTMLSelectElement;
    if (!isField || place.type === "file" || PASSING.has(place.name)) continue;
    const value = fields[place.name];
    if (place instanceof HTMLInputElement && ["radio", "checkbox"].includes(place.type)) {
      place.checked = value === place.value;
    } else if (value !== undefined) {
      place.value = value;
    }
  }
}
