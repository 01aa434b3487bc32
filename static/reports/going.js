/**
 * Keeps trying, on any page, for as long as something waits to be sent; and asks the browser to
 * wake the worker for it when no page is open any more.
 */

import { sendKept } from "./send.js";

/** Ms between attempts, at most; each phone at moments of its own. */
const SLOWEST = 60_000;
/** What the worker knows its task by. */
const TASK = "lapor";

/**
 * @param {import("./keep.js").Shelf} shelf
 * @param {(sending: string) => void} changed the ref of the one on its way; "" when all came to rest
 * @param {() => boolean} [isSeen] see `sendKept`
 * @returns {() => Promise<void>} to send what has just been kept
 */
export function keepSending(shelf, changed, isSeen) {
  let isSending = false;
  let isMore = false;
  let attempts = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  async function go() {
    isMore = true;
    if (isSending) return;
    isSending = true;
    clearTimeout(timer);
    let wait = 0;
    while (isMore) {
      isMore = false;
      wait = await sendKept(shelf, changed, isSeen);
    }
    isSending = false;
    changed("");
    if (wait) again(wait);
  }

  /** @param {number} wait */
  function again(wait) {
    wakeWorker();
    attempts += 1;
    const slower = Math.min(SLOWEST, wait * 2 ** Math.min(attempts - 1, 4));
    timer = setTimeout(go, Math.max(wait, slower * (0.5 + Math.random() / 2)));
  }

  function anew() {
    attempts = 0;
    return go();
  }

  addEventListener("online", anew);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) go();
  });
  return anew;
}

/** Where the browser can (Chromium), it sends what waits even when the site is closed. */
export async function wakeWorker() {
  try {
    const worker = await navigator.serviceWorker?.getRegistration("/");
    await worker?.sync?.register(TASK);
  } catch {
    // A browser that does not want to: then it goes when a page is open.
  }
}
