// A muscle belly on the skin. It swells and darkens with its activation. A muscle that the task
// asks for is blue; one that works although nobody asked is orange and hatched.

import {
  add, between, clamp, closedCurve, curve, length, lineTo, moveTo, mul, n, share, sub,
} from "./geometry.js";

const REST_WIDTH = 0.56; // share of the nominal half width at rest
const GAIN = 1.5 * REST_WIDTH; // what full activation adds: two and a half times as wide
const FIGHTS_FROM = 0.12; // activation from which a muscle that nobody asked counts as working
const HATCHED_FROM = 0.18;
const STEPS = 6; // pieces of an outline
const THIN = 8; // nominal half width below which a belly shows one fibre
const FIBRES = [-0.5, -0.02, 0.48]; // lines along the belly, as shares of the half width

/** Half the width of a belly of nominal half width `width`, in units. */
export const halfWidth = (width, activation) =>
  width * (REST_WIDTH + GAIN * clamp(activation, 0, 1));

/** Why a muscle works: "asked", "unasked", or "rest" when it does not. */
export const roleOf = (key, activation, asked) =>
  asked.has(key) ? "asked" : activation > FIGHTS_FROM ? "unasked" : "rest";

const LEVELS = 40; // of the activation, as drawn
const coarse = (p) => [Math.round(p[0] / 3) * 3, Math.round(p[1] / 3) * 3]; // where it is drawn small

const percent = (share) => Math.round(clamp(share, 0, 1) * 50) * 2;

/** One belly. `detailed` is false where it is drawn too small for fibres and light. */
export class Belly {
  constructor(parent, { key, name }, detailed = true) {
    this.key = key;
    this.group = parent.group("person-belly", { "data-muscle": key });
    this.group.add("title").text(name);
    this.shape = this.group.path("person-belly-shape");
    this.fibres = detailed ? this.group.path("person-belly-fibres") : null;
    this.light = detailed ? this.group.path("person-belly-light") : null;
    this.hatching = this.group.path("person-belly-hatching");
    this.was = "";
    this.middle = [0, 0];
  }

  /**
   * Draw it from origin p to insertion q.
   *
   * width: nominal half width; bow: sideways bend of the middle, to the right as one looks from p.
   */
  draw(p, q, width, bow, activation, asked) {
    const role = roleOf(this.key, activation, asked);
    const a = Math.round(clamp(activation, 0, 1) * LEVELS) / LEVELS;
    if (!this.fibres) {
      [p, q] = [coarse(p), coarse(q)];
    }
    const inputs = `${role} ${n(a * LEVELS)} ${n(p[0])} ${n(p[1])} ${n(q[0])} ${n(q[1])} ${n(width)} ${n(bow)}`;
    if (inputs === this.was) {
      return;
    }
    this.was = inputs;
    const way = sub(q, p);
    const l = length(way) || 1;
    const side = [-way[1] / l, way[0] / l];
    const half = halfWidth(width, a);
    const bend = bow * (1 + 0.45 * a);
    const axis = [];
    const halves = [];
    for (let i = 0; i <= STEPS; i++) {
      const t = i / STEPS;
      const round = 4 * t * (1 - t);
      axis.push(add(between(p, q, t), mul(side, round * bend)));
      halves.push(half * round ** 0.75);
    }
    const along = (part, from = 0, to = STEPS) => {
      const points = [];
      for (let i = from; i <= to; i++) {
        points.push(add(axis[i], mul(side, part * halves[i])));
      }
      return points;
    };
    this.middle = axis[STEPS / 2];
    this.half = half;
    this.group.set("data-role", role);
    this.group.set("opacity", share(VISIBLE[role](a)));
    this.shape.set("d", closedCurve([...along(1), ...along(-1, 1, STEPS - 1).reverse()]));
    this.shape.set("fill", `color-mix(in srgb, var(--belly) ${percent(FILLED[role](a))}%, var(--belly-rest))`);
    this.shape.set("stroke-width", n(1.2 + 1.4 * a));
    if (this.fibres) {
      const fibres = width < THIN ? FIBRES.slice(1, 2) : FIBRES;
      this.fibres.set("d", fibres.map((part) => curve(along(part, 1, STEPS - 1))).join(""));
      this.fibres.set("stroke-opacity", share(0.22 + 0.3 * a));
      this.fibres.set("stroke-width", n(0.8 + 0.5 * a));
      this.light.show(a > 0.1);
      this.light.set("d", curve(along(-0.38, 1, 4)));
      this.light.set("stroke-opacity", share(0.12 + 0.3 * a));
      this.light.set("stroke-width", n(half * 0.26));
    }
    const hatched = role === "unasked" && activation >= HATCHED_FROM;
    this.hatching.show(hatched);
    if (hatched) {
      this.hatching.set("d", hatch(axis, halves, side, l, a));
      this.hatching.set("stroke-width", n(0.9 + 0.9 * a));
    }
  }
}

const VISIBLE = {
  rest: (a) => 0.26 + 0.5 * a,
  asked: (a) => 0.55 + 0.45 * a,
  unasked: (a) => 0.45 + 0.55 * a,
};
const FILLED = {
  rest: (a) => 0.12 + 0.35 * a,
  asked: (a) => Math.min(0.94, 0.36 + 0.7 * a),
  unasked: (a) => Math.min(0.94, 0.2 + a),
};

/** Lines across the belly, denser the more it pulls. */
function hatch(axis, halves, side, l, a) {
  const step = clamp(9 - 3 * a, 5.5, 9) / l;
  const at = (t, part) => {
    const x = clamp(t, 0, 1) * STEPS;
    const i = Math.min(STEPS - 1, Math.floor(x));
    const half = halves[i] + (halves[i + 1] - halves[i]) * (x - i);
    return add(between(axis[i], axis[i + 1], x - i), mul(side, part * half));
  };
  let d = "";
  for (let t = 0.16; t < 0.86; t += step) {
    d += moveTo(at(t - 0.4 * step, 0.84)) + lineTo(at(t + 0.4 * step, -0.84));
  }
  return d;
}
