/** What the agreed proposals cost against the ceiling of the kelurahan: part of the record. */

/**
 * The agreed proposals against the ceiling; null where none are, or nothing was said of money.
 * @param {import("./meeting.js").Meeting} meeting
 */
export function budgetOf(meeting) {
  const { ceiling } = meeting.plan;
  const order = meeting.ranks.order.filter((number) => {
    const { status, merged } = meeting.known(number);
    return status === "shown" && !merged;
  });
  const costs = order.map((number) => meeting.known(number).content.cost);
  let total = 0;
  const beyond = order.filter((_, place) => {
    total += costs[place] ?? 0;
    return ceiling && costs[place] && total > ceiling;
  });
  if (!meeting.ranks.order.length || !(ceiling || total)) return null;
  const uncosted = costs.filter((cost) => cost === null).length;
  return { ceiling: ceiling || null, total, ranked: true, order, uncosted, beyond };
}
