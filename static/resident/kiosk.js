/**
 * A shared tablet: after 20 s without a touch it goes back to the start, which forgets whoever was
 * there. It does not go while a choice is on its way, and what this browser kept is wiped out.
 */

import { toast } from "../shared/status.js";

/** Ms without a touch after which the visit is over. */
const IDLE = 20_000;

const dock = /** @type {HTMLElement | null} */ (document.querySelector("[data-kiosk]"));
const start = dock?.dataset.kiosk ?? location.pathname;
let touchedAt = performance.now();

/** The names under which this site keeps things here. */
function kept() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith("ml:"));
  } catch {
    return [];
  }
}

/** Whether a choice has not been answered yet. */
function isSending() {
  return kept()
    .filter((name) => name.endsWith(":out"))
    .some((name) => {
      const { items = [] } = JSON.parse(localStorage.getItem(name) || "{}");
      return items.some((/** @type {{refused?: string}} */ item) => !item.refused);
    });
}

/** Nothing of the visit stays, and no way back leads to it. */
function leave() {
  for (const name of kept()) localStorage.removeItem(name);
  location.replace(start);
}

for (const kind of ["pointerdown", "keydown", "wheel", "touchmove"]) {
  addEventListener(
    kind,
    () => {
      touchedAt = performance.now();
    },
    { passive: true, capture: true },
  );
}

/** A paper that is marked and was not put into the box: who leaves now does not vote. */
function isForgotten() {
  return document.querySelector("[data-box] form:not([hidden]) [name=mark]:checked") !== null;
}

let isWarned = false;
dock?.querySelector("a")?.addEventListener("click", (event) => {
  event.preventDefault();
  if (isSending()) {
    toast(dock.dataset.kept ?? "", "bad");
  } else if (isForgotten() && !isWarned) {
    isWarned = true;
    toast(dock.dataset.uncast ?? "", "bad");
  } else {
    leave();
  }
});

/** A start page on which nothing is typed has nothing to forget. */
function isAtStart() {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById("kode-kartu"));
  return location.pathname === start && field?.value === "";
}

setInterval(() => {
  if (performance.now() - touchedAt >= IDLE && !isAtStart() && !isSending()) leave();
}, 500);
