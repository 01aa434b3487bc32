/**
 * How late the meeting is against its plan, and when it would end: as `core/timing.py` says it,
 * followed by the clock while a phase runs over.
 */

import { clock, fill } from "../shared/status.js";
import { now } from "../shared/timer.js";
import { outlook } from "./outlook.js";

/** Write it wherever the page has a place for it. */
export function showSchedule() {
  for (const element of document.querySelectorAll("[data-planned]")) {
    const place = /** @type {HTMLElement} */ (element);
    const { planned, until, rest, late, early, even, end } = place.dataset;
    const seen = outlook(
      { planned: Number(planned), until: Number(until), rest: Number(rest) },
      now(),
    );
    const words = seen.delay > 0 ? late : seen.delay < 0 ? early : even;
    const text = fill(`${words} ${end}`, { n: Math.abs(seen.delay), clock: clock(seen.end) });
    if (place.textContent !== text) place.textContent = text;
  }
}
