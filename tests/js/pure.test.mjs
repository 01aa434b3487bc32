/** The parts of the scripts that need no browser. Run: node --test tests/js */

import assert from "node:assert/strict";
import { test } from "node:test";

const { openOutbox } = await import("../../static/resident/outbox.js");
const { newRef } = await import("../../static/shared/refs.js");
const { askedDelay, backoff } = await import("../../static/shared/socket.js");
const { outlook } = await import("../../static/facilitator/outlook.js");
const { countdown, secondsLeft } = await import("../../static/shared/timer.js");

/** A shelf like localStorage. */
function shelf() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key),
  };
}

test("a newer support or vote takes the place of the older one about the same thing", () => {
  const outbox = openOutbox("k", shelf());
  outbox.put({ do: "support", proposal: 12, on: true }, 1000);
  outbox.put({ do: "support", proposal: 5, on: true }, 1000);
  outbox.put({ do: "vote", round: 1, mark: [3] }, 1000);
  outbox.put({ do: "support", proposal: 12, on: false }, 1000);
  outbox.put({ do: "vote", round: 1, mark: [3, 5] }, 1000);
  outbox.put({ do: "propose", title: "a" }, 1000);
  outbox.put({ do: "propose", title: "b" }, 1000);
  const kept = outbox.items().map((item) => item.proposal ?? item.mark ?? item.title);
  assert.deepEqual(kept, [5, 12, [3, 5], "a", "b"]);
});

test("a newer opinion takes the place of the older one about the same topic", () => {
  const outbox = openOutbox("k", shelf());
  outbox.put({ do: "opine", topic: "usulan", number: 4, value: 1 }, 1000);
  outbox.put({ do: "opine", topic: "janji", number: 4, value: 2 }, 1000);
  outbox.put({ do: "opine", topic: "usulan", number: 4, value: 2, words: "mahal" }, 1000);
  const kept = outbox.items().map((item) => `${item.topic} ${item.value}`);
  assert.deepEqual(kept, ["janji 2", "usulan 2"]);
});

test("revisions grow even when the clock goes back, and over a reload", () => {
  const place = shelf();
  const first = openOutbox("k", place).put({ do: "vote", round: 1, mark: [] }, 5000);
  const second = openOutbox("k", place).put({ do: "vote", round: 1, mark: [3] }, 1000);
  assert.equal(first.rev, 5000);
  assert.equal(second.rev, 5001);
});

test("an item is sent again only after a while, after a loss, or when the server said so", () => {
  const outbox = openOutbox("k", shelf());
  const { ref } = outbox.put({ do: "propose", title: "a" }, 0);
  assert.equal(outbox.due(0).length, 1);
  assert.equal(outbox.due(9_999).length, 0);
  assert.equal(outbox.due(10_000).length, 1);
  outbox.resendAll();
  assert.equal(outbox.due(10_001).length, 1);
  outbox.postpone(ref, 13_000);
  assert.equal(outbox.due(12_999).length, 0);
  assert.equal(outbox.due(13_000).length, 1);
  outbox.refuse(ref, "no");
  assert.equal(outbox.due(99_000).length, 0);
  assert.equal(outbox.items()[0].refused, "no");
  assert.equal(outbox.take(ref)?.ref, ref);
  assert.equal(outbox.take(ref), undefined);
});

test("a page that writes the shelf as it was takes nothing away from another", () => {
  const place = shelf();
  const outbox = openOutbox("k", place);
  outbox.put({ do: "propose", title: "a" }, 0);
  const before = place.getItem("k");
  const vote = outbox.put({ do: "vote", round: 1, mark: [4] }, 0);
  place.setItem("k", before);
  assert.deepEqual(
    outbox.due(0).map((item) => item.do),
    ["propose", "vote"],
  );
  place.setItem("k", before);
  const other = openOutbox("k", place);
  const newer = other.put({ do: "vote", round: 1, mark: [2] }, vote.rev + 1);
  assert.deepEqual(
    outbox
      .items()
      .map((item) => item.ref)
      .includes(vote.ref),
    false,
  );
  other.take(newer.ref);
  assert.equal(outbox.take(vote.ref)?.rev, vote.rev); // sent once more, and answered as older
  assert.deepEqual(
    outbox.items().map((item) => item.title),
    ["a"],
  );
});

test("what was refused leaves with the shelf", () => {
  const place = shelf();
  const outbox = openOutbox("k", place);
  const { ref } = outbox.put({ do: "propose", title: "a" }, 0);
  outbox.refuse(ref, "no");
  openOutbox("k", place).take(ref);
  assert.deepEqual(outbox.items(), []);
});

test("where nothing can be kept the memory does", () => {
  const full = () => {
    throw new Error("quota");
  };
  for (const place of [null, { ...shelf(), setItem: full }, { ...shelf(), getItem: full }]) {
    const outbox = openOutbox("k", place);
    outbox.put({ do: "propose", title: "a" }, 0);
    outbox.put({ do: "propose", title: "b" }, 0);
    assert.deepEqual(
      outbox.items().map((item) => item.title),
      ["a", "b"],
    );
  }
});

test("refs are version 4 UUIDs", () => {
  assert.match(newRef(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newRef(), newRef());
});

test("attempts spread out up to a ceiling that doubles from half a second to eight", () => {
  const ceilings = [0, 1, 2, 3, 4, 5, 50].map((tries) => backoff(tries, 1));
  assert.deepEqual(ceilings, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
  assert.equal(backoff(3, 0), 0);
  assert.equal(askedDelay("1500"), 1500);
  assert.equal(askedDelay(""), null);
  assert.equal(askedDelay("come back in 1500"), null);
});

test("how late a meeting is", () => {
  const plan = { planned: 600_000, until: 300_000, rest: 240_000 };
  assert.deepEqual(outlook(plan, 100_000), { end: 540_000, delay: -1 });
  assert.deepEqual(outlook(plan, 300_000), { end: 540_000, delay: -1 });
  assert.deepEqual(outlook(plan, 1_080_000), { end: 1_320_000, delay: 12 });
});

test("countdowns", () => {
  assert.equal(countdown(secondsLeft(380_000, 0)), "6:20");
  assert.equal(countdown(secondsLeft(380_000, 500)), "6:20");
  assert.equal(countdown(secondsLeft(0, 0)), "0:00");
  assert.equal(countdown(secondsLeft(0, 75_000)), "+01:15");
  assert.equal(countdown(secondsLeft(7_200_000, 0)), "120:00");
});
