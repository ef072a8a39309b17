// Recordings: what was set when. Read from files and addresses, and run again.
//
// A recording is {body, preset, levers, lesions, stimuli, seed (BigInt), command, ms, events}, with
// the levers that differ from health. The format of an address is that of server/url_state.py.
import { InputError } from "./engine.js";

const LONGEST = 1800; // characters; some programs cut off longer addresses
const MAX_FIELDS = 200;
const MAX_TEXT = 2 ** 18; // characters of a file
const NUMBER = /^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?\s*$/i; // no 0x10, no 1_000
const KEYS = ["body", "preset", "levers", "lesions", "stimuli", "seed", "command", "ms", "events"];

const whole = (field, text, most = Number.MAX_SAFE_INTEGER) => {
  if (!/^[0-9]{1,20}$/.test(text) || Number(text) > most) {
    throw new InputError(field, text, "give a whole number");
  }
  return Number(text);
};

const seedOf = (text) => {
  if (!/^[0-9]{1,20}$/.test(text)) {
    throw new InputError("seed", text, "give a whole number from 0 to 2^64 - 1");
  }
  return BigInt(text);
};

/** A number, or the text itself. */
const value = (text) => (NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : text);

const plain = (item) => String(item);

/** The body that is shown first: the usual one, or else the first that is offered. */
export function defaultBody(engine) {
  return engine.bodies[engine.default_body] ? engine.default_body : Object.keys(engine.bodies)[0];
}

/** The body on which a preset starts if no other is named. */
const bodyOf = (engine, { body }) => (engine.bodies[body] ? body : defaultBody(engine));

/**
 * A recording with what is missing filled in.
 *
 * given: parts of a recording; `levers` stand for themselves, and without them a preset's hold;
 * `changes` are levers besides the preset's.
 */
export function complete(engine, given = {}) {
  const preset = given.preset ?? "healthy";
  const known = engine.presets[preset];
  if (!known) {
    throw new InputError("preset", preset, `choose from ${Object.keys(engine.presets).join(", ")}`);
  }
  const body = given.body ?? bodyOf(engine, known);
  if (!engine.bodies[body]) {
    throw new InputError("body", body, `choose from ${Object.keys(engine.bodies).join(", ")}`);
  }
  const { changes = {}, ...rest } = given;
  const own = { ...known.changes, ...changes };
  const levers = given.levers ?? engine.expand(own, engine.bodies[body]);
  return {
    body, preset, levers, lesions: {}, stimuli: {}, seed: 1n, command: 1, ms: 0, events: [],
    ...Object.fromEntries(Object.entries(rest).filter(([, item]) => item !== undefined)),
    ...{ body, preset, levers },
  };
}

/** The recording in the text of a file. */
export function readFile(engine, text) {
  if (text.length > MAX_TEXT) {
    throw new InputError("recording", `${text.length} characters`, `give at most ${MAX_TEXT}`);
  }
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new InputError("recording", text, "give a JSON file that motorloops saved");
  }
  const isTable = (item) => item !== null && typeof item === "object" && !Array.isArray(item);
  if (!isTable(data)) {
    throw new InputError("recording", text, "give a JSON file that motorloops saved");
  }
  const { motorloops = "recording", schema = engine.recording.schema, ...rest } = data;
  if (motorloops !== "recording") {
    throw new InputError("motorloops", motorloops, 'give "recording"');
  }
  if (schema !== engine.recording.schema) {
    throw new InputError("schema", schema, `this page reads schema ${engine.recording.schema}`);
  }
  for (const key of Object.keys(rest)) {
    if (!KEYS.includes(key)) throw new InputError("recording", key, `choose from ${KEYS.join(", ")}`);
  }
  for (const key of ["levers", "lesions", "stimuli"]) {
    if (key in rest && !isTable(rest[key])) {
      throw new InputError(key, JSON.stringify(rest[key]), "give names with values");
    }
  }
  if ("events" in rest && !Array.isArray(rest.events)) {
    throw new InputError("events", JSON.stringify(rest.events), "give a list of events");
  }
  // JSON's reader rounds numbers above 2^53.
  const digits = /"seed"\s*:\s*(-?[0-9.eE+]+)/.exec(text);
  if ("seed" in rest) rest.seed = seedOf(digits ? digits[1] : String(rest.seed));
  return checked(engine, complete(engine, { ...rest, levers: rest.levers ?? {} }));
}

const fieldsOf = (query) => {
  if (query.length > 4 * LONGEST) {
    throw new InputError("address", `${query.length} characters`, `give at most ${4 * LONGEST}`);
  }
  const fields = new Map();
  for (const [name, text] of new URLSearchParams(query)) {
    if (fields.has(name)) throw new InputError("address", name, "give each field once");
    fields.set(name, text);
  }
  if (fields.size > MAX_FIELDS) {
    throw new InputError("address", "many fields", `give at most ${MAX_FIELDS}`);
  }
  return fields;
};

/** Separate the fields of a page from those of the setting: [{name: text}, other query]. */
export function splitQuery(query, own) {
  const fields = fieldsOf(query);
  const mine = {};
  for (const name of own) {
    if (fields.has(name)) mine[name] = fields.get(name);
    fields.delete(name);
  }
  return [mine, new URLSearchParams([...fields]).toString()];
}

const parts = (fields, name, lengths) => {
  const text = fields.get(name) ?? "";
  fields.delete(name);
  return text.split(",").filter(Boolean).map((part) => {
    const words = part.split(":");
    if (!lengths.includes(words.length)) {
      throw new InputError(name, part, `give ${lengths[0]} parts with a colon between them`);
    }
    return words;
  });
};

/** The recording of an address's query. */
export function readQuery(engine, query) {
  const fields = fieldsOf(query);
  const take = (name) => {
    const text = fields.get(name);
    fields.delete(name);
    return text;
  };
  const given = { preset: take("preset"), body: take("body") };
  const base = complete(engine, given);
  for (const name of ["command", "ms"]) {
    const text = take(name);
    if (text !== undefined) base[name] = whole(name, text);
  }
  const schema = take("schema");
  if (schema !== undefined && schema !== String(engine.recording.schema)) {
    throw new InputError("schema", schema, `this page reads schema ${engine.recording.schema}`);
  }
  const seed = take("seed");
  if (seed !== undefined) base.seed = seedOf(seed);
  for (const [field, name] of [["cut", "lesions"], ["driven", "stimuli"]]) {
    base[name] = Object.fromEntries(parts(fields, field, [2]).map(([key, v]) => [key, value(v)]));
  }
  base.events = parts(fields, "did", [3, 4]).flatMap(([at, what, v, ...ms]) =>
    (engine.short_forms[what] ?? [what]).map((lever) => [
      whole("did", at), lever, value(v), ...ms.map((text) => whole("did", text)),
    ]),
  );
  const body = engine.bodies[base.body];
  for (const [name, text] of fields) {
    if (!(name in engine.levers) && !(name in engine.short_forms)) {
      throw new InputError("address", name, "this page has no such field");
    }
    Object.assign(base.levers, engine.expand({ [name]: lever(engine, name, text) }, body));
  }
  return checked(engine, base);
}

/** A lever's value from its text. */
const lever = (engine, name, text) => {
  const [full] = engine.short_forms[name] ?? [name];
  return engine.levers[full].kind === "number" ? value(text) : text;
};

/** The recording, if an engine accepts all of it. */
function checked(engine, recording) {
  const { max_ms: maxMs, max_events: maxEvents, max_brief_ms: maxBrief } = engine.recording;
  const { ms, events } = recording;
  if (!Number.isInteger(ms) || ms < 0 || ms > maxMs) {
    throw new InputError("ms", ms, `give whole milliseconds from 0 to ${maxMs}`);
  }
  if (events.length > maxEvents) {
    throw new InputError("events", events.length, `give at most ${maxEvents}`);
  }
  let last = 0;
  for (const event of events) {
    const [at, what, , forMs = 1] = Array.isArray(event) ? event : [];
    if (!Number.isInteger(at) || at < last || at > ms || typeof what !== "string"
      || event.length > 4 || !Number.isInteger(forMs) || forMs < 1 || forMs > maxBrief) {
      throw new InputError("events", JSON.stringify(event), "give [ms, what, value] in order of time");
    }
    if (event.length > 3 && forMs && what !== "touch" && !what.startsWith("stimulus ")) {
      throw new InputError("events", JSON.stringify(event), "only a touch or a stimulus ends by itself");
    }
    last = at;
  }
  const trial = begin(engine, recording, {});
  for (const event of events) apply(trial, event);
  return recording;
}

/** A session at the start of a recording. */
export function begin(engine, recording, twin) {
  const { body, preset, lesions, stimuli, command, seed, levers } = recording;
  const full = { ...engine.usual(), ...levers };
  return engine.create({ body, preset, lesions, stimuli, command, seed, twin, levers: full });
}

/** Do what an event says. */
export function apply(session, [, what, item, forMs = 0]) {
  const [kind, key = ""] = what.split(" ");
  if (what === "command") session.command(item);
  else if (what === "preset") session.rename(item);
  else if (what === "touch") session.touch(item, forMs);
  else if (kind === "stimulus") session.stimulate(key, item, forMs);
  else if (kind === "lesion") session.lesion(key, item);
  else session.set(what, item);
}

/** A recording run again, to its end or to an earlier time: the session. */
export function replay(engine, recording, ms = recording.ms) {
  const session = begin(engine, recording, engine.usual("inhibition"));
  for (const event of recording.events.filter(([at]) => at < ms)) {
    session.advance(event[0] - session.time);
    apply(session, event);
  }
  session.advance(ms - session.time);
  return session;
}

/** The query of a recording; with too many events, only the present setting `now`. */
export function writeQuery(engine, recording, now) {
  const text = query(engine, recording);
  return text.length <= LONGEST ? text : query(engine, now);
}

function query(engine, recording) {
  const start = engine.presets[recording.preset];
  const fields = [];
  const add = (name, item, usual) => {
    if (item !== usual) fields.push([name, plain(item)]);
  };
  add("preset", recording.preset, "healthy");
  add("body", recording.body, start.body ?? engine.default_body);
  const body = engine.bodies[recording.body];
  const base = { ...engine.usual(), ...engine.expand(start.changes, body) };
  const levers = { ...engine.usual(), ...recording.levers };
  for (const name of Object.keys(base)) add(name, levers[name], base[name]);
  add("seed", recording.seed, 1n);
  add("command", recording.command, 1);
  add("ms", recording.ms, 0);
  const list = (rows) => rows.map((row) => row.map(plain).join(":")).join(",");
  add("cut", list(Object.entries(recording.lesions)), "");
  add("driven", list(Object.entries(recording.stimuli)), "");
  add("did", list(recording.events), "");
  // As Python's urlencode does with ":" and "," left as they are.
  return new URLSearchParams(fields).toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
}
