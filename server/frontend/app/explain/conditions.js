// Which conditions of the model have figures like some given ones?
//
// Approximate Bayesian computation with local linear regression (Beaumont, Zhang and Balding 2002,
// Genetics 162:2025): of many conditions, those are taken whose figures are most like the given ones,
// and their levers are moved to what they would be at the given figures. Small losses were drawn more
// often than the prior has them; such conditions count less.
import { InputError } from "../engine.js";

const NEAREST = 300; // conditions that count
const RIDGE = 1; // added to the squares of each figure in the local regression
const LEVEL = 0.9; // of intervals
const BARS = 20; // of a histogram
const HARDLY = 0.1; // a loss below this is hardly one
const PLAUSIBLE = 0.05; // probability from which hardly any loss at all is among the likely answers
const CLOSEST = 10; // conditions whose distance says whether figures are unlike the model
const UNLIKE = 0.995; // share of conditions that lie closer to others

const decoded = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** The conditions of one body, and the figures that a page may ask about. */
export class Conditions {
  /** data: a body of explain.json; shared: the whole of it. */
  constructor(data, { level_count: levelCount, steps, cannot_tell: cannotTell }) {
    const levels = decoded(data.levels);
    const means = new Int8Array(decoded(data.means).buffer);
    Object.assign(this, {
      levers: data.levers, sliders: data.sliders, examples: data.examples,
      counts: data.counts, networks: data.networks, cannotTell,
      count: levels.length / data.levers.length,
    });
    // As shares of a lever's range, and as logits.
    this.shares = Float64Array.from(levels, (level) => (level + 0.5) / levelCount);
    this.logits = this.shares.map((share) => Math.log(share / (1 - share)));
    this.means = Float64Array.from(means, (step) => step / steps);
    this.reference = new Map(); // how far conditions lie from others, by figures
  }

  /** The index of a slider. */
  slider(key) {
    const index = this.sliders.findIndex(({ test, figure }) => `${test}.${figure}` === key);
    if (index < 0) throw new InputError("moved", key, "name a figure of the body’s tests, such as graded_effort.overflow");
    return index;
  }

  /**
   * The mean scores of all kinds of figures: those of an example, with some sliders moved.
   *
   * example: a name; moved: stops by slider. Of a kind, all figures move along with the slider's.
   */
  given(example, moved) {
    const start = this.examples[example];
    return start.means.map((mean, k) => {
      const stop = moved.get(k);
      return stop === undefined ? mean : mean + this.sliders[k].scores[stop] - start.scores[k];
    });
  }

  /** Mean scores of the taken kinds, for one condition after the other. */
  taken(kinds) {
    const width = this.sliders.length;
    const found = new Float64Array(this.count * kinds.length);
    for (let row = 0; row < this.count; row += 1) {
      kinds.forEach((kind, k) => {
        found[row * kinds.length + k] = this.means[row * width + kind];
      });
    }
    return found;
  }

  /**
   * What figures say about the levers.
   *
   * scores: mean scores by slider; kinds: indices of the sliders that count. Returns {levers, largest,
   * healthy, unlike, off}: for each lever its name, mean, low, high, known and bars; the probability
   * that the loss at a site is the largest, by name; whether hardly any loss at all is plausible;
   * whether no condition is like the figures; and then the index of the slider that is most off.
   */
  answer(scores, kinds) {
    const given = kinds.map((kind) => scores[kind]);
    const figures = this.taken(kinds);
    const { draws, weights } = this.posterior(figures, given);
    const { unlike, off } = this.fit(figures, given, kinds);
    const levers = this.levers.map((lever, k) => summary(lever, draws, weights, k, this));
    const lost = this.levers.flatMap(({ name }, k) => (name.startsWith("loss_") ? [k] : []));
    const largest = Object.fromEntries(lost.map((k) => [this.levers[k].name, 0]));
    weights.forEach((weight, row) => {
      const most = lost.reduce((one, other) => (
        draws[row * this.levers.length + other] > draws[row * this.levers.length + one] ? other : one));
      largest[this.levers[most].name] += weight;
    });
    const least = lost.map((k) => (HARDLY - this.levers[k].low) / (this.levers[k].high - this.levers[k].low));
    const none = weights.reduce((sum, weight, row) => (
      lost.every((k, n) => draws[row * this.levers.length + k] < least[n]) ? sum + weight : sum), 0);
    return { levers, largest, healthy: none >= PLAUSIBLE, unlike, off };
  }

  /** Draws of all levers as shares of their range, and their weights, which sum to 1. */
  posterior(figures, given) {
    const { count, counts, logits, levers } = this;
    const [width, wide] = [given.length, levers.length];
    // What a linear model of all conditions makes of the figures: one number for each lever.
    const every = Array.from({ length: count }, (_, row) => row);
    const fitted = regression(figures, logits, { rows: every, width, wide, weights: counts, centre: given, ridge: 0 });
    const told = new Float64Array(count * wide);
    const spread = new Float64Array(wide);
    const total = counts.reduce((sum, own) => sum + own, 0);
    for (let row = 0; row < count; row += 1) {
      for (let k = 0; k < wide; k += 1) {
        let sum = 0; // away from what is told of the given figures
        for (let f = 0; f < width; f += 1) sum += fitted[(f + 1) * wide + k] * (figures[row * width + f] - given[f]);
        told[row * wide + k] = sum;
        spread[k] += (logits[row * wide + k] - fitted[k] - sum) ** 2 * (counts[row] / total);
      }
    }
    const distance = every.map((row) => {
      let sum = 0;
      for (let k = 0; k < wide; k += 1) sum += told[row * wide + k] ** 2 / spread[k];
      return Math.sqrt(sum);
    });
    const rows = every.sort((a, b) => distance[a] - distance[b]).slice(0, NEAREST);
    const end = distance[rows.at(-1)];
    const kernel = rows.map((row) => counts[row] * (1 - (distance[row] / end) ** 2));
    const local = regression(figures, logits, { rows, width, wide, weights: kernel, centre: given, ridge: RIDGE });
    const draws = new Float64Array(rows.length * wide);
    rows.forEach((row, n) => {
      for (let k = 0; k < wide; k += 1) {
        let moved = logits[row * wide + k];
        for (let f = 0; f < width; f += 1) moved -= local[(f + 1) * wide + k] * (figures[row * width + f] - given[f]);
        draws[n * wide + k] = 1 / (1 + Math.exp(-moved));
      }
    });
    const whole = kernel.reduce((sum, own) => sum + own, 0);
    return { draws, weights: kernel.map((own) => own / whole) };
  }

  /**
   * Whether figures lie outside what the conditions have: their distance from the nearest ones over
   * that of these from their own nearest ones (the local outlier factor,
   * simplified), so that sparse corners of the prior are not called unlike.
   */
  fit(figures, given, kinds) {
    const width = kinds.length;
    const key = kinds.join();
    /** The nearest conditions to a point, as rows, and the distance of the last of them. */
    const nearest = (point, self) => {
      const rows = [];
      const found = [];
      for (let row = 0; row < this.count; row += 1) {
        let sum = 0;
        for (let f = 0; f < width; f += 1) sum += (figures[row * width + f] - point[f]) ** 2;
        if (row === self || (found.length === CLOSEST && sum >= found[CLOSEST - 1])) continue;
        let at = found.length;
        while (at > 0 && found[at - 1] > sum) at -= 1;
        found.splice(at, 0, sum);
        rows.splice(at, 0, row);
        found.length = rows.length = Math.min(found.length, CLOSEST);
      }
      return { rows, away: Math.sqrt(found.at(-1)) };
    };
    const mean = (rows, value) => rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
    if (!this.reference.has(key)) {
      const all = Array.from({ length: this.count }, (_, row) => (
        nearest(figures.subarray(row * width, (row + 1) * width), row)));
      const factors = all.map(({ rows, away }) => away / mean(rows, (row) => all[row].away));
      factors.sort((a, b) => a - b);
      this.reference.set(key, { all, most: factors[Math.floor(UNLIKE * factors.length)] });
    }
    const { all, most } = this.reference.get(key);
    const { rows, away } = nearest(given, -1);
    const apart = kinds.map((_, f) => Math.abs(mean(rows, (row) => figures[row * width + f]) - given[f]));
    return {
      unlike: away > most * mean(rows, (row) => all[row].away),
      off: kinds[apart.indexOf(Math.max(...apart))],
    };
  }
}

/** Mean, interval and histogram of a lever. */
function summary({ name, low, high }, draws, weights, k, { levers: { length: wide }, cannotTell }) {
  const value = (share) => low + share * (high - low);
  const shares = weights.map((weight, row) => [draws[row * wide + k], weight]).sort((a, b) => a[0] - b[0]);
  const bars = new Array(BARS).fill(0);
  let mean = 0;
  for (const [share, weight] of shares) {
    bars[Math.min(BARS - 1, Math.floor(share * BARS))] += weight;
    mean += share * weight;
  }
  const quantile = (part) => {
    let sum = 0;
    for (const [share, weight] of shares) {
      sum += weight;
      if (sum >= part) return share;
    }
    return shares.at(-1)[0];
  };
  const [first, last] = [(1 - LEVEL) / 2, (1 + LEVEL) / 2];
  const [from, to] = [quantile(first), quantile(last)];
  return {
    name, bars, mean: value(mean), low: value(from), high: value(to), shares: [from, to],
    lowBefore: value(first), highBefore: value(last), known: to - from < cannotTell * LEVEL,
  };
}

/**
 * Weighted least squares of some rows: the intercepts at the centre, then the slope of each figure, as
 * (width + 1) rows of `wide` numbers.
 */
function regression(figures, wanted, { rows, width, wide, weights, centre, ridge }) {
  const size = width + 1;
  const columns = size + wide;
  const system = Array.from({ length: size }, () => new Float64Array(columns));
  const line = new Float64Array(columns);
  line[0] = 1;
  rows.forEach((row, n) => {
    for (let f = 0; f < width; f += 1) line[f + 1] = figures[row * width + f] - centre[f];
    for (let k = 0; k < wide; k += 1) line[size + k] = wanted[row * wide + k];
    const weight = weights[n];
    for (let i = 0; i < size; i += 1) {
      const own = weight * line[i];
      for (let j = 0; j < columns; j += 1) system[i][j] += own * line[j];
    }
  });
  for (let f = 1; f < size; f += 1) system[f][f] += ridge + 1e-9 * system[f][f];
  return solved(system, size, wide);
}

/** Solve a system by elimination; each row has the equation and then its right-hand sides. */
function solved(system, size, wide) {
  for (let i = 0; i < size; i += 1) {
    let best = i;
    for (let row = i + 1; row < size; row += 1) {
      if (Math.abs(system[row][i]) > Math.abs(system[best][i])) best = row;
    }
    [system[i], system[best]] = [system[best], system[i]];
    for (let row = 0; row < size; row += 1) {
      if (row === i) continue;
      const factor = system[row][i] / system[i][i];
      for (let j = i; j < size + wide; j += 1) system[row][j] -= factor * system[i][j];
    }
  }
  const found = new Float64Array(size * wide);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < wide; k += 1) found[i * wide + k] = system[i][size + k] / system[i][i];
  }
  return found;
}
