/** Asks the server for something that is only a help: without an answer the page goes on. */

/** @param {string} address @returns {Promise<any>} null while the server is not to be had */
export async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
