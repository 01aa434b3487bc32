/**
 * Opens `/lapor` where there is no line, and sends what waits when the browser says that there is
 * one again. The server writes VERSION, FILES, keep.js and send.js before this text; a new version
 * fetches all anew, so that the page and its parts always fit together.
 *
 * It answers for that one page and for the static files it is made of, the page from the network
 * first. All else, meetings and their sockets above all, goes its own way.
 */

/* global VERSION, FILES, openShelf, sendKept */

const SHELL = "/lapor";
const TASK = "lapor";
const CACHE = `lapor-${VERSION}`;
/** Ms a slow line is waited for before the page of this phone is shown. */
const PATIENCE = 4_000;

addEventListener("install", (event) => {
  event.waitUntil(fill());
});

addEventListener("activate", (event) => {
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === SHELL && request.mode === "navigate") event.respondWith(page(request));
  else if (isPart(url.pathname)) event.respondWith(part(request));
});

addEventListener("sync", (event) => {
  if (event.tag === TASK) event.waitUntil(send(event.lastChance));
});

/** Files of another version are for a page that was open before this worker came. @param {string} path */
function isPart(path) {
  if (path.startsWith(`/static/${VERSION}/`)) return FILES.includes(path);
  return path.startsWith("/static/");
}

/** @param {boolean} isLast whether the browser would not wake the worker for it again */
async function send(isLast) {
  if ((await sendKept(openShelf())) === 0) return;
  if (isLast) await registration.sync.register(TASK);
  throw new Error("the browser is to try again");
}

async function fill() {
  const [shell, ...parts] = await Promise.all(
    FILES.map((file) => fetch(new Request(file, { cache: "reload" }))),
  );
  // While servers are being renewed, an old one may have given the page: tried again another time.
  const isWhole = [shell, ...parts].every((answer) => answer.ok);
  if (!isWhole || !(await shell.clone().text()).includes(`/static/${VERSION}/`)) {
    throw new Error("the page is of another version");
  }
  const cache = await caches.open(CACHE);
  await Promise.all([shell, ...parts].map((answer, at) => cache.put(FILES[at], answer)));
  await skipWaiting();
}

/** Those of the version before stay too: a page of it may still be open, and load its parts. */
async function tidy() {
  const names = (await caches.keys()).filter((name) => name.startsWith("lapor-"));
  const old = names.filter((name) => name !== CACHE).slice(0, -1);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {Request} request */
async function page(request) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: giveUp.signal });
    if (answer.status < 500) return answer;
  } catch {
    // no line: what is kept must do
  } finally {
    clearTimeout(timer);
  }
  return (await (await caches.open(CACHE)).match(SHELL)) ?? Response.error();
}

/** @param {Request} request */
async function part(request) {
  return (await caches.match(request)) ?? fetch(request);
}
