// Labels beside the figure, each with a line to what it names. A label stands at the first of its
// places where it hides nothing, and stays there as long as it hides nothing.

import { length, n, sub } from "./geometry.js";

const LETTER = 0.51; // mean width of a letter, as a share of the type size
const LINE = 1.22; // of the type size
const LONGEST = 12; // letters in a line, where words allow
const GAP = 5;

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

export class Label {
  /** places: [text-anchor, x, y of the first line] each, the best first. */
  constructor(parent, words, places) {
    this.lines = wrap(words);
    this.places = places;
    this.group = parent.group("person-callout");
    this.halo = this.group.path("person-leader-halo");
    this.leader = this.group.path("person-leader");
    this.dot = this.group.circle("person-leader-dot", 4);
    this.words = this.group.add("text", "person-label");
    this.spans = this.lines.map((line) => {
      const span = this.words.add("tspan", "");
      span.text(line);
      return span;
    });
    this.chosen = -1;
    this.group.show(false);
  }

  frame([anchor, x, y], size) {
    const width = Math.max(...this.lines.map((line) => line.length)) * LETTER * size;
    return [anchor === "end" ? x - width : x, y - size, width, this.lines.length * LINE * size];
  }

  /**
   * Show it with a line to `pointAt(corner)`, clear of circles [x, y, radius] and of other labels
   * (their frames); hide it where it has no room. `size` is the type size in units of the drawing.
   */
  draw(pointAt, circles, frames, size) {
    const free = (index) => {
      const frame = this.frame(this.places[index], size);
      const [x, y, width, height] = frame;
      return !circles.some((circle) => meets(frame, circle)) && !frames.some(
        (other) => x < other[0] + other[2] && other[0] < x + width && y < other[1] + other[3] && other[1] < y + height);
    };
    if (this.chosen < 0 || !free(this.chosen)) {
      this.chosen = this.places.findIndex((_, index) => free(index));
    }
    this.group.show(this.chosen >= 0);
    if (this.chosen < 0) {
      return null;
    }
    const place = this.places[this.chosen];
    const [x, y, width, height] = this.frame(place, size);
    const target = pointAt([x + width / 2, y + height / 2]);
    const right = target[0] > x + width / 2;
    const start = [right ? x + width + GAP : x - GAP, y + height / 2];
    const far = length(sub(target, start)) > 8;
    this.words.set("text-anchor", place[0]);
    this.words.set("y", n(place[2]));
    this.spans.forEach((span, i) => {
      span.set("x", n(place[1]));
      if (i) {
        span.set("dy", n(LINE * size));
      }
    });
    const line = far ? `M${n(start[0])} ${n(start[1])}L${n(target[0])} ${n(target[1])}` : null;
    this.halo.set("d", line);
    this.leader.set("d", line);
    this.dot.set("cx", n(target[0]));
    this.dot.set("cy", n(target[1]));
    return [x, y, width, height];
  }

  hide() {
    this.group.show(false);
  }
}
