/** On every page for the public: looks whether the report form keeps something on this phone. */

/** Ms until the next look, where the script could not be fetched. */
const AGAIN = 30_000;

function isAny() {
  try {
    return localStorage.getItem("ml:lapor:ada") !== null;
  } catch {
    return false; // what is kept nowhere waits nowhere
  }
}

/** The form itself sends what it keeps, and needs no help. */
function look() {
  if (!navigator.onLine || !isAny() || document.querySelector("#lapor-kotak")) return;
  import("./elsewhere.js").catch(() => setTimeout(look, AGAIN));
}

// When the page comes, or comes back; when another page keeps something; when there is a line.
for (const change of ["pageshow", "storage", "online"]) addEventListener(change, look);

export {};
