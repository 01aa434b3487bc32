/**
 * Choosing from the catalogue while typing, and quantity times price while figures are typed. What
 * fits, what it costs and what is marked, the server says; without this file a page of its own
 * offers the same choice.
 */

import { ask } from "../shared/ask.js";
import { showMarks } from "./marks.js";

/** @typedef {{ code: string, name: string, more: string, unit: string, unit_cost: string, agency: string }} Item */

const PAUSE = 200;

document.documentElement.classList.add("js");

for (const box of document.querySelectorAll("[data-catalog]")) {
  if (box instanceof HTMLElement) choose(box);
}
for (const form of document.querySelectorAll("form[data-figures]")) {
  if (form instanceof HTMLFormElement) follow(form);
}

/**
 * A field of this name in a form, or in none.
 * @param {HTMLFormElement | null} form @param {string} name
 */
function field(form, name) {
  const found = form?.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}

/** One field to choose from the catalogue. @param {HTMLElement} box */
function choose(box) {
  const input = box.querySelector("input[role=combobox]");
  const code = box.querySelector("input[name=catalog]");
  const list = box.querySelector("[role=listbox]");
  if (!(input instanceof HTMLInputElement && code instanceof HTMLInputElement)) return;
  if (!(list instanceof HTMLElement)) return;
  /** @type {Item[]} */
  let items = [];
  let name = input.value;
  let at = -1;
  let turn = 0;
  let pause = 0;

  input.addEventListener("input", () => {
    clearTimeout(pause);
    if (input.value.trim()) pause = setTimeout(look, PAUSE);
    else take(null);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden) take(items[Math.max(0, at)] ?? null);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    close();
    input.value = name;
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (option) take(items[Array.from(list.children).indexOf(option)] ?? null);
  });

  async function look() {
    const mine = ++turn;
    const query = new URLSearchParams({
      cari: input instanceof HTMLInputElement ? input.value : "",
    });
    const found = await ask(`${box.dataset.catalog}?${query}`);
    if (mine !== turn || document.activeElement !== input || !Array.isArray(found)) return;
    items = found;
    at = -1;
    draw();
  }

  function draw() {
    if (!(list instanceof HTMLElement && input instanceof HTMLInputElement)) return;
    const lines = items.map((item, index) => line(item.name, item.more, `${list.id}-${index}`));
    list.replaceChildren(...(lines.length ? lines : [empty(input.dataset.none ?? "")]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  /** @param {number} step */
  function move(step) {
    if (!items.length || list?.hasAttribute("hidden")) return;
    at = (at + step + items.length) % items.length;
    Array.from(list?.children ?? []).forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    });
    input?.setAttribute("aria-activedescendant", `${list?.id}-${at}`);
  }

  function close() {
    turn += 1;
    clearTimeout(pause);
    list?.toggleAttribute("hidden", true);
    input?.setAttribute("aria-expanded", "false");
    input?.removeAttribute("aria-activedescendant");
  }

  /** Fill in what the item says; none: the proposal is outside the catalogue. @param {Item | null} item */
  function take(item) {
    if (!(code instanceof HTMLInputElement && input instanceof HTMLInputElement)) return;
    if (!item && input.value.trim()) return;
    close();
    code.value = item?.code ?? "";
    name = input.value = item?.name ?? "";
    if (item) fillIn(input.form, item);
    code.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** @param {string} name @param {string} more @param {string} id */
function line(name, more, id) {
  const option = document.createElement("li");
  option.id = id;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const below = document.createElement("span");
  below.className = "m";
  below.textContent = more;
  option.append(name, below);
  return option;
}

/** @param {string} sentence */
function empty(sentence) {
  const none = document.createElement("li");
  none.className = "m";
  none.textContent = sentence;
  return none;
}

/** Unit, price and agency of the item; the cost is made anew. @param {HTMLFormElement | null} form @param {Item} item */
function fillIn(form, item) {
  for (const name of /** @type {const} */ (["unit", "unit_cost", "agency"])) {
    const into = field(form, name);
    if (into && item[name]) into.value = item[name];
  }
  const cost = field(form, "cost");
  if (cost && item.unit_cost) cost.value = "";
  const quantity = field(form, "quantity");
  if (quantity && !quantity.value) quantity.focus();
}

/** Show the cost of a form as its figures are typed. @param {HTMLFormElement} form */
function follow(form) {
  const cost = field(form, "cost");
  let computed = isMarked("differs") ? "" : (cost?.value ?? "");
  let turn = 0;
  let pause = 0;

  /** @param {string} name */
  function isMarked(name) {
    return form.querySelector(`[data-mark="${name}"]:not([hidden])`) !== null;
  }

  async function look() {
    const mine = ++turn;
    const query = new URLSearchParams();
    for (const name of ["quantity", "unit_cost", "catalog"]) {
      query.set(name, field(form, name)?.value ?? "");
    }
    query.set("cost", cost && cost.value !== computed ? cost.value : "");
    const said = await ask(`${form.dataset.figures}?${query}`);
    if (!said || mine !== turn) return;
    if (cost && said.cost && (!cost.value || cost.value === computed)) cost.value = said.cost;
    computed = said.cost;
    showMarks(form, said);
  }

  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE);
  };
  for (const name of ["quantity", "unit_cost", "cost"]) {
    field(form, name)?.addEventListener("input", soon);
  }
  field(form, "catalog")?.addEventListener("change", soon);
}
