// What the muscles and joints did in the last seconds, computed again from a stored state.
import { apply } from "./recording.js";
import { Slices } from "./slices.js";

export const COURSE_MS = 30000;

/** A session of its own in the present state of `live`, or in a stored one. */
export function copySession(live, state = live.session.save()) {
  const { body, preset, seed, twin, start } = live.session;
  const session = live.engine.create({ body: body.name, preset, seed, twin, ...start });
  session.restore(state);
  return session;
}

/**
 * The last 30 seconds as CSV, a row each 10 ms, with the columns of Trajectory.frame and the
 * index of co-contraction. options: see Slices.
 */
export async function timeCourse(live, options) {
  const slices = new Slices(options);
  const { sample_ms: every } = live.engine;
  const { time: end, events } = live.session;
  const from = Math.max(0, end - COURSE_MS);
  const session = copySession(live, live.states.findLast((state) => state.time <= from));
  const began = session.time;
  const due = events.filter(([at]) => at >= began);
  const { muscles, dofs } = session.body;
  const rows = [[
    "time_ms", ...muscles.map(({ key }) => `muscle/${key}`), ...dofs.map(({ key }) => `joint/${key}`),
    "co_contraction_index",
  ]];
  for (let next = began + every - (began % every); next <= end; next += every) {
    while (due.length && due[0][0] < next) {
      session.advance(due[0][0] - session.time);
      apply(session, due.shift());
    }
    session.advance(next - session.time);
    if (next > from) {
      const { co_contraction: index } = session.readout();
      rows.push([next, ...session.values("activation"), ...session.values("angle"), index]);
    }
    await slices.rest((next - began) / (end - began));
  }
  return `${rows.map((row) => row.join(",")).join("\n")}\n`;
}
