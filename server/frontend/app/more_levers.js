// All levers, by group, as the table of the model has them.
import { choice, fold, h, picker, slider } from "./dom.js";

const FINEST = 50; // least number of steps from one end to the other
const HIDDEN = ["constant"];
const OPEN = ["inhibition"];
const FEW = 4; // options up to which a choice is a row of buttons

/** A text about a thing of the model: the translation if there is one, else the model's own. */
export function named(words, key, own) {
  return words.has(key) ? words.t(key) : own;
}

const keyOf = (name) => name.replaceAll("_", "-");

/** The name of a muscle, joint, side, task or population. */
export function nameOf(words, kind, row) {
  const own = row.title ?? row.name ?? row.key.replaceAll("_", " ");
  return named(words, `model-${kind}-${keyOf(row.key)}`, own);
}

/** What a lever that names a part of the body offers: [value, label] each. */
function optionsOf(lever, live, words) {
  const { body, levers } = live;
  const tables = {
    muscle: body.muscles, joint: body.joints.map((key) => ({ key })),
    side: body.choices[lever.name]?.map((key) => ({ key })), task: body.tasks,
  };
  let rows = tables[lever.of] ?? [];
  if (lever.name === "agonist" && levers.task) {
    rows = rows.filter(({ key }) => key in body.aims[levers.task]);
  }
  const usual = named(words, `model-otherwise-${keyOf(lever.name)}`, lever.otherwise);
  return [["", usual], ...rows.map((row) => [row.key, nameOf(words, lever.of, row)])];
}

/** One lever of either kind; the element has `follow()`, which shows the present value. */
export function leverBox(lever, live, { words, number, t }) {
  const label = named(words, `model-lever-${keyOf(lever.name)}`, lever.label);
  const help = named(words, `model-lever-${keyOf(lever.name)}-meaning`, lever.meaning);
  const set = (value) => live().set(lever.name, value);
  if (lever.kind === "number") {
    const share = lever.unit.startsWith("share");
    const span = lever.high - lever.low;
    const step = 10 ** Math.floor(Math.log10((span * (share ? 100 : 1)) / FINEST)) / (share ? 100 : 1);
    const show = (value) => (share
      ? number(value, { style: "percent" })
      : `${number(value, { maximumFractionDigits: 4 })} ${lever.unit}`);
    const element = slider({
      label, help, value: live().levers[lever.name], low: lever.low, high: lever.high, step, show, input: set,
    });
    element.follow = () => element.set(live().levers[lever.name]);
    return element;
  }
  const holder = h("div", { class: "ml-lever-choice" });
  let shown = "";
  holder.follow = () => {
    const options = optionsOf(lever, live(), words);
    const value = live().levers[lever.name];
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
