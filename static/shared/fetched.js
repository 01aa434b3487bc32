/** Modules that only some pages need, fetched when they do. */

const FILES = new URL("../", import.meta.url).href;

/** @type {Map<string, number>} how often each was lost on the way */
const losses = new Map();

/**
 * Fetch a module. Older browsers never ask twice for one that was lost, nor for what it imports
 * (whatwg/html#10327), so each further try is for the same files in a folder of another name. What
 * it imports may then run a second time: it must hold nothing of the page.
 * @param {string} path below `static/`
 * @returns {Promise<any>} what it exports; rejected where it did not come, and may be asked again
 */
export async function fetchModule(path) {
  const lost = losses.get(path) ?? 0;
  try {
    return await import(`${lost ? FILES.replace(/\/$/, `.${lost}/`) : FILES}${path}`);
  } catch (error) {
    losses.set(path, lost + 1);
    throw error;
  }
}
