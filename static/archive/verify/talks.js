/** What is asked, and what an earlier year agreed: numbers that follow each other. */

import { need } from "./bytes.js";

/** Go on if the event is allowed. @param {unknown} fine */
const allow = (fine) => need(fine, "event");

export class Talks {
  questions = 0;
  promises = 0;
  /** @type {Set<number>} */
  carried = new Set();

  /** @param {(number: number) => unknown} known refuses a proposal that is not there */
  constructor(known) {
    this.known = known;
  }

  /**
   * @param {string} kind
   * @param {any} body
   */
  happen(kind, { number, proposal }) {
    if (kind === "QuestionAsked") allow(number === ++this.questions);
    else if (kind === "QuestionFocused") allow(number >= 0 && number <= this.questions);
    else if (kind.startsWith("Question")) allow(number >= 1 && number <= this.questions);
    else if (kind === "PromiseBrought") allow(number === ++this.promises);
    else allow(number >= 1 && number <= this.promises);
    if (kind === "PromiseCarried") {
      allow(!this.carried.has(number));
      this.known(proposal);
      this.carried.add(number);
    }
  }
}
