// The comparison's live view: receives both sides' frames, paints them, and acknowledges them.
import { unpack } from "./frame.js";
import { PairTraces } from "./compare_traces.js";
import { listen } from "./keys.js";

const CALM_MS = 500; // two frames a second for visitors who prefer less motion
const NUMBERS_MS = 250;
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
  let cells = [], latest = null, held = null, reading = null, asked = false, paintedAt = 0, heardAt = 0;

  const calm = () => reduced.matches || document.documentElement.dataset.motion === "calm";

  function paint(now) {
    asked = false;
    paintedAt = now;
    traces.paint();
    stats.painted += 1;
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

  function take(buffer) {
    const pair = halves(buffer);
    held = pair ? null : buffer;
    if (!pair) return;
    latest = pair;
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
      latest = null;
    }
    if (held) take(held);
  }

  /** Fill in the read-out; the sentence only when it changes, as screen readers announce it. */
  function tick() {
    if (model.get("playing") && performance.now() - heardAt > PATIENCE_MS && !document.hidden) {
      heardAt = performance.now();
      model.send({ type: "ready" });
    }
    for (const spot of reading ? document.querySelectorAll("[data-reading]") : []) {
      const value = reading[spot.dataset.reading];
      if (spot.textContent !== value) spot.textContent = value;
    }
    if (!latest) return;
    cells.forEach(([a, b, difference], m) => {
      const [first, second] = [latest.a.activation[m], latest.b.activation[m]];
      a.textContent = percent(first);
      b.textContent = percent(second);
      difference.textContent = percent(second - first, "+");
    });
  }

  const recolour = () => traces.recolour();
  const sized = new ResizeObserver(() => traces.resize());
  const themed = new MutationObserver(recolour);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", recolour);
  const silence = listen(model), clock = setInterval(tick, NUMBERS_MS);
  model.on("change:spec", begin);
  model.on("msg:custom", (message, buffers) => {
    if (message.type !== "frame") return;
    reading = message.reading || reading;
    take(buffers[0]);
  });
  begin();
  sized.observe(find(".ml-plot"));
  model.send({ type: "ready" });
  return () => {
    sized.disconnect();
    themed.disconnect();
    dark.removeEventListener("change", recolour);
    clearInterval(clock);
    silence();
  };
}
