/**
 * The button on a page of the archive: fetch the bundle, check it here, and say what came out. All
 * sentences are in the page, where the server put them in the visitor's language.
 */

import { findings } from "./checks.js";

/** @typedef {import("./checks.js").Finding} Finding */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-bundle]"));
if (form) offer(form);

/**
 * Show the form, and check whenever it is sent.
 * @param {HTMLFormElement} form
 */
function offer(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await check(form);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

/** @param {HTMLFormElement} form */
async function check(form) {
  const list = part("[data-findings]");
  list.replaceChildren();
  for (const name of ["pass", "fail"]) part(`[data-verdict=${name}]`).hidden = true;
  say("fetching");
  const data = await fetched(form.dataset.bundle ?? "");
  if (!data) {
    say("unfetched");
    return;
  }
  const asked = await askedBy(form);
  let passed = true;
  for await (const found of findings(data, asked, (number) => say("checking", { number }))) {
    passed = passed && found.fine;
    list.append(lineOf(found));
  }
  say("done");
  part(`[data-verdict=${passed ? "pass" : "fail"}]`).hidden = false;
}

/**
 * @param {string} address
 * @returns {Promise<Uint8Array | null>}
 */
async function fetched(address) {
  try {
    const answer = await fetch(address, { cache: "no-cache" });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/**
 * What the visitor brought along; empty fields are not asked about.
 * @param {HTMLFormElement} form
 */
async function askedBy(form) {
  const fields = new FormData(form);
  const words = String(fields.get("receipt") ?? "").trim();
  const file = fields.get("checkpoint");
  const kept = file instanceof File && file.size ? new Uint8Array(await file.arrayBuffer()) : null;
  return {
    code: form.dataset.code,
    key: String(fields.get("key") ?? "").trim(),
    receipts: words ? [words] : [],
    ...(kept ? { checkpoint: kept } : {}),
  };
}

/**
 * A finding as a line with its sign and its word.
 * @param {Finding} found
 */
function lineOf({ check, fine, reason, values }) {
  const line = copyOf(`[data-line=${fine ? "pass" : "fail"}]`);
  const [title, sentence] = line.querySelectorAll("[data-title], [data-sentence]");
  title.textContent = words(`[data-check="${check}"]`);
  const of = fine ? `[data-pass="${check}"]` : `[data-fail="${reason}"]`;
  sentence.textContent = filled(words(of), values);
  return line;
}

/**
 * What goes on, also for those who do not see it.
 * @param {string} what
 * @param {Record<string, number>} [values]
 */
function say(what, values = {}) {
  part("[data-progress]").textContent = filled(words(`[data-say="${what}"]`), values);
}

/**
 * A sentence with its gaps filled. Numbers are written as the language has them.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => {
    const value = values[name] ?? gap;
    return typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
  });
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-verify] ${selector}`));
}

/** @param {string} selector in the sentences */
function held(selector) {
  const store = /** @type {HTMLTemplateElement} */ (document.getElementById("kata-periksa"));
  return /** @type {HTMLElement} */ (store.content.querySelector(selector));
}

/** @param {string} selector */
function words(selector) {
  return held(selector).textContent ?? "";
}

/** @param {string} selector */
function copyOf(selector) {
  return /** @type {HTMLElement} */ (held(selector).cloneNode(true));
}
