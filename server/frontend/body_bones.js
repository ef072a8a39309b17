// Positions of a body's parts, rotated by the angles of a frame: geometry only, no drawing.
// Points are [x, y, z], matrices rows of three; see server/live/body_figure.py for the tables.

const STILL = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

const apply = (m, p) => m.map((row) => row[0] * p[0] + row[1] * p[1] + row[2] * p[2]);
const add = (a, b) => a.map((value, i) => value + b[i]);
const times = (a, b) => {
  const columns = [0, 1, 2].map((j) => apply(a, b.map((row) => row[j])));
  return [0, 1, 2].map((i) => columns.map((column) => column[i]));
};

/** Rodrigues' formula: a rotation about a unit axis, rad. */
function about([x, y, z], angle) {
  const c = Math.cos(angle), s = Math.sin(angle), k = 1 - c;
  return [
    [c + x * x * k, x * y * k - z * s, x * z * k + y * s],
    [y * x * k + z * s, c + y * y * k, y * z * k - x * s],
    [z * x * k - y * s, z * y * k + x * s, c + z * z * k]];
}

/**
 * @param angles of every degree of freedom, rad
 * @returns {Map<string, (point) => point>} for every part, from its own frame to the body's
 */
export function pose(figure, angles) {
  const frames = new Map();
  for (const part of figure.parts) {
    const parent = frames.get(part.parent) || { from: [0, 0, 0], turned: STILL };
    const own = figure.turns.filter((turn) => turn.part === part.part);
    const turned = own.reduce((m, turn) => times(m, about(turn.axis, turn.gain * angles[turn.angle])), parent.turned);
    frames.set(part.part, { from: add(parent.from, apply(parent.turned, part.at)), turned });
  }
  const places = new Map();
  for (const [part, { from, turned }] of frames) {
    const place = (point) => add(from, apply(turned, point));
    place.turned = turned;
    places.set(part, place);
  }
  return places;
}

/**
 * The projection of body points onto a canvas.
 * @returns a function from a point to [x px, y px, nearness], with `scale` px a unit
 */
export function lens(figure, view, width, height) {
  const rad = Math.PI / 180;
  const seen = times(about([1, 0, 0], view.pitch * rad), about([0, 1, 0], view.turn * rad));
  const [left, right] = figure.across, [bottom, top] = figure.up;
  const wide = (view.to - view.from) * width;
  const scale = Math.min(wide / (right - left), height / (top - bottom));
  const x0 = view.from * width + wide / 2 - (scale * (left + right)) / 2;
  const y0 = height / 2 + (scale * (top + bottom)) / 2;
  const show = (point) => {
    const [x, y, z] = apply(seen, point);
    return [x0 + scale * x, y0 - scale * y, z];
  };
  return Object.assign(show, { scale, seen });
}

/**
 * The outline of an ellipsoid seen from afar.
 * @returns {{long, wide, lean}} half axes in the ellipsoid's unit, and its rotation on the canvas, rad
 */
export function outline(radii, turned, seen) {
  const [u, v] = times(seen, turned); // rows: x and y of the canvas
  const square = (a, b) => a.reduce((sum, value, i) => sum + value * b[i] * radii[i] ** 2, 0);
  const xx = square(u, u), yy = square(v, v), xy = -square(u, v); // y of the canvas points down
  const mean = (xx + yy) / 2, apart = Math.hypot((xx - yy) / 2, xy);
  const lean = 0.5 * Math.atan2(2 * xy, xx - yy);
  return { long: Math.sqrt(mean + apart), wide: Math.sqrt(Math.max(0, mean - apart)), lean };
}
