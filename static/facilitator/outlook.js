/** How a meeting stands against its plan; counted as `core/timing.py` counts it. */

const MINUTE = 60_000;

/**
 * When it ends, and whole minutes after the planned end (below zero: before it).
 * @param {{planned: number, until: number, rest: number}} plan in ms
 * @param {number} at
 */
export function outlook({ planned, until, rest }, at) {
  const end = Math.max(at, until) + rest;
  return { end, delay: Math.round((end - planned) / MINUTE) };
}
