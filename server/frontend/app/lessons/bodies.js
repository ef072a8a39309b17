// The two bodies of a lesson: the same noise, two conditions, one clock.
import { button, h, icon, picker, say } from "../dom.js";
import { Live } from "../live.js";
import { poseOf } from "../person/person.js";
import { Scene } from "../scene.js";
import { Steady, stateOf } from "../sentence.js";
import { pictures } from "../stage.js";
import { PUZZLE, courseOf } from "./findings.js";

const LATER_MS = 1000; // from relaxing to the later levers of a condition
const MAX_STEP_MS = 100; // of model time in one picture

/** One body, with the name of its condition and what it does in words. */
class Body {
  constructor(bodies, side, key) {
    Object.assign(this, { bodies, side });
    this.name = h("h3", { class: "ml-body-name" });
    this.head = h("div", { class: "ml-body-head" }, this.name);
    this.stage = h("div", { class: "ml-stage" });
    this.state = h("p", { class: "ml-body-state" });
    this.element = h("figure", { class: "ml-body" }, this.head, this.stage,
      h("figcaption", {}, this.state));
    this.start(key);
  }

  /** Stand at rest, in a condition. */
  start(key) {
    const { engine, lesson, conditions, seed, app } = this.bodies;
    const { preset, levers } = conditions[key];
    this.key = key;
    this.live = new Live(engine, {
      body: lesson.body, preset, changes: levers, seed: BigInt(seed), command: 0,
    });
    this.scene = new Scene(this.live, app.t, { twin: false });
    this.stage.replaceChildren(this.scene.element);
    this.steady = new Steady();
    this.relaxedAt = null;
    say(this.name, this.bodies.nameOf(key));
    say(this.state, "");
  }

  command(tries) {
    if (tries !== Number(this.live.trying)) this.live.command(tries);
    this.relaxedAt = tries ? null : this.live.time;
  }

  /** The levers that a condition changes after relaxing. */
  later() {
    const { later } = this.bodies.conditions[this.key];
    if (!later || this.relaxedAt === null || this.live.time < this.relaxedAt + LATER_MS) return;
    this.relaxedAt = null;
    for (const [name, value] of Object.entries(later)) this.live.set(name, value);
  }

  /** What it does now, as a text. */
  words() {
    const { t, words } = this.bodies.app;
    const [first] = this.bodies.sides;
    const before = first === this ? 0 : first.scene.away; // what a touch has changed
    const state = this.steady.take(stateOf(this.live, this.scene, before), this.live.time);
    const own = `explore-${this.live.body.name}-${state}`;
    return t(words.has(own) ? own : `explore-${state}`);
  }
}

export class Bodies {
  /**
   * app; engine; lesson; conditions: by key; seed: of the noise; nameOf(key): a condition's name;
   * shown: keys of one or two conditions.
   */
  constructor({ app, engine, lesson, conditions, seed, nameOf, shown }) {
    Object.assign(this, { app, engine, lesson, conditions, seed, nameOf, t: app.t });
    this.course = courseOf(engine, lesson);
    this.playing = false;
    this.sides = shown.map((key, side) => new Body(this, side, key));
    this.play = button(this.t("explore-play"), () => this.toggle(), { icon: "play" });
    this.again = button(this.t("lessons-page-again"), () => this.begin(), { icon: "reset", iconOnly: true });
    this.relax = button(this.t("explore-relax"), () => this.command(this.trying ? 0 : 1), { pressed: false });
    this.chooser();
    this.time = h("span", { class: "ml-help ml-body-time" });
    this.element = h("section", { class: `ml-card ml-bodies ml-bodies-${shown.length}`, "aria-label": this.t(shown.length > 1 ? "lessons-observe-bodies" : "story-picture") },
      shown.length > 1 ? h("h2", { text: this.t("lessons-observe-bodies") }) : null,
      h("div", { class: "ml-pair" }, this.sides.map(({ element }) => element)),
      h("div", { class: "ml-row ml-no-print" }, this.play, this.again, this.relax, this.time));
    this.clock = pictures(this, (ms) => this.paint(ms));
    this.rest();
  }

  /** Where there are more than two bars, let the visitor choose what the second body is. */
  chooser() {
    const [first, second] = this.sides;
    const keys = Object.keys(this.conditions).filter((key) =>
      key !== first.key && (this.lesson.bars.includes(key) || key === PUZZLE));
    if (!second || keys.length < 2) return;
    second.name.className = "ml-hidden";
    second.head.append(picker({
      label: this.t("lessons-page-beside", { first: this.nameOf(first.key) }), value: second.key,
      options: keys.map((key) => [key, this.nameOf(key)]),
      pick: (key) => {
        second.start(key);
        this.begin();
      },
    }));
  }

  /** Stand at rest at time zero. */
  rest() {
    for (const side of this.sides) side.start(side.key);
    this.next = 0; // index of the next phase of the course
    this.trying = false;
    this.leftover = 0;
    this.playing = false;
    this.showClock();
  }

  /** Run from time zero. */
  begin() {
    this.rest();
    this.toggle();
  }

  toggle(on = !this.playing) {
    this.playing = on;
    this.leftover = 0;
    this.showClock();
  }

  get milliseconds() {
    return this.sides[0].live.time;
  }

  /** Let time run for a picture. */
  frame(ms) {
    if (!this.playing) return;
    const due = Math.min(MAX_STEP_MS, ms) + this.leftover;
    const whole = Math.floor(due);
    this.leftover = due - whole;
    this.advance(whole);
  }

  /** Take some milliseconds of model time. */
  advance(ms) {
    const end = Math.min(this.milliseconds + ms, this.engine.recording.max_ms);
    while (this.milliseconds < end) {
      this.follow();
      const stop = Math.min(end, this.course[this.next]?.at ?? Infinity);
      for (const { live } of this.sides) live.advance(stop - live.time);
      for (const side of this.sides) side.later();
    }
    this.follow();
    if (end === this.engine.recording.max_ms) this.toggle(false);
  }

  /** Do what the course says now. */
  follow() {
    while (this.next < this.course.length && this.course[this.next].at <= this.milliseconds) {
      const { command } = this.course[this.next];
      this.next += 1;
      this.set(command > 0 ? 1 : 0);
    }
  }

  /** The visitor lets both try or relax; the course of the runs no longer holds. */
  command(tries) {
    this.next = this.course.length;
    this.set(tries);
    if (!this.playing) this.toggle(true);
  }

  set(tries) {
    this.trying = tries === 1;
    for (const side of this.sides) side.command(tries);
    this.showClock();
  }

  showClock() {
    say(this.play.lastChild, this.t(this.playing ? "explore-pause" : "explore-play"));
    const now = this.playing ? "pause" : "play";
    if (this.icon !== now) this.play.firstChild.replaceWith(icon(now));
    this.icon = now;
    this.relax.setAttribute("aria-pressed", String(!this.trying && this.next > 1));
    this.clock?.ask();
  }

  paint(ms) {
    for (const side of this.sides) side.scene.paint(ms);
    say(this.time, this.t("lessons-page-time", { seconds: Math.floor(this.milliseconds / 1000) }));
    if (this.milliseconds > 0) {
      const told = this.sides.map((side) => side.words());
      this.sides.forEach((side, k) => say(side.state, told[k]));
      this.tell?.(this.sides.map((side, k) => `${this.nameOf(side.key)}: ${told[k]}`).join(" "));
    }
    if (this.sides.some(({ scene }) => scene.moving)) this.clock.ask();
  }

  /** For tests: what is shown now, in degrees. */
  seen() {
    return {
      ms: this.milliseconds, playing: this.playing, trying: this.trying,
      bodies: this.sides.map(({ key, live }) => ({
        condition: key, pose: poseOf(live.body, live.session.values("angle")),
        activation: [...live.session.values("activation")],
      })),
    };
  }

  leave() {
    this.playing = false;
    this.clock.stop();
  }
}
