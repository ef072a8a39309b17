// What a lesson's runs say: its conditions with the visitor's changes, and the rules that they meet.
import { MeasuredRuns, holds, summarise, valuesOf } from "../measure.js";

export const PUZZLE = "yours"; // condition of a puzzle that the visitor chooses

/** The levers of a condition that the visitor's lever moves: those at the lesson's value. */
export function movedLevers(engine, lesson, { preset, levers }) {
  if (!lesson.lever) return [];
  const all = engine.leversOf(lesson.body, preset, levers);
  const names = engine.short_forms[lesson.lever] ?? [lesson.lever];
  return names.filter((name) => all[name] === lesson.at);
}

/** The conditions with another value of the visitor's lever (null: the lesson's) and helpers. */
export function conditionsOf(engine, lesson, { at = null, helpers = [] } = {}) {
  const rows = Object.entries(lesson.conditions).map(([key, condition]) => {
    if (at === null) return [key, condition];
    const names = movedLevers(engine, lesson, condition);
    const moved = Object.fromEntries(names.map((name) => [name, at]));
    return [key, { ...condition, levers: { ...condition.levers, ...moved } }];
  });
  if (helpers.length) {
    const start = lesson.conditions[lesson.bars[0]];
    const levers = helpers.map((key) => lesson.helpers[key].levers);
    rows.push([PUZZLE, { ...start, levers: Object.assign({}, start.levers, ...levers) }]);
  }
  return Object.fromEntries(rows);
}

/** The conditions that answer the question and are shown as bars; the others are for the claims. */
export function firstOf(lesson, conditions) {
  const needed = Object.values(lesson.options).flat().flatMap((rule) => Object.keys(rule.take));
  const wanted = new Set([...lesson.bars, ...needed, PUZZLE]);
  return Object.keys(conditions).filter((key) => wanted.has(key));
}

/**
 * When the person tries and relaxes, as [{at, command}]: as in the measured runs where these are
 * told by what follows, and trying until told otherwise where the posture is.
 */
export function courseOf(engine, lesson) {
  const { body, protocol, seconds, hold, measure } = lesson;
  const { options } = engine.timelines[protocol];
  const asked = protocol === "hold" ? [options[0], hold] : options;
  const runs = new MeasuredRuns(engine, { body, timeline: protocol, seconds, options: asked });
  runs.begin([0n, 0n]);
  const phases = runs.course().phases.map(([at, command]) => ({ at, command }));
  return protocol === "hold" && measure !== "after_contraction" ? phases.slice(0, 2) : phases;
}

/** The condition that is compared with the first one: the visitor's own if there is one. */
export const afterOf = (lesson, found) => (PUZZLE in found ? PUZZLE : lesson.after);

/** The options whose rules are all met. */
export const answersOf = (engine, lesson, found) =>
  Object.keys(lesson.options).filter((key) =>
    lesson.options[key].every((rule) => holds(engine, rule, found, lesson.measure)));

/** Mean and interval of the lesson's measure in a condition. */
export const summaryOf = (engine, lesson, found, key) =>
  summarise(engine, valuesOf({ take: { [key]: 1 } }, found, lesson.measure));

/** Whether the runs meet a claim; null before all that it compares is measured. */
export function verdictOf(engine, lesson, found, rule) {
  if (!Object.keys(rule.take).every((key) => key in found)) return null;
  return holds(engine, rule, found, lesson.measure);
}

/** Whether an option of the lesson calls this difference no difference, and is met. */
function aboutSame(engine, lesson, found, last) {
  const first = lesson.bars[0];
  return Object.values(lesson.options).some((rules) => {
    if (rules.length !== 1) return false;
    const [{ take, low, high, measure }] = rules;
    const own = Object.keys(take).length === 2 && take[last] === 1 && take[first] === -1;
    return own && !measure && low !== undefined && high !== undefined
      && holds(engine, rules[0], found, lesson.measure);
  });
}

/** How the compared condition differs from the first one: "more", "less" or "same". */
export function directionOf(engine, lesson, found) {
  const last = afterOf(lesson, found);
  const change = summarise(engine, valuesOf({ take: { [last]: 1, [lesson.bars[0]]: -1 } }, found, lesson.measure));
  if (change.low === null || aboutSame(engine, lesson, found, last)) return "same";
  if (change.low > 0) return "more";
  return change.high < 0 ? "less" : "same";
}

const DIGITS = { 1: 2, s: 1, MVC: 1, deg: 0 };

/** A value in the unit that pages show: {value, digits}. */
export function shown(value, unit) {
  const factor = unit === "MVC" ? 100 : 1;
  const digits = DIGITS[unit];
  const rounded = Number((factor * value).toFixed(digits));
  return { value: rounded === 0 ? 0 : rounded, digits }; // never "-0"
}

/** The end of an axis from 0 that holds all values, and its step, in the shown unit. */
export function axisFor(values, { high, step }) {
  const most = Math.max(...values, 0);
  if (most <= high && most > high / 3) return { high, step };
  const rough = Math.max(most, high / 20) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].map((k) => k * power).find((one) => one >= rough);
  return { high: nice * Math.ceil(most / nice || 1), step: nice };
}
