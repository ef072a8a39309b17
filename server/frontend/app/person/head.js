// The head: ellipsoids, and features on their surface, turned in space and seen from the front.
// In the head's own axes x is the person's left, y up and z forwards, in units of the drawing.

import {
  add,
  between,
  capsule,
  circle,
  clamp,
  closedCurve,
  curve,
  ease,
  hull,
  length,
  lineTo,
  mul,
  n,
  polar,
  polygon,
  radians,
  share,
  sub,
} from "./geometry.js";

// Centre and half axes: skull, face, chin, jaw.
const FACE = [
  [0, 34, -12, 67, 70, 78],
  [0, -14, 6, 58, 60, 56],
  [0, -66, 42, 25, 23, 22],
  [0, -42, 30, 45, 38, 36],
];
const HAIR = [[0, 35, -14, 75, 78, 86]];
const CONTOUR_POINTS = 32; // on each ellipsoid
const CIRCLE = Array.from({ length: CONTOUR_POINTS }, (_, i) => {
  const angle = (i * 2 * Math.PI) / CONTOUR_POINTS;
  return [Math.cos(angle), Math.sin(angle)];
});
const EYE_CENTRE = [26, 6];

/** Depth of the face at (x, y), in units. */
function surface(x, y) {
  let depth = 0;
  for (const [cx, cy, cz, a, b, c] of FACE) {
    const q = 1 - ((x - cx) / a) ** 2 - ((y - cy) / b) ** 2;
    if (q >= 0) {
      depth = Math.max(depth, cz + c * Math.sqrt(q));
    }
  }
  return depth;
}
const known = new Map(); // features lie at few places of the face
function on(x, y, lift = 0) {
  const key = Math.round(x * 10) * 4096 + Math.round(y * 10);
  let depth = known.get(key);
  if (depth === undefined) {
    depth = surface(x, y);
    if (known.size < 5000) {
      known.set(key, depth);
    }
  }
  return [x, y, depth + lift];
}

/**
 * How the head stands: turned by yaw (to its left), nodded (chin down) and tilted (to its left), in
 * degrees. `at` is where the drawing has the head's origin; `size` scales it.
 */
export class View {
  constructor(yaw, nod, tilt, at = [0, 0], size = 1) {
    const [cy, sy] = [Math.cos(radians(yaw)), Math.sin(radians(yaw))];
    const [cn, sn] = [Math.cos(radians(nod)), Math.sin(radians(nod))];
    const [ct, st] = [Math.cos(radians(tilt)), Math.sin(radians(tilt))];
    Object.assign(this, { yaw, nod, tilt, at, size, cy, sy, cn, sn, ct, st });
    this.axes = [this.turn([1, 0, 0]), this.turn([0, 1, 0]), this.turn([0, 0, 1])];
  }

  turn([x, y, z]) {
    const x1 = x * this.cy + z * this.sy;
    const z1 = -x * this.sy + z * this.cy;
    const y2 = y * this.cn - z1 * this.sn;
    const z2 = y * this.sn + z1 * this.cn;
    return [x1 * this.ct + y2 * this.st, -x1 * this.st + y2 * this.ct, z2];
  }

  /** Where the drawing shows a point of the head. */
  show(point) {
    const [x, y] = this.turn(point);
    return [this.at[0] + this.size * x, this.at[1] - this.size * y];
  }

  /** How far towards the viewer a point lies, in units. */
  depth(point) {
    return this.turn(point)[2];
  }

  /** The outline of ellipsoids: that of each is an ellipse, and all lie in one hull. */
  contour(ellipsoids) {
    const points = [];
    for (const [x, y, z, ...half] of ellipsoids) {
      let [xx, xy, yy] = [0, 0, 0];
      this.axes.forEach((axis, i) => {
        const q = half[i] ** 2;
        xx += q * axis[0] * axis[0];
        xy += q * axis[0] * axis[1];
        yy += q * axis[1] * axis[1];
      });
      const c = this.show([x, y, z]);
      for (const [u, w] of CIRCLE) {
        const reach = this.size / Math.sqrt(xx * u * u + 2 * xy * u * w + yy * w * w);
        points.push([c[0] + reach * (xx * u + xy * w), c[1] - reach * (xy * u + yy * w)]);
      }
    }
    return hull(points);
  }

  /** The outline of the face without the nose, as a path. */
  get face() {
    return (this.faceOutline ??= polygon(this.contour(FACE)));
  }

  /** The outline of the hair. */
  get hair() {
    return (this.hairOutline ??= polygon(this.contour(HAIR)));
  }

  get nose() {
    const { size } = this;
    return (this.noseOutline ??= capsule(
      this.show([0, 10, 60]),
      8 * size,
      this.show([0, -20, 74]),
      10 * size,
    ));
  }

  /** The outline of the whole head. */
  get outline() {
    return this.face + this.hair + this.nose;
  }
}

/** Places on the head that others need: where muscles insert, and what a hand touches. */
export const PLACES = {
  mastoid: (side, z = -14) => [side * 53, -22, z],
  occiput: (side, x = 36) => [side * x, -16, -66],
  chin: on(0, -72, 2),
  cheek: (side) => on(side * 40, -30, 2),
  forehead: on(0, 50, 2),
  back: [0, 20, -92],
};

// The edge of the hair from the middle of the forehead over the temple to the nape, for one side.
const HAIRLINE = [
  [0, 76],
  [16, 77],
  [34, 72],
  [50, 58],
  [58, 38],
  [61, 18],
  [63, 4],
];
const NAPE = [
  [64, -16, 12],
  [66, -14, 0],
  [66, 6, -8],
  [62, -6, -26],
  [56, -30, -44],
  [34, -44, -64],
];
const JAW = [
  [53, -36, 4],
  [48, -54, 14],
  [36, -72, 32],
  [19, -86, 46],
  [0, -91, 51],
];

/** A head whose elements stand in a group. */
export class Head {
  constructor(parent, prefix) {
    this.group = parent.group("person-head");
    const defs = this.group.add("defs", "");
    this.skinClip = defs.clip(prefix + "face");
    this.eyeClips = [-1, 1].map((side) => defs.clip(`${prefix}eye${side}`));
    const mask = defs.add("mask", "", {
      id: prefix + "hairline",
      maskUnits: "userSpaceOnUse",
      x: -400,
      y: -400,
      width: 1600,
      height: 1600,
    });
    this.hairArea = mask.path("", { fill: "#fff" });
    this.faceArea = mask.path("", { fill: "#000" });
    const shade = defs.gradient(
      prefix + "headshade",
      [
        [0, "person-stop-light"],
        [0.5, "person-stop-none"],
        [1, "person-stop-shade"],
      ],
      { x1: 0, y1: 0, x2: 1, y2: 0.25 },
    );

    this.farEars = [-1, 1].map((side) => new Ear(this.group, side));
    this.skin = this.group.path("person-skin person-outline");
    const inFace = () => this.group.group("", { "clip-path": this.skinClip.url });
    this.shade = this.group.path("", { fill: shade });
    this.throat = this.group.path("person-skin");
    this.underJaw = this.group.path("person-under-jaw");
    this.jawLine = this.group.path("person-jaw-line");
    const hair = this.group.group("", { mask: `url(#${prefix}hairline)` });
    this.hair = hair.path("person-hair");
    this.strands = hair.path("person-strands");
    this.hairEdge = inFace().path("person-hair-edge");
    this.nearEars = [-1, 1].map((side) => new Ear(this.group, side));
    this.eyes = [-1, 1].map((side, i) => new Eye(this.group, side, this.eyeClips[i]));
    this.frown = this.group.path("person-frown");
    this.noseSide = this.group.path("person-fold");
    this.nostrils = this.group.path("person-nostrils");
    this.noseBase = inFace().path("person-nose");
    const mouth = inFace();
    this.lips = mouth.path("person-lips");
    this.mouth = mouth.path("person-mouth");
    this.chinFold = mouth.path("person-fold");
    this.was = "";
  }

  /**
   * Draw it as seen in `view`. strain: 0 calm to 1 serious; gaze: where the eyes look, -1 to 1 to
   * the side and up; throat: the middle of the upper neck, which the floor of the mouth runs into.
   */
  draw(view, strain, gaze, throat) {
    const inputs = [
      view.yaw,
      view.nod,
      view.tilt,
      ...view.at,
      view.size * 10,
      strain * 5,
      gaze[0],
      gaze[1],
      throat[0],
      throat[1],
    ]
      .map(n)
      .join(" ");
    if (inputs === this.was) {
      return;
    }
    this.was = inputs;
    const size = view.size;
    const show = (p) => view.show(p);
    const { face, hair } = view;
    this.hair.set("d", hair);
    this.hairArea.set("d", hair);
    this.skin.set("d", face + view.nose);
    this.skinClip.shape.set("d", face);
    this.shade.set("d", face);
    this.drawHairline(view);
    this.drawStrands(view);
    [-1, 1].forEach((side, i) => {
      const near = view.turn([side, 0, 0])[2] > -0.12;
      this.farEars[i].draw(view, !near);
      this.nearEars[i].draw(view, near);
      this.eyes[i].draw(view, strain, gaze);
    });
    this.drawJaw(view, throat);

    const frowns = strain > 0.3 && view.depth(on(0, 25)) > 19;
    this.frown.show(frowns);
    if (frowns) {
      this.frown.set(
        "d",
        [-4, 4].map((x) => curve([on(x, 31), on(x * 0.8, 24), on(x, 18)].map(show))).join(""),
      );
      this.frown.set("stroke-opacity", share(0.5 * strain));
    }
    const dark = view.yaw > 4 ? -1 : 1;
    this.noseSide.set(
      "d",
      curve(
        [
          [dark * 7, 12, 62],
          [dark * 7.5, -4, 70],
          [dark * 12, -20, 70],
        ].map(show),
      ),
    );
    this.noseSide.set("stroke-width", n(2.4 * size));
    this.noseBase.set(
      "d",
      curve(
        [
          [-13, -20, 66],
          [-8, -27, 71],
          [0, -25, 80],
          [8, -27, 71],
          [13, -20, 66],
        ].map(show),
      ),
    );
    this.noseBase.set("stroke-width", n(2.2 * size));
    this.drawNostrils(view);
    this.drawMouth(view, strain);
  }

  drawHairline(view) {
    const { size } = view;
    const centre = view.show([0, 30, 0]);
    const line = (side) =>
      [
        ...HAIRLINE.map(([x, y]) => on(side * x, y, 2)),
        ...NAPE.map(([x, y, z]) => [side * x, y, z]),
      ].map((point) => {
        const p = view.show(point);
        if (view.depth(point) > -4) {
          return p;
        }
        const out = sub(p, centre); // behind the head: outside the hair
        return add(centre, mul(out, Math.max(1, (size * 96) / (length(out) || 1))));
      });
    const [left, right] = [line(-1), line(1)];
    const below = view.show([0, -150, 30]);
    const foot = (p) => [p[0] + (below[0] - p[0]) * 0.2, p[1] + (below[1] - p[1])];
    this.faceArea.set(
      "d",
      curve([...left].reverse().concat(right.slice(1))) +
        lineTo(foot(right.at(-1))) +
        lineTo(foot(left.at(-1))) +
        "Z",
    );
    this.hairEdge.set("d", curve([...left.slice(0, 9)].reverse().concat(right.slice(1, 9))));
  }

  drawStrands(view) {
    let d = "";
    for (let i = -3; i <= 3; i++) {
      const strand = [];
      for (let j = 1; j <= 7; j += 2) {
        const angle = radians(12 + j * 9);
        const x = i * 17 - 8 + j * 1.2;
        const r = Math.sqrt(Math.max(0.05, 1 - (x / 72) ** 2)) * 0.93;
        const point = [x, 35 + 74 * r * Math.sin(angle), -14 + 82 * r * Math.cos(angle)];
        if (view.depth(point) > 6) {
          strand.push(view.show(point));
        }
      }
      if (strand.length > 2) {
        d += curve(strand);
      }
    }
    this.strands.set("d", d || null);
  }

  /** The edge of the lower jaw, and what one sees under it when the chin goes up. */
  drawJaw(view, throat) {
    const up = ease(-view.nod, 4, 34);
    for (const part of [this.underJaw, this.jawLine, this.throat]) {
      part.show(up > 0);
    }
    if (up <= 0) {
      return;
    }
    const edge = [...JAW.map(([x, y, z]) => [-x, y, z]), ...JAW.slice(0, -1).reverse()].map((p) =>
      view.show(p),
    );
    this.throat.set("d", polygon(hull([...edge.slice(1, -1), ...ring(throat, 24)])));
    this.throat.set("fill-opacity", share(up));
    const down = [view.st * -70, view.ct * 70];
    this.underJaw.set(
      "d",
      closedCurve([
        ...edge,
        add(between(edge[0], edge.at(-1), 0.72), down),
        add(between(edge[0], edge.at(-1), 0.28), down),
      ]),
    );
    this.underJaw.set("fill-opacity", share(0.6 * up));
    this.jawLine.set("d", curve(edge));
    this.jawLine.set("stroke-opacity", share(0.55 * up));
  }

  drawNostrils(view) {
    const up = ease(-view.nod, 8, 30);
    this.nostrils.show(up > 0);
    if (up > 0) {
      this.nostrils.set("fill-opacity", share(0.75 * up));
      this.nostrils.set(
        "d",
        [-1, 1]
          .map((side) =>
            closedCurve(
              [
                [4, -27, 74],
                [7, -26.5, 73],
                [9.5, -25.5, 69],
                [7, -27, 67],
                [4, -28, 69],
              ].map(([x, y, z]) => view.show([side * x, y, z])),
            ),
          )
          .join(""),
      );
    }
  }

  drawMouth(view, strain) {
    const y = -48;
    const corner = 1.4 - 4.8 * strain;
    const line = [-19, -10, 0, 10, 19].map((x, i) =>
      on(x, y + [corner, -0.6, -1.6, -0.6, corner][i], 2),
    );
    const seen = line.filter(([x, yy, z]) => view.depth([x, yy, z - 24]) > -14).length > 2;
    this.lips.show(seen);
    this.mouth.show(seen);
    this.chinFold.show(seen);
    if (!seen) {
      return;
    }
    const show = (p) => view.show(p);
    const lower = [15, 6, -6, -15].map((x, i) => on(x, y + [-1, -9, -9, -1][i], 2));
    const upper = [-17, -7, 0, 7, 17].map((x, i) =>
      on(x, y + [corner, 5.2, 3.6, 5.2, corner][i], 2),
    );
    this.lips.set("d", closedCurve([...upper, ...lower].map(show)));
    this.mouth.set("d", curve(line.map(show)));
    this.mouth.set("stroke-width", n(2.3 * view.size));
    this.chinFold.set(
      "d",
      curve(
        [
          [-10, -63],
          [0, -66],
          [10, -63],
        ].map(([x, yy]) => show(on(x, yy, 1))),
      ),
    );
    this.chinFold.set("stroke-width", n(2.2 * view.size));
  }
}

class Ear {
  constructor(parent, side) {
    this.side = side;
    this.group = parent.group("");
    this.shape = this.group.path("person-ear");
    this.inside = this.group.path("person-ear-fold");
  }

  draw(view, shown) {
    this.group.show(shown);
    if (!shown) {
      return;
    }
    const rim = (scale) => {
      const points = [];
      for (let i = 0; i < 12; i++) {
        const angle = radians(i * 30);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        points.push(
          view.show([
            this.side * (61 + 6.5 * (1 - c * scale)),
            1 + (s > 0 ? 25 : 22) * s * scale,
            -12 + 14 * c * scale * (s > 0 ? 1 : 0.82),
          ]),
        );
      }
      return points;
    };
    this.shape.set("d", closedCurve(rim(1)));
    this.inside.set("d", curve(rim(0.56).slice(1, 9)));
  }
}

class Eye {
  constructor(parent, side, clip) {
    this.side = side;
    this.clip = clip;
    this.group = parent.group("");
    this.white = this.group.path("person-eye-white");
    const inside = this.group.group("", { "clip-path": clip.url });
    this.iris = inside.path("person-iris");
    this.glint = inside.path("person-glint");
    this.lid = this.group.path("person-lid");
    this.lower = this.group.path("person-lower-lid");
    this.brow = this.group.path("person-brow");
  }

  draw(view, strain, gaze) {
    const [cx, cy] = EYE_CENTRE;
    const { side, group } = this;
    const { size } = view;
    const centre = on(side * cx, cy);
    const shown = view.depth([centre[0], centre[1], centre[2] - 22]) > -3;
    group.show(shown);
    if (!shown) {
      return;
    }
    const place = (x, y, lift = 0) => view.show(on(side * (cx + x), cy + y, lift));
    const open = 7.2 - 1.2 * strain;
    const upper = [-14, -9, -2, 6, 13].map((x, i) => place(x, [-1, 4.2, open, 4.6, 0][i]));
    const lower = [13, 5, -4, -14].map((x, i) => place(x, [0, -4.6, -5.2, -1][i]));
    const outline = closedCurve([...upper, ...lower.slice(0, 3)]);
    this.white.set("d", outline);
    this.clip.shape.set("d", outline);
    const iris = view.show(on(side * cx + gaze[0] * 6, cy + 0.2 + gaze[1] * 3, 1));
    this.iris.set("d", circle(iris, 6.6 * size));
    this.glint.set("d", circle(add(iris, [-2 * size, -2.2 * size]), 1.7 * size));
    this.lid.set("d", curve(upper));
    this.lid.set("stroke-width", n(2.8 * size));
    this.lower.set("d", curve(lower));
    this.lower.set("stroke-width", n(1.3 * size));
    const inner = 18 - 0.5 * strain;
    const raised = ease(view.nod, 5, 40) * 7; // the eyes look up from a bowed head
    const brow = [-15, -7, 3, 15].map((x, i) =>
      view.show(on(side * (27 + x), cy + raised + [inner, 22 - 2 * strain, 23.5, 19][i])),
    );
    this.brow.set("d", curve(brow));
    this.brow.set("stroke-width", n(5 * size));
  }
}

/** Points on a circle. */
const ring = (centre, r) =>
  [0, 45, 90, 135, 180, 225, 270, 315].map((angle) => add(centre, polar(r, angle)));

/** Where the eyes must look so that they stay on the visitor. */
export const gazeAtVisitor = (view) => [
  clamp(-view.yaw / 40, -1, 1) * 0.9,
  clamp(view.nod / 30, -1, 1),
];
