/** From ballots to a result: figures, ranks, what parted equals, and what is decided. */

import { COUNT } from "./ballots.js";
import { textOf } from "./bytes.js";
import { compact } from "./json.js";
import { byEqualShares, byMost } from "./money.js";

/** @typedef {import("./meeting.js").Round} Round */
/** @typedef {import("./ballots.js").Pile} Pile */
/** @typedef {{ option: number, figures: number[], rank: number, tied: boolean, parted: string }} Line */
/** @typedef {{ by: string, chosen: number[], undecided: number[], places: number, spent: number }} Decision */
/** @typedef {{ lines: Line[], ballots: number, decisions: Decision[], people: number }} Tally */

/**
 * Everything that follows from these ballots.
 * @param {Round} round
 * @param {any[][]} marks
 * @param {() => void | Promise<void>} breath
 * @returns {Promise<Tally>}
 */
export async function recount(round, marks, breath) {
  /** @type {Map<string | null, [any[], number]>} */
  const equal = new Map();
  for (const mark of marks) {
    const text = textOf(compact(mark));
    equal.set(text, [mark, 1 + (equal.get(text)?.[1] ?? 0)]);
  }
  const pile = [...equal.values()];
  const figures = COUNT[round.rule.kind](pile, round);
  const { people, figures: raised } = round.hands;
  for (const [option, of] of raised) {
    figures.set(
      option,
      (figures.get(option) ?? []).map((number, at) => number + of[at]),
    );
  }
  const lines = ranked(round, figures);
  const decisions = await decided(round, lines, pile, breath);
  return { lines, ballots: marks.length, decisions, people };
}

/**
 * The options, best first: 1, 2, 2, 4. Only the tie rules of the plan part equals.
 * @param {Round} round
 * @param {import("./ballots.js").Figures} figures
 * @returns {Line[]}
 */
export function ranked(round, figures) {
  const { ties } = round.plan;
  const options = [...figures].map(([option, found]) => {
    const places = ties.map((/** @type {string} */ tie) => tiePlace(tie, option, round));
    return { option, figures: found, key: [-found[0], ...places] };
  });
  options.sort((one, other) => compare(one.key, other.key) || one.option - other.option);
  return options.map(({ option, figures: found, key }) => ({
    ...{ option, figures: found },
    rank: 1 + options.filter((other) => compare(other.key, key) < 0).length,
    tied: options.filter((other) => compare(other.key, key) === 0).length > 1,
    parted: partedBy(ties, key, options),
  }));
}

/**
 * The first tie rule that tells an option from an equal one.
 * @param {string[]} ties
 * @param {number[]} key
 * @param {{ key: number[] }[]} options
 */
function partedBy(ties, key, options) {
  const parts = (/** @type {number} */ at) =>
    options.some(
      (other) =>
        other.key[at + 1] !== key[at + 1] &&
        compare(other.key.slice(0, at + 1), key.slice(0, at + 1)) === 0,
    );
  return ties.find((_, at) => parts(at)) ?? "";
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function compare(one, other) {
  const at = one.findIndex((number, place) => number !== other[place]);
  return at < 0 ? 0 : one[at] - other[at];
}

/**
 * Where a tie rule puts an option: the cheaper, the lower number, or as lots were drawn.
 * @param {string} tie
 * @param {number} option
 * @param {Round} round
 */
function tiePlace(tie, option, round) {
  if (tie === "biaya") return round.cost(option);
  if (tie === "nomor") return option;
  const drawn = round.lots.indexOf(option);
  return drawn < 0 ? round.lots.length : drawn;
}

/**
 * What the rule decides, the method that counts first.
 * @param {Round} round
 * @param {Line[]} lines
 * @param {Pile} pile
 * @param {() => void | Promise<void>} breath
 */
async function decided(round, lines, pile, breath) {
  const { kind, ceiling, decides } = round.rule;
  if (kind === "setuju") return [agreed(lines)];
  if (kind === "delegasi") return [seated(round, lines)];
  if (kind === "poin" && ceiling) return [byMost(round, lines)];
  if (kind !== "anggaran") return [];
  const both = [byMost(round, lines), await byEqualShares(round, lines, pile, breath)];
  return decides === "terbanyak" ? both : both.reverse();
}

/**
 * The options that more agree to than not; equal numbers decide nothing.
 * @param {Line[]} lines
 * @returns {Decision}
 */
function agreed(lines) {
  const of = (/** @type {(yes: number, no: number) => boolean} */ fits) =>
    lines.filter(({ figures }) => fits(figures[0], figures[1])).map(({ option }) => option);
  const undecided = of((yes, no) => yes === no && yes > 0);
  return { by: "mayoritas", chosen: of((yes, no) => yes > no), undecided, places: 0, spent: 0 };
}

/**
 * Who is elected in whatever order equals stand, and who only in some order.
 *
 * The first of the ranking who have a vote get the seats. Where the plan asks for a least number of
 * women, the best women who have none get those of the lowest men.
 * @param {Round} round
 * @param {Line[]} lines
 * @returns {Decision}
 */
export function seated(round, lines) {
  const isWoman = (/** @type {Line} */ line) => round.paper.women.includes(line.option);
  const standing = lines.filter((line) => line.figures[0]);
  const women = standing.filter(isWoman);
  const seats = Math.min(round.rule.seats, standing.length);
  const least = Math.min(round.rule.enforced ? round.rule.women : 0, seats, women.length);
  // The last seat may be shared by equals: then the seats of women are not yet known.
  const last = seats ? standing[seats - 1].rank : 0;
  const sure = standing.filter((line) => line.rank < last);
  const level = standing.filter((line) => line.rank === last);
  const open = seats - sure.length;
  const womenSure = sure.filter(isWoman).length;
  const womenLevel = level.filter(isWoman).length;
  const fewest = Math.max(least, womenSure + Math.max(0, open - (level.length - womenLevel)));
  const most = Math.max(least, womenSure + Math.min(open, womenLevel));
  const men = standing.filter((line) => !isWoman(line));
  const chances = new Map([
    ...chancesOf(women, fewest, most),
    ...chancesOf(men, seats - most, seats - fewest),
  ]);
  const with_ = (/** @type {string} */ chance) =>
    standing.map(({ option }) => option).filter((option) => chances.get(option) === chance);
  const chosen = with_("always");
  const places = seats - chosen.length;
  return { by: "kursi", chosen, undecided: with_("sometimes"), places, spent: 0 };
}

/**
 * Who of a group has a seat when it has at least `few` and at most `many`.
 * @param {Line[]} group
 * @param {number} few
 * @param {number} many
 * @returns {[number, string][]}
 */
function chancesOf(group, few, many) {
  return group.map(({ option, rank }) => {
    const better = group.filter((other) => other.rank < rank).length;
    const asGood = group.filter((other) => other.rank <= rank).length;
    return [option, asGood <= few ? "always" : better < many ? "sometimes" : "never"];
  });
}
