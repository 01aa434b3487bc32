/**
 * While a proposal is being written: after a pause, proposals that ask the same are offered for
 * support. What is like what, the server says; the fields are never touched.
 */

import { onPress } from "../shared/events.js";
import { swap } from "../shared/swap.js";

/** A pause of so many ms in typing is one. */
const PAUSE = 900;
/** Below so many letters a text says nothing yet. */
const LEAST = 8;
/** Asking again after the server was not to be had, in ms. */
const LATER = 10_000;

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("tulis-usulan"));
const { code } = document.body.dataset;
let timer = 0;
let asked = 0;
let last = "";

/** @param {string} name */
function field(name) {
  const found = form?.elements.namedItem(name);
  return found && "value" in found ? String(found.value).trim() : "";
}

function query() {
  return new URLSearchParams({
    teks: field("title"),
    masalah: field("problem"),
    lingkungan: field("neighborhood"),
  }).toString();
}

/** Whether asking now may be answered: the line is up, or never was needed. */
function isReachable() {
  const { classList } = document.documentElement;
  return classList.contains("live") || classList.contains("plain");
}

async function ask() {
  const wanted = query();
  if (!isReachable()) return wait(LATER);
  if (wanted === last || field("title").length + field("problem").length < LEAST) return;
  last = wanted;
  const mine = ++asked;
  try {
    const answer = await fetch(`/s/${code}/mirip?${wanted}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { html } = await answer.json();
    if (mine === asked) swap({ html });
  } catch {
    last = ""; // the line is away, or this was too fast: once more, if nothing newer is asked
    wait(LATER);
  }
}

/** @param {number} ms */
function wait(ms) {
  clearTimeout(timer);
  timer = setTimeout(ask, ms);
}

form?.addEventListener("input", () => wait(PAUSE));
onPress("[data-mirip]", (button) => {
  const support = document.getElementById(`mirip-dukung-${button.dataset.mirip}`);
  support?.querySelector("button")?.click();
});
wait(PAUSE);
