/**
 * Puts the fragments of a frame into the page. The only file that turns text into HTML; it knows
 * nothing of meetings, and it never touches what somebody has begun to fill in.
 */

import { announce } from "./status.js";

/**
 * @typedef {object} Changes
 * @property {Record<string, string>} [html] outer HTML by fragment id
 * @property {Record<string, string>} [text] text by key, for every [data-text=key]
 * @property {Record<string, string[]>} [order] ids of the children of a list, in order
 * @property {string[]} [gone] ids of elements that are no more
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

const policy = window.trustedTypes?.createPolicy("musrenbang", { createHTML: (html) => html });

/** @type {(() => void)[]} */
const afterwards = [];
let names = 0;
/** Scrolling goes by whole pixels; what is left over must not add up to lines. */
let residue = 0;

/**
 * Have `hook` called after each swap, to put local state back on what was rendered for everybody.
 * @param {() => void} hook
 */
export function afterSwap(hook) {
  afterwards.push(hook);
}

/**
 * Bring the page up to date.
 * @param {Changes} changes
 * @param {boolean} [quiet] newcomers of a list enter without being shown to enter
 */
export function swap(changes, quiet = false) {
  const restore = remember();
  /** @type {Map<string, string>} */
  const unseen = new Map();
  for (const [id, html] of Object.entries(changes.html ?? {})) {
    const old = document.getElementById(id);
    if (old) morph(old, parse(html));
    else unseen.set(id, html);
  }
  for (const id of changes.gone ?? []) remove(document.getElementById(id));
  for (const [id, ids] of Object.entries(changes.order ?? {})) {
    const list = document.getElementById(id);
    if (list) arrange(list, ids, unseen, quiet);
  }
  for (const [key, text] of Object.entries(changes.text ?? {})) write(key, text);
  for (const hook of afterwards) hook();
  restore();
}

/**
 * Whether the person has changed anything in this form since the server rendered it.
 * @param {HTMLFormElement} form
 */
export function isChanged(form) {
  return controls(form).some(differs);
}

/** @param {string} html */
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = /** @type {string} */ (policy ? policy.createHTML(html) : html);
  const root = template.content.firstElementChild;
  if (!root) throw new Error("a fragment without an element");
  root.remove();
  // A frame is made for everybody; the token in a form is this page's own.
  for (const field of root.querySelectorAll("input[name=_token]")) {
    field.setAttribute("value", pageToken());
  }
  return root;
}

/** What says to the server for which page and person this is. */
export function pageToken() {
  return document.querySelector("meta[name=page]")?.getAttribute("content") ?? "";
}

/** @param {string} key @param {string} text */
function write(key, text) {
  for (const place of document.querySelectorAll(`[data-text="${CSS.escape(key)}"]`)) {
    if (place.textContent !== text) place.textContent = text;
  }
}

// What has been begun ----------------------------------------------------------------------

/** @param {unknown} node @returns {node is Control} */
function isControl(node) {
  return (
    node instanceof HTMLInputElement ||
    node instanceof HTMLSelectElement ||
    node instanceof HTMLTextAreaElement
  );
}

/** @param {HTMLFormElement} form */
function controls(form) {
  return Array.from(form.elements).filter(isControl);
}

/** @param {Control} control */
function differs(control) {
  if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
  if (control instanceof HTMLSelectElement) return differsSelect(control);
  switch (control.type) {
    case "checkbox":
    case "radio":
      return control.checked !== control.defaultChecked;
    case "hidden":
    case "submit":
    case "reset":
    case "button":
    case "image":
      return false;
    default:
      return control.value !== control.defaultValue;
  }
}

/** @param {HTMLSelectElement} select */
function differsSelect(select) {
  const options = Array.from(select.options);
  const first = options.findIndex((option) => !option.disabled);
  const preset = options.some((option) => option.defaultSelected);
  return options.some((option, index) => {
    const rendered = preset ? option.defaultSelected : !select.multiple && index === first;
    return option.selected !== rendered;
  });
}

/** @param {Control} control */
function isBegun(control) {
  return differs(control) || control === document.activeElement;
}

/** @param {Element} root @returns {HTMLFormElement[]} */
function begunForms(root) {
  const forms = Array.from(root.querySelectorAll("form"));
  if (root instanceof HTMLFormElement) forms.unshift(root);
  return forms.filter((form) => controls(form).some(isBegun));
}

// One fragment -----------------------------------------------------------------------------

/** @param {Element} old @param {Element} fresh */
function morph(old, fresh) {
  keepOrSetAside(old, fresh);
  if (window.Idiomorph) {
    window.Idiomorph.morph(old, fresh, {
      restoreFocus: false,
      callbacks: { beforeNodeMorphed: mayChange, beforeAttributeUpdated: mayChangeAttribute },
    });
  } else if (!begunForms(old).length) {
    old.replaceWith(fresh);
  }
}

/** @param {Node} old */
function mayChange(old) {
  if (old instanceof HTMLFormElement) return !controls(old).some(isBegun);
  return !(isControl(old) && isBegun(old));
}

/** @param {string} name @param {Element} old */
function mayChangeAttribute(name, old) {
  return !(name === "open" && (old.localName === "details" || old.localName === "dialog"));
}

/**
 * Begun forms are paired with their successors, so that the morph finds and then skips them. One
 * that has no successor is taken out first.
 * @param {Element} old
 * @param {Element | null} fresh null when all of `old` goes
 */
function keepOrSetAside(old, fresh) {
  for (const form of begunForms(old)) {
    const successor = fresh && successorOf(form, fresh);
    if (successor) pair(form, successor);
    else if (!("drop" in form.dataset)) setAside(form);
  }
}

/** @param {HTMLFormElement} form @param {Element} fresh */
function successorOf(form, fresh) {
  const forms = [fresh, ...Array.from(fresh.querySelectorAll("form"))];
  const id = form.getAttribute("id");
  const action = form.getAttribute("action");
  return (
    forms.find((other) => id && other.getAttribute("id") === id) ??
    forms.find(
      (other) =>
        other.localName === "form" &&
        !other.getAttribute("id") &&
        other.getAttribute("action") === action,
    )
  );
}

/** @param {Element} form @param {Element} successor */
function pair(form, successor) {
  if (!form.getAttribute("id")) form.setAttribute("id", `form-${++names}`);
  successor.setAttribute("id", form.getAttribute("id") ?? "");
}

/** @param {HTMLFormElement} form */
function setAside(form) {
  const aside = document.getElementById("disimpan");
  const slot = aside?.querySelector("[data-slot]");
  if (!aside || !slot || slot.contains(form)) return;
  move(slot, form, null);
  const note = aside.dataset.note ?? "";
  const place = aside.querySelector("[data-say]");
  if (place) place.textContent = note;
  aside.hidden = false;
  announce(note);
}

/** @param {Element | null} element */
function remove(element) {
  if (!element) return;
  keepOrSetAside(element, null);
  element.remove();
}

// Lists ------------------------------------------------------------------------------------

/**
 * Make the children of `list` those with `ids`, moving as few as possible and never the one that
 * is being written in or looked at.
 * @param {Element} list
 * @param {string[]} ids
 * @param {Map<string, string>} unseen
 * @param {boolean} quiet
 */
function arrange(list, ids, unseen, quiet) {
  /** @type {Element[]} */
  const wanted = [];
  for (const id of ids) {
    const element = document.getElementById(id) ?? create(unseen.get(id), quiet);
    if (element) wanted.push(element);
  }
  const stay = new Set(wanted);
  for (const child of Array.from(list.children)) {
    if (child.getAttribute("id") && !stay.has(child)) remove(child);
  }
  const fixed = Math.max(
    0,
    wanted.findIndex((element) => isFixed(list, element)),
  );
  placeBefore(list, wanted, fixed);
  placeAfter(list, wanted, fixed);
  for (const empty of document.querySelectorAll(`[data-empty="${CSS.escape(list.id)}"]`)) {
    /** @type {HTMLElement} */ (empty).hidden = wanted.length > 0;
  }
}

/** @param {string | undefined} html @param {boolean} quiet */
function create(html, quiet) {
  if (html === undefined) return null;
  const element = parse(html);
  if (!quiet) {
    element.classList.add("new");
    element.addEventListener("animationend", () => element.classList.remove("new"), { once: true });
  }
  return element;
}

/** @param {Element} list @param {Element} element */
function isFixed(list, element) {
  if (element.parentNode !== list) return false;
  const active = document.activeElement;
  if (active && list.contains(active)) return element.contains(active);
  return element.getBoundingClientRect().bottom > 0;
}

/** @param {Element} list @param {Element[]} wanted @param {number} fixed */
function placeBefore(list, wanted, fixed) {
  let next = wanted[fixed];
  if (next && next.parentNode !== list) move(list, next, list.firstElementChild);
  for (let index = fixed - 1; index >= 0; index--) {
    if (wanted[index].nextElementSibling !== next) move(list, wanted[index], next);
    next = wanted[index];
  }
}

/** @param {Element} list @param {Element[]} wanted @param {number} fixed */
function placeAfter(list, wanted, fixed) {
  for (let index = fixed + 1; index < wanted.length; index++) {
    const place = wanted[index - 1].nextElementSibling;
    if (place !== wanted[index]) move(list, wanted[index], place);
  }
}

/** @param {Element} parent @param {Element} child @param {Element | null} before */
function move(parent, child, before) {
  // moveBefore keeps focus, scroll and animations, but only within one document.
  if (child.isConnected && "moveBefore" in parent) parent.moveBefore(child, before);
  else parent.insertBefore(child, before);
}

// Focus, caret, scroll ---------------------------------------------------------------------

/** @returns {() => void} puts back where the person was */
function remember() {
  const active = document.activeElement;
  const caret = caretOf(active);
  const writing = isControl(active);
  const wanted = (active?.getBoundingClientRect().top ?? 0) - residue;
  return () => {
    if (!active?.isConnected || active === document.body) return;
    if (active !== document.activeElement && active instanceof HTMLElement) {
      active.focus({ preventScroll: true });
      if (caret) caret();
    }
    // The browser's own scroll anchoring follows what is read, but not always what is written in.
    if (!writing) return;
    const shift = () => active.getBoundingClientRect().top - wanted;
    if (shift()) window.scrollBy(0, shift());
    residue = Math.abs(shift()) < 1 ? shift() : 0;
  };
}

/** @param {Element | null} active @returns {(() => void) | null} */
function caretOf(active) {
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) return null;
  const { selectionStart, selectionEnd, selectionDirection } = active;
  if (selectionStart === null) return null;
  return () => active.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? "none");
}
