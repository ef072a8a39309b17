// Points, curves and outlines of the drawn person: pure functions of numbers. A point is [x, y] in
// units of the drawing, y down; an angle is in degrees, from the x axis towards y.

const DEGREE = Math.PI / 180;

export const radians = (degrees) => degrees * DEGREE;
export const degrees = (angle) => angle / DEGREE;
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
export const add = (p, q) => [p[0] + q[0], p[1] + q[1]];
export const sub = (p, q) => [p[0] - q[0], p[1] - q[1]];
export const mul = (p, k) => [p[0] * k, p[1] * k];
export const between = (p, q, t = 0.5) => [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
export const length = (p) => Math.hypot(p[0], p[1]);
export const polar = (r, angle) => [r * Math.cos(angle * DEGREE), r * Math.sin(angle * DEGREE)];
/** How far `value` lies between `low` (0) and `high` (1), eased at both ends. */
export const ease = (value, low, high) => {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
};

/** The point at share `t` of the way from p to q, `offset` to the left of it as one looks from p. */
export function beside(p, q, t, offset) {
  const way = sub(q, p);
  const l = length(way) || 1;
  const at = between(p, q, t);
  return [at[0] + (way[1] / l) * offset, at[1] - (way[0] / l) * offset];
}

// Paths are written in tenths. Texts of numbers are kept: making them takes most of the time.
const texts = new Map();
export function n(value) {
  const tenths = Math.round(value * 10);
  let text = texts.get(tenths);
  if (text === undefined) {
    text = String(tenths / 10);
    if (texts.size < 20000) {
      texts.set(tenths, text);
    }
  }
  return text;
}

/** A share as text, in fiftieths. */
export const share = (value) => String(Math.round(value * 50) / 50);

const pair = (p) => n(p[0]) + " " + n(p[1]);
export const moveTo = (p) => "M" + pair(p);
export const lineTo = (p) => "L" + pair(p);

/** A straight line through points. */
export const polyline = (points, closed = false) =>
  points.reduce((d, p, i) => d + (i ? lineTo(p) : moveTo(p)), "") + (closed ? "Z" : "");

/** A smooth curve through points (a Catmull-Rom spline as cubic Bezier curves). */
export function curve(points, closed = false, start = "M") {
  const count = points.length;
  const last = count - 1;
  const at = closed
    ? (i) => points[(i + count) % count]
    : (i) => points[i < 0 ? 0 : i > last ? last : i];
  let d = start + pair(points[0]);
  const pieces = closed ? count : last;
  for (let i = 0; i < pieces; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    d +=
      "C" +
      n(p1[0] + (p2[0] - p0[0]) / 6) +
      " " +
      n(p1[1] + (p2[1] - p0[1]) / 6) +
      " " +
      n(p2[0] - (p3[0] - p1[0]) / 6) +
      " " +
      n(p2[1] - (p3[1] - p1[1]) / 6) +
      " " +
      n(p2[0]) +
      " " +
      n(p2[1]);
  }
  return closed ? d + "Z" : d;
}

/** Twice the signed area: positive for points that run clockwise on the screen. */
function turning(points) {
  let sum = 0;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    sum += points[j][0] * points[i][1] - points[i][0] * points[j][1];
  }
  return sum;
}

// Outlines run clockwise, so that several in one path fill their union.
export const clockwise = (points) => (turning(points) < 0 ? [...points].reverse() : points);
export const closedCurve = (points) => curve(clockwise(points), true);
export const polygon = (points) => polyline(clockwise(points), true);

/** The convex hull of points, clockwise on the screen. */
export function hull(points) {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const cross = (o, p, q) => (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0]);
  const half = (list) => {
    const kept = [];
    for (const p of list) {
      while (kept.length > 1 && cross(kept[kept.length - 2], kept[kept.length - 1], p) <= 0) {
        kept.pop();
      }
      kept.push(p);
    }
    kept.pop();
    return kept;
  };
  return half(sorted).concat(half(sorted.reverse()));
}

/** A limb: two circles and the lines that touch both. */
export function capsule(a, ra, b, rb) {
  const way = sub(b, a);
  const d = length(way);
  if (d <= Math.abs(ra - rb) + 0.01) {
    return ra > rb ? circle(a, ra) : circle(b, rb);
  }
  const heading = Math.atan2(way[1], way[0]);
  const touching = Math.acos((ra - rb) / d);
  const on = (c, r, side) => [
    c[0] + r * Math.cos(heading + side * touching),
    c[1] + r * Math.sin(heading + side * touching),
  ];
  return (
    moveTo(on(a, ra, -1)) +
    lineTo(on(b, rb, -1)) +
    `A${n(rb)} ${n(rb)} 0 ${ra < rb ? 1 : 0} 1 ${pair(on(b, rb, 1))}` +
    lineTo(on(a, ra, 1)) +
    `A${n(ra)} ${n(ra)} 0 ${ra > rb ? 1 : 0} 1 ${pair(on(a, ra, -1))}Z`
  );
}

export const circle = (c, r) =>
  `M${n(c[0] - r)} ${n(c[1])}a${n(r)} ${n(r)} 0 1 1 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-2 * r)} 0Z`;

/** Capsules from point to point. */
export const chain = (points, radii) =>
  points
    .slice(1)
    .map((p, i) => capsule(points[i], radii[i], p, radii[i + 1]))
    .join("");

/** The first point of the pair whose points lie farthest apart. */
export const farthest = (pairs) =>
  pairs.reduce((best, points) =>
    length(sub(...points)) > length(sub(...best)) ? points : best,
  )[0];

/** Two bones of given lengths from p towards q; `side` says to which side the joint bends. */
export function reachWithTwoBones(p, q, first, second, side) {
  const way = sub(q, p);
  const d = clamp(length(way), 1, first + second - 0.5);
  const along = mul(way, 1 / (length(way) || 1));
  const x = (first * first - second * second + d * d) / (2 * d);
  const h = Math.sqrt(Math.max(0, first * first - x * x));
  return [add(add(p, mul(along, x)), mul([-along[1], along[0]], side * h)), add(p, mul(along, d))];
}

/** Points of a spindle from p to q, half as wide as `width`, bent sideways by `bow`. */
export function spindle(p, q, width, bow = 0, power = 0.8) {
  const way = sub(q, p);
  const l = length(way) || 1;
  const side = [-way[1] / l, way[0] / l];
  const right = [];
  const left = [];
  for (let i = 0; i <= 8; i++) {
    const t = i / 8;
    const round = 4 * t * (1 - t);
    const c = add(between(p, q, t), mul(side, round * bow));
    const half = width * round ** power;
    right.push(add(c, mul(side, half)));
    if (i && i < 8) {
      left.push(add(c, mul(side, -half)));
    }
  }
  return right.concat(left.reverse());
}
