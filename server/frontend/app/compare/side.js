// One side of Compare: its person, and the controls of its setting.
import { button, fold, h, picker, say, slider } from "../dom.js";
import { bodyNames, moreLevers, named, valueOf } from "../more_levers.js";
import { Scene } from "../scene.js";

export class Side {
  /**
   * page: the page of Compare; key: "a" or "b".
   *
   * `element` stands on the page; `start()` belongs to another body, `follow(name)` shows the
   * present setting under a name, `paint(ms)` draws.
   */
  constructor(page, key) {
    Object.assign(this, { page, key, t: page.t });
    this.name = h("span", { class: "ml-side-name" });
    this.stage = h("div", { class: "ml-stage" });
    this.controls = h("div", { class: "ml-side-levers" });
    this.touchButton = button("", () => this.touch(), { icon: "touch", kind: "touch", pressed: false });
    const letter = key.toUpperCase();
    const title = h("h2", { id: `compare-${key}`, class: "ml-side-title" },
      h("span", { class: `ml-letter ml-letter-${key}`, text: letter }), " ", this.name);
    this.change = fold(this.t("compare-change", { side: letter }), this.controls);
    this.element = h(
      "section", { class: `ml-card ml-side ml-side-${key}`, "aria-labelledby": title.id },
      title, this.stage, h("div", { class: "ml-side-row ml-no-print" }, this.touchButton, this.change),
    );
  }

  get live() {
    return this.page.pair[this.key];
  }

  get other() {
    return this.key === "a" ? "b" : "a";
  }

  /** Build what belongs to one body. */
  start() {
    const { page, t, live } = this;
    const { engine, app } = page;
    this.scene = new Scene(live, t);
    this.drawing = this.scene.element.getAttribute("aria-label"); // what is drawn, in words
    this.stage.replaceChildren(this.scene.element);
    const percent = (value) => app.number(value, { style: "percent" });
    const lever = (name, kind = "") => slider({
      label: t(`explore-${name}`), help: t(`explore-${name}-help`), low: 0, high: 1, step: 0.01, kind,
      value: 0, show: percent, input: (value) => page.attempt(() => live.set(name, value)),
    });
    this.first = { loss: lever("loss", "ml-stop"), effort: lever("effort"), stress: lever("stress") };
    const presets = Object.entries(engine.presets);
    const titles = (body) => presets.filter(([, row]) => row.body === body).map(([key, row]) => [
      key, named(app.words, `model-preset-${key.replaceAll("_", "-")}`, row.title),
    ]);
    this.presets = picker({
      label: t("explore-start-from"), value: live.session.preset,
      options: [
        { group: t("explore-any-body"), options: titles(null) },
        ...bodyNames(engine, app.words).map(([body, group]) => ({ group, options: titles(body) })),
      ].filter((row) => row.options.length),
      pick: (name) => page.attempt(() => page.load(this.key, name)),
    });
    this.more = moreLevers(engine, () => this.live, { words: app.words, t, number: app.number });
    const letters = { side: this.key.toUpperCase(), other: this.other.toUpperCase() };
    this.link = h("a", { class: "ml-button", text: t("compare-open", letters) });
    const more = fold(t("explore-more"), this.more);
    this.controls.replaceChildren(
      this.presets, ...Object.values(this.first), more,
      h("div", { class: "ml-row" },
        button(t("compare-same", letters), () => page.attempt(() => page.copy(this.other, this.key))), this.link),
    );
  }

  /** Show the present setting; name: what it is called on this page. */
  follow(name) {
    const { live, t, page } = this;
    const { levers } = live;
    say(this.name, name);
    this.scene.element.setAttribute("aria-label", `${this.key.toUpperCase()}: ${name}. ${this.drawing}`);
    this.first.loss.set(Math.max(...page.engine.short_forms.loss.map((key) => levers[key])));
    this.first.effort.set(levers.effort);
    this.first.stress.set(levers.stress);
    this.presets.set(live.session.preset);
    this.more.follow();
    this.touchButton.setAttribute("aria-pressed", String(levers.touch > 0));
    const touch = `explore-touch-${live.body.name}`;
    say(this.touchButton.lastChild, t(this.page.app.words.has(touch) ? touch : "explore-touch"));
    this.link.href = page.app.routes.href({ page: "explore", query: live.address() });
  }

  touch() {
    this.page.attempt(() => this.live.touch(this.live.levers.touch > 0 ? 0 : 1));
  }

  paint(ms) {
    this.scene.paint(ms);
  }

  /** What is drawn now, for the sentence: angles, muscles at work, fight. */
  measured(poseOf) {
    const { session, body } = this.live;
    const read = session.readout(0);
    return {
      pose: poseOf(body, session.values("angle")), twin: poseOf(body, session.values("angle", 1)),
      active: read ? read.active.reduce((sum, one) => sum + one, 0) : 0,
      most: Math.max(...session.values("activation")), index: read?.co_contraction ?? 0,
    };
  }

  /** The setting of a row of differences, in words. */
  words(row, value) {
    const { engine, app } = this.page;
    if (row.population) return app.number(value, row.kind === "lesions" ? { style: "percent" } : {});
    const lever = engine.levers[engine.short_forms[row.lever]?.[0] ?? row.lever];
    return valueOf(lever, value, this.live.body, app);
  }
}
