/**
 * The seven kinds of ballot: which marks are legal, in which one form, and how they become figures.
 * A pile is a list of [mark, how many ballots say so]; of the figures of an option the first
 * decides its rank.
 */

import { hasShape } from "./json.js";

/** @typedef {import("./meeting.js").Round} Round */
/** @typedef {[any[], number][]} Pile */
/** @typedef {Map<number, number[]>} Figures */

/**
 * Whether this is a ballot that the rule allows, written in its one form, and not blank.
 * @param {any} mark
 * @param {Round} round
 */
export function isLegal(mark, round) {
  return Array.isArray(mark) && mark.length > 0 && LEGAL[round.rule.kind](mark, round);
}

/**
 * Distinct options of the paper.
 * @param {any[]} mark
 * @param {Round} round
 */
function isSet(mark, round) {
  const options = new Set(round.options);
  return mark.every((option) => options.has(option)) && new Set(mark).size === mark.length;
}

/** @param {any[]} mark */
function isSorted(mark) {
  return mark.every((option, at) => at === 0 || mark[at - 1] <= option);
}

/**
 * @param {any[]} mark
 * @param {Round} round
 */
function isChoice(mark, round) {
  return isOrder(mark, round) && isSorted(mark);
}

/**
 * @param {any[]} mark
 * @param {Round} round
 */
function isOrder(mark, round) {
  return isSet(mark, round) && mark.length <= round.rule.most;
}

/**
 * @param {any[]} mark
 * @param {Round} round
 */
function isBudget(mark, round) {
  if (!isSet(mark, round) || !isSorted(mark)) return false;
  return !round.rule.fits || sum(mark.map(round.cost)) <= round.rule.ceiling;
}

/**
 * Rows sorted by option: the option and so many whole numbers within these limits.
 * @param {any[]} mark
 * @param {Round} round
 * @param {number} values
 * @param {number} lowest
 * @param {number} highest
 */
function rowsFit(mark, round, values, lowest, highest) {
  if (!hasShape(mark, [["int"]]) || mark.some((row) => row.length !== 1 + values)) return false;
  const firsts = mark.map((row) => row[0]);
  const inside = mark.every(([, ...given]) =>
    given.every((/** @type {number} */ value) => value >= lowest && value <= highest),
  );
  return inside && isSet(firsts, round) && isSorted(firsts);
}

/** @type {Record<string, (mark: any[], round: Round) => boolean>} */
const LEGAL = {
  pilih: isChoice,
  delegasi: isChoice,
  urutan: isOrder,
  anggaran: isBudget,
  setuju: (mark, round) => rowsFit(mark, round, 1, 1, 3),
  poin(mark, round) {
    const { points, most_each: most } = round.rule;
    const fits = rowsFit(mark, round, 1, 1, most || points);
    return fits && sum(mark.map(([, given]) => given)) <= points;
  },
  skor(mark, round) {
    const scored = round.rule.criteria.filter((/** @type {any} */ one) => !one.bands.length);
    return rowsFit(mark, round, scored.length, 1, 5);
  },
};

/** @param {number[]} numbers */
export function sum(numbers) {
  return numbers.reduce((all, number) => all + number, 0);
}

/**
 * Zeros for each option.
 * @param {Round} round
 * @param {number} columns
 * @returns {Figures}
 */
function zeros(round, columns) {
  return new Map(round.options.map((option) => [option, new Array(columns).fill(0)]));
}

/**
 * Add up rows of an option and a value.
 * @param {Pile} pile
 * @param {Figures} found
 * @param {(figures: number[], values: number[], times: number) => void} add
 */
function addRows(pile, found, add) {
  for (const [mark, times] of pile) {
    for (const [option, ...values] of mark) add(found.get(option) ?? [], values, times);
  }
  return found;
}

/**
 * How many ballots name each option.
 * @param {Pile} pile
 * @param {Round} round
 */
function countVotes(pile, round) {
  const found = zeros(round, 1);
  for (const [mark, times] of pile) {
    for (const option of mark) (found.get(option) ?? [])[0] += times;
  }
  return found;
}

/**
 * The weighted sum, the ballots that scored the option, and the sum of each criterion. The scores
 * of criteria with bands stand on the paper and belong to every such ballot.
 * @param {Pile} pile
 * @param {Round} round
 */
function countScores(pile, round) {
  const { criteria } = round.rule;
  const given = new Map(round.options.map((option, at) => [option, round.paper.given[at] ?? []]));
  const found = zeros(round, 2 + criteria.length);
  for (const [mark, times] of pile) {
    for (const [option, ...marked] of mark) {
      const sums = found.get(option) ?? [];
      const fixed = [...(given.get(option) ?? [])];
      sums[1] += times;
      criteria.forEach((/** @type {any} */ criterion, /** @type {number} */ at) => {
        const score = criterion.bands.length ? fixed.shift() : marked.shift();
        sums[2 + at] += score * times;
        sums[0] += criterion.weight * score * times;
      });
    }
  }
  return found;
}

/**
 * Borda's points, and how many others an option beats by Schulze's method.
 * @param {Pile} pile
 * @param {Round} round
 */
function countOrders(pile, round) {
  const found = zeros(round, 2);
  const [borda, beaten] = round.rule.decides === "borda" ? [0, 1] : [1, 0];
  for (const [mark, times] of pile) {
    mark.forEach((option, place) => {
      (found.get(option) ?? [])[borda] += (round.options.length - place - 1) * times;
    });
  }
  schulze(pile, round.options).forEach((victories, at) => {
    (found.get(round.options[at]) ?? [])[beaten] = victories;
  });
  return found;
}

/**
 * How many options each one beats (M. Schulze 2011, winning votes). A path is as strong as its
 * weakest step, a step as strong as the ballots that prefer the one to the other, if they are more
 * than those that prefer it the other way round.
 * @param {Pile} pile
 * @param {number[]} options
 */
function schulze(pile, options) {
  const above = preferred(pile, options);
  const strong = above.map((row, i) => row.map((votes, j) => (votes > above[j][i] ? votes : 0)));
  for (const [via, onward] of strong.entries()) {
    for (const reached of strong) {
      const reach = reached[via];
      if (!reach) continue;
      onward.forEach((step, to) => {
        reached[to] = Math.max(reached[to], Math.min(reach, step));
      });
    }
  }
  return strong.map((row, i) => row.filter((votes, j) => i !== j && votes > strong[j][i]).length);
}

/**
 * For each pair, by place in `options`, the ballots that put the one above the other.
 * @param {Pile} pile
 * @param {number[]} options
 */
function preferred(pile, options) {
  const place = new Map(options.map((option, at) => [option, at]));
  const above = options.map(() => new Array(options.length).fill(0));
  for (const [mark, times] of pile) {
    const below = new Set(place.values());
    for (const option of mark) {
      const at = place.get(option) ?? 0;
      below.delete(at);
      for (const other of below) above[at][other] += times;
    }
  }
  return above;
}

/**
 * Whether so many people can have raised their hands so often: a row for each option.
 * @param {Round} round
 * @param {number} people
 * @param {number[][]} figures
 */
export function handsFit({ rule, options }, people, figures) {
  const columns = /** @type {Record<string, number>} */ (HANDS)[rule.kind] ?? -1;
  const rows = figures.map(([, ...of]) => of);
  const inOrder =
    figures.length === options.length && figures.every(([option], at) => option === options[at]);
  const whole = rows.every((of) => of.length === columns && of.every((number) => number >= 0));
  const sums = rows.map(sum);
  const few = sums.every((raised) => raised <= people);
  return inOrder && whole && few && (rule.kind === "setuju" || sum(sums) <= rule.most * people);
}

const HANDS = { pilih: 1, delegasi: 1, setuju: 3 };

/** @type {Record<string, (pile: Pile, round: Round) => Figures>} */
export const COUNT = {
  pilih: countVotes,
  anggaran: countVotes,
  delegasi: countVotes,
  urutan: countOrders,
  skor: countScores,
  setuju: (pile, round) =>
    addRows(pile, zeros(round, 3), (found, [answer], times) => {
      found[answer - 1] += times;
    }),
  poin: (pile, round) =>
    addRows(pile, zeros(round, 2), (found, [points], times) => {
      found[0] += points * times;
      found[1] += times;
    }),
};
