/**
 * Writing a proposal or a question on a phone: what is typed is never lost, and what is sent is shown as held
 * until the server has it. Texts are judged by the server alone.
 */

import { announce, cloneTemplate, fill, show, toast } from "../shared/status.js";
import { isChanged } from "../shared/swap.js";

/** @typedef {import("./outbox.js").Item} Item */
/** @typedef {import("./outbox.js").Shelf} Shelf */

/** @type {Record<string, string[]>} fields by the message that a form is sent as */
const FIELDS = {
  propose: ["problem", "neighborhood", "landmark", "title", "sector", "named"],
  ask: ["text", "named"],
};
/** How long the text stays in the form while the answer is awaited, in ms. */
const PATIENCE = 3_000;

/** @type {Map<string, HTMLFormElement>} forms whose answer is awaited, by ref */
const awaited = new Map();
/** @type {Shelf | null} */
let shelf = null;
let shelfKey = "";

/** Whether it is a text that somebody wrote in a form. @param {Item} item */
export function isWritten(item) {
  return item.do in FIELDS;
}

/** Put typed texts back into their forms, and keep them from now on.
 * @param {Shelf | null} place @param {string} key */
export function keepDrafts(place, key) {
  shelf = place;
  shelfKey = key;
  for (const form of draftForms()) restoreDraft(form);
  document.addEventListener("input", (event) => {
    const field = event.target instanceof Element ? event.target : null;
    const form = field?.closest("form");
    if (!form?.dataset.draft || !field) return;
    saveDraft(form.dataset.draft, contentOf(form));
    clearError(form, field.getAttribute("name") ?? "");
  });
}

/**
 * Send what the form says; the form keeps it until the answer comes or seems to stay away.
 * @param {HTMLFormElement} form
 * @param {(message: {do: string} & Record<string, any>) => Item} put hands it to the outbox
 * @param {() => void} onHeld
 */
export function sendProposal(form, put, onHeld) {
  if (Array.from(awaited.values()).includes(form)) return;
  const item = put({ do: form.dataset.send ?? "propose", ...contentOf(form) });
  awaited.set(item.ref, form);
  busy(form, true);
  setTimeout(() => {
    if (!awaited.delete(item.ref)) return;
    empty(form);
    onHeld();
  }, PATIENCE);
}

/** Whether a form on this page still shows the text of `ref`. @param {string} ref */
export function isAwaited(ref) {
  return awaited.has(ref);
}

/** It is stored. @param {Item} item @param {string} say */
export function proposalStored(item, say) {
  const form = awaited.get(item.ref) ?? draftForms(item.do)[0];
  if (awaited.delete(item.ref)) empty(form);
  announce(say);
  const note = form && document.querySelector(`[data-done="${CSS.escape(form.id)}"]`);
  const place = note?.querySelector("[data-say]");
  if (!(note instanceof HTMLElement) || !place) return;
  place.textContent = say;
  show(note, true);
  note.focus();
}

/**
 * It is refused. The text goes back to where it can be changed.
 * @param {Item} item
 * @param {string} say
 * @param {string} field the one to blame, or ''
 * @returns {boolean} whether the form has it, so that the outbox need not
 */
export function proposalRefused(item, say, field) {
  const waiting = awaited.get(item.ref);
  const form = waiting ?? draftForms(item.do).find((free) => !isChanged(free));
  announce(say);
  if (!form) return false;
  awaited.delete(item.ref);
  busy(form, false);
  if (!waiting) fillForm(form, item);
  if (form.dataset.draft) saveDraft(form.dataset.draft, contentOf(form));
  showError(form, say, field);
  return true;
}

// What waits on this phone -------------------------------------------------------------------

/**
 * List what the server has not answered.
 * @param {Item[]} items
 * @param {boolean} offline
 */
export function showHeld(items, offline) {
  const region = document.querySelector("[data-held]");
  const list = region?.querySelector("[data-list]");
  if (!region || !list) return;
  const held = items.filter((item) => !isAwaited(item.ref));
  const refs = new Set(held.map((item) => item.ref));
  for (const card of Array.from(list.children)) {
    if (!refs.has(/** @type {HTMLElement} */ (card).dataset.ref ?? "")) card.remove();
  }
  for (const item of held) showCard(list, item);
  const visible = held.filter((item) => offline || isWritten(item)).length;
  const count = region.querySelector("[data-count]");
  if (count instanceof HTMLElement) count.textContent = fill(count.dataset.count, { n: visible });
  show(region, visible > 0);
}

/** @param {Element} list @param {Item} item */
function showCard(list, item) {
  let card = list.querySelector(`[data-ref="${item.ref}"]`);
  if (!card) {
    const fresh = cloneTemplate(`t-held-${item.do}`);
    if (!fresh) return;
    fresh.dataset.ref = item.ref;
    fresh.dataset.do = item.do;
    for (const element of fresh.querySelectorAll("[data-slot]")) {
      const slot = /** @type {HTMLElement} */ (element);
      const value = /** @type {any} */ (item)[slot.dataset.slot ?? ""];
      slot.textContent = value === undefined ? "" : String(value);
      show(slot, Boolean(slot.textContent));
    }
    list.append(fresh);
    card = fresh;
  }
  const why = card.querySelector("[data-say]");
  if (why) why.textContent = item.refused ?? "";
  show(why, Boolean(item.refused));
}

/**
 * Take a held proposal back into its form.
 * @param {Item} item
 * @param {Element} button the one pressed; `data-href` says where the form is, if not here
 */
export function editHeld(item, button) {
  const form = draftForms(item.do)[0];
  if (form) {
    fillForm(form, item);
    saveDraft(form.dataset.draft ?? "", contentOf(form));
    firstField(form)?.focus();
    return;
  }
  const href = button.getAttribute("data-href");
  saveDraft(button.getAttribute("data-draft") ?? "tulis", item);
  if (href) location.assign(href);
}

// Where no line ever comes up ----------------------------------------------------------------

/**
 * Post the form as if there were no script, but do not lose the text when even that fails.
 * @param {HTMLFormElement} form
 */
export async function postPlainly(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  busy(form, true);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.ok && answer.redirected) {
      dropDraft(form);
      location.assign(answer.url);
    } else {
      form.submit();
    }
  } catch {
    toast(document.getElementById("kabar")?.dataset.offline, "bad");
    busy(form, false);
  }
}

// Drafts, fields -----------------------------------------------------------------------------

/** @param {string} [kind] only those that are sent as this message @returns {HTMLFormElement[]} */
function draftForms(kind) {
  const sent = kind ? `[data-send="${kind}"]` : "";
  return Array.from(document.querySelectorAll(`form[data-draft]${sent}`));
}

/** @param {HTMLFormElement} form */
function fieldsOf(form) {
  return FIELDS[form.dataset.send ?? ""] ?? FIELDS.propose;
}

/** @param {HTMLFormElement} form */
function contentOf(form) {
  /** @type {Record<string, any>} */
  const content = {};
  for (const name of fieldsOf(form)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type === "checkbox") {
      content[name] = field.checked;
    } else {
      content[name] = String(new FormData(form).get(name) ?? "");
    }
  }
  return content;
}

/** @param {HTMLFormElement} form @param {Record<string, any>} content */
function fillForm(form, content) {
  for (const name of fieldsOf(form)) {
    const field = form.elements.namedItem(name);
    const value = content[name];
    if (value === undefined) continue;
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value;
    else if (field instanceof RadioNodeList) field.value = value;
    else if (field && "value" in field) field.value = value;
  }
}

/** @param {HTMLFormElement} form */
function restoreDraft(form) {
  // On a slow line somebody may be typing already.
  if ("errors" in form.dataset || isChanged(form)) return;
  try {
    const text = shelf?.getItem(`${shelfKey}:${form.dataset.draft}`);
    if (text) fillForm(form, JSON.parse(text));
  } catch {
    shelf = null;
  }
}

/** @param {string} name @param {object} content */
function saveDraft(name, content) {
  try {
    shelf?.setItem(`${shelfKey}:${name}`, JSON.stringify(content));
  } catch {
    shelf = null;
  }
}

/** @param {HTMLFormElement} form */
function dropDraft(form) {
  try {
    shelf?.removeItem(`${shelfKey}:${form.dataset.draft}`);
  } catch {
    shelf = null;
  }
}

/** @param {HTMLFormElement} form */
function empty(form) {
  form.reset();
  dropDraft(form);
  clearError(form, "");
  busy(form, false);
}

/** @param {HTMLFormElement} form @param {boolean} isBusy */
function busy(form, isBusy) {
  const button = form.querySelector("button:not([type=button])");
  if (isBusy) button?.setAttribute("aria-busy", "true");
  else button?.removeAttribute("aria-busy");
  if (isBusy) clearError(form, "");
}

/** @param {HTMLFormElement} form @param {string} say @param {string} name */
function showError(form, say, name) {
  const field = name ? form.elements.namedItem(name) : null;
  const place =
    form.querySelector(`[data-error="${CSS.escape(name)}"]`) ??
    form.querySelector('[data-error=""]');
  if (place) place.textContent = say;
  show(place, true);
  if (field instanceof HTMLElement) field.setAttribute("aria-invalid", "true");
  const target = field instanceof HTMLElement ? field : firstField(form);
  target?.focus();
}

/** @param {HTMLFormElement} form @param {string} name */
function clearError(form, name) {
  for (const place of form.querySelectorAll("[data-error]")) {
    const about = place.getAttribute("data-error");
    if (!name || !about || about === name) show(place, false);
  }
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    if (!name || field.getAttribute("name") === name) field.removeAttribute("aria-invalid");
  }
}

/** @param {HTMLFormElement} form @returns {HTMLElement | null} */
function firstField(form) {
  return form.querySelector("textarea, select, input:not([type=hidden])");
}
