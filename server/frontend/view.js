// The live view: receives frames from the server, paints them, and acknowledges them.
import { BodyPanel } from "./body_panel.js";
import { unpack } from "./frame.js";
import { listen } from "./keys.js";
import { rowsOf } from "./layout.js";
import { keepSize, onColours } from "./surroundings.js";
import { NetworkPicture } from "./network.js";
import { Targets } from "./targets.js";
import { Traces } from "./traces.js";

const SETTLE_MS = 150; // time constant of the displayed activity, so that nothing flashes
const CALM_MS = 500; // two frames a second for visitors who prefer less motion
const CHECK_MS = 250;
const SAY_MS = 2500; // a screen reader is told a new sentence at most this often
const SOURCES = { rate: "rates", muscle: "activation", angle: "angles" }; // of data-live numbers
const PATIENCE_MS = 3000; // after this time a missing frame counts as lost

function skeleton(el, words) {
  el.classList.add("ml-live");
  el.innerHTML = `
    <section class="ml-body"></section>
    <section class="ml-net" aria-label="${words.network}">
      <button type="button" class="ml-press ml-skip">${words.skip}</button>
      <div class="ml-stage"><canvas aria-hidden="true"></canvas><div class="ml-targets" role="group" aria-label="${words.nodes}"></div></div>
      <ul class="ml-legend">
        <li><span class="ml-sign ml-sign-excitatory" aria-hidden="true"></span>${words.excites}</li>
        <li><span class="ml-sign ml-sign-inhibitory" aria-hidden="true"></span>${words.inhibits}</li>
        <li><span class="ml-key-bars" aria-hidden="true"></span>${words.bars}</li>
        <li><span class="ml-key-mark" aria-hidden="true"></span>${words.mark}</li>
      </ul>
    </section>
    <section class="ml-traces" aria-label="${words.traces}">
      <h2 tabindex="-1">${words.traces}</h2><p class="ml-note">${words.traces_note}</p><div class="ml-plot" role="img" aria-label="${words.traces_text}"></div>
      <h2>${words.posture}</h2><ul class="ml-live-rates ml-posture"></ul>
      <details class="ml-table"><summary>${words.table}</summary><table></table></details>
    </section>`;
  el.querySelector(".ml-skip").onclick = () => el.querySelector(".ml-traces h2").focus();
  return (selector) => el.querySelector(selector);
}

/** The traces' present values as a table; numbers() fills in the numbers. */
function tabulate(table, spec) {
  table.innerHTML = `<thead><tr><th scope="col">${spec.words.muscle_name}</th><th scope="col">${spec.words.activity}</th></tr></thead><tbody></tbody>`;
  spec.lanes.flatMap((lane) => [lane.up, lane.down]).filter((m) => m !== null).forEach((muscle) => {
    const row = table.tBodies[0].insertRow();
    row.insertCell().textContent = spec.muscles[muscle].name;
    row.insertCell().dataset.live = `muscle ${muscle} 100 %`;
  });
}

/** One row per degree of freedom: its rotation from rest, to either side. */
function pose(list, spec) {
  list.textContent = "";
  spec.dofs.forEach((name, i) => {
    const row = list.appendChild(document.createElement("li"));
    row.append(document.createElement("span"), document.createElement("span"));
    row.firstChild.textContent = name;
    row.lastChild.className = "ml-meter ml-turn";
    row.lastChild.dataset.live = `angle ${i} ${180 / Math.PI} °`;
    const turn = spec.body.turns.find(({ angle, named }) => angle === i && named);
    if (turn) row.lastChild.dataset.said = turn.said.join("|");
  });
}

export async function render({ model, el }) {
  let spec = model.get("spec");
  const find = skeleton(el, spec.words);
  const stage = find(".ml-stage"), picture = new NetworkPicture(find(".ml-stage canvas"));
  const body = new BodyPanel(find(".ml-body"), spec, (joint) => model.send({ type: "touch", joint }));
  const targets = new Targets(find(".ml-targets"), (node) => model.send({ type: "select", node }));
  const traces = new Traces(find(".ml-plot"));
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const stats = (window.motorloops = { frames: 0, painted: 0, frame: null, body });
  let shown = null, latest = null, held = null, told = null, asked = false, paintedAt = 0, heardAt = 0, saidAt = 0, chosen = "";

  const calm = () => reduced.matches || document.documentElement.dataset.motion === "calm";
  const choice = () => targets.indexOf(model.get("selected"));

  /** Let the displayed activity follow the latest frame without jumps while time runs. */
  function settle(now) {
    const fresh = { rates: latest.rates, strengths: latest.strengths, activation: latest.activation, angles: latest.angles };
    const share = model.get("playing") ? 1 - Math.exp(-(now - paintedAt) / SETTLE_MS) : 1;
    if (!shown || Object.keys(fresh).some((part) => shown[part].length !== fresh[part].length)) shown = structuredClone(fresh);
    for (const part of Object.keys(fresh)) {
      fresh[part].forEach((value, i) => { shown[part][i] += share * (value - shown[part][i]); });
    }
    paintedAt = now;
  }

  function paint(now) {
    asked = false;
    if (!latest) return;
    settle(performance.now()); // the time of the frame, "now", may lie before the end of a wait
    // In a frame of another site the network and the traces are left out.
    if (picture.plan) picture.paint({ ...shown, selected: choice(), moving: calm() ? null : model.get("playing"), now });
    body.paint(shown);
    if (traces.plot.width) traces.paint();
    told = latest;
    tell();
    stats.painted += 1;
    stats.paintedAt = paintedAt;
    stats.told = told;
  }

  function ask() {
    if (asked) return;
    asked = true;
    const wait = calm() ? Math.max(0, CALM_MS - (performance.now() - paintedAt)) : 0;
    if (wait) setTimeout(() => requestAnimationFrame(paint), wait);
    else requestAnimationFrame(paint);
  }

  function take(buffer, reading) {
    const frame = unpack(buffer, spec);
    held = frame ? null : [buffer, reading];
    if (!frame) return;
    latest = Object.assign(frame, { reading });
    heardAt = performance.now();
    traces.add(frame);
    stats.frames += 1;
    stats.frame = frame;
    ask();
    // Acknowledge from an animation frame, so that a browser that cannot keep up slows the server.
    if (frame.seq % model.get("window") === 0) requestAnimationFrame(() => model.send({ type: "ack", seq: frame.seq }));
  }

  /** Show gauge, sentence and numbers of the frame that the picture shows. */
  function tell() {
    for (const spot of document.querySelectorAll("[data-reading]")) {
      const value = told.reading[spot.dataset.reading];
      if (spot.dataset.reading === "level") point(spot, value);
      else if (spot.textContent !== value) spot.textContent = value;
    }
    numbers();
    body.describe(told);
    if (performance.now() - saidAt < SAY_MS) return;
    for (const spot of document.querySelectorAll("[data-said-reading]")) {
      if (spot.textContent === told.reading[spot.dataset.saidReading]) continue;
      spot.textContent = told.reading[spot.dataset.saidReading];
      saidAt = performance.now();
    }
  }

  /** Set the needle, and mark the range of the scale that it points to. */
  function point(gauge, level) {
    gauge.style.setProperty("--level", level);
    const passed = [...gauge.querySelectorAll("[data-from]")].filter((zone) => level >= zone.dataset.from);
    gauge.querySelectorAll("[data-from]").forEach((zone) => zone.classList.toggle("ml-here", zone === passed.at(-1)));
  }

  function fit() {
    if (matchMedia("print").matches) return; // pictures keep their size on paper
    const { rows, rowHeight } = rowsOf(spec, stage.clientWidth || 1);
    stage.style.setProperty("--muscles", `${rows * rowHeight}px`);
    const { width, height } = stage.getBoundingClientRect();
    if (width) {
      picture.resize(spec, width, height);
      targets.place(picture.plan);
    }
    body.resize();
    traces.resize();
    [stage, body.stage, find(".ml-plot")].forEach(keepSize);
    ask();
  }

  function begin() {
    const lanes = JSON.stringify([spec.muscles, spec.lanes]);
    spec = model.get("spec");
    targets.start(spec);
    targets.mark(model.get("selected"));
    body.start(spec);
    if (!traces.spec || lanes !== JSON.stringify([spec.muscles, spec.lanes])) {
      traces.start(spec);
      tabulate(find(".ml-table table"), spec);
      pose(find(".ml-posture"), spec);
      latest = told = null;
    }
    recolour();
    fit();
    if (held) take(...held);
  }

  function recolour() {
    picture.recolour();
    body.recolour();
    traces.recolour();
    if (document.documentElement.dataset.paper !== undefined) paint(performance.now());
    else ask();
  }

  function tick() {
    const waited = performance.now() - heardAt > PATIENCE_MS;
    if (model.get("playing") && waited && !document.hidden) {
      heardAt = performance.now();
      model.send({ type: "ready" });
    }
    if (told) tell(); // into parts of the page that have appeared since
  }

  function numbers() {
    for (const spot of document.querySelectorAll("[data-live]")) {
      const [kind, index, scale, unit] = spot.dataset.live.split(" ");
      const value = told[SOURCES[kind]][Number(index)] || 0;
      spot.style.setProperty("--level", Math.max(-1, Math.min(1, value)).toFixed(3));
      const rounded = Math.round(value * Number(scale)) || 0, said = spot.dataset.said?.split("|");
      const text = said ? `${Math.abs(rounded)}° ${rounded ? said[rounded > 0 ? 0 : 1] : ""}` : `${rounded}${unit === "°" ? "" : " "}${unit}`;
      spot.textContent = text.trimEnd().replace("-", "−");
    }
  }

  const sized = new ResizeObserver(fit);
  const fade = onColours(recolour);
  const silence = listen(model);
  const clock = setInterval(tick, CHECK_MS);
  model.on("change:spec", begin);
  model.on("change:selected", () => {
    const node = model.get("selected"), focus = document.activeElement;
    targets.mark(node);
    if (!node && (focus === document.body || focus.closest(".ml-inspector"))) targets.focus(chosen);
    chosen = node;
    ask();
  });
  model.on("msg:custom", (message, buffers) => { 
    if (message.type !== "frame") return;
    take(buffers[0], message.reading);
  });
  begin();
  sized.observe(stage);
  sized.observe(body.stage);
  sized.observe(find(".ml-plot"));
  model.send({ type: "ready" });
  return () => {
    sized.disconnect();
    fade();
    clearInterval(clock);
    silence();
  };
}
