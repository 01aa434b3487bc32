/** What is asked, and what an earlier year agreed: numbers that follow each other. */

import { need } from "./bytes.js";

/** Go on if the event is allowed. @param {unknown} fine */
const allow = (fine) => need(fine, "event");

/**
 * @typedef {object} Question
 * @property {number} seq of the event with its text
 * @property {number} at
 * @property {string} status
 * @property {number} reason seq of why it is hidden
 * @property {number} answer seq of its newest answer
 * @property {number} answeredAt
 */

export class Talks {
  /** @type {Map<number, Question>} */
  questions = new Map();
  promises = 0;
  /** @type {Set<number>} */
  carried = new Set();

  /** @param {(number: number) => unknown} known refuses a proposal that is not there */
  constructor(known) {
    this.known = known;
  }

  /** @param {import("./meeting.js").Event} event */
  happen({ kind, body: { number, proposal }, seq, at }) {
    if (kind === "QuestionAsked") {
      allow(number === this.questions.size + 1);
      const fresh = { status: "waiting", reason: 0, answer: 0, answeredAt: 0 };
      this.questions.set(number, { seq, at, ...fresh });
    } else if (kind.startsWith("Question")) this.#about(kind, number, seq, at);
    else if (kind === "PromiseBrought") allow(number === ++this.promises);
    else allow(number >= 1 && number <= this.promises);
    if (kind === "PromiseCarried") {
      allow(!this.carried.has(number));
      this.known(proposal);
      this.carried.add(number);
    }
  }

  /** @param {string} kind @param {number} number @param {number} seq @param {number} at */
  #about(kind, number, seq, at) {
    const asked = this.questions.get(number);
    allow(asked || (kind === "QuestionFocused" && number === 0));
    if (!asked) return;
    if (kind === "QuestionApproved") asked.status = "shown";
    if (kind === "QuestionHidden") Object.assign(asked, { status: "hidden", reason: seq });
    if (kind === "QuestionAnswered") Object.assign(asked, { answer: seq, answeredAt: at });
  }
}
