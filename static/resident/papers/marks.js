/**
 * The fields of a ballot paper as a mark, and a mark on the fields. Marks are as the protocol has
 * them: options, or rows of an option with its values. Which are valid the server decides.
 */

/** @typedef {number[] | number[][]} Mark */
/** @typedef {{option: number, criterion: number, value: number}} Filled */

/** Kinds that give each option a value, or a place. */
const VALUED = new Set(["poin", "setuju", "skor", "urutan"]);

/** @type {WeakMap<HTMLFormElement, Map<number, number[]>>} what each paper was last filled in with */
const written = new WeakMap();

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
export function inputsOf(form) {
  return Array.from(form.querySelectorAll("input[name^=mark]"));
}

/** @param {HTMLFormElement} form @returns {Mark} */
export function readMark(form) {
  const filled = inputsOf(form)
    .filter((input) => (isBox(input) ? input.checked : input.value.trim() !== ""))
    .map(filledBy);
  switch (form.dataset.kind) {
    case "urutan":
      return filled.sort((a, b) => a.value - b.value).map(({ option }) => option);
    case "setuju":
    case "poin":
      return sorted(
        filled.filter(({ value }) => value).map(({ option, value }) => [option, value]),
      );
    case "skor":
      return scores(form, filled);
    default:
      return filled.map(({ value }) => value).sort((a, b) => a - b);
  }
}

/**
 * Fill the paper in. A field somebody is typing in is left alone, and so is an option that is
 * scored in part: it is in no mark yet.
 * @param {HTMLFormElement} form
 * @param {Mark} mark
 */
export function writeMark(form, mark) {
  const ticked = isList(form.dataset.kind ?? "");
  /** @type {Map<number, number[]>} */
  const wanted = new Map();
  for (const [place, item] of mark.entries()) {
    const [option, ...values] = Array.isArray(item) ? item : [item, place + 1];
    wanted.set(option, values);
  }
  for (const input of inputsOf(form)) {
    const { option, criterion, value } = filledBy(input);
    const values = wanted.get(ticked ? value : option);
    if (ticked) input.checked = values !== undefined;
    else if (values || input.type !== "radio") writeValue(input, values, criterion);
    else if (form.dataset.kind === "setuju" || written.get(form)?.has(option)) {
      input.checked = false; // taken back, perhaps on another page of this phone
    }
  }
  written.set(form, wanted);
}

/** @param {HTMLInputElement} input @param {number[] | undefined} values @param {number} criterion */
function writeValue(input, values, criterion) {
  if (input.type === "radio") {
    input.checked = Number(input.value) === values?.[criterion];
  } else if (input !== document.activeElement) {
    input.value = values ? String(values[0]) : "";
  }
}

/** Take every mark off. @param {HTMLFormElement} form */
export function clearMarks(form) {
  for (const input of inputsOf(form)) {
    if (isBox(input)) input.checked = false;
    else input.value = "";
  }
}

/** Whether a kind is marked by ticking options. @param {string} kind */
export function isList(kind) {
  return !VALUED.has(kind);
}

/** @param {HTMLInputElement} input */
function isBox(input) {
  return input.type === "checkbox" || input.type === "radio";
}

/** @param {HTMLInputElement} input @returns {Filled} */
function filledBy(input) {
  const [, option = "0", criterion = "0"] = input.name.split("-");
  return {
    option: Number(option),
    criterion: Number(criterion),
    value: Math.trunc(Number(input.value)) || 0,
  };
}

/** Only options with every score: a part would be no score. @param {HTMLFormElement} form @param {Filled[]} filled */
function scores(form, filled) {
  /** @type {Map<number, number[]>} */
  const rows = new Map();
  for (const { option, criterion, value } of filled) {
    const row = rows.get(option) ?? [];
    row[criterion] = value;
    rows.set(option, row);
  }
  const needed = Number(form.querySelector("[data-needs]")?.getAttribute("data-needs"));
  const whole = Array.from(rows).filter(([, row]) => row.filter(Boolean).length === needed);
  return sorted(whole.map(([option, row]) => [option, ...row]));
}

/** @param {number[][]} rows */
function sorted(rows) {
  return rows.sort((a, b) => a[0] - b[0]);
}
