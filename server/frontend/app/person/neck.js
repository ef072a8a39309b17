// Head, neck and shoulders from the front, with a small view from behind. The person's left is at
// the right of the drawing. Angles have the model's signs: turn and tilt to the person's right, and
// nod forwards, are positive.

import { Belly } from "./belly.js";
import {
  add,
  between,
  chain,
  closedCurve,
  curve,
  ease,
  length,
  mul,
  n,
  polar,
  radians,
  share,
  spindle,
  sub,
} from "./geometry.js";
import { Head, PLACES, View, gazeAtVisitor } from "./head.js";

const MIDDLE = 240;
const NECK_BASE = [MIDDLE, 424];
const NECK_LENGTH = 122;
const NECK_RADII = [63, 50, 49];
const PIVOT = [0, -34, -20]; // where the head stands on the neck, in the head's axes
const COLLARBONE = 150; // from the middle to the top of the shoulder
const HEAD_SHARE = 0.2; // of the head's tilt and nod that the neck below bends along
const VIEWER = 700; // how far the viewer is away, for what comes forwards
const SIDES = [
  ["right", -1],
  ["left", 1],
]; // with the sign of x in the drawing
const INSET = { x: 358, y: 52, width: 100, height: 112, scale: 0.205 };

export const box = { x: 8, y: 42, width: 464, height: 506 };

export const POSE = {
  turn: ["head/rotation", "neck/rotation"],
  tilt: ["head/tilt", "neck/tilt"],
  nod: ["head/flexion", "neck/flexion"],
  neckTilt: ["neck/tilt"],
  neckNod: ["neck/flexion"],
  liftLeft: ["shoulder_left/elevation"],
  liftRight: ["shoulder_right/elevation"],
};

/** The words for an angle above and below zero: the ends of keys of texts. */
export const WORDS = {
  turn: ["turn-right", "turn-left"],
  tilt: ["tilt-right", "tilt-left"],
  nod: ["nod-forwards", "nod-back"],
  liftLeft: ["lift-left", "drop-left"],
  liftRight: ["lift-right", "drop-right"],
};

/** Where everything stands in a pose. */
export function skeleton(pose) {
  const { turn, tilt, nod, neckTilt, neckNod } = pose;
  const lean = neckTilt + HEAD_SHARE * (tilt - neckTilt);
  const bow = neckNod + HEAD_SHARE * (nod - neckNod);
  const height = NECK_LENGTH * Math.cos(radians(bow));
  const pivot = add(NECK_BASE, polar(height, -90 - lean));
  const waist = add(NECK_BASE, polar(0.5 * height, -90 - lean * 0.3));
  const still = new View(-turn, nod, -tilt);
  const forwards = NECK_LENGTH * Math.sin(radians(bow)) - still.depth(PIVOT) + PIVOT[2];
  const size = 1 + forwards / VIEWER;
  const offset = new View(-turn, nod, -tilt, [0, 0], size).show(PIVOT);
  const view = new View(-turn, nod, -tilt, [pivot[0] - offset[0], pivot[1] - offset[1]], size);
  const rise = (lift) => -COLLARBONE * Math.sin(radians(lift));
  return { pivot, waist, view, y: { left: rise(pose.liftLeft), right: rise(pose.liftRight) } };
}

function trunk({ waist, y: { left, right } }) {
  const [x, y] = waist;
  return (
    `M${n(x + 44)} ${n(y - 4)}C292 ${n(402 + left * 0.3)} 330 ${n(414 + left * 0.8)} 374 ${n(426 + left)}` +
    `C414 ${n(434 + left)} 434 ${n(466 + left * 0.8)} 440 600L40 600` +
    `C46 ${n(466 + right * 0.8)} 66 ${n(434 + right)} 106 ${n(426 + right)}` +
    `C150 ${n(414 + right * 0.8)} 188 ${n(402 + right * 0.3)} ${n(x - 44)} ${n(y - 4)}Z`
  );
}

const neckParts = ({ waist, pivot }) => chain([[MIDDLE, 432], waist, pivot], NECK_RADII);

function shirt({ y: { left, right } }) {
  return (
    `M122 ${n(432 + right)}C128 470 126 520 118 600L362 600C354 520 352 470 358 ${n(432 + left)}` +
    `C346 ${n(424 + left)} 330 ${n(418 + left)} 318 ${n(414 + left * 0.9)}` +
    `C312 478 282 496 240 496C198 496 168 478 162 ${n(414 + right * 0.9)}` +
    `C150 ${n(418 + right)} 134 ${n(424 + right)} 122 ${n(432 + right)}Z`
  );
}

const neckline = ({ y: { left, right } }) =>
  `M162 ${n(418 + right * 0.9)}C168 482 198 500 240 500C282 500 312 482 318 ${n(418 + left * 0.9)}`;

/** From which point to which each muscle runs, its half width and bow; seen from the front. */
const FRONT = {
  trapezius_upper: (s, side, y, a) => [
    add(s.waist, [side * 36, 10 - 4 * a]),
    [MIDDLE + side * 140, 431 + y],
    7 + 4 * a,
    side * (7 - 14 * a),
  ],
  levator_scapulae: (s, side, y, a) => [
    between(s.view.show(PLACES.mastoid(side, -34)), s.pivot, 0.42),
    [MIDDLE + side * 84, 432 + y * 0.5],
    6 + 2 * a,
    side * (4 - 10 * a),
  ],
  splenius: (s, side, y, a) => [
    between(s.view.show(PLACES.mastoid(side, -40)), s.pivot, 0.12),
    [MIDDLE + side * 56, 420 + y * 0.2],
    7 + 5 * a,
    side * (3 - 15 * a),
  ],
  scalene: (s, side, y) => [
    between(
      between(s.view.show(PLACES.mastoid(side, -20)), [MIDDLE + side * 34, 420], 0.4),
      s.pivot,
      0.15,
    ),
    [MIDDLE + side * 68, 444 + y * 0.3],
    8,
    side * -3,
  ],
  sternocleidomastoid: (s, side) => [
    s.view.show(PLACES.mastoid(side, -6)),
    [MIDDLE + side * 13, 456],
    11,
    side * 3,
  ],
};
const CLAVICULAR = (s, side) => [
  s.view.show(PLACES.mastoid(side, -6)),
  [MIDDLE + side * 42, 447],
  6.5,
  side * 3,
];

/** The same from behind, in the axes of the front. */
const BEHIND = {
  levator_scapulae: (s, side, y) => [
    add(s.pivot, [side * 34, 6]),
    [MIDDLE + side * 92, 476 + y],
    13,
    side * -4,
  ],
  semispinalis: (s, side) => [
    s.view.show(PLACES.occiput(side, 17)),
    [MIDDLE + side * 20, 500],
    13,
    side * 3,
  ],
  splenius: (s, side) => [
    s.view.show(PLACES.occiput(side, 46)),
    [MIDDLE + side * 9, 516],
    12,
    side * 7,
  ],
  trapezius_upper: (s, side, y) => [
    add(between(s.waist, s.pivot, 0.2), [side * 20, 0]),
    [MIDDLE + side * 146, 438 + y],
    20,
    side * 12,
  ],
  trapezius_lower: (s, side, y) => [
    [MIDDLE + side * 8, 640],
    [MIDDLE + side * 104, 492 + y],
    20,
    side * -6,
  ],
};

export class NeckFigure {
  constructor(layers, muscles, prefix, t) {
    this.muscles = muscles;
    this.prefix = prefix;
    const { body } = layers;
    this.behindHead = layers.behind;
    const defs = body.add("defs", "");
    this.skinClip = defs.clip(prefix + "trunk");
    const shade = defs.gradient(prefix + "trunkshade", [
      [0, "person-stop-light"],
      [0.55, "person-stop-none"],
      [1, "person-stop-shade"],
    ]);
    this.hair = body.path("person-hair-behind");
    this.skin = body.path("person-skin person-outline");
    const inside = () => body.group("", { "clip-path": this.skinClip.url });
    const under = inside();
    under.add("rect", "", { x: 0, y: 0, width: 480, height: 600, fill: shade });
    this.shadow = under.path("person-cast");
    this.bones = body.path("person-bones");
    this.larynx = under.path("person-fold");
    const shoulders = inside();
    this.shirt = body.path("person-cloth");
    this.seam = body.path("person-seam");
    const inNeck = inside();
    this.bellies = new Map();
    this.second = new Map(); // the part of the sternocleidomastoid from the collarbone
    for (const [name, place] of Object.entries(FRONT)) {
      for (const muscle of this.named(name)) {
        const parent = name === "trapezius_upper" ? shoulders : inNeck;
        if (name === "sternocleidomastoid") {
          this.second.set(muscle.key, new Belly(parent, muscle));
        }
        this.bellies.set(muscle.key, { place, name, belly: new Belly(parent, muscle) });
      }
    }
    this.head = new Head(body, prefix);
    this.inset = new Inset(layers.inset, this, t);
  }

  named(name) {
    return this.muscles.filter(
      (muscle) => muscle.key === `${name}_left` || muscle.key === `${name}_right`,
    );
  }

  draw(pose, activation, asked, strain) {
    const s = skeleton(pose);
    this.standing = s;
    const swollen = SIDES.map(([name, side]) => swelling(s, side, name, activation)).join("");
    const outline = trunk(s) + neckParts(s) + swollen;
    this.hair.set("d", s.view.hair);
    this.skin.set("d", outline);
    this.skinClip.shape.set("d", outline);
    this.shirt.set("d", shirt(s));
    this.seam.set("d", neckline(s));
    const { left, right } = s.y;
    this.bones.set(
      "d",
      `M226 452C204 444 176 ${n(446 + right * 0.5)} 132 ${n(430 + right)}` +
        `M254 452C276 444 304 ${n(446 + left * 0.5)} 348 ${n(430 + left)}M230 458q10 9 20 0`,
    );
    const head = s.view.outline;
    this.shadow.set("d", head);
    this.shadow.set("transform", `translate(${n(pose.turn * 0.06 + 3)} ${n(22 + pose.nod * 0.2)})`);
    this.drawLarynx(s, pose);
    for (const [key, { place, belly }] of this.bellies) {
      const [sideName, side] = key.endsWith("_left") ? SIDES[1] : SIDES[0];
      const a = activation.get(key);
      belly.draw(...place(s, side, s.y[sideName], a), a, asked);
      this.second.get(key)?.draw(...CLAVICULAR(s, side), a * 0.85, asked);
    }
    this.head.draw(s.view, strain, gazeAtVisitor(s.view), between(s.pivot, s.waist, 0.2));
    this.inset.draw(s, outline, head, activation, asked);
  }

  drawLarynx(s, pose) {
    const seen = ease(-pose.nod, 8, 35);
    this.larynx.show(seen > 0);
    if (seen > 0) {
      const at = (x, t) => add(between(s.pivot, [MIDDLE, 440], t), [x - s.view.sy * 26, 0]);
      this.larynx.set(
        "d",
        curve([at(-10, 0.45), at(-5, 0.6), at(0, 0.64), at(5, 0.6), at(10, 0.45)]),
      );
      this.larynx.set("stroke-opacity", share(seen));
    }
  }

  outline(pose) {
    const s = skeleton(pose);
    return trunk(s) + neckParts(s) + s.view.outline;
  }

  /** Where the hand goes for a joint or a place of the head. */
  target(key) {
    const { view, y, waist, pivot } = this.standing;
    const front = (tip, wrist = [-66, 96]) => ({
      tip,
      wrist: add(tip, wrist),
      elbow: [66, 640],
      from: [10, 640],
      size: 1,
      side: 1,
    });
    const places = {
      chin: () => front(view.show(PLACES.chin)),
      cheek: () => front(view.show(PLACES.cheek(-1)), [-84, 80]),
      forehead: () => ({ ...front(view.show(PLACES.forehead), [-92, 70]), elbow: [40, 560] }),
      back: () => {
        const tip = add(view.show([-58, 30, -50]), [4, 0]);
        return {
          tip,
          wrist: add(tip, [-84, 64]),
          elbow: [44, 540],
          from: [-60, 560],
          size: 1,
          side: 1,
          behind: true,
        };
      },
      neck: () => front(add(between(waist, pivot, 0.4), [-40, 0]), [-84, 74]),
      shoulder_left: () => front([MIDDLE + 112, 420 + y.left], [-104, 52]),
      shoulder_right: () => {
        const tip = [MIDDLE - 112, 420 + y.right];
        return {
          tip,
          wrist: add(tip, [104, 52]),
          elbow: [414, 640],
          from: [470, 640],
          size: 1,
          side: -1,
        };
      },
    };
    return (places[key] ?? places.chin)();
  }

  /** Circles that labels must keep off. */
  obstacles() {
    const { view, pivot, waist, y } = this.standing;
    const circles = [
      [...view.show([0, 30, -10]), 82],
      [...view.show([0, -40, 10]), 62],
      [...pivot, 56],
      [...waist, 66],
    ];
    for (const [side, lift] of [
      [-1, y.right],
      [1, y.left],
    ]) {
      circles.push(
        [MIDDLE + side * 80, 440 + lift, 36],
        [MIDDLE + side * 130, 466 + lift, 48],
        [MIDDLE + side * 160, 486 + lift, 56],
      );
    }
    circles.push(
      [MIDDLE, 470, 90],
      [INSET.x + 30, INSET.y + 50, 62],
      [INSET.x + 75, INSET.y + 40, 62],
      [INSET.x + 20, INSET.y + 112, 32],
      [INSET.x + 80, INSET.y + 112, 32],
    );
    return circles;
  }

  twinObstacles(pose) {
    const { view } = skeleton(pose);
    return [
      [...view.show([0, 30, -10]), 82],
      [...view.show([0, -40, 10]), 62],
    ];
  }

  /** Where a leader line from a label at `from` meets the twin's outline: where it is seen. */
  twinPoint(pose, from) {
    const centre = (view) => view.show([0, 35, -14]);
    const c = centre(skeleton(pose).view);
    const own = centre(this.standing.view);
    const unit = (p) => mul(p, 1 / (length(p) || 1));
    // Away from the person, towards the label, and rather at the top.
    const way = unit(
      add(add(mul(unit(sub(c, own)), 1.2), mul(unit(sub(from, c)), 0.6)), [0, -0.8]),
    );
    return add(c, mul(way, 77));
  }

  askedPoint(key) {
    return this.bellies.get(key)?.belly.middle ?? null;
  }
}

// Label places: where their left or right edge stands and the height of the first line.
export const labelPlaces = {
  twin: [
    ["start", 22, 140],
    ["start", 22, 210],
    ["start", 22, 290],
    ["end", 458, 250],
    ["start", 22, 80],
    ["end", 340, 80],
  ],
  asked: [
    ["start", 358, 300],
    ["start", 358, 345],
    ["end", 458, 240],
    ["start", 22, 330],
    ["start", 22, 290],
    ["start", 22, 360],
    ["start", 22, 230],
    ["start", 22, 80],
  ],
};

/** What muscles at work add to the contour of the neck. */
function swelling(s, side, name, activation) {
  const a = (muscle) => activation.get(`${muscle}_${name}`) ?? 0;
  const y = s.y[name];
  let d = "";
  const splenius = a("splenius");
  if (splenius > 0.05) {
    d += closedCurve(
      spindle(
        between(s.view.show(PLACES.mastoid(side, -40)), s.pivot, 0.1),
        [MIDDLE + side * 56, 424 + y * 0.2],
        6 + 11 * splenius,
        -side * (1 + 8 * splenius),
      ),
    );
  }
  const neck = a("sternocleidomastoid");
  if (neck > 0.05) {
    d += closedCurve(
      spindle(
        s.view.show(PLACES.mastoid(side, -6)),
        [MIDDLE + side * 20, 456],
        9 + 9 * neck,
        side * 2,
      ),
    );
  }
  const trapezius = a("trapezius_upper");
  if (trapezius > 0.05) {
    d += closedCurve(
      spindle(
        add(s.waist, [side * 22, 10]),
        [MIDDLE + side * 150, 446 + y],
        20 + 8 * trapezius,
        -side * (1 + 6 * trapezius),
      ),
    );
  }
  return d;
}

/** The view from behind: the same outlines, mirrored, and the muscles that lie at the back. */
class Inset {
  constructor(parent, figure, t) {
    const { x, y, width, height, scale } = INSET;
    parent.add("rect", "person-inset", { x, y, width, height, rx: 10 });
    const clip = parent.add("clipPath", "", { id: figure.prefix + "inset" });
    clip.add("rect", "", { x: x + 1, y: y + 1, width: width - 2, height: height - 2, rx: 9 });
    const area = parent.group("", { "clip-path": `url(#${figure.prefix}inset)` });
    const mirrored = area.group("person-behind", {
      transform: `translate(${x + width / 2 + MIDDLE * scale} ${y + 8 - 108 * scale}) scale(${-scale} ${scale})`,
    });
    this.face = mirrored.path("person-skin person-outline");
    this.skin = mirrored.path("person-skin person-outline");
    this.spine = mirrored.path("person-bones");
    this.hair = mirrored.path("person-hair-behind");
    this.bellies = new Map();
    for (const [name, place] of Object.entries(BEHIND)) {
      for (const muscle of figure.named(name)) {
        this.bellies.set(muscle.key, { place, belly: new Belly(mirrored, muscle, false) });
      }
    }
    this.label = parent.add("text", "person-label person-label-quiet", {
      x: x + width + 8, // as it grows in a small picture, it stays inside
      y: y + height + 16,
      "text-anchor": "end",
    });
    this.label.text(t("person-behind"));
    this.was = "";
  }

  draw(s, outline, head, activation, asked) {
    for (const [key, { place, belly }] of this.bellies) {
      const [sideName, side] = key.endsWith("_left") ? SIDES[1] : SIDES[0];
      belly.draw(...place(s, side, s.y[sideName]), activation.get(key), asked);
    }
    const coarse = [...s.view.at, ...s.pivot, s.view.yaw, s.y.left, s.y.right]
      .map((value) => Math.round(value / 2))
      .join(" ");
    if (coarse === this.was) {
      return; // it is drawn too small to show less
    }
    this.was = coarse;
    this.face.set("d", head);
    this.skin.set("d", outline);
    this.hair.set("d", s.view.hair);
    this.spine.set("d", curve([between(s.waist, s.pivot, 0.3), [MIDDLE, 440], [MIDDLE, 660]]));
  }
}
