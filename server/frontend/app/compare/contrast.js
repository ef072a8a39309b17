// What differs between two bodies now, as a key of the texts with its fields.

const SEEN = 5; // degrees from which two postures are seen to differ
const ROUND = 5; // degrees to which a difference is told
const FIGHT = 0.1; // of the index of co-contraction
const QUIET = 0.05; // activity below which a muscle rests

// The drawn angles that are told, by body; of the neck, head and neck are added up already.
const PARTS = {
  neck: ["turn", "tilt", "nod"],
  arm: ["shoulder", "elbow", "rotation", "wrist", "deviation", "fingers"],
  hand: ["wrist", "deviation", "thumb", "index", "middle", "ring", "little"],
};

const largest = (names, size) =>
  names.reduce((best, name) => (size(name) > size(best) ? name : best), names[0]);

/** How far a posture is from that of its healthy twin, in degrees: the largest angle that is told. */
export function awayOf(body, { pose, twin }) {
  return Math.max(...PARTS[body].map((name) => Math.abs(pose[name] - twin[name])));
}

/**
 * What differs: {key, fields}, of which `side` is the one that is told of.
 *
 * body: name; a, b: {pose, twin (angles in degrees by name), active (number of muscles at work),
 * most (largest activity), index (of co-contraction)}.
 */
export function contrastOf(body, a, b) {
  if (a.most < QUIET && b.most < QUIET && awayOf(body, { pose: a.pose, twin: b.pose }) < SEEN) {
    return { key: "compare-silent", fields: {} };
  }
  const apart = (name) => b.pose[name] - a.pose[name];
  const part = largest(PARTS[body], (name) => Math.abs(apart(name)));
  if (Math.abs(apart(part)) >= SEEN) {
    const out = (side) => Math.abs(side.pose[part] - side.twin[part]);
    const side = out(b) >= out(a) ? "b" : "a";
    const [own, other] = side === "b" ? [b, a] : [a, b];
    const by = own.pose[part] - other.pose[part];
    return {
      key: `compare-${body}-${part}`,
      fields: {
        side, way: by > 0 ? "plus" : "minus", degrees: ROUND * Math.round(Math.abs(by) / ROUND),
        ...muscles(own.active - other.active),
      },
    };
  }
  const more = b.active - a.active;
  if (more) {
    return { key: "compare-muscles", fields: { side: more > 0 ? "b" : "a", ...muscles(Math.abs(more)) } };
  }
  if (Math.abs(b.index - a.index) >= FIGHT) {
    return { key: "compare-fight", fields: { side: b.index > a.index ? "b" : "a" } };
  }
  return { key: "compare-alike", fields: {} };
}

const muscles = (more) => ({
  count: Math.abs(more), than: more > 0 ? "more" : more < 0 ? "fewer" : "same",
});

const SHORT = "loss";

/**
 * The settings that differ: {lever, a, b} each; the places of a lost inhibition are one row where
 * they are moved together. Cut and driven populations are {population, kind, a, b}.
 */
export function settingsApart(engine, a, b) {
  const usual = engine.usual();
  const value = (side, name) => side.levers[name] ?? usual[name];
  const differ = Object.keys(usual).filter((name) => value(a, name) !== value(b, name));
  const places = engine.short_forms[SHORT];
  const even = (side) => places.every((name) => value(side, name) === value(side, places[0]));
  const rows = [];
  const together = even(a) && even(b) && differ.includes(places[0]);
  if (together) rows.push({ lever: SHORT, a: value(a, places[0]), b: value(b, places[0]) });
  for (const name of differ) {
    if (!(together && places.includes(name))) rows.push({ lever: name, a: value(a, name), b: value(b, name) });
  }
  for (const kind of ["lesions", "stimuli"]) {
    for (const key of new Set([...Object.keys(a[kind]), ...Object.keys(b[kind])])) {
      const [own, other] = [a[kind][key] ?? 0, b[kind][key] ?? 0];
      if (own !== other) rows.push({ population: key, kind, a: own, b: other });
    }
  }
  return rows;
}
