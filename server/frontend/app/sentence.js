// What the body does now, in words: from the same moment as picture and gauge.

const AWAY = 12; // degrees from the healthy twin that are seen as a twist
const BACK = 0.6; // share of the difference before a touch, below which the touch has helped
const QUIET = 0.05; // activity below which a muscle rests
const STAYS_MS = 350; // a new state is told when it has lasted so long

/** The words for a share that is lost. */
export function lostKey(share) {
  const bounds = [[0.005, "none"], [0.2, "little"], [0.4, "third"], [0.59, "half"], [0.75, "two-thirds"], [0.95, "most"]];
  return bounds.find(([bound]) => share < bound)?.[1] ?? "all";
}

/** What the body does: a key of the texts; before: degrees from the twin before a touch. */
export function stateOf(live, scene, before = 0) {
  const activation = live.session.values("activation");
  const most = Math.max(...activation);
  const { away } = scene;
  if (!live.trying) {
    if (most > QUIET && away > AWAY) return "stays";
    return most > QUIET ? "works-on" : "rests";
  }
  if (most < QUIET) return "hardly";
  if (live.levers.touch > 0 && before > AWAY && away < BACK * before) return "helped";
  if (away > AWAY && scene.joined.length) return "twists";
  return scene.joined.length ? "joins" : "works";
}

/** Tells a state only once it has lasted. */
export class Steady {
  constructor() {
    this.value = null;
    this.next = null;
    this.since = 0;
  }

  take(value, time) {
    if (this.value === null || time < this.since) this.value = value; // the first, or a new start
    if (value !== this.next) [this.next, this.since] = [value, time];
    if (time - this.since >= STAYS_MS) this.value = value;
    return this.value;
  }
}

/** The sentences, as {key, fields}, of the present moment. */
export function sentences(live, state) {
  const { levers, engine, body } = live;
  const losses = engine.short_forms.loss.map((name) => levers[name]);
  const most = Math.max(...losses);
  const even = losses.every((value) => value === most);
  const lost = even || most === 0 ? `explore-lost-${lostKey(most)}` : "explore-lost-uneven";
  const rows = [{ key: lost }, { key: `explore-${body.name}-${state}`, or: `explore-${state}` }];
  if (levers.touch > 0 && state !== "helped") rows.push({ key: "explore-touching" });
  return rows;
}
