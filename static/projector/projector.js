/**
 * The wall: shows what comes, says how old it is when nothing comes, and recovers by itself for
 * as long as it takes. Nobody stands at it to press a button.
 */

import { start } from "../shared/live.js";
import { fill, setPatience, show } from "../shared/status.js";
import { onTick } from "../shared/timer.js";

const PAGE_TIME = 8_000;
const BAR_TIME = 900;
const AGAIN = 10_000;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @typedef {object} Book a list shown page by page
 * @property {number} page
 * @property {number} turnAt when the next page is due
 * @property {string} key what was revealed in it last
 * @property {boolean} revealing pages are turned backwards, to the first
 */

/** @type {Map<string, Book>} by id of the list */
const books = new Map();

setPatience(5_000);
for (const list of lists()) openBook(list, list.dataset.reveal ?? "");
start({ onSwap: showLists, onStop: () => setTimeout(comeBack, AGAIN) });
onTick(turnPages);
showLists();

// Lists --------------------------------------------------------------------------------------

/** @returns {HTMLElement[]} */
function lists() {
  return Array.from(document.querySelectorAll("[data-page]"));
}

/** @param {HTMLElement} list @param {string} key @returns {Book} */
function openBook(list, key) {
  const book = { page: 0, turnAt: performance.now() + PAGE_TIME, key, revealing: false };
  books.set(list.id, book);
  return book;
}

/**
 * @typedef {object} Page
 * @property {Element[]} rows
 * @property {string} title what it is about, where it is not part of the list itself
 */

/**
 * The rows in pages: so many at a time; then each row that begins a section begins a page, which
 * is as long as the section.
 * @param {HTMLElement} list @returns {Page[]}
 */
function pagesOf(list) {
  const size = Math.max(1, Number(list.dataset.page) || list.childElementCount);
  /** @type {Page[]} */
  const pages = [];
  for (const row of Array.from(list.children)) {
    const { section = "" } = /** @type {HTMLElement} */ (row).dataset;
    const last = pages[pages.length - 1];
    if (!last || section || (!last.title && last.rows.length >= size)) {
      pages.push({ rows: [row], title: section || (last?.title ?? "") });
    } else {
      last.rows.push(row);
    }
  }
  return pages.length ? pages : [{ rows: [], title: "" }];
}

/** Pages of the list itself, which come before those of any section. @param {Page[]} pages */
function ownPages(pages) {
  const own = pages.filter((page) => !page.title);
  return own.length ? own : pages;
}

function showLists() {
  for (const list of lists()) {
    const book = books.get(list.id) ?? openBook(list, "");
    const { reveal = "" } = list.dataset;
    if (reveal && reveal !== book.key) beginReveal(list, book, reveal);
    showPage(list, book);
  }
}

/** @param {HTMLElement} list @param {Book} book */
function showPage(list, book) {
  const pages = pagesOf(list);
  book.page = Math.min(book.page, pages.length - 1);
  const { rows, title } = pages[book.page];
  for (const row of Array.from(list.children)) show(row, rows.includes(row));
  const own = ownPages(pages);
  const before = own.slice(0, book.page).reduce((sum, page) => sum + page.rows.length, 0);
  const all = own.reduce((sum, page) => sum + page.rows.length, 0);
  for (const element of document.querySelectorAll(`[data-of="${CSS.escape(list.id)}"]`)) {
    const { range } = /** @type {HTMLElement} */ (element).dataset;
    element.textContent = title || fill(range, { from: before + 1, to: before + rows.length, all });
  }
}

function turnPages() {
  const at = performance.now();
  for (const list of lists()) {
    const book = books.get(list.id);
    const pages = pagesOf(list).length;
    if (!book || pages < 2 || at < book.turnAt) continue;
    const { revealing } = book;
    book.page = revealing ? book.page - 1 : (book.page + 1) % pages;
    book.turnAt = at + PAGE_TIME;
    showPage(list, book);
    if (revealing) reveal(list, book);
  }
}

// The reveal: from the last place to the first ------------------------------------------------

/** @param {HTMLElement} list @param {Book} book @param {string} key */
function beginReveal(list, book, key) {
  book.key = key;
  book.page = still.matches ? 0 : ownPages(pagesOf(list)).length - 1;
  showPage(list, book);
  reveal(list, book);
}

/** @param {HTMLElement} list @param {Book} book */
function reveal(list, book) {
  book.revealing = book.page > 0;
  const rows = Array.from(list.children).filter((row) => !(/** @type {any} */ (row).hidden));
  book.turnAt = performance.now() + (still.matches ? 0 : rows.length * BAR_TIME) + PAGE_TIME;
  if (still.matches) return;
  rows.reverse().forEach((row, place) => {
    const delay = place * BAR_TIME;
    animate(row.querySelector(".bar rect"), { transform: ["scaleX(0)", "none"] }, delay);
    animate(row.querySelector(".n"), { opacity: [0, 0, 1] }, delay);
  });
}

/** @param {Element | null} element @param {PropertyIndexedKeyframes} frames @param {number} delay */
function animate(element, frames, delay) {
  element?.animate(frames, {
    duration: BAR_TIME,
    delay,
    fill: "backwards",
    easing: "cubic-bezier(.2, .7, .2, 1)",
  });
}

// Standing on its own -------------------------------------------------------------------------

/** After the server has said to stop: try until the page can be had again, then have it. */
async function comeBack() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    // 403 is a page too: it says on the wall what has to be done.
    if (answer.ok || answer.status === 403) {
      location.reload();
      return;
    }
  } catch {
    // No server yet. Reloading now would leave the browser's own error page on the wall.
  }
  setTimeout(comeBack, AGAIN);
}

async function stayAwake() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request("screen");
  } catch {
    // Not given (a battery running low, or plain http): the screen saver is then up to the hall.
  }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();

document.addEventListener("keydown", (event) => {
  if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
});
