/** The marks beside a proposal: outside the catalogue, dearer than it, not quantity times price. */

/**
 * Show the marks that the server names, and no others.
 * @param {Element} root @param {Record<string, unknown>} told
 */
export function showMarks(root, told) {
  for (const mark of root.querySelectorAll("[data-mark]")) {
    const name = /** @type {HTMLElement} */ (mark).dataset.mark ?? "";
    // Without a catalogue for the year nothing can be outside of it.
    const means = name !== "outside" || root.querySelector("[data-catalog]") !== null;
    mark.toggleAttribute("hidden", !(means && told[name]));
  }
}
