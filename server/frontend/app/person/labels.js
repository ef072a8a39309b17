// Labels beside the figure, each with a line to what it names. A label stands where it hides nothing
// and its line is short, and stays there while that is so.

import { length, lineTo, moveTo, n, sub } from "./geometry.js";

const LETTER = 0.54; // mean width of a letter, as a share of the type size
const LINE = 1.22; // of the type size
const LONGEST = 12; // letters in a line, where words allow
const GAP = 5;
const CROSSING = 1e4; // units of the drawing that a line seems longer if it crosses another one
const LONGER = 1.5; // a line this many times as long as the shortest moves its label

/** Words in as few lines as fit, of about equal length. */
export function wrap(words) {
  const parts = words.split(" ");
  const count = Math.min(parts.length, Math.ceil(words.length / LONGEST));
  return split(parts, count);
}

/** The split of words into a number of lines whose longest line is shortest. */
function split(parts, count) {
  if (count === 1) {
    return [parts.join(" ")];
  }
  let best = null;
  for (let first = 1; first <= parts.length - count + 1; first++) {
    const lines = [parts.slice(0, first).join(" "), ...split(parts.slice(first), count - 1)];
    const longest = Math.max(...lines.map((line) => line.length));
    if (best === null || longest < best.longest) {
      best = { lines, longest };
    }
  }
  return best.lines;
}

const meets = ([x, y, width, height], [cx, cy, r]) => {
  const dx = cx - Math.max(x, Math.min(cx, x + width));
  const dy = cy - Math.max(y, Math.min(cy, y + height));
  return dx * dx + dy * dy < r * r;
};

/** Points along a line, as small circles. */
const along = (p, q) =>
  [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((t) => [
    p[0] + (q[0] - p[0]) * t,
    p[1] + (q[1] - p[1]) * t,
    3,
  ]);

/** Whether two lines [from, to] cross. */
const cross = ([a, b], [c, d]) => {
  const side = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
};

export class Label {
  /** places: [text-anchor, x, y of the first line] each; box: of the drawing. */
  constructor(parent, words, places, box) {
    this.lines = wrap(words);
    this.places = places;
    this.box = box;
    this.group = parent.group("person-callout");
    this.halo = this.group.path("person-leader-halo");
    this.leader = this.group.path("person-leader");
    this.dot = this.group.circle("person-leader-dot", 4);
    this.plate = this.group.add("rect", "person-plate", { rx: 6 });
    this.words = this.group.add("text", "person-label");
    this.spans = this.lines.map((line) => {
      const span = this.words.add("tspan", "");
      span.text(line);
      return span;
    });
    this.widest = Math.max(...this.lines.map((line) => line.length)) * LETTER;
    this.chosen = -1;
    this.group.show(false);
  }

  /** Measure the words as the page sets them, where they are shown; `size` is the type size. */
  measure(size) {
    const widest = Math.max(...this.spans.map((span) => span.node.getComputedTextLength()));
    if (widest > 0) {
      this.widest = widest / size;
    }
  }

  /** [x, y, width, height] of the words at a place, inside the drawing. */
  frame([anchor, x, y], size) {
    const width = this.widest * size;
    const height = this.lines.length * LINE * size;
    const top = Math.max(
      this.box.y + 4,
      Math.min(y - size, this.box.y + this.box.height - height - 4),
    );
    return [anchor === "end" ? x - width : x, top, width, height];
  }

  /**
   * Show it with a line to `pointAt(middle of the words)`, clear of circles [x, y, radius] and of
   * `other`, another label's [frame, leader]; hide it where it has no room. `size` is the type size
   * in units of the drawing. Returns its own [frame, leader], or null.
   */
  draw(pointAt, circles, other, size) {
    const layout = (index) => {
      const frame = this.frame(this.places[index], size);
      const [x, y, width, height] = frame;
      const middle = [x + width / 2, y + height / 2];
      const target = pointAt(middle);
      const start = [target[0] > middle[0] ? x + width + GAP : x - GAP, middle[1]];
      return [frame, [start, target]];
    };
    const free = (index) => {
      const [frame, leader] = layout(index);
      const inside = frame[0] >= this.box.x && frame[0] + frame[2] <= this.box.x + this.box.width;
      if (!inside || circles.some((circle) => meets(frame, circle))) {
        return false;
      }
      return (
        other === null ||
        (!along(...leader).some((circle) => meets(other[0], circle)) &&
          ![...along(...other[1]), ...corners(other[0])].some((circle) => meets(frame, circle)))
      );
    };
    this.choose(layout, free, other);
    this.group.show(this.chosen >= 0);
    if (this.chosen < 0) {
      return null;
    }
    const [frame, [start, target]] = layout(this.chosen);
    const [anchor, x] = this.places[this.chosen];
    ["x", "y", "width", "height"].forEach((name, i) =>
      this.plate.set(name, n(frame[i] + [-6, -2, 12, 6][i])),
    );
    this.words.set("text-anchor", anchor);
    this.words.set("y", n(frame[1] + size));
    this.spans.forEach((span, i) => {
      span.set("x", n(x));
      if (i) {
        span.set("dy", n(LINE * size));
      }
    });
    const line = length(sub(target, start)) > 8 ? moveTo(start) + lineTo(target) : null;
    this.halo.set("d", line);
    this.leader.set("d", line);
    this.dot.set("cx", n(target[0]));
    this.dot.set("cy", n(target[1]));
    return [frame, [start, target]];
  }

  /**
   * Take the free place with the shortest line, one that crosses no other if there is one; keep a
   * place whose line is not much longer.
   */
  choose(layout, free, other) {
    const reach = (index) => {
      const [, leader] = layout(index);
      return length(sub(...leader)) + (other !== null && cross(leader, other[1]) ? CROSSING : 0);
    };
    const places = this.places.map((_, index) => index).filter(free);
    const best = places.reduce(
      (found, index) => (found < 0 || reach(index) < reach(found) ? index : found),
      -1,
    );
    if (!places.includes(this.chosen) || reach(this.chosen) > LONGER * reach(best)) {
      this.chosen = best;
    }
  }

  hide() {
    this.group.show(false);
  }
}

/** The corners and the middle of a frame, as small circles. */
const corners = ([x, y, width, height]) =>
  [0, 0.5, 1].flatMap((u) => [0, 0.5, 1].map((v) => [x + u * width, y + v * height, 4]));
