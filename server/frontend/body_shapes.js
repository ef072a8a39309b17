// Shapes of a body's parts on the canvas and the order in which they cover each other: geometry
// only, no drawing.
import { outline } from "./body_bones.js";

const QUARTER = Math.PI / 2;
const AWAY = 0.12; // a part that points away by more than this share of its length lies behind its parent
const STEPS = { round: 16, high: 7 }; // quadrilaterals of a ball's surface

/** A rounded segment between two points, with a radius for each end; `open` without its first end. */
function segment([x0, y0], [x1, y1], r0, r1, open) {
  const angle = Math.atan2(y1 - y0, x1 - x0), path = new Path2D();
  path.moveTo(x0 + r0 * Math.cos(angle - QUARTER), y0 + r0 * Math.sin(angle - QUARTER));
  path.arc(x1, y1, r1, angle - QUARTER, angle + QUARTER);
  path.lineTo(x0 + r0 * Math.cos(angle + QUARTER), y0 + r0 * Math.sin(angle + QUARTER));
  if (open) return path;
  path.arc(x0, y0, r0, angle + QUARTER, angle + 3 * QUARTER);
  path.closePath();
  return path;
}

/** A closed curve along a polygon: through the middle of each edge, bent towards the corners. */
function smooth(corners) {
  const path = new Path2D(), between = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  path.moveTo(...between(corners.at(-1), corners[0]));
  corners.forEach((corner, i) => path.quadraticCurveTo(corner[0], corner[1], ...between(corner, corners[(i + 1) % corners.length])));
  path.closePath();
  return path;
}

/** The shape of one part: what is filled, its outline, and the width of a plate's rounded edge. */
function shape(part, place, show) {
  if (part.ball) {
    const path = new Path2D(), [x, y] = show(place(part.to));
    const { long, wide, lean } = outline(part.ball, place.turned, show.seen);
    path.ellipse(x, y, show.scale * long, show.scale * wide, lean, 0, 2 * Math.PI);
    return { inside: path, edge: path, thick: 0 };
  }
  if (part.plate) {
    const path = smooth(part.plate.map((point) => show(place(point))));
    return { inside: path, edge: path, thick: show.scale * 2 * part.width[0] };
  }
  const ends = [show(place([0, 0, 0])), show(place(part.to))], radii = part.width.map((width) => show.scale * width);
  return { inside: segment(...ends, ...radii), edge: segment(...ends, ...radii, Boolean(part.parent)), thick: 0 };
}

/** The middle of a part, in its own frame. */
function middle({ ball, plate, to }) {
  if (ball) return to;
  if (!plate) return to.map((value) => value / 2);
  return [0, 1, 2].map((i) => plate.reduce((sum, point) => sum + point[i], 0) / plate.length);
}

/**
 * The nearness of a part, so that it lies before or behind its parent's group as its direction
 * tells: what points away from the viewer lies behind, anything else before. A ball on a segment,
 * as the head on the neck, always lies before it.
 */
function beside(part, depth, start, before) {
  const step = 1e-3 * (1 + 0.1 * Math.max(-5, Math.min(5, depth))); // siblings by their own depth
  const limit = part.ball ? (before.part.ball ? before.depth : -Infinity) : start - AWAY * Math.hypot(...part.to);
  return depth < limit ? Math.min(depth, before.near - 2e-3 + step) : Math.max(depth, before.near + step);
}

/**
 * The parts in groups that form one shape each, the farthest group first.
 * @returns {{paint, parts: {part, place, inside, edge, thick}[]}[]}
 */
export function groups(figure, places, show, which) {
  const own = new Map(), all = [];
  for (const part of figure.parts.filter(which)) {
    const place = places.get(part.part), drawn = { part, place, ...shape(part, place, show) };
    const before = own.get(part.parent);
    if (before && part.joined) {
      before.parts.push(drawn);
      own.set(part.part, before);
      continue;
    }
    const depth = show(place(middle(part)))[2];
    const near = before ? beside(part, depth, show(place([0, 0, 0]))[2], before) : depth;
    const group = { near, depth, part, paint: part.paint, parts: [drawn] };
    own.set(part.part, group);
    all.push(group);
  }
  return all.sort((a, b) => a.near - b.near);
}

/** How directly a point of a part's surface faces the viewer, as a product of lengths; behind if negative. */
export function facing(part, place, show, point) {
  let normal;
  if (part.ball) normal = point.map((value, i) => (value - part.to[i]) / part.ball[i] ** 2);
  else {
    const square = part.to.reduce((sum, value) => sum + value * value, 0);
    const along = part.to.reduce((sum, value, i) => sum + value * point[i], 0) / square;
    normal = point.map((value, i) => value - Math.max(0, Math.min(1, along)) * part.to[i]);
    if (part.plate) normal = part.plate[0].map((first, i) => (part.plate.every((corner) => corner[i] === first) ? point[i] : 0));
  }
  const from = show(place([0, 0, 0]))[2];
  return show(place(normal))[2] - from;
}

/** The quadrilaterals of a ball's surface that a cap covers, with the middle of each. */
function tessellate(cap, part) {
  const unit = (vector) => vector.map((value) => value / Math.hypot(...vector));
  const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const axis = unit(cap.axis), u = unit(cross(axis, Math.abs(axis[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0])), v = cross(axis, u);
  const at = (i, j) => {
    const tilt = (Math.acos(cap.above) * i) / STEPS.high, turn = (2 * Math.PI * j) / STEPS.round;
    return axis.map((value, k) => {
      const direction = value * Math.cos(tilt) + Math.sin(tilt) * (u[k] * Math.cos(turn) + v[k] * Math.sin(turn));
      return part.to[k] + direction * part.ball[k];
    });
  };
  return Array.from({ length: STEPS.high * STEPS.round }, (_, n) => {
    const i = Math.floor(n / STEPS.round), j = n % STEPS.round;
    return { middle: at(i + 0.5, j + 0.5), corners: [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)] };
  });
}

const tessellated = new WeakMap();

/** The quadrilaterals of a cap that face the viewer, px. */
export function capPatches(cap, part, place, show) {
  if (!tessellated.has(cap)) tessellated.set(cap, tessellate(cap, part));
  return tessellated.get(cap)
    .filter(({ middle: point }) => facing(part, place, show, point) > 0)
    .map(({ corners }) => corners.map((point) => show(place(point))));
}
