// The comparison's live view: receives both sides' frames, paints them, and acknowledges them.
import { unpack } from "./frame.js";
import { PairTraces } from "./compare_traces.js";
import { listen } from "./keys.js";
import { keepSize, onColours } from "./surroundings.js";

const CALM_MS = 500; // two frames a second for visitors who prefer less motion
const CHECK_MS = 250;
const SAY_MS = 2500; // a screen reader is told a new sentence at most this often
const PATIENCE_MS = 3000; // after this time a missing frame counts as lost

function skeleton(el, words) {
  el.classList.add("ml-live");
  el.innerHTML = `
    <section class="ml-traces" aria-label="${words.picture}">
      <h2>${words.picture}</h2>
      <ul class="ml-legend">
        <li><span class="ml-key-a" aria-hidden="true"></span>${words.side_a}</li>
        <li><span class="ml-key-b" aria-hidden="true"></span>${words.side_b}</li>
        <li><span class="ml-key-difference" aria-hidden="true"></span>${words.difference}</li>
      </ul>
      <p class="ml-note">${words.picture_note}</p>
      <div class="ml-plot" role="img" aria-label="${words.picture_text}"></div>
      <details class="ml-table"><summary>${words.table}</summary><table></table></details>
    </section>`;
  return (selector) => el.querySelector(selector);
}

/** One row per muscle: side A, side B and the difference; tick() fills in the numbers. */
function tabulate(table, spec) {
  const { words } = spec, heads = [words.muscle_name, words.side_a, words.side_b, words.difference];
  table.innerHTML = `<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody></tbody>`;
  return spec.muscles.map((muscle) => {
    const row = table.tBodies[0].insertRow();
    row.insertCell().textContent = muscle.name;
    return ["a", "b", "difference"].map(() => row.insertCell());
  });
}

const percent = (value, sign = "") => `${value > 0 ? sign : ""}${Math.round(value * 100) || 0} %`.replace("-", "−");

export async function render({ model, el }) {
  let spec = model.get("spec");
  const find = skeleton(el, spec.words), traces = new PairTraces(find(".ml-plot"));
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const stats = (window.motorloops = { frames: 0, painted: 0, frame: null, other: null });
  let cells = [], latest = null, held = null, told = null, asked = false, paintedAt = 0, heardAt = 0, saidAt = 0;

  const calm = () => reduced.matches || document.documentElement.dataset.motion === "calm";

  function paint(now) {
    asked = false;
    paintedAt = now;
    traces.paint();
    told = latest;
    if (told) tell();
    stats.painted += 1;
    stats.told = told;
  }

  function ask() {
    if (asked) return;
    asked = true;
    const wait = calm() ? Math.max(0, CALM_MS - (performance.now() - paintedAt)) : 0;
    if (wait) setTimeout(() => requestAnimationFrame(paint), wait);
    else requestAnimationFrame(paint);
  }

  /** Both sides' frames follow each other in one message, and are of the same length. */
  function halves(view) {
    const half = view.byteLength / 2, bytes = view.buffer || view, from = view.byteOffset || 0;
    const [a, b] = [0, half].map((at) => unpack(new DataView(bytes, from + at, half), spec));
    return a && b ? { a, b } : null;
  }

  function take(buffer, reading) {
    const pair = halves(buffer);
    held = pair ? null : [buffer, reading];
    if (!pair) return;
    latest = Object.assign(pair, { reading });
    heardAt = performance.now();
    traces.add(pair);
    Object.assign(stats, { frames: stats.frames + 1, frame: pair.a, other: pair.b });
    ask();
    // Acknowledge from an animation frame, so that a browser that cannot keep up slows the server.
    if (pair.a.seq % model.get("window") === 0) requestAnimationFrame(() => model.send({ type: "ack", seq: pair.a.seq }));
  }

  function begin() {
    const before = JSON.stringify([spec.muscles, spec.lanes]);
    spec = model.get("spec");
    if (!traces.spec || before !== JSON.stringify([spec.muscles, spec.lanes])) {
      traces.start(spec);
      cells = tabulate(find(".ml-table table"), spec);
      latest = told = null;
    }
    if (held) take(...held);
  }

  function tick() {
    if (model.get("playing") && performance.now() - heardAt > PATIENCE_MS && !document.hidden) {
      heardAt = performance.now();
      model.send({ type: "ready" });
    }
    if (told) tell(); // into parts of the page that have appeared since
  }

  /** Show sentence and numbers of the frame that the traces show. */
  function tell() {
    for (const spot of document.querySelectorAll("[data-reading]")) {
      const value = told.reading[spot.dataset.reading];
      if (spot.textContent !== value) spot.textContent = value;
    }
    if (performance.now() - saidAt >= SAY_MS) {
      for (const spot of document.querySelectorAll("[data-said-reading]")) {
        if (spot.textContent === told.reading[spot.dataset.saidReading]) continue;
        spot.textContent = told.reading[spot.dataset.saidReading];
        saidAt = performance.now();
      }
    }
    cells.forEach(([a, b, difference], m) => {
      const [first, second] = [told.a.activation[m], told.b.activation[m]];
      a.textContent = percent(first);
      b.textContent = percent(second);
      difference.textContent = percent(second - first, "+");
    });
  }

  const recolour = () => traces.recolour();
  const sized = new ResizeObserver(() => {
    if (matchMedia("print").matches) return; // the picture keeps its size on paper
    traces.resize();
    keepSize(find(".ml-plot"));
  });
  const fade = onColours(recolour);
  const silence = listen(model), clock = setInterval(tick, CHECK_MS);
  model.on("change:spec", begin);
  model.on("msg:custom", (message, buffers) => {
    if (message.type !== "frame") return;
    take(buffers[0], message.reading);
  });
  begin();
  sized.observe(find(".ml-plot"));
  model.send({ type: "ready" });
  return () => {
    sized.disconnect();
    fade();
    clearInterval(clock);
    silence();
  };
}
