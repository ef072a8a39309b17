// The address of the lessons.
//
// A place is {view, number, step, seed, guess, at, helpers, large, answers, sheet}: its screen is
// "teacher", "worksheets" or "words" (view), or "3-observe" (number and step); the rest is in the
// query. Addresses of the pages before these ("lesson=8&step=observe&view=teacher") are read too.

export const STEPS = ["predict", "run", "observe", "explain", "try"];
export const VIEWS = ["teacher", "worksheets", "words"];
export const RUNS = 20; // seeds with which a lesson is measured
export const MAX_HELPERS = 2;
const LAST_SEED = 999999;
const FIELDS = ["seed", "guess", "at", "helpers", "large", "answers", "sheet"];
const FORMER = ["lesson", "step", "view"];
// The lessons of addresses with "lesson=NUMBER", in their order.
const FORMER_ORDER = [
  "cup", "stop", "places", "spread", "touch", "days", "practice", "rescue", "strength",
];
const FORMER_VIEWS = { glossary: "words" };

const USUAL = {
  view: "", number: 0, step: "predict", seed: 1, guess: "", at: null, helpers: [], large: false,
  answers: false, sheet: 0,
};

/** A place with what is missing filled in. */
export const place = (given = {}) => ({ ...USUAL, ...given });

const whole = (text, low, high) => {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1;
  return value >= low && value <= high ? value : null;
};

/** Lowest and highest value of the visitor's lever, from the engine's table of levers. */
export function leverRange({ levers, short_forms: short }, lesson) {
  if (!lesson.lever) return null;
  const { low, high } = levers[short[lesson.lever]?.[0] ?? lesson.lever];
  return [low, high];
}

/**
 * The place that a route names: {place, ignored}, where `ignored` are the names of the fields that
 * were not understood.
 *
 * engine: its table of levers; lessons: the lessons' data.
 */
export function readPlace(engine, lessons, { screen = "", query = "" }) {
  const found = place();
  const ignored = [];
  const fields = new Map(new URLSearchParams(query));
  fields.delete("embed"); // the frame of the page reads it
  const take = (name, read) => {
    const text = fields.get(name) ?? "";
    fields.delete(name);
    if (text === "") return;
    const value = read(text);
    if (value === null) ignored.push(name);
    else found[name] = value;
  };
  const [former] = [Object.fromEntries(FORMER.map((name) => [name, fields.get(name) ?? ""]))];
  for (const name of FORMER) fields.delete(name);
  const [, number, step] = /^([0-9]{1,3})(?:-([a-z]+))?$/.exec(screen) ?? [];
  if (number !== undefined) {
    found.number = whole(number, 1, lessons.length) ?? 0;
    if (!found.number || (step && !STEPS.includes(step))) ignored.push("screen");
    if (STEPS.includes(step)) found.step = step;
  } else if (VIEWS.includes(screen)) {
    found.view = screen;
  } else if (screen) {
    ignored.push("screen");
  } else {
    readFormer(former, lessons, found, ignored);
  }
  const lesson = lessons[found.number - 1];
  take("seed", (text) => whole(text, 1, LAST_SEED));
  for (const name of ["large", "answers"]) {
    take(name, (text) => (["0", "1"].includes(text) ? text === "1" : null));
  }
  take("sheet", (text) => whole(text, 1, lessons.length));
  take("guess", (text) => (lesson && Object.hasOwn(lesson.options, text) ? text : null));
  take("at", (text) => {
    const range = lesson && leverRange(engine, lesson);
    const value = text.trim() ? Number(text) : NaN;
    return range && value >= range[0] && value <= range[1] ? value : null;
  });
  take("helpers", (text) => {
    const names = [...new Set(text.split(","))];
    const known = lesson && names.every((name) => Object.hasOwn(lesson.helpers, name));
    return known && names.length <= MAX_HELPERS ? names : null;
  });
  if (lesson && found.at === lesson.at) found.at = null;
  return { place: found, ignored: [...ignored, ...fields.keys()] };
}

function readFormer({ lesson, step, view }, lessons, found, ignored) {
  const named = FORMER_VIEWS[view] ?? view;
  if (VIEWS.includes(named)) found.view = named;
  else if (view) ignored.push("view");
  if (lesson) {
    const key = FORMER_ORDER[(whole(lesson, 1, FORMER_ORDER.length) ?? 0) - 1];
    found.number = lessons.findIndex((row) => row.key === key) + 1;
    if (!found.number) ignored.push("lesson");
  }
  if (STEPS.includes(step)) found.step = step;
  else if (step) ignored.push("step");
}

/** The route {page, screen, query} of a place. */
export function routeOf(given) {
  const now = place(given);
  const screen = now.number ? `${now.number}-${now.step}` : now.view;
  const text = { at: String, seed: String, sheet: String, guess: (key) => key, helpers: (keys) => keys.join(",") };
  const query = FIELDS.flatMap((name) => {
    const value = now[name];
    if (value === USUAL[name] || (name === "helpers" && !value.length)) return [];
    return [`${name}=${encodeURIComponent((text[name] ?? (() => "1"))(value)).replaceAll("%2C", ",")}`];
  });
  return { page: "lessons", screen, query: query.join("&") };
}
