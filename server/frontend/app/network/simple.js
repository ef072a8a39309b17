// The simple picture of the network: GO runs down from the cortex to the muscle that was asked,
// STOP beside it to the muscles that were not. The strengths are the model's (model/streams.py).
import { calm, clamp, f1, put, shape, show, sign, smooth } from "../picture.js";

const WIDTH = 400, HEIGHT = 506;
const TOP = 32, ROW = 67, GAP = 8; // of the regions
const GO_X = 60, STOP_X = 340, GO_END = 434, STOP_END = 440;
const BELLY_Y = 466;
const THIN = 13; // width under which the rails of STOP break
const LEAKS = 0.12; // activity of muscles not asked from which GO is said to leak over
const DRIFT = 22; // units a second at full strength; a unit is at most 1.6 px
const SETTLE_MS = 120; // time constant with which the drawing follows the model
const LONGEST_MS = 100; // of one picture, e.g. after the page was hidden

const middle = (row) => TOP + row * (ROW + GAP) + ROW / 2;
const goWidth = (strength) => Math.max(8, 4 + 26 * clamp(strength, 0, 1)); // never a thread
const stopWidth = (strength) => 4 + 32 * clamp(strength, 0, 1);

/** Widths of a stream at its top, in the regions and at its end: [y, width] each. */
export function profile(strengths, width, end) {
  const widths = strengths.map(width);
  return [
    [TOP - 6, widths[0]],
    ...widths.map((w, row) => [middle(row), w]),
    [end, widths.at(-1)],
  ];
}

/** The width at a height. */
export function widthAt(points, y) {
  const k = points.findIndex(([next]) => y <= next);
  if (k <= 0) return points[k === 0 ? 0 : points.length - 1][1];
  const [[y0, w0], [y1, w1]] = [points[k - 1], points[k]];
  return w0 + ((w1 - w0) * (y - y0)) / (y1 - y0);
}

const outline = (x, points) =>
  `${smooth(points.map(([y, w]) => [x - w / 2, y]))}${smooth(points.map(([y, w]) => [x + w / 2, y]).reverse(), "L")}Z`;

/** Chevrons that point down, `offset` units below their first places. */
export function chevrons(x, points, offset) {
  const last = points.at(-1)[0] - 8;
  let d = "";
  for (let y = points[0][0] + 8 + (offset % 19); y < last; y += 19) {
    const w = 0.28 * widthAt(points, y);
    if (w > 1.6) d += `M${f1(x - w)} ${f1(y - 0.7 * w)}L${x} ${f1(y)}L${f1(x + w)} ${f1(y - 0.7 * w)}`;
  }
  return d || "M0 0";
}

/** The rungs of STOP. */
export function rungs(x, points, offset) {
  const last = points.at(-1)[0] - 4;
  let d = "";
  for (let y = points[0][0] + 2 + (offset % 10); y < last; y += 10) {
    const w = widthAt(points, y) / 2;
    if (w > 3.2) d += `M${f1(x - w)} ${f1(y)}H${f1(x + w)}`;
  }
  return d || "M0 0";
}

/** The rails of STOP as [whole, broken] path data: they break where little is left. */
export function rails(x, points) {
  const parts = ["", ""];
  for (let k = 0; k < points.length - 1; k++) {
    const [[y0, w0], [y1, w1]] = [points[k], points[k + 1]];
    const bend = 0.45 * (y1 - y0);
    for (const side of [-0.5, 0.5]) {
      const [a, b] = [f1(x + side * w0), f1(x + side * w1)];
      parts[(w0 + w1) / 2 < THIN ? 1 : 0] +=
        `M${a} ${f1(y0)}C${a} ${f1(y0 + bend)} ${b} ${f1(y1 - bend)} ${b} ${f1(y1)}`;
    }
  }
  return parts.map((d) => d || "M0 0");
}

/** A muscle belly at the foot, that swells with its activity; a muscle not asked is hatched. */
class Belly {
  constructor(x, kind) {
    Object.assign(this, { x, kind });
    this.ground = shape("path", { class: "ml-belly-ground" }); // skin, in both themes
    this.outline = shape("path", { class: `ml-belly ml-belly-${kind}` });
    this.fibres = shape("path", { class: "ml-fibres" });
    this.hatch = shape("path", { class: "ml-hatch" });
    this.element = shape("g", {}, this.ground, this.outline, this.fibres, this.hatch);
  }

  draw(activity) {
    const a = f1(100 * clamp(activity, 0, 1)) / 100;
    if (a === this.drawn) return;
    this.drawn = a;
    const high = 13 * (0.62 + 0.72 * a);
    const half = (t) => high * (4 * t * (1 - t)) ** 0.72;
    const row = (share, from, to, start) => {
      const points = [];
      for (let k = from; k <= to; k++) {
        const t = k / 14;
        points.push([this.x - 54 + 108 * t, BELLY_Y + share * half(t)]);
      }
      return share > 0.9 ? smooth(points.reverse(), start) : smooth(points, start);
    };
    const edge = `${row(-1, 0, 14)}${row(1, 0, 14, "L")}Z`;
    put(this.ground, "d", edge);
    put(this.outline, "d", edge);
    put(this.outline, "stroke-width", f1(1.2 + 1.4 * a));
    put(this.outline, "fill-opacity", f1(10 * clamp(0.1 + 0.95 * a, 0, 0.95)) / 10);
    put(this.fibres, "d", [-0.5, 0, 0.5].map((share) => row(share, 1, 13)).join(""));
    if (this.kind === "go") return;
    let d = "";
    if (a > LEAKS) {
      for (let t = 0.16; t < 0.86; t += 0.075) {
        const x = this.x - 54 + 108 * t, tall = 0.86 * half(t);
        d += `M${f1(x - 4)} ${f1(BELLY_Y + tall)}L${f1(x + 4)} ${f1(BELLY_Y - tall)}`;
      }
    }
    put(this.hatch, "d", d || "M0 0");
  }
}

/** What stands in a region: its frame and words, and what its levers have weakened. */
function regionRow(name, t, row) {
  const y = TOP + row * (ROW + GAP);
  const text = (dy, cls, key) => shape("text", { x: WIDTH / 2, y: y + dy, class: cls, text: t(key) });
  const frame = shape("rect", { x: 4, y, width: WIDTH - 8, height: ROW, rx: 12 });
  const words = shape(
    "g", {}, text(23, "ml-region-name", `network-region-${name}`),
    text(40, "ml-region-does", `network-region-${name}-does`),
  );
  const weak = text(58, "ml-region-weak", "network-weak");
  return {
    element: shape("g", {}, frame, words, weak),
    set(isWeak) {
      put(frame, "class", `ml-region${isWeak ? " ml-weak" : ""}`);
      put(words, "transform", isWeak ? "translate(0 0)" : "translate(0 8)");
      show(weak, isWeak);
    },
  };
}

/**
 * The streams.
 *
 * engine: Engine; bodyInfo: one of engine.bodies; texts: {t}.
 *
 * Returns `element`; `update(now)` with the session's streams (`go`, `stop`: by engine.regions;
 * `asked`, `other`), `weak` (a set of regions whose levers have been moved) and `touch` (whether
 * touch is felt); and `describe()`, the same in words.
 */
export function createStreams(engine, bodyInfo, { t }) {
  const { regions } = engine;
  const rows = regions.map((name, row) => regionRow(name, t, row));
  const word = (x, y, cls, key) => shape("text", { x, y, class: cls, text: t(key) });
  const go = {
    band: shape("path", { class: "ml-go-band" }),
    chevrons: shape("path", { class: "ml-chevrons" }),
    head: shape("path", { class: "ml-go-band" }),
  };
  const stop = {
    band: shape("path", { class: "ml-stop-band" }),
    rungs: shape("path", { class: "ml-rungs" }),
    whole: shape("path", { class: "ml-rail" }),
    broken: shape("path", { class: "ml-rail ml-broken" }),
    bar: shape("path", {}),
  };
  const leakPath = "M78 374C150 432 230 396 310 452";
  const leak = shape(
    "g", {},
    shape("path", { d: leakPath, class: "ml-leak-casing" }),
    shape("path", { d: leakPath, class: "ml-leak" }),
    shape("path", { d: "M306 441L324 458L300 456Z", class: "ml-leak-head" }),
    word(196, 462, "ml-leak-word", "network-leak"),
  );
  const felt = shape(
    "g", { class: "ml-felt" },
    shape("path", { d: "M382 442V80", class: "ml-felt-path" }),
    shape("path", { d: "M374 82L382 68L390 82Z", class: "ml-felt-head" }),
    shape("g", { transform: "translate(382 446)" }, shape("circle", { r: 12, class: "ml-felt-ground" }), sign("touch", 9)),
  );
  const bellies = { asked: new Belly(GO_X, "go"), other: new Belly(STOP_X, "fight") };
  const picture = shape(
    "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "ml-streams-picture" },
    ...rows.map((row) => row.element),
    word(GO_X, 18, "ml-go-word", "network-go"), word(STOP_X, 18, "ml-stop-word", "network-stop"),
    go.band, go.head, go.chevrons, stop.band, stop.rungs, stop.whole, stop.broken, stop.bar,
    bellies.asked.element, bellies.other.element, leak, felt,
    word(GO_X, 500, "ml-stream-foot", "network-asked"), word(STOP_X, 500, "ml-stream-foot", "network-not-asked"),
  );
  const element = document.createElement("div");
  element.className = "ml-streams";
  element.append(picture);

  const shown = { go: null, stop: null };
  let now = null, before = 0, drift = { go: 0, stop: 0 }, told = "";

  function follow(what, target, share) {
    shown[what] = shown[what]?.map((x, k) => x + share * (target[k] - x)) ?? [...target];
    return shown[what];
  }

  function drawGo(points) {
    put(go.band, "d", outline(GO_X, points));
    put(go.chevrons, "d", chevrons(GO_X, points, drift.go));
    const w = points.at(-1)[1] / 2 + 7;
    put(go.head, "d", `M${f1(GO_X - w)} ${GO_END - 2}H${f1(GO_X + w)}L${GO_X} ${f1(GO_END + 0.95 * w)}Z`);
  }

  function drawStop(points) {
    put(stop.band, "d", outline(STOP_X, points));
    put(stop.rungs, "d", rungs(STOP_X, points, drift.stop));
    const [whole, broken] = rails(STOP_X, points);
    put(stop.whole, "d", whole);
    put(stop.broken, "d", broken);
    const last = points.at(-1)[1], w = Math.max(9, last / 2 + 11);
    put(stop.bar, "d", `M${f1(STOP_X - w)} ${STOP_END + 2}H${f1(STOP_X + w)}`);
    put(stop.bar, "class", last > THIN ? "ml-stop-bar" : "ml-stop-bar ml-broken");
  }

  function update(given) {
    now = given;
    const time = performance.now();
    const passed = clamp(time - before, 0, LONGEST_MS);
    before = time;
    const share = shown.go ? 1 - Math.exp(-passed / SETTLE_MS) : 1;
    const goes = follow("go", given.go, share), stops = follow("stop", given.stop, share);
    const still = calm();
    const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
    if (!still) {
      drift.go = (drift.go + (DRIFT * passed * mean(goes)) / 1000) % 19;
      drift.stop = (drift.stop + (DRIFT * passed * mean(stops)) / 1000) % 10;
    }
    drawGo(profile(goes, goWidth, GO_END));
    drawStop(profile(stops, stopWidth, STOP_END));
    regions.forEach((name, row) => rows[row].set(given.weak.has(name)));
    bellies.asked.draw(given.asked);
    bellies.other.draw(given.other);
    const leaks = given.other > LEAKS;
    show(leak, leaks);
    put(leak, "stroke-width", f1(2 + 7 * clamp(given.other, 0, 1)));
    show(felt, given.touch);
    tell(leaks);
  }

  /** The label says what the picture shows, not each of its numbers. */
  function tell(leaks) {
    const state = `${[...now.weak].sort()}|${leaks}|${Boolean(now.touch)}`;
    if (state === told) return;
    told = state;
    put(picture, "aria-label", summary(leaks));
  }

  function summary(leaks) {
    const weak = regions.filter((name) => now.weak.has(name)).map((name) => t(`network-region-${name}`));
    return [
      t("network-about"),
      ...(weak.length ? [t("network-about-weak", { regions: weak.join(", ") })] : []),
      ...(leaks ? [t("network-about-leak")] : []),
      ...(now.touch ? [t("network-about-touch")] : []),
    ].join(" ");
  }

  /** All of it in words, with its numbers. */
  function describe() {
    if (!now) return t("network-about");
    const row = (name, k) =>
      t("network-row", { region: t(`network-region-${name}`), go: now.go[k], stop: now.stop[k] });
    return [
      summary(now.other > LEAKS), ...regions.map(row),
      t("network-muscles", { asked: now.asked, other: now.other }),
    ].join(" ");
  }

  return { element, update, describe };
}
