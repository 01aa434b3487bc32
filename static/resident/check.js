/**
 * Looks for this phone's ballots in the list of a closed round, and judges by itself. It asks for
 * the list as anybody would: without a cookie, without saying from which page, and of a large round
 * only for the parts in which its ballot and its receipt would be.
 */

import { sha256 } from "../shared/sha256.js";

/** @typedef {import("./links.js").Link} Link */
/** @typedef {import("./links.js").Sent} Sent */

/**
 * @typedef {object} Told the figures of a round, and its lists where they are small
 * @property {number} ballots
 * @property {number} receipts
 * @property {number} used
 * @property {string} via
 * @property {number} bits how many of the first bits of an entry say in which part it is
 * @property {{ballots: string[], receipts: string[]}} [lists]
 */

/**
 * `ok`: ballot and receipt are there. `bad`: one of them is not, though this phone was told that it
 * is stored. `none`: nothing can be said, because no answer came, or the last choice was blank.
 * @typedef {{state: "ok" | "bad" | "none", ballot: boolean, receipt: boolean, at: number, told: Told}} Found
 */

/** @typedef {(path: string, spread: number) => Promise<any>} Ask gets JSON, at a moment within `spread` ms */

/** Of the parts of a list so many are asked for in a second, for a whole hall together. */
const PARTS_A_SECOND = 500;

/** The bytes that were hashed for the list. @param {Sent} sent @param {string} via */
export function opening({ ref, mark }, via) {
  return JSON.stringify({ code: ref, mark, via });
}

/** In which part an entry is. @param {string} entry @param {number} bits */
export function partOf(entry, bits) {
  return Number.parseInt(entry.slice(0, 4), 16) >> (16 - bits);
}

/**
 * @param {Link} link
 * @param {string} there the address of the lists of its round
 * @param {Ask} ask
 * @param {number} spread ms within which a whole hall asks for the figures
 * @returns {Promise<Found>}
 */
export async function check(link, there, ask, spread) {
  /** @type {Told} */
  const told = await ask(there, spread);
  const pause = (1_000 * told.ballots) / PARTS_A_SECOND;
  /** @param {"suara" | "bukti"} name @param {string} entry */
  const holds = async (name, entry) => {
    if (told.lists) return told.lists[name === "suara" ? "ballots" : "receipts"].includes(entry);
    const part = await ask(`${there}/${name}/${partOf(entry, told.bits)}`, pause);
    return part.entries.includes(entry);
  };
  const ballot = await heldOne(link, (sent) => holds("suara", sha256(opening(sent, told.via))));
  const answered = link.sent.find((sent) => sent.at);
  const at = answered?.at ?? 0;
  if (!ballot && !isMissed(link)) {
    return { state: "none", ballot: false, receipt: false, at, told };
  }
  const receipt = await holds("bukti", link.receipt);
  return { state: ballot && receipt ? "ok" : "bad", ballot, receipt, at, told };
}

/**
 * Whether one of the choices is in the list: the last one that was answered, or one after it that
 * was stored though no answer came. The newest first, for that is nearly always it.
 * @param {Link} link
 * @param {(sent: Sent) => Promise<boolean>} holds
 */
async function heldOne(link, holds) {
  for (const sent of [...link.sent].reverse()) {
    if (sent.mark.length && (await holds(sent))) return true;
  }
  return false;
}

/**
 * Whether a ballot of this phone should have been there. A blank one is not counted, and if one
 * went out last without an answer it may be what is stored.
 * @param {Link} link
 */
function isMissed(link) {
  return link.sent.some((sent) => sent.at) && link.sent.every((sent) => sent.mark.length > 0);
}
