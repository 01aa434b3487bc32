/**
 * Keeps the city's day up to date: asks every few seconds for what changed, while anybody looks.
 */

import { swap } from "../shared/swap.js";

const PACE = 3_000;
const JITTER = 2_000;
/** How long without an answer until the page says so, in ms. */
const PATIENCE = 12_000;

const board = "kota-kini";
const note = document.getElementById("kota-umur");
let tag = "";
let answered = performance.now();
let timer = 0;

/** The moment that the board shows, as the server wrote it. */
function shownClock() {
  return document.getElementById(board)?.dataset.clock ?? "";
}

function tellAge() {
  if (!note) return;
  const old = performance.now() - answered > PATIENCE;
  const words = note.querySelector("span");
  const sentence = (note.dataset.kata ?? "").replace("{clock}", shownClock());
  if (old && words && words.textContent !== sentence) words.textContent = sentence;
  note.hidden = !old;
}

async function look() {
  const line = new AbortController();
  const late = setTimeout(() => line.abort(), PATIENCE);
  try {
    const answer = await fetch("/kota/kini", {
      cache: "no-store",
      headers: tag ? { "if-none-match": tag } : {},
      signal: line.signal,
    });
    if (answer.status === 200) {
      tag = answer.headers.get("etag") ?? "";
      swap({ html: { [board]: await answer.text() } });
    }
    if (answer.ok || answer.status === 304) answered = performance.now();
  } catch {
    // The line is away; the next look comes by itself.
  }
  clearTimeout(late);
  tellAge();
  plan();
}

/** Everybody at a moment of their own, so that a hundred screens do not ask at once. */
function plan() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, PACE + Math.random() * JITTER);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) look();
});

plan();
