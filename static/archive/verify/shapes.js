/** What can stand in a plan and in the log of a meeting: kinds of events and of ballots. */

import { need, placeOf } from "./bytes.js";
import { hasShape } from "./json.js";

const CONTENT = {
  sector: "string",
  neighborhood: "string",
  quantity: "float|int|null",
  cost: "int|null",
  beneficiaries: "int|null",
  catalog: "string",
  unit_cost: "int|null",
};
const PAPER = { options: ["int"], costs: ["int"], given: [["int"]], women: ["int"] };
const ROUND_PLAN = {
  key: "string",
  title: "string",
  rule: "object",
  live_totals: "boolean",
  ties: ["string"],
};
const CRITERION = {
  key: "string",
  name: "string",
  weight: "int",
  bands: ["int"],
  other_bands: ["int"],
};
/** @type {Record<string, object>} */
const RULES = {
  pilih: { most: "int" },
  setuju: {},
  poin: { points: "int", most_each: "int", ceiling: "int" },
  urutan: { most: "int", decides: "string" },
  skor: { criteria: [CRITERION] },
  anggaran: { ceiling: "int", decides: "string", fits: "boolean" },
  delegasi: { seats: "int", most: "int", women: "int", enforced: "boolean" },
};
const CONTENT_WORDS = [
  ...["title", "problem", "landmark", "screen_title", "unit", "beneficiary_unit", "agency"],
];
const WORDS = CONTENT_WORDS.map((name) => `content.${name}`);
const NUMBER = { number: "int" };
const PROMISE = {
  ...NUMBER,
  year: "int",
  neighborhood: "string",
  cost: "int|null",
  origin: "string",
  state: "string",
};

/** The fields of the body of each kind of event. @type {Record<string, object>} */
export const BODIES = {
  MeetingOpened: {},
  PhaseEntered: { index: "int", deadline: "int" },
  TimerMoved: { deadline: "int" },
  ProposalSubmitted: { number: "int", assisted: "boolean", content: CONTENT, origin: "string" },
  ProposalEdited: { number: "int", content: CONTENT },
  ProposalApproved: NUMBER,
  ProposalHidden: NUMBER,
  ProposalMerged: { number: "int", into: "int" },
  ProposalUnmerged: NUMBER,
  ProposalFocused: NUMBER,
  CandidateNominated: { number: "int", woman: "boolean", neighborhood: "string" },
  CandidateWithdrawn: NUMBER,
  DelegatesAcclaimed: { candidates: ["int"] },
  ProposalDecided: { number: "int", verdict: "string", code: "string" },
  RanksAgreed: { order: ["int"] },
  QuestionAsked: NUMBER,
  QuestionApproved: NUMBER,
  QuestionHidden: NUMBER,
  QuestionAnswered: NUMBER,
  QuestionFocused: NUMBER,
  PromiseBrought: PROMISE,
  PromiseAnswered: { number: "int", state: "string" },
  PromiseCarried: { number: "int", proposal: "int" },
  RoundOpened: { number: "int", plan: ROUND_PLAN, paper: PAPER },
  RoundClosed: NUMBER,
  RoundRevealed: NUMBER,
  LotsDrawn: { number: "int", order: ["int"] },
  HandsCounted: { number: "int", people: "int", figures: [["int"]] },
  ScreenBlanked: { blank: "boolean" },
  ScreenChosen: { show: "string", number: "int" },
  ParticipantLimitRaised: { limit: "int" },
  CardsPrinted: { count: "int" },
  CardIssued: NUMBER,
  CardsActivated: { first: "int", last: "int" },
  CardVoided: NUMBER,
  CardReplaced: { old: "int", new: "int" },
  LeftoversVoided: { count: "int" },
  MeetingClosed: {},
  MeetingPublished: {},
};

/** The texts of which a line has hashes, by kind of event. @type {Record<string, string[]>} */
export const TEXTS = {
  ProposalSubmitted: ["proposer", ...WORDS],
  ProposalEdited: WORDS,
  ProposalHidden: ["reason"],
  ProposalDecided: ["reason"],
  RanksAgreed: ["reason"],
  QuestionAsked: ["name", "text"],
  QuestionHidden: ["reason"],
  QuestionAnswered: ["by", "text"],
  PromiseBrought: ["title"],
  PromiseAnswered: ["by", "text"],
  CandidateNominated: ["name"],
  CardVoided: ["reason"],
  HandsCounted: ["by"],
};

const PLAN_TEXTS = ["forum", "tier", "ward", "district", "city", "starts", "zone"];
const PLAN_NUMBERS = ["year", "plan_year", "ceiling"];

/**
 * The parts of the plan that are used here have the shape they should have.
 * @param {any} plan
 */
export function checkPlan(plan) {
  const fits = (/** @type {any} */ value, /** @type {any} */ shape) =>
    need(hasShape(value, shape), "shape", placeOf("log.ndjson", 1));
  for (const name of [...PLAN_TEXTS, "neighborhood_label"]) fits(plan[name], "string");
  for (const name of PLAN_NUMBERS) fits(plan[name], "int");
  fits(plan.practice, "boolean");
  fits(plan.neighborhoods, ["string"]);
  for (const phase of plan.phases) fits(phase.title, "string");
  for (const { key, name, icon } of plan.sectors) fits([key, name, icon], ["string"]);
  for (const planned of plan.rounds) {
    fits(planned, ROUND_PLAN);
    fits(planned.rule.kind, "string");
    fits(planned.rule, { kind: "string", ...RULES[planned.rule.kind] });
    const known = planned.ties.every((/** @type {string} */ tie) => TIES.includes(tie));
    need(
      known && Object.keys(RULES).includes(planned.rule.kind),
      "shape",
      placeOf("log.ndjson", 1),
    );
  }
}

const TIES = ["biaya", "nomor", "undian"];
