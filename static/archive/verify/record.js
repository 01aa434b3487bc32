/**
 * What record.json must say, as it follows from the log, the texts and the recount. In no log, and not
 * checked: how many people were there, supported a proposal or a question, or found a promise kept.
 */

import { agreedOf, budgetOf, decidedOf, delegatesOf } from "./agreed.js";
import { sum } from "./ballots.js";
import { Float, isSame } from "./json.js";

/** @typedef {import("./meeting.js").Meeting} Meeting */
/** @typedef {import("./meeting.js").Proposal} Proposal */
/** @typedef {import("./meeting.js").Round} Round */
/** @typedef {import("./tally.js").Tally} Tally */
/** @typedef {import("./tally.js").Line} Line */
/** @typedef {import("./tally.js").Decision} Decision */
/** @typedef {(seq: number, path: string) => string} Texts empty where a text was erased */

const SESSION = [
  ...["forum", "tier", "ward", "district", "city", "year", "plan_year", "starts", "zone"],
  ...["neighborhood_label", "practice", "ceiling"],
];
const TEXTS = ["title", "screen_title", "problem", "unit", "beneficiary_unit", "agency"];
const FIGURES = ["quantity", "cost", "unit_cost", "beneficiaries"];
/** @type {Record<string, Record<string, string>>} */
const FATES = {
  setuju: { yes: "disetujui", no: "tidak disetujui", open: "sama kuat" },
  delegasi: { yes: "terpilih", no: "tidak terpilih", open: "suara sama" },
};
const MONEY_FATES = { yes: "masuk pagu", no: "tidak masuk pagu" };

/** A value that must be the very same; of other objects only expected fields are looked at. */
export class Whole {
  /** @param {any} value */
  constructor(value) {
    this.value = value;
  }
}

/**
 * Where `found` is not as expected; empty if it is nowhere.
 * @param {any} expected
 * @param {any} found
 * @param {string} [path]
 * @returns {string}
 */
export function difference(expected, found, path = "record") {
  if (expected instanceof Whole) return isSame(expected.value, found) ? "" : path;
  if (!isTree(expected) || !isTree(found)) return isSame(expected, found) ? "" : path;
  const [one, other] = [expected, found].map((tree) => (Array.isArray(tree) ? tree.length : -1));
  if (one !== other) return path;
  for (const [name, of] of Object.entries(expected)) {
    const where = difference(of, found[name] ?? null, `${path}.${name}`);
    if (where) return where;
  }
  return "";
}

/** Whether there is something inside to compare. @param {any} value */
function isTree(value) {
  return typeof value === "object" && value !== null && !(value instanceof Float);
}

/** How many cards could have voted. What is cast for people cannot be taken out again. @param {Round} round */
export function mostVoices({ cards, revoked, elects }) {
  return cards + (elects ? revoked : 0);
}

/** A time of the log as the record writes it. @param {number} moment */
function utc(moment) {
  if (!moment) return null;
  const seconds = Math.floor(moment / 1000);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;
}

/**
 * The whole record.
 * @param {string} code
 * @param {Meeting} meeting
 * @param {Map<number, Tally>} tallies
 * @param {Texts} texts
 * @param {any} people how many were there, which no log tells
 */
export function recordOf(code, meeting, tallies, texts, people) {
  const { plan, times, phases } = meeting;
  const rounds = [...meeting.rounds.values()];
  const session = Object.fromEntries(SESSION.map((name) => [name, plan[name]]));
  return {
    format: "musrenbang-live/arsip/1",
    session: { code, ...session },
    opened: utc(times.MeetingOpened),
    closed: utc(times.MeetingClosed),
    published: utc(times.MeetingPublished),
    phases: phases.map(({ index, at }, place) => ({
      title: plan.phases[index].title,
      since: utc(at),
      until: utc(phases[place + 1]?.at ?? times.MeetingClosed),
    })),
    ...(meeting.byCard ? { cards: cardsOf(meeting, texts) } : {}),
    rounds: rounds.map((round) => {
      const tally = /** @type {Tally} */ (tallies.get(round.number));
      return roundOf(meeting, round, tally, texts, people);
    }),
    proposals: proposalsOf(meeting, rounds, tallies, texts),
    agreed: agreedOf(meeting, rounds, texts),
    ...{ delegates: delegatesOf(meeting, texts), promises: meeting.talks.told(texts) },
    ...(meeting.talks.questions.size ? { questions: questionsOf(meeting.talks, texts) } : {}),
    ...budgetOf(meeting),
  };
}

/**
 * What residents asked, and what was answered by whom.
 * @param {import("./talks.js").Talks} talks
 * @param {Texts} texts
 */
function questionsOf({ questions }, texts) {
  return [...questions].map(([number, one]) => {
    const shown = one.status === "shown";
    const [asked, answer] = shown ? [one.seq, one.answer] : [0, 0];
    return {
      number,
      fate: shown ? (one.answer ? "answered" : "open") : one.status,
      text: texts(asked, "text"),
      name: texts(asked, "name"),
      by: texts(answer, "by"),
      answer: texts(answer, "text"),
      reason: one.status === "hidden" ? texts(one.reason, "reason") : "",
      asked: utc(shown ? one.at : 0),
      answered: utc(shown ? one.answeredAt : 0),
    };
  });
}

/**
 * @param {Meeting} meeting
 * @param {Texts} texts
 */
function cardsOf({ cards }, texts) {
  const out = cards.active.size + cards.revoked.size;
  const reasons = [...cards.reasons].map(([number, seq]) => [number, texts(seq, "reason")]);
  return {
    ...{ printed: cards.printed, handed_out: out, revoked: cards.revoked.size },
    ...{ leftover: cards.printed - out, reasons: new Whole(Object.fromEntries(reasons)) },
    by_desk: cards.byDesk || null,
  };
}

/**
 * @param {Meeting} meeting
 * @param {Round} round
 * @param {Tally} tally
 * @param {Texts} texts
 * @param {any} people
 */
function roundOf(meeting, round, tally, texts, people) {
  return {
    number: round.number,
    title: round.plan.title,
    rule: new Whole(round.rule),
    binding: meeting.byCard,
    joined: meeting.byCard ? mostVoices(round) : people,
    ballots: tally.ballots,
    closed: utc(round.closedAt),
    ranking: tally.lines.map((line) => lineOf(meeting, round, line, tally, texts)),
    decisions: tally.decisions.map((found, at) => decisionOf(meeting, round, found, at)),
    ties: round.plan.ties,
    lots: round.lots.length ? round.lots : null,
  };
}

/** The names of the figures, the one that ranks first. @param {any} rule @returns {string[]} */
function columns(rule) {
  switch (rule.kind) {
    case "setuju":
      return ["setuju", "tidak", "abstain"];
    case "poin":
      return ["poin", "peserta"];
    case "urutan":
      return rule.decides === "borda" ? ["borda", "schulze"] : ["schulze", "borda"];
    case "skor":
      return ["skor", "peserta", ...rule.criteria.map((/** @type {any} */ one) => one.key)];
    default:
      return ["suara"];
  }
}

/**
 * One option in the ranking of a vote.
 * @param {Meeting} meeting
 * @param {Round} round
 * @param {Line} line
 * @param {Tally} tally
 * @param {Texts} texts
 */
function lineOf(meeting, round, line, tally, texts) {
  const { option, figures } = line;
  const given = round.paper.given[round.options.indexOf(option)] ?? [];
  const names = columns(round.rule);
  return {
    rank: line.rank,
    tied: line.tied,
    proposal: option,
    title: titleOf(meeting, round, option, texts),
    votes: figures[0],
    share: share(round.rule, line, tally),
    figures: new Whole(Object.fromEntries(names.map((name, at) => [name, figures[at]]))),
    parted: line.parted || null,
    cost: round.cost(option) || null,
    given: given.length ? given : null,
    woman: round.elects ? round.paper.women.includes(option) : null,
    decided: fate(round.rule.kind, option, tally),
  };
}

/**
 * A candidate's name, or a proposal's title unless it was hidden.
 * @param {Meeting} meeting
 * @param {Round} round
 * @param {number} option
 * @param {Texts} texts
 */
function titleOf(meeting, round, option, texts) {
  if (round.elects) return texts(meeting.candidates.get(option)?.seq ?? 0, "name");
  const { status, seq } = meeting.known(option);
  return status === "hidden" ? "" : texts(seq, "content.title");
}

/**
 * @param {Meeting} meeting
 * @param {Round} round
 * @param {Decision} found
 * @param {number} at
 */
function decisionOf(meeting, round, found, at) {
  const { by, chosen, undecided, places, spent } = found;
  const told = { by, counts: at === 0, chosen, undecided, places };
  if (!round.rule.ceiling) return { ...told, spent: null, left: null, by_neighborhood: null };
  /** @type {Record<string, number>} */
  const gets = Object.create(null);
  for (const option of chosen) {
    const where = meeting.known(option).content.neighborhood;
    if (round.cost(option)) gets[where] = (gets[where] ?? 0) + round.cost(option);
  }
  const left = round.rule.ceiling - spent;
  return { ...told, spent, left, by_neighborhood: new Whole(gets) };
}

/**
 * All proposals, those of the last vote on proposals first, by rank.
 * @param {Meeting} meeting
 * @param {Round[]} rounds
 * @param {Map<number, Tally>} tallies
 * @param {Texts} texts
 */
function proposalsOf(meeting, rounds, tallies, texts) {
  const last = rounds.filter((round) => !round.elects).pop();
  const tally = last && tallies.get(last.number);
  const rank = (/** @type {Proposal} */ one) => lineFor(one)?.rank ?? Number.POSITIVE_INFINITY;
  const lineFor = (/** @type {Proposal} */ one) =>
    tally?.lines.find((line) => line.option === one.number);
  const sorted = [...meeting.proposals.values()].sort((one, other) => {
    const [first, second] = [rank(one), rank(other)];
    return first === second ? one.number - other.number : first - second;
  });
  return sorted.map((one) => {
    const line = lineFor(one);
    const voted = { vote: null, decided: null, vote_cost: null };
    if (!last || !tally || !line) return proposalOf(meeting, one, undefined, voted, texts);
    const { kind } = last.rule;
    const decided = fate(kind, one.number, tally);
    const vote = { vote: kind, decided, vote_cost: last.cost(one.number) || null };
    return proposalOf(meeting, one, line, vote, texts);
  });
}

/**
 * What became of a proposal.
 * @param {Meeting} meeting
 * @param {Proposal} one
 * @param {Line | undefined} line
 * @param {object} vote
 * @param {Texts} texts
 */
function proposalOf(meeting, one, line, vote, texts) {
  const { content, seq, status } = one;
  const read = status === "shown" || (status !== "hidden" && one.merged > 0);
  const sector = meeting.plan.sectors.filter(
    (/** @type {any} */ each) => each.key === content.sector,
  );
  const label = `Warga ${meeting.plan.neighborhood_label} ${content.neighborhood}`;
  const named = read ? texts(one.first, "proposer") : "";
  const became = whatBecame(one, line);
  const ranked = became === "ranked" ? line : undefined;
  return {
    number: one.number,
    fate: became,
    rank: ranked?.rank ?? null,
    tied: line?.tied ?? false,
    votes: ranked?.figures[0] ?? null,
    merged_into: one.merged ? meeting.root(one.number) : null,
    reason: texts(one.reason, "reason"),
    ...Object.fromEntries(TEXTS.map((name) => [name, read ? texts(seq, `content.${name}`) : ""])),
    sector: sector.pop()?.name ?? content.sector,
    neighborhood: content.neighborhood,
    ...Object.fromEntries(FIGURES.map((name) => [name, read ? content[name] : null])),
    catalog: read ? content.catalog : "",
    proposer: named || (content.neighborhood ? label : "Warga"),
    assisted: read && one.assisted,
    received: utc(one.at),
    ...vote,
    ...meeting.talks.lineageOf(one),
    ...decidedOf(meeting, one.number, texts),
  };
}

/**
 * The fate of a proposal in one word.
 * @param {Proposal} one
 * @param {Line | undefined} line
 */
function whatBecame(one, line) {
  if (one.status === "hidden") return "hidden";
  if (one.merged) return "merged";
  if (one.status === "waiting") return "waiting";
  return line ? "ranked" : "not_voted";
}

/**
 * What the decision that counts says of an option.
 * @param {string} kind
 * @param {number} option
 * @param {Tally} tally
 */
function fate(kind, option, { decisions: [first] }) {
  if (!first) return null;
  const chosen = first.chosen.includes(option) ? "yes" : "no";
  const said = first.undecided.includes(option) ? "open" : chosen;
  return (FATES[kind] ?? MONEY_FATES)[said] ?? null;
}

/**
 * The length of a bar: whole percent of what the option could have; halves go to the even.
 * @param {any} rule
 * @param {Line} line
 * @param {Tally} tally
 */
function share(rule, { figures }, { lines, ballots, people }) {
  const voices = ballots + people;
  const wholes = /** @type {Record<string, () => number>} */ ({
    poin: () => sum(lines.map((line) => line.figures[0])),
    urutan: () => (lines.length - 1) * (rule.decides === "borda" ? voices : 1),
    setuju: () => figures[0] + figures[1],
    skor: () => 500 * figures[1],
  });
  const whole = (wholes[rule.kind] ?? (() => voices))();
  if (!whole) return 0;
  const part = 100 * figures[0];
  const low = Math.floor(part / whole);
  const rest = 2 * (part - low * whole) - whole;
  return rest > 0 || (rest === 0 && low % 2) ? low + 1 : low;
}
