// The drawn person of a running model, beside the healthy twin.
import { createPerson, poseOf } from "./person/person.js";
import { Settled } from "./stage.js";

const REACH_MS = 400; // in which a hand reaches the skin
const UNASKED = 0.12; // activity from which a muscle that was not asked counts as joining in

/** Muscles that the person now wants to use, as a set of keys. */
export function askedMuscles(live) {
  const { body, levers, trying } = live;
  if (!trying || levers.effort <= 0) return new Set();
  const { commanded } = body.aims[levers.task][levers.agonist];
  return new Set(body.muscles.filter((_, k) => commanded[k] > 0).map((muscle) => muscle.key));
}

/** The joint that is touched, or null. */
export function touchedJoint(live) {
  const { body, levers } = live;
  if (!(levers.touch > 0)) return null;
  if (levers.touch_site) return levers.touch_site;
  const { wanted } = body.aims[levers.task][levers.agonist];
  return body.muscles[wanted].joint;
}

/** The largest difference between two poses of the drawing, in degrees. */
export function difference(pose, other) {
  return Math.max(...Object.keys(pose).map((key) => Math.abs(pose[key] - other[key])));
}

export class Scene {
  /** live: Live; t: texts; options: `twin` (draw it), `label` (of the picture). */
  constructor(live, t, { twin = true } = {}) {
    Object.assign(this, { live, t, twin });
    this.person = createPerson(live.body, { t, twin });
    this.element = this.person.element;
    this.angle = new Settled();
    this.twinAngle = new Settled();
    this.activation = new Settled();
    this.reach = 0;
    this.site = null;
  }

  /** Draw the present moment, `ms` milliseconds after the last picture. */
  paint(ms) {
    const { live } = this;
    const { session } = live;
    const angle = this.angle.follow(session.values("angle"), ms);
    const twin = this.twinAngle.follow(session.values("angle", 1), ms);
    const activation = this.activation.follow(session.values("activation"), ms);
    const site = touchedJoint(live);
    if (site) this.site = site;
    const step = ms > 0 ? ms / REACH_MS : 1;
    this.reach = Math.max(0, Math.min(1, this.reach + (site ? step : -step)));
    this.person.update({
      angle, activation, asked: askedMuscles(live), twin: this.twin ? { angle: twin } : null,
      touch: this.reach > 0 ? this.site : null, reach: this.reach,
    });
  }

  /** Whether a picture has not yet arrived where the model is. */
  get moving() {
    return this.reach > 0 && this.reach < 1;
  }

  /** How far the posture is from that of the healthy twin now, in degrees. */
  get away() {
    const { body, session } = this.live;
    return difference(poseOf(body, session.values("angle")), poseOf(body, session.values("angle", 1)));
  }

  /** Muscles that work although nobody asked, as indices. */
  get joined() {
    const asked = askedMuscles(this.live);
    const activation = this.live.session.values("activation");
    return this.live.body.muscles.flatMap((muscle, k) =>
      (activation[k] > UNASKED && !asked.has(muscle.key) ? [k] : []));
  }
}

const WEAK = { cortex: "cortex", basal_ganglia: "basal_ganglia", cerebellum: "cerebellum", spinal: "spinal_cord" };
const NOTHING = { go: [0, 0, 0, 0, 0], stop: [1, 1, 1, 1, 1], asked: 0, other: 0 };

/** What the picture of the streams shows now. */
export function streamsOf(live) {
  const { levers, session } = live;
  const weak = new Set(Object.keys(WEAK).filter((site) => levers[`loss_${site}`] > 0).map((site) => WEAK[site]));
  return { ...(session.streams() ?? NOTHING), weak, touch: levers.touch > 0 };
}

/** What the picture of the wiring shows now. */
export function wiringOf(live) {
  const { session, levers, body, engine } = live;
  const own = (name) => session.arrays[name].filter((_, k) => k % engine.lanes === 0);
  const { commanded } = body.aims[levers.task][levers.agonist];
  if (session.changed) session.renew();
  return { rate: session.values("rate"), factor: own("given.factor"), keep: own("given.keep"), commanded };
}
