// The engine in the browser: the compiled code of the model (engine.wasm) on the arrays of
// bodies.bin. Nothing of the model is computed here: this file checks what is set, writes it into
// the arrays, calls the compiled functions, and notes what was set when. See
// docs/concepts/browser_engine.md.
//
//   const engine = await fetchEngine();
//   const session = engine.create({ body: "neck", preset: "cervical", seed: 1 });
//   session.advance(500);                     // ms
//   session.touch(1, 2000);                   // a light touch for two seconds
//   session.advance(1000);
//   session.values("angle");                  // Float64Array, rad
//   session.recording();                      // for `motorloops run --from FILE`

const FILE = "motorloops browser engine 1";
const MOST_NAMED = 20; // names in a message
const PAGE = 65536; // bytes of WebAssembly's unit of memory
// Tables are asked for names that others give: theirs are the rows of the file, and no `toString`.
const bare = (_, item) =>
  (item && typeof item === "object" && !Array.isArray(item) ? Object.setPrototypeOf(item, null) : item);
const KINDS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float64: Float64Array,
};
const LESION = "lesion ";
const STIMULUS = "stimulus ";

/** A value that cannot be set: the message names the field, the value and what is allowed. */
export class InputError extends RangeError {
  constructor(field, value, allowed) {
    super(`${field}: ${String(value).slice(0, 80)}; ${allowed}`);
    Object.assign(this, { name: "InputError", field, value, allowed });
  }
}

export const number = (field, value, low, high, allowed) => {
  if (typeof value !== "number" || !(value >= low && value <= high)) {
    throw new InputError(field, value, allowed);
  }
  return value;
};

export const whole = (field, value, low, high) => {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InputError(field, value, `give a whole number from ${low} to ${high}`);
  }
  return value;
};

export const choose = (field, value, allowed) => {
  if (!allowed.includes(value)) {
    const names = allowed.filter(Boolean);
    const rest = names.length > MOST_NAMED ? `, and ${names.length - MOST_NAMED} more` : "";
    throw new InputError(field, value, `choose from ${names.slice(0, MOST_NAMED).join(", ")}${rest}`);
  }
  return value;
};

/** The bytes of an ArrayBuffer, of a view of one, or of a text in base64. */
const bytesOf = (source) => {
  if (typeof source === "string") return Uint8Array.from(atob(source), (c) => c.charCodeAt(0));
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
};

/**
 * The engine, from engine.wasm and bodies.bin: ArrayBuffers, views of them or texts in base64.
 *
 * modules: where the page is one file, the text of its modules without import and export, for
 *   the workers of measure.js.
 */
export async function loadEngine(code, data, modules = "") {
  const files = { code: bytesOf(code), data: bytesOf(data) };
  return new Engine(await WebAssembly.compile(files.code), files, modules);
}

/** The engine, from a folder on this server; the one where it is built by default. */
export async function fetchEngine(folder = new URL("../engine/", import.meta.url)) {
  const get = async (name) => {
    const answer = await fetch(new URL(name, folder));
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`);
    return answer.arrayBuffer();
  };
  return loadEngine(...(await Promise.all([get("engine.wasm"), get("bodies.bin")])));
}

export class Engine {
  constructor(module, files, modules) {
    const bytes = files.data;
    const end = bytes.indexOf(10) + 1;
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)), bare);
    if (header.file !== FILE) throw new InputError("bodies.bin", header.file, `needs ${FILE}`);
    Object.assign(this, header); // bodies, levers, presets and the rest
    Object.assign(this, { module, files, modules }); // files and modules are for workers
    this.arrays = bytes.slice(end).buffer;
  }

  /** Lever values with the short forms written out; throws for an unknown name or value. */
  expand(changes, body) {
    const full = {};
    for (const [name, value] of Object.entries(changes)) {
      for (const lever of this.short_forms[name] ?? [name]) {
        full[lever] = this.check(lever, value, body);
      }
    }
    return full;
  }

  /** The value of a lever, checked. */
  check(name, value, body) {
    choose("lever", name, Object.keys(this.levers));
    const { kind, low, high, allowed } = this.levers[name];
    if (kind === "number") return number(name, value, low, high, allowed);
    return choose(name, value, ["", ...body.choices[name]]);
  }

  /** The values that the levers of some groups have in health, e.g. for `twin`. */
  usual(...groups) {
    const all = Object.values(this.levers);
    const own = groups.length ? all.filter((lever) => groups.includes(lever.group)) : all;
    return Object.fromEntries(own.map((lever) => [lever.name, lever.default]));
  }

  /** A seed as a BigInt, checked. */
  seed(value) {
    const limit = BigInt(this.recording.seed_limit);
    const is = typeof value === "bigint" || Number.isSafeInteger(value);
    if (!is || value < 0 || value >= limit) {
      throw new InputError("seed", value, "give a whole number from 0 to 2^64 - 1");
    }
    return BigInt(value);
  }

  /** All lever values of a preset with some changed, checked. */
  leversOf(body, preset = "healthy", changes = {}) {
    const known = this.bodies[choose("body", body, Object.keys(this.bodies))];
    const own = this.presets[choose("preset", preset, Object.keys(this.presets))].changes;
    return { ...this.usual(), ...this.expand(own, known), ...this.expand(changes, known) };
  }

  /**
   * A session at time zero.
   *
   * body: name; preset: name; seed: a whole number or BigInt below 2^64;
   * levers: values besides the preset's; command: 1 if the person tries, 0 if not;
   * twin: lever values that always hold in the second run, which shares all else and the noise;
   * lesions, stimuli: by population (stimuli also by node).
   */
  create(options = {}) {
    return new Session(this, options);
  }
}

/** Two runs of a body: their memory, and calls of the compiled functions. */
export class Runs {
  /** samples: of a measured run, for which the memory has room; 0 for none. */
  constructor(engine, body, samples = 0) {
    this.engine = engine;
    this.body = engine.bodies[choose("body", body, Object.keys(engine.bodies))];
    const { memory } = this.body;
    const ends = samples ? memory.samples.map(({ at, bytes }) => at + samples * bytes) : [];
    const size = Math.max(memory.size, ...ends);
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(size / PAGE) });
    const imports = { env: { memory: this.memory } };
    this.code = new WebAssembly.Instance(engine.module, imports).exports;
    if (this.code.__heap_base.value > engine.base) throw new Error("engine.wasm is too large");
    this.arrays = {};
    for (const [name, { at, as, shape }] of Object.entries(memory.arrays)) {
      const count = shape.reduce((product, length) => product * length, 1);
      this.arrays[name] = new KINDS[as](this.memory.buffer, at, count);
    }
  }

  /** Give the arrays the values of time zero; a seed (BigInt) for each run. */
  begin(seeds) {
    const { base } = this.engine;
    const whole = new Uint8Array(this.memory.buffer, base, this.body.memory.size - base);
    if (this.fresh) {
      whole.set(this.fresh);
    } else {
      for (const { to, as, from, kind, count, lanes: times } of this.body.memory.stored) {
        const stored = new KINDS[kind](this.engine.arrays, from, count);
        const array = new KINDS[as](this.memory.buffer, to, count * times);
        const convert = as.endsWith("64") && as !== "float64" ? BigInt : Number;
        for (let k = 0; k < array.length; k++) array[k] = convert(stored[Math.floor(k / times)]);
      }
      this.fresh = whole.slice();
    }
    const low = seeds.map((seed) => seed & 0xffffffffn);
    const high = seeds.map((seed) => seed >> 32n);
    this.arrays["own.key"].set([...low, ...high]);
    this.word("plan.low", low[0]);
    this.word("plan.high", high[0]);
    this.word("plan.shared_noise", Number(seeds.every((seed) => seed === seeds[0])));
    this.learning = false;
  }

  /** Set a number among the arguments of the compiled functions. */
  word(name, value) {
    for (const at of this.body.memory.words[name]) {
      new BigInt64Array(this.memory.buffer, at, 1)[0] = BigInt(value);
    }
  }

  /** Call a compiled function. */
  call(name) {
    const status = this.code[name](this.body.memory.blocks[name]);
    if (status !== 0) throw new Error(`${name} failed with status ${status}`);
  }

  /** Take steps of one millisecond. */
  steps(start, count) {
    this.word("plan.start", start);
    this.word("plan.steps", count);
    this.call("advance");
  }

  /** What a task and a wanted muscle stand for. */
  aim({ task, agonist }) {
    const aims = this.body.aims[task];
    return aims[choose("agonist", agonist, Object.keys(aims))];
  }

  /** Indices of the nodes of a population, or of one node ("GPI/biceps"). */
  nodesOf(key) {
    const [name, muscle] = key.split("/", 2);
    const keys = this.body.muscles.map((row) => row.key);
    const names = this.body.populations.map((row) => row.key);
    const { first } = this.body.populations[names.indexOf(choose("population", name, names))];
    if (muscle === undefined) return keys.map((_, channel) => first + channel);
    return [first + keys.indexOf(choose("node", muscle, keys))];
  }

  /** Write a value for each element of an array of one run. */
  fill(name, run, values, convert = Number) {
    const { lanes } = this.engine;
    values.forEach((value, k) => {
      this.arrays[name][k * lanes + run] = convert(value);
    });
  }

  /** Write the levers of each run. */
  enter(leversOfRuns) {
    const { arrays, body, engine } = this;
    leversOfRuns.forEach((levers, run) => {
      const aim = this.aim(levers);
      const touched = levers.touch_site ? body.touch_steps[levers.touch_site] : aim.touch_steps;
      this.fill("lever", run, engine.rows.map((name) => levers[name]));
      this.fill("chosen.loss_steps", run, body.loss_steps[levers.loss_region], BigInt);
      this.fill("chosen.other_side", run, body.other_side[levers.loss_side], BigInt);
      this.fill("chosen.touch_steps", run, touched, BigInt);
      this.fill("chosen.commanded", run, aim.commanded);
      this.fill("aim.opposing", run, aim.opposing);
      this.fill("aim.distance", run, aim.distance, BigInt);
      arrays["aim.wanted"][run] = BigInt(aim.wanted);
      const injected = body.muscles.findIndex((muscle) => muscle.key === levers.toxin_muscle);
      arrays["chosen.injected"][run] = BigInt(levers.toxin_muscle ? injected : aim.injected);
    });
    this.call("set_resting_bias");
  }

  /** Compute the coefficients for a command, lesions and stimuli. */
  act(command, lesions = {}, stimuli = {}) {
    const { arrays } = this;
    arrays["now.command"][0] = command;
    arrays["now.lesion"].fill(0);
    for (const [key, share] of Object.entries(lesions)) {
      for (const node of this.nodesOf(key)) arrays["now.lesion"][node] = share;
    }
    arrays["now.stimulus"].fill(0);
    // In a fixed order, for bitwise equal sums.
    for (const key of Object.keys(stimuli).sort()) {
      for (const node of this.nodesOf(key)) arrays["now.stimulus"][node] += stimuli[key];
    }
    this.call("set_coefficients");
    const every = (name, value) => arrays[`given.${name}`].every((x) => x === value);
    this.learning ||= arrays["given.plasticity"].some((rate) => rate > 0);
    this.word("plan.learning", Number(this.learning));
    arrays["work.scaled"].fill(BigInt(!every("gain", 1)));
  }
}

/** One person and a twin on the same noise. */
export class Session extends Runs {
  constructor(engine, options) {
    const { body = engine.default_body, preset = "healthy", seed = 1, levers = {}, twin = {} } = options;
    super(engine, body);
    this.preset = choose("preset", preset, Object.keys(engine.presets));
    this.seed = engine.seed(seed);
    this.twin = engine.expand(twin, this.body);
    this.start = {
      levers: engine.leversOf(body, preset, levers),
      command: whole("command", options.command ?? 1, 0, 1),
      lesions: {},
      stimuli: {},
    };
    for (const [kind, check] of [["lesions", "lesionOf"], ["stimuli", "stimulusOf"]]) {
      for (const [key, value] of Object.entries(options[kind] ?? {})) {
        this[check](key, value);
        if (value) this.start[kind][key] = value;
      }
    }
    this.aim(this.start.levers);
    this.reset();
  }

  /** Go back to time zero; what was set at the start holds again, and no event is left. */
  reset() {
    this.begin([this.seed, this.seed]);
    this.time = 0; // ms
    this.events = [];
    this.ends = {}; // of brief touches and stimuli, by what they change
    this.now = structuredClone(this.start);
    this.moved = this.changed = true; // levers; anything since the coefficients were computed
  }

  /** The present state, for `restore`. */
  save() {
    const { time, events, ends, now, moved, changed, grown } = this;
    const rest = structuredClone({ events, ends, now });
    const bytes = new Uint8Array(this.memory.buffer).slice(this.engine.base);
    return { time, moved, changed, grown, ...rest, bytes };
  }

  /** Go back to a state that `save` returned. */
  restore({ bytes, ...rest }) {
    new Uint8Array(this.memory.buffer).set(bytes, this.engine.base);
    Object.assign(this, structuredClone(rest));
  }

  /** Take `ms` steps of one millisecond. */
  advance(ms) {
    const end = this.time + whole("ms", ms, 0, Number.MAX_SAFE_INTEGER);
    while (this.time < end) {
      if (this.changed) this.renew();
      const every = this.engine.sample_ms;
      const sample = this.time - (this.time % every) + every;
      const steps = Math.min(end, sample, ...Object.values(this.ends)) - this.time;
      this.steps(this.time, steps);
      this.time += steps;
      if (this.time === sample) this.call("take_sample");
      for (const [what, over] of Object.entries(this.ends)) {
        if (over <= this.time) this.put(what, 0);
      }
    }
  }

  /** Set a lever from the next millisecond on. */
  set(name, value) {
    const checked = this.engine.expand({ [name]: value }, this.body);
    const after = { ...this.now.levers, ...checked };
    // A wanted muscle that a newly chosen task does not use is no longer wanted.
    if ("task" in checked && !this.body.aims[after.task][after.agonist]) {
      after.agonist = checked.agonist = "";
    }
    this.aim(after);
    for (const [lever, its] of Object.entries(checked)) this.note(lever, its);
  }

  /** Name another preset to start from; its levers are set one by one. */
  rename(preset) {
    this.note("preset", choose("preset", preset, Object.keys(this.engine.presets)));
  }

  /** The person tries (1) or relaxes (0). */
  command(tries) {
    this.note("command", whole("command", tries, 0, 1));
  }

  /** A light touch, for some milliseconds or (0) until it is set again. */
  touch(strength, forMs = 0) {
    this.note("touch", this.engine.check("touch", strength, this.body), forMs);
  }

  /** Extra input to a population or node, for some milliseconds or (0) until set again. */
  stimulate(key, current, forMs = 0) {
    this.note(STIMULUS + this.stimulusOf(key, current), current, forMs);
  }

  /** Remove a share of a population's output. */
  lesion(key, share) {
    this.note(LESION + this.lesionOf(key, share), share);
  }

  /** An array of the state of one run, copied: activation, angle, rate and the others of State. */
  values(name, run = 0, into = undefined) {
    const array = this.arrays[`state.${choose("array", name, Session.names(this.arrays))}`];
    const { lanes } = this.engine;
    const copy = into ?? new array.constructor(array.length / lanes);
    for (let k = 0; k < copy.length; k++) copy[k] = array[k * lanes + run];
    return copy;
  }

  /**
   * What the muscles of one run do now, or null before the first sample: `level` and `active`
   * (1 or 0) by muscle, after the toxin, and the index of `co_contraction` and the `overflow`.
   */
  readout(run = 0) {
    if (this.time < this.engine.sample_ms) return null;
    this.call("set_readout");
    const { lanes } = this.engine;
    const of = (name) => this.arrays[`out.${name}`].filter((_, k) => k % lanes === run);
    const [level, active] = [of("level"), [...of("active")].map(Number)];
    return { level, active, co_contraction: of("co_contraction")[0], overflow: of("overflow")[0] };
  }

  /**
   * GO and STOP (0..1) in the regions of `engine.regions`, the second as a share of what arrives in
   * the last run, and the activity of the muscles `asked` and of the busiest `other` one; null
   * before the first sample.
   */
  streams(run = 0) {
    if (this.time < this.engine.sample_ms) return null;
    if (this.changed) this.renew();
    this.call("set_readout");
    this.call("set_streams");
    const { lanes } = this.engine;
    const of = (name) => [...this.arrays[`streams.${name}`].filter((_, k) => k % lanes === run)];
    return { go: of("go"), stop: of("stop"), asked: of("asked")[0], other: of("other")[0] };
  }

  /** What was set at the start and since, as a recording that motorloops reads. */
  recording() {
    const { kind, schema, max_ms: maxMs, max_events: maxEvents } = this.engine.recording;
    whole("ms", this.time, 0, maxMs);
    if (this.events.length > maxEvents) {
      throw new InputError("events", this.events.length, `give at most ${maxEvents}`);
    }
    const usual = this.engine.usual();
    const { levers, lesions, stimuli, command } = this.start;
    const moved = Object.entries(levers).filter(([name, value]) => value !== usual[name]);
    const rest = {
      body: this.body.name,
      preset: this.preset,
      levers: Object.fromEntries(moved),
      lesions,
      stimuli,
      command,
      ms: this.time,
      events: this.events,
    };
    // JSON has whole numbers of any size, JavaScript's writer has not.
    const head = `{"motorloops": ${JSON.stringify(kind)}, "schema": ${schema}, "seed": ${this.seed}`;
    return `${head}, ${JSON.stringify(rest).slice(1)}\n`;
  }

  static names(arrays) {
    const start = "state.";
    return Object.keys(arrays).flatMap((n) => (n.startsWith(start) ? [n.slice(start.length)] : []));
  }

  lesionOf(key, share) {
    choose("lesion", key, this.body.populations.map((population) => population.key));
    number(LESION + key, share, 0, 1, "give a share from 0 to 1");
    return key;
  }

  stimulusOf(key, current) {
    this.nodesOf(key);
    const most = this.engine.recording.max_current;
    number(STIMULUS + key, current, -most, most, `give a number from ${-most} to ${most}`);
    return key;
  }

  /** Record a change and make it. */
  note(what, value, forMs = 0) {
    whole(`${what} for_ms`, forMs, 0, this.engine.recording.max_brief_ms);
    const same = (event) => event[0] === this.time && event[1] === what;
    this.events = this.events.filter((event) => !same(event));
    this.events.push(forMs ? [this.time, what, value, forMs] : [this.time, what, value]);
    this.put(what, value);
    if (forMs) this.ends[what] = this.time + forMs;
  }

  put(what, value) {
    delete this.ends[what];
    this.changed = true;
    if (what === "preset") {
      this.now.preset = value;
    } else if (what === "command") {
      this.now.command = value;
    } else if (what.startsWith(LESION)) {
      this.now.lesions[what.slice(LESION.length)] = value;
    } else if (what.startsWith(STIMULUS)) {
      this.now.stimuli[what.slice(STIMULUS.length)] = value;
    } else {
      this.now.levers[what] = value;
      this.moved = true;
    }
  }

  /** Compute the coefficients of what is set now. */
  renew() {
    const { levers, command, lesions, stimuli } = this.now;
    if (this.moved) this.enter([levers, { ...levers, ...this.twin }]);
    this.act(command, lesions, stimuli);
    this.moved = this.changed = false;
  }
}
