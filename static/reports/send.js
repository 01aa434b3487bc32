/**
 * Sends the reports that wait. Whatever goes wrong on the way means "later", under the same ref:
 * only an answer of the server says that it was stored, or what is to be put right. Pages use it,
 * and the worker where the browser wakes it up when the line is back.
 */

import { PLACES } from "./keep.js";

/** @typedef {import("./keep.js").Kept} Kept */
/** @typedef {import("./keep.js").Shelf} Shelf */

/**
 * @typedef {{is: "sent", number: string, key: string}
 *   | {is: "refused", say: string, field: string}
 *   | {is: "later", after: number}} Outcome
 */

/** Ms until the next attempt, where the server does not say it. */
const USUAL = 5_000;
/** A line that says nothing for so many ms is cut. */
const WITHIN = 90_000;
/**
 * Answers after which the same again would be refused again. Whoever stands between may give them
 * too, without a sentence: then the page has one by this name.
 */
const FINAL = new Map([
  [400, "odd"],
  [404, "closed"],
  [405, "closed"],
  [410, "closed"],
  [413, "large"],
  [422, "odd"],
]);

/**
 * Send all that waits, one after another, and nobody else on this phone at the same time.
 * @param {Shelf} shelf
 * @param {(ref: string) => void} [begun] told of each that is on its way
 * @param {() => boolean} [isSeen] whether somebody watches: then nothing has to be told afterwards
 * @returns {Promise<number>} ms until it is worth while to try again; 0 when nothing is left
 */
export async function sendKept(shelf, begun = () => {}, isSeen = () => false) {
  return alone(async () => {
    let wait = 0;
    for (const { ref } of await shelf.waiting()) {
      const report = await shelf.queue.get(ref);
      if (!report || report.refused || report.unfinished) continue;
      begun(ref);
      const photos = await Promise.all(PLACES.map((place) => shelf.photo(ref, place)));
      const outcome = await deliver(ref, report.fields, photos);
      if (outcome.is === "later") wait = Math.max(wait, outcome.after);
      else await settle(shelf, report, outcome, isSeen());
    }
    return wait;
  });
}

/** @param {() => Promise<number>} work */
async function alone(work) {
  // Over plain http there are no locks, and no worker either: the ref keeps two pages apart.
  return navigator.locks ? navigator.locks.request("ml-lapor", work) : work();
}

/**
 * The server has answered.
 * @param {Shelf} shelf
 * @param {Kept} report
 * @param {{is: "sent", number: string, key: string} | {is: "refused", say: string, field: string}} outcome
 * @param {boolean} told
 */
async function settle(shelf, report, outcome, told) {
  if (outcome.is === "sent") {
    const { number, key } = outcome;
    await shelf.move(report, {
      number,
      key,
      title: report.fields.title ?? "",
      at: Date.now(),
      told,
    });
    return;
  }
  await shelf.queue.put(report.ref, {
    ...report,
    refused: outcome.say,
    field: outcome.field,
    told,
  });
}

/**
 * @param {string} ref
 * @param {Record<string, string>} fields
 * @param {(Blob | null)[]} photos
 * @returns {Promise<Outcome>}
 */
async function deliver(ref, fields, photos) {
  try {
    const asked = await answer("/lapor/token", {});
    if (!asked.ok) return later(asked);
    const { token } = await asked.json();
    const body = new FormData();
    body.set("_token", String(token)); // the first field: nothing is read before it
    body.set("ref", ref);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    photos.forEach((photo, at) => {
      if (photo) body.set(`foto${at + 1}`, photo, `foto${at + 1}.jpg`);
    });
    return await outcome(await answer("/lapor", { method: "POST", body }));
  } catch {
    return { is: "later", after: USUAL };
  }
}

/** @param {Response} given @returns {Promise<Outcome>} */
async function outcome(given) {
  const final = FINAL.get(given.status);
  if (!given.ok && !final) return later(given);
  const said = await given.json().catch(() => ({}));
  if (final) return { is: "refused", say: said.say || final, field: said.field ?? "" };
  if (said.number && said.key) return { is: "sent", number: said.number, key: said.key };
  return later(given);
}

/** @param {Response} given @returns {Outcome} */
function later(given) {
  const seconds = Number(given.headers.get("retry-after"));
  return { is: "later", after: seconds > 0 ? seconds * 1_000 : USUAL };
}

/** @param {string} url @param {RequestInit} how */
async function answer(url, how) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), WITHIN);
  try {
    return await fetch(url, {
      ...how,
      headers: { accept: "application/json" },
      signal: giveUp.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}
