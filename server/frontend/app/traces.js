// What the muscles did in the last five seconds: a lane a pair, the opponent mirrored below.
import { clamp, f1, put, shape } from "./picture.js";

const WINDOW_MS = 5000;
const SAMPLE_MS = 50;
const SAMPLES = WINDOW_MS / SAMPLE_MS + 1;
const LANE = { low: 54, tall: 84 }; // px; a long name, of three lines on a phone, needs more
const LONG = 34; // letters
const ROOM = 0.44; // of a lane for full activity, up or down
const HOLD_MS = 500; // of the numbers in the table

/** Pairs of muscles, [up, down or null]: each with its strongest opponent that is still free. */
export function lanes(bodyInfo, asked) {
  const free = new Set(bodyInfo.muscles.keys());
  const first = [...free].sort((a, b) => asked[b] - asked[a] || a - b);
  const pairs = [];
  for (const up of first) {
    if (!free.delete(up)) continue;
    const against = bodyInfo.aims[""][bodyInfo.muscles[up].key]?.opposing ?? [];
    const down = [...free].reduce((best, m) => (against[m] > (against[best] ?? 0) ? m : best), null);
    if (down !== null) free.delete(down);
    pairs.push([up, down]);
  }
  return pairs;
}

/**
 * The traces of a body's muscles.
 *
 * engine: Engine; bodyInfo: one of engine.bodies; nameOf: the name of a muscle of its table.
 *
 * Returns `element`; `add(timeMs, level)` with the muscles' activity (of `session.readout()`) at
 * each moment of the model; `update({commanded})` for each picture, with the shares of the effort
 * by muscle (the body's usual ones where left out); `clear()`; and `describe()`, the present in
 * words. A table for screen readers holds the present values.
 */
export function createTraces(engine, bodyInfo, { t, nameOf = ({ name }) => name }) {
  const { muscles } = bodyInfo;
  const names = muscles.map(nameOf);
  const make = (name, cls, ...children) => {
    const element = document.createElement(name);
    element.className = cls;
    element.append(...children);
    return element;
  };
  const height = names.some((name) => name.length > LONG) ? LANE.tall : LANE.low;
  const times = [], rows = muscles.map(() => []); // in the order of time
  let pairs = [], asked = null, drawn = -1, said = -Infinity, tops = [];
  const curves = muscles.map(() => shape("path", {}));
  const ground = shape("g");
  const picture = shape("svg", { class: "ml-traces-picture", "aria-hidden": "true", preserveAspectRatio: "none" });
  picture.append(ground, ...curves);
  const labels = make("div", "ml-traces-names");
  labels.setAttribute("aria-hidden", "true");
  const foot = make("div", "ml-traces-foot", make("span", "", t("network-traces-ago")), make("span", "", t("network-traces-present")));
  foot.setAttribute("aria-hidden", "true");
  const cells = muscles.map(() => document.createElement("td"));
  const heads = muscles.map((_, m) => make("th", "", names[m]));
  for (const head of heads) head.scope = "row";
  const columns = ["network-traces-muscle", "network-traces-now"].map((key) => {
    const head = make("th", "", t(key));
    head.scope = "col";
    return head;
  });
  const table = make(
    "table", "", make("caption", "", t("network-traces")),
    make("thead", "", make("tr", "", ...columns)),
    make("tbody", "", ...muscles.map((_, m) => make("tr", "", heads[m], cells[m]))),
  );
  const element = make("div", "ml-traces", labels, picture, foot, make("div", "ml-hidden", table));

  function arrange(shares) {
    asked = [...shares];
    pairs = lanes(bodyInfo, asked);
    tops = [];
    put(picture, "viewBox", `0 0 ${WINDOW_MS} ${pairs.length * height}`);
    element.style.setProperty("--trace-height", `${height / 2}px`);
    element.style.setProperty("--traces-height", `${pairs.length * height}px`);
    labels.replaceChildren();
    ground.replaceChildren();
    pairs.forEach((pair, lane) => {
      const base = (lane + 0.5) * height;
      ground.append(shape("path", { d: `M0 ${base}H${WINDOW_MS}`, class: "ml-traces-base" }));
      pair.forEach((m, side) => {
        if (m === null) return;
        tops[m] = { base, way: side ? 1 : -1 };
        const name = make("span", asked[m] > 0 ? "ml-traces-name ml-asked" : "ml-traces-name", names[m]);
        name.style.setProperty("--at", `${base - height / 2 + (side * height) / 2}px`);
        labels.append(name);
        put(curves[m], "class", `ml-trace ml-trace-${asked[m] > 0 ? "asked" : "other"}`);
        const role = asked[m] > 0 ? ` (${t("network-traces-asked")})` : "";
        heads[m].textContent = names[m] + role;
      });
    });
    drawn = -1;
  }

  function add(time, level) {
    while (times.length && times.at(-1) > time) {
      times.pop();
      for (const row of rows) row.pop();
      drawn = -1;
    }
    if (times.length && time - times.at(-1) < SAMPLE_MS) return;
    times.push(time);
    rows.forEach((row, m) => row.push(level[m]));
    if (times.length > SAMPLES) {
      times.shift();
      for (const row of rows) row.shift();
    }
  }

  function update({ commanded = bodyInfo.aims[""][""].commanded } = {}) {
    if (!asked || asked.some((share, m) => share !== commanded[m])) arrange(commanded);
    if (!times.length || times.at(-1) === drawn) return;
    drawn = times.at(-1);
    muscles.forEach((_, m) => {
      const { base, way } = tops[m];
      let d = "";
      for (let k = 0; k < times.length; k++) {
        const x = WINDOW_MS - (drawn - times[k]);
        if (x >= 0) d += `${d ? "L" : "M"}${x} ${f1(base + way * ROOM * height * clamp(rows[m][k], 0, 1))}`;
      }
      const from = Math.max(0, WINDOW_MS - (drawn - times[0]));
      put(curves[m], "d", `${d}V${base}H${from}Z`);
    });
    const at = performance.now();
    if (at - said < HOLD_MS) return;
    said = at;
    cells.forEach((cell, m) => put(cell, "text", t("network-traces-share", { share: rows[m].at(-1) })));
  }

  function clear() {
    times.length = 0;
    for (const row of rows) row.length = 0;
    for (const curve of curves) put(curve, "d", "M0 0");
    drawn = -1;
  }

  function describe() {
    if (!times.length) return t("network-traces");
    return names
      .map((name, m) => `${name}: ${t("network-traces-share", { share: rows[m].at(-1) })}`)
      .join("; ");
  }

  return { element, add, update, clear, describe };
}
