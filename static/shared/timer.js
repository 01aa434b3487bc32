/**
 * The server's clock, and the countdowns that follow it. A wrong clock in this device changes
 * nothing: only the time that has passed is taken from it.
 */

const SAMPLES = 8;

/** @type {number[]} */
let offsets = [];
/** @type {Map<string, number>} seconds last shown, by deadline */
const shown = new Map();
/** @type {(() => void)[]} */
const everyTick = [];
/** @type {(sentence: string) => void} */
let speak = () => {};

/** Server time in ms. */
export function now() {
  return offsets.length ? performance.now() + Math.max(...offsets) : Date.now();
}

/**
 * Learn the server's clock from a time it sent. Frames arrive late, never early, so of the last
 * few the one that says the latest is the best.
 * @param {number} at
 * @param {number} [heard] when it was sent by this device's count, if not now
 */
export function learnClock(at, heard = performance.now()) {
  offsets.push(at - heard);
  offsets = offsets.slice(-SAMPLES);
}

/** Another server may have another clock. */
export function forgetClock() {
  offsets = [];
}

/** @param {() => void} task called twice a second */
export function onTick(task) {
  everyTick.push(task);
}

/**
 * Start the one clock of this page.
 * @param {(sentence: string) => void} say speaks a sentence to those who listen
 */
export function startTimers(say) {
  speak = say;
  const page = performance.getEntriesByType?.("navigation")[0];
  const rendered = Number(document.body.dataset.t);
  if (rendered) {
    const sent = page instanceof PerformanceNavigationTiming ? page.responseStart : 0;
    learnClock(rendered, sent);
  }
  setInterval(() => {
    showTimers();
    for (const task of everyTick) task();
  }, 500);
  showTimers();
}

/** Write all countdowns. */
export function showTimers() {
  let soon = false;
  for (const element of document.querySelectorAll("[data-deadline]")) {
    const timer = /** @type {HTMLElement} */ (element);
    const deadline = Number(timer.dataset.deadline);
    if (!deadline) continue;
    const seconds = secondsLeft(deadline, now());
    showTimer(timer, seconds);
    speakOnce(timer, seconds);
    soon = soon || (seconds > 0 && seconds <= 60);
  }
  document.documentElement.classList.toggle("soon", soon);
}

/** @param {HTMLElement} timer @param {number} seconds */
function showTimer(timer, seconds) {
  const place = timer.querySelector("[data-clock]") ?? timer;
  const text = countdown(seconds);
  if (place.textContent !== text) place.textContent = text;
  timer.classList.toggle("late", seconds <= 60);
  timer.toggleAttribute("data-over", seconds < 0);
}

/** @param {HTMLElement} timer @param {number} seconds */
function speakOnce(timer, seconds) {
  const key = timer.dataset.deadline ?? "";
  const before = shown.get(key);
  shown.set(key, seconds);
  if (before === undefined) return;
  for (const mark of [60, 10]) {
    const sentence = timer.getAttribute(`data-${mark}`);
    if (sentence && before > mark && seconds <= mark && seconds > 0) speak(sentence);
  }
}

/**
 * Whole seconds to go, below zero when past. A started second counts.
 * @param {number} deadline
 * @param {number} at
 */
export function secondsLeft(deadline, at) {
  return Math.ceil((deadline - at) / 1000);
}

/** 380 → "6:20", -75 → "+01:15": what runs over looks different. @param {number} seconds */
export function countdown(seconds) {
  const whole = Math.abs(seconds);
  const over = seconds < 0;
  const minutes = String(Math.floor(whole / 60)).padStart(over ? 2 : 1, "0");
  return `${over ? "+" : ""}${minutes}:${String(whole % 60).padStart(2, "0")}`;
}
