// The drawn person: head and neck, arm or hand, as one SVG picture that stands. `update` changes
// what moved.
//
//   const person = createPerson(engine.bodies.neck, { t, twin: true });
//   place.append(person.element);
//   person.update({ angle: session.values("angle"), activation: session.values("activation"),
//                   asked: new Set(["sternocleidomastoid_left"]),
//                   twin: { angle: session.values("angle", 1) } });

import * as arm from "./arm.js";
import { between, clamp, degrees, ease } from "./geometry.js";
import * as hand from "./hand.js";
import { Label } from "./labels.js";
import * as neck from "./neck.js";
import { ReachingHand } from "./reach.js";
import { Part, newPrefix } from "./svg.js";
import { Twin } from "./twin.js";
import { roleOf } from "./belly.js";

const DRAWINGS = {
  neck: { ...neck, Figure: neck.NeckFigure },
  arm: { ...arm, Figure: arm.ArmFigure },
  hand: { ...hand, Figure: hand.HandFigure },
};
const SAME_WITHIN = 3; // degrees within which the twin coincides with the person
const SAID_FROM = 5; // degrees from which the description mentions an angle
const IN_FRONT_FROM = 0.7; // of the way: a hand from behind the body comes to the front
const LABEL_PX = 13;
const LABELLED_FROM = 0.05; // activation

/**
 * The angles that are drawn, in degrees with the model's signs, by name.
 *
 * Where several joints move one part (head and neck), their angles are added.
 */
export function poseOf(bodyInfo, angle) {
  const index = new Map(bodyInfo.dofs.map((dof, i) => [dof.key, i]));
  return poseFrom(index, DRAWINGS[bodyInfo.name].POSE, angle);
}

function poseFrom(index, table, angle) {
  const pose = {};
  for (const name in table) {
    let sum = 0;
    for (const key of table[name]) {
      sum += angle[index.get(key)];
    }
    pose[name] = degrees(sum);
  }
  return pose;
}

/** Whether two poses are drawn alike, so that the twin is not drawn. */
export const coincide = (pose, other) =>
  Object.keys(pose).every((name) => Math.abs(pose[name] - other[name]) < SAME_WITHIN);

/** A person for `engine.bodies[name]`. `t` gives texts by key; twin: whether the twin may be drawn. */
export function createPerson(bodyInfo, { t, twin = true, labels = true }) {
  return new Person(bodyInfo, t, twin, labels);
}

class Person {
  constructor(bodyInfo, t, twin, labels) {
    const drawing = DRAWINGS[bodyInfo.name];
    const { x, y, width, height } = drawing.box;
    const prefix = newPrefix();
    this.bodyInfo = bodyInfo;
    this.drawing = drawing;
    this.index = new Map(bodyInfo.dofs.map((dof, i) => [dof.key, i]));
    this.svg = new Part("svg", {
      class: `person person-of-${bodyInfo.name}`,
      role: "img",
      viewBox: `${x} ${y} ${width} ${height}`,
      preserveAspectRatio: "xMidYMax meet",
      "aria-label": t(`person-${bodyInfo.name}`),
    });
    this.element = this.svg.node;
    const layers = Object.fromEntries(
      ["ground", "twin", "behind", "body", "front", "inset", "labels"].map((name) => [
        name,
        this.svg.group(`person-layer-${name}`),
      ]),
    );
    this.layers = layers;
    this.twin = twin ? new Twin(layers.twin, prefix) : null;
    this.figure = new drawing.Figure(layers, bodyInfo.muscles, prefix, t);
    this.reaching = new ReachingHand(layers.front);
    this.labels = labels && {
      twin: new Label(layers.labels, t("person-twin"), drawing.labelPlaces.twin, drawing.box),
      asked: new Label(layers.labels, t("person-asked"), drawing.labelPlaces.asked, drawing.box),
    };
    this.textSize = LABEL_PX;
    this.fitText();
    this.state = {
      angle: new Float64Array(bodyInfo.dofs.length),
      activation: new Float64Array(bodyInfo.muscles.length),
      asked: new Set(),
      twin: null,
      touch: null,
      reach: 0,
    };
    this.update({});
  }

  /** Keep the labels at their size on the screen, whatever the size of the picture. */
  fitText() {
    const { width, height } = this.drawing.box;
    const fit = (shownWidth, shownHeight) => {
      const scale = Math.min(shownWidth / width, shownHeight / height);
      if (scale > 0) {
        this.textSize = LABEL_PX / scale;
        this.element.style.setProperty("--person-text", `${this.textSize}px`);
        Object.values(this.labels || {}).forEach((label) => label.measure(this.textSize));
        this.drawLabels();
      }
    };
    if (typeof ResizeObserver !== "undefined") {
      new ResizeObserver(([entry]) =>
        fit(entry.contentRect.width, entry.contentRect.height),
      ).observe(this.element);
    }
  }

  /** Draw the person as given; what is left out stays. */
  update(change) {
    const { bodyInfo, drawing, figure } = this;
    const state = Object.assign(this.state, change);
    this.pose = poseFrom(this.index, drawing.POSE, state.angle);
    this.activation = new Map(
      bodyInfo.muscles.map((muscle, i) => [muscle.key, state.activation[i]]),
    );
    this.strain = strainOf(this.activation, state.asked);
    figure.draw(this.pose, this.activation, state.asked, this.strain);
    this.twinPose = state.twin && poseFrom(this.index, drawing.POSE, state.twin.angle);
    this.twinShown = Boolean(this.twin && this.twinPose) && !coincide(this.pose, this.twinPose);
    this.twin?.draw(this.twinShown ? figure.outline(this.twinPose, state.asked) : null);
    this.reach(state.touch, clamp(state.reach ?? 0, 0, 1));
    this.drawLabels();
  }

  reach(touch, reach) {
    const target = touch ? this.figure.target(touch) : null;
    if (target) {
      const { behind, front } = this.layers;
      const fromBehind = this.drawing.reachesFromBehind;
      this.reaching.standIn(
        fromBehind || target.behind ? behind : front,
        target.behind || (fromBehind && reach < IN_FRONT_FROM) ? behind : front,
      );
    }
    this.reaching.draw(target, reach);
    this.touched = target && reach > 0.5 ? target : null;
  }

  drawLabels() {
    if (!this.labels || !this.pose) {
      return;
    }
    const { figure, textSize } = this;
    const { asked, twin } = this.labels;
    const key = this.bodyInfo.muscles
      .map((muscle) => muscle.key)
      .filter((name) => this.state.asked.has(name) && this.activation.get(name) > LABELLED_FROM)
      .sort((a, b) => this.activation.get(b) - this.activation.get(a))
      .find((name) => figure.askedPoint(name));
    const circles = figure.obstacles();
    if (this.touched) {
      const { tip, wrist, elbow, size } = this.touched;
      circles.push([...tip, 40 * size], [...wrist, 50 * size]);
      circles.push(...[0.3, 0.6, 0.9].map((t) => [...between(wrist, elbow, t), 40 * size]));
    }
    let other = null;
    if (this.twinShown) {
      other = twin.draw(
        (from) => figure.twinPoint(this.twinPose, from),
        [...circles, ...figure.twinObstacles(this.twinPose)],
        null,
        textSize,
      );
    } else {
      twin.hide();
    }
    if (key) {
      asked.draw(() => figure.askedPoint(key), circles, other, textSize);
    } else {
      asked.hide();
    }
  }

  /** The picture in words: [{key, fields}] for the texts, the pose first. */
  describe() {
    const said = [];
    for (const [name, [positive, negative]] of Object.entries(this.drawing.WORDS)) {
      const angle = Math.round(this.pose[name]);
      if (Math.abs(angle) >= SAID_FROM) {
        said.push({
          key: `person-${this.bodyInfo.name}-${angle > 0 ? positive : negative}`,
          fields: { degrees: Math.abs(angle) },
        });
      }
    }
    if (said.length === 0) {
      said.push({ key: `person-${this.bodyInfo.name}-rest`, fields: {} });
    }
    const working = { asked: 0, unasked: 0, rest: 0 };
    for (const [key, a] of this.activation) {
      working[a > LABELLED_FROM ? roleOf(key, a, this.state.asked) : "rest"] += 1;
    }
    said.push({ key: "person-muscles-asked", fields: { count: working.asked } });
    said.push({ key: "person-muscles-unasked", fields: { count: working.unasked } });
    if (this.touched) {
      said.push({ key: "person-touched", fields: {} });
    }
    if (this.twinShown) {
      said.push({ key: "person-twin-differs", fields: {} });
    }
    return said;
  }
}

/** How strained the face is, 0 to 1: by the mean activation of the muscles that nobody asked. */
function strainOf(activation, asked) {
  let [sum, count] = [0, 0];
  for (const [key, a] of activation) {
    if (!asked.has(key)) {
      sum += a;
      count += 1;
    }
  }
  return count ? ease(sum / count, 0.02, 0.5) : 0;
}
