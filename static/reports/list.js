/** The reports of this phone: those that wait, those that are to be put right, those sent. */

import { filled } from "./news.js";

/** @typedef {import("./keep.js").Shelf} Shelf */
/** @typedef {import("./keep.js").Kept} Kept */

/**
 * @param {Shelf} shelf
 * @param {{repair: (ref: string) => void}} acts
 */
export function openList(shelf, acts) {
  const box = /** @type {HTMLElement} */ (document.querySelector("#lapor-ponsel"));
  const lines = /** @type {HTMLElement} */ (box.querySelector("[data-list]"));
  const say = /** @type {HTMLElement} */ (box.querySelector("[data-say]"));
  const model = /** @type {HTMLTemplateElement} */ (document.querySelector("#lapor-baris"));
  const words = box.dataset;

  /** @param {string} title @param {string} tone @param {string} [word] */
  function line(title, tone, word = "") {
    const made = /** @type {DocumentFragment} */ (model.content.cloneNode(true));
    write(made, "[data-title]", title);
    write(made, "[data-word]", word);
    made.querySelector("[data-pill]")?.setAttribute("data-s", tone);
    return made;
  }

  /** @param {DocumentFragment} made @param {string} selector @param {string} [text] */
  function write(made, selector, text = "") {
    const place = /** @type {HTMLElement} */ (made.querySelector(selector));
    place.textContent = text;
    place.hidden = false;
    return place;
  }

  /** @param {Kept} report @param {string} sending */
  function waiting(report, sending) {
    const title = report.fields.title || report.fields.text?.slice(0, 60) || "…";
    if (report.unfinished) return mended(line(title, "", words.unfinished), report, words.resume);
    if (!report.refused) {
      return line(title, "wait", report.ref === sending ? words.sending : words.waiting);
    }
    const made = line(title, "bad", words.refused);
    write(made, "[data-why]", reason(report.refused));
    return mended(made, report, words.repair);
  }

  /** @param {DocumentFragment} made @param {Kept} report @param {string} [word] */
  function mended(made, report, word) {
    write(made, "[data-repair]", word).onclick = () => acts.repair(report.ref);
    const forget = write(made, "[data-forget]", words.forget);
    forget.onclick = async () => {
      if (forget.textContent !== words.sure) {
        forget.textContent = words.sure ?? ""; // what was written is nowhere else
        return;
      }
      await shelf.forget(report.ref);
      await show();
    };
    return made;
  }

  /** The sentence of a refusal that came with none. @param {string} refused */
  function reason(refused) {
    return words[`why${refused[0].toUpperCase()}${refused.slice(1)}`] ?? refused;
  }

  /** @param {import("./keep.js").Sent} sent */
  function numbered(sent) {
    const made = line(sent.title, "ok");
    made.querySelector("[data-word]")?.append(...filled(words.numbered ?? "", sent.number));
    const link = /** @type {HTMLAnchorElement} */ (write(made, "[data-link]", words.open));
    link.href = `/lapor/${sent.number}/${sent.key}`;
    write(made, "[data-forget]", words.forget).onclick = async () => {
      await shelf.sent.drop(sent.number);
      await show();
    };
    return made;
  }

  /** @param {string} [sending] the ref of the one that is on its way */
  async function show(sending = "") {
    const [queue, sent] = [await shelf.waiting(), await shelf.numbered()];
    lines.replaceChildren(
      ...queue.map((report) => waiting(report, sending)),
      ...sent.map(numbered),
    );
    box.hidden = queue.length + sent.length === 0;
    const first = lines.querySelector("[data-word]");
    const word = first?.textContent ?? "";
    if (say.textContent !== word) say.textContent = word;
  }

  return { show, reason, lookAt: () => box.scrollIntoView({ block: "start" }) };
}
