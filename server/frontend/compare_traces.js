// Both sides' muscles on one time axis: one lane per pair of opponents, the difference below it.
import { Traces } from "./traces.js";

const ROOM = 0.44; // of a lane's height for full activation
const HALF = 0.22; // of a lane's height for a difference of MOST
const MOST = 0.5; // full activation is 1; larger differences stop at the edge
const LANE = 62; // px
const DASH = [7, 4]; // side B, so that the sides differ without colour

export class PairTraces extends Traces {
  /** Start empty for a body: every pair of the spec becomes two lanes. */
  start(spec) {
    this.muscles = spec.muscles.length;
    const lanes = spec.lanes.flatMap((lane) => [lane, { ...lane, difference: true }]);
    // Side B's muscles follow side A's in the rings.
    super.start({ ...spec, lanes, muscles: [...spec.muscles, ...spec.muscles] });
  }

  /** Append the samples of one frame of each side. */
  add({ a, b }) {
    const count = a.samples.length / this.muscles, samples = [];
    for (let s = 0; s < count; s++) {
      for (const side of [a, b]) samples.push(...side.samples.subarray(s * this.muscles, (s + 1) * this.muscles));
    }
    super.add({ time: a.time, commands: a.commands, samples });
  }

  size() {
    return { width: Math.max(240, this.box.clientWidth), height: this.spec.lanes.length * LANE + 48 };
  }

  /** The zero of a muscle's difference: that of the upper muscle is in the upper half. */
  zero(lane, up) { return this.base(lane) + (up ? HALF : -HALF) * 1.1; }

  /** One curve: {side or "difference", muscle, at, room}; at and room in lanes. */
  curves() {
    return this.spec.lanes.flatMap((lane, i) => [["up", 1], ["down", -1]].flatMap(([half, sign]) => {
      const muscle = lane[half];
      if (muscle === null) return [];
      if (lane.difference) return [{ kind: "difference", muscle, at: this.zero(i, sign > 0), room: HALF / MOST }];
      return ["a", "b"].map((kind) => ({ kind, muscle, at: this.base(i), room: sign * ROOM }));
    }));
  }

  heights() {
    return this.curves().map(({ kind, muscle, at, room }) => {
      const a = this.rings[muscle], b = this.rings[muscle + this.muscles];
      if (kind !== "difference") return (kind === "a" ? a : b).map((value) => at + room * value);
      return a.map((value, i) => at + room * Math.max(-MOST, Math.min(MOST, b[i] - value)));
    });
  }

  looks(colour) {
    const kinds = {
      a: { stroke: colour("wanted"), width: 2 },
      b: { stroke: colour("rival"), width: 2, dash: DASH },
      difference: { stroke: colour("ink"), fill: colour("other-fill"), width: 1 },
    };
    return this.curves().map(({ kind, at }) => ({ ...kinds[kind], base: at }));
  }

  names(lane) {
    return ["up", "down"].filter((half) => lane[half] !== null).map((half) => {
      const { name } = this.spec.muscles[lane[half]];
      return [half, lane.difference ? this.spec.words.short : name, lane[half]];
    });
  }
}
