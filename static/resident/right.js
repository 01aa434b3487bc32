/**
 * Vote rights that this phone has asked for. The line tells everybody how far the desk has come
 * with some twenty numbers at a time; when that changes for a number of this phone, it asks how
 * its own numbers stand. Nothing is asked as long as nothing changes.
 */

import { announce } from "../shared/status.js";
import { afterSwap, isChanged } from "../shared/swap.js";

/** Ms until it asks again when the answer did not come. */
const AGAIN = 3_000;

const home = `/s/${document.body.dataset.code}`;
let known = figures();
let isAsking = false;

function waiting() {
  return /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll("[data-asked]")));
}

/** How far the desk has come with the blocks of this phone's numbers. */
function figures() {
  return waiting()
    .map((ticket) => ticket.querySelector("[data-text]")?.textContent)
    .join(" ");
}

async function look() {
  if (isAsking || figures() === known) return;
  isAsking = true;
  const now = figures();
  try {
    const answer = await fetch(`${home}/kartu/hak`, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const { asked } = await answer.json();
    known = now;
    isAsking = false;
    const states = waiting().map((ticket) => asked[ticket.dataset.asked ?? ""]);
    if (states.some((state) => state !== "waiting")) decided(states.includes("approved"));
    else look(); // it was a neighbour's, and the figure may have changed meanwhile
  } catch {
    setTimeout(
      () => {
        isAsking = false;
        look();
      },
      AGAIN * (1 + Math.random()),
    );
  }
}

/** Go to the ballot, or to the reason; but nothing that somebody has begun is taken away. */
function decided(isApproved = false) {
  if (!Array.from(document.forms).some(isChanged)) {
    location.assign(isApproved ? home : `${home}/kartu`);
    return;
  }
  const note = document.getElementById("sudah-diputuskan");
  if (!note?.hidden) return;
  note.hidden = false;
  announce(note.querySelector("strong")?.textContent ?? "");
}

afterSwap(look);
