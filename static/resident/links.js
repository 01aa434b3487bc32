/**
 * What ties this phone to its own ballots: under which code each was sent, what it says, and the
 * receipt whose three words a person may show. It stays here until it is forgotten, and is sent to
 * nobody. With it a phone can look for its ballot in the published list (check.js).
 */

import { newRef } from "../shared/refs.js";

/** @typedef {import("./papers/marks.js").Mark} Mark */
/** @typedef {import("./outbox.js").Item} Item */
/** @typedef {import("./outbox.js").Shelf} Shelf */

/**
 * A choice that went out. `at` is the server's time in ms when the answer came; 0 means that none
 * has come: then nobody here knows whether it was stored.
 * @typedef {{ref: string, rev: number, mark: Mark, at: number}} Sent
 */

/**
 * `sent` holds the last choice that was answered and all that went out after it, in their order.
 * @typedef {object} Link
 * @property {string} id
 * @property {number} round
 * @property {number} card the number of the voter card, 0 for none
 * @property {string} receipt
 * @property {string} words
 * @property {Sent[]} sent
 */

/**
 * @param {string} key the place on the shelf
 * @param {Shelf | null} shelf null where nothing may be kept: the memory must do
 * @param {string} person whose ballots these are where no card votes
 */
export function openLinks(key, shelf, person) {
  /** @type {Link[]} */
  let links = [];

  // Another page on this phone may have changed the shelf: it is read before each use.
  function load() {
    try {
      const text = shelf?.getItem(key);
      if (shelf) links = text ? JSON.parse(text) : [];
    } catch {
      shelf = null;
    }
    return links;
  }

  function store() {
    try {
      if (links.length) shelf?.setItem(key, JSON.stringify(links));
      else shelf?.removeItem(key);
    } catch {
      shelf = null;
    }
  }

  /** @param {number} round @param {number} card */
  function find(round, card) {
    const id = card ? `${round}-${card}` : `${round}-0-${person}`;
    return { id, link: load().find((each) => each.id === id) };
  }

  /** @param {string} ref */
  function holding(ref) {
    return load().find((link) => link.sent.some((each) => each.ref === ref));
  }

  return {
    /** The receipt of this round and card, made with the first choice. @param {number} round @param {number} card */
    receipt(round, card) {
      const { id, link } = find(round, card);
      if (link) return link.receipt;
      const receipt = newRef();
      links = [...links, { id, round, card, receipt, words: "", sent: [] }];
      store();
      return receipt;
    },

    /** A choice goes out, perhaps again. @param {Pick<Item, "ref" | "rev" | "round" | "card" | "mark">} item */
    goes({ ref, rev, round, card = 0, mark }) {
      const { link } = find(round, card);
      if (!link || link.sent.some((each) => each.ref === ref)) return;
      link.sent = [...link.sent, { ref, rev, mark, at: 0 }];
      store();
    },

    /**
     * The server has stored it: what went out before does not count any more.
     * @param {string} ref
     * @param {string} words of the receipt, '' of a blank ballot
     * @param {number} at server ms
     */
    stored(ref, words, at) {
      const link = holding(ref);
      const answered = link?.sent.find((each) => each.ref === ref);
      if (!link || !answered) return;
      const isKnown = answered.at > 0 && link.sent[0] === answered && link.words === words;
      if (isKnown) return;
      answered.at = answered.at || at;
      link.sent = link.sent.slice(link.sent.indexOf(answered));
      link.words = words || link.words;
      store();
    },

    /** The server will never store it. @param {string} ref */
    refused(ref) {
      const link = holding(ref);
      if (!link) return;
      link.sent = link.sent.filter((each) => each.ref !== ref);
      store();
    },

    /** The words of the choice that is stored, or '' while it is blank. @param {number} round @param {number} card */
    words(round, card) {
      const { link } = find(round, card);
      const answered = link?.sent.find((each) => each.at);
      return answered?.mark.length ? (link?.words ?? "") : "";
    },

    /** Those of these rounds of which something went out. @param {number[]} rounds */
    of: (rounds) => load().filter((link) => rounds.includes(link.round) && link.sent.length),

    /** @param {string} id */
    forget(id) {
      links = load().filter((link) => link.id !== id);
      store();
    },

    forgetAll() {
      links = [];
      store();
    },
  };
}
