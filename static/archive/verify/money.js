/** How money is given away: by most votes, and by the Method of Equal Shares; all of it exact. */

/** @typedef {import("./meeting.js").Round} Round */
/** @typedef {import("./ballots.js").Pile} Pile */
/** @typedef {import("./tally.js").Line} Line */
/** @typedef {import("./tally.js").Decision} Decision */
/** @typedef {() => void | Promise<void>} Breath lets the page live from time to time */

const PARTS = 1_000n;
const MOST_STEPS = 10_000n;

/**
 * Down the ranking until the money ends; what no longer fits is passed over.
 * @param {Round} round
 * @param {Line[]} lines
 * @returns {Decision}
 */
export function byMost(round, lines) {
  const { ceiling } = round.rule;
  /** @type {number[]} */
  const chosen = [];
  let left = ceiling;
  for (const { option, figures } of lines) {
    if (figures[0] && round.cost(option) <= left) {
      chosen.push(option);
      left -= round.cost(option);
    }
  }
  return { by: "terbanyak", chosen, undecided: [], places: 0, spent: ceiling - left };
}

/**
 * An option that somebody wants and that costs something. `backers`: place in the pile, and how
 * many ballots are the same.
 * @typedef {{ option: number, cost: bigint, votes: bigint, backers: [number, bigint][] }} Wish
 */

/**
 * The Method of Equal Shares (Peters, Pierczyński and Skowron, NeurIPS 2021), with add1.
 *
 * Everybody has the same share of the money. Again and again the option is bought that costs its
 * backers least for its worth, when all pay alike and who has less pays all there is. If that
 * leaves enough for another option, all shares are raised by a step and everything is done anew,
 * until the money does not suffice, nothing more fits, or after `MOST_STEPS`.
 * @param {Round} round
 * @param {Line[]} lines
 * @param {Pile} pile
 * @param {Breath} breath
 * @returns {Promise<Decision>}
 */
export async function byEqualShares(round, lines, pile, breath) {
  const wanted = lines.filter((line) => line.figures[0]);
  const free = wanted.map((line) => line.option).filter((option) => !round.cost(option));
  const wishes = wanted
    .filter((line) => round.cost(line.option))
    .map((line) => wish(round, line, pile));
  const people = BigInt(pile.reduce((all, [, times]) => all + times, 0));
  const found = wishes.length ? await taken(wishes, people, pile.length, round, breath) : [];
  const spent = Number(found.reduce((all, { cost }) => all + cost, 0n));
  const chosen = [...free, ...found.map(({ option }) => option)];
  return { by: "seimbang", chosen, undecided: [], places: 0, spent };
}

/**
 * @param {Round} round
 * @param {Line} line
 * @param {Pile} pile
 * @returns {Wish}
 */
function wish(round, { option, figures }, pile) {
  /** @type {[number, bigint][]} */
  const backers = [];
  pile.forEach(([mark, times], who) => {
    if (mark.includes(option)) backers.push([who, BigInt(times)]);
  });
  return { option, cost: BigInt(round.cost(option)), votes: BigInt(figures[0]), backers };
}

/**
 * What is bought in the end.
 * @param {Wish[]} wishes
 * @param {bigint} people
 * @param {number} ballots
 * @param {Round} round
 * @param {Breath} breath
 */
async function taken(wishes, people, ballots, round, breath) {
  const ceiling = BigInt(round.rule.ceiling);
  const step = ceiling / (PARTS * people) || 1n;
  /** @type {Wish[]} */
  let found = [];
  for (let steps = 0n; steps <= MOST_STEPS; ) {
    const purses = new Purses(wishes, ballots, ceiling + steps * step * people, people, step);
    const bought = await purses.buy(breath);
    const left = bought.reduce((rest, { cost }) => rest - cost, ceiling);
    if (left < 0n) break;
    found = bought;
    if (!wishes.some((one) => one.cost <= left && !bought.includes(one))) break;
    steps += 1n + purses.same;
  }
  return found;
}

/**
 * What a wish costs each of its backers: `price` / `parts` rupiah, and by how much less if shares
 * were one step higher (`falls` / `parts`). Its rate is the price for its worth.
 * @typedef {{ place: number, price: bigint, falls: bigint, parts: bigint, cost: bigint }} Offer
 */

/**
 * What everybody has left, and what is bought with it.
 *
 * Money is counted in whole numbers, in parts of which `unit` are a rupiah. Beside each amount
 * stands by how much it would be more if shares were one step higher: as long as all comparisons
 * come out as they do now, the same things are bought in the same order. `same` is for how many
 * more steps that is certain, so that these need not be tried.
 */
class Purses {
  /**
   * @param {Wish[]} wishes
   * @param {number} ballots
   * @param {bigint} money of all together
   * @param {bigint} people
   * @param {bigint} step
   */
  constructor(wishes, ballots, money, people, step) {
    this.wishes = wishes;
    this.same = MOST_STEPS;
    this.unit = people;
    /** @type {bigint[]} */
    this.has = new Array(ballots).fill(money);
    /** @type {bigint[]} */
    this.grows = new Array(ballots).fill(step * people);
  }

  /**
   * Note for how many steps a lead that shrinks so fast is still there (`strictly`: not 0).
   * @param {bigint} lead
   * @param {bigint} shrinks
   * @param {boolean} [strictly]
   */
  stays(lead, shrinks, strictly = false) {
    if (shrinks <= 0n) return;
    const steps = lead / shrinks - (strictly && lead % shrinks === 0n ? 1n : 0n);
    if (steps < this.same) this.same = steps;
  }

  /**
   * Buy one thing after the other until nobody can pay for more. Offers only get worse as purses
   * get emptier: so the best of the old ones is computed anew, and is the best if it still is.
   * @param {Breath} breath
   */
  async buy(breath) {
    /** @type {Offer[]} */
    const offers = [];
    for (const place of this.wishes.keys()) {
      const offer = this.offer(place);
      if (offer) offers.push(offer);
      await breath();
    }
    /** @type {Wish[]} */
    const bought = [];
    offers.sort(byRate);
    while (offers.length) {
      const { place } = /** @type {Offer} */ (offers.shift());
      const offer = this.offer(place);
      if (!offer) continue;
      if (offers.length && byRate(offer, offers[0]) > 0) {
        insert(offers, offer);
      } else {
        for (const other of offers) this.staysBehind(offer, other);
        this.pay(offer);
        bought.push(this.wishes[place]);
      }
      await breath();
    }
    return bought;
  }

  /**
   * What this wish costs now; null if its backers cannot pay for it.
   * @param {number} place
   * @returns {Offer | null}
   */
  offer(place) {
    const { backers, cost, votes } = this.wishes[place];
    const { has, grows } = this;
    let owed = cost * this.unit;
    let payers = votes;
    let falls = 0n;
    if (backers.some(([who]) => has[who] * votes < owed)) {
      const total = backers.reduce((all, [who, times]) => all + has[who] * times, 0n);
      if (total < owed) {
        const growth = backers.reduce((all, [who, times]) => all + grows[who] * times, 0n);
        this.stays(owed - total, growth, true);
        return null;
      }
      for (const [who, times] of backers
        .slice()
        .sort(([one], [other]) => order(has[one], has[other]))) {
        if (has[who] * payers >= owed) break;
        owed -= has[who] * times;
        falls += grows[who] * times;
        payers -= times;
      }
    }
    return { place, price: owed, falls, parts: payers * this.unit, cost };
  }

  /**
   * The best offer must stay better than another, or as good and before it.
   * @param {Offer} best
   * @param {Offer} other
   */
  staysBehind(best, other) {
    if (!other.falls) return;
    const lead = other.price * best.parts * best.cost - best.price * other.parts * other.cost;
    this.stays(lead, other.falls * best.parts * best.cost, other.place < best.place);
  }

  /** Everybody who wants it pays the price, or all there is. @param {Offer} offer */
  pay(offer) {
    const payers = offer.parts / this.unit;
    const common = divisor(divisor(offer.price, offer.falls), payers);
    const finer = payers / common;
    const price = offer.price / common;
    const falls = offer.falls / common;
    this.unit *= finer;
    if (finer > 1n) {
      this.has = this.has.map((amount) => amount * finer);
      this.grows = this.grows.map((amount) => amount * finer);
    }
    for (const [who] of this.wishes[offer.place].backers) {
      const lacking = price - this.has[who];
      if (lacking > 0n) this.stays(lacking, this.grows[who] + falls);
      this.has[who] = lacking > 0n ? 0n : -lacking;
      this.grows[who] = lacking > 0n ? 0n : this.grows[who] + falls;
    }
  }
}

/**
 * @param {bigint} one
 * @param {bigint} other
 */
function order(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * The lower rate first; equals in the order of the wishes.
 * @param {Offer} one
 * @param {Offer} other
 */
function byRate(one, other) {
  const left = one.price * other.parts * other.cost;
  return order(left, other.price * one.parts * one.cost) || one.place - other.place;
}

/**
 * Put an offer in its place among sorted ones.
 * @param {Offer[]} offers
 * @param {Offer} offer
 */
function insert(offers, offer) {
  let low = 0;
  let high = offers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byRate(offers[middle], offer) < 0) low = middle + 1;
    else high = middle;
  }
  offers.splice(low, 0, offer);
}

/**
 * @param {bigint} one
 * @param {bigint} other
 * @returns {bigint}
 */
function divisor(one, other) {
  return other ? divisor(other, one % other) : one;
}
