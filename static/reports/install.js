/** Lets `/lapor` open without a line, where the browser trusts the page enough. */

/** A worker is a script: Trusted Types want to know which addresses may be one. */
const policy = window.trustedTypes?.createPolicy("musrenbang", {
  createScriptURL: (/** @type {string} */ url) => {
    if (url !== "/sw.js") throw new TypeError(url);
    return url;
  },
});

if (isSecureContext && "serviceWorker" in navigator) {
  const url = policy ? policy.createScriptURL("/sw.js") : "/sw.js";
  navigator.serviceWorker.register(/** @type {string} */ (url), { scope: "/" }).catch(() => {});
}
