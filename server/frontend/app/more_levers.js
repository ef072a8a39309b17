// All levers, by group, as the table of the model has them.
import { choice, fold, h, picker, slider } from "./dom.js";

const FINEST = 50; // least number of steps from one end to the other
const HIDDEN = ["constant"];
const OPEN = ["inhibition"];
const FEW = 4; // options up to which a choice is a row of buttons

/** A text about a thing of the model: the translation if there is one, else the model's own. */
export function named(words, key, own, fields = {}) {
  return words.has(key) ? words.t(key, fields) : own;
}

/** The part of a text's key that stands for a name of the model. */
export const keyOf = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** What is wrong with a value, in words. */
export function problemOf(words, { field, value, allowed, message }) {
  return named(words, "model-problem", message, { field, value: String(value).slice(0, 80), allowed });
}

/** The name of a muscle, joint, side, task or population; muscles of two bodies may share a key. */
export function nameOf(words, kind, row, body) {
  const own = row.title ?? row.name ?? row.key.replaceAll("_", " ");
  return named(words, keyOf(`model-${kind === "muscle" ? `muscle-${body.name}` : kind}-${row.key}`), own);
}

/** The label of a lever. */
export const labelOf = (words, lever) => named(words, `model-lever-${keyOf(lever.name)}`, lever.label);

/** The title of a ready condition. */
export const titleOf = (words, key, preset) => named(words, `model-preset-${keyOf(key)}`, preset.title);

/** What a lever that names a part of the body offers: [value, label] each. */
function optionsOf(lever, body, words) {
  const tables = {
    muscle: body.muscles, joint: body.joints.map((key) => ({ key })),
    side: body.choices[lever.name]?.map((key) => ({ key })), task: body.tasks,
  };
  const usual = named(words, `model-otherwise-${keyOf(lever.name)}`, lever.otherwise);
  return [["", usual], ...(tables[lever.of] ?? []).map((row) => [row.key, nameOf(words, lever.of, row, body)])];
}

/** The value of a lever in words: a name, a percentage, or a number with its unit. */
export function valueOf(lever, value, body, { words, number }) {
  if (lever.kind !== "number") {
    return optionsOf(lever, body, words).find(([key]) => key === value)?.[1] ?? value;
  }
  if (lever.unit.startsWith("share")) return number(value, { style: "percent" });
  const own = `${number(value, { maximumFractionDigits: 4 })} ${lever.unit}`;
  return named(words, `model-unit-${keyOf(lever.unit)}`, own, { value });
}

/** One lever of either kind; the element has `follow()`, which shows the present value. */
export function leverBox(lever, live, { words, number, t }) {
  const label = labelOf(words, lever);
  const help = named(words, `model-lever-${keyOf(lever.name)}-meaning`, lever.meaning);
  const set = (value) => live().set(lever.name, value);
  if (lever.kind === "number") {
    const share = lever.unit.startsWith("share");
    const span = lever.high - lever.low;
    const step = 10 ** Math.floor(Math.log10((span * (share ? 100 : 1)) / FINEST)) / (share ? 100 : 1);
    const show = (value) => valueOf(lever, value, live().body, { words, number });
    const element = slider({
      label, help, value: live().levers[lever.name], low: lever.low, high: lever.high, step, show, input: set,
    });
    element.follow = () => element.set(live().levers[lever.name]);
    return element;
  }
  const holder = h("div", { class: "ml-lever-choice" });
  let shown = "";
  holder.follow = () => {
    const { body, levers } = live();
    const may = lever.name === "agonist" && levers.task ? body.aims[levers.task] : null;
    const options = optionsOf(lever, body, words).filter(([key]) => !may || key in may);
    const value = levers[lever.name];
    const now = JSON.stringify(options);
    if (now !== shown) {
      shown = now;
      const make = options.length <= FEW
        ? choice({ legend: label, options, value, pick: set })
        : picker({ label, options, value, pick: set });
      holder.replaceChildren(make, h("p", { class: "ml-help", text: help }));
      holder.hidden = options.length < 2;
    }
    holder.firstChild.set(value);
  };
  holder.follow();
  return holder;
}

/** All levers in their groups; the element has `follow()`. */
export function moreLevers(engine, live, app) {
  const boxes = [];
  const groups = new Map();
  for (const lever of Object.values(engine.levers)) {
    if (HIDDEN.includes(lever.group)) continue;
    const box = leverBox(lever, live, app);
    boxes.push(box);
    groups.set(lever.group, [...(groups.get(lever.group) ?? []), box]);
  }
  const element = h("div", { class: "ml-more-levers" }, [...groups].map(([group, own]) => {
    const part = fold(app.t(`explore-group-${group}`), ...own);
    part.open = OPEN.includes(group);
    return part;
  }));
  element.follow = () => boxes.forEach((box) => box.follow());
  return element;
}

const FIRST_BODIES = ["neck", "arm", "hand"]; // before a user's own

/** The bodies that are offered: [key, name] each; a user's own is called as its table says. */
export function bodyNames(engine, words) {
  const keys = [...new Set([...FIRST_BODIES, ...Object.keys(engine.bodies)])];
  return keys.filter((key) => engine.bodies[key])
    .map((key) => [key, named(words, `explore-body-${key}`, engine.bodies[key].title)]);
}
