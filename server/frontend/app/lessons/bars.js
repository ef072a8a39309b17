// The measured runs of a lesson: a bar, a dot for each run, the interval, and the same as a table.
import { fold, h } from "../dom.js";
import { PUZZLE, axisFor, shown, summaryOf } from "./findings.js";

const DOT_ROWS = 5; // heights at which the dots lie, so that equal ones are seen

/** A value of a measure in words. */
export function figure({ t, number }, value, unit) {
  if (value === null) return "–";
  const { value: rounded, digits } = shown(value, unit);
  const text = number(rounded, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return t(`lessons-unit-${unit}`, { value: text });
}

/** The conditions that are shown as bars. */
export const barsOf = (lesson, found) => [...lesson.bars, ...(PUZZLE in found ? [PUZZLE] : [])];

const percent = (value, high) => `${Math.min(100, Math.max(0, (100 * value) / high))}%`;

const placed = (cls, places) => {
  const element = h("span", { class: cls });
  for (const [name, value] of Object.entries(places)) element.style.setProperty(`--${name}`, value);
  return element;
};

/** The axis under some bars: its ticks, in words. */
export function axis({ t, number }, unit, { high, step }) {
  const count = Math.round(high / step);
  const every = Math.max(1, Math.ceil(count / 5));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, k) => k).filter((k) => k % every === 0);
  return h("span", { class: "ml-axis", "aria-hidden": "true" }, ticks.map((k) => {
    const tick = placed("ml-tick", { at: percent(k * step, high) });
    const text = number(k * step, { maximumFractionDigits: digits });
    tick.append(h("span", { text: t(`lessons-unit-${unit}`, { value: text }) }));
    return tick;
  }));
}

/**
 * The bars of a lesson.
 *
 * app: texts; engine; lesson; found: values by condition and measure; nameOf(key): a condition's.
 */
export function bars(app, engine, lesson, found, nameOf) {
  const { t } = app;
  const { unit } = engine.measures[lesson.measure];
  const keys = barsOf(lesson, found);
  const inUnit = (value) => shown(value, unit).value;
  const factor = unit === "MVC" ? 100 : 1;
  const values = keys.flatMap((key) => [...found[key][lesson.measure]]).filter(Number.isFinite);
  const scale = axisFor([...values, lesson.line].map((value) => factor * value), lesson.scale);
  const at = (value) => percent(factor * value, scale.high);
  const rows = keys.map((key, index) => {
    const { mean, low, high } = summaryOf(engine, lesson, found, key);
    const track = h("span", { class: "ml-track", "aria-hidden": "true" });
    if (mean !== null) track.append(placed(index ? "ml-bar" : "ml-bar ml-bar-first", { to: at(mean) }));
    [...found[key][lesson.measure]].forEach((value, k) => {
      if (!Number.isFinite(value)) return;
      const height = `${15 + (70 * ((k * 2) % DOT_ROWS)) / (DOT_ROWS - 1)}%`;
      track.append(placed("ml-dot", { at: at(value), height }));
    });
    if (low !== null) track.append(placed("ml-interval", { at: at(low), to: at(high) }));
    if (lesson.line) track.append(placed("ml-mark", { at: at(lesson.line) }));
    return h("li", { "data-condition": key, "data-mean": mean === null ? null : inUnit(mean) },
      h("span", { class: "ml-bar-name", text: nameOf(key) }),
      h("span", { class: "ml-bar-value", text: figure(app, mean, unit) }), track);
  });
  const head = ["setting", "average", "interval", "runs"];
  const table = h("table", { class: "ml-table" },
    h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col", text: t(`lessons-observe-${name}`) })))),
    h("tbody", {}, keys.map((key) => {
      const { mean, low, high, n } = summaryOf(engine, lesson, found, key);
      const range = low === null ? "–" : t("lessons-page-range", { low: figure(app, low, unit), high: figure(app, high, unit) });
      return h("tr", {}, h("th", { scope: "row", text: nameOf(key) }),
        h("td", { text: figure(app, mean, unit) }), h("td", { text: range }),
        h("td", { text: app.number(n) }));
    })));
  return h("div", { class: "ml-bars" },
    h("ul", {}, rows), axis(app, unit, scale),
    fold(t("lessons-observe-table"), h("div", { class: "ml-scroll", tabindex: "0", role: "region", "aria-label": t("lessons-observe-table") }, table)));
}
