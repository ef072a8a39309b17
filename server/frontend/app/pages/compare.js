// Compare: two bodies on the same noise, with one clock.
import { announcer, button, choice, download, fold, h, icon, picker, say, setIdle } from "../dom.js";
import { InputError } from "../engine.js";
import { indexScale, turnScale } from "../gauge.js";
import { bodyNames, named, problemOf } from "../more_levers.js";
import { poseOf } from "../person/person.js";
import { splitQuery } from "../recording.js";
import { Steady } from "../sentence.js";
import { pictures } from "../stage.js";
import { embedCode } from "../take_home.js";
import { awayOf, contrastOf, settingsApart } from "../compare/contrast.js";
import { bothPictures, pngFile } from "../compare/figure.js";
import { createHistory } from "../compare/history.js";
import { measurable, measuredFile, measuredTable, measureRoute, RUNS } from "../compare/measured.js";
import { Pair } from "../compare/pair.js";
import {
  alike, first, named as namedPair, NAMED, onBody, pairOf, readRoute, ready, readyOf, setting, SIDES,
  settingOf, writeRoute,
} from "../compare/route.js";
import { Side } from "../compare/side.js";

const OWN = ["play", "embed"];
const SPEEDS = [["0.25", 0.25], ["1", 1], ["4", 4]];
const ADDRESS_MS = 1000; // the address follows at most so often
const SPEAK_MS = 500; // the sentence changes at most so often
const TURN = { limit: 10, top: 90 }; // degrees of the history of posture
const YOURS = "yours";

/** Open Compare in an element. */
export async function open(app, main) {
  const engine = await app.engine();
  return app.main === main ? new Compare(app, main, engine) : null;
}

class Compare {
  constructor(app, main, engine) {
    Object.assign(this, { app, main, engine, t: app.t });
    this.pair = app.kept.compare ?? new Pair(engine, first(engine));
    this.pair.changed = (what) => this.changed(what);
    this.pair.ticks = [() => this.tick()];
    app.kept.compare = this.pair;
    this.narrow = matchMedia("(max-width: 720px)");
    this.onNarrow = () => this.speak(true);
    this.narrow.addEventListener("change", this.onNarrow);
    this.build();
    this.onKey = (event) => this.key(event);
    addEventListener("keydown", this.onKey);
    globalThis.motorloops = { compare: () => this.seen() };
  }

  leave() {
    this.clock?.stop();
    this.measuring?.abort();
    this.pair.pause();
    this.pair.changed = () => {};
    this.pair.ticks = [];
    clearTimeout(this.waiting);
    removeEventListener("keydown", this.onKey);
    this.narrow.removeEventListener("change", this.onNarrow);
    delete globalThis.motorloops;
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  /** Show what an address says. */
  visit({ query }) {
    if (query === this.written) return;
    this.attempt(() => {
      const [own, rest] = splitQuery(query, OWN);
      for (const name of OWN) {
        if (own[name] !== undefined && !["0", "1"].includes(own[name])) {
          throw new InputError(name, own[name], "choose from 0, 1");
        }
      }
      // The address of this very pair may be older than its last change.
      if (rest && query !== this.pair.written && rest !== writeRoute(this.engine, this.pair.route)) {
        const wanted = readRoute(this.engine, rest);
        this.begun = null;
        this.pair.begin(wanted);
      }
      if (own.play === "1") this.pair.play();
    });
    this.address();
  }

  attempt(act) {
    try {
      this.problem.replaceChildren();
      act();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.problem.replaceChildren(h("p", { text: this.t("explore-problem", { problem: problemOf(this.app.words, error) }) }));
    }
  }

  // --- what stands on the page ---------------------------------------------------------------

  build() {
    const { t, app } = this;
    this.problem = h("div", { class: "ml-problem", role: "alert" });
    this.sentence = h("p", { class: "ml-sentence" });
    this.voice = announcer();
    this.sides = Object.fromEntries(SIDES.map((key) => [key, new Side(this, key)]));
    this.bodies = choice({
      legend: t("explore-body"), hidden: true, value: this.pair.body.name,
      options: bodyNames(this.engine, app.words),
      pick: (key) => this.attempt(() => this.setBody(key)),
    });
    this.pairBox = h("div", { class: "ml-pair-box" });
    this.playButton = button(t("explore-play"), () => this.toggle(), { icon: "play", kind: "main" });
    this.relaxButton = button(t("explore-relax"), () => this.relax(), { pressed: false });
    this.history = h("section", { class: "ml-card ml-two-card", "aria-label": t("compare-history"), hidden: true });
    this.apart = h("section", { class: "ml-card ml-apart" });
    this.swapButton = button(t("compare-swap"), () => this.swap());
    const bar = h(
      "div", { class: "ml-row ml-compare-bar ml-no-print" }, this.playButton,
      button(t("explore-reset"), () => this.pair.reset(), { icon: "reset", iconOnly: true }),
      this.relaxButton,
    );
    this.main.replaceChildren(
      h("div", { class: "ml-compare-head" },
        h("h1", { tabindex: "-1", text: t("compare-title") }),
        h("div", { class: "ml-compare-what ml-no-print" }, this.bodies, this.pairBox)),
      this.problem,
      h("div", { class: "ml-say ml-compare-say" }, this.sentence, app.reader(() => this.aloud())),
      h("div", { class: "ml-sides" }, this.sides.a.element, this.sides.b.element), bar,
      this.history,
      h("div", { class: "ml-compare-below" }, this.apart, this.measured()),
      this.lower(), this.voice.element,
    );
    this.start();
  }

  /** The ready pairs of the present body. */
  choosePairs() {
    const { t } = this;
    const { body } = this.pair;
    const kinds = Object.keys(readyOf(this.engine, body.name)).map((kind) => [kind, t(`compare-pair-${kind}`)]);
    const third = Object.keys(NAMED).map((name) => [`=${name}`, t(`compare-named-${name}`)]);
    const rest = this.app.kept.explore ? [[YOURS, t("compare-yours")]] : [];
    const now = pairOf(this.engine, this.pair.route);
    const value = now.kind ?? (now.name ? `=${now.name}` : "");
    this.pairs = picker({
      label: t("compare-pair"), value,
      options: [
        ...(value ? [] : [["", t("compare-own")]]), ...kinds,
        { group: t("compare-third"), options: third }, ...rest,
      ],
      pick: (key) => this.attempt(() => this.choosePair(key)),
    });
    this.pairBox.replaceChildren(this.pairs);
    this.pairShown = `${body.name} ${value}`;
  }

  /** The table of both sides over several runs, once it is asked for. */
  measured() {
    const { t } = this;
    this.measureButton = button(t("compare-measure"), () => this.measure());
    this.measureSay = h("p", { class: "ml-help", role: "status" });
    this.tableBox = h("div", { class: "ml-measured-table" });
    return h(
      "section", { class: "ml-card ml-measured", "aria-labelledby": "compare-measured" },
      h("h2", { id: "compare-measured", text: t("compare-measured") }),
      h("p", { class: "ml-help", text: t("compare-measured-text", { runs: RUNS }) }),
      h("div", { class: "ml-row ml-no-print" }, this.measureButton, this.measureSay), this.tableBox,
    );
  }

  /** Time, what to take home, and keys. */
  lower() {
    const { t } = this;
    this.timeText = h("p", { class: "ml-help ml-time" });
    const speed = choice({
      legend: t("explore-speed"), value: String(this.pair.speed),
      options: SPEEDS.map(([key]) => [key, t(`explore-speed-${key.replace(".", "-")}`)]),
      pick: (key) => {
        this.pair.speed = Number(key);
      },
    });
    const time = fold(t("compare-time"), h("div", { class: "ml-row" },
      button(t("explore-step"), () => this.pair.step(), { icon: "step" }),
      button(t("explore-new-seed"), () => this.pair.newSeed())), speed, this.timeText);
    const keys = fold(t("explore-keys"), h("dl", { class: "ml-keys" }, ["k", "r", "x", "s", "w"].flatMap((key) =>
      [h("dt", {}, h("kbd", { text: key })), h("dd", { text: t(`compare-key-${key}`) })])));
    return h("div", { class: "ml-below ml-no-print" }, time, this.home(), keys);
  }

  home() {
    const { t } = this;
    const shown = (label) => {
      const id = `compare-${label}`;
      const area = h("textarea", { id, readonly: true, rows: 2, focus: () => area.select() });
      const copy = button(t("compare-copy"), async () => {
        area.select();
        await navigator.clipboard?.writeText(area.value).catch(() => {});
      });
      return [area, h("div", { class: "ml-picker" }, h("label", { for: id, text: t(`compare-${label}`) }), area, copy)];
    };
    const [link, linkBox] = shown("link");
    const [embed, embedBox] = shown("embed");
    const element = fold(t("compare-home"), h("div", { class: "ml-row" },
      button(t("compare-svg"), () => download(this.file("svg"), this.figure(), "image/svg+xml")),
      button(t("compare-png"), async () => download(this.file("png"), await pngFile(this.figure()))),
      button(t("compare-print"), () => print(), { icon: "print" })), linkBox, embedBox);
    element.addEventListener("toggle", () => {
      link.value = this.href("");
      embed.value = embedCode(this.href("embed=1"), t("compare-title"));
    });
    return element;
  }

  /** The whole address of what is shown, with a field of this page. */
  href(field) {
    const query = [writeRoute(this.engine, this.pair.route), field].filter(Boolean).join("&");
    return new URL(this.app.routes.href({ page: "compare", query }), location.href).href;
  }

  file(ending) {
    return `motorloops-compare-${this.pair.body.name}.${ending}`;
  }

  figure() {
    const names = SIDES.map((key) => `${key.toUpperCase()}: ${this.sides[key].name.textContent}`);
    return bothPictures(SIDES.map((key) => this.sides[key].scene.element), names, this.sentence.textContent);
  }

  /** Everything that belongs to one body; built again with another one. */
  start() {
    const { pair, t, app } = this;
    const { body } = pair;
    this.clock?.stop();
    for (const key of SIDES) this.sides[key].start();
    this.shownBody = body.name;
    const texts = { t, number: app.number };
    this.charts = { turn: createHistory(turnScale(TURN.limit, TURN.top), texts), index: createHistory(indexScale(body), texts) };
    this.chart = this.charts[this.kind ?? (body.name === "neck" ? "turn" : "index")];
    const kinds = choice({
      legend: t("compare-history"), value: Object.keys(this.charts).find((key) => this.charts[key] === this.chart),
      options: Object.keys(this.charts).map((key) => [key, t(`compare-history-${key}`)]),
      pick: (key) => {
        this.kind = key;
        this.chart = this.charts[key];
        room.replaceChildren(this.chart.element);
        this.chart.update();
      },
    });
    const room = h("div", {}, this.chart.element);
    this.history.replaceChildren(kinds, room);
    this.begin();
    this.clock = pictures(pair, (ms) => this.paint(ms));
    this.follow();
  }

  /** Forget what was seen before a new start. */
  begin() {
    for (const chart of Object.values(this.charts)) chart.clear();
    this.steady = new Steady();
    this.spokenAt = -Infinity;
  }

  // --- what can be done ----------------------------------------------------------------------------

  choosePair(key) {
    const { engine, pair } = this;
    const { name: body } = pair.body;
    if (!key) return;
    let route;
    if (key === YOURS) {
      const yours = settingOf(engine, this.app.kept.explore.session);
      route = { a: yours, b: setting(engine, yours.body, { preset: "healthy" }) };
    } else {
      route = key.startsWith("=") ? namedPair(engine, key.slice(1), body) : ready(engine, body, key);
    }
    this.go(route);
  }

  /** Start again with other settings, on the same noise. */
  go({ a, b }) {
    const { seed } = this.pair.route;
    this.begun = null;
    this.pair.begin({ a, b, seed, command: 1 });
    this.pair.play();
  }

  setBody(body) {
    const { route } = this.pair;
    const { kind } = pairOf(this.engine, route);
    this.go(kind ? ready(this.engine, body, kind) : onBody(this.engine, route, body));
  }

  /** A ready condition on one side; both get its body if it has one. */
  load(side, name) {
    const { engine, pair } = this;
    const body = engine.presets[name].body ?? pair.body.name;
    const route = body === pair.body.name ? pair.route : onBody(engine, pair.route, body);
    this.go({ ...route, [side]: setting(engine, body, { preset: name }) });
  }

  /** Give one side the setting of the other. */
  copy(from, to) {
    const { route } = this.pair;
    this.go({ ...route, [to]: route[from] });
  }

  swap() {
    const { a, b } = this.pair.route;
    this.go({ a: b, b: a });
  }

  relax() {
    this.pair.command(this.pair.trying ? 0 : 1);
  }

  toggle() {
    if (this.pair.playing) this.pair.pause();
    else this.pair.play();
  }

  async measure() {
    const { t, engine, pair, app } = this;
    if (this.measureButton.hasAttribute("aria-disabled")) return;
    const { route } = pair;
    this.measuring?.abort();
    const own = new AbortController();
    this.measuring = own;
    setIdle(this.measureButton, true);
    say(this.measureSay, t("compare-measuring"));
    try {
      const rows = await measureRoute(engine, route, { signal: own.signal });
      this.rows = rows;
      this.measuredOf = JSON.stringify(this.settings(route));
      this.tableBox.replaceChildren(measuredTable(rows, { t, number: app.number }), h(
        "div", { class: "ml-row ml-no-print" },
        button(t("compare-csv"), () => download(this.file("csv"), measuredFile(rows), "text/csv")),
      ));
      say(this.measureSay, t("compare-measured-done"));
    } catch (error) {
      if (own.signal.aborted) return;
      throw error;
    } finally {
      if (this.measuring === own) {
        this.measuring = null;
        this.follow();
      }
    }
  }

  settings({ a, b, seed }) {
    return [a.body, a.levers, a.lesions, a.stimuli, b.levers, b.lesions, b.stimuli, String(seed)];
  }

  // --- while it runs ------------------------------------------------------------------------------

  tick() {
    const { pair } = this;
    const now = this.measuredNow();
    const { name } = pair.body;
    this.charts.turn.add(pair.time, { a: awayOf(name, now.a), b: awayOf(name, now.b) });
    if (pair.a.session.readout(0)) this.charts.index.add(pair.time, { a: now.a.index, b: now.b.index });
  }

  measuredNow() {
    return Object.fromEntries(SIDES.map((key) => [key, this.sides[key].measured(poseOf)]));
  }

  paint(ms) {
    if (this.pair.body.name !== this.shownBody) return;
    for (const key of SIDES) this.sides[key].paint(ms);
    if (this.history.hidden && !this.chart.empty) this.history.hidden = false;
    this.chart.update();
    this.speak();
    if (SIDES.some((key) => this.sides[key].scene.moving)) this.clock.ask();
  }

  /** Say what differs, at most twice a second. */
  speak(again = false) {
    const { pair, t } = this;
    const at = performance.now();
    if (!again && pair.playing && at - this.spokenAt < SPEAK_MS) return;
    this.spokenAt = at;
    const { a, b } = pair.route;
    let found;
    if (pair.time === 0) found = { key: "compare-start", fields: {} };
    else if (alike(a, b)) found = { key: "compare-equal", fields: {} };
    else {
      const now = this.measuredNow();
      found = contrastOf(pair.body.name, now.a, now.b);
    }
    const { side } = found.fields;
    const place = this.narrow.matches ? side : { a: "left", b: "right" }[side];
    const text = t(found.key, side ? { ...found.fields, place } : found.fields);
    const what = `${found.key} ${side} ${found.fields.way}`;
    this.said = found;
    if (text === this.sentence.textContent) return;
    this.sentence.textContent = text;
    if (what !== this.told || !pair.playing) this.voice.tell(text);
    this.told = what;
  }

  /** All of it in words. */
  aloud() {
    const { t } = this;
    const words = this.chart.words();
    const sides = SIDES.map((key) => {
      const { scene, name } = this.sides[key];
      const body = scene.person.describe().map((row) => t(row.key, row.fields));
      return t("compare-aloud", {
        side: key.toUpperCase(), name: name.textContent, body: body.join(" "), ...words[key],
      });
    });
    return [this.sentence.textContent, ...sides].join(" ");
  }

  /** Something but the time has changed. */
  changed(what) {
    if (this.pair.body.name !== this.shownBody) this.start();
    else if (what === "start") this.begin();
    this.follow();
    this.address();
  }

  /** Let the controls show the present settings. */
  follow() {
    const { pair, t } = this;
    const { route } = pair;
    const found = pairOf(this.engine, route);
    const value = found.kind ?? (found.name ? `=${found.name}` : "");
    if (this.pairShown !== `${pair.body.name} ${value}`) this.choosePairs();
    if (found.kind) this.begun = { kind: found.kind, route };
    for (const key of SIDES) this.sides[key].follow(this.nameOf(key, route[key]));
    this.bodies.set(pair.body.name);
    this.relaxButton.setAttribute("aria-pressed", String(!pair.trying));
    say(this.playButton.lastChild, t(pair.playing ? "explore-pause" : "explore-play"));
    this.playButton.firstChild.replaceWith(icon(pair.playing ? "pause" : "play"));
    say(this.timeText, t("explore-time-now", { seconds: pair.time / 1000, seed: String(route.seed) }));
    this.differences(route);
    this.followMeasured(route);
    this.clock?.ask();
  }

  /** What a side is called: as in the ready pair that it began from, or as its preset. */
  nameOf(key, now) {
    const { begun, engine, t, app } = this;
    const call = (name, from) => {
      if (alike(now, from)) return name;
      const { touch, ...levers } = now.levers;
      const untouched = alike({ ...now, levers }, from);
      return untouched && touch ? t("compare-touched", { name }) : t("compare-changed", { name });
    };
    if (begun && begun.route[key].body === now.body && begun.route[key].preset === now.preset) {
      return call(t(`compare-pair-${begun.kind}-${key}`), begun.route[key]);
    }
    const from = setting(engine, now.body, { preset: now.preset });
    if (now.preset === "healthy" && !alike(now, from)) return t("compare-own-setting");
    const title = named(app.words, `model-preset-${now.preset.replaceAll("_", "-")}`, engine.presets[now.preset].title);
    return call(title, from);
  }

  /** The table belongs to the present settings, or goes. */
  followMeasured(route) {
    const { t } = this;
    if (this.measuredOf && this.measuredOf !== JSON.stringify(this.settings(route))) {
      this.measuredOf = null;
      this.tableBox.replaceChildren();
      say(this.measureSay, "");
    }
    const possible = measurable(route);
    setIdle(this.measureButton, Boolean(this.measuring) || !possible);
    if (!possible) say(this.measureSay, t("compare-not-measurable"));
    else if (this.measureSay.textContent === t("compare-not-measurable")) say(this.measureSay, "");
  }

  /** The settings that differ, in words. */
  differences({ a, b }) {
    const { t, app, engine, sides } = this;
    const rows = settingsApart(engine, a, b);
    const label = (row) => {
      if (row.population) return t(`compare-${row.kind}`, { population: row.population });
      if (row.lever === "loss") return t("explore-loss");
      return named(app.words, `model-lever-${row.lever.replaceAll("_", "-")}`, engine.levers[row.lever].label);
    };
    const now = rows.map((row) => [label(row), sides.a.words(row, row.a), sides.b.words(row, row.b)]);
    const key = JSON.stringify(now);
    if (key === this.apartShown) return;
    this.apartShown = key;
    this.apart.replaceChildren(
      h("div", { class: "ml-row ml-between" }, h("h2", { text: t("compare-apart") }),
        h("span", { class: "ml-no-print" }, this.swapButton)),
      rows.length ? h("table", { class: "ml-table" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col", text: t("compare-apart-what") }),
          h("th", { scope: "col", text: "A" }), h("th", { scope: "col", text: "B" }))),
        h("tbody", {}, now.map(([name, one, other]) => h("tr", {}, h("th", { scope: "row", text: name }),
          h("td", { text: one }), h("td", { text: other })))))
        : h("p", { text: t("compare-apart-none") }),
      h("p", { class: "ml-help", text: t("compare-apart-note") }),
    );
  }

  /** What the bodies do now, for tests and for other programs on the page. */
  seen() {
    const { pair } = this;
    const now = this.measuredNow();
    const fields = (side) => ({ time: pair[side].time, ...now[side] });
    return { body: pair.body.name, playing: pair.playing, a: fields("a"), b: fields("b"), said: this.said };
  }

  /** Keep the address in step, not more often than browsers allow. */
  address() {
    if (this.waiting) return;
    const write = () => {
      this.waiting = 0;
      const { page } = this.app.routes.now();
      if (this.app.main !== this.main || page !== "compare") return; // the visitor has gone on
      const fields = new URLSearchParams(this.app.routes.now().query);
      const rest = [writeRoute(this.engine, this.pair.route), fields.get("embed") === "1" ? "embed=1" : ""];
      this.written = this.pair.written = rest.filter(Boolean).join("&");
      this.app.routes.replace({ page: "compare", query: this.written });
    };
    this.waiting = setTimeout(write, ADDRESS_MS);
  }

  key({ key, target, altKey, ctrlKey, metaKey }) {
    if (altKey || ctrlKey || metaKey || target.closest("input, select, textarea, dialog, summary")) return;
    const act = {
      k: () => this.toggle(), r: () => this.pair.reset(), x: () => this.relax(),
      s: () => this.pair.step(), w: () => this.swap(),
    }[key];
    if (act) this.attempt(act);
  }
}
