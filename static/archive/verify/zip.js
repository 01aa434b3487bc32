/**
 * The canonical zip: stored, sorted, one date, nothing besides. It is read, put together again from
 * what was read, and must then be the same to the last byte.
 */

import { joined, need } from "./bytes.js";

const HEAD = 30;
const ENTRY = 46;
const TAIL = 22;

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let found = byte;
  for (let bit = 0; bit < 8; bit += 1) found = found & 1 ? (found >>> 1) ^ 0xedb88320 : found >>> 1;
  return found;
});

/** @param {Uint8Array} data */
function crc32(data) {
  let found = 0xffffffff;
  for (const byte of data) found = CRC[(found ^ byte) & 255] ^ (found >>> 8);
  return ~found >>> 0;
}

/**
 * The files of a zip, by its directory.
 * @param {Uint8Array} data
 * @returns {Map<string, Uint8Array>}
 */
export function unzip(data) {
  const end = data.length - TAIL;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  need(end >= 0 && view.getUint32(end) === 0x504b0506, "zip");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  /** @type {Map<string, Uint8Array>} */
  const found = new Map();
  for (let entry = 0; entry < count; entry += 1) {
    need(at + ENTRY <= end && view.getUint32(at) === 0x504b0102, "zip");
    const size = view.getUint32(at + 24, true);
    const length = view.getUint16(at + 28, true);
    const name = String.fromCharCode(...data.subarray(at + ENTRY, at + ENTRY + length));
    const begin = view.getUint32(at + 42, true) + HEAD + length;
    need(begin + size <= data.length && !found.has(name), "zip");
    found.set(name, data.subarray(begin, begin + size));
    at += ENTRY + length;
  }
  return found;
}

/**
 * The canonical zip of these files.
 * @param {Map<string, Uint8Array>} files
 */
export function zipped(files) {
  /** @type {Uint8Array[]} */
  const body = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  for (const name of [...files.keys()].sort()) {
    const data = /** @type {Uint8Array} */ (files.get(name));
    const raw = Uint8Array.from(name, (sign) => sign.charCodeAt(0));
    const told = [20, 0, 0, 0, 0x21];
    const sizes = [crc32(data), data.length, data.length];
    body.push(packed(0x504b0304, told, sizes, [raw.length, 0]), raw, data);
    const entry = packed(0x504b0102, [(3 << 8) | 20, ...told], sizes, [raw.length, 0, 0, 0, 0]);
    directory.push(entry, longs(0o644 << 16, offset), raw);
    offset += HEAD + raw.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const tail = packed(0x504b0506, [0, 0, files.size, files.size], [size, offset], [0]);
  return joined(...body, ...directory, tail);
}

/**
 * A mark, then numbers of two, of four, and of two bytes.
 * @param {number} mark
 * @param {number[]} shorts
 * @param {number[]} middle
 * @param {number[]} last
 */
function packed(mark, shorts, middle, last) {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, mark);
  const words = (/** @type {number[]} */ numbers) =>
    Uint8Array.from(numbers.flatMap((number) => [number & 255, number >> 8]));
  return joined(new Uint8Array(view.buffer), words(shorts), longs(...middle), words(last));
}

/** @param {number[]} numbers */
function longs(...numbers) {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, at) => {
    view.setUint32(4 * at, number, true);
  });
  return new Uint8Array(view.buffer);
}
