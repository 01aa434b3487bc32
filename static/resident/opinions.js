/**
 * What a resident thinks of a proposal, a question or a promise: read from the form that was
 * pressed, and shown on the buttons. A form with room for words says one thing for each button;
 * without, a button that is pressed again takes back.
 */

import { show } from "../shared/status.js";

/** @typedef {import("./outbox.js").Item} Item */

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} button
 * @returns {{do: string} & Record<string, any> | null} null when this button says no opinion
 */
export function read(form, button) {
  const [topic, number] = (button.dataset.opine ?? "").split("/");
  if (!number || !(button instanceof HTMLButtonElement)) return null;
  const words = wordsOf(form);
  const again = !words.length && button.getAttribute("aria-pressed") === "true";
  const said = words.filter(isGiven).map((field) => field.value.trim());
  const message = { topic, number: Number(number), value: again ? 0 : Number(button.value) };
  return { do: "opine", ...message, words: said.join("; ") };
}

/** @param {HTMLFormElement} form */
function wordsOf(form) {
  const fields = Array.from(form.querySelectorAll("[name=words]"));
  return /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ (fields);
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field */
function isGiven(field) {
  return field.value.trim() !== "" && (!isBox(field) || field.checked);
}

/** @param {Element} field @returns {field is HTMLInputElement} */
function isBox(field) {
  return field instanceof HTMLInputElement && field.type === "checkbox";
}

/** What was stored is no half-filled form any more. @param {Item} item */
export function settle(item) {
  for (const button of buttons(`="${item.topic}/${item.number}"`)) {
    for (const field of button.form ? wordsOf(button.form) : []) {
      if (isBox(field)) field.defaultChecked = field.checked;
      else field.defaultValue = field.value;
    }
  }
}

/**
 * The buttons show what was pressed; that it is recorded is said only of what the server has stored.
 * @param {Record<string, number>} stored by topic
 * @param {Item[]} items
 */
export function showOpinions(stored, items) {
  const held = { ...stored };
  for (const item of items) {
    if (item.do === "opine") held[`${item.topic}/${item.number}`] = item.value ?? 0;
  }
  for (const button of buttons("")) {
    const value = held[button.dataset.opine ?? ""] ?? 0;
    const pressed = String(value === Number(button.value));
    if (button.value === "0") show(button, value > 0);
    else if (button.getAttribute("aria-pressed") !== pressed) {
      button.setAttribute("aria-pressed", pressed);
    }
  }
  for (const place of document.querySelectorAll("[data-opined]")) {
    const { opined = "", value } = /** @type {HTMLElement} */ (place).dataset;
    const isStored = stored[opined] === Number(value);
    show(place, isStored && held[opined] === Number(value));
  }
}

/** @param {string} is @returns {HTMLButtonElement[]} */
function buttons(is) {
  return Array.from(document.querySelectorAll(`button[data-opine${is}]`));
}
