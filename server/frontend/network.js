// Paints the live network: regions, connections, populations with one bar per muscle, muscles.
import { place, route } from "./layout.js";
import { Pulses } from "./pulses.js";

const FLAT = 0.02; // activity under which a muscle is drawn as resting

export class NetworkPicture {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.ink = {};
    this.pulses = new Pulses();
  }

  resize(spec, width, height) {
    const dense = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    this.pen.setTransform(dense, 0, 0, dense, 0, 0);
    Object.assign(this, { spec, width, height });
    this.plan = place(spec, width, height);
    this.routes = route(spec, this.plan);
    this.pulses.start(this.routes);
  }

  /** Read the theme's colours from the style sheet. */
  recolour() {
    const style = getComputedStyle(this.canvas);
    for (const name of ["card", "line", "ink", "soft", "tint", "excite", "inhibit", "wanted", "rival", "other"]) {
      this.ink[name] = style.getPropertyValue(`--${name}`).trim();
    }
    this.font = style.fontFamily;
  }

  /** @param state {rates, strengths, activation, selected, moving, now}; dots run while `moving` */
  paint(state) {
    if (state.moving) this.pulses.step(state.now, this.spec.edges.map((edge) => this.activityOf(edge.source, state.rates)));
    else if (state.moving === null) this.pulses.clear();
    else this.pulses.before = undefined;
    this.pen.clearRect(0, 0, this.width, this.height);
    this.paintRegions();
    this.paintOutflow(state);
    this.spec.edges.forEach((edge, i) => this.paintEdge(edge, i, state));
    this.nameRegions();
    this.spec.populations.forEach((_, i) => this.paintPopulation(i, state));
    this.spec.muscles.forEach((_, i) => this.paintMuscle(i, state));
  }

  paintRegions() {
    const { pen, ink, plan } = this;
    for (const region of plan.regions) {
      pen.beginPath();
      pen.roundRect(region.x, region.y, region.width, region.height, 12);
      pen.fillStyle = ink.tint;
      pen.fill();
      pen.strokeStyle = ink.card;
      pen.lineWidth = 3;
      pen.stroke();
    }
  }

  /** Above the lines, each with a background of its own, so that no line crosses a name. */
  nameRegions() {
    const { pen, ink, plan } = this;
    pen.font = `600 12px ${this.font}`;
    pen.textAlign = "left";
    pen.textBaseline = "top";
    pen.lineJoin = "round";
    pen.lineWidth = 5;
    pen.strokeStyle = ink.tint;
    pen.fillStyle = ink.soft;
    for (const region of plan.regions) {
      pen.strokeText(region.title, region.x + 9, region.y + 7);
      pen.fillText(region.title, region.x + 9, region.y + 7);
    }
  }

  activityOf(population, rates) {
    const channels = this.spec.muscles.length;
    const own = rates.subarray(population * channels, (population + 1) * channels);
    let sum = 0, top = 0;
    for (const rate of own) { sum += rate; top = Math.max(top, rate); }
    return Math.min(1, (sum / channels + top) / 2);
  }

  paintEdge(edge, i, state) {
    const { pen, ink } = this;
    const { path, end, angle } = this.routes[i];
    const stops = edge.sign === "inhibitory";
    const activity = this.activityOf(edge.source, state.rates) * Math.min(1.5, state.strengths[i]);
    const chosen = state.selected.population;
    const touched = chosen === edge.source || chosen === edge.target;
    const faded = chosen >= 0 && !touched;
    const kept = 0.2 + 0.8 * Math.min(1, state.strengths[i]);
    pen.globalAlpha = faded ? 0.08 : (touched ? 0.75 + 0.25 * activity : 0.22 + 0.6 * activity) * kept;
    pen.strokeStyle = pen.fillStyle = stops ? ink.inhibit : ink.excite;
    pen.lineWidth = (touched ? 1.6 : 0.9) + 3 * activity;
    pen.setLineDash(stops ? [6, 4] : []);
    pen.stroke(path);
    pen.setLineDash([]);
    this.paintEnd(end, angle, stops, 1 + activity);
    if (!faded) {
      pen.globalAlpha = kept;
      this.pulses.paint(pen, i, stops, ink.card);
    }
    pen.globalAlpha = 1;
  }

  /** An arrow head excites, a flat bar inhibits. */
  paintEnd(end, angle, stops, size) {
    const { pen } = this;
    pen.save();
    pen.translate(end.x, end.y);
    pen.rotate(angle);
    pen.beginPath();
    if (stops) {
      pen.rect(-1, -4 - 1.5 * size, 2.6, 8 + 3 * size);
    } else {
      pen.moveTo(3, 0);
      pen.lineTo(-4 - 2 * size, -2.5 - 1.5 * size);
      pen.lineTo(-4 - 2 * size, 2.5 + 1.5 * size);
    }
    pen.fill();
    pen.restore();
  }

  paintPopulation(i, state) {
    const { pen, ink, plan } = this;
    const { cx, cy } = plan.nodes[i], width = plan.nodeWidth, height = plan.nodeHeight;
    const left = cx - width / 2, top = cy - height / 2;
    pen.beginPath();
    pen.roundRect(left, top, width, height, 9);
    pen.fillStyle = ink.card;
    pen.fill();
    const chosen = state.selected.population === i;
    pen.lineWidth = chosen ? 3 : 1.25;
    pen.strokeStyle = chosen ? ink.ink : ink.line;
    pen.stroke();
    this.paintBars(i, state.rates, left + 6, top + 18, width - 12, height - 25);
    if (this.spec.populations[i].lesion) this.strike(left, top, width, height, this.spec.populations[i].lesion);
  }

  /** Cross out a population whose output is switched off; a larger share gives a thicker cross. */
  strike(left, top, width, height, share) {
    const { pen, ink } = this;
    pen.strokeStyle = ink.inhibit;
    pen.lineWidth = 1.5 + 3 * share;
    pen.beginPath();
    pen.moveTo(left + 3, top + 3);
    pen.lineTo(left + width - 3, top + height - 3);
    pen.moveTo(left + 3, top + height - 3);
    pen.lineTo(left + width - 3, top + 3);
    pen.stroke();
  }

  /** One bar per muscle, in the order of the muscles below; a notch marks the wanted ones. */
  paintBars(population, rates, left, top, width, height) {
    const { pen, ink } = this;
    const { task, opponents, muscles } = this.spec;
    const step = width / muscles.length, bar = Math.max(2, step - Math.min(2, step * 0.25));
    pen.fillStyle = ink.line;
    pen.fillRect(left, top + height, width, 1);
    muscles.forEach((_, channel) => {
      const tall = Math.max(1, height * Math.min(1, rates[population * muscles.length + channel]));
      pen.fillStyle = task.includes(channel) ? ink.wanted : opponents.includes(channel) ? ink.rival : ink.other;
      const x = left + channel * step + (step - bar) / 2;
      pen.fillRect(x, top + height - tall, bar, tall);
      if (task.includes(channel)) {
        pen.beginPath();
        pen.moveTo(x + bar / 2, top + height + 1.5);
        pen.lineTo(x + bar / 2 - 3, top + height + 5.5);
        pen.lineTo(x + bar / 2 + 3, top + height + 5.5);
        pen.fill();
      }
    });
  }

  /** Motor neurones drive every muscle: a fan of lines, thicker for more active muscles. */
  paintOutflow(state) {
    const { pen, ink, plan } = this;
    const from = plan.nodes[this.spec.populations.findIndex((p) => p.key === this.spec.outlet)];
    if (!from) return;
    pen.strokeStyle = ink.other;
    plan.muscles.forEach((muscle, i) => {
      const active = state.activation[i], top = muscle.cy - muscle.height / 2;
      const x = from.cx, bottom = from.cy + plan.nodeHeight / 2, y = top + 9;
      const behind = muscle.row ? 0.3 : 1; // lines to lower rows pass behind the upper names
      pen.globalAlpha = state.selected.muscle === i ? 1 : behind * (0.3 + 0.55 * active);
      pen.lineWidth = 1 + 4 * active;
      pen.beginPath();
      pen.moveTo(x, bottom);
      pen.bezierCurveTo(x, bottom + 22, muscle.cx, y - 26, muscle.cx, y);
      pen.stroke();
    });
    pen.globalAlpha = 1;
  }

  /** A spindle that swells and darkens with activation. */
  paintMuscle(i, state) {
    const { pen, ink, plan } = this;
    const { cx, cy, width, height } = plan.muscles[i];
    const active = state.activation[i], { task, opponents } = this.spec;
    const long = Math.min(28, width / 2 - 5), thick = 4 + 9 * active, y = cy - height / 2 + 20;
    const colour = task.includes(i) ? ink.wanted : opponents.includes(i) ? ink.rival : ink.other;
    pen.beginPath();
    pen.moveTo(cx - long, y);
    pen.quadraticCurveTo(cx, y - 2 * thick, cx + long, y);
    pen.quadraticCurveTo(cx, y + 2 * thick, cx - long, y);
    pen.closePath();
    pen.fillStyle = ink.card;
    pen.fill();
    pen.globalAlpha = active < FLAT ? 0.12 : 0.25 + 0.75 * active;
    pen.fillStyle = colour;
    pen.fill();
    pen.globalAlpha = 1;
    const chosen = state.selected.muscle === i;
    pen.lineWidth = chosen ? 3 : 1.25;
    pen.strokeStyle = chosen ? ink.ink : colour;
    pen.stroke();
  }
}
