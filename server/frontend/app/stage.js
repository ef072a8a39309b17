// The clock of a page's pictures: one loop for everything that moves, paused when nothing does.
import { calm } from "./picture.js";

const CALM_MS = 250; // four pictures a second for visitors who prefer less motion
const SETTLE_MS = 80; // time constant with which the drawn posture follows the model

/**
 * Call `paint(ms)` for each picture while `live.playing`, and once after each change.
 *
 * live: Live or an object with `playing` and `frame`; paint: called with the milliseconds since
 * the last picture. Returns {ask, stop}: `ask` wants one more picture.
 */
export function pictures(live, paint) {
  let last = 0;
  let asked = 0;
  let stopped = false;

  const show = (now) => {
    asked = 0;
    if (stopped) return;
    const ms = last ? now - last : 0;
    if (calm() && live.playing && last && ms < CALM_MS) {
      ask();
      return;
    }
    last = now;
    live.frame(ms);
    paint(ms);
    if (live.playing) ask();
    else last = 0;
  };
  const ask = () => {
    if (!asked && !stopped) asked = requestAnimationFrame(show);
  };
  const hidden = () => {
    last = 0;
  };
  document.addEventListener("visibilitychange", hidden);
  ask();
  return {
    ask,
    stop() {
      stopped = true;
      cancelAnimationFrame(asked);
      document.removeEventListener("visibilitychange", hidden);
    },
  };
}

/** An array that follows another one without jumps. */
export class Settled {
  constructor() {
    this.values = null;
  }

  /** Move towards `goal` for `ms` milliseconds; at once where `ms` is 0 or the size differs. */
  follow(goal, ms) {
    if (!this.values || this.values.length !== goal.length || calm()) {
      this.values = Float64Array.from(goal);
      return this.values;
    }
    const share = ms > 0 ? 1 - Math.exp(-ms / SETTLE_MS) : 1;
    for (let k = 0; k < goal.length; k++) this.values[k] += share * (goal[k] - this.values[k]);
    return this.values;
  }
}
