// Paints the body: its parts rotated by the angles of the frame, the resting posture behind it,
// and its muscles, thicker and darker the harder they work.
import { lens, outline, pose } from "./body_bones.js";

const FLAT = 0.02; // activity under which a muscle is drawn as resting

/** A rounded segment between two points, with a radius for each end. */
function stretch(path, [x0, y0], [x1, y1], r0, r1) {
  const angle = Math.atan2(y1 - y0, x1 - x0), quarter = Math.PI / 2;
  path.moveTo(x0 + r0 * Math.cos(angle + quarter), y0 + r0 * Math.sin(angle + quarter));
  path.arc(x0, y0, r0, angle + quarter, angle + 3 * quarter);
  path.arc(x1, y1, r1, angle - quarter, angle + quarter);
  path.closePath();
}

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
    const rest = pose(this.figure, spec.dofs.map(() => 0));
    this.rest = this.lenses.map((show) => this.skin(rest, show, (part) => !part.still));
  }

  /** Read the theme's colours from the style sheet. */
  recolour() {
    const style = getComputedStyle(this.canvas);
    for (const name of ["card", "line", "ink", "soft", "tint", "hair", "wanted", "rival", "other"]) {
      this.ink[name] = style.getPropertyValue(`--${name}`).trim();
    }
  }

  /** The outline of some parts, as one path each. */
  skin(places, show, which) {
    const paths = [];
    for (const part of this.figure.parts.filter(which)) {
      const place = places.get(part.part), path = new Path2D();
      const from = show(place([0, 0, 0])), to = show(place(part.to));
      if (part.ball) {
        const { long, wide, lean } = outline(part.ball, place.turned, show.seen);
        path.ellipse(to[0], to[1], show.scale * long, show.scale * wide, lean, 0, 2 * Math.PI);
      } else if (part.plate) {
        part.plate.map((point) => show(place(point))).forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
        path.closePath();
      } else {
        stretch(path, from, to, show.scale * part.width[0], show.scale * part.width[1]);
      }
      path.thick = part.plate ? show.scale * 2 * part.width[0] : 0; // a plate has a rounded edge
      paths.push(path);
    }
    return paths;
  }

  /** @param state {activation, angles} */
  paint(state) {
    this.pen.clearRect(0, 0, this.width, this.height);
    this.places = pose(this.figure, state.angles);
    this.lenses.forEach((show, i) => {
      this.cover(this.skin(this.places, show, (part) => part.still), this.ink.hair, this.ink.card);
      this.cover(this.rest[i], this.ink.soft, this.ink.card, [3, 4]);
      this.figure.ties.forEach((tie) => this.paintTie(tie, show));
      this.cover(this.skin(this.places, show, (part) => !part.still), this.ink.line, this.ink.tint);
      this.figure.lines.forEach((line) => this.paintLine(line, show));
      const view = this.figure.views[i].name;
      this.figure.muscles.forEach((strand) => {
        if (!strand.view || strand.view === view) this.paintMuscle(strand, show, state.activation[strand.channel]);
      });
    });
  }

  /** All edges first, then all fills, so that overlapping parts form one shape. */
  cover(paths, edge, fill, dashes = []) {
    const { pen } = this;
    pen.lineJoin = "round";
    pen.strokeStyle = edge;
    pen.setLineDash(dashes);
    for (const path of paths) {
      pen.lineWidth = path.thick + 3;
      pen.setLineDash(path.thick ? [] : dashes);
      pen.stroke(path);
    }
    pen.setLineDash([]);
    pen.fillStyle = pen.strokeStyle = fill;
    for (const path of paths) {
      pen.fill(path);
      pen.lineWidth = path.thick;
      if (path.thick) pen.stroke(path);
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

  paintLine({ part, points, fill }, show) {
    const { pen, ink } = this, place = this.places.get(part);
    const seen = points.map((point) => show(place(point)));
    const centre = show(place([0, 0, 0]))[2];
    if (seen.reduce((sum, p) => sum + p[2], 0) / seen.length < centre + 0.2) return;
    pen.beginPath();
    seen.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.strokeStyle = pen.fillStyle = ink.ink;
    pen.lineWidth = 1.5;
    pen.stroke();
    if (fill) pen.fill();
  }

  /** A spindle; an opponent has stripes across it, the wanted muscle a line along it. */
  paintMuscle(strand, show, active) {
    const { pen, ink, spec } = this;
    const [from, to] = [strand.from, strand.to].map(([part, point]) => show(this.places.get(part)(point)));
    const dx = to[0] - from[0], dy = to[1] - from[1], long = Math.hypot(dx, dy);
    const thick = Math.min(show.scale * (0.07 + 0.2 * active), 3 + 12 * active);
    const wanted = strand.channel === spec.wanted, rival = spec.opponents.includes(strand.channel);
    pen.save();
    pen.translate(from[0], from[1]);
    pen.rotate(Math.atan2(dy, dx));
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.quadraticCurveTo(long / 2, -2 * thick, long, 0);
    pen.quadraticCurveTo(long / 2, 2 * thick, 0, 0);
    pen.closePath();
    pen.fillStyle = ink.card;
    pen.fill();
    pen.fillStyle = pen.strokeStyle = wanted ? ink.wanted : rival ? ink.rival : ink.other;
    pen.globalAlpha = active < FLAT ? 0.1 : 0.25 + 0.75 * active;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = wanted || rival ? 1.75 : 1.1;
    pen.stroke();
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
    pen.fill();
  }

  /** Where the skin over each joint is now, px. */
  spots() {
    return this.figure.spots.map(({ part, at }) => this.lenses[0](this.places.get(part)(at)));
  }
}
