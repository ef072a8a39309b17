// The measurement of a lesson: first what answers its question, then the rest of its claims.
import { measure } from "../measure.js";
import { conditionsOf, firstOf } from "./findings.js";
import { RUNS } from "./route.js";

const keyOf = (lesson, { seed, at, helpers }) => JSON.stringify([lesson.key, seed, at, helpers]);

class Measurement {
  constructor(engine, lesson, place) {
    Object.assign(this, { engine, lesson });
    this.conditions = conditionsOf(engine, lesson, place);
    this.seeds = Array.from({ length: RUNS }, (_, k) => place.seed + k);
    this.found = {};
    this.answered = false; // what answers the question is measured
    this.complete = false;
    this.share = 0; // of the first part that is done
    this.failed = null;
    this.changed = () => {};
    this.stop = new AbortController();
  }

  /** Measure some conditions. */
  async take(keys, progress) {
    const { engine, lesson, seeds, stop } = this;
    const conditions = Object.fromEntries(keys.map((key) => [key, this.conditions[key]]));
    const rules = [...Object.values(lesson.options).flat(), ...Object.values(lesson.claims)];
    const measures = [...new Set([lesson.measure, ...rules.map((rule) => rule.measure).filter(Boolean)])];
    const { body, protocol: timeline, seconds, hold } = lesson;
    Object.assign(this.found, await measure(engine, {
      body, timeline, seconds, hold: timeline === "hold" ? hold : undefined, conditions, seeds,
      measures, signal: stop.signal, progress,
    }));
  }

  async run() {
    const first = firstOf(this.lesson, this.conditions);
    const rest = Object.keys(this.conditions).filter((key) => !first.includes(key));
    try {
      await this.take(first, (done, all) => {
        this.share = done / all;
        this.changed();
      });
      this.answered = true;
      this.changed();
      if (rest.length) await this.take(rest);
      this.complete = true;
    } catch (error) {
      if (this.stop.signal.aborted) return;
      console.error(error);
      this.failed = error;
    }
    this.changed();
  }
}

/** The measurements of a visit; what is measured once is not measured again. */
export class Measurements {
  constructor(engine) {
    this.engine = engine;
    this.known = new Map();
    this.running = null;
  }

  /** The measurement of a place if it has begun, or null. */
  at(lesson, place) {
    return this.known.get(keyOf(lesson, place)) ?? null;
  }

  /** The measurement of a place, which is begun if need be; one that runs for another ends. */
  of(lesson, place) {
    const key = keyOf(lesson, place);
    if (!this.known.has(key)) {
      this.end();
      const made = new Measurement(this.engine, lesson, place);
      this.known.set(key, made);
      this.running = key;
      made.run();
    }
    return this.known.get(key);
  }

  /** End what runs and is not complete. */
  end() {
    const made = this.known.get(this.running);
    if (made && !made.complete) {
      made.stop.abort(new Error("another lesson was opened"));
      this.known.delete(this.running);
    }
    this.running = null;
  }
}
