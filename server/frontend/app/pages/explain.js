// What explains this? Figures of tests in, an answer about the model out; see explain/conditions.js.
import { announcer, button, choice, h, slider, svg } from "../dom.js";
import { InputError, choose } from "../engine.js";
import { Conditions } from "../explain/conditions.js";
import { bodyNames, keyOf, labelOf, named, nameOf, problemOf } from "../more_levers.js";
import { splitQuery } from "../recording.js";

const FIELDS = ["body", "example", "tests", "moved", "embed"];
const START = { example: "healthy", tests: ["graded_effort"] };
const LESSON = "measurement"; // why one measurement is not enough
const ADDRESS_MS = 1000; // the address follows at most so often
const SHARES = ["MVC", "share"]; // units that are shown in per cent
const DIGITS = { maximumSignificantDigits: 3, maximumFractionDigits: 4, roundingPriority: "lessPrecision" };
const PICTURE = { width: 200, base: 50, most: 48 };

/** Open the page in an element. */
export async function open(app, main) {
  const [engine, data, lessons] = await Promise.all([app.engine(), app.host.conditions(), app.host.lessons()]);
  return app.main === main ? new Explain(app, main, engine, data, lessons) : null;
}

class Explain {
  constructor(app, main, engine, data, lessons) {
    Object.assign(this, { app, main, engine, data, t: app.t });
    this.lesson = 1 + lessons.findIndex(({ key }) => key === LESSON);
    this.bodies = Object.keys(data.bodies);
    this.known = new Map(); // conditions by body
    this.problem = h("div", { class: "ml-problem", role: "alert" });
    // The row of bodies stays when another body is chosen, so that it keeps the focus.
    this.bodyRow = choice({
      legend: app.t("explore-body"), value: this.bodies[0],
      options: bodyNames(engine, app.words).filter(([key]) => this.bodies.includes(key)),
      pick: (body) => this.choose({ ...this.chosen, body, moved: new Map() }),
    });
    this.ofBody = h("div", { class: "ml-figures-all" });
    this.inferred = h("div", { class: "ml-inferred" });
    this.voice = announcer();
    const { t } = this;
    main.replaceChildren(
      h("h1", { text: t("explain-heading") }),
      h("p", { class: "ml-text", text: t("explain-text") }), this.problem,
      h("div", { class: "ml-asked" },
        h("section", { class: "ml-card ml-figures" }, h("h2", { text: t("explain-figures") }), this.bodyRow, this.ofBody),
        h("section", { class: "ml-card" }, h("h2", { text: t("explain-answer") }),
          h("p", { class: "ml-warning", text: t("explain-notice") }), this.voice.element, this.inferred)),
    );
    this.kept = app.kept.explain ??= { address: null, chosen: null }; // the address that was read or written
    this.choose(this.kept.chosen ?? { body: this.bodies[0], ...START, moved: new Map() });
    globalThis.motorloops = { explain: () => this.told };
  }

  leave() {
    clearTimeout(this.waiting);
    cancelAnimationFrame(this.asked);
    delete globalThis.motorloops;
  }

  /** Show what an address says. */
  visit({ query }) {
    const { kept } = this;
    const asLeft = query === kept.address || (!query && !this.visited && kept.address !== null);
    this.visited = true;
    this.problem.replaceChildren();
    if (!asLeft) {
      kept.address = query;
      try {
        this.choose(this.read(query));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const problem = problemOf(this.app.words, error);
        this.problem.replaceChildren(h("p", { text: this.t("explain-problem", { problem }) }));
      }
    }
    this.address();
  }

  /** The choices in an address, as the dashboard writes them too. */
  read(query) {
    const [own, rest] = splitQuery(query, FIELDS);
    if (rest) throw new InputError("address", rest, `choose from ${FIELDS.join(", ")}`);
    const body = choose("body", own.body ?? this.bodies[0], this.bodies);
    const conditions = this.conditions(body);
    const example = choose("example", own.example ?? START.example, Object.keys(conditions.examples));
    const wanted = (own.tests ?? START.tests.join()).split(",").filter(Boolean);
    for (const test of wanted) choose("tests", test, this.tests(body));
    const tests = this.tests(body).filter((test) => wanted.includes(test));
    const moved = new Map();
    for (const part of (own.moved ?? "").split(",").filter(Boolean)) {
      const [key, text = "", ...rest] = part.split(":");
      const index = conditions.slider(key);
      if (moved.has(index)) throw new InputError("moved", key, "give each figure once");
      const { values } = conditions.sliders[index];
      const value = text.trim() === "" || rest.length ? NaN : Number(text);
      if (!(value >= values[0] && value <= values.at(-1))) {
        throw new InputError(key, [text, ...rest].join(":"), `give a number from ${values[0]} to ${values.at(-1)}`);
      }
      moved.set(index, nearest(values, value));
    }
    return { body, example, tests: tests.length ? tests : START.tests, moved };
  }

  write() {
    const { body, example, tests, moved } = this.chosen;
    const { sliders } = this.conditions(body);
    const fields = new URLSearchParams();
    if (body !== this.bodies[0]) fields.set("body", body);
    if (example !== START.example) fields.set("example", example);
    if (tests.join() !== START.tests.join()) fields.set("tests", tests.join());
    const stops = [...moved].map(([k, stop]) => `${sliders[k].test}.${sliders[k].figure}:${sliders[k].values[stop]}`);
    if (stops.length) fields.set("moved", stops.join());
    if (new URLSearchParams(this.app.routes.now().query).get("embed") === "1") fields.set("embed", "1");
    return fields.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  }

  conditions(body) {
    if (!this.known.has(body)) this.known.set(body, new Conditions(this.data.bodies[body], this.data));
    return this.known.get(body);
  }

  tests(body) {
    const own = new Set(this.conditions(body).sliders.map(({ test }) => test));
    return Object.keys(this.data.tests).filter((test) => own.has(test));
  }

  // --- what a visitor chooses ----------------------------------------------------------------

  /** Take new choices of the visitor or of an address, and answer them. */
  choose(chosen) {
    const before = this.chosen;
    this.chosen = this.kept.chosen = chosen;
    if (before?.body !== chosen.body) this.showFigures();
    this.showSliders();
    this.ask();
  }

  showFigures() {
    const { t, chosen } = this;
    const { examples } = this.conditions(chosen.body);
    this.examples = Object.keys(examples).map((name) => [name, button(
      name === START.example ? t("explain-healthy") : t("explain-lost", { place: this.lever(name) }),
      () => this.choose({ ...this.chosen, example: name, moved: new Map() }), { pressed: false })]);
    this.testButtons = this.tests(chosen.body).map((name) => [name, button(
      this.test(name), () => this.toggle(name), { pressed: false })]);
    this.sliders = h("div", { class: "ml-figures-sliders" });
    const group = (title, buttons) => h("fieldset", { class: "ml-tests" }, h("legend", { text: title }),
      buttons.map(([, element]) => element));
    this.bodyRow.set(chosen.body);
    this.ofBody.replaceChildren(group(t("explain-start"), this.examples),
      group(t("explain-tests"), this.testButtons), h("p", { class: "ml-help", text: t("explain-sliders") }), this.sliders);
  }

  /** A test more or less; at least one stays. */
  toggle(name) {
    const { chosen } = this;
    const wanted = chosen.tests.includes(name) ? chosen.tests.filter((test) => test !== name) : [...chosen.tests, name];
    const tests = this.tests(chosen.body).filter((test) => wanted.includes(test));
    this.choose({ ...chosen, tests: tests.length ? tests : [name] });
  }

  showSliders() {
    const { chosen } = this;
    const conditions = this.conditions(chosen.body);
    for (const [name, element] of this.examples) {
      element.setAttribute("aria-pressed", String(name === chosen.example && chosen.moved.size === 0));
    }
    for (const [name, element] of this.testButtons) {
      element.setAttribute("aria-pressed", String(chosen.tests.includes(name)));
    }
    this.sliders.replaceChildren(...chosen.tests.map((test) => h("fieldset", { class: "ml-slides" },
      h("legend", { text: this.test(test) }),
      conditions.sliders.flatMap((row, k) => (row.test === test ? [this.slider(row, k)] : [])))));
  }

  slider(row, k) {
    const { chosen, t } = this;
    const { examples } = this.conditions(chosen.body);
    const stop = chosen.moved.get(k) ?? nearest(row.values, examples[chosen.example].values[k]);
    return slider({
      label: this.figureName(row), value: stop, low: 0, high: row.values.length - 1, step: 1,
      help: t("explain-mark", { value: this.amount(examples[START.example].values[k], row.unit) }),
      show: (index) => this.amount(row.values[index], row.unit),
      input: (index) => {
        const moved = new Map(this.chosen.moved).set(k, index);
        this.chosen = this.kept.chosen = { ...this.chosen, moved };
        for (const [, element] of this.examples) element.setAttribute("aria-pressed", "false");
        this.ask();
      },
    });
  }

  // --- words ---------------------------------------------------------------------------------

  lever(name) {
    return labelOf(this.app.words, this.engine.levers[name]);
  }

  test(name) {
    return named(this.app.words, `model-paradigm-${keyOf(name)}`, this.data.tests[name]);
  }

  site(name) {
    return this.lever(name).toLowerCase();
  }

  /** A kind of figure, and where it is taken: at an effort, in a fast movement, at a muscle. */
  figureName({ test, figure, label, at }) {
    const { words } = this.app;
    const name = named(words, `model-figure-${keyOf(figure)}`, label);
    if (!at) return name;
    const level = Number(at);
    if (Number.isFinite(level)) return this.t("explain-where", { name, test, place: this.share(level) });
    const body = this.engine.bodies[this.chosen.body];
    const muscle = body.muscles.find(({ key }) => key === at);
    return this.t("explain-where", { name, test: at, place: muscle ? nameOf(words, "muscle", muscle, body) : at });
  }

  amount(value, unit) {
    const { number, words } = this.app;
    const own = number(SHARES.includes(unit) ? 100 * value : value, DIGITS);
    return named(words, `explain-unit-${unit.replace("/", "-")}`, own, { value: own });
  }

  share(value) {
    return this.app.number(value, { style: "percent" });
  }

  /** A probability in per cent, without 0 and 100. */
  chance(value) {
    if (value < 0.005) return this.t("explain-under");
    return value < 0.995 ? this.share(value) : this.t("explain-over");
  }

  // --- the answer ----------------------------------------------------------------------------

  ask() {
    this.problem.replaceChildren();
    this.address();
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame(() => {
      const { body, example, tests, moved } = this.chosen;
      const conditions = this.conditions(body);
      const kinds = conditions.sliders.flatMap(({ test }, k) => (tests.includes(test) ? [k] : []));
      const answer = conditions.answer(conditions.given(example, moved), kinds);
      this.tell(answer, conditions);
      // What the page shows: choices come a frame before their answer.
      this.told = { body, example, tests, moved: [...moved], answer };
    });
  }

  tell(answer, conditions) {
    const { t } = this;
    const spoken = this.siteSentences(answer);
    const unlike = answer.unlike
      ? [h("p", { class: "ml-problem", text: t("explain-unlike", { figure: this.figureName(conditions.sliders[answer.off]) }) })]
      : [];
    this.inferred.replaceChildren(
      ...unlike,
      h("section", { class: "ml-inferred-part" }, h("h3", { text: t("explain-sites") }),
        spoken.map((text) => h("p", { text })),
        answer.healthy ? null : this.bars(Object.entries(answer.largest))),
      h("section", { class: "ml-inferred-part" }, h("h3", { text: t("explain-levers") }),
        h("p", { class: "ml-help", text: t("explain-levers-text") }),
        h("div", { class: "ml-amounts" }, answer.levers.map((lever) => this.leverBox(lever)))),
      h("section", { class: "ml-inferred-part" },
        h("p", {}, h("a", { class: "ml-button ml-main", href: this.likely(answer), text: t("explain-explore") })),
        h("p", { class: "ml-help", text: t("explain-explore-text") })),
      h("section", { class: "ml-inferred-part" }, h("h3", { text: t("explain-more") }),
        h("p", { text: t("explain-more-text", { count: conditions.count, networks: conditions.networks }) }),
        h("p", {}, h("a", { href: this.app.routes.href({ page: "lessons", screen: String(this.lesson) }), text: t("explain-lesson") }))),
    );
    this.voice.tell([...unlike.map((part) => part.textContent), ...spoken].join(" "));
  }

  siteSentences({ healthy, largest }) {
    const { t } = this;
    const order = Object.entries(largest).sort((a, b) => b[1] - a[1]);
    if (healthy) return [t("explain-none")];
    const [name, chance] = order[0];
    if (chance >= this.data.sure) return [t("explain-site", { place: this.site(name), share: this.chance(chance) })];
    const places = order.filter(([, own]) => own >= this.data.listed)
      .map(([own, share]) => t("explain-one-place", { place: this.site(own), share: this.chance(share) }));
    return [t("explain-no-site", { places: this.app.words.list(places) })];
  }

  bars(rows) {
    return h("ul", { class: "ml-shares" }, rows.map(([name, share]) => {
      const bar = h("span");
      bar.style.width = `${100 * share}%`;
      return h("li", {}, h("span", { text: this.lever(name) }), h("span", { class: "ml-share", "aria-hidden": "true" }, bar),
        h("span", { text: this.chance(share) }));
    }));
  }

  leverBox(lever) {
    const { t } = this;
    const { low, high } = this.conditions(this.chosen.body).levers.find(({ name }) => name === lever.name);
    const ends = [this.share(low), this.share(high)];
    const label = this.lever(lever.name);
    const picture = posterior(lever, t("explain-picture", { lever: label, first: ends[0], last: ends[1] }));
    const numbers = { low: this.share(lever.low), high: this.share(lever.high) };
    const sentence = lever.known
      ? t("explain-known", { ...numbers, mean: this.share(lever.mean) })
      : t("explain-unknown", { ...numbers, first: this.share(lever.lowBefore), last: this.share(lever.highBefore) });
    return h("div", { class: `ml-amount${lever.known ? "" : " ml-cannot-tell"}` }, h("h4", { text: label }), picture,
      h("p", { class: "ml-ends", "aria-hidden": "true" }, ends.map((text) => h("span", { text }))),
      lever.known ? null : h("p", {}, h("strong", { text: t("explain-cannot-tell") })), h("p", { text: sentence }));
  }

  /** The address of Explore with the mean of each lever. */
  likely({ levers }) {
    const fields = new URLSearchParams({ body: this.chosen.body });
    for (const { name, mean } of levers) fields.set(name, mean.toFixed(2));
    return this.app.routes.href({ page: "explore", query: fields.toString() });
  }

  address() {
    if (this.waiting) return;
    this.waiting = setTimeout(() => {
      this.waiting = 0;
      if (this.app.main !== this.main || this.app.routes.now().page !== "explain") return;
      this.kept.address = this.write();
      this.app.routes.replace({ page: "explain", query: this.kept.address });
    }, ADDRESS_MS);
  }
}

/** The index of the nearest value. */
function nearest(values, value) {
  const away = values.map((own) => Math.abs(own - value));
  return away.indexOf(Math.min(...away));
}

/** A histogram with its 90 % interval, beside the uniform distribution before any figure. */
function posterior({ bars, shares: [low, high] }, text) {
  const { width, base, most } = PICTURE;
  const prior = 1 / bars.length;
  const scale = most / Math.max(2.5 * prior, ...bars);
  const step = width / bars.length;
  const line = (cls, y) => svg("line", { class: cls, x1: 0, x2: width, y1: y, y2: y });
  return svg("svg", { class: "ml-posterior", role: "img", "aria-label": text, viewBox: "0 0 200 64", preserveAspectRatio: "none" },
    ...bars.map((share, k) => svg("rect", {
      class: "ml-posterior-bar", x: k * step + 0.6, width: step - 1.2, y: base - scale * share, height: scale * share,
    })),
    line("ml-posterior-prior", base - scale * prior), line("ml-posterior-axis", base),
    svg("rect", { class: "ml-posterior-range", x: width * low, width: width * (high - low), y: 55, height: 6 }));
}
