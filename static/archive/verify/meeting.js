/** The meeting: its events are played again, and each must have been allowed when it happened. */

import { handsFit } from "./ballots.js";
import { need, Refuted } from "./bytes.js";
import { Cards } from "./cards.js";
import { hasShape, isSame } from "./json.js";
import { BODIES, TEXTS } from "./shapes.js";
import { Talks } from "./talks.js";

/** @typedef {import("./log.js").Event} Event */
/** @typedef {import("./log.js").Block} Block */
/**
 * @typedef {object} Proposal
 * @property {number} number
 * @property {any} content
 * @property {boolean} assisted
 * @property {number} at
 * @property {number} first the event it was handed in by
 * @property {number} seq the event that holds its present wording
 * @property {string} status
 * @property {number} reason the event that says why it was hidden
 * @property {number} merged
 * @property {string} origin the proposal of another meeting that it continues
 * @property {number} continues the year of the promise that it carries on
 */
/** @typedef {{ people: number, figures: Map<number, number[]>, seq: number }} Hands raised in the hall */
/** @typedef {{ number: number, woman: boolean, neighborhood: string, seq: number, stands: boolean }} Candidate */
/**
 * @typedef {object} Round
 * @property {number} number
 * @property {any} plan
 * @property {any} rule
 * @property {{ options: number[], costs: number[], given: number[][], women: number[] }} paper
 * @property {number[]} options
 * @property {boolean} elects
 * @property {(option: number) => number} cost
 * @property {string} stage
 * @property {number} closedAt
 * @property {number} cards
 * @property {number} revoked
 * @property {number[]} lots
 * @property {Hands} hands
 * @property {Block} [block]
 */

const WHILE_OPEN = [
  "PhaseEntered",
  "TimerMoved",
  "ProposalFocused",
  "RoundOpened",
  "MeetingClosed",
  "QuestionAsked",
  "QuestionFocused",
];
const OF_THE_WALL = ["ScreenBlanked", "ScreenChosen"];
const ONCE_OPEN = ["ProposalDecided", "RanksAgreed", "DelegatesAcclaimed"];
const UNTIL_CLOSED = [
  ...["ProposalSubmitted", "CandidateNominated", "CandidateWithdrawn", "ParticipantLimitRaised"],
  ...["CardsPrinted", "CardIssued", "CardsActivated", "CardReplaced", "PromiseBrought"],
];
const ABOUT_ROUNDS = ["RoundOpened", "RoundClosed", "RoundRevealed", "LotsDrawn", "HandsCounted"];
const MOST_COST = 1e13;
const MOST_HANDS = 100_000;

/** Go on if the event is allowed. @param {unknown} fine */
const allow = (fine) => need(fine, "event");

export class Meeting {
  /** @param {import("./log.js").Log} log */
  constructor(log) {
    this.plan = log.head.plan;
    this.byCard = this.plan.rules.access !== "tautan";
    this.stage = "planned";
    /** @type {Record<string, number>} */
    this.times = { MeetingOpened: 0, MeetingClosed: 0, MeetingPublished: 0 };
    /** @type {{ index: number, at: number }[]} */
    this.phases = [];
    /** @type {Map<number, Proposal>} */
    this.proposals = new Map();
    /** @type {Map<number, Candidate>} */
    this.candidates = new Map();
    /** @type {Map<number, Round>} */
    this.rounds = new Map();
    /** @type {Map<number, { verdict: string, code: string, seq: number }>} */
    this.decisions = new Map();
    /** @type {{ order: number[], seq: number }} */
    this.ranks = { order: [], seq: 0 };
    /** @type {number[]} */
    this.acclaimed = [];
    this.talks = new Talks((number) => this.known(number));
    this.cards = new Cards(this.plan.rules.access === "meja");
    /** @type {Map<number, Refuted>} the first event that was not allowed, by check */
    this.refused = new Map();
    for (const [place, event] of log.events.entries()) this.tried(event, place + 1);
  }

  /**
   * @param {Event} event
   * @param {number} place
   */
  tried(event, place) {
    try {
      allow(event.seq === place);
      this.happen(event);
    } catch (no) {
      if (!(no instanceof Refuted)) throw no;
      const check = ABOUT_ROUNDS.includes(event.kind) ? 5 : 4;
      const found = new Refuted("event", { seq: event.seq, kind: event.kind.slice(0, 40) });
      if (!this.refused.has(check)) this.refused.set(check, found);
    }
  }

  /** Let one event happen, if it may. @param {Event} event */
  happen(event) {
    const { kind, body } = event;
    allow(Object.keys(BODIES).includes(kind) && hasShape(body, BODIES[kind]));
    allow(Object.keys(event.words).every((path) => (TEXTS[kind] ?? []).includes(path)));
    allow(["panitia", "peserta", "sistem"].includes(event.by));
    allow(OF_THE_WALL.includes(kind) || this.stage !== "published");
    allow(!ONCE_OPEN.includes(kind) || this.stage !== "planned");
    allow(!WHILE_OPEN.includes(kind) || this.stage === "open");
    allow(!UNTIL_CLOSED.includes(kind) || this.stage !== "closed");
    if (/^(Card|Leftovers)/.test(kind)) {
      allow(this.byCard);
      this.cards.happen(kind, body, event.seq);
    }
    if (kind.startsWith("Question")) this.talks.happen(event);
    if (kind.startsWith("Promise")) this.talks.promise(kind, body, event.seq);
    ACTS[kind]?.(this, event, body);
  }

  /** The vote that is on. @returns {Round | undefined} */
  get voting() {
    return [...this.rounds.values()].find((round) => round.stage === "open");
  }

  /** The proposal that this one is counted with. @param {number} number */
  root(number) {
    let at = this.known(number);
    while (at.merged) at = this.known(at.merged);
    return at.number;
  }

  /** @param {number} number */
  known(number) {
    const proposal = this.proposals.get(number);
    allow(proposal);
    return /** @type {Proposal} */ (proposal);
  }

  /** What is no longer shown by itself has no place in the order. @param {number} number */
  unrank(number) {
    this.ranks.order = this.ranks.order.filter((rank) => rank !== number);
  }

  /** A proposal must not change while it is voted on. @param {number} number */
  changeable(number) {
    const { voting } = this;
    allow(!voting || voting.elects || !voting.options.includes(number));
    return this.known(number);
  }

  /**
   * The paper that these options had to have at this moment.
   * @param {any} rule
   * @param {number[]} options
   */
  paperOf(rule, options) {
    const sorted = options.every((option, at) => !at || options[at - 1] < option);
    allow(options.length > 0 && sorted);
    /** @type {Round["paper"]} */
    const paper = { options, costs: [], given: [], women: [] };
    if (rule.kind === "delegasi") {
      const people = options.map((option) => this.candidates.get(option));
      allow(people.every((person) => person?.stands));
      paper.women = options.filter((_, at) => people[at]?.woman);
      return paper;
    }
    const contents = options.map((option) => this.known(option));
    allow(contents.every((one) => one.status === "shown" && !one.merged));
    if (rule.ceiling) {
      paper.costs = contents.map((one) => one.content.cost);
      allow(paper.costs.every((cost) => cost && cost <= MOST_COST));
    } else if (rule.kind === "skor") {
      const banded = rule.criteria.filter((/** @type {any} */ one) => one.bands.length);
      if (banded.length) paper.given = contents.map((one) => this.given(one.content, banded));
    }
    return paper;
  }

  /**
   * The scores that follow from the number of beneficiaries.
   * @param {any} content
   * @param {any[]} banded
   */
  given(content, banded) {
    const sectors = this.plan.sectors.filter(
      (/** @type {any} */ one) => one.key === content.sector,
    );
    const builds = sectors.length > 0 && sectors[sectors.length - 1].icon === "infra";
    const people = content.beneficiaries ?? 0;
    return banded.map((criterion) => {
      const limits =
        builds || !criterion.other_bands.length ? criterion.bands : criterion.other_bands;
      return 1 + limits.filter((/** @type {number} */ limit) => people >= limit).length;
    });
  }

  /**
   * @param {number} number
   * @param {string[]} stages
   */
  round(number, ...stages) {
    const round = this.rounds.get(number);
    allow(round && stages.includes(round.stage));
    return /** @type {Round} */ (round);
  }
}

/** What each kind of event does, after what holds for all. @type {Record<string, (meeting: Meeting, event: Event, body: any) => void>} */
const ACTS = {
  MeetingOpened(meeting, event) {
    allow(meeting.stage === "planned");
    meeting.stage = "open";
    meeting.times.MeetingOpened = event.at;
  },
  PhaseEntered(meeting, event, { index }) {
    allow(!meeting.voting && index >= 0 && index < meeting.plan.phases.length);
    meeting.phases.push({ index, at: event.at });
  },
  MeetingClosed(meeting, event) {
    allow(!meeting.voting);
    meeting.stage = "closed";
    meeting.times.MeetingClosed = event.at;
  },
  MeetingPublished(meeting, event) {
    allow(meeting.stage === "closed");
    allow([...meeting.rounds.values()].every((round) => round.stage === "revealed"));
    meeting.stage = "published";
    meeting.times.MeetingPublished = event.at;
  },
  ProposalSubmitted({ proposals }, event, { number, assisted, content, origin }) {
    allow(number === proposals.size + 1);
    const seqs = { first: event.seq, seq: event.seq };
    const fresh = { status: "waiting", reason: 0, merged: 0, origin, continues: 0 };
    proposals.set(number, { number, content, assisted, at: event.at, ...seqs, ...fresh });
  },
  ProposalEdited(meeting, event, { number, content }) {
    Object.assign(meeting.changeable(number), { content, seq: event.seq });
  },
  ProposalApproved(meeting, _, { number }) {
    Object.assign(meeting.changeable(number), { status: "shown", reason: 0 });
  },
  ProposalHidden(meeting, event, { number }) {
    Object.assign(meeting.changeable(number), { status: "hidden", reason: event.seq });
    meeting.unrank(number);
  },
  ProposalMerged(meeting, _, { number, into }) {
    const proposal = meeting.changeable(number);
    const target = meeting.changeable(into);
    allow(number !== into && !proposal.merged && !target.merged && target.status !== "hidden");
    proposal.merged = into;
    meeting.unrank(number);
  },
  ProposalUnmerged(meeting, _, { number }) {
    const proposal = meeting.changeable(number);
    allow(proposal.merged);
    meeting.changeable(meeting.root(number));
    proposal.merged = 0;
  },
  ProposalFocused(meeting, _, { number }) {
    if (number) meeting.known(number);
  },
  ProposalDecided(meeting, { seq }, { number, verdict, code }) {
    meeting.changeable(number);
    meeting.decisions.set(number, { verdict, code, seq });
  },
  RanksAgreed(meeting, { seq }, { order }) {
    allow(new Set(order).size === order.length);
    for (const number of order) {
      const { status, merged } = meeting.known(number);
      allow(status === "shown" && !merged);
    }
    meeting.ranks = { order, seq };
  },
  DelegatesAcclaimed(meeting, _, { candidates }) {
    allow(new Set(candidates).size === candidates.length);
    for (const number of candidates) allow(meeting.candidates.get(number)?.stands);
    meeting.acclaimed = candidates;
  },
  CandidateNominated(meeting, event, { number, woman, neighborhood }) {
    allow(number === meeting.candidates.size + 1 && !meeting.voting?.elects);
    const candidate = { number, woman, neighborhood, seq: event.seq, stands: true };
    meeting.candidates.set(number, candidate);
  },
  CandidateWithdrawn(meeting, _, { number }) {
    const candidate = meeting.candidates.get(number);
    allow(candidate && !meeting.voting?.elects);
    if (candidate) candidate.stands = false;
    meeting.acclaimed = meeting.acclaimed.filter((one) => one !== number);
  },
  RoundOpened(meeting, _, { number, plan, paper }) {
    const { rounds } = meeting;
    allow(!meeting.voting && number === rounds.size + 1);
    allow(meeting.plan.rounds.some((/** @type {any} */ one) => isSame(one, plan)));
    allow([...rounds.values()].every((round) => round.plan.key !== plan.key));
    allow(isSame(paper, { ...meeting.paperOf(plan.rule, paper.options) }));
    rounds.set(number, roundOf(number, plan, paper));
  },
  RoundClosed(meeting, event, { number }) {
    const round = meeting.round(number, "open");
    allow(event.block?.round === number);
    const { cards } = meeting;
    const closed = { stage: "closed", closedAt: event.at, block: event.block };
    Object.assign(round, closed, { cards: cards.active.size, revoked: cards.revoked.size });
  },
  RoundRevealed(meeting, _, { number }) {
    meeting.round(number, "closed").stage = "revealed";
  },
  HandsCounted(meeting, event, { number, people, figures }) {
    const round = meeting.round(number, "open");
    allow(people >= 0 && people <= MOST_HANDS && handsFit(round, people, figures));
    allow(!meeting.byCard || people <= meeting.cards.active.size);
    const rows = people ? figures : [];
    const counted = new Map(rows.map((/** @type {number[]} */ [option, ...of]) => [option, of]));
    round.hands = { people, figures: counted, seq: event.seq };
  },
  LotsDrawn(meeting, _, { number, order }) {
    const round = meeting.round(number, "closed", "revealed");
    allow(round.plan.ties.includes("undian") && new Set(order).size === order.length);
    allow(order.every((/** @type {number} */ option) => round.options.includes(option)));
    round.lots = order;
  },
};

/**
 * @param {number} number
 * @param {any} plan
 * @param {Round["paper"]} paper
 * @returns {Round}
 */
export function roundOf(number, plan, paper) {
  const { options, costs } = paper;
  const places = new Map(options.map((option, at) => [option, at]));
  return {
    ...{ number, plan, paper, options, rule: plan.rule, elects: plan.rule.kind === "delegasi" },
    ...{ stage: "open", closedAt: 0, cards: 0, revoked: 0, lots: [] },
    hands: { people: 0, figures: new Map(), seq: 0 },
    cost: (option) => (costs.length ? costs[places.get(option) ?? -1] : 0),
  };
}
