/** The voter cards of a meeting by number: printed, handed out, void. */

import { need } from "./bytes.js";

const MOST_CARDS = 20_000;

/** Go on if the event is allowed. @param {unknown} fine */
const allow = (fine) => need(fine, "event");

export class Cards {
  /** @param {boolean} byDesk whether they are numbers on phones, and not of paper */
  constructor(byDesk) {
    this.byDesk = byDesk;
    this.printed = 0;
    /** @type {Set<number>} */
    this.active = new Set();
    /** @type {Set<number>} */
    this.revoked = new Set();
    /** @type {Set<number>} */
    this.leftover = new Set();
    /** @type {Map<number, number>} the event that says why, by card */
    this.reasons = new Map();
  }

  /** Whether a card was printed and is neither handed out nor void. @param {number} number */
  isWaiting(number) {
    const gone = [this.active, this.revoked, this.leftover].some((cards) => cards.has(number));
    return number >= 1 && number <= this.printed && !gone;
  }

  /**
   * The waiting cards from one number to another.
   * @param {number} first
   * @param {number} last
   */
  waiting(first, last) {
    const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    return numbers.filter((number) => this.isWaiting(number));
  }

  /** @param {number} number */
  void(number) {
    allow(this.active.has(number) || this.isWaiting(number));
    (this.active.delete(number) ? this.revoked : this.leftover).add(number);
  }

  /**
   * Let an event about cards happen, if it may.
   * @param {string} kind
   * @param {any} body
   * @param {number} seq
   */
  happen(kind, body, seq) {
    if (kind === "CardsPrinted") {
      allow(!this.byDesk && body.count > 0 && body.count <= MOST_CARDS - this.printed);
      this.printed += body.count;
    } else if (kind === "CardIssued") {
      allow(this.byDesk && body.number === this.printed + 1 && body.number <= MOST_CARDS);
      this.printed = body.number;
    } else if (kind === "CardsActivated") {
      allow(body.first >= 1 && body.first <= body.last && body.last <= this.printed);
      const handedOut = this.waiting(body.first, body.last);
      allow(handedOut.length);
      for (const number of handedOut) this.active.add(number);
    } else if (kind === "CardVoided") {
      this.void(body.number);
      this.reasons.set(body.number, seq);
    } else if (kind === "CardReplaced") {
      allow(this.active.has(body.old) && this.isWaiting(body.new));
      this.void(body.old);
      this.active.add(body.new);
    } else {
      const left = this.waiting(1, this.printed);
      allow(body.count === left.length && left.length);
      for (const number of left) this.leftover.add(number);
    }
  }
}
