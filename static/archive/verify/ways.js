/** What came in by each way: phones, paper, raised hands; as the record must tell it. */

import { COUNT } from "./ballots.js";
import { need } from "./bytes.js";
import { Whole } from "./record.js";

/** @typedef {import("./meeting.js").Round} Round */

/** What the record may leave open: it stands in the log. */
const COUNTED = ["receipts", "used"];
const HANDS = "angkat tangan";

/**
 * What the record must say of the ways into a vote, as far as it says anything of them.
 * @param {Round} round
 * @param {import("./bundle.js").Ballot[]} ballots
 * @param {any} told the record of this vote
 * @param {(seq: number, path: string) => string} texts
 */
export function waysOf(round, ballots, told, texts) {
  const { hands, block } = round;
  const ways = waysOfBallots(round, ballots);
  const channels = !ways.length && ballots.length ? splitTold(round, ballots.length, told) : ways;
  if (hands.people) {
    const figures = Object.fromEntries(hands.figures);
    const way = channel(HANDS, 0, figures);
    channels.push({ ...way, people: hands.people, by: texts(hands.seq, "by") });
  }
  const wanted = {
    receipts: block?.receipts.length,
    used: block?.used.length,
    people: hands.people,
    channels,
  };
  const entries = Object.entries(wanted).filter(
    ([name]) => (told[name] ?? null) !== null || (hands.people && !COUNTED.includes(name)),
  );
  return Object.fromEntries(entries);
}

/**
 * @param {Round} round
 * @param {import("./bundle.js").Ballot[]} ballots
 */
function waysOfBallots(round, ballots) {
  const found = [];
  for (const via of ["ponsel", "kertas"]) {
    const of = ballots.filter((ballot) => ballot.via === via);
    /** @type {import("./ballots.js").Pile} */
    const pile = of.map(({ mark }) => [mark, 1]);
    const figures = of.length ? COUNT[round.rule.kind](pile, round) : null;
    if (figures) found.push(channel(via, of.length, Object.fromEntries(figures)));
  }
  return found;
}

/**
 * With too few ballots of one way only the site knows the split: it must add up.
 * @param {Round} round
 * @param {number} ballots
 * @param {any} told
 */
function splitTold(round, ballots, told) {
  const given = (told.channels ?? []).filter((/** @type {any} */ one) => one.via !== HANDS);
  const split = given.reduce((/** @type {number} */ all, /** @type {any} */ one) => {
    need(typeof one.ballots === "number", "malformed");
    return all + one.ballots;
  }, 0);
  need(!given.length || split === ballots, "record", { path: `rounds.${round.number}.channels` });
  return given.map((/** @type {any} */ one) => channel(one.via, one.ballots, null));
}

/**
 * @param {string} via
 * @param {number} ballots
 * @param {Record<string, number[]> | null} figures
 * @returns {any}
 */
function channel(via, ballots, figures) {
  return { via, ballots, people: 0, figures: figures && new Whole(figures), by: null };
}
