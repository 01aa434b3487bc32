/** Modules that only some pages need, fetched when they do. */

/** Ms that pass after the first loss; after each further one twice as many, up to the longest. */
const FIRST = 1_000;
const LONGEST = 30_000;

/** The folder of all files, which may have another name already on this page (shared/again.js). */
const FOLDER = new URL("..", import.meta.url).href.slice(0, -1);
const NUMBER = /\.(\d+)$/;

/** @type {Map<string, number>} how often each was lost on the way */
const losses = new Map();

/**
 * Fetch a module. Older browsers never ask twice for one that was lost, nor for what it imports
 * (whatwg/html#10327), so each further try is for the same files in a folder of another name. What
 * it imports may then run a second time: it must hold nothing of the page.
 * @param {string} path below `static/`
 * @returns {Promise<any>} what it exports; rejected where it did not come, once it may be asked for
 *   again
 */
export async function fetchModule(path) {
  const lost = losses.get(path) ?? 0;
  const number = Number(NUMBER.exec(FOLDER)?.[1] ?? 0) + lost;
  const folder = lost ? `${FOLDER.replace(NUMBER, "")}.${number}` : FOLDER;
  try {
    return await import(`${folder}/${path}`);
  } catch (error) {
    losses.set(path, lost + 1);
    await new Promise((go) => setTimeout(go, Math.min(LONGEST, FIRST * 2 ** lost)));
    throw error;
  }
}
