/** Strict JSON, and what shape its values have. */

import { placeOf, Refuted, textOf, utf8 } from "./bytes.js";

/** A number with a point or an exponent: never the same as a whole one. */
export class Float {
  /** @param {number} value */
  constructor(value) {
    this.value = value;
  }
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const WORD = /true|false|null/y;
const DEEPEST = 100;

/**
 * JSON, but no field twice, and no whole number that programs could read differently.
 * @param {Uint8Array} data
 * @param {string} file what it is, for the finding
 * @param {number} [line]
 * @returns {any}
 */
export function readJson(data, file, line = 0) {
  const text = textOf(data);
  let at = 0;
  const refuse = () => new Refuted("json", placeOf(file, line));
  if (text === null) throw refuse();
  const source = text;

  /**
   * What the pattern matches here, if anything.
   * @param {RegExp} pattern
   */
  function taken(pattern) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  }

  /** @param {string} sign */
  function next(sign) {
    taken(SPACE);
    if (source[at] !== sign) return false;
    at += 1;
    return true;
  }

  /** @returns {string} */
  function string() {
    taken(SPACE);
    const found = taken(STRING);
    try {
      return JSON.parse(found?.[0] ?? "");
    } catch {
      throw refuse();
    }
  }

  /**
   * @param {string} end
   * @param {() => void} item
   */
  function items(end, item) {
    if (next(end)) return;
    do item();
    while (next(","));
    if (!next(end)) throw refuse();
  }

  /** @param {number} depth */
  function object(depth) {
    /** @type {Record<string, any>} */
    const found = Object.create(null);
    items("}", () => {
      const name = string();
      if (name in found || !next(":")) throw refuse();
      found[name] = value(depth + 1);
    });
    return found;
  }

  function number() {
    const found = taken(NUMBER);
    if (!found) throw refuse();
    if (found[1] || found[2]) return new Float(Number(found[0]));
    if (found[0].length > 15) throw refuse();
    return Number(found[0]) + 0;
  }

  /**
   * @param {number} depth
   * @returns {any}
   */
  function value(depth) {
    if (depth > DEEPEST) throw refuse();
    if (next("{")) return object(depth);
    if (next("[")) {
      /** @type {any[]} */
      const found = [];
      items("]", () => found.push(value(depth + 1)));
      return found;
    }
    if (source[at] === '"') return string();
    const word = taken(WORD);
    return word ? JSON.parse(word[0]) : number();
  }

  const found = value(0);
  taken(SPACE);
  if (at !== source.length) throw refuse();
  return found;
}

/**
 * The one way in which the lines of a block and the ballots are written.
 * @param {any} value
 */
export function compact(value) {
  return utf8(JSON.stringify(value));
}

/**
 * Whether two values are the same, type by type. Of objects the order of fields means nothing.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function isSame(one, other) {
  if (one instanceof Float || other instanceof Float) {
    return one instanceof Float && other instanceof Float && one.value === other.value;
  }
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => owns(other, name) && isSame(one[name], other[name]))
  );
}

/**
 * Whether data has a shape: a type by name, several joined by "|", a list `[of]`, or an object with
 * just these fields. "int" and "float" are what JSON writes without and with a point.
 * @param {any} value
 * @param {any} shape
 * @returns {boolean}
 */
export function hasShape(value, shape) {
  if (typeof shape === "string") return shape.split("|").includes(typeName(value));
  if (Array.isArray(shape)) {
    return Array.isArray(value) && value.every((item) => hasShape(item, shape[0]));
  }
  if (typeName(value) !== "object") return false;
  const names = Object.keys(value);
  return (
    names.length === Object.keys(shape).length &&
    names.every((name) => owns(shape, name) && hasShape(value[name], shape[name]))
  );
}

/**
 * @param {object} object
 * @param {string} name
 */
function owns(object, name) {
  return Object.keys(object).includes(name);
}

/** @param {any} value */
function typeName(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (value instanceof Float) return "float";
  return typeof value === "number" ? "int" : typeof value;
}
