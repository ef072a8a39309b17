// Measures of runs, for lessons and comparisons: the same numbers as motorloops computes on a
// server, from the same compiled functions. See docs/concepts/browser_engine.md.
//
//   const found = await measure(engine, {
//     body: "arm",
//     conditions: {
//       healthy: {},
//       dystonia: { preset: "severe", levers: { effort: 0.5 }, later: { loss: 0.15 } },
//     },
//     timeline: "hold", seconds: 2.3, seeds: [1, 2, 3],
//   });
//   found.dystonia.overflow;                        // Float64Array, a value a seed
//   summarise(engine, found.dystonia.overflow);     // { mean, low, high, n }

import { choose, InputError, loadEngine, number, Runs, whole } from "./engine.js";

const SLICE_MS = 10; // of the page's time, for which runs may keep it waiting
const STEPS = 50; // ms of the model between two looks at the clock
const MOST_WORKERS = 4;
const MOST_SEEDS = 1000;
const UNASKED = "unasked_turn";

/** Two runs that are measured: of one timeline, each with its own levers and seed. */
export class MeasuredRuns extends Runs {
  constructor(engine, { body, timeline, seconds, afterToxin, options }) {
    super(engine, body, Math.ceil(seconds * 1000) + 1);
    this.afterToxin = afterToxin;
    this.asked = { kind: engine.timelines[timeline].kind, values: [seconds, ...options] };
  }

  /**
   * Run a pair to its end; yields now and then, so that others have their turn.
   *
   * Each of the pair has `seed` (BigInt), `levers` (of all names) and `later`, changes of them
   * after the command. Returns for each: `figures` by name, and the `turn` of each degree of
   * freedom (degrees) in the steady part of the command and `late` after it.
   */
  *play(pair) {
    const { arrays } = this;
    this.begin(pair.map(({ seed }) => seed));
    const course = this.course();
    this.sums(pair, course);
    const changed = pair.map(({ levers, later }) => ({ ...levers, ...later }));
    const moments = course.phases.map(([at, command]) => ({ at, command }));
    if (pair.some(({ later }) => Object.keys(later).length)) {
      moments.push({ at: course.later, command: 0, levers: changed });
    }
    this.enter(pair.map(({ levers }) => levers));
    for (const [k, { at, command, levers }] of moments.entries()) {
      const end = Math.min(moments[k + 1]?.at ?? course.duration, course.duration);
      if (levers && end > at) this.enter(levers);
      if (end > at) this.act(command);
      for (let time = at; time < end; time += STEPS) {
        this.steps(time, Math.min(STEPS, end - time));
        yield;
      }
      if (this.afterToxin && end > at) {
        this.word("first", at);
        this.word("end", end);
        this.call("keep_pull");
      }
    }
    for (const name of ["accumulate", "set_figures", "set_late_turn", "set_diverged"]) {
      this.call(name);
    }
    const of = (name, run) => arrays[name].filter((_, k) => k % this.engine.lanes === run);
    return pair.map((_, run) => {
      const gone = arrays.diverged[run] !== 0n; // a run without a state has no measure
      const numbers = (name) => of(name, run).map((value) => (gone ? NaN : value));
      const names = Object.keys(this.engine.measures).filter((name) => name !== UNASKED);
      const figures = names.map((name) => [name, numbers(`figures.${name}`)[0]]);
      const turns = { turn: numbers("figures.turn"), late: numbers("late") };
      return { figures: Object.fromEntries(figures), ...turns };
    });
  }

  /** The phases of the timeline and its moments, ms. */
  course() {
    const { kind, values } = this.asked;
    this.word("kind", kind);
    this.arrays.asked.set(values);
    this.call("set_course");
    const [count, duration, on, steady, off, later] = [...this.arrays["course.moments"]].map(Number);
    const [starts, commands] = ["start", "command"].map((name) => this.arrays[`course.${name}`]);
    const phases = Array.from({ length: count }, (_, k) => [Number(starts[k]), commands[k]]);
    return { phases, duration, on, steady, off, later };
  }

  /** Write what the accumulators need to know. */
  sums(pair, { duration, on, steady, off }) {
    pair.forEach(({ levers }, run) => {
      const aim = this.aim(levers);
      const agonist = this.body.muscles.map((_, channel) => Number(channel === aim.wanted));
      this.fill("roles.agonist", run, agonist);
      this.fill("roles.opposing", run, aim.opposing);
      this.fill("seen.wanted", run, aim.used, BigInt);
    });
    for (const [name, value] of Object.entries({ on, steady, off })) {
      this.word(`windows.${name}`, value);
    }
    this.word("samples", duration);
    this.word("plan.every", 1);
  }
}

/** The largest turn (degrees) of runs that was not asked for, beyond that of their twins. */
class UnaskedTurn extends Runs {
  constructor(engine, body) {
    super(engine, body);
    this.begin([0n, 0n]);
  }

  of(one, twin, levers) {
    const turns = { held: one.turn, twin_held: twin.turn, late: one.late, twin_late: twin.late };
    for (const [name, values] of Object.entries(turns)) this.fill(`turns.${name}`, 0, values);
    this.arrays["turns.asked"].set(this.aim(levers).asked.map(BigInt));
    this.call("set_unasked_turn");
    return this.arrays.unasked[0];
  }
}

/** What is asked for, checked and with all defaults. */
const planOf = (engine, options) => {
  const { body = "arm", timeline = "hold", afterToxin = true } = options;
  choose("body", body, Object.keys(engine.bodies));
  choose("timeline", timeline, Object.keys(engine.timelines));
  const longest = engine.measured_ms / 1000;
  const { seconds = engine.timelines[timeline].seconds } = options;
  const allowed = `give seconds from 0.001 to ${longest}`;
  number("seconds", seconds, 0.001, longest, allowed);
  const usual = engine.timelines[timeline].options;
  const { hold } = options;
  if (hold !== undefined) {
    if (timeline !== "hold") throw new InputError("hold", hold, 'only "hold" has it');
    number("hold", hold, 0.001, longest, allowed);
  }
  const entries = Object.entries(options.conditions ?? {});
  if (!entries.length) throw new InputError("conditions", "none", "give at least one");
  const conditions = entries.map(([name, { preset, levers, later = {} }]) => {
    const known = engine.bodies[body];
    const start = engine.leversOf(body, preset, levers);
    const changes = engine.expand(later, known);
    for (const { task, agonist } of [start, { ...start, ...changes }]) {
      choose(`agonist of ${name}`, agonist, Object.keys(known.aims[task]));
    }
    return { name, levers: start, later: changes };
  });
  const seeds = [...(options.seeds ?? [])].map((seed) => engine.seed(seed));
  whole("number of seeds", seeds.length, 1, MOST_SEEDS);
  const names = [...(options.measures ?? Object.keys(engine.measures))];
  for (const name of names) choose("measure", name, Object.keys(engine.measures));
  const keys = conditions.map(({ name }) => name);
  const { twin = keys.includes("healthy") ? "healthy" : keys[0] } = options;
  choose("twin", twin, keys);
  const asked = hold === undefined ? usual : [usual[0], hold];
  return { body, timeline, seconds, afterToxin, options: asked, conditions, seeds, names, twin };
};

/** All runs in pairs, of which most share their noise; an odd one runs beside itself. */
const pairsOf = ({ conditions, seeds }) => {
  const runs = seeds.flatMap((seed) =>
    conditions.map(({ levers, later }) => ({ seed, levers, later })),
  );
  const pairs = [];
  for (let k = 0; k < runs.length; k += 2) pairs.push([runs[k], runs[k + 1] ?? runs[k]]);
  return pairs;
};

const stopped = (signal) => {
  if (signal?.aborted) throw signal.reason;
};

/** Let the page do what has come up. */
const pause = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** Play all pairs here, in slices. */
const playHere = async (engine, plan, pairs, { signal, took }) => {
  const runs = new MeasuredRuns(engine, plan);
  let began = performance.now();
  for (const [k, pair] of pairs.entries()) {
    const play = runs.play(pair);
    let step = play.next();
    while (!step.done) {
      if (performance.now() - began > SLICE_MS) {
        await pause();
        stopped(signal);
        began = performance.now();
      }
      step = play.next();
    }
    took(k, step.value);
  }
};

/** A worker that has the engine, or null where none can be made. */
const makeWorker = async (engine, { body, timeline, seconds, afterToxin, options }) => {
  let worker = null;
  const begun = new Promise((resolve, reject) => {
    try {
      worker = newWorker(engine.modules);
    } catch (error) {
      reject(error);
      return;
    }
    worker.onerror = (event) => {
      event.preventDefault?.();
      reject(new Error(event.message || "no worker"));
    };
    worker.onmessage = ({ data }) => (data.failed ? reject(new Error(data.failed)) : resolve());
    const { code, data } = engine.files;
    worker.postMessage({ code, data, plan: { body, timeline, seconds, afterToxin, options } });
  });
  try {
    await begun;
    return worker;
  } catch {
    worker?.terminate();
    return null;
  }
};

const newWorker = (modules) => {
  if (!modules) {
    return new Worker(new URL("./measure_worker.js", import.meta.url), { type: "module" });
  }
  // A page that is one file: the text of its modules, and the call that starts this part of it.
  // Opened from a disk, the page cannot start a module; and a plain script has no import.meta.
  const plain = modules.replaceAll("import.meta.url", "location.href");
  const text = `"use strict";\n${plain}\nserveMeasures(globalThis);\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return new Worker(address);
  } finally {
    setTimeout(() => URL.revokeObjectURL(address), 60_000); // it is read after this returns
  }
};

/** Answer, in a worker, the messages of makeWorker and playThere. */
export const serveMeasures = (scope) => {
  let runs = null;
  const answer = async ({ code, data, plan, k, pair }) => {
    if (plan) {
      runs = new MeasuredRuns(await loadEngine(code, data), plan);
      return { ready: true };
    }
    const play = runs.play(pair);
    let step = play.next();
    while (!step.done) step = play.next();
    return { k, results: step.value };
  };
  scope.onmessage = async ({ data }) => {
    scope.postMessage(await answer(data).catch((error) => ({ failed: String(error) })));
  };
};

/** Play all pairs in some workers. */
const playThere = (workers, pairs, { signal, took }) =>
  new Promise((resolve, reject) => {
    let [next, done] = [0, 0];
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    for (const worker of workers) {
      const give = () => {
        if (next < pairs.length) worker.postMessage({ k: next, pair: pairs[next++] });
      };
      worker.onerror = (event) => reject(new Error(event.message || "a worker failed"));
      worker.onmessage = ({ data }) => {
        if (data.failed) {
          reject(new Error(data.failed));
          return;
        }
        took(data.k, data.results);
        done += 1;
        if (done === pairs.length) resolve();
        else give();
      };
      give();
    }
  });

const playAll = async (engine, plan, pairs, how) => {
  const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  const wanted = Math.max(1, Math.min(MOST_WORKERS, cores - 1, pairs.length));
  const workers = [];
  try {
    if (how.workers && typeof Worker === "function") {
      const first = await makeWorker(engine, plan);
      if (first) {
        const others = Array.from({ length: wanted - 1 }, () => makeWorker(engine, plan));
        workers.push(first, ...(await Promise.all(others)).filter(Boolean));
      }
    }
    stopped(how.signal);
    if (workers.length) await playThere(workers, pairs, how);
    else await playHere(engine, plan, pairs, how);
  } finally {
    for (const worker of workers) worker.terminate();
  }
};

/**
 * Run some conditions on the same noise, and measure them.
 *
 * conditions: by name; each has a `preset` ("healthy" if none), `levers` that differ from it, and
 *   `later`, levers that change a second after the command ends;
 * timeline, seconds: "hold", "rest", "tap" or "reach", and the length of a run;
 * hold: of "hold", the seconds of effort; as usual if it is not given;
 * seeds: one run a condition and seed;
 * measures: names in `engine.measures`; all if none are given;
 * twin: the condition whose turns `unasked_turn` is measured from; "healthy", or else the first;
 * afterToxin: whether the pull that botulinum toxin leaves is measured (the usual), or the drive;
 * signal: an AbortSignal that stops it; the promise is then rejected with the signal's reason;
 * progress: called with the number of runs that are done, and of all;
 * workers: false to run here, in slices between which the page can answer.
 *
 * Resolves to a Float64Array by condition and measure, with a value for each seed, in the unit of
 * `engine.measures[name].unit`; NaN where a run has no value. Where no worker can be made, it runs
 * here as well.
 */
export async function measure(engine, options) {
  const plan = planOf(engine, options);
  const { conditions, seeds, names, twin } = plan;
  const { signal, progress, workers = true } = options;
  stopped(signal);
  const [pairs, results] = [pairsOf(plan), []];
  const all = conditions.length * seeds.length;
  let done = 0;
  const took = (k, pair) => {
    results[2 * k] = pair[0];
    if (2 * k + 1 < all) results[2 * k + 1] = pair[1];
    done = Math.min(all, done + 2);
    progress?.(done, all);
  };
  await playAll(engine, plan, pairs, { signal, took, workers });
  const of = (seed, name) =>
    results[seed * conditions.length + conditions.findIndex((one) => one.name === name)];
  const turns = names.includes(UNASKED) ? new UnaskedTurn(engine, plan.body) : null;
  const value = ({ name, levers }, measured) => (_, seed) =>
    measured === UNASKED
      ? turns.of(of(seed, name), of(seed, twin), levers)
      : of(seed, name).figures[measured];
  return Object.fromEntries(
    conditions.map((condition) => [
      condition.name,
      Object.fromEntries(
        names.map((name) => [name, Float64Array.from(seeds, value(condition, name))]),
      ),
    ]),
  );
}

// The sum of NumPy: of up to 128 values in eight parts, of more in two halves.
const sum = (values) => {
  const n = values.length;
  if (n < 8) return values.reduce((total, value) => total + value, 0);
  if (n > 128) {
    const half = Math.floor(n / 2) - (Math.floor(n / 2) % 8);
    return sum(values.slice(0, half)) + sum(values.slice(half));
  }
  const parts = values.slice(0, 8);
  let k = 8;
  for (; k < n - (n % 8); k += 1) parts[k % 8] += values[k];
  const [a, b, c, d, e, f, g, h] = parts;
  let total = a + b + (c + d) + (e + f + (g + h));
  for (; k < n; k += 1) total += values[k];
  return total;
};

/**
 * The mean of the values of independent runs and its 95 % interval (Student's t): { mean, low,
 * high, n }. Values that are not finite are left out; low and high are null for under two, the
 * mean for none.
 */
export function summarise(engine, values) {
  const seen = [...values].filter(Number.isFinite);
  const n = seen.length;
  whole("number of values", n, 0, engine.t_quantiles.length + 1);
  if (n === 0) return { mean: null, low: null, high: null, n };
  const mean = sum(seen) / n;
  if (n === 1) return { mean, low: null, high: null, n };
  const deviation = Math.sqrt(sum(seen.map((value) => (value - mean) * (value - mean))) / (n - 1));
  const half = (engine.t_quantiles[n - 2] * deviation) / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half, n };
}

/**
 * The values that decide a rule, seed by seed: the sum of a measure over conditions, each times
 * its factor in `rule.take`. The measure is `rule.measure`, or else `usual`.
 */
export function valuesOf(rule, found, usual) {
  const name = rule.measure || usual;
  const [first, ...rest] = Object.entries(rule.take).map(([condition, factor]) =>
    found[choose("condition", condition, Object.keys(found))][name].map((value) => factor * value),
  );
  return rest.reduce((total, values) => total.map((value, k) => value + values[k]), first);
}

/** Whether every seed has a value, and the interval of the mean is from rule.low to rule.high. */
export function holds(engine, rule, found, usual) {
  const values = valuesOf(rule, found, usual);
  const { low, high, n } = summarise(engine, values);
  if (low === null || n !== values.length) return false;
  return (rule.low ?? -Infinity) <= low && high <= (rule.high ?? Infinity);
}
