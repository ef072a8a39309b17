// The address of Compare: two settings on one body and one noise, as server/pages/compare/route.py
// writes it; and the ready pairs.
import { choose } from "../engine.js";
import { apply, begin, defaultBody, readQuery, splitQuery, writeQuery } from "../recording.js";

export const SIDES = ["a", "b"];
const COMMON = ["body", "seed", "command"];

// Each pair has two sides: the preset that a side starts from, and levers that differ from it.
const NECK = { preset: "torticollis" };
const HALF = { preset: "torticollis", loss: 0.5 };
const LOST = { preset: "severe", loss: 0.55 };
const LESS = { preset: "moderate", loss: 0.45 };
const HAND = { preset: "writers_cramp" };

const kinds = (base, { healthy = {}, calm, stress, efforts, toxin = {} }) => ({
  dystonia: [{ preset: "healthy", ...healthy }, base],
  touch: [base, { ...base, touch: 1 }],
  stress: [calm, { ...calm, stress }],
  effort: efforts.map((effort) => ({ ...calm, effort })),
  toxin: [base, { ...base, toxin: 0.8, ...toxin }],
  stimulation: [base, { ...base, pallidal_stimulation: 1 }],
  drug: [base, { ...base, anticholinergic: 1 }],
  places: [{ preset: "cortex" }, { preset: "cerebellum" }],
});

/** Ready pairs by body and kind. */
export const READY = {
  neck: kinds(NECK, {
    healthy: { effort: 0.2 }, calm: HALF, stress: 0.3, efforts: [0.2, 0.4],
    toxin: { toxin_muscle: "sternocleidomastoid_left" },
  }),
  arm: kinds(LOST, { calm: LESS, stress: 1, efforts: [0.2, 0.8] }),
  hand: kinds(HAND, { calm: HAND, stress: 0.3, efforts: [0.2, 0.8] }),
};

/** Pairs that an address may name, on any body; a third of the stop is lost. */
export const NAMED = {
  dystonia: ["healthy", "moderate"],
  touch: ["moderate", "moderate_touch"],
  stimulation: ["moderate", "moderate_stimulation"],
  places: ["basal_ganglia", "cerebellum"],
};
const [USUAL] = Object.keys(NAMED);

/** The setting of a recording's end: {body, preset, levers, lesions, stimuli}. */
export function settingOf(engine, { now, ends, body, preset }) {
  const usual = engine.usual();
  const left = { levers: { ...now.levers }, stimuli: { ...now.stimuli } };
  for (const what of Object.keys(ends)) {
    if (what === "touch") left.levers.touch = 0;
    else delete left.stimuli[what.split(" ")[1]];
  }
  const filled = (table) => Object.fromEntries(Object.entries(table).filter(([, item]) => item));
  return {
    body: body.name, preset,
    levers: Object.fromEntries(Object.entries(left.levers).filter(([key, v]) => v !== usual[key])),
    lesions: filled(now.lesions), stimuli: filled(left.stimuli),
  };
}

/** A preset on a body, with levers that differ from it. */
export function setting(engine, body, { preset = "healthy", ...levers }) {
  const known = engine.bodies[body];
  const changes = engine.presets[choose("preset", preset, Object.keys(engine.presets))].changes;
  const full = { ...engine.expand(changes, known), ...engine.expand(levers, known) };
  return withBody(engine, body, { preset, levers: full });
}

const moved = (engine, levers) => {
  const usual = engine.usual();
  return Object.fromEntries(Object.entries(levers).filter(([key, value]) => value !== usual[key]));
};

const withBody = (engine, body, { preset, levers, lesions = {}, stimuli = {} }) => {
  const own = engine.presets[preset].body;
  return {
    body, preset: own === null || own === body ? preset : "healthy",
    levers: moved(engine, { ...engine.usual(), ...levers }), lesions, stimuli,
  };
};

const routeOf = (engine, body, [a, b]) => ({
  a: setting(engine, body, a),
  b: setting(engine, body, b),
  seed: 1n, command: 1,
});

/** The ready pairs of a body by kind; a body of a user's own has none, whatever its name. */
export const readyOf = (engine, body) => (engine.bodies[body].drawn ? READY[body] ?? {} : {});

/** A ready pair of a body. */
export function ready(engine, body, kind) {
  const pairs = readyOf(engine, body);
  return routeOf(engine, body, pairs[choose("pair", kind, Object.keys(pairs))]);
}

/** What is shown where the address names nothing. */
export function first(engine) {
  return engine.bodies.neck?.drawn ? ready(engine, "neck", "dystonia") : named(engine, "dystonia");
}

/** A pair that an address names, on a body. */
export function named(engine, name, body = defaultBody(engine)) {
  const presets = NAMED[choose("pair", name, Object.keys(NAMED))];
  return routeOf(engine, body, presets.map((preset) => ({ preset })));
}

const sorted = (table) => JSON.stringify(Object.entries(table).sort());

/** Whether two settings are the same but for the preset that they come from. */
export const alike = (one, other) =>
  one.body === other.body
  && ["levers", "lesions", "stimuli"].every((key) => sorted(one[key]) === sorted(other[key]));

const same = (one, other) => SIDES.every(
  (side) => one[side].preset === other[side].preset && alike(one[side], other[side]),
);

/** What a route is: {kind} of a ready pair, {name} of a pair of addresses, or {}. */
export function pairOf(engine, route) {
  const { body } = route.a;
  const kind = Object.keys(readyOf(engine, body)).find((key) => same(ready(engine, body, key), route));
  if (kind) return { kind };
  const name = Object.keys(NAMED).find((key) => same(named(engine, key, body), route));
  return name ? { name } : {};
}

/** The query of a route. */
export function writeRoute(engine, route) {
  const { a, b, seed, command } = route;
  const bare = { levers: {}, lesions: {}, stimuli: {}, ms: 0, events: [] };
  const write = (recording) => writeQuery(engine, recording, recording);
  const common = write({ ...bare, body: a.body, preset: "healthy", seed, command });
  const fields = [...new URLSearchParams(common)];
  const name = Object.keys(NAMED).find((key) => same(named(engine, key, a.body), route));
  if (name && (name !== USUAL || !fields.length)) fields.push(["pair", name]);
  if (!name) {
    for (const [side, { preset, levers, lesions, stimuli }] of [["a", a], ["b", b]]) {
      // The body is written once, so each side is written with the body of its preset.
      const body = engine.presets[preset].body ?? engine.default_body;
      const start = { ...bare, levers, lesions, stimuli, body, preset, seed: 1n, command: 1 };
      fields.push([side, write(start)]);
    }
  }
  return new URLSearchParams(fields).toString();
}

/** The body that a side's query is written for. */
function bodyOf(engine, text) {
  const [{ preset = "healthy", body }] = splitQuery(text, ["preset", "body"]);
  return body ?? engine.presets[preset]?.body ?? defaultBody(engine);
}

/** The setting at the end of a side's query, on a body. */
function readSide(engine, text, body) {
  const [{ preset = "healthy" }, rest] = splitQuery(text, ["preset", "body"]);
  const fields = [["body", body]];
  const known = engine.presets[preset];
  if (known?.body && known.body !== body) {
    // A preset of another body: its levers count, and must be some that this body has.
    const own = new URLSearchParams(rest);
    fields.push(...Object.entries(known.changes).filter(([name]) => !own.has(name)));
  } else {
    fields.push(["preset", preset]);
  }
  const query = [new URLSearchParams(fields).toString(), rest].filter(Boolean).join("&");
  const recording = readQuery(engine, query);
  const session = begin(engine, recording, {});
  for (const event of recording.events) apply(session, event);
  return settingOf(engine, session);
}

/** The route of a query; throws InputError for any value that is not allowed. */
export function readRoute(engine, query) {
  const fields = ["pair", ...SIDES, ...COMMON];
  const [given, rest] = splitQuery(query, fields);
  for (const [name] of new URLSearchParams(rest)) choose("address", name, fields);
  const shared = COMMON.filter((name) => name in given).map((name) => [name, given[name]]);
  const common = readQuery(engine, new URLSearchParams(shared).toString());
  const sides = SIDES.filter((side) => side in given);
  const body = given.body ?? (sides.length ? bodyOf(engine, given[sides[0]]) : defaultBody(engine));
  choose("body", body, Object.keys(engine.bodies));
  const route = { ...named(engine, given.pair ?? USUAL, body), seed: common.seed, command: common.command };
  for (const side of sides) route[side] = readSide(engine, given[side], body);
  return route;
}

/** A route on another body; levers that name a part of the old one are reset. */
export function onBody(engine, route, body) {
  const move = ({ levers, stimuli, ...rest }) => withBody(engine, body, {
    ...rest,
    levers: Object.fromEntries(
      Object.entries(levers).filter(([key]) => engine.levers[key].kind === "number"),
    ),
    stimuli: Object.fromEntries(Object.entries(stimuli).filter(([key]) => !key.includes("/"))),
  });
  return { ...route, a: move(route.a), b: move(route.b) };
}
