/** The reports of this phone: those that wait, those that are to be put right, those sent. */

/** @typedef {ReturnType<typeof import("./keep.js").openShelf>} Shelf */

/**
 * @param {Shelf} shelf
 * @param {{repair: (ref: string) => void, forget: (ref: string) => void}} acts
 */
export function openList(shelf, acts) {
  const box = /** @type {HTMLElement} */ (document.querySelector("#lapor-ponsel"));
  const lines = /** @type {HTMLElement} */ (box.querySelector("[data-list]"));
  const say = /** @type {HTMLElement} */ (box.querySelector("[data-say]"));
  const model = /** @type {HTMLTemplateElement} */ (document.querySelector("#lapor-baris"));
  const words = box.dataset;

  /**
   * @param {string} title
   * @param {string} tone
   * @param {string} word
   */
  function line(title, tone, word) {
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

  /** @param {import("./keep.js").Kept} report @param {string} sending */
  function waiting(report, sending) {
    const word = report.refused
      ? words.refused
      : report.ref === sending
        ? words.sending
        : words.waiting;
    const made = line(report.fields.title ?? "", report.refused ? "bad" : "wait", word ?? "");
    if (report.refused) {
      write(made, "[data-why]", report.refused);
      write(made, "[data-repair]", words.repair).onclick = () => acts.repair(report.ref);
    }
    return made;
  }

  /** @param {import("./keep.js").Sent} sent */
  function numbered(sent) {
    const word = (words.numbered ?? "").replace("{n}", sent.number);
    const made = line(sent.title, "ok", word);
    const link = /** @type {HTMLAnchorElement} */ (write(made, "[data-link]", words.open));
    link.href = `/lapor/${sent.number}/${sent.key}`;
    write(made, "[data-forget]", words.forget).onclick = () => {
      shelf.change((all) => {
        all.sent = all.sent.filter((one) => one.number !== sent.number);
      });
      show();
    };
    return made;
  }

  /** @param {string} [sending] the ref of the one that is on its way */
  function show(sending = "") {
    const { queue, sent } = shelf.read();
    lines.replaceChildren(
      ...queue.map((report) => waiting(report, sending)),
      ...[...sent].reverse().map(numbered),
    );
    box.hidden = queue.length + sent.length === 0;
    const first = lines.querySelector("[data-word]");
    const word = first?.textContent ?? "";
    if (say.textContent !== word) say.textContent = word;
  }

  return { show, lookAt: () => box.scrollIntoView({ block: "start" }) };
}
