// A muscle belly on the skin. It swells and darkens with its activation. A muscle that the task
// asks for is blue; one that works although nobody asked is orange and hatched.

import {
  add,
  between,
  clamp,
  closedCurve,
  curve,
  length,
  lineTo,
  moveTo,
  mul,
  n,
  share,
  sub,
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
const LENGTH_STEP = 4; // units
const fine = (value) => String(Math.round(value * 1000) / 1000);

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
    const level = Math.round(clamp(activation, 0, 1) * LEVELS);
    const way = sub(q, p);
    const l = length(way) || 1;
    const side = [-way[1] / l, way[0] / l];
    // The outline is made for a length in steps, and stretched a little to the length it has.
    const drawn = Math.max(1, Math.round(l / LENGTH_STEP)) * LENGTH_STEP;
    const half = Math.round(width * 2) / 2;
    const bend = Math.round(bow * 2) / 2;
    const hatched = role === "unasked" && activation >= HATCHED_FROM;
    const shape = `${role} ${level} ${drawn} ${half} ${bend} ${hatched}`;
    if (shape !== this.was) {
      this.was = shape;
      this.shapeAs(role, level / LEVELS, drawn, half, bend, hatched);
    }
    this.group.set(
      "transform",
      `matrix(${fine(way[0] / drawn)} ${fine(way[1] / drawn)} ${fine(side[0])} ${fine(side[1])} ${n(p[0])} ${n(p[1])})`,
    );
    this.middle = add(between(p, q), mul(side, bend * bowed(level / LEVELS)));
  }

  /** Make the outline: the origin at [0, 0], the insertion at [l, 0]. */
  shapeAs(role, a, l, width, bow, hatched) {
    const half = halfWidth(width, a);
    const bend = bow * bowed(a);
    const axis = [];
    const halves = [];
    for (let i = 0; i <= STEPS; i++) {
      const t = i / STEPS;
      const round = 4 * t * (1 - t);
      axis.push([l * t, round * bend]);
      halves.push(half * round ** 0.75);
    }
    const along = (part, from = 0, to = STEPS) => {
      const points = [];
      for (let i = from; i <= to; i++) {
        points.push([axis[i][0], axis[i][1] + part * halves[i]]);
      }
      return points;
    };
    this.group.set("data-role", role);
    this.group.set("opacity", share(VISIBLE[role](a)));
    this.shape.set("d", closedCurve([...along(1), ...along(-1, 1, STEPS - 1).reverse()]));
    this.shape.set(
      "fill",
      `color-mix(in srgb, var(--belly) ${percent(FILLED[role](a))}%, var(--belly-rest))`,
    );
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
    this.hatching.show(hatched);
    if (hatched) {
      this.hatching.set("d", hatch(axis, halves, l, a));
      this.hatching.set("stroke-width", n(0.9 + 0.9 * a));
    }
  }
}

/** How much more a belly bends sideways when it pulls. */
const bowed = (a) => 1 + 0.45 * a;

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
function hatch(axis, halves, l, a) {
  const step = clamp(9 - 3 * a, 5.5, 9) / l;
  const at = (t, part) => {
    const x = clamp(t, 0, 1) * STEPS;
    const i = Math.min(STEPS - 1, Math.floor(x));
    const half = halves[i] + (halves[i + 1] - halves[i]) * (x - i);
    const p = between(axis[i], axis[i + 1], x - i);
    return [p[0], p[1] + part * half];
  };
  let d = "";
  for (let t = 0.16; t < 0.86; t += step) {
    d += moveTo(at(t - 0.4 * step, 0.84)) + lineTo(at(t + 0.4 * step, -0.84));
  }
  return d;
}
