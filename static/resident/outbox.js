/**
 * Keeps what a resident does until the server has answered it, through lost lines and reloads.
 * It sends nothing itself and never makes anything up: an item leaves only by an answer.
 */

import { newRef } from "../shared/refs.js";

/**
 * @typedef {object} Item
 * @property {string} do
 * @property {string} ref
 * @property {number} rev
 * @property {string} [refused] the sentence of a refusal, for what must not be lost by it
 * @property {any} [proposal]
 * @property {any} [round]
 * @property {number} [card] the voter card that votes
 * @property {any} [mark]
 * @property {string} [receipt] the same with every change of this choice
 * @property {any} [on]
 * @property {string} [topic] what is thought about, with its number and a value
 * @property {number} [number]
 * @property {number} [value]
 * @property {string} [words]
 */

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Shelf */

/** An unanswered item is sent again after this many ms. */
const ANSWER_WITHIN = 10_000;

/**
 * @param {string} key the place on the shelf
 * @param {Shelf | null} shelf null where this browser keeps nothing: the memory must do
 */
export function openOutbox(key, shelf) {
  /** @type {{rev: number, items: Item[]}} */
  let kept = { rev: 0, items: [] };
  /** @type {Map<string, number>} when an item may be sent (again), by ref */
  const notBefore = new Map();
  /** @type {Map<string, Item>} what this page put in and nobody has answered to it, by ref */
  const own = new Map();

  // Another page on this phone may have changed the shelf: it is read before each use. One that
  // read it a moment before this page wrote, and wrote after it, has written this page's items
  // away; they are put back, unless there is a newer one about the same thing.
  function load() {
    try {
      const text = shelf?.getItem(key);
      if (text) kept = JSON.parse(text);
    } catch {
      shelf = null;
    }
    for (const item of own.values()) {
      const stands = kept.items.some((one) => one.ref === item.ref || isNewer(one, item));
      if (!stands) kept.items.push(item);
    }
    return kept;
  }

  function store() {
    try {
      shelf?.setItem(key, JSON.stringify(kept));
    } catch {
      shelf = null;
    }
  }

  return {
    /** Everything unanswered, oldest first. */
    items: () => load().items,

    /**
     * Keep a message; a newer one about the same thing takes the place of the older.
     * @param {{do: string} & Record<string, any>} message
     * @param {number} at ms
     * @returns {Item}
     */
    put(message, at) {
      const { items, rev } = load();
      const item = { ...message, ref: newRef(), rev: Math.max(at, rev + 1) };
      for (const old of own.values()) if (isSame(old, item)) own.delete(old.ref);
      own.set(item.ref, item);
      kept = { rev: item.rev, items: [...items.filter((old) => !isSame(old, item)), item] };
      store();
      return item;
    },

    /** Take out what was answered or withdrawn. @param {string} ref */
    take(ref) {
      const { items } = load();
      own.delete(ref);
      const found = items.find((item) => item.ref === ref);
      if (found) {
        kept.items = items.filter((item) => item !== found);
        store();
      }
      notBefore.delete(ref);
      return found;
    },

    /** Keep a refused item for the person to change. @param {string} ref @param {string} why */
    refuse(ref, why) {
      const found = load().items.find((item) => item.ref === ref);
      own.delete(ref);
      if (found) found.refused = why;
      store();
    },

    /** What is to be sent now. The caller has sent it when this returns. @param {number} at */
    due(at) {
      const ready = load().items.filter(
        (item) => !item.refused && (notBefore.get(item.ref) ?? 0) <= at,
      );
      for (const item of ready) notBefore.set(item.ref, at + ANSWER_WITHIN);
      return ready;
    },

    /** The server is busy. @param {string} ref @param {number} at when to try again */
    postpone(ref, at) {
      notBefore.set(ref, at);
    },

    /** The line was lost: nothing is on its way any more. */
    resendAll: () => notBefore.clear(),
  };
}

/** Whether `one` is about the same thing and later. @param {Item} one @param {Item} other */
const isNewer = (one, other) => isSame(one, other) && one.rev > other.rev;

/** @param {Item} one @param {Item} other */
function isSame(one, other) {
  if (one.do !== other.do) return false;
  if (one.do === "opine") return one.topic === other.topic && one.number === other.number;
  return one.do === "support"
    ? one.proposal === other.proposal
    : one.do === "vote" && one.round === other.round && one.card === other.card;
}

/** This browser's shelf, or null where it is locked. @returns {Shelf | null} */
export function openShelf() {
  try {
    const probe = "ml:probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}
