/** What is typed for the record and not yet on the server, kept in this browser. */

import * as shelf from "../shared/draft.js";

/**
 * @typedef {object} Kept one entry
 * @property {string} note its id
 * @property {number} rev the text it began with; 0 for a new entry
 * @property {string} phase
 * @property {string} text
 * @property {string} [wrong] why the server does not take it
 */

/** @typedef {{queue: Kept[], drafts: Kept[]}} Everything */

/** @param {string} code of the meeting */
function key(code) {
  return `ml:notulen:${code}`;
}

/** @param {string} code @returns {Everything} */
export function kept(code) {
  const found = shelf.kept(key(code)) ?? {};
  return { queue: found.queue ?? [], drafts: found.drafts ?? [] };
}

/** @param {string} code @param {Everything} everything */
export function keep(code, everything) {
  const isAny = everything.queue.length + everything.drafts.length > 0;
  shelf.keep(key(code), isAny ? everything : null);
}

/** Forget the draft of one entry. @param {string} code @param {string} note */
export function dropKept(code, note) {
  const { queue, drafts } = kept(code);
  keep(code, { queue, drafts: drafts.filter((one) => one.note !== note) });
}
