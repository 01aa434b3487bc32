/**
 * One line to the server that comes back by itself. It knows nothing of what is said on it.
 */

const SHORTEST = 500;
const LONGEST = 8_000;
const SILENCE = 35_000;
/** The server says something about every 10 s; on waking up, more silence is a bad sign. */
const SUSPICIOUS = 16_000;
const CHECK = 2_500;

/**
 * @typedef {object} Line
 * @property {(message: object) => boolean} send false when there is no line: keep it, and resend
 * @property {() => void} retry now, instead of when its time comes
 * @property {() => void} restart hang up and say hello again
 * @property {() => boolean} isUp
 * @property {() => number} untilNext seconds until the next attempt, 0 when none is planned
 */

/**
 * @typedef {object} Ends
 * @property {string} url
 * @property {() => object} hello the first message on every connection
 * @property {(message: any) => void} onMessage
 * @property {() => void} onUp
 * @property {() => void} onDown
 * @property {(code: number, reason: string) => void} onStop no attempt follows
 */

/**
 * How long to wait before an attempt, in ms: anything up to a ceiling that doubles (full jitter).
 * @param {number} tries attempts that failed
 * @param {number} luck from 0 to 1
 */
export function backoff(tries, luck) {
  return Math.round(luck * Math.min(LONGEST, SHORTEST * 2 ** Math.min(tries, 10)));
}

/**
 * How long the server asks to stay away, in ms, or null.
 * @param {string} reason of a close
 */
export function askedDelay(reason) {
  return /^\d{1,6}$/.test(reason) ? Number(reason) : null;
}

/** @param {Ends} ends @returns {Line} */
export function connect(ends) {
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let planned;
  let plannedAt = 0;
  let tries = 0;
  let heard = 0;
  let wake = Date.now();
  let stopped = false;

  const isUp = () => socket !== null && socket.readyState === WebSocket.OPEN;

  function open() {
    clearTimeout(planned);
    planned = undefined;
    if (socket || stopped) return;
    heard = performance.now();
    const mine = new WebSocket(ends.url);
    socket = mine;
    mine.onopen = () => {
      mine.send(JSON.stringify(ends.hello()));
      ends.onUp();
    };
    mine.onmessage = (event) => {
      heard = performance.now();
      tries = 0;
      ends.onMessage(JSON.parse(event.data));
    };
    mine.onclose = (event) => lost(event.code, event.reason);
  }

  /** @param {number} code @param {string} reason */
  function lost(code, reason) {
    drop();
    if (code >= 4500) {
      stopped = true;
      ends.onStop(code, reason);
      return;
    }
    const asked = askedDelay(reason);
    plan(asked === null ? backoff(tries, Math.random()) : asked + Math.random() * SHORTEST);
    tries += 1;
  }

  /** Leave the socket at once; a dead line can take minutes to close by itself. */
  function drop() {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    socket = null;
    ends.onDown();
  }

  /** @param {number} delay */
  function plan(delay) {
    clearTimeout(planned);
    plannedAt = performance.now() + delay;
    planned = setTimeout(open, delay);
  }

  function retry() {
    if (!isUp()) drop();
    open();
  }

  function restart() {
    drop();
    plan(backoff(tries++, Math.random()));
  }

  function listen() {
    const slept = Date.now() - wake > 3 * CHECK;
    wake = Date.now();
    const silence = performance.now() - heard;
    const patience = isUp() ? SILENCE : SUSPICIOUS;
    if (socket && silence > patience) lost(4000, "");
    else if (slept) look();
  }

  /** Something happened to this device: believe the line only if it speaks soon. */
  function look() {
    if (stopped) return;
    if (!isUp()) {
      retry();
      return;
    }
    const before = heard;
    const asleep = performance.now() - heard > SUSPICIOUS;
    if (asleep) setTimeout(() => heard === before && retryAfterDrop(), CHECK / 2);
  }

  function retryAfterDrop() {
    drop();
    open();
  }

  setInterval(listen, CHECK);
  window.addEventListener("online", () => (isUp() ? retryAfterDrop() : retry()));
  window.addEventListener("pageshow", (event) => event.persisted && retryAfterDrop());
  document.addEventListener("visibilitychange", () => document.hidden || look());
  open();

  return {
    isUp,
    retry,
    restart,
    untilNext: () => (planned ? Math.max(0, Math.ceil((plannedAt - performance.now()) / 1000)) : 0),
    send(message) {
      if (!socket || !isUp()) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
  };
}
