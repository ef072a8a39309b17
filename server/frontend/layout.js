// Places the network on a canvas of any size: geometry only, no drawing.

const GAP = 6;
const REGION_PAD = 9;
const REGION_TITLE = 20;
const MUSCLE = { width: 62, height: 78, tall: 90, long: 26 }; // a long name makes the box tall

function overlaps(nodes, width, height) {
  return nodes.some((a, i) =>
    nodes.slice(i + 1).some(
      (b) => Math.abs(a.cx - b.cx) < width + GAP && Math.abs(a.cy - b.cy) < height + GAP));
}

function spread(populations, box, width) {
  const xs = populations.map((p) => p.x), ys = populations.map((p) => p.y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const side = width / 2 + REGION_PAD + 3, ends = box.node / 2 + REGION_PAD + 2;
  const top = ends + REGION_TITLE, tall = box.height - top - ends;
  return populations.map((p) => ({
    cx: side + ((p.x - x0) / (x1 - x0 || 1)) * (box.width - 2 * side),
    cy: top + ((y1 - p.y) / (y1 - y0 || 1)) * tall,
  }));
}

/** Muscle boxes along the bottom, in rows of a readable width. */
function placeMuscles(count, width, top, rows, rowHeight) {
  const perRow = Math.ceil(count / rows);
  return Array.from({ length: count }, (_, i) => ({
    row: Math.floor(i / perRow),
    cx: (((i % perRow) + 0.5) * width) / perRow,
    cy: top + (Math.floor(i / perRow) + 0.5) * rowHeight,
    width: width / perRow,
    height: rowHeight,
  }));
}

/** The number of muscle rows for a width, and the height of a row. */
export function rowsOf(spec, width) {
  const tall = spec.muscles.some((m) => m.name.length > MUSCLE.long);
  const rows = Math.ceil((spec.muscles.length * MUSCLE.width) / width);
  return { rows, rowHeight: tall ? MUSCLE.tall : MUSCLE.height };
}

/**
 * @returns nodes {cx, cy}, the node size, regions {x, y, width, height, title}, muscles
 */
export function place(spec, width, height) {
  const count = spec.muscles.length;
  const { rows, rowHeight } = rowsOf(spec, width);
  const box = { width, height: height - rows * rowHeight - 6, node: 46 };
  let nodeWidth = 92;
  let nodes = spread(spec.populations, box, nodeWidth);
  while (nodeWidth > 44 && overlaps(nodes, nodeWidth, box.node)) {
    nodeWidth -= 2;
    nodes = spread(spec.populations, box, nodeWidth);
  }
  const regions = Object.entries(spec.regions).map(([key, title]) => {
    const members = nodes.filter((_, i) => spec.populations[i].region === key);
    const left = Math.min(...members.map((n) => n.cx)) - nodeWidth / 2 - REGION_PAD;
    const right = Math.max(...members.map((n) => n.cx)) + nodeWidth / 2 + REGION_PAD;
    const top = Math.min(...members.map((n) => n.cy)) - box.node / 2 - REGION_PAD - REGION_TITLE + 4;
    const bottom = Math.max(...members.map((n) => n.cy)) + box.node / 2 + REGION_PAD;
    return { x: left, y: top, width: right - left, height: bottom - top, title };
  });
  const muscles = placeMuscles(count, width, box.height + 6, rows, rowHeight);
  return { width, nodes, nodeWidth, nodeHeight: box.node, regions, muscles };
}

/** The point where a ray from the centre of a box towards (x, y) leaves it, `gap` outside. */
function leave(node, x, y, width, height, gap) {
  const dx = x - node.cx, dy = y - node.cy;
  const scale = Math.min(
    (width / 2 + gap) / Math.max(Math.abs(dx), 1e-6), (height / 2 + gap) / Math.max(Math.abs(dy), 1e-6));
  return { x: node.cx + dx * scale, y: node.cy + dy * scale };
}

/**
 * One curve per edge, bent to the right of its direction so that a pair of opposite edges
 * does not coincide; a population that projects to itself gets a small loop.
 * @returns {{path: Path2D, end: {x, y}, angle: number, along, length}[]} angle of arrival, radians;
 *   along(share) is a point on the curve, length px
 */
export function route(spec, plan) {
  const seen = new Map();
  return spec.edges.map((edge) => {
    const from = plan.nodes[edge.source], to = plan.nodes[edge.target];
    const path = new Path2D();
    if (edge.source === edge.target) return loop(path, from, plan, edge.sign);
    const pair = `${edge.source}>${edge.target}`;
    const nth = seen.get(pair) || 0;
    seen.set(pair, nth + 1);
    const dx = to.cx - from.cx, dy = to.cy - from.cy, length = Math.hypot(dx, dy) || 1;
    const bow = Math.min(0.16 * length, 46) + 12 * nth;
    const mid = {
      x: (from.cx + to.cx) / 2 - (dy / length) * bow,
      y: (from.cy + to.cy) / 2 + (dx / length) * bow,
    };
    const start = leave(from, mid.x, mid.y, plan.nodeWidth, plan.nodeHeight, 1);
    const end = leave(to, mid.x, mid.y, plan.nodeWidth, plan.nodeHeight, 4);
    path.moveTo(start.x, start.y);
    path.quadraticCurveTo(mid.x, mid.y, end.x, end.y);
    return { path, end, angle: Math.atan2(end.y - mid.y, end.x - mid.x), ...walk([start, mid, end]) };
  });
}

/** A curve with these control points: its point at a share of its length, and its length in px. */
function walk(points) {
  /** De Casteljau: the point at a share 0..1 of the way. */
  const along = (share) => {
    let left = points;
    while (left.length > 1) {
      left = left.slice(1).map((p, i) => ({
        x: left[i].x + share * (p.x - left[i].x), y: left[i].y + share * (p.y - left[i].y),
      }));
    }
    return left[0];
  };
  const legs = points.slice(1).map((p, i) => Math.hypot(p.x - points[i].x, p.y - points[i].y));
  return { along, length: Math.max(1, legs.reduce((sum, leg) => sum + leg, 0)) };
}

function loop(path, node, plan, sign) {
  const side = sign === "inhibitory" ? 1 : -1;
  const x = node.cx + side * (plan.nodeWidth / 2 - 12), y = node.cy - plan.nodeHeight / 2;
  const [from, out, back, end] = [[-9, 1], [-12, 22], [15, 22], [6, 4]].map(
    ([over, up]) => ({ x: x + side * over, y: y - up }));
  path.moveTo(from.x, from.y);
  path.bezierCurveTo(out.x, out.y, back.x, back.y, end.x, end.y);
  return { path, end, angle: Math.PI / 2 + side * 0.35, ...walk([from, out, back, end]) };
}
