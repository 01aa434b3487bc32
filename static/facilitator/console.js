/**
 * The facilitator's console: posts its forms without leaving the page, and asks before what
 * cannot be taken back. What may be done when, the server says.
 */

import { start } from "../shared/live.js";
import { newRef } from "../shared/refs.js";
import { fill, showStopped, toast } from "../shared/status.js";
import { afterSwap, isChanged } from "../shared/swap.js";
import { onTick } from "../shared/timer.js";
import { showSchedule } from "./schedule.js";

const KEYS = "ml:keys";

/**
 * What is on its way from each form. The same again is one press too many; something else, by the
 * button that came in its place meanwhile, waits for the answer.
 * @type {WeakMap<HTMLFormElement, { said: string, done: Promise<void> }>}
 */
const underway = new WeakMap();

start({});
onTick(showSchedule);
afterSwap(showSchedule);

// Acts ---------------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("act" in form.dataset)) return;
  event.preventDefault();
  const { submitter } = event;
  const said = sayings(form, submitter);
  for (let before = underway.get(form); before; before = underway.get(form)) {
    if (before.said === said) return;
    await before.done;
  }
  const done = isMeant(form, submitter).then((meant) =>
    meant ? post(form, submitter) : undefined,
  );
  underway.set(form, { said, done });
  await done.finally(() => underway.delete(form));
});

/**
 * What pressing a button of a form says, without the id under which it is sent.
 * @param {HTMLFormElement} form @param {HTMLElement | null} submitter
 */
function sayings(form, submitter) {
  const data = new FormData(form, submitter);
  data.delete("ref");
  const said = Array.from(data.entries(), ([name, value]) => [name, String(value)]);
  return JSON.stringify([submitter?.getAttribute("formaction"), said]);
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function post(form, submitter) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  if (submitter instanceof HTMLButtonElement && submitter.name) {
    body.append(submitter.name, submitter.value);
  }
  const action = submitter?.getAttribute("formaction") ?? form.action;
  submitter?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    await read(answer, form);
  } catch {
    toast(document.getElementById("kabar")?.dataset.offline, "bad");
  }
  submitter?.removeAttribute("aria-busy");
}

/** @param {Response} answer @param {HTMLFormElement} form */
async function read(answer, form) {
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (!isJson) {
    showStopped(answer.status, "");
    return;
  }
  const { ok, say, go, code } = await answer.json();
  if (code === "page_expired") showStopped(answer.status, say);
  toast(say, ok ? "ok" : "bad");
  if (!ok) return;
  form.reset();
  const ref = form.elements.namedItem("ref");
  if (ref instanceof HTMLInputElement) ref.value = newRef();
  showPicked();
  if (go) location.assign(go);
}

/**
 * Ask, when the form or its button says so.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Promise<boolean>}
 */
function isMeant(form, submitter) {
  const source = submitter?.dataset.confirm ? submitter : form;
  const { confirm, confirmMore = "", confirmDo } = source.dataset;
  const dialog = document.getElementById("tanya");
  if (!confirm || !(dialog instanceof HTMLDialogElement)) return Promise.resolve(true);
  write(dialog, "[data-ask]", confirm);
  write(dialog, "[data-more]", confirmMore);
  write(dialog, "[data-do]", confirmDo ?? submitter?.textContent?.trim() ?? "");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ya"), { once: true });
  });
}

/** @param {Element} root @param {string} place @param {string} text */
function write(root, place, text) {
  const element = root.querySelector(place);
  if (element) element.textContent = text;
}

// Choosing rows ------------------------------------------------------------------------------

function showPicked() {
  for (const element of document.querySelectorAll("form[data-min]")) {
    const form = /** @type {HTMLFormElement} */ (element);
    const boxes = Array.from(form.elements).filter(
      (box) => box instanceof HTMLInputElement && box.type === "checkbox" && box.checked,
    );
    const button = form.querySelector("button");
    if (button) button.disabled = boxes.length < Number(form.dataset.min);
    for (const place of form.querySelectorAll("[data-picked]")) {
      const sentence = /** @type {HTMLElement} */ (place).dataset.picked;
      place.textContent = fill(sentence, { n: boxes.length });
    }
  }
}

document.addEventListener("change", showPicked);
afterSwap(showPicked);
showPicked();

// Shortcuts ----------------------------------------------------------------------------------

/** Single keys help some and trip others (WCAG 2.1.4), so they are off until asked for. */
const keySwitch = document.querySelector("input[data-keys]");

/** @param {boolean} on */
function setKeys(on) {
  document.documentElement.classList.toggle("keys", on);
}

if (keySwitch instanceof HTMLInputElement) {
  try {
    keySwitch.checked = localStorage.getItem(KEYS) === "1";
  } catch {
    keySwitch.checked = false;
  }
  setKeys(keySwitch.checked);
  keySwitch.addEventListener("change", () => {
    setKeys(keySwitch.checked);
    try {
      localStorage.setItem(KEYS, keySwitch.checked ? "1" : "0");
    } catch {
      // Not remembered: the switch still works on this page.
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (!document.documentElement.classList.contains("keys") || event.repeat) return;
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const wanted = event.key.toLowerCase();
  if (!/^[a-z0-9]$/.test(wanted) || document.querySelector("dialog[open]")) return;
  const button = document.querySelector(`[data-key="${wanted}"]`);
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.focus();
  button.click();
});

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.matches("input, select, textarea, [contenteditable]");
}

// Leaving ------------------------------------------------------------------------------------

window.addEventListener("beforeunload", (event) => {
  const guarded = Array.from(document.querySelectorAll("form[data-guard]"));
  if (guarded.some((form) => form instanceof HTMLFormElement && isChanged(form))) {
    event.preventDefault();
    event.returnValue = "";
  }
});
