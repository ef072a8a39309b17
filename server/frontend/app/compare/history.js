// Two curves of the last 30 seconds in one picture, told apart by line, end and letter.
import { h } from "../dom.js";
import { History, wordOf } from "../gauge.js";
import { clamp, f1, put, shape, show } from "../picture.js";
import { SIDES } from "./route.js";

const WINDOW_MS = 30000;
const LETTER_PX = 8; // width of a letter of the axis
const APART_PX = 15; // between the letters at the ends of the curves
const HOLD_MS = 250; // of the numbers: they are to be read

/**
 * The history of a value on both sides.
 *
 * scale: as of gauge.js; returns `element`, `add(timeMs, {a, b})`, `update()`, `clear()`, `empty`
 * and `words()`, the value of each side in words.
 */
export function createHistory(scale, { t, number }) {
  const histories = { a: new History(), b: new History() };
  const band = shape("rect", { class: "ml-chart-band" });
  const limit = shape("path", { class: "ml-chart-limit" });
  const axis = shape("path", { class: "ml-chart-axis" });
  const ticks = [[scale.limit / 2, "gauge-healthy"], ...scale.ticks].map(([value, key]) => ({
    value, element: shape("text", { "text-anchor": "end", text: t(key) }),
  }));
  const seconds = [30, 20, 10, 0].map((ago) => ({
    ago,
    element: shape("text", {
      "text-anchor": { 30: "start", 0: "end" }[ago] ?? "middle",
      text: ago ? t("gauge-ago", { seconds: ago }) : t("gauge-now"),
    }),
  }));
  const curves = Object.fromEntries(SIDES.map((side) => [side, {
    line: shape("path", { class: `ml-two-line ml-two-${side}` }),
    end: side === "a" ? shape("circle", { r: 5, class: "ml-two-end ml-two-a" })
      : shape("rect", { width: 10, height: 10, class: "ml-two-end ml-two-b" }),
    letter: shape("text", { class: "ml-two-letter", text: side.toUpperCase() }),
  }]));
  const picture = shape(
    "svg", { class: "ml-chart", "aria-hidden": "true" }, band, limit, axis,
    ...ticks.map((row) => row.element), ...seconds.map((row) => row.element),
    ...SIDES.flatMap((side) => Object.values(curves[side])),
  );
  const values = Object.fromEntries(SIDES.map((side) => [side, {
    value: h("strong", { class: "ml-gauge-number" }), word: h("span", { class: "ml-gauge-word" }),
  }]));
  const room = h("div", { class: "ml-gauge-room" }, picture);
  const element = h(
    "div", { class: "ml-two" },
    h("dl", { class: "ml-two-now" }, SIDES.map((side) => h(
      "div", {}, h("dt", {}, key(side), h("span", { text: side.toUpperCase() })),
      h("dd", {}, values[side].value, " ", values[side].word),
    ))), room,
  );
  const size = { width: 0, height: 0 };
  let [changed, said] = [true, -Infinity];

  const x = (ago) => size.left + (size.right - size.left) * (1 - ago / WINDOW_MS);
  const y = (value) => size.top + (size.bottom - size.top) * (1 - clamp(value / scale.top, 0, 1));

  function resize() {
    const [width, height] = [room.clientWidth, room.clientHeight];
    if (!width || (width === size.width && height === size.height)) return;
    const names = ticks.map((row) => LETTER_PX * row.element.textContent.length);
    Object.assign(size, {
      width, height, left: Math.max(...names) + 8, right: width - 30, top: 8, bottom: height - 22,
    });
    put(picture, "viewBox", `0 0 ${width} ${height}`);
    const at = f1(y(scale.limit));
    for (const [name, value] of Object.entries({
      x: f1(size.left), y: at, width: f1(size.right - size.left), height: f1(size.bottom - at),
    })) put(band, name, value);
    put(limit, "d", `M${f1(size.left)} ${at}H${size.right}`);
    put(axis, "d", `M${f1(size.left)} ${size.bottom}H${size.right}`);
    for (const row of ticks) {
      put(row.element, "x", f1(size.left - 8));
      put(row.element, "y", f1(Math.min(y(row.value) + 4, size.bottom + 2)));
    }
    for (const row of seconds) {
      put(row.element, "x", f1(x(1000 * row.ago)));
      put(row.element, "y", height - 5);
      show(row.element, width > { 10: 280, 20: 330 }[row.ago] || row.ago % 30 === 0);
    }
  }

  function draw() {
    if (!size.width) return;
    for (const side of SIDES) {
      const { times, values: past, time, value } = histories[side];
      const { line, end } = curves[side];
      show(end, times.length > 0);
      if (!times.length) {
        put(line, "d", "M0 0");
        continue;
      }
      const points = times.map((at, k) => `${f1(x(Math.min(WINDOW_MS, time - at)))} ${f1(y(past[k]))}`);
      put(line, "d", `M${points.join("L")}L${f1(x(0))} ${f1(y(value))}`);
      put(end, side === "a" ? "cx" : "x", f1(side === "a" ? x(0) : x(0) - 5));
      put(end, side === "a" ? "cy" : "y", f1(side === "a" ? y(value) : y(value) - 5));
    }
    drawLetters();
  }

  /** The letters at the ends of the curves, which are kept apart. */
  function drawLetters() {
    const at = Object.fromEntries(SIDES.map((side) => [side, y(histories[side].value)]));
    const [upper, lower] = at.a <= at.b ? ["a", "b"] : ["b", "a"];
    const apart = Math.max(0, APART_PX - (at[lower] - at[upper])) / 2;
    const shift = Math.max(0, at[lower] + apart - size.bottom);
    for (const side of SIDES) {
      const { letter } = curves[side];
      show(letter, histories[side].times.length > 0);
      put(letter, "x", f1(size.right + 12));
      put(letter, "y", f1(at[side] + (side === lower ? apart : -apart) - shift + 5));
    }
  }

  const inWords = (value) =>
    scale.text === "gauge"
      ? number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
      : t(`${scale.text}-value`, { value });
  const nameOf = (value) => t(`${scale.text}-${wordOf(value, scale)}`);

  function update() {
    if (!changed) return;
    changed = false;
    resize();
    draw();
    if (performance.now() - said < HOLD_MS) {
      changed = true; // of the numbers
      return;
    }
    said = performance.now();
    for (const side of SIDES) {
      put(values[side].value, "text", inWords(histories[side].value));
      put(values[side].word, "text", nameOf(histories[side].value));
    }
  }

  new ResizeObserver(() => {
    changed = true;
    update();
  }).observe(room);

  return {
    element, update,
    add(time, both) {
      for (const side of SIDES) histories[side].add(time, both[side]);
      changed = true;
    },
    clear() {
      for (const side of SIDES) histories[side].clear();
      changed = true;
      said = -Infinity;
    },
    get empty() {
      return histories.a.times.length === 0;
    },
    words: () => Object.fromEntries(SIDES.map((side) => [side, {
      value: inWords(histories[side].value), word: nameOf(histories[side].value),
    }])),
  };
}

/** The line and end of a side's curve, as its key. */
function key(side) {
  return shape(
    "svg", { viewBox: "0 0 44 12", class: "ml-two-key", "aria-hidden": "true" },
    shape("path", { d: "M0 6H36", class: `ml-two-line ml-two-${side}` }),
    side === "a" ? shape("circle", { cx: 37, cy: 6, r: 5, class: "ml-two-end ml-two-a" })
      : shape("rect", { x: 32, y: 1, width: 10, height: 10, class: "ml-two-end ml-two-b" }),
  );
}
