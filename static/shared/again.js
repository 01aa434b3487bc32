/**
 * Asks again for scripts and style sheets that were lost on the way, as when a phone goes over to
 * another network while it opens a page: the browser itself never does. It stands in every page,
 * since a file of its own would be lost with the others.
 */

{
  /** Ms until the first try; each further one waits twice as long, up to the longest. */
  const FIRST = 1_000;
  const LONGEST = 30_000;
  const MODULES = "script[type=module]";

  const policy = window.trustedTypes?.createPolicy("again", { createScriptURL: (url) => url });
  /** @type {(HTMLScriptElement | HTMLLinkElement)[]} */
  let lost = [];
  let tries = 0;
  let timer = 0;

  /** @param {ErrorEvent} event of a part of the page; those of a script that runs are at `window` */
  const lose = ({ target }) => {
    const isScript = target instanceof HTMLScriptElement;
    if (!isScript && !(target instanceof HTMLLinkElement && target.rel === "stylesheet")) return;
    lost.push(target);
    if (!timer) timer = setTimeout(ask, Math.min(LONGEST, FIRST * 2 ** tries));
  };

  const ask = () => {
    clearTimeout(timer);
    timer = 0;
    tries += 1;
    const modules = document.querySelectorAll(MODULES).length;
    const isNoneThere = lost.filter((part) => part.matches(MODULES)).length === modules;
    const again = lost;
    lost = [];
    for (const part of again) part.replaceWith(anew(part, isNoneThere));
  };

  /** @param {HTMLScriptElement | HTMLLinkElement} part @param {boolean} isNoneThere */
  const anew = (part, isNoneThere) => {
    if (part instanceof HTMLLinkElement) return part.cloneNode();
    const script = document.createElement("script");
    script.type = part.type;
    script.async = false;
    const address = another(part.src, isNoneThere);
    script.src = /** @type {string} */ (policy ? policy.createScriptURL(address) : address);
    return script;
  };

  /**
   * Older browsers never ask twice for a module, nor for what it imports (whatwg/html#10327): the
   * file needs another address. Another folder renews what it imports too; where some of that
   * already runs on the page it would run twice, so there only the file itself is renewed.
   * @param {string} address @param {boolean} isNoneThere no module of this page has come
   */
  const another = (address, isNoneThere) => {
    const [file] = address.split("?");
    if (!isNoneThere) return `${file}?${tries}`;
    return file.replace(/(\/static\/\w+)[^/]*/, `$1.${tries}`);
  };

  addEventListener("error", lose, true);
  addEventListener("online", () => {
    if (timer) ask();
  });
}
