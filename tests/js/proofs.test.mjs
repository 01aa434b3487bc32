/** What ties a phone to its ballots, and how it looks for them. Run: node --test tests/js */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

const { check, opening, partOf } = await import("../../static/resident/check.js");
const { openLinks } = await import("../../static/resident/links.js");
const { sha256 } = await import("../../static/shared/sha256.js");

const CODE = "7f0c0d3e-0000-4000-8000-000000000007";

/** A shelf like localStorage. */
function shelf() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key),
    kept,
  };
}

// SHA-256 --------------------------------------------------------------------------------------

test("the vectors of FIPS 180-4 and RFC 6234", () => {
  const vectors = {
    "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    abc: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq:
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    [`${"0123456701234567".repeat(4)}`.repeat(10)]:
      "594847328451bdfa85056225462cc1d867d877fb388df0ce35f25ab5562bfbb5",
    ["a".repeat(1_000_000)]: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  };
  for (const [text, hash] of Object.entries(vectors)) assert.equal(sha256(text), hash);
});

test("every length around the end of a block, and letters of more than one byte", () => {
  for (let length = 0; length < 200; length++) {
    for (const letter of ["x", "é", "𝄞"]) {
      const text = letter.repeat(length);
      assert.equal(sha256(text), createHash("sha256").update(text).digest("hex"), text);
    }
  }
});

// Links ----------------------------------------------------------------------------------------

/** @param {string} ref @param {number[]} mark */
function item(ref, mark, rev = 1, card = 0, round = 1) {
  return { do: "vote", ref, rev, round, card, mark };
}

test("one receipt for a round and card, through changes and reloads", () => {
  const place = shelf();
  const links = openLinks("k", place, "p1");
  const receipt = links.receipt(1, 0);
  assert.match(receipt, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.equal(openLinks("k", place, "p1").receipt(1, 0), receipt);
  const others = [
    links.receipt(2, 0),
    links.receipt(1, 12),
    openLinks("k", place, "p2").receipt(1, 0),
  ];
  assert.equal(new Set([receipt, ...others]).size, 4);
  assert.equal(openLinks("k", place, "p2").receipt(1, 12), links.receipt(1, 12), "cards are known");
});

test("what was answered takes the place of all before it, and what follows waits behind", () => {
  const links = openLinks("k", shelf(), "p1");
  links.receipt(1, 0);
  assert.deepEqual(links.of([1]), [], "nothing went out");
  for (const [ref, mark] of [
    ["a", [1]],
    ["b", [2]],
    ["c", [3]],
  ])
    links.goes(item(ref, mark));
  links.goes(item("b", [2])); // sent again
  assert.equal(links.words(1, 0), "");
  links.stored("b", "melati sungai perahu", 5_000);
  const [link] = links.of([1, 2]);
  assert.deepEqual(
    link.sent.map(({ ref, at }) => [ref, at]),
    [
      ["b", 5_000],
      ["c", 0],
    ],
  );
  assert.equal(links.words(1, 0), "melati sungai perahu");
  links.stored("a", "x y z", 6_000); // the answer to an older one comes late
  links.stored("unknown", "x y z", 6_000);
  links.stored("b", "melati sungai perahu", 9_000); // told once more
  assert.equal(links.of([1])[0].sent[0].at, 5_000);
  assert.deepEqual(links.of([2]), []);
});

test("a blank choice has no words, and one that is refused never was", () => {
  const links = openLinks("k", shelf(), "p1");
  links.receipt(1, 0);
  links.goes(item("a", [1]));
  links.stored("a", "melati sungai perahu", 1);
  links.goes(item("b", []));
  links.stored("b", "", 2);
  assert.equal(links.words(1, 0), "");
  links.goes(item("c", [1, 2, 3, 4]));
  links.refused("c");
  assert.deepEqual(
    links.of([1])[0].sent.map(({ ref }) => ref),
    ["b"],
  );
  links.goes(item("d", [2]));
  links.stored("d", "melati sungai perahu", 3);
  assert.equal(links.words(1, 0), "melati sungai perahu");
});

test("what is forgotten leaves nothing, and other cards stay", () => {
  const place = shelf();
  const links = openLinks("k", place, "p1");
  for (const card of [3, 4]) {
    links.receipt(1, card);
    links.goes(item(`r${card}`, [1], 1, card));
  }
  assert.deepEqual(
    links.of([1]).map(({ card }) => card),
    [3, 4],
  );
  links.forget("1-3");
  assert.deepEqual(
    links.of([1]).map(({ card }) => card),
    [4],
  );
  links.forgetAll();
  assert.equal(place.kept.size, 0);
});

test("where nothing can be kept the memory does", () => {
  const full = () => {
    throw new Error("quota");
  };
  for (const place of [null, { ...shelf(), setItem: full }, { ...shelf(), getItem: full }]) {
    const links = openLinks("k", place, "p1");
    assert.equal(links.receipt(1, 0), links.receipt(1, 0));
    links.goes(item("a", [1]));
    links.stored("a", "melati sungai perahu", 1);
    assert.equal(links.words(1, 0), "melati sungai perahu");
  }
});

// Looking for a ballot --------------------------------------------------------------------------

/** A published round: whole, or in parts. */
function published(ballots, receipts, { via = "ponsel", bits = 0 } = {}) {
  const asked = [];
  const figures = { round: 1, ballots: ballots.length, receipts: receipts.length, used: 1 };
  const lists = { suara: ballots, bukti: receipts };
  const ask = async (path) => {
    asked.push(path);
    const [, name, index] = path.match(/^\/there(?:\/(suara|bukti)\/(\d+))?$/) ?? [];
    if (!name) return { ...figures, via, bits, ...(bits ? {} : { lists: { ballots, receipts } }) };
    return { entries: lists[name].filter((entry) => partOf(entry, bits) === Number(index)) };
  };
  return { ask, asked };
}

/** @param {[string, number[], number][]} sent ref, mark, at */
function link(sent, receipt = CODE) {
  return {
    ...{ id: "1-0-p1", round: 1, card: 0, receipt, words: "melati sungai perahu" },
    sent: sent.map(([ref, mark, at], rev) => ({ ref, rev, mark, at })),
  };
}

/** The entry of a ballot. */
function entry(ref, mark, via = "ponsel") {
  return sha256(opening({ ref, rev: 0, mark, at: 0 }, via));
}

async function found(sought, ballots, receipts = [CODE], options = {}) {
  const { ask } = published(ballots, receipts, options);
  const { state, ballot, receipt } = await check(sought, "/there", ask, 0);
  return [state, ballot, receipt];
}

test("the opening is the compact JSON that the server hashes", () => {
  const mark = [
    [3, 1],
    [5, 2],
  ];
  assert.equal(
    opening({ ref: CODE, rev: 7, mark, at: 9 }, ""),
    `{"code":"${CODE}","mark":[[3,1],[5,2]],"via":""}`,
  );
  assert.equal(
    entry(CODE, [3, 5]),
    createHash("sha256").update(`{"code":"${CODE}","mark":[3,5],"via":"ponsel"}`).digest("hex"),
  );
});

test("a ballot that is there with its choice and its receipt is found", async () => {
  const ballots = [entry("b", [2]), entry("a", [1]), entry("c", [3])].sort();
  assert.deepEqual(await found(link([["a", [1], 5]]), ballots), ["ok", true, true]);
  const small = [entry("a", [1], "")];
  assert.deepEqual(await found(link([["a", [1], 5]]), small, [CODE], { via: "" }), [
    ...["ok", true, true],
  ]);
});

test("another choice under the same code, an older one, or no receipt is missed", async () => {
  const mine = link([["b", [1, 2], 5]]);
  assert.deepEqual(await found(mine, [entry("b", [1])]), ["bad", false, true]);
  assert.deepEqual(await found(mine, [entry("a", [1, 2])]), ["bad", false, true]);
  assert.deepEqual(await found(mine, [], []), ["bad", false, false]);
  assert.deepEqual(await found(mine, [entry("b", [1, 2])], ["other"]), ["bad", true, false]);
});

test("a choice of which no answer came may be the one that counts, or not", async () => {
  const mine = link([
    ["a", [1], 5],
    ["b", [2], 0],
    ["c", [3], 0],
  ]);
  for (const [ref, mark] of [
    ["a", [1]],
    ["b", [2]],
    ["c", [3]],
  ]) {
    assert.deepEqual(await found(mine, [entry(ref, mark)]), ["ok", true, true]);
  }
  assert.deepEqual(await found(mine, []), ["bad", false, true]);
  const never = link([["a", [1], 0]]);
  assert.deepEqual(await found(never, []), ["none", false, false], "it never reached the server");
  assert.deepEqual(await found(never, [entry("a", [1])]), ["ok", true, true]);
});

test("a blank choice is not missed", async () => {
  assert.equal((await found(link([["a", [], 5]]), []))[0], "none");
  assert.equal(
    (
      await found(
        link([
          ["a", [1], 5],
          ["b", [], 0],
        ]),
        [],
      )
    )[0],
    "none",
  );
  assert.equal(
    (
      await found(
        link([
          ["a", [], 5],
          ["b", [1], 0],
        ]),
        [entry("b", [1])],
      )
    )[0],
    "ok",
  );
});

test("of a large round only the parts are asked for in which it would be", async () => {
  const ballots = Array.from({ length: 900 }, (_, n) => entry(`x${n}`, [1]));
  ballots.push(entry("a", [1]));
  ballots.sort();
  const { ask, asked } = published(ballots, [CODE], { bits: 3 });
  const { state, told } = await check(link([["a", [1], 5]]), "/there", ask, 0);
  assert.equal(state, "ok");
  assert.equal(told.ballots, 901);
  assert.deepEqual(asked, [
    "/there",
    `/there/suara/${partOf(entry("a", [1]), 3)}`,
    `/there/bukti/${partOf(CODE, 3)}`,
  ]);
  for (const path of asked)
    assert.doesNotMatch(path, /[0-9a-f]{8}/, "no code, no hash, no receipt");
});

test("a hall spreads its questions by its size", async () => {
  const spreads = [];
  const ask = async (path, spread) => {
    spreads.push(spread);
    return path === "/there"
      ? { ballots: 10_000, receipts: 10_000, used: 10_000, via: "", bits: 5 }
      : { entries: [] };
  };
  await check(link([["a", [1], 5]]), "/there", ask, 8_000);
  assert.deepEqual(spreads, [8_000, 20_000, 20_000]);
});
