// Both sides measured over several runs on the same noise.
import { h } from "../dom.js";
import { measure, summarise } from "../measure.js";
import { poseOf } from "../person/person.js";
import { awayOf } from "./contrast.js";
import { SIDES } from "./route.js";

export const RUNS = 10; // pairs of runs, each pair with its own noise
const SECONDS = 5; // of a run; a neck takes some seconds to twist
const POSTURE = { name: "posture", unit: "deg", from: 4000, to: 5000, every: 100 }; // ms
const MEASURES = ["co_contraction_index", "overflow"];

/** How far each run is from its healthy twin, in degrees: as drawn, on average over a second. */
async function postures(engine, { body, levers }, seeds, signal) {
  const found = [];
  for (const seed of seeds) {
    const full = { ...engine.usual(), ...levers };
    const session = engine.create({ body, levers: full, seed, twin: engine.usual("inhibition") });
    let [sum, count] = [0, 0];
    while (session.time < POSTURE.to) {
      session.advance(POSTURE.every);
      if (session.time > POSTURE.from) {
        const [pose, twin] = [0, 1].map((run) => poseOf(session.body, session.values("angle", run)));
        sum += awayOf(body, { pose, twin });
        count += 1;
      }
    }
    found.push(sum / count);
    await new Promise((resolve) => setTimeout(resolve)); // let the page answer
    signal?.throwIfAborted();
  }
  return found;
}

/** Whether a route can be measured: populations that are cut or driven cannot. */
export const measurable = (route) => SIDES.every(
  (side) => !Object.keys({ ...route[side].lesions, ...route[side].stimuli }).length,
);

/**
 * Run both sides and compare them: {measure, unit, a, b, difference} each, with the summaries of
 * measure.js; the difference is B minus A, run by run. `signal` is an AbortSignal that stops it.
 */
export async function measureRoute(engine, route, { runs = RUNS, signal } = {}) {
  const seeds = Array.from({ length: runs }, (_, k) => BigInt.asUintN(64, route.seed + BigInt(k)));
  const conditions = Object.fromEntries(SIDES.map((side) => [side, { levers: route[side].levers }]));
  const found = await measure(engine, {
    body: route.a.body, seeds, timeline: "hold", seconds: SECONDS, measures: MEASURES, conditions, signal,
  });
  for (const side of SIDES) {
    found[side][POSTURE.name] = await postures(engine, route[side], seeds, signal);
  }
  return [...MEASURES, POSTURE.name].map((name) => {
    const [a, b] = SIDES.map((side) => found[side][name]);
    return {
      measure: name, unit: engine.measures[name]?.unit ?? POSTURE.unit,
      a: summarise(engine, a), b: summarise(engine, b),
      difference: summarise(engine, b.map((value, run) => value - a[run])),
    };
  });
}

/** "differs", "alike" or "unknown": whether the interval of the difference leaves zero out. */
export function verdict({ difference: { low, high } }) {
  if (low === null) return "unknown";
  return low > 0 || high < 0 ? "differs" : "alike";
}

/** The table of the results. */
export function measuredTable(rows, { t, number }) {
  const figure = (name, value) => number(value, name === POSTURE.name
    ? { maximumFractionDigits: 0 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    .replace("-", "−");
  const cell = (name, { mean, low, high }) => {
    if (mean === null) return t("compare-measured-nothing");
    const [middle, from, to] = [mean, low ?? mean, high ?? mean].map((value) => figure(name, value));
    return t("compare-measured-cell", { mean: middle, low: from, high: to });
  };
  const columns = ["a", "b", "difference", "verdict"];
  return h(
    "div", { class: "ml-table-room", tabindex: "0", role: "group", "aria-label": t("compare-measured") },
    h(
      "table", { class: "ml-table" }, h("caption", { text: t("compare-measured-caption") }),
      h("thead", {}, h("tr", {}, h("th", { scope: "col", text: t("compare-measured-measure") }),
        columns.map((name) => h("th", { scope: "col", text: t(`compare-measured-${name}`) })))),
      h("tbody", {}, rows.map((row) => h(
        "tr", {}, h("th", { scope: "row", text: t(`compare-measure-${row.measure.replaceAll("_", "-")}`) }),
        [row.a, row.b, row.difference].map((part) => h("td", { text: cell(row.measure, part) })),
        h("td", { text: t(`compare-measured-${verdict(row)}`) }),
      ))),
    ),
  );
}

/** The results as a table for other programs; numbers have a point. */
export function measuredFile(rows) {
  const parts = ["a", "b", "difference"];
  const ends = ["mean", "low", "high", "n"];
  const head = ["measure", "unit", ...parts.flatMap((part) => ends.map((end) => `${part}_${end}`))];
  const lines = rows.map((row) => [
    row.measure, row.unit, ...parts.flatMap((part) => ends.map((end) => row[part][end] ?? "")),
  ]);
  return [head, ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}
