/**
 * A resident's phone: sends supports, votes and proposals, and shows on the shared page what is
 * this person's own. What is allowed the server decides.
 */

import { onPress } from "../shared/events.js";
import { fetchModule } from "../shared/fetched.js";
import { start } from "../shared/live.js";
import { newRef } from "../shared/refs.js";
import { announce, fill, setWaiting, show, toast } from "../shared/status.js";
import { afterSwap, swap } from "../shared/swap.js";
import { now } from "../shared/timer.js";
import { answered, sendEarly, showBallots, watchBallots } from "./ballot.js";
import { openLinks } from "./links.js";
import { castRefused, castStored, showBoxes, watchBoxes } from "./once.js";
import { openOutbox, openShelf } from "./outbox.js";
import { proveForm, showProofs } from "./proofs.js";
import {
  editHeld,
  isAwaited,
  isWritten,
  keepDrafts,
  postPlainly,
  proposalRefused,
  proposalStored,
  sendProposal,
  showHeld,
} from "./proposals.js";

/** @typedef {import("./outbox.js").Item} Item */
/** @typedef {import("../shared/live.js").Answer} Answer */

const { code, me: person = "", card: cardText = "0" } = document.body.dataset;
/** The voter card whose ballot this page is about; 0 for none. */
const card = Number(cardText);
const place = `ml:${code}:${person}`;
const shelf = openShelf();
const outbox = openOutbox(`${place}:out`, shelf);
/** A shared tablet keeps nothing of anybody's ballot. */
const isShared = document.querySelector("[data-kiosk]") !== null;
const links = openLinks(`ml:${code}:bukti`, isShared ? null : shelf, person);
const root = document.documentElement;
/** An answer that comes within so many ms needs no word about waiting. */
const ANSWER_SOON = 800;
/** A page that was open before a card was entered may have to wait so many ms to know it. */
const CARD_KNOWN_WITHIN = 600_000;

/** @typedef {typeof import("./opinions.js")} Opinions */
/** @type {Opinions | "coming" | null} what only pages need where opinions are asked for */
let opinions = null;

/** @type {{supports?: number[], opinions?: Record<string, number>, votes?: Record<string, any>, cast?: number[], html?: Record<string, string>}} */
let mine = JSON.parse(document.getElementById("me")?.textContent || "{}");

/** @param {string} name @param {string} fresh */
function remembered(name, fresh) {
  const kept = shelf?.getItem(name) ?? fresh;
  shelf?.setItem(name, kept);
  return kept;
}

const seed = remembered(`${place}:seed`, newRef());

afterSwap(showMine);
const line = start({
  card,
  onAnswer: receive,
  onUp() {
    outbox.resendAll();
    flush();
    sendReports();
  },
  onDown: showMine,
});

// Out ----------------------------------------------------------------------------------------

/**
 * A choice made over one that is shown is later, also where another device put that one in whose
 * idea of the time is ahead of this one's.
 * @param {{do: string} & Record<string, any>} message
 */
function put(message) {
  const shown = message.do === "vote" ? (mine.votes?.[message.round]?.rev ?? 0) : 0;
  const item = outbox.put(message, Math.max(Math.round(now()), shown + 1));
  flush();
  showMine();
  return item;
}

function flush() {
  if (!line.isUp()) return;
  for (const item of outbox.due(performance.now())) {
    if (item.do === "vote") links.goes(item);
    line.send(item);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.submitter?.hasAttribute("formaction")) return;
  const { send } = form.dataset;
  if (send === "leave") links.forgetAll();
  if (root.classList.contains("plain")) {
    if (send === "vote") proveForm(form, links, card, now());
    if (send !== "propose" && send !== "ask") return;
    event.preventDefault();
    postPlainly(form);
    return;
  }
  if (send === "support") support(form);
  else if (opine(form, event.submitter)) event.preventDefault();
  else if (send === "propose" || send === "ask") sendProposal(form, put, showMine);
  else if (send !== "vote") return;
  event.preventDefault();
});

/** What was kept outside meetings goes as soon as any page has a line. */
function sendReports() {
  if (isShared || !shelf?.getItem("ml:lapor:ada")) return;
  fetchModule("reports/elsewhere.js").catch(() => {}); // tried again with the next line
}

/** @param {HTMLFormElement} form */
function support(form) {
  const button = form.querySelector("[data-support]");
  const proposal = Number(button?.getAttribute("data-support"));
  const on = button?.getAttribute("aria-pressed") !== "true";
  put({ do: "support", proposal, on });
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} button */
function opine(form, button) {
  const message = button && typeof opinions === "object" && opinions?.read(form, button);
  if (message) put(message);
  return Boolean(message);
}

/** @param {number} round @param {import("./papers/marks.js").Mark} mark */
function vote(round, mark) {
  const message = { do: "vote", round, mark, receipt: links.receipt(round, card) };
  put(card ? { ...message, card } : message);
}

watchBallots(vote);
watchBoxes(shelf, place, card, vote);

onPress("[data-edit], [data-cancel]", (button) => {
  const card = button.closest("[data-ref]");
  if (!card) return;
  const item = outbox.take(card.getAttribute("data-ref") ?? "");
  if (item && button.hasAttribute("data-edit")) editHeld(item, button);
  showMine();
});

// In -----------------------------------------------------------------------------------------

/** @param {Answer} answer */
function receive(answer) {
  if (answer.me) {
    mine = newest(answer.me);
    linkStored();
    if (mine.html) swap({ html: mine.html });
  }
  if (answer.ok) stored(outbox.take(answer.ok), answer.say ?? "", answer.words ?? "");
  else if (answer.no) refused(answer.no, answer);
  showMine();
}

/**
 * Without votes that are older than what was already answered: what the server tells may have been
 * read between two taps, and come after the answer to the second.
 * @param {Record<string, any>} told
 */
function newest(told) {
  const votes = { ...told.votes };
  for (const [round, vote] of Object.entries(mine.votes ?? {})) {
    if (votes[round]?.rev < vote.rev) votes[round] = vote;
  }
  return { ...told, votes };
}

/** The server may tell of a ballot before its answer comes, or instead. */
function linkStored() {
  for (const { ref, words, at } of Object.values(mine.votes ?? {})) links.stored(ref, words, at);
}

/** @param {Item | undefined} item @param {string} say @param {string} words of the receipt */
function stored(item, say, words) {
  if (!item) return;
  if (item.do === "vote" && (words || !item.mark.length)) links.stored(item.ref, words, now());
  // The whole personal state follows in a message of its own; nothing may flicker until then.
  if (item.do === "vote" && castStored(item, say)) return;
  if (item.do === "vote" && isOther(item)) {
    announce(say);
  } else if (item.do === "vote") {
    mine.votes = { ...mine.votes, [item.round]: { mark: item.mark, rev: item.rev, words } };
    answered(item.round, say, true);
  } else if (item.do === "support") {
    mine.supports = [...withItems(mine.supports ?? [], [item])];
    announce(say);
  } else if (item.do === "opine") {
    opined(item);
    announce(say);
  } else {
    proposalStored(item, say);
  }
}

/** @param {Item} item */
function opined(item) {
  mine.opinions = { ...mine.opinions, [`${item.topic}/${item.number}`]: item.value ?? 0 };
  if (typeof opinions === "object") opinions?.settle(item);
}

/** @param {string} ref @param {Answer} answer */
function refused(ref, answer) {
  const say = answer.say ?? "";
  if (answer.again !== undefined || answer.code === "page_expired") {
    outbox.postpone(ref, performance.now() + (answer.again ?? 60_000));
    announce(say);
    return;
  }
  const item = outbox.items().find((kept) => kept.ref === ref);
  if (!item) return;
  if (isWritten(item)) {
    if (proposalRefused(item, say, answer.field ?? "")) outbox.take(ref);
    else outbox.refuse(ref, say);
    return;
  }
  if (answer.code === "card_needed" && isOther(item) && now() - item.rev < CARD_KNOWN_WITHIN) {
    outbox.postpone(ref, performance.now() + 5_000); // another page, whose line knows the card
    return;
  }
  outbox.take(ref);
  if (answer.code !== "round_closed") links.refused(ref); // else an earlier sending may have come
  if (!showsRefusal(item, say, answer.code ?? "")) toast(say, "bad");
}

/** Whether a ballot on this page says why. @param {Item} item @param {string} say @param {string} code */
function showsRefusal(item, say, code) {
  if (item.do !== "vote") return false;
  return castRefused(item, say, code) || (!isOther(item) && answered(item.round, say, false));
}

// What is mine on the page -------------------------------------------------------------------

/** Whether a ballot is of another card than this page's. @param {Item} item */
function isOther(item) {
  return (item.card ?? 0) !== card;
}

/** Frames are made for everybody: say on the ballot whose it is. */
function showCard() {
  for (const field of document.querySelectorAll("[data-card-field]")) {
    if (field instanceof HTMLInputElement) field.value = card ? String(card) : "";
  }
  for (const place of document.querySelectorAll("[data-card-number]")) {
    if (place.textContent !== String(card)) place.textContent = String(card);
  }
  for (const part of document.querySelectorAll("[data-with-card]")) show(part, card > 0);
  for (const part of document.querySelectorAll("[data-without-card]")) show(part, card === 0);
}

function showMine() {
  showCard();
  const items = outbox.items();
  const waiting = items.filter((item) => !item.refused && !isAwaited(item.ref));
  setWaiting(waiting.length);
  showSupports(items);
  showOpinions(items);
  showBallots(mine.votes ?? {}, heldMarks(items), seed);
  showBoxes(mine.cast ?? [], heldMarks(items), seed);
  showProofs(links, card, mine.votes ?? {});
  showHeld(items, root.classList.contains("offline"));
  filterList();
}

/** @param {Item[]} items */
function heldMarks(items) {
  /** @type {Map<string, import("./ballot.js").Held>} */
  const marks = new Map();
  for (const item of items) {
    const isLate = !line.isUp() || now() - item.rev > ANSWER_SOON;
    if (item.do === "vote" && !isOther(item))
      marks.set(String(item.round), { mark: item.mark, isLate });
  }
  return marks;
}

/** @param {number[]} supports @param {Item[]} items */
function withItems(supports, items) {
  const supported = new Set(supports);
  for (const item of items) {
    if (item.do === "support" && item.on) supported.add(item.proposal);
    else if (item.do === "support") supported.delete(item.proposal);
  }
  return supported;
}

/** @param {Item[]} items */
function showSupports(items) {
  const supported = withItems(mine.supports ?? [], items);
  for (const button of document.querySelectorAll("[data-support]")) {
    const on = supported.has(Number(button.getAttribute("data-support")));
    if (button.getAttribute("aria-pressed") !== String(on)) {
      button.setAttribute("aria-pressed", String(on));
    }
    const next = button.closest("form")?.querySelector("input[name=on]");
    if (next instanceof HTMLInputElement) next.value = on ? "0" : "1";
  }
}

/** @param {Item[]} items */
function showOpinions(items) {
  if (typeof opinions === "object" && opinions) {
    opinions.showOpinions(mine.opinions ?? {}, items);
  } else if (!opinions && document.querySelector("[data-opine]")) {
    opinions = "coming";
    fetchModule("resident/opinions.js").then(
      (come) => {
        opinions = come;
        showMine();
      },
      () => {
        opinions = null; // tried again: the line may be away
      },
    );
  }
}

// The filter of the list ---------------------------------------------------------------------

function filterList() {
  const form = document.querySelector("form[data-filter]");
  const name = form?.getAttribute("data-filter");
  const list = name && document.getElementById(name);
  if (!form || !list) return;
  const selects = Array.from(form.querySelectorAll("select"));
  let visible = 0;
  for (const item of list.children) {
    const fits = selects.every(
      (select) => !select.value || item.getAttribute(`data-${select.dataset.by}`) === select.value,
    );
    show(item, fits);
    if (fits) visible += 1;
  }
  const none = document.querySelector(`[data-none="${CSS.escape(name)}"]`);
  show(none, visible === 0 && list.childElementCount > 0);
  for (const count of document.querySelectorAll("[data-shown]")) {
    count.textContent = fill(/** @type {HTMLElement} */ (count).dataset.shown, { n: visible });
  }
}

document.addEventListener("change", (event) => {
  const form = event.target instanceof Element && event.target.closest("form");
  if (!form || !("filter" in form.dataset)) return;
  filterList();
  const chosen = new URLSearchParams();
  for (const select of form.querySelectorAll("select")) {
    if (select.value) chosen.append(select.name, select.value);
  }
  const query = chosen.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
});

// Another page on this phone may have sent or answered something.
window.addEventListener("storage", showMine);
keepDrafts(shelf, `${place}:draft`);
setInterval(() => {
  flush();
  showMine();
}, 1000);
linkStored();
sendEarly(mine.votes ?? {}, heldMarks(outbox.items()), vote);
showMine();
