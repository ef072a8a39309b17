// The right arm from the person's right side, with a cup. The person looks to the right of the
// drawing; the viewer stands a little above, so that what lies towards the person's other side is
// drawn higher. Angles have the model's signs: bending is positive, a turn of the forearm brings
// the palm down, and a sideways bend goes to the little finger.

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
  hull,
  n,
  polar,
  polygon,
  radians,
  spindle,
} from "./geometry.js";
import { Head, View } from "./head.js";

export const box = { x: 40, y: -24, width: 540, height: 576 };
export const reachesFromBehind = true;

export const POSE = {
  shoulder: ["shoulder/flexion"],
  elbow: ["elbow/flexion"],
  rotation: ["elbow/rotation"],
  wrist: ["wrist/flexion"],
  deviation: ["wrist/deviation"],
  fingers: ["fingers/flexion"],
};
export const WORDS = {
  shoulder: ["shoulder-forwards", "shoulder-back"],
  elbow: ["elbow-bent", "elbow-straight"],
  rotation: ["palm-down", "palm-up"],
  wrist: ["wrist-bent", "wrist-back"],
  deviation: ["wrist-little", "wrist-thumb"],
  fingers: ["fingers-bent", "fingers-straight"],
};

// The model's zero is an arm at rest: it hangs a little forwards, the elbow is a little bent, and the
// palm a little down.
const RESTING = { shoulder: 8, elbow: 24, rotation: 10 };
const LEAST_ELBOW = -5; // drawn degrees
const SHOULDER = [176, 206];
const UPPER_ARM = 156;
const FOREARM = 142;
const AWAY = [-0.46, -0.4]; // how one unit away from the viewer is drawn
const GRASP = 34; // degrees of each finger joint round the cup, at the model's zero

/** Unit vectors and joints of the arm. Vectors have three parts: right, down, away from the viewer. */
export function skeleton(pose) {
  const upper = 90 - (RESTING.shoulder + pose.shoulder);
  const elbow = add(SHOULDER, polar(UPPER_ARM, upper));
  const heading = upper - Math.max(LEAST_ELBOW, RESTING.elbow + pose.elbow);
  const wrist = add(elbow, polar(FOREARM, heading));
  const [along, up] = [polar(1, heading), polar(1, heading - 90)];
  const turn = radians(RESTING.rotation + pose.rotation);
  // Of the forearm: to the hand, to the thumb's side, and out of the back of the hand.
  let u = [...along, 0];
  let thumb = [up[0] * Math.cos(turn), up[1] * Math.cos(turn), Math.sin(turn)];
  let back = [up[0] * Math.sin(turn), up[1] * Math.sin(turn), -Math.cos(turn)];
  [u, thumb] = rotate(u, thumb, -pose.deviation); // to the little finger: away from the thumb
  [u, back] = rotate(u, back, -pose.wrist); // to the palm: away from the back
  return { elbow, wrist, u, thumb, back };
}

/** Turn a towards b, and b with it, by an angle. */
function rotate(a, b, angle) {
  const [c, s] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  return [a.map((value, i) => value * c + b[i] * s), b.map((value, i) => value * c - a[i] * s)];
}

/** Where the drawing has a point of the hand: along, to the thumb's side, to the back. */
const handPoint =
  ({ wrist, u, thumb, back }) =>
  (a, b, c = 0) => {
    const v = [0, 1, 2].map((i) => a * u[i] + b * thumb[i] + c * back[i]);
    return [wrist[0] + v[0] + v[2] * AWAY[0], wrist[1] + v[1] + v[2] * AWAY[1]];
  };

/** Points of a finger from the knuckle on, round the cup or stretched. */
function finger(at, across, bend, lengths, start = 50) {
  const points = [at(start, across, 0)];
  let [a, c, angle] = [start, 0, 0];
  lengths.forEach((bone, i) => {
    angle += bend * [0.75, 1, 0.7][i];
    a += bone * Math.cos(radians(angle));
    c -= bone * Math.sin(radians(angle));
    points.push(at(a, across * (1 - 0.06 * (i + 1)), c));
  });
  return points;
}

const FINGERS = [
  // across the palm, lengths, radii; from the index to the little finger
  [20, [27, 20, 15], [10.4, 10, 9, 7.6]],
  [6.5, [29, 22, 16], [10.2, 9.8, 8.8, 7.4]],
  [-7, [27, 20, 15], [9.9, 9.4, 8.4, 7.1]],
  [-20, [22, 16, 13], [9.2, 8.6, 7.8, 6.6]],
];

function palm(at) {
  return (
    capsule(at(0, 0), 18.5, at(46, 10), 19) +
    capsule(at(0, 0), 18.5, at(44, -10), 18) +
    capsule(at(46, 10), 19, at(44, -10), 18)
  );
}

const limbs = ({ elbow, wrist }) =>
  chain([SHOULDER, between(SHOULDER, elbow, 0.45), elbow], [44, 36, 28]) +
  chain([elbow, between(elbow, wrist, 0.32), wrist], [30, 31, 18.5]);

const TORSO =
  "M128 168C98 178 82 206 78 244C73 300 92 346 96 392C98 432 90 470 88 620L286 620" +
  "C288 480 282 432 276 396C272 360 284 310 280 262C276 222 256 190 220 172C198 178 158 176 138 165" +
  "C134 166 131 167 128 168Z";

/** Origin, insertion, half width and bow of each muscle, and whether it lies on the upper arm. */
const MUSCLES = {
  posterior_deltoid: ({ elbow }) => [
    add(SHOULDER, [-26, -24]),
    beside(SHOULDER, elbow, 0.44, -12),
    14,
    6,
  ],
  anterior_deltoid: ({ elbow }) => [
    add(SHOULDER, [14, -36]),
    beside(SHOULDER, elbow, 0.46, 12),
    16,
    -5,
  ],
  triceps: ({ elbow }) => [
    beside(SHOULDER, elbow, 0.14, -17),
    beside(SHOULDER, elbow, 0.98, -15),
    15,
    11,
  ],
  biceps: ({ elbow, wrist }) => [
    beside(SHOULDER, elbow, 0.18, 17),
    beside(elbow, wrist, 0.16, 8),
    17,
    -9,
  ],
  finger_flexor: ({ elbow, wrist }) => [
    beside(elbow, wrist, 0.02, -12),
    beside(elbow, wrist, 0.94, -6),
    8.5,
    4,
  ],
  wrist_flexor: ({ elbow, wrist }) => [
    beside(elbow, wrist, -0.04, -20),
    beside(elbow, wrist, 0.9, -12),
    8.5,
    6,
  ],
  finger_extensor: ({ elbow, wrist }) => [
    beside(elbow, wrist, 0.0, -1),
    beside(elbow, wrist, 0.96, 1),
    7.5,
    0,
  ],
  wrist_extensor: ({ elbow, wrist }) => [
    beside(elbow, wrist, 0.0, 11),
    beside(elbow, wrist, 0.95, 8),
    8,
    -4,
  ],
  supinator: ({ elbow, wrist }) => [
    beside(elbow, wrist, -0.06, -4),
    beside(elbow, wrist, 0.42, 12),
    6.5,
    2,
  ],
  pronator: ({ elbow, wrist }) => [
    beside(elbow, wrist, -0.02, 25),
    beside(elbow, wrist, 0.52, 18),
    7.5,
    -5,
  ],
};

export class ArmFigure {
  constructor(layers, muscles, prefix) {
    const { body, behind } = layers;
    this.neck = behind.path("person-skin-shade person-outline");
    this.hair = behind.path("person-hair-behind");
    this.head = new Head(behind, prefix);
    const defs = body.add("defs", "");
    const cloth = defs.gradient(prefix + "cloth", [
      [0, "person-cloth-dark"],
      [0.6, "person-cloth-mid"],
      [1, "person-cloth-light"],
    ]);
    const shade = defs.gradient(prefix + "armshade", [
      [0.05, "person-stop-shade"],
      [0.3, "person-stop-none"],
      [1, "person-stop-light"],
    ]);
    this.armClip = defs.clip(prefix + "arm");
    this.torso = body.path("person-cloth", { d: TORSO });
    this.torso.node.style.setProperty("fill", cloth);
    body.path("person-seam", { d: "M138 169C158 181 198 183 219 177" });
    body.path("person-crease", {
      d: "M262 300C252 340 254 372 262 404M240 408C250 400 258 398 270 398",
    });
    this.cup = new Cup(body);
    this.skin = body.path("person-skin person-outline");
    const inside = body.group("", { "clip-path": this.armClip.url });
    inside.add("rect", "", { x: 60, y: -40, width: 560, height: 640, fill: shade });
    const inArm = body.group("", { "clip-path": this.armClip.url });
    this.bellies = new Map();
    const byKey = new Map(muscles.map((muscle) => [muscle.key, muscle]));
    for (const [key, place] of Object.entries(MUSCLES)) {
      this.bellies.set(key, { place, belly: new Belly(inArm, byKey.get(key)) });
    }
    this.fingers = FINGERS.map(() => body.path("person-skin person-outline-fine")).reverse();
    this.palm = body.path("person-skin");
    this.thumb = body.path("person-skin-lit person-outline-fine");
    this.thumbRoot = body.path("person-skin");
    this.knuckles = body.path("person-fold");
    this.cup.dropsIn(body);
  }

  draw(pose, activation, asked, strain) {
    const s = skeleton(pose);
    this.standing = s;
    const at = handPoint(s);
    this.at = at;
    const a = (key) => activation.get(key);
    this.neck.set(
      "d",
      chain(
        [
          [168, 184],
          [176, 118],
        ],
        [44, 33],
      ),
    );
    const view = new View(36, 5 + 3 * strain, 0, [190, 74], 0.74);
    this.hair.set("d", view.hair);
    this.head.draw(view, strain, [0.1, 0], [176, 130]);

    const { elbow, wrist } = s;
    const swelling = (p, q, from, to, offset, width) =>
      closedCurve(spindle(beside(p, q, from, offset), beside(p, q, to, offset), width));
    const [biceps, triceps] = [a("biceps"), a("triceps")];
    const upper = Math.max(a("wrist_extensor"), a("pronator"), a("supinator"));
    const lower = Math.max(a("wrist_flexor"), a("finger_flexor"));
    const outline =
      limbs(s) +
      palm(at) +
      swelling(SHOULDER, elbow, 0.12, 0.98, 15 + 4 * biceps, 22 + 14 * biceps) +
      swelling(SHOULDER, elbow, 0.08, 0.98, -15 - 4 * triceps, 22 + 12 * triceps) +
      swelling(elbow, wrist, -0.06, 0.8, 10 + 2 * upper, 21 + 8 * upper) +
      swelling(elbow, wrist, -0.1, 0.8, -10 - 2 * lower, 21 + 9 * lower);
    this.skin.set("d", outline);
    this.armClip.shape.set("d", outline);
    for (const [key, { place, belly }] of this.bellies) {
      belly.draw(...place(s), a(key), asked);
    }
    this.drawHand(s, at, pose, asked, Math.max(...activation.values()) > 0.05);
  }

  drawHand(s, at, pose, asked, working) {
    const bend = clamp(GRASP + pose.fingers * 0.75, -6, 82);
    const pointing = asked.has("finger_extensor"); // a hand asked to open holds no cup
    FINGERS.forEach(([across, lengths, radii], i) => {
      const own = pointing ? clamp((i === 0 ? 8 : 62) + pose.fingers * 0.8, -6, 82) : bend;
      this.fingers[i].set("d", chain(finger(at, across, own, lengths), radii));
    });
    this.palm.set("d", palm(at));
    const squeeze = ease(bend, 40, 80);
    this.thumb.set(
      "d",
      chain(
        [at(12, 14, -2), at(32, 32, -8), at(50, 36, -20 - 8 * squeeze), at(62, 32, -30)],
        [11.5, 10.4, 9, 7.4],
      ),
    );
    this.thumbRoot.set("d", capsule(at(4, 6), 10, at(20, 16, -4), 9.5));
    this.knuckles.set(
      "d",
      FINGERS.map(([b]) => curve([at(47, b + 5, 8), at(51, b, 8), at(47, b - 5, 8)])).join(""),
    );
    this.cup.draw(at, s, squeeze, !pointing, working);
  }

  outline(pose) {
    const s = skeleton(pose);
    const at = handPoint(s);
    return (
      limbs(s) +
      palm(at) +
      FINGERS.map(([across, lengths, radii]) =>
        chain(finger(at, across, clamp(GRASP + pose.fingers * 0.75, -6, 82), lengths), radii),
      ).join("")
    );
  }

  target(key) {
    const { elbow, wrist } = this.standing;
    const tip =
      {
        shoulder: add(SHOULDER, [26, -6]),
        elbow: beside(elbow, wrist, 0.06, 4),
        wrist: beside(elbow, wrist, 0.82, 2),
        fingers: this.at(58, 4, 6),
      }[key] ?? beside(elbow, wrist, 0.8, 2);
    const from = [190, 250];
    if (key === "shoulder") {
      return { tip, wrist: add(tip, [44, 66]), elbow: [268, 330], from, size: 0.86, side: -1 };
    }
    // The other forearm comes from behind the chest: from above, or from below to what is raised.
    const high = ease(-tip[1], -250, -170);
    const approach = between([-34, -72], [-62, 52], high);
    return {
      tip,
      wrist: add(tip, approach),
      elbow: between([176, 226], [196, 300], high),
      from,
      size: 0.86,
      side: -1,
    };
  }

  obstacles() {
    const { elbow, wrist } = this.standing;
    const circles = [
      [190, 74, 76],
      [180, 140, 50],
      [150, 260, 110],
      [180, 400, 110],
    ];
    for (const t of [0, 0.35, 0.7, 1]) {
      circles.push([...between(SHOULDER, elbow, t), 46], [...between(elbow, wrist, t), 40]);
    }
    for (const [a, b] of [
      [30, 0],
      [70, 0],
      [52, 40],
      [52, -44],
    ]) {
      circles.push([...this.at(a, b), 34]);
    }
    return circles;
  }

  twinObstacles(pose) {
    const s = skeleton(pose);
    const at = handPoint(s);
    return [0.2, 0.6, 1]
      .map((t) => [...between(s.elbow, s.wrist, t), 36])
      .concat([
        [...at(40, 0), 36],
        [...at(72, 0), 26],
      ]);
  }

  /** Where a leader line meets the twin: at the edge that the person leaves free. */
  twinPoint(pose) {
    const s = skeleton(pose);
    const own = this.standing;
    const edge = own.wrist[1] < s.wrist[1] ? -15 : 15;
    return farthest([
      [beside(s.elbow, s.wrist, 0.9, edge), own.wrist],
      [beside(s.elbow, s.wrist, 0.5, 1.4 * edge), between(own.elbow, own.wrist)],
    ]);
  }

  askedPoint(key) {
    return this.bellies.get(key)?.belly.middle ?? null;
  }
}

export const labelPlaces = {
  twin: [
    ["start", 400, 430],
    ["end", 548, 440],
    ["start", 400, 60],
    ["start", 400, 120],
    ["end", 548, 340],
    ["start", 300, 8],
    ["end", 548, 260],
  ],
  asked: [
    ["start", 330, 120],
    ["start", 330, 60],
    ["start", 330, 20],
    ["start", 440, 120],
    ["start", 440, 60],
    ["start", 330, 180],
    ["start", 330, 440],
    ["end", 548, 400],
    ["end", 548, 240],
  ],
};

/** A cup in the hand. Its axis is that of the grip, from the little finger to the thumb. */
class Cup {
  constructor(parent) {
    this.group = parent.group("person-cup-all");
    this.side = this.group.path("person-cup");
    this.drink = this.group.path("person-drink");
  }

  /** The drops fall in front of the hand. */
  dropsIn(parent) {
    this.drops = parent.path("person-drop");
  }

  /** squeeze: 0 to 1; full: at rest, before anything is held, the cup is empty. */
  draw(at, s, squeeze, shown, full) {
    this.group.show(shown);
    if (!shown) {
      this.drops.show(false);
      return;
    }
    const centre = [58, -25]; // along the hand, and towards the palm
    const rim = (height, r) => {
      const points = [];
      for (let i = 0; i < 16; i++) {
        const angle = (i * Math.PI) / 8;
        points.push(at(centre[0] + r * Math.cos(angle), height, centre[1] + r * Math.sin(angle)));
      }
      return points;
    };
    const [top, waist, bottom] = [rim(50, 28), rim(0, 25 - 7 * squeeze), rim(-52, 21)];
    const upper = polygon(hull([...top, ...waist]));
    this.side.set("d", upper + polygon(hull([...waist, ...bottom])));
    // The opening is seen while it faces the viewer, who stands a little above.
    const facing = -s.thumb[1] * 0.5 - s.thumb[2] * 0.87;
    const open = facing > 0.02;
    this.drink.show(open);
    if (open) {
      this.drink.set("d", closedCurve(top));
    }
    const lean = degrees(Math.acos(clamp(-s.thumb[1], -1, 1))); // of the cup from upright
    const spill = full ? ease(lean, 26, 62) : 0;
    this.drops.show(spill > 0.05);
    if (spill > 0.05) {
      const low = top.reduce((best, p) => (p[1] > best[1] ? p : best));
      this.drops.set(
        "d",
        [
          [2, 16, 5],
          [9, 38, 4],
          [-2, 58, 3.2],
        ]
          .slice(0, Math.ceil(spill * 3))
          .map(([x, y, r]) => drop(add(low, [x, y]), r))
          .join(""),
      );
    }
  }
}

const drop = ([x, y], r) =>
  `M${n(x)} ${n(y - 1.8 * r)}C${n(x + 0.8 * r)} ${n(y - 0.6 * r)} ${n(x + r)} ${n(y)} ${n(x + r)} ${n(y + 0.3 * r)}` +
  `A${n(r)} ${n(r)} 0 1 1 ${n(x - r)} ${n(y + 0.3 * r)}C${n(x - r)} ${n(y)} ${n(x - 0.8 * r)} ${n(y - 0.6 * r)} ${n(x)} ${n(y - 1.8 * r)}Z`;
