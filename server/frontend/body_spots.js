// A button over every joint of the body: a click touches the skin there. A label beside it shows
// how far the joint is turned, and whether opponents pull at the same time.

const SIZE = 44; // px, the smallest target
const MOVED = 3; // px a joint moves before its button follows
const SHOWN_FROM = 3; // degrees from which a turn is reported

export class Spots {
  /** @param {HTMLElement} box  @param {(joint: string) => void} touch */
  constructor(box, touch) {
    Object.assign(this, { box, touch, rows: [] });
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
      note.dataset.side = spot.label;
      note.setAttribute("aria-hidden", "true"); // the list of postures says the same
      this.box.append(button, note);
      return { spot, button, note, x: -SIZE, y: -SIZE };
    });
    this.mark(spec.body.touched);
  }

  mark(touched) {
    this.rows.forEach(({ spot, button }) => button.setAttribute("aria-pressed", String(spot.joint === touched)));
  }

  place(points, width, height) {
    this.rows.forEach((row, i) => {
      const x = Math.max(SIZE / 2, Math.min(width - SIZE / 2, points[i][0]));
      const y = Math.max(SIZE / 2, Math.min(height - SIZE / 2, points[i][1]));
      if (Math.hypot(x - row.x, y - row.y) < MOVED) return;
      Object.assign(row, { x, y });
      for (const part of [row.button, row.note]) part.style.translate = `${x}px ${y}px`; // no new layout
    });
  }

  /** Show the turn of each joint and where both sides pull. @param frame {angles, activation} */
  describe(frame) {
    const { spec } = this, wanted = spec.muscles[spec.wanted].joint;
    for (const { spot, note } of this.rows) {
      const turned = turnsOf(spec, spot.joint, frame.angles);
      const words = turned.map(({ degrees, said }) => `${said[degrees > 0 ? 0 : 1]} ${Math.abs(degrees)}°`.replace(/([+−]) /, "$1"));
      const twisted = words.length && spot.joint !== wanted;
      if (isStiff(spec, spot.joint, frame.activation)) words.unshift(spec.body.words.stiff);
      const text = (twisted ? `${spec.body.words.twisted}: ` : "") + words.join("\n");
      if (note.textContent !== text) note.textContent = text;
      note.classList.toggle("ml-unwanted", Boolean(twisted));
    }
  }
}

/** The degrees of freedom of a joint that are turned away from rest, whole degrees. */
export function turnsOf(spec, joint, angles) {
  const own = new Map(spec.body.turns.map((turn) => [turn.dof, turn])); // one row per degree of freedom
  return [...own.values()]
    .filter((turn) => turn.dof.startsWith(`${joint}/`))
    .map((turn) => ({ degrees: Math.round((angles[turn.angle] * 180) / Math.PI), said: turn.said }))
    .filter(({ degrees }) => Math.abs(degrees) >= SHOWN_FROM);
}

/** Whether muscles pull a joint both ways at once, with active muscles on each side. */
export function isStiff(spec, joint, activation) {
  const pulls = new Map();
  spec.body.arms.forEach((arms, channel) => {
    if (spec.muscles[channel].joint !== joint) return;
    for (const [dof, arm] of arms) {
      const sides = pulls.get(dof) || [0, 0];
      sides[arm > 0 ? 0 : 1] += Math.abs(arm) * activation[channel];
      pulls.set(dof, sides);
    }
  });
  return [...pulls.values()].some((sides) => Math.min(...sides) >= spec.body.active);
}
