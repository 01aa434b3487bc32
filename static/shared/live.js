/**
 * What every live page does: keep a line, apply the frames that come, say how things stand.
 * What is personal or special to an audience is handed on.
 */

import { onPress } from "./events.js";
import { connect } from "./socket.js";
import {
  announce,
  setLine,
  setUpToDate,
  showNextAttempt,
  showStanding,
  showStopped,
} from "./status.js";
import { afterSwap, pageToken, swap } from "./swap.js";
import { forgetClock, learnClock, now, onTick, showTimers, startTimers } from "./timer.js";

/** How long a page waits for its first line before its forms are posted without one, in ms. */
const PLAIN_AFTER = 8_000;

/**
 * @typedef {object} Answer a personal frame
 * @property {string} [ok] the ref that is stored
 * @property {string} [no] the ref that is refused
 * @property {string} [code]
 * @property {string} [say]
 * @property {string} [field] the field of the form that is to blame
 * @property {number} [again] ms until it may be sent again
 * @property {string} [words] of the receipt of a ballot that is stored
 * @property {Record<string, any>} [me]
 */

/**
 * @typedef {object} Page
 * @property {number} [card] the voter card whose ballot the page shows
 * @property {(answer: Answer) => void} [onAnswer]
 * @property {() => void} [onUp]
 * @property {() => void} [onDown]
 * @property {() => void} [onSwap] a frame has been applied
 * @property {(code: number, reason: string) => void} [onStop]
 */

/**
 * Bring this page to life.
 * @param {Page} page
 * @returns {import("./socket.js").Line}
 */
export function start(page) {
  const { live, code, epoch = "", v = "0", t } = document.body.dataset;
  const at = { epoch, v: Number(v) };
  let everUp = false;

  document.documentElement.classList.add("js");
  startTimers(announce);
  setUpToDate(Number(t) || now());
  afterSwap(showTimers);

  const line = connect({
    url: `${location.protocol.replace("http", "ws")}//${location.host}/ws/${live}/${code}`,
    hello: () => ({
      ...{ do: "hello", token: pageToken(), epoch: at.epoch, v: at.v },
      ...(page.card ? { card: page.card } : {}),
    }),
    onMessage: receive,
    onUp() {
      everUp = true;
      setLine(true);
      page.onUp?.();
    },
    onDown() {
      setLine(false);
      page.onDown?.();
    },
    onStop(closeCode, reason) {
      showStopped(closeCode, reason);
      page.onStop?.(closeCode, reason);
    },
  });

  /** @param {any} message */
  function receive(message) {
    if (message.e !== undefined && message.e !== at.epoch) forgetClock();
    if (message.t) learnClock(message.t);
    setUpToDate(now());
    if ("v" in message) receiveFrame(message);
    else if (message.ok || message.no || message.me) page.onAnswer?.(message);
  }

  /** @param {any} frame */
  function receiveFrame(frame) {
    const whole = frame.p === 0;
    const stranger = frame.e !== undefined && frame.e !== at.epoch;
    if (!whole && (stranger || frame.p > at.v)) {
      at.epoch = "";
      line.restart();
      return;
    }
    if (!whole && frame.p < at.v) return;
    at.epoch = frame.e ?? at.epoch;
    at.v = frame.v;
    swap(frame, whole);
    page.onSwap?.();
  }

  onPress("[data-retry]", line.retry);
  onTick(() => {
    showStanding();
    showNextAttempt(line.untilNext());
  });
  setTimeout(() => {
    if (!everUp) document.documentElement.classList.add("plain");
  }, PLAIN_AFTER);
  return line;
}
