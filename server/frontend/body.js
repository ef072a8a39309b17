// Paints the body: its parts rotated by the angles of the frame, the resting posture behind it,
// and its muscles, thicker and darker the harder they work.
import { lens, pose } from "./body_bones.js";
import { capPatches, facing, groups } from "./body_shapes.js";

const FLAT = 0.02; // activity under which a muscle is drawn as resting
const INKS = ["card", "line", "ink", "soft", "tint", "hair", "wanted", "rival", "other", "skin", "skin-edge",
  "shirt", "mane", "light", "on-skin-wanted", "on-skin-rival", "on-skin-other"];

export class BodyPicture {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.ink = {};
  }

  resize(spec, width, height) {
    const dense = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    this.pen.setTransform(dense, 0, 0, dense, 0, 0);
    Object.assign(this, { spec, figure: spec.body, width, height });
    this.lenses = this.figure.views.map((view) => lens(this.figure, view, width, height));
    this.rest = this.places = pose(this.figure, spec.dofs.map(() => 0)); // until the next frame
    this.ghost = this.drawGhost();
  }

  /** Read the theme's colours from the style sheet. */
  recolour() {
    const style = getComputedStyle(this.canvas);
    for (const name of INKS) {
      this.ink[name] = style.getPropertyValue(`--${name}`).trim();
    }
    if (this.rest) this.ghost = this.drawGhost();
  }

  /** @param state {activation, angles} */
  paint(state) {
    this.pen.clearRect(0, 0, this.width, this.height);
    this.places = pose(this.figure, state.angles);
    this.lenses.forEach((show) => {
      groups(this.figure, this.places, show, (part) => part.still).forEach((group) => this.paintGroup(group, show));
    });
    this.pen.drawImage(this.ghost, 0, 0, this.width, this.height);
    this.lenses.forEach((show, i) => {
      this.figure.ties.forEach((tie) => this.paintTie(tie, show));
      const view = this.figure.views[i].name;
      const strands = this.figure.muscles.filter((strand) => !strand.view || strand.view === view);
      const paint = (strand) => this.paintMuscle(strand, show, state.activation[strand.channel]);
      const hidden = strands.filter((strand) => this.isHidden(strand, show));
      for (const group of groups(this.figure, this.places, show, (part) => !part.still)) {
        hidden.filter((strand) => group.parts.some(({ part }) => part.part === strand.to[0])).forEach(paint);
        this.paintGroup(group, show);
      }
      strands.filter((strand) => !hidden.includes(strand)).forEach(paint);
    });
  }

  /** Whether a muscle ends on the far side of a ball, such as the head, which then covers it. */
  isHidden({ to: [name, point] }, show) {
    const part = this.figure.parts.find((row) => row.part === name);
    return Boolean(part.ball) && facing(part, this.places.get(name), show, point) <= 0;
  }

  /** The dashed outline of the body at rest, as one shape, on a canvas of its own. */
  drawGhost() {
    const ghost = document.createElement("canvas"), pen = ghost.getContext("2d");
    Object.assign(ghost, { width: this.canvas.width, height: this.canvas.height });
    pen.setTransform(this.pen.getTransform());
    pen.lineJoin = "round";
    for (const show of this.lenses) {
      const parts = groups(this.figure, this.rest, show, (part) => !part.still).flatMap((group) => group.parts);
      pen.globalCompositeOperation = "source-over";
      pen.strokeStyle = this.ink.soft;
      for (const { edge, thick } of parts) {
        pen.setLineDash(thick ? [] : [3, 4]);
        pen.lineWidth = thick + 3;
        pen.stroke(edge);
      }
      pen.setLineDash([]);
      pen.globalCompositeOperation = "destination-out"; // only the outline remains
      this.fill(parts, "#000", pen);
    }
    return ghost;
  }

  /** One shape: its outline, its surface, and what is on it. */
  paintGroup({ paint, parts }, show) {
    const { pen, ink } = this, still = parts[0].part.still;
    pen.lineJoin = "round";
    pen.strokeStyle = paint ? ink["skin-edge"] : still ? ink.hair : ink.line;
    for (const { edge, thick } of parts) {
      pen.lineWidth = thick + 3;
      pen.stroke(edge);
    }
    this.fill(parts, paint ? ink[paint] : still ? ink.card : ink.tint);
    for (const { part, place } of parts) {
      for (const cap of this.figure.caps) if (cap.part === part.part) this.paintCap(cap, part, place, show);
      for (const line of this.figure.lines) if (line.part === part.part) this.paintLine(line, part, place, show);
    }
  }

  fill(parts, colour, pen = this.pen) {
    pen.fillStyle = pen.strokeStyle = colour;
    for (const { inside, thick } of parts) {
      pen.fill(inside);
      pen.lineWidth = thick;
      if (thick) pen.stroke(inside);
    }
  }

  paintCap(cap, part, place, show) {
    const { pen, ink } = this;
    pen.fillStyle = pen.strokeStyle = ink[cap.paint];
    pen.lineWidth = 1;
    for (const patch of capPatches(cap, part, place, show)) {
      pen.beginPath();
      patch.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.fill();
      pen.stroke();
    }
  }

  /** A connection between two joints that are not linked in the tree. */
  paintTie(tie, show) {
    const { pen, ink } = this;
    const [from, to] = [tie.from, tie.to].map(([part, point]) => show(this.places.get(part)(point)));
    pen.beginPath();
    pen.moveTo(from[0], from[1]);
    pen.lineTo(to[0], to[1]);
    pen.strokeStyle = ink.line;
    pen.lineWidth = 2;
    pen.setLineDash([2, 5]);
    pen.stroke();
    pen.setLineDash([]);
  }

  paintLine({ points, fill }, part, place, show) {
    const { pen, ink } = this, middle = [0, 1, 2].map((i) => points.reduce((sum, p) => sum + p[i], 0) / points.length);
    if (facing(part, place, show, middle) <= 0) return;
    pen.beginPath();
    points.map((point) => show(place(point))).forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    if (fill) {
      pen.closePath();
      pen.fillStyle = ink[fill];
      pen.fill();
    }
    pen.strokeStyle = part.paint ? ink["skin-edge"] : ink.ink;
    pen.lineWidth = 1.25;
    pen.stroke();
  }

  /** A spindle; an opponent has stripes across it, the wanted muscle a line along it. */
  paintMuscle(strand, show, active) {
    const { pen, ink, spec } = this;
    const [from, to] = [strand.from, strand.to].map(([part, point]) => show(this.places.get(part)(point)));
    const dx = to[0] - from[0], dy = to[1] - from[1], long = Math.hypot(dx, dy);
    const thick = Math.min(show.scale * (0.07 + 0.2 * active), 3 + 12 * active, 0.14 * long + 1);
    const wanted = spec.task.includes(strand.channel), rival = spec.opponents.includes(strand.channel);
    pen.save();
    pen.translate(from[0], from[1]);
    pen.rotate(Math.atan2(dy, dx));
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.quadraticCurveTo(long / 2, -2 * thick, long, 0);
    pen.quadraticCurveTo(long / 2, 2 * thick, 0, 0);
    pen.closePath();
    const kind = wanted ? "wanted" : rival ? "rival" : "other", skin = this.figure.parts.some((part) => part.paint);
    if (!skin) {
      pen.fillStyle = ink.card;
      pen.fill();
    }
    pen.fillStyle = pen.strokeStyle = ink[skin ? `on-skin-${kind}` : kind];
    pen.globalAlpha = active < FLAT ? 0.1 : (wanted || rival ? 0.25 : 0.2) + (wanted || rival || !skin ? 0.75 : 0.3) * active;
    pen.fill();
    pen.globalAlpha = skin && active < FLAT ? 0.6 : 1;
    pen.lineWidth = wanted || rival ? 1.75 : 1.1;
    pen.stroke();
    pen.globalAlpha = 1;
    if (rival) this.stripe(long, thick);
    if (wanted) this.crown(long, thick);
    pen.restore();
  }

  stripe(long, thick) {
    const { pen } = this;
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (let at = 0.25; at < 0.8; at += 0.125) {
      const tall = 4 * thick * at * (1 - at) + 2;
      pen.moveTo(at * long - 1.5, -tall);
      pen.lineTo(at * long + 1.5, tall);
    }
    pen.stroke();
  }

  /** The small triangle that marks the wanted muscle everywhere. */
  crown(long, thick) {
    const { pen } = this, edge = thick + 3;
    pen.beginPath();
    pen.moveTo(long / 2, edge);
    pen.lineTo(long / 2 - 5, edge + 8);
    pen.lineTo(long / 2 + 5, edge + 8);
    pen.closePath();
    pen.strokeStyle = this.ink.card;
    pen.stroke();
    pen.fill();
  }

  /** Lines from joints to their labels. @param lines [x, y, x, y] px each */
  link(lines) {
    const { pen, ink } = this;
    for (const [colour, width] of [[ink.card, 4], [ink.ink, 1.25]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      for (const [x0, y0, x1, y1] of lines) {
        const long = Math.hypot(x1 - x0, y1 - y0), off = 11 / long; // from the edge of the ring
        pen.beginPath();
        pen.moveTo(x0 + off * (x1 - x0), y0 + off * (y1 - y0));
        pen.lineTo(x1, y1);
        pen.stroke();
      }
    }
  }

  /** Points of the moving parts, px, which labels should not cover. */
  covered() {
    return this.lenses.flatMap((show) => this.figure.parts.filter((part) => !part.still).flatMap((part) => {
      const place = this.places.get(part.part), [x, y] = part.ball || [0, 0];
      const own = part.ball
        ? [[0, 0], [x, 0], [-x, 0], [0, y], [0, -y]].map(([right, up]) => [part.to[0] + 0.7 * right, part.to[1] + 0.7 * up, part.to[2]])
        : [0.15, 0.5, 1].map((share) => part.to.map((value) => share * value));
      return own.map((point) => show(place(point)));
    }));
  }

  /** Where the skin over each joint is now, px. */
  spots() {
    return this.figure.spots.map(({ part, at }) => this.lenses[0](this.places.get(part)(at)));
  }
}
