// Explore: the person, the network and the levers, live.
import { announcer, button, choice, download, fold, h, icon, picker, say, setIdle, slider } from "../dom.js";
import { InputError } from "../engine.js";
import { createGauge, indexScale, turnScale } from "../gauge.js";
import { inspector } from "../inspector.js";
import { Live } from "../live.js";
import { bodyNames, labelOf, moreLevers, nameOf, problemOf, titleOf, valueOf } from "../more_levers.js";
import { createStreams } from "../network/simple.js";
import { createWiring } from "../network/wiring.js";
import { readFile, replay, splitQuery } from "../recording.js";
import { Scene, streamsOf, wiringOf } from "../scene.js";
import { Steady, sentences, stateOf } from "../sentence.js";
import { pictures } from "../stage.js";
import { createSound } from "../sound.js";
import { takeHome } from "../take_home.js";
import { createTraces } from "../traces.js";

const FIRST = "torticollis"; // what is shown where the address names nothing
const OWN = ["play", "embed", "view"];
const MARKED = { touch: "touch", stress: "stress", command: "relax", loss: "stop", effort: "effort" };
const SPEEDS = [["0.25", 0.25], ["1", 1], ["4", 4]];
const ADDRESS_MS = 1000; // the address follows at most so often

/** Open Explore in an element. */
export async function open(app, main) {
  const engine = await app.engine();
  return app.main === main ? new Explore(app, main, engine) : null;
}

class Explore {
  constructor(app, main, engine) {
    Object.assign(this, { app, main, engine, t: app.t });
    const changed = (what) => this.changed(what);
    const { explore: left } = app.kept;
    const { [FIRST]: first } = engine.presets;
    // A network of a user's own may lack the body of the first preset.
    this.live = left?.engine === engine ? left
      : new Live(engine, { preset: engine.bodies[first.body] ? FIRST : "moderate" });
    this.bodyNames = bodyNames(engine, app.words);
    this.live.changed = changed;
    this.live.ticks = [() => this.tick()];
    app.kept.explore = this.live;
    this.problem = h("div", { class: "ml-problem", role: "alert" });
    this.view = "simple";
    this.build();
    this.onKey = (event) => this.key(event);
    addEventListener("keydown", this.onKey);
  }

  leave() {
    clearTimeout(this.waiting);
    this.clock?.stop();
    this.live.pause();
    clearTimeout(this.waiting);
    this.live.ticks = [];
    removeEventListener("keydown", this.onKey);
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  /** Show what an address says. */
  visit({ query }) {
    if (query === this.written) return;
    this.attempt(() => {
      const [own, rest] = splitQuery(query, OWN);
      for (const name of ["play", "embed"]) {
        if (own[name] !== undefined && !["0", "1"].includes(own[name])) {
          throw new InputError(name, own[name], "choose from 0, 1");
        }
      }
      // The address of this very session names a moment that it has passed: it goes on.
      if (rest && query !== this.live.written) this.live.visit(rest);
      if (own.view === "wiring") this.show("wiring");
      if (own.play === "1") this.live.play();
    });
    this.address();
  }

  nameOfBody(key) {
    return this.bodyNames.find(([name]) => name === key)[1];
  }

  /** The text for a body, or the one for any where this body has none. */
  forBody(key, body) {
    return this.t(this.app.words.has(`${key}-${body}`) ? `${key}-${body}` : key);
  }

  /** Do something; a value that is not allowed is told in one line. */
  async attempt(act) {
    this.problem.textContent = "";
    try {
      await act();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const problem = problemOf(this.app.words, error);
      this.problem.replaceChildren(h("p", { text: this.t("explore-problem", { problem }) }));
    }
  }

  // --- what stands on the page ---------------------------------------------------------------

  build() {
    const { t, app } = this;
    this.sentence = h("p", { class: "ml-sentence" });
    this.voice = announcer();
    this.stage = h("div", { class: "ml-stage" });
    this.net = h("div", { class: "ml-net-stage" });
    this.gaugeBox = h("section", { class: "ml-card ml-gauge-card", "aria-label": t("explore-gauge") });
    this.side = h("section", { class: "ml-card ml-levers", "aria-label": t("explore-levers") });
    this.below = h("div", { class: "ml-below" });
    this.inspect = h("div", { class: "ml-inspect", hidden: true });
    this.playButton = button(t("explore-play"), () => this.toggle(), { icon: "play", kind: "main" });
    this.bodies = choice({
      legend: t("explore-body"), hidden: true, value: this.live.body.name,
      options: this.bodyNames,
      pick: (key) => this.attempt(() => this.live.setBody(key)),
    });
    this.views = choice({
      legend: t("explore-view"), hidden: true, value: this.view,
      options: ["simple", "wiring"].map((key) => [key, t(`explore-view-${key}`)]),
      pick: (key) => this.show(key),
    });
    const { live } = this;
    const bodyCard = h("section", { class: "ml-card ml-body-card", "aria-label": t("story-picture") },
      h("div", { class: "ml-say" }, this.sentence, app.reader(() => this.aloud())),
      this.stage,
      h("div", { class: "ml-over" }, this.bodies,
        h("div", { class: "ml-row" }, this.playButton,
          h("span", { class: "ml-not-narrow" },
            button(t("explore-reset"), () => live.reset(), { icon: "reset", iconOnly: true })))));
    const netCard = h("section", { class: "ml-card ml-net-card", "aria-label": t("explore-network") },
      h("div", { class: "ml-row ml-between" }, h("h2", { text: t("explore-network") }), this.views),
      this.net, this.inspect);
    this.main.replaceChildren(
      h("h1", { class: "ml-hidden", text: t("explore-title"), tabindex: "-1" }), this.problem,
      h("div", { class: "ml-explore-grid" }, bodyCard, this.gaugeBox, this.side, netCard),
      this.below, this.voice.element);
    this.levers();
    this.lower();
    this.start();
  }

  /** The four first levers, what one starts from, and all others. */
  levers() {
    const { t, app, live } = this;
    const percent = (value) => app.number(value, { style: "percent" });
    const lever = (name, kind = "") => slider({
      label: t(`explore-${name}`), help: t(`explore-${name}-help`), low: 0, high: 1, step: 0.01, kind,
      value: live.levers[name] ?? live.levers.loss_cortex, show: percent,
      ends: name === "loss" ? [t("explore-none"), t("explore-all")] : null,
      input: (value) => this.attempt(() => {
        live.set(name, value);
        this.mark(name);
      }),
    });
    this.first = { loss: lever("loss", "ml-stop"), effort: lever("effort"), stress: lever("stress") };
    this.touchButton = button(t("explore-touch"), () => this.touch(), { icon: "touch", kind: "touch", pressed: false });
    this.relaxButton = button(t("explore-relax"), () => {
      live.command(live.trying ? 0 : 1);
      this.mark("command");
    }, { pressed: false });
    const presets = Object.entries(this.engine.presets);
    const titles = (rows) => rows.map(([key, row]) => [key, titleOf(app.words, key, row)]);
    const on = (body) => presets.filter(([, row]) => row.body === body);
    this.presets = picker({
      label: t("explore-start-from"), value: live.session.preset,
      options: [
        ...this.bodyNames.map(([body, group]) => ({ group, options: titles(on(body)) })).filter((row) => row.options.length),
        { group: t("explore-any-body"), options: titles(on(null)) },
      ],
      pick: (key) => this.attempt(() => {
        live.preset(key);
        live.play();
      }),
    });
    this.more = moreLevers(this.engine, () => this.live, {
      words: app.words, t, number: app.number,
    });
    const wrapped = fold(t("explore-more"), this.more);
    wrapped.classList.add("ml-more");
    this.side.replaceChildren(
      h("h2", { text: t("explore-change") }),
      h("div", { class: "ml-first-levers" }, ...Object.values(this.first),
        h("div", { class: "ml-touching" }, this.touchButton, this.relaxButton)),
      this.presets, wrapped);
  }

  /** Time, undo, kept moments, traces and what to take home. */
  lower() {
    const { t, live } = this;
    this.undoButton = button(t("explore-undo"), () => this.attempt(() => live.undo()), { icon: "undo" });
    this.redoButton = button(t("explore-redo"), () => this.attempt(() => live.redo()), { icon: "redo" });
    this.timeText = h("p", { class: "ml-help ml-time" });
    this.momentList = h("ul", { class: "ml-moments" });
    const speed = choice({
      legend: t("explore-speed"), value: String(live.speed),
      options: SPEEDS.map(([key]) => [key, t(`explore-speed-${key.replace(".", "-")}`)]),
      pick: (key) => {
        live.speed = Number(key);
      },
    });
    const time = fold(t("explore-time"), h("div", { class: "ml-row" },
      button(t("explore-reset"), () => live.reset(), { icon: "reset" }),
      button(t("explore-step-back"), () => live.stepBack(), { icon: "stepback" }),
      button(t("explore-step"), () => live.step(), { icon: "step" }),
      this.undoButton, this.redoButton,
      button(t("explore-new-seed"), () => live.newSeed())), speed, this.timeText);
    this.keepButton = button(t("explore-keep"), () => this.attempt(() => live.keep("")));
    const moments = fold(t("explore-moments"), h("p", { class: "ml-help", text: t("explore-moments-help") }),
      this.keepButton, this.momentList);
    this.traceBox = fold(t("explore-traces"));
    this.logList = h("ol", { class: "ml-log", tabindex: "0", "aria-label": t("explore-log") });
    const log = fold(t("explore-log"), this.logList);
    const agents = this.app.host.check ? this.agents() : null;
    const keys = fold(t("explore-keys"), h("dl", { class: "ml-keys" }, ["k", "r", "t", "x", "s", "z"].flatMap((key) =>
      [h("dt", {}, h("kbd", { text: key })), h("dd", { text: t(`explore-key-${key}`) })])));
    this.sound = createSound(live, { t, number: this.app.number });
    this.home = takeHome(this);
    const hear = fold(t("explore-hear"), this.sound.element);
    this.below.replaceChildren(time, this.traceBox, hear, moments, log, this.home, ...(agents ? [agents] : []), keys);
  }

  /** Where there is a server: let its Mesa agents run the recording, and compare the bits. */
  agents() {
    const { t } = this;
    const told = h("p", { role: "status" });
    const check = async () => {
      const file = this.live.file();
      say(told, t("explore-agents-working"));
      const found = await this.app.host.check(file);
      if (found.problem) {
        say(told, t("explore-problem", { problem: found.problem }));
        return;
      }
      const session = replay(this.engine, readFile(this.engine, file), found.ms);
      const same = ["activation", "angle"].every((name) => {
        const own = session.values(name);
        return own.length === found[name].length && own.every((x, k) => Object.is(x, found[name][k]));
      });
      const fields = { seconds: found.ms / 1000, count: found.activation.length + found.angle.length };
      say(told, t(same ? "explore-agents-same" : "explore-agents-differ", fields));
    };
    return fold(t("explore-agents"), h("p", { class: "ml-help", text: t("explore-agents-help") }),
      button(t("explore-agents-check"), () => this.attempt(check)), told);
  }

  /** Everything that belongs to one body; built again with another one. */
  start() {
    const { live, t, app, engine } = this;
    this.clock?.stop();
    this.scene = new Scene(live, t);
    this.stage.replaceChildren(this.scene.element);
    window.motorloops = { live, scene: this.scene }; // for tests and the curious
    // A loss on one side turns a neck though its opponents rest: there the turn says more.
    const shown = live.body.name === "neck" ? "turn" : "index";
    this.gauges = {
      turn: createGauge(live.body, app, turnScale()), index: createGauge(live.body, app, indexScale(live.body)),
    };
    this.gaugeChoice = choice({
      legend: t("explore-gauge-choice"), hidden: true, value: shown,
      options: Object.keys(this.gauges).map((key) => [key, t(`explore-gauge-${key}`)]),
      pick: (key) => this.showGauge(key),
    });
    this.traces = createTraces(engine, live.body, {
      t, nameOf: (muscle) => nameOf(app.words, "muscle", muscle, live.body),
    });
    this.traceBox.replaceChildren(this.traceBox.querySelector("summary"), this.traces.element);
    this.showGauge(shown);
    this.steady = new Steady();
    this.streams = createStreams(engine, live.body, { t });
    this.wiring = null;
    this.show(this.view);
    this.shownBody = live.body.name;
    this.last = -1;
    this.clock = pictures(live, (ms) => this.paint(ms));
    this.tick(); // the present, if it was reached elsewhere
    this.follow();
  }

  /** The turn that was not asked for in degrees, or the index of co-contraction. */
  showGauge(kind) {
    this.gauge = this.gauges[kind];
    this.gaugeBox.replaceChildren(this.gauge.element);
    // On a phone the levers come first.
    const narrow = matchMedia("(max-width: 720px)").matches;
    (narrow ? this.traceBox : this.gaugeBox).append(this.gaugeChoice);
    this.clock?.ask();
  }

  /** The simple network, or all of its populations. */
  show(view) {
    this.view = view;
    this.views.set(view);
    if (view === "wiring") {
      this.wiring ??= createWiring(this.engine, this.live.body, {
        t: this.t, has: (key) => this.app.words.has(key), onSelect: (key) => this.select(key),
      });
      this.net.replaceChildren(this.wiring.element);
    } else {
      this.net.replaceChildren(this.streams.element);
      this.select(null);
    }
    this.main.classList.toggle("ml-wired", view === "wiring");
    this.clock?.ask();
  }

  select(key) {
    if (!key && this.inspect.contains(document.activeElement)) this.wiring.focus(this.selected);
    this.selected = key === this.selected ? null : key;
    this.wiring?.select(this.selected ?? "");
    this.inspect.hidden = !this.selected;
    this.inspect.replaceChildren(...(this.selected ? [inspector(this, this.selected)] : []));
  }

  // --- while it runs ------------------------------------------------------------------------------

  tick() {
    const { live } = this;
    this.address(); // it names the present moment
    const read = live.session.readout(0);
    if (!read) return;
    this.gauges.index.add(live.time, read.co_contraction);
    this.gauges.turn.add(live.time, this.scene.away);
    this.traces.add(live.time, read.level);
  }

  paint(ms) {
    const { live, scene } = this;
    if (live.body.name !== this.shownBody) return;
    scene.paint(ms);
    if (this.view === "simple") this.streams.update(streamsOf(live));
    else this.wiring.update(wiringOf(live));
    this.gauge.update();
    if (this.traceBox.open) this.traces.update(live.body.aims[live.levers.task][live.levers.agonist]);
    this.speak();
    if (scene.moving) this.clock.ask();
  }

  speak() {
    const state = this.steady.take(stateOf(this.live, this.scene, this.beforeTouch), this.live.time);
    const rows = sentences(this.live, state);
    const text = rows.map(({ key, or }) => this.t(this.app.words.has(key) ? key : or)).join(" ");
    if (text === this.spoken) return;
    this.spoken = text;
    this.sentence.textContent = text;
    this.voice.tell(text);
  }

  aloud() {
    const rows = this.scene.person.describe().map(({ key, fields }) => this.t(key, fields));
    return [this.spoken, ...rows, this.gauge.describe()].join(" ");
  }

  /** Something but the time has changed. */
  changed(what) {
    if (this.live.body.name !== this.shownBody) this.start();
    else if (what === "start") {
      for (const gauge of Object.values(this.gauges)) gauge.clear();
      this.traces.clear();
      this.steady = new Steady();
      this.tick();
    }
    const touching = this.live.levers.touch > 0;
    if (touching && !this.touching) this.beforeTouch = this.scene.away;
    this.touching = touching;
    this.follow();
    this.address();
  }

  /** Let the controls show the present setting. */
  follow() {
    const { live, t } = this;
    const { levers, engine } = { levers: live.levers, engine: this.engine };
    const losses = engine.short_forms.loss.map((name) => levers[name]);
    this.first.loss.set(Math.max(...losses));
    this.first.effort.set(levers.effort);
    this.first.stress.set(levers.stress);
    this.touchButton.setAttribute("aria-pressed", String(levers.touch > 0));
    say(this.touchButton.lastChild, this.forBody("explore-touch", live.body.name));
    this.relaxButton.setAttribute("aria-pressed", String(!live.trying));
    this.presets.set(live.session.preset);
    this.bodies.set(live.body.name);
    this.more.follow();
    setIdle(this.undoButton, live.done.length === 0);
    setIdle(this.redoButton, live.undone.length === 0);
    say(this.playButton.lastChild, t(live.playing ? "explore-pause" : "explore-play"));
    this.playButton.firstChild.replaceWith(icon(live.playing ? "pause" : "play"));
    say(this.timeText, t("explore-time-now", { seconds: live.time / 1000, seed: String(live.session.seed) }));
    this.moments();
    this.log();
    this.clock?.ask();
  }

  moments() {
    const { t, live } = this;
    const now = JSON.stringify(live.moments.map(({ number }) => number));
    if (now === this.momentsShown) return;
    this.momentsShown = now;
    this.momentList.replaceChildren(...live.moments.map(({ number, recording }) => h("li", { class: "ml-row" },
      h("span", { text: t("explore-moment", { number, seconds: recording.ms / 1000, body: this.nameOfBody(recording.body) }) }),
      button(t("explore-moment-go", { number }), () => live.goTo(number)),
      button(t("explore-moment-drop", { number }), () => {
        live.drop(number);
        this.keepButton.focus();
      }))));
  }

  log() {
    const { t, live } = this;
    const rows = live.session.events.slice(-50).reverse().map(([at, what, value]) =>
      t("explore-log-row", { seconds: at / 1000, ...this.event(what, value) }));
    const now = rows.join("\n");
    if (now === this.logShown) return;
    this.logShown = now;
    this.logList.replaceChildren(...rows.map((text) => h("li", { text })));
  }

  /** An event in words: {what, value}. */
  event(what, value) {
    const { t, app, engine, live: { body } } = this;
    const percent = (share) => app.number(share, { style: "percent" });
    if (what === "command") {
      return { what: t("explore-log-command"), value: t(value ? "explore-log-yes" : "explore-log-no") };
    }
    if (what in engine.levers) {
      const lever = engine.levers[what];
      return { what: labelOf(app.words, lever), value: valueOf(lever, value, body, app) };
    }
    const [kind, key] = what.split(" ");
    const name = nameOf(app.words, "population", body.populations.find((row) => row.key === key));
    return { what: t(`explore-log-${kind}`, { name }), value: kind === "lesion" ? percent(value) : app.number(value) };
  }

  mark(name) {
    const kind = MARKED[name];
    if (!kind) return;
    for (const gauge of Object.values(this.gauges)) gauge.mark(this.live.time, kind);
  }

  toggle() {
    if (this.live.playing) this.live.pause();
    else this.live.play();
  }

  touch() {
    this.attempt(() => {
      const on = this.live.levers.touch > 0;
      this.live.touch(on ? 0 : 1);
      if (!on) this.mark("touch");
    });
  }

  /** Keep the address in step, not more often than browsers allow. */
  address() {
    if (this.waiting) return;
    const write = () => {
      this.waiting = 0;
      const { page } = this.app.routes.now();
      if (this.app.main !== this.main || page !== "explore") return; // the visitor has gone on
      const fields = new URLSearchParams(this.app.routes.now().query);
      const rest = [this.live.address(), this.view === "wiring" ? "view=wiring" : "", fields.get("embed") === "1" ? "embed=1" : ""];
      this.written = this.live.written = rest.filter(Boolean).join("&");
      this.app.routes.replace({ page: "explore", query: this.written });
    };
    this.waiting = setTimeout(write, ADDRESS_MS);
  }

  key({ key, target, altKey, ctrlKey, metaKey }) {
    if (altKey || ctrlKey || metaKey || target.closest("input, select, textarea, dialog, summary")) return;
    const { live } = this;
    const act = {
      k: () => this.toggle(), r: () => live.reset(), t: () => this.touch(), s: () => live.step(),
      x: () => live.command(live.trying ? 0 : 1), z: () => live.undo(),
    }[key];
    if (act) this.attempt(act);
  }

  /** Save the recording of this session as a file. */
  save() {
    const { body, seed } = this.live.session;
    this.attempt(() => download(`motorloops-${body.name}-${seed}.json`, this.live.file(), "application/json"));
  }
}
