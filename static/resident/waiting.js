/**
 * The page of somebody for whom there is no place yet. It asks again by itself, every phone at its
 * own moments, and goes in when there is a place. What is typed meanwhile stays, and goes along.
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-waits]"));
const line = /** @type {HTMLElement | null} */ (document.querySelector("#menunggu [data-next]"));
/** Seconds to wait where the server does not say how long. */
const USUAL = 10;
/** Nothing is asked within so many ms of the last key: going in would take the page away. */
const STILL = 8_000;

let due = soon(USUAL);
let typedAt = Number.NEGATIVE_INFINITY;
let isAsking = false;

/** A moment between one and two times `seconds` from now. @param {number} seconds */
function soon(seconds) {
  return performance.now() + 1_000 * seconds * (1 + Math.random());
}

/** @param {HTMLFormElement} waiting */
async function ask(waiting) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(waiting)) body.append(name, String(value));
  try {
    const answer = await fetch(waiting.action, {
      method: "POST",
      body,
      headers: { accept: "application/json" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") {
      goIn(body.get("ke"));
    } else if (answer.status === 503) {
      due = soon(Number(answer.headers.get("retry-after")) || USUAL);
    } else {
      waiting.submit(); // refused for another reason: the page that follows says which
    }
  } catch {
    due = soon(USUAL);
  }
}

/** The server has let this phone in. @param {string | null} place where in the meeting to go */
function goIn(place) {
  const home = `/s/${document.body.dataset.code}`;
  location.assign(place ? `${home}/${place}` : home);
}

/** @param {HTMLFormElement} waiting */
async function look(waiting) {
  const now = performance.now();
  due = Math.max(due, typedAt + STILL);
  if (line && !isAsking) {
    const seconds = Math.max(1, Math.ceil((due - now) / 1_000));
    line.textContent = (line.dataset.next ?? "").replace("{n}", String(seconds));
  }
  if (isAsking || now < due) return;
  isAsking = true;
  await ask(waiting);
  isAsking = false;
}

if (form) {
  form.addEventListener("input", () => {
    typedAt = performance.now();
  });
  form.addEventListener("submit", () => {
    isAsking = true; // a press goes its own way
  });
  addEventListener("pageshow", () => {
    isAsking = false;
  });
  setInterval(look, 500, form);
  look(form);
}
