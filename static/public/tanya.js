/**
 * Questions to the council: what this device remembers of them. It keeps what is being written
 * until it is sent, the secret links of one's own questions, and what one wants to know too. What
 * may be said and where a question stands, the server says.
 */

import { ask } from "../shared/ask.js";
import { keep, kept } from "../shared/draft.js";
import { forgetDraft, keepDraft } from "./tanya-draft.js";

const LINKS = "ml:tanya:milik";
const WANTED = "ml:tanya:ingin";
/** A pause of so many ms in typing is one. */
const PAUSE = 900;
/** Links kept; the oldest goes. */
const MOST = 50;

/** @typedef {{link: string, title: string}} Own */

const main = document.getElementById("isi-halaman");
const form = document.getElementById("tulis-tanya");
if (form instanceof HTMLFormElement) {
  keepDraft(form);
  offer(form);
}
if (main?.dataset.ownLink) remember(main.dataset.ownLink, main.dataset.ownTitle ?? "");
listOwn();
const support = document.querySelector("form[data-support]");
if (support instanceof HTMLFormElement) supportHere(support);

// Offers -------------------------------------------------------------------------------------

/** What was asked already, while somebody types. @param {HTMLFormElement} writing */
function offer(writing) {
  const title = writing.elements.namedItem("title");
  const place = document.getElementById("serupa");
  if (!(title instanceof HTMLInputElement) || !place) return;
  let timer = 0;
  let asked = 0;
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      const query = new URLSearchParams({ judul: title.value.trim() });
      const found = await ask(`${writing.dataset.similar}?${query}`);
      if (mine === asked && found) showOffers(place, found);
    }, PAUSE);
  });
}

/**
 * @param {HTMLElement} place
 * @param {{say: string, offers: {href: string, title: string, state: string}[]}} found
 */
function showOffers(place, found) {
  const heading = place.querySelector("h2");
  if (heading) heading.textContent = found.say;
  place
    .querySelector("ul")
    ?.replaceChildren(
      ...found.offers.map(({ href, title, state }) => line(href, title, state, true)),
    );
  place.hidden = found.offers.length === 0;
}

/** @param {string} href @param {string} title @param {string} state @param {boolean} aside */
function line(href, title, state, aside) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = title;
  if (aside) link.target = "_blank";
  const said = document.createElement("span");
  said.className = "m s";
  said.textContent = ` ${state}`;
  const item = document.createElement("li");
  item.append(link, said);
  return item;
}

// One's own questions ------------------------------------------------------------------------

/** @param {string} link @param {string} title */
function remember(link, title) {
  const others = ownLinks().filter((own) => own.link !== link);
  keep(LINKS, [{ link, title }, ...others].slice(0, MOST));
  const here = new URL(location.href);
  if (!here.searchParams.has("baru")) return;
  forgetDraft("tanya");
  here.searchParams.delete("baru"); // the secret address is shown once: not after a reload
  history.replaceState(null, "", here);
}

/** @returns {Own[]} */
function ownLinks() {
  const links = kept(LINKS);
  return Array.isArray(links)
    ? links.filter((own) => /^\/tanya\/saya\/[\w-]+$/.test(own?.link))
    : [];
}

/** The list of what was asked from this device, with where each stands. */
function listOwn() {
  const place = document.getElementById("milik-saya");
  const list = place?.querySelector("[data-own]");
  const links = ownLinks();
  if (!place || !list || links.length === 0) return;
  for (const own of links) {
    const item = line(own.link, String(own.title), "", false);
    list.append(item);
    void stand(own.link, item);
  }
  place.hidden = false;
}

/** @param {string} link @param {HTMLElement} item */
async function stand(link, item) {
  const found = await ask(`${link}/keadaan`);
  const said = item.querySelector("span");
  if (!found || !said) return;
  said.className = "pill";
  if (found.answered) said.dataset.s = "ok";
  said.textContent = found.state;
}

// Wanting to know it too ---------------------------------------------------------------------

/** @param {HTMLFormElement} pressed */
function supportHere(pressed) {
  const id = main?.dataset.inquiry ?? "";
  const button = pressed.querySelector("button");
  const error = pressed.querySelector("[data-error]");
  const wanted = new Set(/** @type {string[]} */ (kept(WANTED) ?? []));
  button?.setAttribute("aria-pressed", String(wanted.has(id)));
  pressed.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(wanted.has(id) ? { tarik: "1" } : {});
    button?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(pressed.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { supports, counted } = await answer.json();
      if (counted) wanted.add(id);
      else wanted.delete(id);
      keep(WANTED, [...wanted]);
      button?.setAttribute("aria-pressed", String(counted));
      for (const place of document.querySelectorAll("[data-supports]")) {
        place.textContent = String(supports);
      }
    } catch {
      if (error instanceof HTMLElement) error.hidden = false;
    } finally {
      button?.removeAttribute("aria-busy");
    }
  });
}
