// The small dots that run along the network's lines, from the sending to the receiving
// group. Their rate and speed show the sender's activity. They never flicker.

const OFTEN = 1.4; // most dots a second from one group: well below the 3 Hz limit for flashes
const SPEED = { least: 24, more: 46 }; // px a second
const QUIET = 0.03; // activity below which no dots are sent
const LONGEST = 0.1; // longest step between two frames, s

export class Pulses {
  constructor() { this.rows = []; }

  /** @param routes of the edges, see route() in layout.js */
  start(routes) {
    const known = this.rows.length === routes.length; // only the size has changed: dots stay where they are
    this.rows = routes.map((route, i) => ({ route, due: (i * 0.37) % 1, dots: known ? this.rows[i].dots : [] }));
  }

  /** Advance the dots. @param now ms  @param busy activity of every edge's source, 0..1 */
  step(now, busy) {
    const passed = Math.min(LONGEST, Math.max(0, (now - (this.before ?? now)) / 1000));
    this.before = now;
    this.rows.forEach((row, i) => {
      const activity = busy[i];
      const run = (passed * (SPEED.least + SPEED.more * activity)) / row.route.length;
      row.dots = row.dots.map((at) => at + run).filter((at) => at < 1);
      if (activity < QUIET) return;
      row.due += passed * OFTEN * activity;
      if (row.due < 1) return;
      row.due -= 1;
      row.dots.push(0);
    });
  }

  clear() {
    this.before = undefined;
    this.rows.forEach((row) => { row.dots = []; });
  }

  /** Draw the dots of one edge: a full one excites, an open one inhibits. */
  paint(pen, i, stops, paper) {
    for (const at of this.rows[i].dots) {
      const { x, y } = this.rows[i].route.along(at);
      pen.beginPath();
      pen.arc(x, y, stops ? 3.4 : 3.2, 0, 2 * Math.PI);
      if (stops) {
        const own = pen.fillStyle;
        pen.fillStyle = paper;
        pen.fill();
        pen.fillStyle = own;
        pen.lineWidth = 1.8;
        pen.stroke();
      } else {
        pen.fill();
      }
    }
  }
}
