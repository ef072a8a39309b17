// Lessons: guess, run the model, see what it does, read why; two bodies beside the figures.
import { announcer, h, icon } from "../dom.js";
import { Bodies } from "../lessons/bodies.js";
import { PUZZLE, conditionsOf } from "../lessons/findings.js";
import { Measurements } from "../lessons/measured.js";
import { STEPS, VIEWS, place as placeOf, readPlace, routeOf } from "../lessons/route.js";
import { MAKE } from "../lessons/steps.js";
import { Teacher, Worksheets } from "../lessons/teacher.js";
import { Glossary, plain } from "../lessons/words.js";

const MEASURED = ["observe", "explain"]; // steps that show figures

/** What is read aloud of a step: its texts, without what is folded and without the bodies. */
function aloud(content) {
  const parts = [...content.querySelectorAll("h2, h3, p, legend, .ml-option span")];
  return parts.filter((part) => part.textContent && !part.closest(".ml-bodies, details, [hidden]"))
    .map((part) => part.textContent).join(" ");
}

/** Open the lessons in an element. */
export async function open(app, main) {
  const [engine, lessons] = await Promise.all([app.engine(), app.host.lessons()]);
  return app.main === main ? new Lessons(app, main, engine, lessons) : null;
}

class Lessons {
  constructor(app, main, engine, lessons) {
    Object.assign(this, { app, main, engine, lessons, t: app.t });
    this.measurements = app.kept.measurements ??= new Measurements(engine);
    this.words = new Glossary(app.t);
    this.voice = announcer(4000);
    this.narrow = matchMedia("(max-width: 1000px)");
    this.onNarrow = () => this.placeBodies();
    this.narrow.addEventListener("change", this.onNarrow);
    this.onKey = (event) => this.key(event);
    main.addEventListener("keydown", this.onKey);
    globalThis.motorloops = { lessons: () => this.seen() };
  }

  leave() {
    this.measurements.end();
    this.dropBodies();
    this.narrow.removeEventListener("change", this.onNarrow);
    this.main.removeEventListener("keydown", this.onKey);
    delete document.documentElement.dataset.type;
    delete globalThis.motorloops;
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  /** Show what an address says. */
  visit(route) {
    const { place, ignored } = readPlace(this.engine, this.lessons, route);
    this.embedded = new URLSearchParams(route.query).get("embed") === "1";
    const first = !this.place;
    this.ignored = ignored;
    this.show(place, !first);
  }

  /** The address of a place. */
  href(place) {
    return this.app.routes.href(this.route(place));
  }

  route(place) {
    const route = routeOf(place);
    if (this.embedded) route.query = [route.query, "embed=1"].filter(Boolean).join("&");
    return route;
  }

  /** Show a place; `focus`: move the focus to its heading. */
  show(place, focus) {
    const { app, t } = this;
    this.place = place;
    this.step = null;
    app.routes.replace(this.route(place));
    if (place.large) document.documentElement.dataset.type = "large";
    else delete document.documentElement.dataset.type;
    const lesson = this.lessons[place.number - 1];
    if (!lesson) this.dropBodies();
    this.heading = h("h1", { tabindex: "-1" });
    const content = lesson ? this.lesson(lesson) : this.view(place.view);
    document.title = t("app-title", { page: this.heading.textContent });
    this.main.replaceChildren(...[this.problem(), ...content, this.words.element, this.voice.element].filter(Boolean));
    this.follow();
    if (!focus) return;
    (this.stepHeading ?? this.heading).focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Remember a change that shows nothing new. */
  change(changes) {
    this.place = { ...this.place, ...changes };
    this.app.routes.replace(this.route(this.place));
    this.links();
  }

  problem() {
    if (!this.ignored.length) return null;
    const names = this.app.words.list(this.ignored.map((name) => name.slice(0, 40)));
    this.ignored = [];
    return h("p", { class: "ml-problem", role: "alert", text: this.t("lessons-page-ignored", { names }) });
  }

  titleOf(number) {
    return this.t("lessons-lesson", { number, title: this.t(`lesson-${this.lessons[number - 1].key}-title`) });
  }

  /** Links to the list, the teacher's page, the worksheets and the words. */
  ways() {
    const { t, place } = this;
    const keep = { seed: place.seed, large: place.large };
    const names = { "": "lessons-all", teacher: "lessons-teacher", worksheets: "lessons-worksheets", words: "lessons-glossary" };
    return h("nav", { class: "ml-lesson-ways ml-no-print", "aria-label": t("lessons-page-links") },
      h("ul", {}, ["", ...VIEWS].map((view) => h("li", {}, h("a", {
        href: this.href(placeOf({ ...keep, view })), text: t(names[view]),
        "aria-current": view === place.view && !place.number ? "page" : null,
      })))));
  }

  // --- pages without a lesson ------------------------------------------------------------------

  view(view) {
    this.stepHeading = null;
    if (view === "teacher") return new Teacher(this).build();
    if (view === "worksheets") {
      this.step = new Worksheets(this);
      return this.step.build();
    }
    return view === "words" ? this.allWords() : this.list();
  }

  list() {
    const { t, lessons, place, words } = this;
    this.heading.textContent = t("lessons-heading");
    const cards = lessons.map((lesson, k) => h("li", { class: "ml-card ml-lesson-card" },
      h("p", { class: "ml-help", text: `${t(`lessons-body-${lesson.body}`)} · ${t("lessons-time", { minutes: lesson.minutes })}` }),
      h("h2", {}, h("a", { href: this.href(placeOf({ number: k + 1, seed: place.seed, large: place.large })), text: this.titleOf(k + 1) })),
      h("p", { text: plain(t(`lesson-${lesson.key}-question`)) })));
    return [
      h("div", { class: "ml-lessons-head" }, this.heading, words.paragraph(t("lessons-intro"), "ml-lead"),
        h("p", { text: t("lessons-free") })),
      this.ways(), h("ol", { class: "ml-lesson-cards" }, cards),
      h("section", { class: "ml-card ml-text" }, h("h2", { text: t("lessons-ask-title") }),
        ["doctor", "bring", "others", "believe"].map((key) => h("p", { text: t(`lessons-ask-${key}`) }))),
      h("p", { class: "ml-help", text: `${t("lessons-loss-note")} ${t("lessons-not-reviewed")}` }),
    ];
  }

  allWords() {
    const { t, app } = this;
    this.heading.textContent = t("lessons-glossary");
    const keys = Object.keys({ ...app.words.fallback?.texts, ...app.words.texts })
      .map((key) => /^glossary-(.+)-meaning$/.exec(key)?.[1]).filter(Boolean);
    const rows = keys.map((key) => [t(`glossary-${key}`), t(`glossary-${key}-meaning`)]);
    rows.sort(([one], [other]) => one.localeCompare(other, app.words.language));
    return [this.heading, this.ways(), h("dl", { class: "ml-card ml-words-list" },
      rows.flatMap(([word, meaning]) => [h("dt", { text: word }), h("dd", { text: meaning })]))];
  }

  // --- a lesson ---------------------------------------------------------------------------------

  lesson(lesson) {
    const { t, place, app } = this;
    this.now = lesson;
    this.conditions = conditionsOf(this.engine, lesson, place);
    this.heading.textContent = this.titleOf(place.number);
    this.step = new MAKE[place.step](this, lesson);
    this.stepHeading = h("h2", { tabindex: "-1", text: t(`lessons-step-${place.step}`) });
    const content = h("section", { class: "ml-step", "aria-labelledby": "ml-step-title" },
      h("div", { class: "ml-row ml-between" }, this.stepHeading, app.reader(() => aloud(content))),
      this.step.build());
    this.stepHeading.id = "ml-step-title";
    this.bodies = this.bodiesFor(lesson);
    this.columns = h("div", { class: `ml-lesson ml-lesson-${place.step}` }, content);
    this.placeBodies();
    return [
      h("p", { class: "ml-crumb ml-no-print" }, h("a", {
        href: this.href(placeOf({ seed: place.seed, large: place.large })),
      }, icon("back"), t("lessons-all"))),
      this.heading, this.steps(),
      this.columns,
      this.onward(),
    ];
  }

  /** The bodies stand beside the step, and on a narrow screen in the middle of it. */
  placeBodies() {
    if (!this.bodies) return;
    const slot = this.narrow.matches ? this.columns.querySelector(".ml-slot") : null;
    (slot ?? this.columns).append(this.bodies.element);
  }

  /** The steps, each with its own address. */
  steps() {
    const { t, place } = this;
    this.stepLinks = STEPS.map((step, k) => [step, h("a", {
      text: t("lessons-page-steps-number", { number: k + 1, step: t(`lessons-step-${step}`) }),
      "aria-current": step === place.step ? "step" : null,
    })]);
    this.links();
    return h("nav", { class: "ml-steps ml-no-print", "aria-label": t("lessons-steps") },
      h("ol", {}, this.stepLinks.map(([, link]) => h("li", {}, link))));
  }

  /** Let the links name what has been guessed and changed. */
  links() {
    for (const [step, link] of [...(this.stepLinks ?? []), ...(this.stepNext ?? [])]) {
      link.href = this.href({ ...this.place, step });
    }
  }

  onward() {
    const { t, place, lessons } = this;
    const next = STEPS[STEPS.indexOf(place.step) + 1];
    this.stepNext = [];
    const parts = [];
    const other = (number, key, cls = "ml-quiet") => h("a", {
      class: `ml-button ${cls}`, href: this.href(placeOf({ number, seed: place.seed, large: place.large })),
      title: this.titleOf(number),
    }, key === "previous" ? icon("back") : null, h("span", { text: t(`lessons-${key}`) }), key === "next" ? icon("next") : null);
    parts.push(place.number > 1 ? other(place.number - 1, "previous") : h("span"));
    if (next) {
      const link = h("a", { class: "ml-button ml-main" },
        h("span", { text: `${t("lessons-step-next")}: ${t(`lessons-step-${next}`)}` }), icon("next"));
      this.stepNext.push([next, link]);
      parts.push(link);
    }
    parts.push(place.number < lessons.length ? other(place.number + 1, "next", next ? "ml-quiet" : "ml-main") : h("span"));
    this.links();
    return h("nav", { class: "ml-onward ml-no-print", "aria-label": t("lessons-page-onward") }, parts);
  }

  /** The bodies of a lesson: before the guess only the first; they stand until they change. */
  bodiesFor(lesson) {
    const { place, engine, app, conditions } = this;
    const { seed, at, helpers, step } = place;
    const [first, last] = [lesson.bars[0], PUZZLE in conditions ? PUZZLE : lesson.after];
    const shown = step === "predict" ? [first] : [first, last];
    const key = JSON.stringify([lesson.key, seed, at, helpers, shown]);
    if (this.bodiesKey === key) {
      if (step !== "run" && this.bodies.milliseconds === 0) this.bodies.begin();
      return this.bodies;
    }
    this.dropBodies();
    this.bodiesKey = key;
    const made = new Bodies({
      app, engine, lesson, conditions, seed, shown,
      nameOf: (condition) => this.t(`lesson-${lesson.key}-condition-${condition}`),
    });
    made.tell = (text) => this.voice.tell(text);
    if (step !== "run") made.begin();
    return made;
  }

  dropBodies() {
    this.bodies?.leave();
    this.bodies = null;
    this.bodiesKey = null;
  }

  /** Run the model with the visitor's choices. */
  run(changes) {
    const place = { ...this.place, ...changes };
    if (JSON.stringify(place) !== JSON.stringify(this.place)) this.show(place, false);
    this.measurements.of(this.now, place);
    this.bodies.begin();
    this.follow();
    this.main.querySelector(".ml-run .ml-button").focus({ preventScroll: true });
  }

  /** Let the step follow its measurement, if there is one. */
  follow() {
    const { place } = this;
    const lesson = this.lessons[place.number - 1];
    if (!lesson) return;
    const wanted = MEASURED.includes(place.step);
    const measured = wanted ? this.measurements.of(lesson, place) : this.measurements.at(lesson, place);
    if (!measured) return;
    const { step } = this;
    measured.changed = () => {
      if (this.step !== step) return;
      step.update(measured);
      this.placeBodies();
    };
    step.update(measured);
    this.placeBodies();
  }

  /** Arrow keys turn the steps, unless a control needs them. */
  key({ key, target, altKey, ctrlKey, metaKey }) {
    if (altKey || ctrlKey || metaKey || target.closest("input, select, textarea, dialog, [tabindex='0']")) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const to = this.place.number && by && STEPS[STEPS.indexOf(this.place.step) + by];
    if (to) this.app.routes.go(this.route({ ...this.place, step: to }));
  }

  /** For tests: what is shown now. */
  seen() {
    const { place, now } = this;
    const lesson = this.lessons[place.number - 1];
    const measured = lesson && this.measurements.at(lesson, place);
    const means = measured && Object.fromEntries(Object.entries(measured.found).map(([key, row]) =>
      [key, [...row[now.measure]].reduce((sum, value) => sum + value, 0) / measured.seeds.length]));
    return { place, ...this.bodies?.seen(), means, complete: measured?.complete ?? false };
  }
}
