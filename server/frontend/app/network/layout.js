// Places of the full wiring for a width: geometry only, no drawing.

const NARROW = 520; // px, under which boxes are slim and tall
const TITLE = 20; // height of a region's name, px
const SWEEPS = 200;

/** Sizes for a width, px: of the whole, the boxes, between them, and of a region round them. */
export function sizesFor(width) {
  return width < NARROW
    ? { width, height: 690, gap: 6, pad: 4, box: { width: Math.min(84, (width - 26) / 4), height: 66 } }
    : { width, height: 548, gap: 10, pad: 8, box: { width: Math.min(120, (width - 60) / 5.1), height: 54 } };
}

/** Push boxes that lie on each other apart, along the shorter way. */
function separate(places, { box, gap }, low, high) {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = false;
    for (let a = 0; a < places.length; a++) {
      for (let b = a + 1; b < places.length; b++) {
        const [p, q] = [places[a], places[b]];
        const over = {
          x: box.width + gap - Math.abs(p.x - q.x), y: box.height + gap - Math.abs(p.y - q.y),
        };
        if (over.x <= 0.01 || over.y <= 0.01) continue;
        const axis = over.x < over.y ? "x" : "y", half = over[axis] / 2 + 0.01;
        const side = p[axis] <= q[axis] ? 1 : -1;
        p[axis] -= side * half;
        q[axis] += side * half;
        for (const place of [p, q]) {
          for (const way of ["x", "y"]) {
            place[way] = Math.min(high[way], Math.max(low[way], place[way]));
          }
        }
        moved = true;
      }
    }
    if (!moved) return;
  }
}

/**
 * The middle of each population's box, and the frames of the regions.
 *
 * populations: rows with region, x and y (0..1, y upwards); returns {width, height, box, nodes:
 * [{x, y}], regions: [{key, x, y, width, height}]}.
 */
export function place(populations, width) {
  const sizes = sizesFor(width), { box, height, pad } = sizes;
  const span = (name) => {
    const values = populations.map((row) => row[name]);
    return [Math.min(...values), Math.max(...values)];
  };
  const low = { x: box.width / 2 + pad, y: box.height / 2 + TITLE + pad };
  const high = { x: width - box.width / 2 - pad, y: height - box.height / 2 - pad };
  const [[x0, x1], [y0, y1]] = [span("x"), span("y")];
  const nodes = populations.map((row) => ({
    x: low.x + ((row.x - x0) / (x1 - x0 || 1)) * (high.x - low.x),
    y: low.y + ((y1 - row.y) / (y1 - y0 || 1)) * (high.y - low.y),
  }));
  separate(nodes, sizes, low, high);
  const regions = [...new Set(populations.map((row) => row.region))].map((key) => {
    const own = nodes.filter((_, k) => populations[k].region === key);
    const [left, right] = [Math.min(...own.map((n) => n.x)), Math.max(...own.map((n) => n.x))];
    const [top, bottom] = [Math.min(...own.map((n) => n.y)), Math.max(...own.map((n) => n.y))];
    const x = left - box.width / 2 - pad + 1, y = top - box.height / 2 - TITLE - 2;
    return {
      key, x, y, width: right + box.width / 2 + pad - 1 - x, height: bottom + box.height / 2 + pad - 1 - y,
    };
  });
  return { ...sizes, nodes, regions };
}

/** Where a ray from the middle of a box towards a point leaves it, `gap` outside. */
function leave(node, to, box, gap) {
  const [dx, dy] = [to.x - node.x, to.y - node.y];
  const scale = Math.min(
    (box.width / 2 + gap) / Math.max(Math.abs(dx), 1e-6),
    (box.height / 2 + gap) / Math.max(Math.abs(dy), 1e-6),
  );
  return { x: node.x + dx * scale, y: node.y + dy * scale };
}

/** Whether a box other than two lies within `gap` of a curve's middle part. */
function blocked(nodes, skip, box, curve, gap = 4) {
  return nodes.some((node, k) => !skip.includes(k) && [0.2, 0.35, 0.5, 0.65, 0.8].some((u) => {
    const at = (axis) =>
      (1 - u) ** 2 * curve.start[axis] + 2 * u * (1 - u) * curve.mid[axis] + u ** 2 * curve.end[axis];
    return (
      Math.abs(at("x") - node.x) < box.width / 2 + gap && Math.abs(at("y") - node.y) < box.height / 2 + gap
    );
  }));
}

const BOWS = [0.12, -0.12, 0.24, -0.24, 0.38, -0.38, 0.52, -0.52];

/**
 * The curve of a connection, bent so that it passes between the boxes where it can; one from a
 * population to itself is a small loop.
 *
 * Returns {d, end: {x, y}, angle: of arrival, rad}.
 */
export function route(plan, from, to) {
  const { nodes, box } = plan;
  const [a, b] = [nodes[from], nodes[to]];
  if (from === to) {
    const x = a.x + box.width / 2 - 14, y = a.y - box.height / 2;
    const points = [[-8, 1], [-10, 20], [14, 20], [6, 5]].map(([over, up]) => `${(x + over).toFixed(1)} ${(y - up).toFixed(1)}`);
    return { d: `M${points[0]}C${points.slice(1).join(" ")}`, end: { x: x + 6, y: y - 4 }, angle: Math.PI / 2 };
  }
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const candidates = BOWS.map((bow) => {
    const mid = { x: (a.x + b.x) / 2 - dy * bow, y: (a.y + b.y) / 2 + dx * bow };
    return { mid, start: leave(a, mid, box, 1), end: leave(b, mid, box, 5) };
  });
  const free = candidates.filter((curve) =>
    curve.mid.x > 0 && curve.mid.x < plan.width && !blocked(nodes, [from, to], box, curve));
  const { start, mid, end } = free[0] ?? candidates[0];
  const [f, g] = [(n) => n.toFixed(1), (p) => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`];
  return {
    d: `M${g(start)}Q${f(mid.x)} ${f(mid.y)} ${g(end)}`, end,
    angle: Math.atan2(end.y - mid.y, end.x - mid.x),
  };
}

/** The box next to one in a direction (ArrowLeft, ...), by position; itself if there is none. */
export function neighbour(nodes, from, key) {
  const [axis, across, way] = {
    ArrowLeft: ["x", "y", -1], ArrowRight: ["x", "y", 1], ArrowUp: ["y", "x", -1],
    ArrowDown: ["y", "x", 1],
  }[key];
  let best = from, least = Infinity;
  nodes.forEach((node, k) => {
    const along = way * (node[axis] - nodes[from][axis]);
    const aside = Math.abs(node[across] - nodes[from][across]);
    if (k === from || along <= 1 || along < 0.3 * aside) return;
    const far = along + 2 * aside;
    if (far < least) [best, least] = [k, far];
  });
  return best;
}
