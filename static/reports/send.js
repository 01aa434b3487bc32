/**
 * Sends one report. Whatever goes wrong on the way means "later", under the same ref: only an
 * answer of the server says that it was stored, or what is to be put right.
 */

/**
 * @typedef {{is: "sent", number: string, key: string}
 *   | {is: "refused", say: string, field: string}
 *   | {is: "later", after: number}} Outcome
 */

/** Ms until the next attempt, where the server does not say it. */
const USUAL = 5_000;
/** A line that says nothing for so many ms is cut. */
const PATIENCE = 90_000;

/**
 * @param {string} ref
 * @param {Record<string, string>} fields
 * @param {(Blob | null)[]} photos
 * @returns {Promise<Outcome>}
 */
export async function deliver(ref, fields, photos) {
  try {
    const asked = await answer("/lapor/token", {});
    if (!asked.ok) return later(asked);
    const { token } = await asked.json();
    const body = new FormData();
    body.set("_token", String(token));
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
  const isRefused = [400, 413, 422].includes(given.status);
  if (!given.ok && !isRefused) return later(given);
  const said = await given.json();
  if (isRefused && said.say) return { is: "refused", say: said.say, field: said.field ?? "" };
  if (given.ok && said.number && said.key) {
    return { is: "sent", number: said.number, key: said.key };
  }
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
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
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
