/** What the check of this phone's ballots found, one panel for each. The words stand in the page. */

import { onPress } from "../shared/events.js";
import { backoff } from "../shared/socket.js";
import { announce, clock, cloneTemplate, fill, show } from "../shared/status.js";
import { check } from "./check.js";

/** @typedef {import("./links.js").Link} Link */
/** @typedef {import("./check.js").Found} Found */
/** @typedef {import("./proofs.js").Links} Links */
/** @typedef {"wait" | "away" | "ok" | "bad"} State */

const ICONS = { wait: "#i-clock", away: "#i-sync", ok: "#i-shield", bad: "#i-alert" };
const KINDS = { wait: "", away: "warn", ok: "ok", bad: "bad" };
/** The shortest and the longest pause before the list is asked for again, in ms. */
const SOON = 2_000;
const LATE = 60_000;

/** @type {Map<Element, {links: Links, id: string}>} */
const shown = new Map();

/**
 * Look for one ballot, and show what was found.
 * @param {Links} links @param {Link} link
 * @param {number} spread ms within which a whole hall asks
 */
export async function seek(links, link, spread) {
  const panel = cloneTemplate("t-bukti");
  const list = document.querySelector("[data-panels]");
  if (!panel || !list) return;
  write(panel, "title", titleOf(link.round));
  write(panel, "card", String(link.card));
  write(panel, "words", link.words);
  show(panel.querySelector('[data-part="card"]'), link.card > 0);
  show(panel.querySelector("[data-slot=words]")?.parentElement ?? null, link.words !== "");
  panel.querySelector("[data-slot=list]")?.setAttribute("href", `${meeting()}/kata/${link.round}`);
  shown.set(panel, { links, id: link.id });
  // Whether a ballot was stored of which no answer came is not known yet: then nothing is promised.
  if (link.sent.some((sent) => sent.at && sent.mark.length)) place(list, panel, link);
  setState(panel, "wait");
  const ask = (/** @type {string} */ path, /** @type {number} */ within) =>
    getPatiently(path, within, () => setState(panel, "away"));
  const found = await check(link, `${meeting()}/daftar/${link.round}`, ask, spread);
  if (!shown.has(panel)) return; // forgotten meanwhile
  if (found.state === "none") {
    panel.remove();
    show(list.closest("[data-proofs]"), list.childElementCount > 0);
    return;
  }
  place(list, panel, link);
  showFound(panel, found);
  hideKept(link);
}

/** The address of this meeting. */
function meeting() {
  return `/s/${document.body.dataset.code}`;
}

/** @param {number} round */
function titleOf(round) {
  return document.querySelector(`#bukti > data[value="${round}"]`)?.textContent ?? "";
}

/** Newest round first, then by card. @param {Element} list @param {Element} panel @param {Link} link */
function place(list, panel, link) {
  if (panel.isConnected) return;
  const order = (/** @type {Link} */ { round, card }) => card - 1e6 * round;
  panel.setAttribute("data-order", String(order(link)));
  const behind = Array.from(list.children).find(
    (other) => Number(other.getAttribute("data-order")) > order(link),
  );
  list.insertBefore(panel, behind ?? null);
  show(list.closest("[data-proofs]"), true);
}

/** @param {HTMLElement} panel @param {Found} found */
function showFound(panel, found) {
  const state = found.state === "ok" ? "ok" : "bad";
  setState(panel, state);
  for (const lack of panel.querySelectorAll("[data-lack]")) {
    const isThere = lack.getAttribute("data-lack") === "ballot" ? found.ballot : found.receipt;
    show(lack, !isThere);
  }
  const time = panel.querySelector("[data-clock]");
  if (time instanceof HTMLElement) {
    time.textContent = fill(time.dataset.clock, { clock: clock(found.at) });
    show(time, state === "bad" && found.at > 0);
  }
  showFigures(panel, found.told);
  announce(panel.querySelector(`[data-when="${state}"] strong`)?.textContent ?? "");
}

/** The three figures, in red where they differ. @param {Element} panel @param {Found["told"]} told */
function showFigures(panel, { receipts, ballots, used }) {
  const line = panel.querySelector("[data-figures]");
  const words = line?.querySelector("span");
  if (!line || !words) return;
  const isEqual = receipts === ballots && ballots === used;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  words.textContent = fill(isEqual ? words.dataset.equal : words.dataset.differing, {
    receipts: number.format(receipts),
    ballots: number.format(ballots),
    used: number.format(used),
  });
  line.classList.toggle("err", !isEqual);
  line.querySelector("use")?.setAttribute("href", isEqual ? "#i-check" : "#i-alert");
}

/** @param {HTMLElement} panel @param {State} state */
function setState(panel, state) {
  panel.dataset.k = KINDS[state];
  panel.querySelector("use")?.setAttribute("href", ICONS[state]);
  for (const part of panel.querySelectorAll("[data-when]")) {
    show(part, (part.getAttribute("data-when") ?? "").split(" ").includes(state));
  }
}

/** @param {Element} panel @param {string} slot @param {string} text */
function write(panel, slot, text) {
  const found = panel.querySelector(`[data-slot="${slot}"]`);
  if (found) found.textContent = text;
}

/** What the server was shown of the same ballot, or an older one, is no news. @param {Link} link */
function hideKept(link) {
  for (const panel of document.querySelectorAll("[data-kept-round]")) {
    const { keptRound, keptCard, keptAt } = /** @type {HTMLElement} */ (panel).dataset;
    const isSame = Number(keptRound) === link.round && Number(keptCard) === link.card;
    if (isSame && link.sent.some((sent) => sent.at >= Number(keptAt))) show(panel, false);
  }
}

/**
 * JSON, at a moment within `spread` ms, and again until it comes.
 * @param {string} path @param {number} spread @param {() => void} onTrouble
 */
async function getPatiently(path, spread, onTrouble) {
  await pause(Math.random() * spread);
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(path, {
        headers: { accept: "application/json" },
        credentials: "omit",
        referrerPolicy: "no-referrer", // the address of this page names the card
      });
      if (answer.ok) return await answer.json();
    } catch {
      // The line is away.
    }
    onTrouble();
    await pause(Math.min(LATE, SOON + 2 ** Math.max(0, tries - 4) * backoff(tries, Math.random())));
  }
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

onPress("[data-forget]", (button) => {
  const panel = button.closest("article");
  const known = panel && shown.get(panel);
  if (!panel || !known) return;
  known.links.forget(known.id);
  shown.delete(panel);
  const section = panel.closest("[data-proofs]");
  panel.remove();
  announce(button.dataset.said);
  show(section, section?.querySelector("article") !== null);
  document.getElementById(section?.querySelector("article") ? "j-bukti" : "isi-halaman")?.focus();
});
