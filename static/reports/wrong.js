/** What is wrong with the report being written: told on top, with a link to the field, and at it. */

/**
 * @param {HTMLElement} note what stands on top of the form
 * @param {HTMLFormElement} form
 * @param {(field: string) => void} lead brings the step with this field on the screen
 * @returns {(sentence: string, field?: string) => void} tells it; an empty sentence takes it back
 */
export function openFaults(note, form, lead) {
  const say = /** @type {HTMLElement} */ (note.querySelector("[data-say]"));
  const link = /** @type {HTMLAnchorElement} */ (note.querySelector("[data-to]"));

  /** @param {string} name */
  const named = (name) =>
    /** @type {HTMLElement | null} */ (name ? form.querySelector(`[name="${name}"]`) : null);

  /** What a field is called. @param {HTMLElement} field */
  function called(field) {
    const label = form.querySelector(`label[for="${field.id}"]`);
    return (label ?? field.closest("fieldset")?.querySelector("legend"))?.firstChild?.textContent;
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    const name = link.dataset.to ?? "";
    lead(name);
    named(name)?.focus();
  });

  return (sentence, name = "") => {
    form.querySelector("[data-fault]")?.remove();
    for (const marked of form.querySelectorAll("[aria-invalid]")) {
      marked.removeAttribute("aria-invalid");
    }
    const field = sentence ? named(name) : null;
    note.hidden = !sentence;
    say.textContent = sentence;
    link.hidden = !field;
    if (!field) return;
    link.dataset.to = name;
    link.href = `#${field.id}`;
    link.textContent = `${(called(field) ?? name).trim()}:`;
    field.setAttribute("aria-invalid", "true");
    const told = document.createElement("p");
    told.className = "err";
    told.dataset.fault = name;
    told.textContent = sentence;
    field.before(told);
  };
}
