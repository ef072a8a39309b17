// The gauge of muscles that fight each other: number, word, ten blocks, and the last 30 seconds.
import { clamp, f1, put, shape, show, sign } from "./picture.js";

const WINDOW_MS = 30000;
const SAMPLE_MS = 200; // between two points of the curve
const BLOCKS = 10;
const HOLD_MS = 250; // of the number: it is to be read
const ONE_MARK_MS = 1500; // marks of a kind that follow faster are one, e.g. while a lever is dragged
const AFTER_MS = 2000; // of a mark, when its effect is told
const LETTER = 8; // width of a letter of a mark's name, px
// Upper bounds of the words above the healthy line.
const WORDS = [[0.3, "raised"], [0.6, "high"], [Infinity, "very_high"]];

/** The index of co-contraction of a body, 0..1. */
export const indexScale = ({ healthy_index: limit }) => ({
  limit,
  top: 1,
  text: "gauge",
  words: [[limit, "low"], ...WORDS.filter(([bound]) => bound > limit)],
  ticks: [[0.45, "gauge-high"], [0.8, "gauge-very_high"]],
});

/** A turn that was not asked for, in degrees; up to `limit` it is as in health. */
export const turnScale = (limit = 10, top = 90) => ({
  limit,
  top,
  text: "gauge-turn",
  words: [[limit, "low"], [30, "raised"], [60, "high"], [Infinity, "very_high"]],
  ticks: [[0.5 * top, "gauge-turn-high"], [0.9 * top, "gauge-turn-very_high"]],
});

/** The word for a value. */
export const wordOf = (value, { words }) => words.find(([bound]) => value < bound)[1];

/** The values of the last 30 seconds: one each 200 ms, and the newest. */
export class History {
  constructor() {
    this.clear();
  }

  clear() {
    this.times = [];
    this.values = [];
    this.marks = []; // {time, kind}
    this.time = 0;
    this.value = 0;
  }

  /** Add a value; a time before the last one takes what came after it back. */
  add(time, value) {
    if (time < this.time) {
      while (this.times.length && this.times.at(-1) > time) {
        this.times.pop();
        this.values.pop();
      }
      this.marks = this.marks.filter((mark) => mark.time <= time);
    }
    this.time = time;
    this.value = value;
    if (!this.times.length || time - this.times.at(-1) >= SAMPLE_MS) {
      this.times.push(time);
      this.values.push(value);
    }
    while (this.times.length > 1 && this.times[1] <= time - WINDOW_MS) {
      this.times.shift();
      this.values.shift();
    }
    this.marks = this.marks.filter((mark) => mark.time > time - WINDOW_MS);
  }

  mark(time, kind) {
    const last = this.marks.findLast((mark) => mark.kind === kind);
    if (last && time - last.last < ONE_MARK_MS) last.last = time;
    else this.marks.push({ time, kind, last: time });
  }

  /** The value at a time, or undefined. */
  at(time) {
    return this.values[this.times.findIndex((other) => other >= time)];
  }
}

/** Where the names of marks go, so that none lies on another: -1 left, 1 right, 0 none. */
export function placeNames(places, names, left, right, sign = 10) {
  const width = names.map((name) => LETTER * name.length);
  let taken = left;
  return places.map((x, k) => {
    const next = k + 1 < places.length ? places[k + 1] - sign : right;
    const free = taken;
    taken = x + sign;
    if (x + sign + 3 + width[k] <= next) {
      taken = x + sign + 3 + width[k];
      return 1;
    }
    return x - sign - 3 - width[k] >= free ? -1 : 0;
  });
}

/** The blocks, and the upright line of health. */
function createBar(scale) {
  const [w, h, gap] = [260, 26, 3];
  const wide = (w - gap * (BLOCKS - 1)) / BLOCKS;
  const blocks = Array.from({ length: BLOCKS }, (_, k) => {
    const x = k * (wide + gap), tall = 8 + ((h - 8) * (k + 1)) / BLOCKS;
    const stripe = (share) => `M${f1(x + 2)} ${f1(h - tall * share)}L${f1(x + wide - 2)} ${f1(h - tall * share - 4)}`;
    return shape(
      "g", {},
      shape("rect", { x: f1(x), y: f1(h - tall), width: f1(wide), height: f1(tall), rx: 3 }),
      shape("path", { d: `${stripe(1 / 3)}${stripe(2 / 3)}` }),
    );
  });
  const at = f1((w * scale.limit) / scale.top);
  const line = shape("path", { d: `M${at} 0V${h + 7}`, class: "ml-gauge-healthy" });
  const element = shape(
    "svg", { viewBox: `0 0 ${w} ${h + 8}`, class: "ml-gauge-bar", "aria-hidden": "true" },
    ...blocks, line,
  );
  return {
    element,
    set(value) {
      const level = value / scale.top;
      blocks.forEach((block, k) => {
        put(block, "class", (k + 0.5) / BLOCKS <= level ? "ml-block ml-on" : "ml-block");
      });
    },
  };
}

/** The width of a text as the page sets it; about that where it is not shown. */
const widthOf = (text) => text.getComputedTextLength?.() || LETTER * text.textContent.length;

/** The curve of the last 30 seconds. */
class Chart {
  constructor(scale, t) {
    Object.assign(this, { scale, t, marks: [], width: 0, height: 0 });
    this.band = shape("rect", { class: "ml-chart-band" });
    this.limit = shape("path", { class: "ml-chart-limit" });
    this.axis = shape("path", { class: "ml-chart-axis" });
    this.area = shape("path", { class: "ml-chart-area" });
    this.line = shape("path", { class: "ml-chart-line" });
    this.dot = shape("circle", { r: 5, class: "ml-chart-dot" });
    this.ticks = [[scale.limit / 2, "gauge-healthy"], ...scale.ticks].map(([value, key]) => ({
      value, element: shape("text", { "text-anchor": "end", text: t(key) }),
    }));
    this.seconds = [30, 20, 10, 0].map((seconds) => ({
      seconds,
      element: shape("text", {
        "text-anchor": { 30: "start", 0: "end" }[seconds] ?? "middle",
        text: seconds ? t("gauge-ago", { seconds }) : t("gauge-now"),
      }),
    }));
    this.above = shape("g");
    this.picture = shape(
      "svg", { class: "ml-chart", "aria-hidden": "true" },
      this.band, this.limit, this.axis, ...this.ticks.map((tick) => tick.element),
      ...this.seconds.map((row) => row.element), this.area, this.line, this.above, this.dot,
    );
  }

  x(ago) {
    return this.left + (this.right - this.left) * (1 - ago / WINDOW_MS);
  }

  y(value) {
    return this.top + (this.bottom - this.top) * (1 - clamp(value / this.scale.top, 0, 1));
  }

  /** Lay it out for a size in px, in which its letters keep theirs. */
  resize(width, height) {
    if (!width || (width === this.width && height === this.height)) return;
    const names = this.ticks.map(({ element }) => widthOf(element));
    Object.assign(this, {
      width, height, left: Math.max(...names) + 8, right: width - 8, top: 28, bottom: height - 22,
    });
    const { left, right, bottom, scale } = this;
    put(this.picture, "viewBox", `0 0 ${width} ${height}`);
    const limit = f1(this.y(scale.limit));
    for (const [name, value] of Object.entries({
      x: f1(left), y: limit, width: f1(right - left), height: f1(bottom - limit),
    })) put(this.band, name, value);
    put(this.limit, "d", `M${f1(left)} ${limit}H${right}`);
    put(this.axis, "d", `M${f1(left)} ${bottom}H${right}`);
    for (const { value, element } of this.ticks) {
      put(element, "x", f1(left - 8));
      put(element, "y", f1(Math.min(this.y(value) + 4, bottom + 2)));
    }
    for (const { seconds, element } of this.seconds) {
      put(element, "x", f1(this.x(1000 * seconds)));
      put(element, "y", height - 5);
    }
    const [first, second] = this.seconds.map(({ element }) => widthOf(element));
    show(this.seconds[1].element, (right - left) / 3 > first + second / 2 + 4);
  }

  draw(history) {
    if (!this.width) return; // it has never been shown, so it has no places yet
    const { times, values, time } = history;
    if (!times.length) {
      for (const path of [this.line, this.area]) put(path, "d", "M0 0");
      show(this.dot, false);
    } else {
      const end = `${f1(this.x(0))} ${f1(this.y(history.value))}`;
      let d = "";
      for (let k = 0; k < times.length; k++) {
        const ago = Math.min(WINDOW_MS, time - times[k]);
        d += `${k ? "L" : "M"}${f1(this.x(ago))} ${f1(this.y(values[k]))}`;
      }
      d += `L${end}`;
      const from = f1(this.x(Math.min(WINDOW_MS, time - times[0])));
      put(this.line, "d", d);
      put(this.area, "d", `${d}V${this.bottom}H${from}Z`);
      put(this.dot, "cx", f1(this.x(0) - 1));
      put(this.dot, "cy", f1(this.y(history.value)));
      show(this.dot, true);
    }
    this.drawMarks(history);
  }

  drawMarks({ marks, time }) {
    const now = new Set(marks);
    for (const { mark, element } of this.marks) if (!now.has(mark)) element.remove();
    this.marks = this.marks.filter(({ mark }) => now.has(mark));
    for (const mark of marks) {
      if (!this.marks.some((row) => row.mark === mark)) this.marks.push(this.makeMark(mark));
    }
    const places = marks.map((mark) => this.x(time - mark.time));
    const sides = placeNames(places, this.marks.map((row) => row.name), 0, this.width);
    this.marks.forEach(({ element, line, text }, k) => {
      put(element, "transform", `translate(${f1(places[k])} 0)`);
      put(line, "d", `M0 ${this.top - 4}V${this.bottom}`);
      show(text, sides[k] !== 0);
      put(text, "x", 13 * (sides[k] || 1));
      put(text, "text-anchor", sides[k] < 0 ? "end" : "start");
    });
  }

  makeMark(mark) {
    const name = this.t(`gauge-mark-${mark.kind}`);
    const line = shape("path", { class: "ml-chart-mark" });
    const text = shape("text", { y: 18, class: "ml-chart-name", text: name });
    const picture = shape("g", { transform: "translate(0 14)" }, sign(mark.kind, 7));
    const element = shape("g", {}, line, picture, text);
    this.above.append(element);
    return { mark, name, line, text, element };
  }
}

/**
 * The gauge of a body.
 *
 * bodyInfo: one of engine.bodies; texts: {t, number} of Messages; `scale`: indexScale(bodyInfo), or
 * turnScale() for degrees.
 *
 * Returns `element`; `add(timeMs, value)` for each moment of the model; `mark(timeMs, kind)` for
 * what was done then (touch, stress, relax, stop, effort); `update()` for each picture;
 * `clear()`; and `describe()`, all of it in words.
 */
export function createGauge(bodyInfo, { t, number }, scale = indexScale(bodyInfo)) {
  const history = new History();
  const bar = createBar(scale);
  const chart = new Chart(scale, t);
  const make = (name, cls, ...children) => {
    const element = document.createElement(name);
    element.className = cls;
    element.append(...children);
    return element;
  };
  const value = make("strong", "ml-gauge-number");
  const word = make("span", "ml-gauge-word");
  const title = t(`${scale.text}-title`);
  const room = make("div", "ml-gauge-room", chart.picture);
  const element = make(
    "div", "ml-gauge-now",
    make(
      "div", "ml-gauge-head",
      make("h2", "ml-gauge-title", title), make("p", "ml-gauge-value", value, " ", word),
      bar.element, make("p", "ml-gauge-note", t("gauge-note")),
    ),
    room,
  );
  const inWords = (x) =>
    scale.text === "gauge"
      ? number(x, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
      : t(`${scale.text}-value`, { value: x });
  const nameOf = (x) => t(`${scale.text}-${wordOf(x, scale)}`);
  let said = -Infinity, saidWord = null, changed = true;
  let size = null; // of the room for the chart; to ask for it in each picture would take time
  new ResizeObserver(([entry]) => {
    size = entry.contentRect;
    changed = true;
    update();
  }).observe(room);

  function add(time, x) {
    changed ||= time !== history.time || x !== history.value;
    history.add(time, x);
  }

  function mark(time, kind) {
    changed = true;
    history.mark(time, kind);
  }

  function update() {
    const at = performance.now();
    const now = wordOf(history.value, scale);
    if (at - said >= HOLD_MS || now !== saidWord) {
      [said, saidWord] = [at, now];
      put(value, "text", inWords(history.value));
      put(word, "text", nameOf(history.value));
    }
    if (!changed) return;
    changed = false;
    bar.set(history.value);
    if (!size) return;
    chart.resize(size.width, size.height);
    chart.draw(history);
  }

  function clear() {
    history.clear();
    changed = true;
    said = -Infinity;
  }

  function describe() {
    const { times, values, marks, time } = history;
    const parts = [
      t("gauge-describe", { title, value: inWords(history.value), word: nameOf(history.value) }),
    ];
    if (times.length > 1) {
      parts.push(t("gauge-describe-range", {
        seconds: (time - times[0]) / 1000, low: inWords(Math.min(...values)), high: inWords(Math.max(...values)),
      }));
    }
    for (const { time: at, kind } of marks) {
      const [before, after] = [history.at(at), history.at(Math.min(time, at + AFTER_MS))];
      if (before === undefined || after === undefined) continue;
      parts.push(t("gauge-describe-mark", {
        what: t(`gauge-mark-${kind}`), seconds: (time - at) / 1000,
        before: inWords(before), after: inWords(after),
      }));
    }
    return parts.join(" ");
  }

  return { element, add, mark, update, clear, describe };
}
