// Scrolling muscle activation: one lane per pair, the muscle upwards and its opponent mirrored.
import { Plot } from "./plot.js";

const ROOM = 0.44; // of a lane's height for full activation
const LANE = { tall: 68, low: 50 };
const LETTER = 6.3; // approximate width of a letter of a label, px

/** Width for the names: two lines each, without cutting a word. */
function gutterFor(muscles) {
  const words = muscles.flatMap((m) => m.name.split(" ").map((word) => word.length));
  const names = muscles.map((m) => m.name.length);
  return Math.max(88, Math.max(...words) * LETTER, Math.max(...names) * LETTER * 0.6) + 8;
}

export class Traces {
  /** @param {HTMLElement} box */
  constructor(box) { this.box = box; }

  /** Start empty for a body; call again when muscles or the task change. */
  start(spec) {
    this.spec = spec;
    this.gutter = gutterFor(spec.muscles);
    this.length = Math.round(spec.window_ms / spec.sample_ms);
    const muscles = spec.muscles.length;
    this.times = new Float64Array(this.length).fill(NaN);
    this.command = new Float32Array(this.length);
    this.rings = Array.from({ length: muscles }, () => new Float32Array(this.length).fill(NaN));
    this.clear(0);
    this.build();
  }

  clear(time) {
    const step = this.spec.sample_ms / 1000;
    for (let i = 0; i < this.length; i++) this.times[i] = time - (this.length - 1 - i) * step;
    this.rings.forEach((ring) => ring.fill(NaN));
    this.command.fill(0);
    this.last = time;
    this.newest = -1; // time of the last sample
  }

  /** Append the samples of one frame. */
  add(frame) {
    const muscles = this.spec.muscles.length, time = frame.time / 1000;
    const count = Math.min(this.length, frame.samples.length / muscles);
    const step = this.spec.sample_ms / 1000, newest = step * Math.floor(time / step + 1e-6);
    // A frame may repeat samples, if the server could not know what this browser has.
    if (time < this.last || (count && newest - (count - 0.5) * step < this.newest)) this.clear(time);
    this.last = time;
    if (!count) return;
    this.newest = newest;
    const skip = frame.samples.length / muscles - count;
    this.times.copyWithin(0, count);
    this.command.copyWithin(0, count);
    this.rings.forEach((ring) => ring.copyWithin(0, count));
    for (let s = 0; s < count; s++) {
      const at = this.length - count + s;
      this.times[at] = newest - (count - 1 - s) * step;
      this.command[at] = frame.commands[skip + s];
      for (let m = 0; m < muscles; m++) this.rings[m][at] = frame.samples[(skip + s) * muscles + m];
    }
  }

  paint() {
    this.plot.draw(this.times, this.heights(), this.last - this.spec.window_ms / 1000, this.last);
  }

  /** The heights of every curve, in lanes from the bottom. */
  heights() {
    return this.spec.lanes.flatMap((lane, i) => {
      const base = this.base(i), up = this.rings[lane.up].map((a) => base + ROOM * a);
      return lane.down === null ? [up] : [up, this.rings[lane.down].map((a) => base - ROOM * a)];
    });
  }

  base(lane) { return this.spec.lanes.length - lane - 0.5; }

  size() {
    const lanes = this.spec.lanes.length;
    const lane = lanes > 5 ? LANE.low : LANE.tall;
    return { width: Math.max(240, this.box.clientWidth), height: lanes * lane + 48 };
  }

  resize() {
    if (!this.plot || !this.box.clientWidth || this.plot.width === this.size().width) return;
    this.plot.resize(this.size());
    this.label();
    this.paint();
  }

  recolour() { if (this.spec) this.build(); }

  /** How each curve is drawn, in the order of heights(). */
  looks(colour) {
    const { spec } = this;
    const look = (muscle, base, name) => ({
      stroke: colour(name), fill: colour(`${name}-fill`), width: spec.task.includes(muscle) ? 2.25 : 1.5,
      base,
    });
    return spec.lanes.flatMap((lane, i) => {
      const against = lane.up === spec.wanted ? "rival" : "other";
      const up = look(lane.up, this.base(i), spec.task.includes(lane.up) ? "wanted" : "other");
      if (lane.down === null) return [up];
      return [up, look(lane.down, this.base(i), spec.task.includes(lane.down) ? "wanted" : against)];
    });
  }

  /** The labels beside a lane: [half, name, muscle]. */
  names(lane) {
    return ["up", "down"].filter((half) => lane[half] !== null)
      .map((half) => [half, this.spec.muscles[lane[half]].name, lane[half]]);
  }

  build() {
    const style = getComputedStyle(this.box), colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const { spec } = this;
    this.box.textContent = "";
    this.plot = new Plot(this.box, {
      lanes: spec.lanes.length, bases: spec.lanes.map((_, i) => this.base(i)), gutter: this.gutter,
      title: spec.words.seconds, font: `12px ${style.fontFamily}`, text: colour("soft"), line: colour("line"),
      curves: this.looks(colour), shade: (plot) => this.shade(plot, colour("tint")),
    });
    this.plot.resize(this.size());
    this.label();
    this.paint();
  }

  /** Shade the time in which the person tries to move. */
  shade(plot, fill) {
    const { ctx, area } = plot;
    ctx.fillStyle = fill;
    for (let i = 0, from = -1; i <= this.length; i++) {
      const on = i < this.length && this.command[i] > 0;
      if (on && from < 0) from = i;
      if (!on && from >= 0) {
        const left = plot.x(this.times[from]), right = plot.x(this.times[i - 1]);
        ctx.fillRect(left, area.top, right - left, area.height);
        from = -1;
      }
    }
  }

  /** Name every trace beside its own lane, above and below the baseline. */
  label() {
    this.box.querySelectorAll(".ml-lane").forEach((old) => old.remove());
    const { spec } = this, { top, height } = this.plot.area, lane = height / spec.lanes.length;
    spec.lanes.forEach((row, i) => {
      for (const [side, name, muscle] of this.names(row)) {
        const text = document.createElement("span");
        text.className = `ml-lane ml-lane-${side}`;
        if (spec.task.includes(muscle)) text.classList.add("ml-lane-wanted");
        text.style.top = `${top + i * lane + (side === "up" ? 0 : lane / 2)}px`;
        text.style.height = `${lane / 2}px`;
        text.style.width = `${this.gutter - 8}px`;
        text.append(document.createElement("span"));
        text.firstChild.textContent = name;
        this.box.append(text);
      }
    });
  }
}
