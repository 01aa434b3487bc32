/** What is asked, and what an earlier year agreed: numbers that follow each other. */

/**
 * @typedef {object} Promised what an earlier meeting agreed
 * @property {any} said the body of the event that brought it
 * @property {number} seq where that stands
 * @property {string} state
 * @property {number} answer where the official's newest answer stands, or 0
 * @property {number} proposal the one that carries it on, or 0
 */

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
  /** @type {Map<number, Promised>} */
  promises = new Map();

  /** @param {(number: number) => { continues: number }} known refuses a proposal not there */
  constructor(known) {
    this.known = known;
  }

  /** @param {import("./meeting.js").Event} event */
  happen({ kind, body: { number }, seq, at }) {
    if (kind === "QuestionAsked") {
      allow(number === this.questions.size + 1);
      const fresh = { status: "waiting", reason: 0, answer: 0, answeredAt: 0 };
      this.questions.set(number, { seq, at, ...fresh });
    } else this.#about(kind, number, seq, at);
  }

  /**
   * @param {string} kind
   * @param {any} body
   * @param {number} seq
   */
  promise(kind, body, seq) {
    const { number, state, proposal } = body;
    if (kind === "PromiseBrought") {
      allow(number === this.promises.size + 1);
      this.promises.set(number, { said: body, seq, state, answer: 0, proposal: 0 });
      return;
    }
    const promised = this.promises.get(number);
    allow(promised);
    if (kind === "PromiseAnswered") Object.assign(promised ?? {}, { state, answer: seq });
    if (kind !== "PromiseCarried") return;
    allow(!promised?.proposal);
    this.known(proposal).continues = promised?.said.year;
    Object.assign(promised ?? {}, { proposal });
  }

  /**
   * What the record must say of promises; how many residents found one kept is in no log.
   * @param {(seq: number, path: string) => string} texts
   */
  told(texts) {
    const told = [...this.promises.values()].map(({ said, seq, state, answer, proposal }) => ({
      ...{ ...said, title: texts(seq, "title"), state },
      ...{ by: texts(answer, "by"), answer: texts(answer, "text") },
      proposal: proposal || null,
    }));
    return told.length ? told : null;
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

  /**
   * What a proposal continues: one of another meeting, a promise.
   * @param {import("./meeting.js").Proposal} one
   */
  lineageOf({ origin, continues }) {
    return { origin: origin || null, continues: continues || null };
  }
}
