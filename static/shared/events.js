/** Listens to the page as a whole, so that what a frame brings in needs no wiring. */

/**
 * @param {string} selector
 * @param {(pressed: HTMLElement) => void} act gets the element that fits `selector`
 */
export function onPress(selector, act) {
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest(selector) : null;
    if (pressed instanceof HTMLElement) act(pressed);
  });
}
