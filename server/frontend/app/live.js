// One running model of a page: its clock, what can be done to it, and undo.
import { InputError } from "./engine.js";
import { apply, begin, complete, readFile, readQuery, writeQuery } from "./recording.js";

const MAX_STEP_MS = 100; // of model time in one picture; a page that was hidden does not catch up
const MAX_UNDO = 50;
const ONE_DRAG_MS = 1000; // faster changes of one lever are one command
const MAX_MOMENTS = 10;
const KEPT_EVERY_MS = 500; // of the stored states that allow going back
const MAX_KEPT = 60;
export const STEP_MS = 10;

/** How many milliseconds of the model a picture takes; parts of one are carried on. */
export class PictureClock {
  #leftover = 0;

  restart() {
    this.#leftover = 0;
  }

  /** Whole steps for a picture that comes `ms` milliseconds after the one before. */
  steps(ms, speed) {
    const due = Math.min(MAX_STEP_MS, ms * speed) + this.#leftover;
    const steps = Math.floor(due);
    this.#leftover = due - steps;
    return steps;
  }
}

/**
 * A person and a healthy twin on the same noise.
 *
 * engine: Engine; given: the start, see `complete` in recording.js; options: `changed()` is called
 * when anything but the time has changed, `twin` are lever values that the twin always has.
 */
export class Live {
  constructor(engine, given = {}, { changed = () => {}, twin } = {}) {
    this.engine = engine;
    this.changed = changed;
    this.twin = twin ?? engine.usual("inhibition");
    this.speed = 1;
    this.playing = false;
    this.done = [];
    this.undone = [];
    this.moments = [];
    this.ticks = []; // called after each advance, with this
    this.#load(complete(engine, given));
  }

  get body() {
    return this.session.body;
  }

  get levers() {
    return this.session.now.levers;
  }

  get trying() {
    return this.session.now.command === 1;
  }

  get time() {
    return this.session.time;
  }

  // --- time -------------------------------------------------------------------------------

  play() {
    this.playing = true;
    this.#clock.restart();
    this.changed();
  }

  pause() {
    this.playing = false;
    this.changed();
  }

  #clock = new PictureClock();

  /** Let time run for a picture that comes `ms` milliseconds after the one before. */
  frame(ms) {
    if (this.playing) this.advance(this.#clock.steps(ms, this.speed));
  }

  /** Take some milliseconds of model time. */
  advance(ms) {
    const end = Math.min(this.time + ms, this.engine.recording.max_ms);
    while (this.time < end) {
      const next = (Math.floor(this.time / KEPT_EVERY_MS) + 1) * KEPT_EVERY_MS;
      this.session.advance(Math.min(end, next) - this.time);
      if (this.time === next) this.#keepState();
    }
    if (this.time >= this.engine.recording.max_ms && this.playing) this.pause();
    for (const tick of this.ticks) tick(this);
  }

  /** Stop the clock, and go on by one step. */
  step() {
    this.playing = false;
    this.advance(STEP_MS);
    this.changed();
  }

  /** Stop the clock, and go back by one step; what was set after that time is forgotten. */
  stepBack(ms = STEP_MS) {
    if (!this.time) return;
    this.#remember(this.#whole(), "step back");
    this.playing = false;
    const end = Math.max(0, this.time - ms);
    const events = this.session.events.filter(([at]) => at <= end);
    const kept = this.states.filter(({ time }) => time <= end);
    this.states = kept;
    this.session.restore(kept.at(-1));
    this.#follow(events.filter(([at]) => at >= this.time), end);
    this.session.events = events;
    this.changed();
  }

  /** Go back to the start with the present setting and the same noise. */
  reset() {
    this.#jump(this.#now());
  }

  /** Start again with other noise. */
  newSeed() {
    this.#jump({ ...this.#now(), seed: BigInt.asUintN(64, this.session.seed + 1n) });
  }

  // --- what can be set ----------------------------------------------------------------------

  /** Set a lever, or a short form such as "loss". */
  set(name, value) {
    const names = this.engine.short_forms[name] ?? [name];
    this.#do(name, names, () => this.session.set(name, value));
  }

  /** Try to move (1), or relax (0). */
  command(tries) {
    this.#do("command", ["command"], () => this.session.command(tries));
  }

  /** Touch a joint ("" for the task's) with a strength, for some milliseconds or (0) until set. */
  touch(strength, joint = this.levers.touch_site, forMs = 0) {
    this.#do("touch", ["touch_site", "touch"], () => {
      if (joint !== this.levers.touch_site) this.session.set("touch_site", joint);
      this.session.touch(strength, forMs);
    }, false);
  }

  stimulate(key, current, forMs = 0) {
    this.#do("", [`stimulus ${key}`], () => this.session.stimulate(key, current, forMs));
  }

  lesion(key, share) {
    this.#do(`lesion ${key}`, [`lesion ${key}`], () => this.session.lesion(key, share));
  }

  /** Several changes as one command: [what, value] each, as in events. */
  change(rows) {
    this.#do("", rows.map(([what]) => what), () => {
      for (const [what, value] of rows) apply(this.session, [this.time, what, value]);
    });
  }

  /** Start again from a ready condition, on its body if it has one. */
  preset(name) {
    const { body } = this.engine.presets[name] ?? {};
    const shown = this.engine.bodies[body] ? body : this.body.name;
    this.start({ preset: name, body: shown, seed: this.session.seed });
  }

  /** Start again from another setting. */
  start(given) {
    this.#jump(complete(this.engine, given));
  }

  /** Start again with another body; levers that name a part of the old one are reset. */
  setBody(name) {
    const kinds = this.engine.levers;
    const now = Object.entries(this.#now().levers).filter(([key]) => kinds[key].kind === "number");
    const { seed, now: { command } } = this.session;
    this.#jump(complete(this.engine, { body: name, levers: Object.fromEntries(now), seed, command }));
  }

  // --- undo and kept moments ------------------------------------------------------------------

  undo() {
    this.#swap(this.done, this.undone, "before");
  }

  redo() {
    this.#swap(this.undone, this.done, "after");
  }

  /** Keep the present moment; label: what it is called. */
  keep(label) {
    if (this.moments.length >= MAX_MOMENTS) {
      throw new InputError("moments", this.moments.length + 1, `keep at most ${MAX_MOMENTS}`);
    }
    const number = Math.max(0, ...this.moments.map((moment) => moment.number)) + 1;
    this.moments.push({ number, label, recording: this.recording() });
    this.changed();
  }

  goTo(number) {
    const moment = this.moments.find((row) => row.number === number);
    if (moment) this.#jump(moment.recording);
  }

  drop(number) {
    this.moments = this.moments.filter((row) => row.number !== number);
    this.changed();
  }

  // --- recordings and addresses -----------------------------------------------------------------

  /** What was set at the start and since. */
  recording() {
    const { start, seed, body, preset, time, events } = this.session;
    const { max_events: most } = this.engine.recording;
    if (events.length > most) throw new InputError("events", events.length, `give at most ${most}`);
    return {
      body: body.name, preset, seed, levers: this.#moved(start.levers), lesions: { ...start.lesions },
      stimuli: { ...start.stimuli }, command: start.command, ms: time,
      events: structuredClone(events),
    };
  }

  /** The text of a file to save. */
  file() {
    return this.session.recording();
  }

  /** Continue from the text of a file. */
  open(text) {
    this.#jump(readFile(this.engine, text));
  }

  /** The query of an address that restores this. */
  address() {
    return writeQuery(this.engine, this.#whole(), this.#now());
  }

  /** Restore the setting of an address, unless it is the present one. */
  visit(query) {
    if (query !== this.address()) this.#jump(readQuery(this.engine, query));
  }

  // --- inside -------------------------------------------------------------------------------------

  #moved(levers) {
    const usual = this.engine.usual();
    return Object.fromEntries(Object.entries(levers).filter(([key, value]) => value !== usual[key]));
  }

  /** The start of a run with the present setting, without touches that end by themselves. */
  #now() {
    const { seed, body, preset, now, ends } = this.session;
    const levers = { ...now.levers };
    const stimuli = { ...now.stimuli };
    for (const what of Object.keys(ends)) {
      if (what === "touch") levers.touch = 0;
      else delete stimuli[what.split(" ")[1]];
    }
    const left = (table) => Object.fromEntries(Object.entries(table).filter(([, item]) => item));
    return {
      body: body.name, preset, seed, levers: this.#moved(levers), lesions: left(now.lesions),
      stimuli: left(stimuli), command: now.command, ms: 0, events: [],
    };
  }

  #whole() {
    try {
      return this.recording();
    } catch {
      return this.#now();
    }
  }

  /** Run a recording, and show its end. */
  #load(recording) {
    this.session = begin(this.engine, recording, this.twin);
    this.states = [this.session.save()];
    this.#follow(recording.events, recording.ms);
    this.#clock.restart();
  }

  #follow(events, end) {
    for (const event of events) {
      this.#go(event[0]);
      apply(this.session, event);
    }
    this.#go(end);
  }

  #go(end) {
    while (this.time < end) {
      const next = (Math.floor(this.time / KEPT_EVERY_MS) + 1) * KEPT_EVERY_MS;
      this.session.advance(Math.min(end, next) - this.time);
      if (this.time === next) this.#keepState();
    }
  }

  #keepState() {
    this.states.push(this.session.save());
    // The first is kept; of the others, every second one of the older half goes.
    if (this.states.length > MAX_KEPT) {
      const half = this.states.length >> 1;
      this.states = this.states.filter((_, k) => k === 0 || k >= half || k % 2 === 0);
    }
  }

  #jump(recording) {
    const before = this.#whole();
    this.#load(recording);
    this.#remember(before);
    this.changed("start");
  }

  #remember(before, drag = "") {
    this.undone = [];
    if (drag && this.#last === drag && this.done.length) return;
    this.#last = drag;
    this.done.push({ run: before });
    if (this.done.length > MAX_UNDO) this.done.shift();
  }

  #last = "";

  #lastAt = -Infinity;

  #valueOf(what) {
    const { now } = this.session;
    const [kind, key] = what.split(" ");
    if (what === "command") return now.command;
    if (kind === "lesion") return now.lesions[key] ?? 0;
    if (kind === "stimulus") return now.stimuli[key] ?? 0;
    return now.levers[what];
  }

  /** Do something that changes `whats`, so that it can be undone. */
  #do(drag, whats, act, mayDrag = true) {
    const before = { ...this.session.now.levers, ...this.#others(whats) };
    const state = this.time === 0 ? null : undefined;
    act();
    if (state === null) this.#restart();
    const after = { ...this.session.now.levers, ...this.#others(whats) };
    const rows = Object.keys(after).filter((what) => after[what] !== before[what]);
    if (rows.length) {
      const at = performance.now();
      const same = mayDrag && drag && drag === this.#last && at - this.#lastAt <= ONE_DRAG_MS;
      const change = { before: {}, after: {} };
      for (const what of rows) [change.before[what], change.after[what]] = [before[what], after[what]];
      if (same && this.done.at(-1)?.change) {
        const last = this.done.pop().change;
        change.before = { ...change.before, ...last.before };
        change.after = { ...last.after, ...change.after };
      }
      this.done.push({ change });
      if (this.done.length > MAX_UNDO) this.done.shift();
      this.undone = [];
      [this.#last, this.#lastAt] = [drag, at];
    }
    this.changed();
  }

  #others(whats) {
    const rest = whats.filter((what) => what === "command" || what.includes(" "));
    return Object.fromEntries(rest.map((what) => [what, this.#valueOf(what)]));
  }

  /** What is set at time zero belongs to the start, but what ends by itself is an event. */
  #restart() {
    const { ends, now } = this.session;
    const brief = Object.entries(ends).map(([what, end]) => [0, what, this.#valueOf(what), end]);
    const { touch_site: site } = now.levers;
    this.session = begin(this.engine, this.#now(), this.twin);
    if (site !== this.levers.touch_site) this.session.set("touch_site", site);
    for (const event of brief) apply(this.session, event);
    this.states = [this.session.save()];
  }

  #swap(from, into, side) {
    const command = from.pop();
    if (!command) return;
    this.#last = "";
    if (command.run) {
      into.push({ run: this.#whole() });
      this.#load(command.run);
      this.changed("start");
      return;
    }
    for (const [what, value] of Object.entries(command.change[side])) {
      apply(this.session, [this.time, what, value]);
    }
    if (this.time === 0) this.#restart();
    into.push(command);
    this.changed();
  }
}
