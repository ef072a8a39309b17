// The right hand with a pen on paper, from the thumb's side. Angles have the model's signs: bending
// is positive, and a sideways bend goes to the little finger, away from the viewer.
//
// The tip of the pen stays on the paper and the hand moves round it. The model's zero is a hand that
// holds the pen with the index finger lifted from it; the index finger meets the pen at GRIP degrees.

import { Belly } from "./belly.js";
import {
  add,
  beside,
  between,
  capsule,
  chain,
  clamp,
  closedCurve,
  curve,
  degrees,
  ease,
  farthest,
  length,
  lineTo,
  moveTo,
  mul,
  n,
  polar,
  polygon,
  radians,
  reachWithTwoBones,
  spindle,
  sub,
} from "./geometry.js";

export const box = { x: 0, y: 84, width: 580, height: 362 };

export const POSE = {
  wrist: ["wrist/flexion"],
  deviation: ["wrist/deviation"],
  thumb: ["thumb/flexion"],
  index: ["index/flexion"],
  middle: ["middle/flexion"],
  ring: ["ring/flexion"],
  little: ["little/flexion"],
};
export const WORDS = {
  wrist: ["wrist-bent", "wrist-back"],
  deviation: ["wrist-little", "wrist-thumb"],
  thumb: ["thumb-bent", "thumb-straight"],
  index: ["index-bent", "index-straight"],
  middle: ["middle-bent", "middle-straight"],
  ring: ["ring-bent", "ring-straight"],
  little: ["little-bent", "little-straight"],
};

const GRIP = 77; // degrees of the index finger on the pen
const RESTING_WRIST = 12; // degrees of bend backwards at the model's zero
const PEN_TIP = [186, 366];
const FOREARM = 250; // the part with the bellies; more of it is drawn
const LIFTS_FROM = -18; // wrist, in degrees: bent further back, the pen leaves the paper
const AWAY = [0.3, -0.5]; // how one unit away from the viewer is drawn
const RADII = {
  index: [16.5, 14, 12.5, 9.5],
  thumb: [22, 17, 14.5, 10],
  middle: [16, 13.6, 12, 9.4],
  ring: [15, 12.6, 11, 9],
  little: [13.4, 11, 9.6, 8],
};
const BONES = {
  index: [54, 38, 28],
  middle: [58, 32, 26],
  ring: [48, 34, 24],
  little: [40, 28, 20],
};
const KNUCKLES = { index: [92, 15], middle: [95, 6], ring: [88, -7], little: [78, -18] };

/** Points of a finger in the plane of the hand: [along, to the back], from knuckle to tip. */
function finger(name, bends) {
  const points = [KNUCKLES[name]];
  let angle = 0;
  BONES[name].forEach((bone, i) => {
    angle -= bends[i];
    points.push(add(points[i], polar(bone, angle)));
  });
  return points;
}

/** The three bends of the index finger: lifted, on the pen, or pressed until its end gives way. */
function indexBends(flexion) {
  const lifted = (GRIP - flexion) / GRIP; // 1 at the model's zero
  if (lifted >= 0) {
    return [28 - 40 * lifted, 46 - 26 * lifted, 20 - 12 * lifted];
  }
  const pressed = Math.min(1, -lifted * 2.2);
  return [28 - 6 * pressed, 46 + 30 * pressed, 20 - 38 * pressed];
}

/** The hand and the pen in the plane of the hand. */
function plane(pose) {
  const index = finger("index", indexBends(pose.index));
  const grip = finger("index", indexBends(Math.max(GRIP, pose.index)))[3];
  const web = [62, 30];
  const axis = mul(sub(web, grip), 1 / length(sub(web, grip))); // of the pen, upwards
  const side = [axis[1], -axis[0]];
  const tip = add(grip, mul(axis, -52));
  const bulge = clamp(8 + pose.thumb * 0.22, -10, 34);
  const root = [30, -16];
  const thumbTip = add(add(grip, mul(axis, 4 + clamp(pose.thumb, -30, 100) * 0.1)), mul(side, -13));
  const [thumbJoint, thumbEnd] = reachWithTwoBones(
    root,
    thumbTip,
    60 + bulge * 0.3,
    48 + bulge * 0.3,
    -1,
  );
  const thumbMiddle = add(between(root, thumbJoint, 0.55), [0, -bulge * 0.5]);
  const onPen = add(add(grip, mul(axis, -14)), mul(side, -11));
  const [middleJoint, middleEnd] = reachWithTwoBones(KNUCKLES.middle, onPen, 58, 58, 1);
  const resting = [KNUCKLES.middle, middleJoint, between(middleJoint, middleEnd, 0.55), middleEnd];
  const middle = middleFinger(resting, pose.middle);
  const curled = (name, flexion) =>
    finger(
      name,
      [58 + flexion * 0.18, 74 + flexion * 0.24, 44 + flexion * 0.12].map((bend, i) =>
        flexion < 0 ? bend + flexion * [0.7, 0.8, 0.5][i] : bend,
      ),
    );
  return {
    index,
    grip,
    web,
    axis,
    side,
    tip,
    middle,
    thumb: [root, thumbMiddle, thumbJoint, thumbEnd],
    ring: curled("ring", pose.ring),
    little: curled("little", pose.little),
  };
}

/** The middle finger under the pen: what bends further slides back along it, what stretches leaves it. */
function middleFinger(resting, flexion) {
  const bends = bendsOf(resting);
  const towards = flexion > 0 ? [62, 92, 40] : [6, 12, 8];
  const leaving = flexion > 0 ? ease(flexion, 15, 100) : clamp(-flexion / 60, 0, 1);
  return finger(
    "middle",
    bends.map((bend, i) => bend + (towards[i] - bend) * leaving),
  );
}

/** The bends of a finger with these points, in degrees. */
function bendsOf(points) {
  let before = 0;
  return points.slice(1).map((p, i) => {
    const way = sub(p, points[i]);
    const heading = degrees(Math.atan2(way[1], way[0]));
    const bend = before - heading;
    before = heading;
    return bend;
  });
}

/** The drawing of a pose: a function from points of the plane to the picture, and the forearm. */
export function stand(pose) {
  const flat = plane(pose);
  const fore = 198 + clamp(pose.wrist, -20, 60) * 0.16;
  const { deviation } = pose;
  const held = axes(fore, Math.max(LIFTS_FROM, pose.wrist), deviation);
  const wrist = sub(PEN_TIP, place(flat.tip, [0, 0], held));
  const elbow = sub(wrist, polar(FOREARM, fore));
  const hand = axes(fore, pose.wrist, deviation);
  const at = (a, b) => place([a, b], wrist, hand);
  const map = (points) => points.map((p) => place(p, wrist, hand));
  return {
    at,
    wrist,
    elbow,
    index: map(flat.index),
    thumb: map(flat.thumb),
    middle: map(flat.middle),
    ring: map(flat.ring),
    little: map(flat.little),
    knuckle: Object.fromEntries(
      Object.entries(KNUCKLES).map(([name, p]) => [name, place(p, wrist, hand)]),
    ),
    pen: (a, b = 0) => place(add(flat.tip, add(mul(flat.axis, a), mul(flat.side, b))), wrist, hand),
  };
}

/** The axes of the plane of the hand in the drawing: along the hand, and to its back. */
function axes(fore, wrist, deviation) {
  const hand = fore + RESTING_WRIST - wrist;
  const turn = radians(deviation);
  const along = add(mul(polar(1, hand), Math.cos(turn)), mul(AWAY, Math.sin(turn)));
  return [along, polar(1, hand + 90)];
}

const place = (p, origin, [along, back]) => [
  origin[0] + p[0] * along[0] + p[1] * back[0],
  origin[1] + p[0] * along[1] + p[1] * back[1],
];

const forearm = ({ elbow, wrist }) =>
  chain([between(wrist, elbow, 1.8), elbow, between(elbow, wrist, 0.45), wrist], [60, 56, 46, 25]);

const palm = ({ at, wrist, knuckle }) =>
  capsule(wrist, 25, at(44, 2), 33) +
  capsule(at(44, 2), 33, knuckle.index, 17) +
  capsule(at(40, -8), 30, knuckle.ring, 15) +
  capsule(knuckle.index, 17, knuckle.ring, 15) +
  capsule(wrist, 25, at(36, -16), 25);

const DIGITS = ["index", "thumb", "middle", "ring", "little"];

/** A point along the forearm, `offset` units to the back of the hand. */
const lane = ({ elbow, wrist }, t, offset) => beside(elbow, wrist, t, -offset);

/** Lanes of the muscles on the forearm: from and to (shares of its length), offsets to the back. */
const LANES = {
  little_extensor: [0.1, 0.66, 43, 27, 6, 2],
  ring_extensor: [-0.12, 0.48, 38, 27, 6.5, 2],
  middle_extensor: [0.16, 0.7, 29, 18, 6.5, 2],
  index_extensor: [0.36, 0.88, 21, 11, 6, 1],
  wrist_extensor: [-0.1, 0.5, 18, 12, 9, 2],
  thumb_extensor: [0.42, 0.94, 8, 3, 5.6, 0],
  thumb_flexor: [0.34, 0.88, -4, -3, 6.6, 0],
  wrist_flexor: [-0.06, 0.58, -9, -7, 9, -2],
  index_flexor: [0.26, 0.82, -17, -10, 7, -1],
  middle_flexor: [0.0, 0.62, -25, -17, 7, -2],
  ring_flexor: [0.2, 0.74, -32, -21, 6.6, -2],
  little_flexor: [-0.02, 0.52, -41, -30, 6.4, -2],
};

export class HandFigure {
  constructor(layers, muscles, prefix) {
    const { ground, body } = layers;
    this.desk = new Desk(ground);
    const defs = body.add("defs", "");
    this.skinClip = defs.clip(prefix + "hand");
    const shade = defs.gradient(
      prefix + "handshade",
      [
        [0, "person-stop-light"],
        [0.5, "person-stop-none"],
        [1, "person-stop-shade"],
      ],
      { x1: 0, y1: 0, x2: 0.25, y2: 1 },
    );
    this.little = body.path("person-skin-far person-outline-fine");
    this.ring = body.path("person-skin-far person-outline-fine");
    this.middle = body.path("person-skin-shade person-outline-fine");
    this.skin = body.path("person-skin person-outline");
    const inside = body.group("", { "clip-path": this.skinClip.url });
    inside.add("rect", "", { x: 0, y: 40, width: 800, height: 420, fill: shade });
    this.tendons = body.path("person-tendon");
    this.folds = body.path("person-fold");
    const onSkin = body.group("", { "clip-path": this.skinClip.url });
    const byKey = new Map(muscles.map((muscle) => [muscle.key, muscle]));
    this.bellies = new Map(
      Object.entries(LANES).map(([key, course]) => [
        key,
        { course, belly: new Belly(onSkin, byKey.get(key)) },
      ]),
    );
    this.pen = body.path("person-pen");
    this.penLight = body.path("person-pen-light");
    this.nib = body.path("person-pen-tip");
    this.indexEnd = body.path("person-skin-lit person-outline-fine");
    this.indexCover = body.path("person-skin");
    this.thumb = body.path("person-skin-lit person-outline");
    this.thumbRoot = body.path("person-skin");
    this.nail = body.path("person-nail");
  }

  draw(pose, activation, asked) {
    const s = stand(pose);
    this.standing = s;
    const { at } = s;
    const a = (key) => activation.get(key);
    const mean = (group) =>
      [...activation].reduce((sum, [key, value]) => sum + (key.endsWith(group) ? value : 0), 0) / 6;
    const unasked =
      [...activation].reduce((sum, [key, value]) => sum + (asked.has(key) ? 0 : value), 0) / 11;
    this.desk.draw(ease(unasked, 0.04, 0.6));
    for (const name of ["little", "ring", "middle"]) {
      this[name].set("d", chain(s[name], RADII[name]));
    }
    const [bent, straight] = [mean("_flexor"), mean("_extensor")];
    const body =
      forearm(s) +
      palm(s) +
      closedCurve(spindle(lane(s, -0.3, 26), lane(s, 1, 8), 26 + 12 * straight)) +
      closedCurve(spindle(lane(s, -0.3, -26), lane(s, 1, -8), 26 + 12 * bent));
    this.skin.set("d", body + chain(s.index, RADII.index));
    this.skinClip.shape.set("d", body);
    this.folds.set(
      "d",
      curve([at(92, 26), at(97, 15), at(92, 9)]) +
        [1, 2]
          .map((i) =>
            curve([add(s.index[i], [-5, -7]), add(s.index[i], [-1, -1]), add(s.index[i], [-3, 6])]),
          )
          .join(""),
    );
    let tendons = "";
    for (const [key, { course, belly }] of this.bellies) {
      const [from, to, offset, end, width, bow] = course;
      const q = lane(s, to, end);
      belly.draw(lane(s, from, offset), q, width, bow, a(key), asked);
      tendons += this.tendon(key, s, q);
    }
    this.tendons.set("d", tendons);
    const outline = [s.pen(0), s.pen(20, 5.5), s.pen(240, 5.5), s.pen(240, -5.5), s.pen(20, -5.5)];
    this.pen.set("d", polygon(outline));
    this.penLight.set("d", moveTo(s.pen(22, 2)) + lineTo(s.pen(236, 2)));
    this.nib.set("d", polygon([s.pen(0), s.pen(20, 5.5), s.pen(20, -5.5)]));
    const { index, thumb } = s;
    this.indexEnd.set("d", capsule(index[2], RADII.index[2], index[3], RADII.index[3]));
    this.indexCover.set(
      "d",
      capsule(
        between(index[1], index[2], 0.75),
        RADII.index[2] * 0.98,
        between(index[2], index[3], 0.2),
        RADII.index[2] * 0.96,
      ),
    );
    this.thumb.set("d", chain(thumb, RADII.thumb));
    this.thumbRoot.set("d", capsule(at(24, -8), 24, between(thumb[0], thumb[1]), 17));
    const end = sub(thumb[3], thumb[2]);
    const way = mul(end, 1 / (length(end) || 1));
    this.nail.set("d", capsule(add(thumb[3], mul(way, -5)), 5.4, add(thumb[3], mul(way, 4)), 4.6));
  }

  /** The tendon of a muscle from the end of its belly to the hand. */
  tendon(key, s, from) {
    const { at, knuckle } = s;
    const digit = key.split("_")[0];
    const back = key.endsWith("extensor");
    const offset = back ? 12 : -12;
    const gate = lane(s, 0.98, offset * 0.8);
    if (!back || !(digit in knuckle)) {
      return curve([from, gate]);
    }
    return curve([from, gate, at(40, 24), add(knuckle[digit], sub(at(0, 8), at(0, 0)))]);
  }

  outline(pose) {
    const s = stand(pose);
    return (
      forearm(s) +
      palm(s) +
      DIGITS.map((name) => chain(s[name], RADII[name])).join("") +
      capsule(s.pen(2), 2, s.pen(22), 6) +
      capsule(s.pen(22), 6, s.pen(240), 6)
    );
  }

  target(key) {
    const s = this.standing;
    const tip =
      {
        wrist: s.at(4, 20),
        thumb: s.thumb[2],
        index: s.index[1],
        middle: s.middle[1],
        ring: s.ring[1],
        little: s.little[1],
      }[key] ?? s.at(4, 20);
    return {
      tip,
      wrist: add(tip, [92, -92]),
      elbow: [640, -70],
      from: [560, 20],
      size: 0.98,
      side: -1,
    };
  }

  obstacles() {
    const s = this.standing;
    return [-0.4, -0.15, 0.1, 0.3, 0.5, 0.7, 0.9]
      .map((t) => [...between(s.elbow, s.wrist, t), 62])
      .concat(
        [
          [...s.at(30, 0), 44],
          [...s.at(80, 0), 36],
        ],
        s.index.map((p) => [...p, 18]),
        s.thumb.map((p) => [...p, 22]),
        s.middle.map((p) => [...p, 18]),
        s.ring.map((p) => [...p, 18]),
        [40, 80, 120, 160, 200, 240].map((a) => [...s.pen(a), 14]),
        [
          [100, 366, 26],
          [50, 366, 26],
          [150, 366, 26],
        ],
      );
  }

  twinObstacles(pose) {
    const s = stand(pose);
    return [0.5, 0.7, 0.9]
      .map((t) => [...between(s.elbow, s.wrist, t), 46])
      .concat(
        [[...s.at(40, 0), 44]],
        s.index.map((p) => [...p, 18]),
        [80, 140, 190, 240].map((a) => [...s.pen(a), 10]),
      );
  }

  /** Where a leader line meets the twin: at the edge that the person leaves free. */
  twinPoint(pose) {
    const [s, own] = [stand(pose), this.standing];
    if (own.wrist[1] < s.wrist[1]) {
      return s.at(26, -30);
    }
    return farthest([
      [s.pen(236), own.pen(236)],
      [s.at(60, 34), own.at(60, 34)],
      [s.index[1], own.index[1]],
    ]);
  }

  askedPoint(key) {
    return this.bellies.get(key)?.belly.middle ?? null;
  }
}

export const labelPlaces = {
  twin: [
    ["start", 24, 118],
    ["start", 24, 210],
    ["start", 24, 424],
    ["start", 150, 430],
    ["end", 400, 112],
  ],
  asked: [
    ["end", 566, 108],
    ["end", 566, 170],
    ["end", 566, 210],
    ["start", 24, 424],
    ["start", 250, 424],
    ["start", 24, 190],
    ["end", 566, 424],
  ],
};

/** Table, paper, and what was written so far: even loops, rough where muscles fight. */
class Desk {
  constructor(parent) {
    parent.path("person-table", { d: "M-800 296H1400V1200H-800Z" });
    parent.path("person-table-edge", { d: "M-800 296H1400" });
    parent.path("person-paper", { d: "M-800 312H500L640 1200H-800Z" });
    parent.path("person-rule", {
      d: [368, 404, 440].map((y) => `M-800 ${y}H${n(490 + (y - 312) * 0.16)}`).join(""),
    });
    this.ink = parent.path("person-ink");
    this.was = -1;
  }

  draw(rough) {
    const level = Math.round(rough * 20) / 20;
    if (level === this.was) {
      return;
    }
    this.was = level;
    const neat = 1 - level;
    const points = [];
    const count = 90;
    for (let i = 0; i <= count; i++) {
      const t = i / count;
      const phase = t * Math.PI * 13;
      const tremor = level * (Math.sin(i * 2.3) * 9 + Math.sin(i * 5.1 + 1) * 7);
      const height =
        13 * (neat * 0.8 + 0.2 * Math.cos(i * 0.7)) * (1 - (Math.max(0, t - 0.93) / 0.07) ** 2);
      points.push([
        14 + t * (PEN_TIP[0] - 14) - 9 * neat * Math.sin(phase) + tremor * 0.25,
        PEN_TIP[1] -
          height -
          height * Math.cos(phase) +
          (t < 0.97 ? tremor : 0) +
          level * 6 * Math.sin(t * 9),
      ]);
    }
    points.push(PEN_TIP);
    this.ink.set("d", curve(points));
    this.ink.set("stroke-width", n(2 + 2 * level));
  }
}
