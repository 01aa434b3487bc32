/** What the meeting agreed without a vote, and what it costs: parts of the record. */

/** @typedef {import("./meeting.js").Meeting} Meeting */
/** @typedef {import("./meeting.js").Round} Round */
/** @typedef {(seq: number, path: string) => string} Texts empty where a text was erased */

/**
 * The order that was agreed, beside the vote.
 * @param {Meeting} meeting
 * @param {Round[]} rounds
 * @param {Texts} texts
 */
export function agreedOf({ ranks: { order, seq } }, rounds, texts) {
  if (!order.length) return null;
  const vote = rounds.filter((round) => !round.elects).pop()?.number ?? null;
  return { order, vote, reason: texts(seq, "reason") };
}

/**
 * Delegates by acclamation.
 * @param {Meeting} meeting
 * @param {Texts} texts
 */
export function delegatesOf({ acclaimed, candidates }, texts) {
  if (!acclaimed.length) return null;
  const people = acclaimed.map((number) => {
    const { seq, woman, neighborhood } = candidates.get(number) ?? {};
    return { number, name: texts(seq ?? 0, "name"), woman, neighborhood };
  });
  return { by: "aklamasi", people };
}

/**
 * What was decided about a proposal, and its place in the agreed order.
 * @param {Meeting} meeting
 * @param {number} number
 * @param {Texts} texts
 */
export function decidedOf({ decisions, ranks: { order } }, number, texts) {
  const { verdict = "", code = "", seq = 0 } = decisions.get(number) ?? {};
  return {
    ...{ verdict: verdict || null, verdict_code: code || null },
    verdict_reason: (verdict && texts(seq, "reason")) || null,
    agreed_rank: order.indexOf(number) + 1 || null,
  };
}

/**
 * The agreed proposals against the ceiling; nothing where none are, or nothing was said of money.
 * @param {Meeting} meeting
 */
export function budgetOf(meeting) {
  const { ceiling } = meeting.plan;
  const order = meeting.ranks.order.filter((number) => {
    const { status, merged } = meeting.known(number);
    return status === "shown" && !merged;
  });
  const costs = order.map((number) => meeting.known(number).content.cost);
  let total = 0;
  const beyond = order.filter((_, place) => {
    total += costs[place] ?? 0;
    return ceiling && costs[place] && total > ceiling;
  });
  if (!meeting.ranks.order.length || !(ceiling || total)) return {};
  const uncosted = costs.filter((cost) => cost === null).length;
  const told = { ceiling: ceiling || null, total, ranked: true, order, uncosted, beyond };
  return { budget: told };
}
