// A recording as a Python script, and the command that repeats a saved one.

const USUAL_MS = 5000; // of a setting that has not run yet

const literal = (value) => (typeof value === "string" ? JSON.stringify(value) : String(value));

const table = (rows) => Object.entries(rows).map(([key, value]) => `${literal(key)}: ${literal(value)}`);

/** The script; recording: see recording.js. */
export function pythonLines({ body, preset, seed, levers, lesions, stimuli, command, ms, events }) {
  const moved = Object.entries(levers).map(([name, value]) => `            ${name}=${literal(value)},`);
  const rows = events.map(([at, what, value, forMs]) =>
    `        Event(${at}, ${literal(what)}, ${literal(value)}${forMs ? `, for_ms=${forMs}` : ""}),`);
  return [
    `from motorloops import Configuration, ${rows.length ? "Event, " : ""}Params, Recording, build_network, simulate`,
    "",
    "session = Recording(",
    "    Configuration(",
    ...(moved.length ? ["        Params().replace(", ...moved, "        ),"] : ["        Params(),"]),
    `        body=${literal(body)},`,
    `        preset=${literal(preset)},`,
    ...[["lesions", lesions], ["stimuli", stimuli]].flatMap(([name, shares]) =>
      (Object.keys(shares).length ? [`        ${name}={${table(shares).join(", ")}},`] : [])),
    "    ),",
    `    seed=${seed},`,
    ...(command === 1 ? [] : [`    command=${command},`]),
    `    ms=${ms || USUAL_MS},`,
    ...(rows.length ? ["    events=(", ...rows, "    ),"] : []),
    ")",
    "network = build_network(session.start.body)",
    "timeline = session.timeline(network)",
    "run = simulate(session.start.params, timeline, [session.seed], network, every_ms=10)",
    'run.frame().to_csv("motorloops.csv", index=False)',
    "",
  ].join("\n");
}

/** The stem of the names of saved files. */
export const stemOf = ({ body, seed }) => `motorloops-${body.name}-${seed}`;

/** The command that repeats the file that Explore saves. */
export const commandLine = (session) =>
  `motorloops run --from ${stemOf(session)}.json --out ${stemOf(session)}.csv`;
