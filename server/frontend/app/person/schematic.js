// A body that has no drawing of its own: bones between the joints of its table, each turned by the
// angle of its joint, with the muscles along them.
import { Belly } from "./belly.js";
import { add, between, capsule, length, mul, n, radians, sub } from "./geometry.js";

const BONE = 150; // mean length of a bone, in units of the drawing
const WIDTH = 22; // half the width of a bone at its start
const NARROW = 15; // and at its end
const APART = 0.04; // joints that are nearer in the table are drawn apart
const FAN = 0.7; // radians between bones whose joints have one place
const BASE = 0.45; // length of the fixed part, in bones
const REACH = 0.42; // of a muscle along the bones, in bones
const OFF = WIDTH + 7; // from the axis of a bone to its first muscle
const ROW = 15; // from one muscle to the next on the same side
const BELLY = 9; // half the width of a muscle
const MARGIN = 70;
const BENDS = [-1, 1]; // radians to which each joint is bent when the room is measured
const NAMED = 10; // joints up to which each has its name in the picture

const turn = ([x, y], angle) => [
  x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle),
];

/** What a joint's degrees of freedom do in the picture, as their keys. */
function movesOf(bodyInfo, joint) {
  const own = bodyInfo.dofs.map((dof) => dof.key).filter((key, d) => bodyInfo.dofs[d].joint === joint);
  const about = own.filter((key) => key.endsWith("/rotation"));
  const [bend, out] = own.filter((key) => !about.includes(key));
  return { bend, out, about: about[0] };
}

/** The tree of bones: for each joint, in order, its parent and the way from there, at rest. */
function skeletonOf(bodyInfo) {
  const { joints, dofs, neighbours } = bodyInfo;
  const places = joints.map((joint) => {
    const { x, y } = dofs.find((dof) => dof.joint === joint);
    return [x, -y]; // the table's y goes up
  });
  const parent = new Map([[0, -1]]);
  const order = [0];
  for (const joint of order) {
    for (const pair of neighbours) {
      if (!pair.includes(joint)) continue;
      const other = pair[0] + pair[1] - joint;
      if (!parent.has(other)) {
        parent.set(other, joint);
        order.push(other);
      }
    }
  }
  const ways = new Map(order.slice(1).map((joint, k) => {
    const way = sub(places[joint], places[parent.get(joint)]);
    return [joint, length(way) < APART ? mul([Math.cos(FAN * k), Math.sin(FAN * k)], 0.15) : way];
  }));
  const lengths = [...ways.values()].map(length);
  const unit = lengths.length ? BONE / (lengths.reduce((sum, l) => sum + l, 0) / lengths.length) : 1;
  for (const [joint, way] of ways) ways.set(joint, mul(way, unit));
  const children = joints.map((_, joint) => order.filter((other) => parent.get(other) === joint));
  const first = children[0].length ? ways.get(children[0][0]) : [BONE, 0];
  const base = mul(first, (-BASE * BONE) / length(first));
  const bones = []; // {joint, child (-1 for a free end), way}
  for (const joint of order) {
    for (const child of children[joint]) bones.push({ joint, child, way: ways.get(child) });
    if (!children[joint].length) {
      const before = joint === 0 ? mul(base, -1) : ways.get(joint);
      bones.push({ joint, child: -1, way: mul(before, (0.5 * BONE) / length(before)) });
    }
  }
  const closing = neighbours.filter(([a, b]) => parent.get(a) !== b && parent.get(b) !== a);
  const moves = joints.map((joint) => movesOf(bodyInfo, joint));
  return { order, parent, base, bones, closing, moves };
}

/** Where joints and bones are in a pose: {at, turned} by joint, {from, to} by bone. */
function stand({ order, parent, bones, moves }, pose) {
  const at = [];
  const turned = [];
  const ends = [];
  for (const joint of order) {
    const before = parent.get(joint);
    if (before < 0) {
      at[joint] = [0, 0];
      turned[joint] = 0;
    } else {
      turned[joint] = turned[before];
    }
    const { bend, out } = moves[joint];
    turned[joint] -= radians(pose[bend] ?? 0); // counter-clockwise on the screen
    const seen = Math.cos(radians(pose[out] ?? 0)); // what turns out of the picture looks shorter
    bones.forEach((bone, b) => {
      if (bone.joint !== joint) return;
      const to = add(at[joint], mul(turn(bone.way, turned[joint]), seen));
      ends[b] = { from: at[joint], to };
      if (bone.child >= 0) at[bone.child] = to;
    });
  }
  return { at, turned, ends };
}

/** The room that the body takes with each joint bent to either side. */
function roomOf(skeleton, joints) {
  const seen = [[0, 0], skeleton.base];
  joints.forEach((_, joint) => {
    for (const angle of BENDS) {
      const { bend } = skeleton.moves[joint];
      const { ends } = stand(skeleton, bend ? { [bend]: (angle * 180) / Math.PI } : {});
      seen.push(...ends.map(({ to }) => to));
    }
  });
  const side = (k, best) => best(...seen.map((p) => p[k]));
  const [x, y] = [side(0, Math.min) - MARGIN, side(1, Math.min) - MARGIN];
  return { x, y, width: side(0, Math.max) + MARGIN - x, height: side(1, Math.max) + MARGIN - y };
}

/** Where each muscle lies: its joint, the side to which it bends, and its row there. */
function lanesOf(bodyInfo, { bones, moves }) {
  const taken = new Map();
  return bodyInfo.muscles.map((muscle) => {
    const joint = bodyInfo.joints.indexOf(muscle.joint);
    const arms = new Map(muscle.arms.map(([d, arm]) => [bodyInfo.dofs[d].key, arm]));
    const largest = [...arms.values()].sort((a, b) => Math.abs(b) - Math.abs(a))[0];
    const side = Math.sign(arms.get(moves[joint].bend) || largest) || 1;
    const row = taken.get(`${joint} ${side}`) ?? 0;
    taken.set(`${joint} ${side}`, row + 1);
    return { key: muscle.key, joint, off: -side * (OFF + ROW * row), bone: bones.findIndex((bone) => bone.joint === joint) };
  });
}

class SchematicFigure {
  constructor(bodyInfo, skeleton, layers, muscles) {
    Object.assign(this, { bodyInfo, skeleton });
    this.lanes = lanesOf(bodyInfo, skeleton);
    this.base = layers.body.path("person-cloth");
    this.base.set("d", capsule(skeleton.base, NARROW, [0, 0], WIDTH));
    this.ties = skeleton.closing.map(() => layers.body.path("person-fold"));
    this.bones = layers.body.path("person-skin person-outline");
    this.marks = layers.body.path("person-fold");
    const bellies = layers.body.group("person-bellies");
    this.bellies = new Map(this.lanes.map((lane, k) => [lane.key, new Belly(bellies, muscles[k])]));
    this.names = bodyInfo.joints.length > NAMED ? [] : bodyInfo.joints.map((joint) => {
      const name = layers.labels.add("text", "person-label person-label-quiet");
      name.text(joint.replaceAll("_", " "));
      return name;
    });
    this.now = stand(skeleton, {});
  }

  draw(pose, activation, asked) {
    const { skeleton } = this;
    this.now = stand(skeleton, pose);
    const { at, ends } = this.now;
    this.bones.set("d", bonesOf(ends));
    this.ties.forEach((tie, k) => {
      const [a, b] = skeleton.closing[k];
      tie.set("d", `M${n(at[a][0])} ${n(at[a][1])}L${n(at[b][0])} ${n(at[b][1])}`);
    });
    this.marks.set("d", skeleton.bones.map((bone, b) => this.mark(bone, ends[b], pose)).join(""));
    for (const lane of this.lanes) {
      const [p, q] = this.ends(lane);
      this.bellies.get(lane.key).draw(p, q, BELLY, Math.sign(lane.off) * 6, activation.get(lane.key), asked);
    }
    this.names.forEach((name, joint) => {
      name.set("x", n(at[joint][0] + WIDTH + 10));
      name.set("y", n(at[joint][1] - WIDTH));
    });
  }

  /** A line along a bone that turns about itself; it moves across the bone with the angle. */
  mark({ joint, way }, { from, to }, pose) {
    const { about } = this.skeleton.moves[joint];
    if (!about || length(way) < 1) return "";
    const l = length(sub(to, from)) || 1;
    const off = mul([-(to[1] - from[1]) / l, (to[0] - from[0]) / l], 0.7 * NARROW * Math.sin(radians(pose[about])));
    const [p, q] = [0.3, 0.8].map((t) => add(between(from, to, t), off));
    return `M${n(p[0])} ${n(p[1])}L${n(q[0])} ${n(q[1])}`;
  }

  /** The two ends of a muscle, which crosses its joint. */
  ends({ joint, bone, off }) {
    const { skeleton, now } = this;
    const before = skeleton.parent.get(joint);
    const away = before < 0 ? skeleton.base : sub(now.at[before], now.at[joint]);
    const onward = sub(now.ends[bone].to, now.ends[bone].from);
    return [beside(now.at[joint], away, -off), beside(now.at[joint], onward, off)];
  }

  outline(pose) {
    return bonesOf(stand(this.skeleton, pose).ends);
  }

  target(joint) {
    const index = this.bodyInfo.joints.indexOf(joint);
    if (index < 0) return null;
    const tip = this.now.at[index];
    return {
      tip, wrist: add(tip, [105, 70]), elbow: add(tip, [330, 210]), from: add(tip, [260, 190]), size: 0.85, side: 1,
    };
  }

  askedPoint(key) {
    return this.bellies.get(key)?.middle ?? null;
  }

  obstacles() {
    return this.now.ends.flatMap(({ from, to }) => [0, 0.5, 1].map((t) => [...between(from, to, t), WIDTH + 18]));
  }

  twinPoint(pose, from) {
    const { ends } = stand(this.skeleton, pose);
    const points = ends.map(({ from: p, to }) => between(p, to));
    const near = (p) => length(sub(p, from));
    return points.reduce((best, p) => (near(p) < near(best) ? p : best));
  }

  twinObstacles(pose) {
    const { ends } = stand(this.skeleton, pose);
    return ends.map(({ from, to }) => [...between(from, to), WIDTH]);
  }
}

const bonesOf = (ends) => ends.map(({ from, to }) => capsule(from, WIDTH, to, NARROW)).join("");

/** A point along a way from a joint, `off` to its right on the screen. */
function beside(joint, way, off) {
  const l = length(way) || 1;
  const step = Math.min(REACH * BONE, 0.5 * l);
  const [x, y] = [way[0] / l, way[1] / l];
  return add(joint, [x * step - y * off, y * step + x * off]);
}

/** The drawing of a body, as arm.js, hand.js and neck.js have it. */
export function schematicOf(bodyInfo) {
  const skeleton = skeletonOf(bodyInfo);
  const box = roomOf(skeleton, bodyInfo.joints);
  const { x, y, width, height } = box;
  const [left, right, top, bottom] = [x + 12, x + width - 12, y + 30, y + height - 20];
  return {
    name: "schematic",
    box,
    POSE: Object.fromEntries(bodyInfo.dofs.map((dof) => [dof.key, [dof.key]])),
    WORDS: {},
    labelPlaces: {
      twin: [["start", left, top], ["end", right, top], ["start", left, bottom]],
      asked: [["end", right, bottom], ["end", right, top], ["start", left, bottom]],
    },
    Figure: class extends SchematicFigure {
      constructor(layers, muscles) {
        super(bodyInfo, skeleton, layers, muscles);
      }
    },
  };
}
