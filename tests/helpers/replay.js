// Run in node and in a browser: replay a recording on the engine, and give back the state.
// request: {module, code, data (base64), jobs: [{recording, twin, seed}]}; the seed is a text.
async (request) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const { loadEngine } = await import(`data:text/javascript;base64,${request.module}`);
  const began = performance.now();
  const engine = await loadEngine(bytes(request.code).buffer, bytes(request.data).buffer);
  const loaded = performance.now() - began;
  const results = [];
  for (const { recording, twin, seed } of request.jobs) {
    const { body, preset, levers, lesions, stimuli, command, ms, events } = recording;
    // A preset fixes levers that a recording names only where they differ from health.
    const all = { ...engine.usual(), ...levers };
    const options = { body, preset, levers: all, lesions, stimuli, command, twin };
    const session = engine.create({ ...options, seed: BigInt(seed) });
    const set = (what, value, forMs) => {
      const [kind, key] = what.split(" ");
      if (what === "command") session.command(value);
      else if (what === "touch") session.touch(value, forMs);
      else if (kind === "stimulus") session.stimulate(key, value, forMs);
      else if (kind === "lesion") session.lesion(key, value);
      else session.set(what, value);
    };
    const start = performance.now();
    const play = () => {
      for (const [at, what, value, forMs = 0] of events) {
        session.advance(at - session.time);
        set(what, value, forMs);
      }
      session.advance(ms - session.time);
    };
    play();
    session.reset(); // and once more, from the start
    play();
    const took = (performance.now() - start) / 2;
    const hex = (array) =>
      [...new Uint8Array(array.buffer)].map((x) => x.toString(16).padStart(2, "0")).join("");
    const names = Object.keys(session.arrays).filter((name) => name.startsWith("state."));
    const state = [0, 1].map((run) =>
      Object.fromEntries(names.map((n) => [n.slice(6), hex(session.values(n.slice(6), run))])),
    );
    const readouts = [0, 1].map((run) => {
      const { level, ...rest } = session.readout(run);
      return { level: [...level], ...rest };
    });
    const streams = [0, 1].map((run) => session.streams(run));
    results.push({ readouts, streams, state, recording: session.recording(), ms: took });
  }
  return { loaded, results };
};
