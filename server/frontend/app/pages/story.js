// The story: one sentence, one picture and one act a screen; then the sandbox.
import { announcer, button, h, icon, say, slider } from "../dom.js";
import { openDiary } from "../diary.js";
import { createGauge, indexScale, turnScale } from "../gauge.js";
import { Live } from "../live.js";
import { createStreams } from "../network/simple.js";
import { Scene, streamsOf } from "../scene.js";
import { pictures } from "../stage.js";
import { strengthTest } from "../strength.js";

const NECK = { preset: "torticollis" };
const MILD = { ...NECK, changes: { loss: 0.5 } };
const LOCKING = { ...NECK, changes: { loss: 0.7 } };
const ARM = { body: "arm", preset: "healthy" };
const CUP = { body: "arm", preset: "healthy", changes: { task: "hold_cup" } };
const SETTLED_MS = 3000; // after which a posture no longer grows by itself

/**
 * The screens. `start`: the setting; `rest`: nobody tries yet; `run`: milliseconds that have passed
 * when it opens; `panel`: what stands beside the body; `shows`: what its gauge shows, the turn in
 * degrees unless it is the index of co-contraction; `act(live)`: what its button does;
 * `seen(now, before)`: whether the body shows what the text after the act says, from degrees and
 * activity now and just before the act; `wait`: least time from the act to that, in milliseconds.
 */
export const SCREENS = {
  opening: { start: NECK, panel: "strength" },
  gostop: {
    start: ARM, rest: true, panel: "streams", twin: false,
    act: (live) => live.command(1),
    seen: ({ session }) => session.values("angle")[1] > 0.6,
  },
  stoplost: {
    start: CUP, run: SETTLED_MS, panel: "streams",
    slider: { from: 1, set: (live, share) => live.set("loss", Math.round(100 * (1 - share)) / 100) },
    seen: ({ opponents }, before) => opponents > before.opponents + 0.08,
  },
  spread: {
    start: LOCKING, rest: true, panel: "gauge",
    act: (live) => live.command(1),
    seen: ({ away, joined }) => away > 30 && joined >= 3,
    wait: 1500,
  },
  relax: {
    start: LOCKING, run: SETTLED_MS, panel: "gauge",
    act: (live) => live.command(0),
    seen: ({ away }) => away > 30,
    wait: 2500,
  },
  stress: {
    start: MILD, run: SETTLED_MS, panel: "gauge",
    act: (live) => live.set("stress", 0.3),
    seen: ({ away }, before) => away > before.away + 15,
  },
  effort: {
    start: MILD, run: SETTLED_MS, panel: "strength",
    act: (live) => live.set("effort", 0.4),
    seen: ({ away }, before) => away > before.away + 10,
  },
  touch: {
    start: NECK, run: SETTLED_MS, panel: "gauge", toggle: true,
    act: (live) => live.touch(1, ""),
    end: (live) => live.touch(0, ""),
    seen: ({ away }, before) => away < before.away / 2,
  },
  network: {
    start: ARM, run: 1500, panel: "gauge", shows: "index",
    places: ["cortex", "basal_ganglia", "cerebellum", "spinal"],
    seen: ({ index, line }) => index > line,
    wait: 1000,
  },
  believed: { start: { ...NECK, changes: { loss: 0.4 } }, run: SETTLED_MS, reveal: true },
  you: { start: { ...NECK, changes: { loss: 0.5, touch: 1 } }, run: SETTLED_MS, diary: true },
  known: { start: { preset: "healthy", body: "neck" }, rest: true, twin: false, lists: true },
  sandbox: { start: NECK, run: SETTLED_MS, panel: "streams" },
};

const NAMES = Object.keys(SCREENS);
const LEVELS = ["well-measured", "some-studies", "contested", "this-model-only"];

/** Open the story in an element. */
export function open(app, main) {
  return new Story(app, main);
}

class Story {
  constructor(app, main) {
    Object.assign(this, { app, main, screen: null });
    this.onKey = (event) => this.key(event);
    addEventListener("keydown", this.onKey);
  }

  leave() {
    this.screen?.leave();
    removeEventListener("keydown", this.onKey);
  }

  async visit({ screen }) {
    const name = NAMES.includes(screen) ? screen : NAMES[0];
    const first = this.screen === null;
    this.screen?.leave();
    const made = new Screen(this.app, name);
    this.screen = made;
    this.main.replaceChildren(made.element);
    this.app.routes.replace({ page: "story", screen: name });
    if (!first) {
      made.heading.focus();
      scrollTo(0, 0);
    }
    await made.begin();
  }

  /** Arrow keys turn the pages, unless a control needs them. */
  key({ key, target, altKey, ctrlKey, metaKey }) {
    if (altKey || ctrlKey || metaKey || target.closest("input, select, textarea, dialog")) return;
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[key];
    const to = NAMES[NAMES.indexOf(this.screen.name) + step];
    if (step && to) this.app.routes.go({ page: "story", screen: to });
  }
}

class Screen {
  constructor(app, name) {
    const { t } = app;
    Object.assign(this, { app, name, t, data: SCREENS[name], tried: new Set() });
    this.key = (part) => `story-${name}-${part}`;
    this.heading = h("h1", { text: t(this.key("heading")), tabindex: "-1" });
    this.after = h("p", { class: "ml-after", tabindex: "-1" });
    this.stage = h("div", { class: "ml-stage" });
    this.panel = h("div", { class: "ml-panel" });
    this.acts = h("div", { class: "ml-acts" });
    this.voice = announcer();
    this.picture = h("section", {
      class: "ml-picture", "aria-label": t("story-picture"),
    }, this.stage, this.panel, this.voice.element);
    this.words = h("section", { class: "ml-words" },
      this.heading, h("p", { class: "ml-lead", text: t(this.key("text")) }));
    this.element = h("div", { class: `ml-screen ml-screen-${name} ml-with-${this.data.panel ?? "nothing"}` },
      this.tools(), this.words, this.picture, h("div", { class: "ml-do" }, this.acts, this.after),
      this.sure(), this.turn());
  }

  tools() {
    const { t, app } = this;
    this.pauseButton = button(t("story-pause"), () => this.toggle(), { icon: "pause", kind: "quiet" });
    const text = () => [t(this.key("heading")), t(this.key("text")), this.after.textContent,
      this.described()].filter(Boolean).join(" ");
    return h("div", { class: "ml-tools" }, app.reader(text), this.pauseButton);
  }

  described() {
    if (!this.scene) return "";
    return this.scene.person.describe().map(({ key, fields }) => this.t(key, fields)).join(" ");
  }

  sure() {
    const { t } = this;
    const level = LEVELS.map((key) => t(`story-level-${key}`)).find((text) => t(this.key("sure")).startsWith(text));
    const body = h("div", { class: "ml-source" },
      h("p", {}, h("strong", { text: `${t("story-sure-label")} ` }), t(this.key("sure"))),
      h("p", {}, h("strong", { text: `${t("story-source-label")}: ` }), t(this.key("source-text"))));
    const cited = h("p", { class: "ml-cite" });
    body.append(cited);
    const fold = h("details", { class: "ml-fold ml-sure" },
      h("summary", { text: `${t("story-sure-label")} ${level}` }), body);
    fold.addEventListener("toggle", async () => {
      if (!fold.open || cited.textContent) return;
      const sources = await this.app.host.sources();
      const row = sources[t(this.key("source-key"))];
      cited.textContent = row.text;
      if (row.url) cited.append(" ", h("a", { href: row.url, rel: "noreferrer", text: row.url }));
    });
    return fold;
  }

  turn() {
    const { t, app } = this;
    const at = NAMES.indexOf(this.name);
    const link = (name, label, kind, picture) => h("a", {
      class: `ml-button ${kind} ml-${picture}`, href: app.routes.href({ page: "story", screen: name }),
    }, picture === "back" ? icon("back") : null, h("span", { text: label }),
    picture === "next" ? icon("next") : null);
    const dots = NAMES.map((name, k) => h("li", {}, h("a", {
      href: app.routes.href({ page: "story", screen: name }),
      "aria-label": `${k + 1}. ${t(`story-${name}-heading`)}`, title: t(`story-${name}-heading`),
      "aria-current": k === at ? "step" : null,
    })));
    return h("nav", { class: "ml-turn", "aria-label": t("story-progress-list") },
      at > 0 ? link(NAMES[at - 1], t("story-back"), "ml-quiet", "back") : h("span"),
      h("ol", { class: "ml-dots" }, dots),
      h("span", { class: "ml-count", text: t("story-progress", { number: at + 1, total: NAMES.length }) }),
      at < NAMES.length - 1 ? link(NAMES[at + 1], t("story-next"), "ml-quiet", "next") : h("span"),
      at < NAMES.length - 1
        ? h("a", { class: "ml-end", href: app.routes.href({ page: "explore" }), text: t("story-skip") })
        : null);
  }

  async begin() {
    const { app, data } = this;
    this.buttons();
    const engine = await app.engine();
    if (this.over) return;
    this.live = new Live(engine, { ...data.start, command: data.rest ? 0 : 1 }, {
      changed: () => this.showClock(),
    });
    this.live.advance(data.run ?? 0);
    this.scene = new Scene(this.live, this.t, { twin: data.twin ?? true });
    this.stage.append(this.scene.element);
    window.motorloops = { live: this.live, scene: this.scene, paint: (ms) => this.paint(ms) }; // for tests
    await this.addPanel(engine);
    this.clock = pictures(this.live, (ms) => this.paint(ms));
    this.live.play();
    this.clock.ask();
    if (this.control) this.control.disabled = false;
  }

  leave() {
    this.over = true;
    this.clock?.stop();
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  toggle() {
    if (!this.live) return;
    if (this.live.playing) this.live.pause();
    else this.live.play();
    this.clock.ask();
  }

  showClock() {
    const { playing } = this.live;
    const label = this.t(playing ? "story-pause" : "story-play");
    say(this.pauseButton.querySelector("span"), label);
    this.pauseButton.firstChild.replaceWith(icon(playing ? "pause" : "play"));
    this.clock?.ask();
  }

  async addPanel(engine) {
    const { panel, shows } = this.data;
    if (panel === "streams") {
      this.streams = createStreams(engine, this.live.body, { t: this.t });
      this.panel.append(this.streams.element);
    } else if (panel === "gauge") {
      const scale = shows === "index" ? indexScale(this.live.body) : turnScale();
      this.gauge = createGauge(this.live.body, this.app, scale);
      this.panel.append(this.gauge.element);
      this.record();
      this.live.ticks.push(() => this.record());
    } else if (panel === "strength") {
      const { start } = this.data;
      this.panel.append(await strengthTest(engine, start, this.app));
    }
  }

  /** Add the present to the history: the index, or the difference from the healthy twin. */
  record() {
    const { live, scene, data } = this;
    const value = data.shows === "index" ? live.session.readout(0)?.co_contraction : scene.away;
    if (value !== undefined) this.gauge.add(live.time, value);
  }

  paint(ms) {
    const { live, scene, streams, gauge } = this;
    scene.paint(ms);
    streams?.update(streamsOf(live));
    gauge?.update();
    this.watch();
    if (scene.moving) this.clock.ask();
  }

  // --- the act ------------------------------------------------------------------------------

  buttons() {
    const { t, data, app, name } = this;
    const link = (label, route) => h("a", {
      class: "ml-button ml-main", href: app.routes.href(route),
    }, h("span", { text: label }), icon("next"));
    if (name === "opening") {
      this.acts.append(link(t(this.key("act")), { page: "story", screen: NAMES[1] }));
    } else if (name === "sandbox") {
      this.acts.append(link(t(this.key("act")), { page: "explore", query: "preset=torticollis&play=1" }),
        h("a", { class: "ml-button", href: app.routes.href({ page: "lessons" }), text: t("story-sandbox-lessons") }));
    } else if (data.slider) {
      this.control = slider({
        label: t(this.key("act")), value: data.slider.from, low: 0, high: 1, step: 0.01, kind: "ml-stop",
        show: (share) => app.number(share, { style: "percent" }),
        input: (share) => this.act((live) => data.slider.set(live, share), true),
      });
      this.acts.append(this.control);
    } else if (data.places) {
      this.acts.append(h("p", { class: "ml-places-label", text: t(this.key("act")) }),
        h("div", { class: "ml-places" }, data.places.map((place) => {
          const key = this.key(`place-${place.replace("_", "-")}`);
          const press = button(t(key), () => this.place(place, press), { pressed: false });
          return press;
        })));
    } else if (data.diary) {
      this.acts.append(button(t(this.key("act")), () => openDiary(app, () => this.tell()), { kind: "main" }));
    } else if (data.reveal || data.lists) {
      const press = button(t(this.key("act")), () => {
        press.remove();
        if (data.lists) this.lists();
        this.tell();
        this.after.focus({ preventScroll: data.lists }); // the button that had it is gone
      }, { kind: "main" });
      this.acts.append(press);
    } else {
      this.press = button(t(this.key("act")), () => this.pressed(), {
        kind: name === "touch" ? "touch" : "main", icon: name === "touch" ? "touch" : undefined,
        pressed: data.toggle ? false : undefined,
      });
      this.acts.append(this.press);
    }
  }

  /** Put the two lists in the place of the body. */
  lists() {
    const { t } = this;
    this.element.classList.add("ml-listed");
    const part = (kind) => h("div", {}, h("h2", { text: t(this.key(`${kind}-heading`)) }),
      h("ul", {}, [1, 2, 3, 4].map((k) => h("li", { text: t(this.key(`${kind}-${k}`)) }))));
    this.panel.replaceChildren(h("div", { class: "ml-known-lists" }, part("known"), part("unknown")));
  }

  pressed() {
    if (!this.live) return;
    const { data, t } = this;
    if (this.acted && !data.toggle) { // once more, from the beginning
      this.live.start({ ...data.start, command: data.rest ? 0 : 1 });
      this.live.advance(data.run ?? 0);
      this.gauge?.clear();
      this.acted = false;
      this.live.play();
      say(this.press.lastChild, t(this.key("act")));
      this.told("");
      return;
    }
    if (data.toggle && this.acted) {
      this.live.touch(this.on ? 0 : 1, "");
      if (!this.on) this.mark("touch");
    } else {
      this.act(data.act);
      this.mark({ stress: "stress", relax: "relax", effort: "effort", touch: "touch" }[this.name]);
    }
    if (data.toggle) {
      this.on = !this.on;
      this.press.setAttribute("aria-pressed", String(this.on));
      say(this.press.lastChild, t(this.on ? "story-touch-act-end" : this.key("act")));
    } else {
      say(this.press.lastChild, t("story-replay"));
    }
  }

  place(name, press) {
    if (!this.live) return;
    const on = press.getAttribute("aria-pressed") !== "true";
    for (const other of this.acts.querySelectorAll("[aria-pressed]")) other.setAttribute("aria-pressed", "false");
    press.setAttribute("aria-pressed", String(on));
    this.at = on ? name : null;
    this.act((live) => live.change(this.data.places.map((key) => [`loss_${key}`, on && key === name ? 1 : 0])));
    this.mark(on ? "stop" : null);
  }

  mark(kind) {
    if (kind) this.gauge?.mark(this.live.time, kind);
  }

  act(change, again = false) {
    if (!this.live) return;
    if (!again || !this.acted) this.before = this.measure();
    this.acted = true;
    this.actedAt = this.live.time;
    change(this.live);
    this.live.play();
    this.clock.ask();
  }

  measure() {
    const { live, scene } = this;
    const { body, levers, session } = live;
    const { opposing } = body.aims[levers.task][levers.agonist];
    const activation = session.values("activation");
    return {
      session, away: scene.away, joined: scene.joined.length,
      opponents: opposing.reduce((most, share, k) => (share > 0 ? Math.max(most, activation[k]) : most), 0),
      index: session.readout(0)?.co_contraction ?? 0, line: body.healthy_index,
    };
  }

  /** Say what the body does, once it does it. */
  watch() {
    const { data, live, name, t } = this;
    if (!this.acted || !data.seen) return;
    const since = live.time - this.actedAt;
    if (since < (data.wait ?? 200)) return;
    const now = this.measure();
    if (name === "touch") {
      this.watchTouch(now);
    } else if (data.seen(now, this.before)) {
      if (this.at) this.tried.add(this.at);
      this.tell();
    } else if (since > 6000 && !this.after.textContent && !data.slider && !data.places) {
      this.told(t("story-did-not-happen"), false);
    }
  }

  watchTouch(now) {
    const { before, t } = this;
    if (this.on) {
      this.least = Math.min(this.least ?? Infinity, now.away);
      if (now.away > this.least + 8 && this.live.time - this.actedAt > 3000) this.told(t("story-touch-fading"));
      else if (now.away < before.away / 2) this.told(t("story-touch-after"));
    } else if (now.away > before.away * 0.8) {
      this.told(t("story-touch-ended"));
    }
  }

  /**
   * Show what has happened; a screen reader hears it when it has changed. Where the act has shown
   * what it should (`done`), the way on is the main button.
   */
  told(text, done = Boolean(text)) {
    if (this.after.textContent === text) return;
    this.element.classList.toggle("ml-done", done);
    say(this.after, text);
    this.voice.tell(text);
  }

  tell() {
    const fields = { tried: this.tried.size };
    this.told(this.t(this.key("after"), fields));
  }
}
