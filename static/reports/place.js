/** Where the phone stands: asked only after a press, and only where the page is secure. */

/** Decimals of a degree that leave the phone: about eleven metres. */
const DECIMALS = 4;
const WITHIN = 20_000;

/** @param {HTMLElement} box @param {() => void} changed */
export function openPlace(box, changed) {
  const field = /** @type {HTMLElement | null} */ (box.querySelector("[data-position]"));
  if (!field || !isSecureContext || !("geolocation" in navigator)) return () => {};
  const lat = /** @type {HTMLInputElement} */ (field.querySelector("[name=lat]"));
  const lng = /** @type {HTMLInputElement} */ (field.querySelector("[name=lng]"));
  const say = /** @type {HTMLElement} */ (field.querySelector("[data-say]"));
  const ask = /** @type {HTMLButtonElement} */ (field.querySelector("[data-locate]"));
  const forget = /** @type {HTMLElement} */ (field.querySelector("[data-forget]"));
  const words = field.dataset;
  field.hidden = false;

  function show() {
    say.textContent = lat.value ? (words.got ?? "") : "";
    forget.hidden = !lat.value;
  }

  /** @param {string} north @param {string} east */
  function set(north, east) {
    lat.value = north;
    lng.value = east;
    show();
    changed();
  }

  ask.addEventListener("click", () => {
    say.textContent = words.asking ?? "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => set(coords.latitude.toFixed(DECIMALS), coords.longitude.toFixed(DECIMALS)),
      () => {
        say.textContent = words.none ?? "";
      },
      { enableHighAccuracy: true, timeout: WITHIN, maximumAge: 60_000 },
    );
  });
  forget.addEventListener("click", () => set("", ""));
  return show;
}
