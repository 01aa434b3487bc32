/**
 * Tells, on whatever page is open, what became of reports that were sent while nobody looked. The
 * words come from the page on which the report was written: other pages have none for it.
 */

import { keep, kept } from "../shared/draft.js";

/** Where it stands that there is something to send or to tell, with the words for it. */
const FLAG = "ml:lapor:ada";
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<"told" | "untaken" | "open" | "repair" | "close", string>} Words */
/** @typedef {import("./keep.js").Shelf} Shelf */

/** Let all pages look whether there is something. @param {DOMStringMap} words */
export function announceLater({ told, untaken, open, repair, close }) {
  keep(FLAG, { told, untaken, open, repair, close });
}

/** Show what is new, above the page. @param {Shelf} shelf */
export async function showNews(shelf) {
  /** @type {Words | null} */
  const words = kept(FLAG);
  const [queue, sent] = [await shelf.waiting(), await shelf.numbered()];
  const fresh = sent.filter((one) => !one.told);
  // The list of the form itself shows what was refused, with the reason.
  const isHome = location.pathname === "/lapor";
  const refused = queue.filter((one) => one.refused && !one.told && !isHome);
  if (queue.length + fresh.length === 0) keep(FLAG, null);
  if (!words) return;
  const notes = [
    ...fresh.map((one) =>
      note(
        { tone: "ok", say: filled(words.told, one.number), close: words.close },
        { href: `/lapor/${one.number}/${one.key}`, word: words.open },
        () => shelf.sent.put(one.number, { ...one, told: true }),
      ),
    ),
    ...refused.map((one) =>
      note(
        { tone: "bad", say: filled(words.untaken, one.fields.title ?? ""), close: words.close },
        { href: "/lapor", word: words.repair },
        () => shelf.queue.put(one.ref, { ...one, told: true }),
      ),
    ),
  ];
  const there = document.getElementById("kabar-laporan");
  const shown = [...fresh, ...refused].map(({ at }) => at).join();
  if (shown === (there?.dataset.shown ?? "")) return; // a finger may be on its way to a button
  const place = there ?? made();
  place.dataset.shown = shown;
  place.replaceChildren(...notes);
}

/** Where notes stand: before all else that the page says, but after what is going on in a hall. */
function made() {
  const place = document.createElement("div");
  place.id = "kabar-laporan";
  place.setAttribute("role", "status");
  const main = document.querySelector("main");
  const live = main?.querySelector(":scope > .tabs") ?? main?.querySelector(":scope > .now");
  const isNarrow = main?.classList.contains("page");
  place.className = isNarrow ? "sec" : "wrap wide sec";
  if (live) live.after(place);
  else if (isNarrow) main?.prepend(place);
  else main?.before(place);
  return place;
}

/** A sentence with a name or number in it, which stays on one line. @param {string} sentence @param {string} what */
export function filled(sentence, what) {
  const [before, after = ""] = sentence.split("{n}");
  const name = document.createElement("span");
  if (what.length < 20) name.className = "nb";
  name.textContent = what;
  return [before, name, after];
}

/**
 * @param {{tone: string, say: (string | Node)[], close: string}} about
 * @param {{href: string, word: string}} onward
 * @param {() => Promise<void>} read it has been read
 */
function note({ tone, say, close }, { href, word }, read) {
  const sentence = document.createElement("strong");
  sentence.append(...say);
  const link = document.createElement("a");
  link.href = href;
  link.textContent = word;
  link.addEventListener("click", read);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = close;
  for (const one of [link, button]) one.className = "btn btn-s";
  const [said, row, whole] = [p(sentence), p(link, button), document.createElement("div")];
  row.className = "row";
  whole.className = "note";
  whole.dataset.k = tone;
  whole.append(icon(tone === "ok" ? "check" : "alert"), said, row);
  button.addEventListener("click", () => {
    read();
    const last = whole.parentElement?.children.length === 1;
    (last ? whole.parentElement : whole)?.remove();
  });
  return whole;
}

/** @param {...Node} parts */
function p(...parts) {
  const made = document.createElement("p");
  made.append(...parts);
  return made;
}

/** A sign of the sprite that every page has. @param {string} name */
function icon(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS(SVG, tag));
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}
