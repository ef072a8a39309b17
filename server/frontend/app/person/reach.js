// A hand that comes and touches with the tip of its index finger.

import { add, between, capsule, chain, curve, length, mul, n, sub } from "./geometry.js";

const RING_RADIUS = 22;
const ARRIVED = 0.98; // share of the way from which the hand counts as there

export class ReachingHand {
  /** The forearm and the hand are groups of their own, so that a body can be between. */
  constructor(parent) {
    this.armGroup = parent.group("person-reach");
    this.arm = this.armGroup.path("person-skin person-outline");
    this.handGroup = parent.group("person-reach");
    const finger = (className) => this.handGroup.path(`${className} person-outline-fine`);
    this.thumb = finger("person-skin-shade");
    this.palm = this.handGroup.path("person-skin person-outline");
    this.little = finger("person-skin-shade");
    this.ring = finger("person-skin-shade");
    this.middle = finger("person-skin");
    this.index = finger("person-skin-lit");
    this.cover = this.handGroup.path("person-skin");
    this.light = this.handGroup.path("person-skin-light");
    this.knuckles = this.handGroup.path("person-fold");
    this.halo = this.handGroup.circle("person-ring-halo", RING_RADIUS);
    this.mark = this.handGroup.circle("person-ring", RING_RADIUS);
    this.draw(null, 0);
  }

  /** Move the forearm and the hand to other layers. */
  standIn(armLayer, handLayer) {
    if (this.armGroup.node.parentNode !== armLayer.node) {
      armLayer.node.append(this.armGroup.node);
    }
    if (this.handGroup.node.parentNode !== handLayer.node) {
      handLayer.node.append(this.handGroup.node);
    }
  }

  /**
   * Draw it on its way: `target` is null, or {tip, wrist, elbow, from, size, side}, with points of
   * the hand when it touches, and `from`, where its fingertip sets out.
   */
  draw(target, reach) {
    const shown = Boolean(target) && reach > 0.01;
    this.armGroup.show(shown);
    this.handGroup.show(shown);
    if (!shown) {
      return;
    }
    const { size, side } = target;
    const away = mul(sub(target.from, target.tip), 1 - reach);
    const [tip, wrist] = [target.tip, target.wrist].map((p) => add(p, away));
    const elbow = add(target.elbow, mul(away, 0.6));
    const way = sub(tip, wrist);
    const l = length(way);
    const along = mul(way, 1 / l);
    const across = [-along[1] * side, along[0] * side];
    const at = (a, b) => add(wrist, add(mul(along, a * l), mul(across, b * size)));
    const limb = (points, radii) =>
      chain(
        points.map(([a, b]) => at(a, b)),
        radii.map((r) => r * size),
      );
    const palm =
      capsule(at(0.02, 0), 21 * size, at(0.42, -12), 17 * size) +
      capsule(at(0.02, 0), 21 * size, at(0.4, 16), 15 * size) +
      capsule(at(0.42, -12), 17 * size, at(0.4, 16), 15 * size);
    const forearm = chain(
      [elbow, between(elbow, wrist, 0.4), wrist],
      [36 * size, 34 * size, 21 * size],
    );
    const stub = add(wrist, mul(sub(elbow, wrist), (16 * size) / (length(sub(elbow, wrist)) || 1)));
    this.arm.set("d", forearm);
    this.palm.set("d", palm);
    this.thumb.set(
      "d",
      limb(
        [
          [0.12, -14],
          [0.36, -36],
          [0.6, -40],
        ],
        [14, 11, 8.4],
      ),
    );
    this.little.set(
      "d",
      limb(
        [
          [0.38, 22],
          [0.54, 33],
          [0.46, 44],
          [0.38, 40],
        ],
        [9.6, 8.4, 7.4, 7],
      ),
    );
    this.ring.set(
      "d",
      limb(
        [
          [0.43, 13],
          [0.68, 20],
          [0.6, 36],
          [0.48, 32],
        ],
        [11, 9.6, 8.4, 8],
      ),
    );
    this.middle.set(
      "d",
      limb(
        [
          [0.44, 0],
          [0.76, 0],
          [1, 12],
        ],
        [11.5, 10, 8],
      ),
    );
    this.index.set(
      "d",
      limb(
        [
          [0.42, -14],
          [0.72, -20],
          [0.99, -4],
        ],
        [11.5, 10, 8],
      ),
    );
    this.cover.set("d", palm + capsule(stub, 21 * size, wrist, 20.6 * size));
    this.light.set(
      "d",
      limb(
        [
          [0.1, -6],
          [0.36, -8],
        ],
        [10, 8],
      ),
    );
    this.knuckles.set(
      "d",
      [
        [0.44, -15],
        [0.46, 1],
        [0.44, 14],
      ]
        .map(([a, b]) => curve([at(a - 0.03, b - 6), at(a, b), at(a - 0.03, b + 6)]))
        .join(""),
    );
    const arrived = reach >= ARRIVED;
    for (const circle of [this.halo, this.mark]) {
      circle.show(arrived);
      circle.set("cx", n(tip[0]));
      circle.set("cy", n(tip[1]));
    }
  }
}
