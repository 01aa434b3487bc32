/** The log: its Merkle tree (RFC 6962), and its lines taken apart. */

import { areEqual, joined, need, placeOf } from "./bytes.js";
import { sha256 } from "./hashes.js";
import { compact, hasShape, readJson } from "./json.js";

/** @typedef {{ round: number, ballots: string[], receipts: string[], used: string[] }} Block */
/**
 * @typedef {object} Event
 * @property {number} seq
 * @property {number} at
 * @property {string} by
 * @property {string} kind
 * @property {any} body
 * @property {Record<string, string>} words
 * @property {number} size how many lines the log has with it and its block
 * @property {Block} [block]
 */
/** @typedef {{ head: any, events: Event[], astray: number }} Log `astray`: a line, or 0 */

const FILE = "log.ndjson";
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const HEX32 = /^[0-9a-f]{32}$/;
const HEX64 = /^[0-9a-f]{64}$/;
const LISTS = /** @type {const} */ ([
  ["ballots", "ballot", HEX64],
  ["receipts", "receipt", UUID],
  ["used", "used", HEX32],
]);
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * The roots over the first so many lines.
 * @param {Uint8Array[]} lines
 * @param {number[]} sizes
 * @param {() => void | Promise<void>} breath
 */
export async function rootsAt(lines, sizes, breath) {
  const wanted = new Set(sizes);
  /** @type {Map<number, Uint8Array>} */
  const found = new Map();
  /** @type {{ size: number, root: Uint8Array }[]} full trees, each smaller than the one before */
  const whole = [];
  for (const [at, line] of lines.entries()) {
    whole.push({ size: 1, root: sha256(joined(LEAF, line)) });
    while (whole.length > 1 && whole[whole.length - 1].size === whole[whole.length - 2].size) {
      const [left, right] = whole.splice(-2);
      whole.push({ size: 2 * left.size, root: node(left.root, right.root) });
    }
    if (wanted.has(at + 1)) {
      found.set(
        at + 1,
        whole.map((tree) => tree.root).reduceRight((right, left) => node(left, right)),
      );
    }
    await breath();
  }
  return found;
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
function node(left, right) {
  return sha256(joined(NODE, left, right));
}

/**
 * Take the lines apart; what they say is looked at later.
 * @param {Uint8Array[]} lines
 * @returns {Log}
 */
export function readLog(lines) {
  need(lines.length > 0, "shape", placeOf(FILE, 1));
  const head = readJson(lines[0], FILE, 1);
  const shape = { log: "string", code: "string", key: "string", plan: "object" };
  const known = hasShape(head, shape) && head.log === "musrenbang-live/log/1";
  need(known, "shape", placeOf(FILE, 1));
  /** @type {Log} */
  const log = { head, events: [], astray: 0 };
  for (let at = 1; at < lines.length; ) {
    const found = readJson(lines[at], FILE, at + 1);
    const line = at + 1;
    at += 1;
    if (found && typeof found === "object" && "seq" in found) {
      log.events.push(readEvent(found, line));
      continue;
    }
    const block = readBlock(lines, found, at);
    at += block.ballots.length + block.receipts.length + block.used.length;
    const last = log.events[log.events.length - 1];
    if (last && !last.block && last.kind === "RoundClosed") {
      last.block = block;
      last.size = at;
    } else {
      log.astray = log.astray || line;
    }
  }
  return log;
}

/**
 * @param {any} found
 * @param {number} line
 * @returns {Event}
 */
function readEvent(found, line) {
  const { words = {}, ...rest } = found;
  const shape = { seq: "int", at: "int", by: "string", kind: "string", body: "object" };
  const texts = words && typeof words === "object" && !Array.isArray(words);
  const sound = texts && Object.values(words).every((hash) => HEX64.test(String(hash)));
  need(hasShape(rest, shape) && sound, "shape", placeOf(FILE, line));
  return { ...rest, words, size: line };
}

/**
 * The block that begins with `head`; its lists begin at the line after `at`.
 * @param {Uint8Array[]} lines
 * @param {any} head
 * @param {number} at
 * @returns {Block}
 */
function readBlock(lines, head, at) {
  const shape = { round: "int", ballots: "int", receipts: "int", used: "int" };
  const sound = hasShape(head, shape) && areEqual(compact(head), lines[at - 1]);
  need(sound && Math.min(head.ballots, head.receipts, head.used) >= 0, "shape", placeOf(FILE, at));
  /** @type {string[][]} */
  const lists = [];
  let begin = at;
  for (const [of, name, form] of LISTS) {
    need(begin + head[of] <= lines.length, "shape", placeOf(FILE, lines.length));
    lists.push(
      lines.slice(begin, begin + head[of]).map((line, place) => {
        const value = readJson(line, FILE, begin + place + 1)[name];
        const fits = typeof value === "string" && form.test(value);
        const same = fits && areEqual(compact({ round: head.round, [name]: value }), line);
        need(same, "shape", placeOf(FILE, begin + place + 1));
        return value;
      }),
    );
    begin += head[of];
  }
  const [ballots, receipts, used] = lists;
  return { round: head.round, ballots, receipts, used };
}
