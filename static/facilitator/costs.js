/**
 * The quick table of costs: a row is kept when Enter is pressed or when its last field is left, and
 * the next empty field opens. Figures and marks come from the server.
 */

import { showMarks } from "./marks.js";

/** @typedef {{ ok: boolean, say: string, field?: string, values: Record<string, string>, marks: Record<string, unknown>, gaps: string[], beyond: number[], within: number, over: number, texts: Record<string, string> }} Answer */

/** @type {WeakMap<HTMLFormElement, string>} */
const kept = new WeakMap();
/** @type {WeakSet<HTMLFormElement>} */
const underway = new WeakSet();

const forms = Array.from(document.querySelectorAll("[data-cost-row] form")).filter(
  (form) => form instanceof HTMLFormElement,
);

for (const form of forms) {
  kept.set(form, typed(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, true);
  });
  form.addEventListener("focusout", (event) => {
    const left = !(event.relatedTarget instanceof Node && form.contains(event.relatedTarget));
    if (left && event.relatedTarget && typed(form) !== kept.get(form)) save(form, false);
  });
}

/** @param {HTMLFormElement} form */
function typed(form) {
  return new URLSearchParams(pairs(form)).toString();
}

/** @param {HTMLFormElement} form @returns {[string, string][]} */
function pairs(form) {
  return Array.from(new FormData(form)).map(([name, value]) => [name, String(value)]);
}

/** @param {HTMLFormElement} form @param {boolean} goesOn whether the next empty field is opened */
async function save(form, goesOn) {
  if (underway.has(form)) return;
  underway.add(form);
  const sent = typed(form);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(pairs(form)),
      headers: { Accept: "application/json" },
    });
    read(form, await answer.json(), sent, goesOn);
  } catch {
    wrong(form, document.getElementById("kabar")?.dataset.offline ?? "");
  }
  underway.delete(form);
}

/** @param {HTMLFormElement} form @param {Answer} answer @param {string} sent @param {boolean} goesOn */
function read(form, answer, sent, goesOn) {
  wrong(form, answer.ok ? "" : answer.say);
  const about = form.elements.namedItem(answer.field ?? "");
  if (!answer.ok) {
    if (goesOn && about instanceof HTMLInputElement) about.focus();
    return;
  }
  if (typed(form) === sent) {
    write(form, answer.values);
    kept.set(form, typed(form));
  } else kept.set(form, sent);
  showRow(form, answer);
  showAll(answer);
  if (goesOn) open(form);
}

/** What was kept, as the server writes it. @param {HTMLFormElement} form @param {Record<string, string>} values */
function write(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const into = form.elements.namedItem(name);
    if (into instanceof HTMLInputElement && into.value !== value) into.value = value;
  }
}

/** @param {HTMLFormElement} form @param {Answer} answer */
function showRow(form, answer) {
  const full = answer.gaps.length === 0;
  form.closest("li")?.classList.toggle("full", full);
  form.querySelector("[data-full]")?.toggleAttribute("hidden", !full);
  showMarks(form, answer.marks);
}

/** The pagu above, and which rows no longer fit. @param {Answer} answer */
function showAll(answer) {
  for (const [key, text] of Object.entries(answer.texts)) {
    for (const place of document.querySelectorAll(`[data-text="${key}"]`)) place.textContent = text;
  }
  document.querySelector("[data-within]")?.setAttribute("width", `${answer.within}%`);
  const over = document.querySelector("[data-lewat]");
  over?.setAttribute("x", `${answer.within}%`);
  over?.setAttribute("width", `${answer.over}%`);
  for (const mark of document.querySelectorAll("[data-beyond]")) {
    const number = Number(/** @type {HTMLElement} */ (mark).dataset.beyond);
    mark.toggleAttribute("hidden", !answer.beyond.includes(number));
  }
  const said = document.getElementById("kabar");
  if (said) said.textContent = answer.say;
}

/** @param {HTMLFormElement} form @param {string} sentence */
function wrong(form, sentence) {
  const place = form.querySelector("[data-wrong]");
  if (!place) return;
  place.textContent = sentence;
  place.toggleAttribute("hidden", !sentence);
}

/** The first empty field below this row, else the first of all. @param {HTMLFormElement} form */
function open(form) {
  const place = forms.indexOf(form);
  const others = [...forms.slice(place + 1), ...forms.slice(0, place)];
  const next = others.find((other) => !other.closest("li")?.classList.contains("full"));
  const names = ["quantity", "unit", "unit_cost", "cost", "agency", "beneficiaries"];
  for (const name of next ? names : []) {
    const empty = next?.elements.namedItem(name);
    if (empty instanceof HTMLInputElement && !empty.value) {
      empty.focus();
      empty.closest("li")?.scrollIntoView({ block: "nearest" });
      return;
    }
  }
}
