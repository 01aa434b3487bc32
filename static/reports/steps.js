/** The three steps of the form, one on the screen at a time. It asks only what the fields ask. */

/**
 * @param {HTMLElement} box what holds the steps
 * @param {(step: number) => void} changed
 */
export function openSteps(box, changed) {
  const parts = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("[data-step]")]);
  const marks = [...box.querySelectorAll(".langkah li")];
  const next = part("[data-next]");
  const send = part("[data-send]");
  const back = part("[data-back]");
  let now = 1;

  /** @param {string} selector */
  function part(selector) {
    return /** @type {HTMLElement} */ (box.querySelector(selector));
  }

  /** @param {number} step @param {boolean} [moves] whether the reader is taken along */
  function show(step, moves = true) {
    now = Math.min(parts.length, Math.max(1, step));
    parts.forEach((one, at) => {
      one.hidden = at + 1 !== now;
    });
    marks.forEach((mark, at) => {
      if (at + 1 === now) mark.setAttribute("aria-current", "step");
      else mark.removeAttribute("aria-current");
    });
    next.hidden = now === parts.length;
    send.hidden = now !== parts.length;
    back.hidden = now === 1;
    changed(now);
    if (!moves) return;
    const first = parts[now - 1].querySelector("input:not([type=hidden]), select, textarea");
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
    box.scrollIntoView({ block: "start" });
  }

  /** Whether all that is asked on the steps up to `until` is there; else that step is shown. */
  function isWhole(until = now) {
    for (let at = 0; at < until; at += 1) {
      const fields = parts[at].querySelectorAll("input, select, textarea");
      for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (fields)) {
        if (field.checkValidity()) continue;
        if (now !== at + 1) show(at + 1);
        field.reportValidity();
        return false;
      }
    }
    return true;
  }

  next.addEventListener("click", () => {
    if (isWhole()) show(now + 1);
  });
  back.addEventListener("click", () => show(now - 1));

  return {
    show,
    isWhole,
    /** The step a field is on, 0 for none. @param {string} name */
    stepOf: (name) => 1 + parts.findIndex((one) => one.querySelector(`[name="${name}"]`)),
  };
}
