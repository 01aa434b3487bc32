/**
 * Opens `/lapor` where there is no line. The server writes VERSION and FILES before this text; a
 * new version fetches all anew, so that the page and its parts always fit together.
 *
 * It answers for that one page and for the static files it is made of, the page from the network
 * first. All else, meetings and their sockets above all, goes its own way.
 */

/* global VERSION, FILES */

const SHELL = "/lapor";
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
  else if (FILES.includes(url.pathname) && url.pathname !== SHELL) {
    event.respondWith(part(request));
  }
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  await skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("lapor-") && name !== CACHE);
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
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}
