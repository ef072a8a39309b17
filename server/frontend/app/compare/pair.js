// Two running models with one clock and the same noise.
import { Live, PictureClock, STEP_MS } from "../live.js";
import { SIDES, settingOf } from "./route.js";

export class Pair {
  /** route: see route.js; `changed(what)`: "start" after a new start, else nothing. */
  constructor(engine, route) {
    this.engine = engine;
    this.changed = () => {};
    this.ticks = []; // called after each advance
    this.playing = false;
    this.speed = 1;
    for (const side of SIDES) {
      this[side] = new Live(engine, this.#start(route, side));
      this[side].changed = () => this.#told();
    }
  }

  #start(route, side) {
    const { seed, command } = route;
    return { ...route[side], seed, command, ms: 0, events: [] };
  }

  #quiet = false;
  #clock = new PictureClock();

  #told(what) {
    if (!this.#quiet) this.changed(what);
  }

  /** Do something with both, and tell it once. */
  #both(act, what) {
    this.#quiet = true;
    try {
      for (const side of SIDES) act(this[side], side);
    } finally {
      this.#quiet = false;
    }
    this.#told(what);
  }

  get time() {
    return this.a.time;
  }

  get body() {
    return this.a.body;
  }

  get trying() {
    return this.a.trying;
  }

  /** Both settings, the noise and the command now. */
  get route() {
    const { seed, now } = this.a.session;
    return {
      a: settingOf(this.engine, this.a.session), b: settingOf(this.engine, this.b.session),
      seed, command: now.command,
    };
  }

  /** Start again with another route. */
  begin(route) {
    this.#clock.restart();
    this.#both((live, side) => live.start(this.#start(route, side)), "start");
  }

  reset() {
    this.begin(this.route);
  }

  newSeed() {
    const { route } = this;
    this.begin({ ...route, seed: BigInt.asUintN(64, route.seed + 1n) });
  }

  play() {
    this.playing = true;
    this.#clock.restart();
    this.#told();
  }

  pause() {
    this.playing = false;
    this.#told();
  }

  /** Try to move (1), or relax (0), on both sides. */
  command(tries) {
    this.#both((live) => live.command(tries));
  }

  /** Let time run for a picture that comes `ms` milliseconds after the one before. */
  frame(ms) {
    if (this.playing) this.advance(this.#clock.steps(ms, this.speed));
  }

  advance(ms) {
    for (const side of SIDES) this[side].advance(ms);
    if (this.time >= this.engine.recording.max_ms && this.playing) this.pause();
    for (const tick of this.ticks) tick(this);
  }

  /** Stop the clock, and go on by one step. */
  step() {
    this.playing = false;
    this.advance(STEP_MS);
    this.#told();
  }
}
