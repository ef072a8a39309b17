// The full wiring: all populations with their activity by muscle, and what connects them.
import { clamp, f1, put, shape, show } from "../picture.js";
import { neighbour, place, route } from "./layout.js";

const BARS = 12; // height of full activity, px
const LEAST = 0.02; // change of a share that is shown
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** One row for each pair and sign: what several projections between them have in common. */
export function connections(projections, populations) {
  const at = Object.fromEntries(populations.map((row, k) => [row.key, k]));
  const rows = new Map();
  for (const { source, target, sign, site, weight } of projections) {
    const key = `${source}>${target}>${sign}`;
    if (!rows.has(key)) rows.set(key, { from: at[source], to: at[target], sign, parts: [] });
    rows.get(key).parts.push({ site, weight: Math.abs(weight) });
  }
  return [...rows.values()];
}

/**
 * How strong a connection is, from the shares of the weights that are left at each site now and in
 * health: {now, changed: whether some share has changed, less: whether it has become weaker}.
 */
export function strength({ parts }, left, healthy) {
  const sum = (shares) => parts.reduce((total, { site, weight }) => total + weight * shares[site], 0);
  const changed = parts.some(({ site }) => Math.abs(left[site] - healthy[site]) > LEAST);
  return { now: sum(left), changed, less: changed && sum(left) < sum(healthy) };
}

/** One connection: two rails for one that inhibits, a line with an arrowhead for the others. */
class Edge {
  constructor(row) {
    this.row = row;
    const kind = row.sign === "inhibitory" ? "stop" : "go";
    this.line = shape("path", { class: "ml-edge" });
    this.core = kind === "stop" ? shape("path", { class: "ml-edge-core" }) : null;
    this.end = shape("path", { class: "ml-edge-end" });
    this.element = shape("g", {}, this.line, ...(this.core ? [this.core] : []), this.end);
    this.kind = kind;
  }

  place({ d, end, angle }) {
    for (const path of [this.line, this.core]) if (path) put(path, "d", d);
    put(this.end, "d", this.kind === "go" ? "M5 0L-5 -4.5V4.5Z" : "M0 -7V7");
    put(this.end, "transform", `translate(${f1(end.x)} ${f1(end.y)}) rotate(${f1((angle * 180) / Math.PI)})`);
  }

  /** sent: activity of the source, 0..1; chosen: whether it belongs to the selection, or null. */
  draw({ now, changed }, sent, chosen) {
    const flow = clamp(Math.sqrt(now * sent), 0, 1.4) / 1.4;
    const wide = 1 + (2.4 * clamp(Math.sqrt(now), 0, 1.6)) / 1.6;
    const seen = chosen === false ? 0.07 : chosen ? 1 : changed ? 0.9 : 0.16 + 0.7 * flow;
    put(this.element, "class", `ml-edge-${this.kind}${changed ? " ml-changed" : ""}`);
    put(this.element, "opacity", Math.round(20 * seen) / 20);
    put(this.line, "stroke-width", f1(this.core ? wide + 2.4 : wide));
    if (this.core) put(this.core, "stroke-width", f1(wide));
  }
}

/** The button of a population, with one bar a muscle. */
function populationBox(row, name, t) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ml-box";
  button.tabIndex = -1;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute(
    "aria-label", `${name}, ${t(`network-region-${row.region}`)}`,
  );
  const label = document.createElement("span");
  label.textContent = name;
  button.append(label);
  return button;
}

/**
 * The wiring of a body.
 *
 * engine: Engine; bodyInfo: one of engine.bodies; `onSelect(key)` is called with the population
 * that the visitor chooses.
 *
 * Returns `element`; `update({rate, factor, keep, commanded})` with the person's rates and shares
 * (`session.values("rate")`, `given.factor` and `given.keep` of the first run) and the shares of
 * the effort by muscle (the body's usual ones where left out); `select(key)`, "" for none;
 * `focus(key)`; and `describe()`, all of it in words.
 */
export function createWiring(engine, bodyInfo, { t, has = () => true, onSelect = () => {} }) {
  // A population of a user's own is called as its table says.
  const called = ({ key, name }) => (has(`network-population-${key}`) ? t(`network-population-${key}`) : name);
  const { populations, muscles } = bodyInfo;
  const channels = muscles.length;
  const edges = connections(bodyInfo.projections, populations).map((row) => new Edge(row));
  const boxes = populations.map((row) => populationBox(row, called(row), t));
  const bars = populations.map(() => ({
    asked: shape("path", { class: "ml-bar-asked" }), other: shape("path", { class: "ml-bar-other" }),
    strike: shape("path", { class: "ml-strike" }),
  }));
  const ground = shape("g"), titles = shape("g"), lines = shape("g", {}, ...edges.map((edge) => edge.element));
  const back = shape("svg", { class: "ml-wiring-back", "aria-hidden": "true" }, ground, lines);
  const front = shape(
    "svg", { class: "ml-wiring-front", "aria-hidden": "true" },
    titles, ...bars.flatMap(({ asked, other, strike }) => [other, asked, strike]),
  );
  const element = document.createElement("div");
  element.className = "ml-wiring";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", t("network-wiring"));
  element.append(back, ...boxes, front);
  let plan = null, selected = -1, now = null;
  boxes[0].tabIndex = 0;

  function focus(k) {
    for (const box of boxes) box.tabIndex = -1;
    boxes[k].tabIndex = 0;
    boxes[k].focus();
  }

  boxes.forEach((box, k) => {
    box.addEventListener("click", () => {
      focus(k);
      select(populations[k].key);
      onSelect(populations[k].key);
    });
    box.addEventListener("keydown", (event) => {
      if (!ARROWS.includes(event.key) || !plan) return;
      event.preventDefault();
      focus(neighbour(plan.nodes, k, event.key));
    });
  });

  function layOut() {
    const width = Math.floor(element.clientWidth);
    if (!width || width === plan?.width) return;
    plan = place(populations, width);
    element.style.setProperty("--wiring-height", `${plan.height}px`);
    element.classList.toggle("ml-slim", plan.box.width < 88);
    for (const svg of [back, front]) put(svg, "viewBox", `0 0 ${width} ${plan.height}`);
    ground.replaceChildren(...plan.regions.map(({ x, y, width: wide, height: tall }) => shape("rect", {
      x: f1(x), y: f1(y), width: f1(wide), height: f1(tall), rx: 12, class: "ml-region",
    })));
    titles.replaceChildren(...plan.regions.map(({ key, x, y }) => shape("text", {
      x: f1(x + 9), y: f1(y + 15), class: "ml-wiring-region", text: t(`network-region-${key}`),
    })));
    plan.nodes.forEach(({ x, y }, k) => {
      for (const [name, value] of Object.entries({
        "--x": x - plan.box.width / 2, "--y": y - plan.box.height / 2, "--w": plan.box.width,
        "--h": plan.box.height,
      })) boxes[k].style.setProperty(name, `${f1(value)}px`);
    });
    edges.forEach((edge) => edge.place(route(plan, edge.row.from, edge.row.to)));
    if (now) draw();
  }

  /** The share of the weight that is left at each site. */
  const sharesOf = (factor) => Object.fromEntries(engine.sites.map((site, row) => [
    site, mean([...factor.subarray(row * channels, (row + 1) * channels)]),
  ]));
  const health = engine.create({ body: bodyInfo.name });
  health.renew();
  const healthy = sharesOf(health.arrays["given.factor"].filter((_, k) => k % engine.lanes === 0));

  function draw() {
    const asked = now.commanded ?? bodyInfo.aims[""][""].commanded;
    const weakened = new Set();
    const shares = sharesOf(now.factor);
    const activity = populations.map(({ first }) => {
      const own = now.rate.subarray(first, first + channels);
      return clamp((mean([...own]) + Math.max(...own)) / 2, 0, 1);
    });
    for (const edge of edges) {
      const { from, to, sign } = edge.row;
      const strong = strength(edge.row, shares, healthy);
      if (sign === "inhibitory" && strong.less) weakened.add(to);
      edge.draw(strong, activity[from], selected < 0 ? null : selected === from || selected === to);
    }
    const { box, nodes } = plan;
    const step = (box.width - 14) / channels, wide = Math.max(1.5, 0.72 * step);
    populations.forEach(({ first }, k) => {
      const left = nodes[k].x - box.width / 2 + 7, floor = nodes[k].y + box.height / 2 - 5;
      const d = { asked: "", other: "" };
      for (let m = 0; m < channels; m++) {
        const tall = Math.max(1, Math.round(2 * BARS * clamp(now.rate[first + m], 0, 1)) / 2);
        d[asked[m] > 0 ? "asked" : "other"] +=
          `M${f1(left + m * step)} ${f1(floor)}v${-tall}h${f1(wide)}v${tall}z`;
      }
      put(bars[k].asked, "d", d.asked || "M0 0");
      put(bars[k].other, "d", d.other || "M0 0");
      const kept = mean([...now.keep.subarray(first, first + channels)]);
      show(bars[k].strike, kept < 1 - LEAST);
      put(bars[k].strike, "stroke-width", f1(1.5 + 3 * (1 - clamp(kept, 0, 1))));
      const [x0, y0] = [nodes[k].x - box.width / 2 + 4, nodes[k].y - box.height / 2 + 4];
      put(bars[k].strike, "d", `M${f1(x0)} ${f1(y0)}l${f1(box.width - 8)} ${f1(box.height - 8)}`);
      const cls = `ml-box${weakened.has(k) ? " ml-weak" : ""}${kept < 1 - LEAST ? " ml-lesioned" : ""}`;
      put(boxes[k], "class", cls);
      boxes[k].dataset.weak = weakened.has(k) ? "1" : "";
    });
  }

  function update(given) {
    now = given;
    if (!plan) layOut();
    if (plan) draw();
  }

  function select(key) {
    selected = populations.findIndex((row) => row.key === key);
    boxes.forEach((box, k) => box.setAttribute("aria-pressed", String(k === selected)));
    if (now && plan) draw();
  }

  function describe() {
    if (!now) return t("network-wiring");
    const asked = now.commanded ?? bodyInfo.aims[""][""].commanded;
    const lines = populations.map((row) => {
      const { first } = row;
      const own = [...now.rate.subarray(first, first + channels)];
      const part = (wanted) => own.filter((_, m) => asked[m] > 0 === wanted);
      return t("network-population-row", {
        name: called(row), asked: mean(part(true)), other: mean(part(false)),
      });
    });
    const weak = populations.filter((_, k) => boxes[k].dataset.weak);
    return [
      t("network-wiring"),
      ...(weak.length
        ? [t("network-wiring-weak", {
            names: weak.map(called).join(", "),
          })]
        : []),
      ...lines,
    ].join(" ");
  }

  new ResizeObserver(layOut).observe(element);
  return { element, update, select, describe, focus: (key) => focus(populations.findIndex((row) => row.key === key)) };
}
