/**
 * Going through a list of rows by the keyboard: down and up, or J and K, move from one row's link to
 * the next; a slash goes to the search. Without this file the Tab key does the same, slower.
 */

document.documentElement.classList.add("js");

const links = Array.from(document.querySelectorAll("[data-rows] tbody th a"));
const search = document.querySelector("input[type=search]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/" && search instanceof HTMLElement) search.focus();
  else if (event.key === "ArrowDown" || event.key === "j") go(1);
  else if (event.key === "ArrowUp" || event.key === "k") go(-1);
  else return;
  event.preventDefault();
});

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, select, textarea");
}

/** To the next row or the one before; from outside the list to its first. @param {number} step */
function go(step) {
  const at = links.indexOf(/** @type {Element} */ (document.activeElement));
  const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
  if (next instanceof HTMLElement) next.focus();
}
