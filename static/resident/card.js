/**
 * A voter card that came by its QR code: the code stands behind the # of the address, which no
 * server is sent. It is typed into the form, taken out of the address bar, and sent.
 */

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("kartu-suara"));
const field = /** @type {HTMLInputElement | null} */ (document.getElementById("kode-kartu"));

/** Take the code of a QR, if this page was opened by one. */
function takeCode() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!form || !field || !/^[0-9A-Za-z-]{9,14}$/.test(code)) return;
  history.replaceState(null, "", location.pathname + location.search);
  field.value = code;
  form.requestSubmit();
}

takeCode();
addEventListener("hashchange", takeCode); // a second card, while this page is open

export {}; // a module: its names are its own
