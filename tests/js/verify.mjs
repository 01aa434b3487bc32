/**
 * Checks bundles and counts votes as a browser would, for tests that ask in Python: one line of
 * JSON in, one line out.
 */

import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { createInterface } from "node:readline";

register("./remembering.mjs", import.meta.url);
const { isLegal } = await import("../../static/archive/verify/ballots.js");
const { hex, unhex } = await import("../../static/archive/verify/bytes.js");
const { findings } = await import("../../static/archive/verify/checks.js");
const { sha256, sha512 } = await import("../../static/archive/verify/hashes.js");
const { roundOf } = await import("../../static/archive/verify/meeting.js");
const { isSigned } = await import("../../static/archive/verify/notes.js");
const { recount } = await import("../../static/archive/verify/tally.js");

/** `{"file":…, "key":…, "checkpoint":…, "receipts":[…]}`; answered by a list of findings. */
async function checked({ file, checkpoint, ...asked }) {
  const older = checkpoint ? { checkpoint: new TextEncoder().encode(checkpoint) } : {};
  const found = [];
  for await (const one of findings(new Uint8Array(await readFile(file)), { ...asked, ...older })) {
    found.push(one);
  }
  return found;
}

/** `{"plan":…, "paper":…, "marks":[…], "lots":[…]}`; answered by the result, or a mark it refuses. */
async function counted({ plan, paper, marks, lots }) {
  const round = { ...roundOf(1, plan, paper), lots };
  const refused = marks.filter((mark) => !isLegal(mark, round));
  return refused.length ? { refused } : await recount(round, marks, () => {});
}

/** What a question is answered by. */
function answer({ rounds, signed, hashed, ...asked }) {
  if (rounds) return Promise.all(rounds.map(counted));
  if (signed) return isSigned(...signed.map(unhex));
  if (hashed !== undefined) return [sha256, sha512].map((hash) => hex(hash(unhex(hashed))));
  return checked(asked);
}

for await (const line of createInterface({ input: process.stdin })) {
  const found = await answer(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
