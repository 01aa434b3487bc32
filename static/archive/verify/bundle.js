/** The files of a bundle, and what is read from them; each part at the first time it is asked for. */

import { areEqual, hex, joined, linesOf, need, placeOf, textOf, unhex, utf8 } from "./bytes.js";
import { sha256 } from "./hashes.js";
import { compact, hasShape, readJson } from "./json.js";
import { HEX32, readLog, UUID } from "./log.js";
import { Meeting } from "./meeting.js";
import { openNote, readKey } from "./notes.js";
import { checkPlan } from "./shapes.js";
import { unzip } from "./zip.js";

/** @typedef {{ code: string, mark: any[], via: string }} Ballot */

const RECEIPT = utf8("musrenbang-live receipt\0");
const VIAS = ["", "ponsel", "kertas"];
/** Of the one list of words; it never changes, or a word on a phone could mean another receipt. */
const WORDS_HASH = "3a6ad2f547d420481c24f87aa7e46e14c79c9f1fa4cad22567a473b6ca0bce10";

/**
 * A value that is made once, when it is first asked for.
 * @template T
 * @param {() => T} make
 * @returns {() => T}
 */
function once(make) {
  /** @type {{ value: T } | undefined} */
  let held;
  return () => {
    if (!held) held = { value: make() };
    return held.value;
  };
}

/** @param {any} item of a mark */
function isRowOrOption(item) {
  return hasShape(item, "int") || hasShape(item, ["int"]);
}

export class Bundle {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.files = unzip(data);
    this.key = once(() => readKey(this.text("key.txt").replace(/\n$/, "")));
    this.lines = once(() => linesOf(this.file("log.ndjson"), "log.ndjson"));
    this.log = once(() => readLog(this.lines()));
    this.origin = once(() => `${this.key().name}/${this.log().head.code}`);
    this.meeting = once(() => {
      checkPlan(this.log().head.plan);
      return new Meeting(this.log());
    });
    this.texts = once(() => this.readTexts());
    this.openings = once(() => this.readOpenings());
    this.words = once(() => this.readWords());
  }

  /** A file that must be there. @param {string} name */
  file(name) {
    const data = this.files.get(name);
    need(data, "missing", { name });
    return /** @type {Uint8Array} */ (data);
  }

  /** @param {string} name */
  text(name) {
    const text = textOf(this.file(name));
    need(text !== null, "shape", placeOf(name, 0));
    return /** @type {string} */ (text);
  }

  /**
   * The numbers of the files of this name.
   * @param {string} begin
   * @param {string} end
   */
  numbered(begin, end) {
    return [...this.files.keys()]
      .filter((name) => name.startsWith(begin) && name.endsWith(end))
      .map((name) => Number(name.slice(begin.length, name.length - end.length)))
      .sort((one, other) => one - other);
  }

  /** The free texts; each must have the hash that stands in the log. */
  readTexts() {
    const file = "texts.ndjson";
    const events = new Map(this.log().events.map((event) => [event.seq, event]));
    /** @type {Map<string, string>} */
    const found = new Map();
    for (const [at, data] of linesOf(this.file(file), file).entries()) {
      const line = at + 1;
      const one = readJson(data, file, line);
      const shape = { seq: "int", path: "string", salt: "string", text: "string" };
      need(hasShape(one, shape) && HEX32.test(one.salt), "shape", placeOf(file, line));
      const place = `${one.seq} ${one.path}`;
      const hash = new Map(Object.entries(events.get(one.seq)?.words ?? {})).get(one.path);
      const digest = hex(sha256(joined(unhex(one.salt), utf8(one.text))));
      need(!found.has(place) && hash === digest, "text", { line });
      found.set(place, one.text);
    }
    return found;
  }

  /** The ballots of each vote. */
  readOpenings() {
    /** @type {Map<number, Ballot[]>} */
    const found = new Map();
    for (const round of this.numbered("ballots-", ".ndjson")) {
      const file = `ballots-${round}.ndjson`;
      const ballots = linesOf(this.file(file), file).map((data, at) => {
        const ballot = readJson(data, file, at + 1);
        const sound = hasShape(ballot, { code: "string", mark: "list", via: "string" });
        const known = sound && UUID.test(ballot.code) && VIAS.includes(ballot.via);
        const plain = known && ballot.mark.every(isRowOrOption);
        need(plain && areEqual(compact(ballot), data), "shape", placeOf(file, at + 1));
        return ballot;
      });
      found.set(round, ballots);
    }
    return found;
  }

  /** What the ballots of a vote say. @param {number} round */
  marks(round) {
    const ballots = this.openings().get(round);
    need(ballots, "missing", { name: `ballots-${round}.ndjson` });
    return /** @type {Ballot[]} */ (ballots).map((ballot) => ballot.mark);
  }

  /** The words that receipts and roots are shown as. */
  readWords() {
    const words = this.text("words.txt");
    need(hex(sha256(utf8(words))) === WORDS_HASH, "words");
    return words.split("\n").slice(0, -1);
  }

  /**
   * The first bits of a hash as so many words, ten bits each.
   * @param {Uint8Array} digest
   * @param {number} count
   */
  spoken(digest, count) {
    const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const places = Array.from({ length: count }, (_, at) => bits.slice(10 * at, 10 * at + 10));
    return places.map((place) => this.words()[Number.parseInt(place, 2)]).join(" ");
  }

  /** The three words of a receipt. @param {string} receipt */
  receiptWords(receipt) {
    return this.spoken(sha256(joined(RECEIPT, utf8(receipt))), 3);
  }

  /**
   * A signed statement about the first lines of the log.
   * @param {Uint8Array} data
   * @param {string} name
   */
  checkpoint(data, name) {
    const lines = openNote(data, this.key(), name);
    const sound = lines.length === 3 && /^[1-9][0-9]{0,9}$/.test(lines[1]);
    need(sound && lines[0] === this.origin(), "checkpoint", { name });
    return { name, size: Number(lines[1]), root: lines[2] };
  }
}
