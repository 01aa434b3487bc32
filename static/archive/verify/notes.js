/** Ed25519 (RFC 8032), keys and signed notes (https://c2sp.org/signed-note). */

import { areEqual, fromBase64, hex, joined, need, textOf, utf8 } from "./bytes.js";
import { sha256, sha512 } from "./hashes.js";

/** @typedef {[bigint, bigint, bigint, bigint]} Point X, Y, Z, T: x = X/Z, y = Y/Z, x·y = T/Z */
/** @typedef {{ text: string, name: string, hash: Uint8Array, bytes: Uint8Array }} Key */

const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = modulo(-121665n * inverse(121666n));
const ROOT_OF_MINUS_1 = power(2n, (PRIME - 1n) / 4n);
const BASE = /** @type {Point} */ (pointOf(modulo(4n * inverse(5n)), 0n));

/** @param {bigint} number */
function modulo(number) {
  const rest = number % PRIME;
  return rest < 0n ? rest + PRIME : rest;
}

/**
 * @param {bigint} base
 * @param {bigint} exponent
 */
function power(base, exponent) {
  let found = 1n;
  let square = modulo(base);
  for (let left = exponent; left; left >>= 1n) {
    if (left & 1n) found = (found * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return found;
}

/** @param {bigint} number */
function inverse(number) {
  return power(number, PRIME - 2n);
}

/**
 * @param {Point} one
 * @param {Point} other
 * @returns {Point}
 */
function add(one, other) {
  const a = ((one[1] - one[0]) * (other[1] - other[0])) % PRIME;
  const b = ((one[1] + one[0]) * (other[1] + other[0])) % PRIME;
  const c = (((2n * one[3] * other[3]) % PRIME) * D) % PRIME;
  const d = (2n * one[2] * other[2]) % PRIME;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [(e * f) % PRIME, (g * h) % PRIME, (f * g) % PRIME, (e * h) % PRIME];
}

/**
 * `a` times the one point plus `b` times the other: bit by bit, the highest first.
 * @param {bigint} a
 * @param {Point} one
 * @param {bigint} b
 * @param {Point} other
 */
function combined(a, one, b, other) {
  const both = add(one, other);
  /** @type {Point} */
  let found = [0n, 1n, 1n, 0n];
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    found = add(found, found);
    const [left, right] = [(a >> bit) & 1n, (b >> bit) & 1n];
    if (left || right) found = add(found, left && right ? both : left ? one : other);
  }
  return found;
}

/**
 * The point with this y and this lowest bit of x.
 * @param {bigint} y
 * @param {bigint} odd
 * @returns {Point | null}
 */
function pointOf(y, odd) {
  if (y >= PRIME) return null;
  const square = modulo((y * y - 1n) * inverse(D * y * y + 1n));
  if (!square) return odd ? null : [0n, y, 1n, 0n];
  let x = power(square, (PRIME + 3n) / 8n);
  if (modulo(x * x - square)) x = modulo(x * ROOT_OF_MINUS_1);
  if (modulo(x * x - square)) return null;
  if ((x & 1n) !== odd) x = PRIME - x;
  return [x, y, 1n, modulo(x * y)];
}

/**
 * A number from bytes, the lowest first.
 * @param {Uint8Array} data
 */
function little(data) {
  return BigInt(`0x${hex(data.slice().reverse())}`);
}

/** @param {Point} point */
function pointBytes(point) {
  const z = inverse(point[2]);
  const x = modulo(point[0] * z);
  let number = modulo(point[1] * z) | ((x & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(number & 255n);
    number >>= 8n;
    return byte;
  });
}

/**
 * Whether the holder of the secret half of `key` signed this very message.
 * @param {Uint8Array} key 32 bytes
 * @param {Uint8Array} message
 * @param {Uint8Array} signature 64 bytes
 */
export function isSigned(key, message, signature) {
  const number = little(key);
  const point = pointOf(number & ((1n << 255n) - 1n), number >> 255n);
  const s = little(signature.subarray(32));
  if (!point || s >= ORDER) return false;
  const r = signature.subarray(0, 32);
  const k = little(sha512(joined(r, key, message))) % ORDER;
  /** @type {Point} */
  const minus = [modulo(-point[0]), point[1], point[2], modulo(-point[3])];
  return areEqual(pointBytes(combined(s, BASE, k, minus)), r);
}

/**
 * A key `name+hash+base64`; its name and hash follow from its bytes.
 * @param {string} text
 * @returns {Key}
 */
export function readKey(text) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const bytes = parts && fromBase64(parts[3], 33);
  need(parts && bytes && bytes[0] === 1, "key");
  const name = `musrenbang-live/${hex(sha256(bytes.subarray(1))).slice(0, 8)}`;
  const hash = sha256(joined(utf8(`${name}\n`), bytes)).subarray(0, 4);
  need(parts[1] === name && parts[2] === hex(hash), "key");
  return { text, name, hash, bytes: bytes.subarray(1) };
}

/**
 * The lines of a text that ends with one signature line by this key.
 * @param {Uint8Array} data
 * @param {Key} key
 * @param {string} name of the file
 */
export function openNote(data, key, name) {
  const whole = textOf(data);
  const end = whole === null ? -1 : whole.lastIndexOf("\n\n");
  need(whole !== null && end >= 0, "note", { name });
  const text = whole.slice(0, end + 1);
  const signature = whole.slice(end + 2);
  const begin = `\u2014 ${key.name} `;
  need(signature.startsWith(begin) && signature.endsWith("\n"), "note", { name });
  const found = fromBase64(signature.slice(begin.length, -1), 68);
  need(found && areEqual(found.subarray(0, 4), key.hash), "note", { name });
  need(isSigned(key.bytes, utf8(text), found.subarray(4)), "signature", { name });
  return text.split("\n").slice(0, -1);
}
