// A button over every joint of the body: a click touches the skin there. A label beside it shows
// how far the joint is turned, and whether opponents pull at the same time.

const SIZE = 44; // px, the smallest target
const MOVED = 3; // px a joint moves before its button follows
const ARRANGE_MS = 250; // time between two arrangements of the labels while they only change their text
const SHOWN_FROM = 3; // degrees from which a turn is reported
const GAPS = [16, 40, 68, 100, 140]; // px between a joint and its label
const LINKED = 26; // px from which a line joins a label to its joint
const SIDES = { above: [0, -1], below: [0, 1], right: [1, 0], left: [-1, 0], beside: [1, -1] };

export class Spots {
  /** @param {HTMLElement} box  @param {(joint: string) => void} touch */
  constructor(box, touch) {
    Object.assign(this, { box, touch, rows: [], arrangedAt: 0 });
  }

  start(spec) {
    this.spec = spec;
    this.box.textContent = "";
    this.rows = spec.body.spots.map((spot) => {
      const button = document.createElement("button"), note = document.createElement("span");
      button.type = "button";
      button.className = "ml-spot";
      button.dataset.joint = spot.joint;
      button.setAttribute("aria-label", spot.touch);
      button.onclick = () => this.touch(spot.joint);
      note.className = "ml-joint-text";
      note.setAttribute("aria-hidden", "true"); // the list of postures says the same
      this.box.append(button, note);
      return { spot, button, note, x: -SIZE, y: -SIZE, wide: 0, tall: 0, box: null, side: spot.label, gap: GAPS[0] };
    });
    this.mark(spec.body.touched);
  }

  mark(touched) {
    this.rows.forEach(({ spot, button }) => button.setAttribute("aria-pressed", String(spot.joint === touched)));
  }

  place(points, width, height) {
    Object.assign(this, { width, height });
    this.rows.forEach((row, i) => {
      const [x, y] = [width, height].map((room, k) => Math.round(Math.max(SIZE / 2, Math.min(room - SIZE / 2, points[i][k]))));
      if (Math.hypot(x - row.x, y - row.y) < MOVED) return;
      Object.assign(row, { x, y });
      row.button.style.translate = `${x}px ${y}px`; // no new layout
      this.put(row);
    });
  }

  /** The rectangle of a label on a side of its joint, inside the picture. */
  rectangle({ x, y, wide, tall }, side, gap) {
    const [over, down] = SIDES[side];
    const left = x + over * gap + ((over - 1) * wide) / 2, top = y + down * gap + ((down - 1) * tall) / 2;
    return { left: Math.max(0, Math.min(this.width - wide, left)), top: Math.max(0, Math.min(this.height - tall, top)), wide, tall };
  }

  put(row) {
    if (!row.note.textContent) return;
    row.box = this.rectangle(row, row.side, row.gap);
    row.note.style.translate = `${row.box.left}px ${row.box.top}px`;
  }

  /** Give each label a near place where it covers no other label, no joint and little of the body. */
  arrange(body) {
    const joints = this.rows.map(({ x, y }) => ({ left: x - 12, top: y - 12, wide: 24, tall: 24 }));
    const taken = [];
    for (const row of this.rows.filter(({ note }) => note.textContent)) {
      const places = Object.keys(SIDES).flatMap((side) => GAPS.map((gap) => {
        const box = this.rectangle(row, side, gap), cover = (others) => others.reduce((sum, other) => sum + shared(box, other), 0);
        const hidden = body.filter(([x, y]) => x > box.left - 4 && x < box.left + box.wide + 4 && y > box.top - 4 && y < box.top + box.tall + 4);
        const moved = (side === row.side ? 0 : 60) + (gap === row.gap ? 0 : 60) + (side === row.spot.label ? 0 : 40);
        return { side, gap, box, cost: 4 * cover(taken) + 3 * cover(joints) + 260 * hidden.length + 6 * gap + moved };
      }));
      const best = places.reduce((a, b) => (b.cost < a.cost ? b : a));
      Object.assign(row, { side: best.side, gap: best.gap });
      taken.push(best.box);
      this.put(row);
    }
  }

  /** From each joint to its label, where they lie apart: [x, y, x, y] px. */
  links() {
    return this.rows.filter(({ box, note }) => box && note.textContent).map(({ x, y, box }) => {
      const across = Math.max(box.left, Math.min(box.left + box.wide, x)), down = Math.max(box.top, Math.min(box.top + box.tall, y));
      return [x, y, across, down];
    }).filter(([x, y, across, down]) => Math.hypot(across - x, down - y) > LINKED);
  }

  /**
   * Show the turn of each joint and where both sides pull.
   * @param frame {angles, activation}  @param {() => number[][]} body points of the body, px
   */
  describe(frame, body) {
    const { spec } = this, asked = spec.task.map((channel) => spec.muscles[channel].joint);
    let due = performance.now() - this.arrangedAt >= ARRANGE_MS;
    for (const row of this.rows) {
      const { spot, note } = row;
      const turned = turnsOf(spec, spot.joint, frame.angles);
      const words = turned.map(({ degrees, said }) => `${said[degrees > 0 ? 0 : 1]} ${Math.abs(degrees)}°`.replace(/([+−]) /, "$1"));
      const twisted = words.length && !asked.includes(spot.joint);
      if (isStiff(spec, spot.joint, frame.activation)) words.unshift(spec.body.words.stiff);
      const text = (twisted ? `${spec.body.words.twisted}: ` : "") + words.join("\n");
      note.classList.toggle("ml-unwanted", Boolean(twisted));
      if (note.textContent === text) continue;
      due ||= !note.textContent || !text; // a label comes or goes
      note.textContent = text;
      Object.assign(row, { wide: note.offsetWidth, tall: note.offsetHeight });
    }
    if (!this.width || !due) return;
    this.arrangedAt = performance.now();
    this.arrange(body());
  }
}

/** The area that two rectangles share. */
function shared(a, b) {
  const wide = Math.min(a.left + a.wide, b.left + b.wide) - Math.max(a.left, b.left);
  const tall = Math.min(a.top + a.tall, b.top + b.tall) - Math.max(a.top, b.top);
  return wide > 0 && tall > 0 ? wide * tall : 0;
}

/** The degrees of freedom of a joint that are turned away from rest, whole degrees. */
export function turnsOf(spec, joint, angles) {
  const own = new Map(spec.body.turns.map((turn) => [turn.dof, turn])); // one row per degree of freedom
  return [...own.values()]
    .filter((turn) => turn.dof.startsWith(`${joint}/`))
    .map((turn) => ({ degrees: Math.round((angles[turn.angle] * 180) / Math.PI), said: turn.said }))
    .filter(({ degrees }) => Math.abs(degrees) >= SHOWN_FROM);
}

/** Whether two muscles of a joint that oppose each other are active at once, and not one far more than the other. */
export function isStiff(spec, joint, activation) {
  const { arms, active, stiff } = spec.body;
  const working = arms.map((own, channel) => ({ own, channel, level: activation[channel] }))
    .filter(({ channel, level }) => spec.muscles[channel].joint === joint && level >= active);
  return working.some((one, i) => working.slice(i + 1).some((other) =>
    opposition(one.own, other.own) > 0 && 2 * Math.min(one.level, other.level) >= stiff * (one.level + other.level)));
}

/** How much two muscles oppose each other, over all degrees of freedom that they share. */
function opposition(one, other) {
  const arms = new Map(other);
  return -one.reduce((sum, [dof, arm]) => sum + arm * (arms.get(dof) || 0), 0);
}
