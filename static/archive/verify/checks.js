/**
 * The ten checks, as in verify.py. They run in slices, so that the page stays alive.
 *
 * Each finding has the values that its sentence needs. A check that meets data of a shape nobody
 * expected fails too.
 */

import { isLegal } from "./ballots.js";
import { Bundle } from "./bundle.js";
import { areEqual, hex, need, Refuted, textOf, utf8 } from "./bytes.js";
import { sha256 } from "./hashes.js";
import { compact, readJson } from "./json.js";
import { rootsAt } from "./log.js";
import { openNote } from "./notes.js";
import { difference, mostVoices, recordOf } from "./record.js";
import { recount } from "./tally.js";
import { waysOf } from "./ways.js";
import { zipped } from "./zip.js";

/** @typedef {Record<string, string | number>} Values */
/** @typedef {{ check: number, fine: boolean, reason: import("./bytes.js").Reason | "", values: Values }} Finding */
/** @typedef {() => void | Promise<void>} Breath */
/** @typedef {{ code?: string, key?: string, checkpoint?: Uint8Array, receipts?: string[] }} Asked */

const FILES = new RegExp(
  "^((log|texts|ballots-[1-9][0-9]*)\\.ndjson|(key|words|manifest|BACA-SAYA|checkpoint-[1-9][0-9]*)" +
    "\\.txt|record\\.json|verify\\.py)$",
);
const ALWAYS = ["verify.py", "BACA-SAYA.txt", "record.json", "texts.ndjson"];
const SLICE = 24;

/** @type {((bundle: Bundle, asked: Asked, breath: Breath) => Values | Promise<Values>)[]} */
const CHECKS = [
  checkFile,
  checkCheckpoints,
  checkOlder,
  checkOrder,
  checkRounds,
  checkLists,
  checkFigures,
  checkLegal,
  checkRecord,
  checkReceipts,
];

/**
 * The findings, one after the other.
 * @param {Uint8Array} data
 * @param {Asked} asked
 * @param {(check: number) => void} [begins] told before each check
 * @returns {AsyncGenerator<Finding>}
 */
export async function* findings(data, asked = {}, begins = () => {}) {
  const breath = breathing();
  /** @type {Bundle | undefined} */
  let bundle;
  for (const [at, check] of CHECKS.entries()) {
    const number = at + 1;
    if ((number === 3 && !asked.checkpoint) || (number === 10 && !asked.receipts?.length)) continue;
    begins(number);
    try {
      bundle = bundle ?? new Bundle(data);
      await breath();
      yield { check: number, fine: true, reason: "", values: await check(bundle, asked, breath) };
    } catch (no) {
      const known = no instanceof Refuted ? no : new Refuted("malformed");
      yield { check: number, fine: false, reason: known.reason, values: known.values };
    }
  }
}

/** Something to wait for now and then: it lets the page live when it has not for a while. */
export function breathing() {
  let last = Date.now();
  return () => {
    if (Date.now() - last < SLICE) return undefined;
    return new Promise((/** @type {(value: void) => void} */ done) => {
      setTimeout(() => {
        last = Date.now();
        done();
      });
    });
  };
}

/**
 * 1: nothing was added, left out or changed since the bundle was signed.
 * @param {Bundle} bundle
 * @param {Asked} asked
 * @param {Breath} breath
 */
async function checkFile(bundle, asked, breath) {
  const names = [...bundle.files.keys()].sort();
  for (const name of names) need(FILES.test(name), "unknown-file", { name: name.slice(0, 80) });
  need(areEqual(zipped(bundle.files), bundle.data), "zip");
  const key = bundle.key();
  need(bundle.text("key.txt") === `${key.text}\n`, "key");
  const lines = openNote(bundle.file("manifest.txt"), key, "manifest.txt");
  const right = ["musrenbang-live/bundle/1", bundle.origin()];
  for (const name of names.filter((one) => one !== "manifest.txt")) {
    right.push(`${hex(sha256(bundle.file(name)))}  ${name}`);
    await breath();
  }
  need(lines.length === right.length && lines.every((line, at) => line === right[at]), "manifest");
  need(bundle.log().head.key === key.text, "other-key");
  for (const name of ALWAYS) bundle.file(name);
  bundle.words();
  need(!asked.key || asked.key.trim() === key.text, "other-key");
  const { code } = bundle.log().head;
  need(!asked.code || asked.code === code, "other-meeting", { code: code.slice(0, 20) });
  return { files: names.length, key: key.text };
}

/**
 * 2: the log is the one whose roots were signed while the meeting went on.
 * @param {Bundle} bundle
 * @param {Asked} _
 * @param {Breath} breath
 */
async function checkCheckpoints(bundle, _, breath) {
  const numbers = bundle.numbered("checkpoint-", ".txt");
  need(
    numbers.every((number, at) => number === at + 1),
    "checkpoint-order",
  );
  const found = [];
  for (const number of numbers) {
    const name = `checkpoint-${number}.txt`;
    found.push(bundle.checkpoint(bundle.file(name), name));
    await breath();
  }
  const sizes = found.map(({ size }) => size);
  need(
    sizes.every((size, at) => at === 0 || sizes[at - 1] < size),
    "checkpoint-order",
  );
  const roots = await rootsAt(bundle.lines(), sizes, breath);
  for (const { name, size, root } of found) {
    need(rootText(roots.get(size)) === root, "checkpoint-root", { name, size });
  }
  const kinds = ["MeetingOpened", "RoundClosed", "MeetingPublished"];
  const wanted = bundle.log().events.filter((event) => kinds.includes(event.kind));
  for (const { seq, kind, size } of wanted) need(roots.has(size), "no-checkpoint", { seq, kind });
  const last = wanted[wanted.length - 1];
  need(last?.kind === "MeetingPublished", "unpublished");
  return {
    count: found.length,
    words: bundle.spoken(/** @type {Uint8Array} */ (roots.get(last.size)), 4),
  };
}

/** @param {Uint8Array | undefined} root */
function rootText(root) {
  return root ? btoa(String.fromCharCode(...root)) : "";
}

/**
 * 3: the log goes on from a checkpoint that somebody kept.
 * @param {Bundle} bundle
 * @param {Asked} asked
 * @param {Breath} breath
 */
async function checkOlder(bundle, asked, breath) {
  const text = textOf(asked.checkpoint ?? new Uint8Array()) ?? "";
  const data = utf8(`${text.replace(/\r\n/g, "\n").replace(/\n+$/, "")}\n`);
  const { name, size, root } = bundle.checkpoint(data, "checkpoint");
  const roots = await rootsAt(bundle.lines(), [size], breath);
  need(rootText(roots.get(size)) === root, "checkpoint-root", { name, size });
  return { size };
}

/**
 * 4: nothing is missing in between, everything was allowed, texts are the ones of the time.
 * @param {Bundle} bundle
 */
function checkOrder(bundle) {
  const meeting = bundle.meeting();
  const refused = meeting.refused.get(4);
  if (refused) throw refused;
  need(meeting.stage === "published", "unpublished");
  return { events: bundle.log().events.length, texts: bundle.texts().size };
}

/**
 * 5: votes were opened, closed and revealed in this order, by the rule of the plan.
 * @param {Bundle} bundle
 */
function checkRounds(bundle) {
  const { refused, rounds } = bundle.meeting();
  const no = refused.get(5);
  if (no) throw no;
  need(!bundle.log().astray, "astray", { line: bundle.log().astray });
  for (const { number, stage } of rounds.values())
    need(stage === "revealed", "unrevealed", { round: number });
  return { rounds: rounds.size };
}

/**
 * 6: no ballot counts twice, and the ballots are those that were there at the closing.
 * @param {Bundle} bundle
 * @param {Asked} _
 * @param {Breath} breath
 */
async function checkLists(bundle, _, breath) {
  const closed = [...bundle.meeting().rounds.values()].filter((round) => round.block);
  const openings = bundle.openings();
  const same =
    openings.size === closed.length && closed.every(({ number }) => openings.has(number));
  need(same, "ballot-files");
  let total = 0;
  for (const { number, block } of closed) {
    const ballots = openings.get(number) ?? [];
    for (const list of [block?.ballots, block?.receipts, block?.used]) {
      const sorted = list?.every((one, at) => at === 0 || list[at - 1] < one);
      need(sorted, "twice", { round: number });
    }
    need(ballots.length === block?.ballots.length, "commitments", { round: number });
    for (const [at, ballot] of ballots.entries()) {
      const digest = hex(sha256(compact(ballot)));
      need(digest === block?.ballots[at], "commitments", { round: number });
      await breath();
    }
    need(new Set(ballots.map(({ code }) => code)).size === ballots.length, "twice", {
      round: number,
    });
    total += ballots.length;
  }
  return { ballots: total };
}

/**
 * 7: bukti = suara = kartu terpakai, and no more of them than cards.
 * @param {Bundle} bundle
 */
function checkFigures(bundle) {
  const meeting = bundle.meeting();
  const told = [];
  for (const one of meeting.rounds.values()) {
    const { number: round, block, hands } = one;
    need(block, "unrevealed", { round });
    const { ballots, receipts, used } = block;
    const equal = [receipts, ballots, used].map((list) => list.length).join(" = ");
    const level = receipts.length === ballots.length && ballots.length === used.length;
    need(level, "unequal", { round, figures: equal.replace(/=/g, "/") });
    const most = mostVoices(one);
    need(!meeting.byCard || ballots.length <= most, "cards", {
      round,
      ballots: ballots.length,
      cards: most,
    });
    const { people } = hands;
    const values = { round, ballots: ballots.length, people, cards: most };
    need(!meeting.byCard || ballots.length + people <= most, "hands", values);
    told.push(`${round}: ${equal}`);
  }
  return { figures: told.join("; ") };
}

/**
 * 8: every ballot says what its rule allows.
 * @param {Bundle} bundle
 * @param {Asked} _
 * @param {Breath} breath
 */
async function checkLegal(bundle, _, breath) {
  let ballots = 0;
  for (const round of bundle.meeting().rounds.values()) {
    for (const mark of bundle.marks(round.number)) {
      need(isLegal(mark, round), "illegal", { round: round.number });
      ballots += 1;
      await breath();
    }
  }
  return { ballots };
}

/**
 * 9: what is published is what the ballots say.
 * @param {Bundle} bundle
 * @param {Asked} _
 * @param {Breath} breath
 */
async function checkRecord(bundle, _, breath) {
  const record = readJson(bundle.file("record.json"), "record.json");
  const meeting = bundle.meeting();
  const tallies = new Map();
  for (const round of meeting.rounds.values()) {
    const marks = bundle.marks(round.number);
    const countable = marks.every((mark) => isLegal(mark, round));
    need(countable, "illegal", { round: round.number });
    tallies.set(round.number, await recount(round, marks, breath));
  }
  const written = bundle.texts();
  const texts = (/** @type {number} */ seq, /** @type {string} */ path) =>
    written.get(`${seq} ${path}`) ?? "";
  const { code } = bundle.log().head;
  const right = recordOf(code, meeting, tallies, texts, record.attendance.joined);
  for (const [at, round] of [...meeting.rounds.values()].entries()) {
    const told = record.rounds[at] ?? {};
    const ballots = bundle.openings().get(round.number) ?? [];
    Object.assign(right.rounds[at], waysOf(round, ballots, told, texts));
  }
  const where = difference(right, record);
  need(!where && "cards" in record === meeting.byCard, "record", { path: where || "cards" });
  const hasAsked = meeting.talks.questions.size > 0;
  need("questions" in record === hasAsked, "record", { path: "questions" });
  return { rounds: tallies.size };
}

/**
 * 10: ballots of these receipts were counted.
 * @param {Bundle} bundle
 * @param {Asked} asked
 */
function checkReceipts(bundle, asked) {
  const told = (asked.receipts ?? []).map((receipt) => {
    const said = receipt
      .toLowerCase()
      .split(/[\s-]+/)
      .filter(Boolean)
      .join(" ");
    const rounds = [...bundle.meeting().rounds.values()].flatMap(({ number, block }) =>
      (block?.receipts ?? []).filter((one) => bundle.receiptWords(one) === said).map(() => number),
    );
    need(rounds.length, "no-receipt", { words: said.slice(0, 80) });
    return `${said}: ${rounds.join(", ")}`;
  });
  return { found: told.join("; ") };
}
