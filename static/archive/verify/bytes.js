/** Bytes and text; and what is thrown when something is not as it must be. */

/**
 * Why a check fails. Each has a sentence in `templates/archive/_verify_words.html`.
 * @typedef {"zip" | "missing" | "other-meeting" | "unknown-file" | "json" | "shape" | "malformed" | "key" | "other-key" |
 *   "note" | "signature" | "manifest" | "words" | "checkpoint" | "checkpoint-order" |
 *   "checkpoint-root" | "no-checkpoint" | "unpublished" | "event" | "text" | "astray" |
 *   "unrevealed" | "ballot-files" | "commitments" | "twice" | "unequal" | "cards" | "hands" | "illegal" |
 *   "record" | "no-receipt"} Reason
 */

/** A finding against the bundle; `values` fill the gaps of the sentence for its `reason`. */
export class Refuted extends Error {
  /**
   * @param {Reason} reason
   * @param {Record<string, string | number>} [values]
   */
  constructor(reason, values = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

/**
 * Go on if `fine`.
 * @param {unknown} fine
 * @param {Reason} reason
 * @param {Record<string, string | number>} [values]
 * @returns {asserts fine}
 */
export function need(fine, reason, values) {
  if (!fine) throw new Refuted(reason, values);
}

/**
 * Where something is wrong, as a value of a finding.
 * @param {string} file
 * @param {number} line 0 for the whole file
 */
export function placeOf(file, line) {
  return { place: line ? `${file}:${line}` : file };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @param {string} text */
export function utf8(text) {
  return encoder.encode(text);
}

/**
 * @param {Uint8Array} data
 * @returns {string | null} null where it is no text
 */
export function textOf(data) {
  try {
    return decoder.decode(data);
  } catch {
    return null;
  }
}

/** @param {Uint8Array} data */
export function hex(data) {
  let found = "";
  for (const byte of data) found += byte.toString(16).padStart(2, "0");
  return found;
}

/** @param {string} digits */
export function unhex(digits) {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array[]} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function areEqual(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * Bytes written in base64 in the one right way.
 * @param {string} text
 * @param {number} size
 * @returns {Uint8Array | null} null where it is anything else
 */
export function fromBase64(text, size) {
  try {
    const raw = atob(text);
    if (btoa(raw) !== text || raw.length !== size) return null;
    return Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * Lines without their ends; each must have one.
 * @param {Uint8Array} data
 * @param {string} file
 */
export function linesOf(data, file) {
  need(data.length === 0 || data[data.length - 1] === 10, "shape", placeOf(file, 0));
  /** @type {Uint8Array[]} */
  const lines = [];
  let begin = 0;
  for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, begin)) {
    lines.push(data.subarray(begin, end));
    begin = end + 1;
  }
  return lines;
}
