// The five steps of a lesson: predict, run, observe, explain, try.
import { button, fold, h, icon, say, setIdle, slider } from "../dom.js";
import { complete, writeQuery } from "../recording.js";
import { bars, figure } from "./bars.js";
import {
  PUZZLE, afterOf, answersOf, directionOf, summaryOf, verdictOf,
} from "./findings.js";
import { MAX_HELPERS, RUNS, leverRange } from "./route.js";
import { plain, wordsIn } from "./words.js";

const ASSUMPTION = "assumption"; // source of what is assumed in the model

/** Large radio buttons, one below the other; rows: [value, text]. Calls pick(value). */
export function options({ legend, name, rows, value, pick }) {
  return h("fieldset", { class: "ml-choice ml-guess" }, h("legend", { text: legend }),
    rows.map(([key, text]) => h("label", { class: "ml-option" },
      h("input", { type: "radio", name, value: key, checked: key === value, change: () => pick(key) }),
      h("span", { text }))));
}

const badge = (cls, text) => h("span", { class: `ml-badge ml-badge-${cls}`, text });

/** A badge that tells whether the model was tuned to a statement. */
export const tunedBadge = (t, tuned) =>
  badge(tuned ? "tuned" : "itself", t(tuned ? "lessons-tuned" : "lessons-by-itself"));

/** The page of one lesson gives each step what it needs: see Lesson in pages/lessons.js. */
class Step {
  constructor(page, lesson) {
    const { app, engine, words, place } = page;
    Object.assign(this, { page, app, engine, lesson, words, place, t: app.t });
  }

  /** A text of the lesson. */
  text(part, fields) {
    return this.t(`lesson-${this.lesson.key}-${part}`, fields);
  }

  /** A value of the lesson's measure in words. */
  figure(value) {
    return figure(this.app, value, this.engine.measures[this.lesson.measure].unit);
  }

  /** Follow the measurement. */
  update() {}
}

class Predict extends Step {
  build() {
    const { t, lesson, place, words } = this;
    const rows = Object.keys(lesson.options).map((key) => [key, this.text(`option-${key}`)]);
    return [
      words.paragraph(this.text("question"), "ml-lead"),
      h("div", { class: "ml-slot" }),
      options({
        legend: t("lessons-predict-choose"), name: `guess-${lesson.key}`, value: place.guess,
        rows: [...rows, ["", t("lessons-predict-none")]],
        pick: (guess) => this.page.change({ guess }),
      }),
      this.tally(rows),
    ];
  }

  /** A count of the guesses of a class; kept until the page is closed. */
  tally(rows) {
    const { t, app, lesson } = this;
    const counts = (app.kept.tally ??= {});
    const own = (counts[lesson.key] ??= {});
    const lines = rows.map(([key, text]) => {
      const shownCount = h("output", { class: "ml-value" });
      const add = (by) => {
        own[key] = Math.max(0, (own[key] ?? 0) + by);
        say(shownCount, app.number(own[key]));
      };
      add(0);
      const element = h("li", { class: "ml-row ml-between" }, h("span", { text }),
        h("span", { class: "ml-row ml-count-row" },
          button(t("lessons-page-less", { option: text }), () => add(-1), { icon: "minus", iconOnly: true }), shownCount,
          button(t("lessons-page-more", { option: text }), () => add(1), { icon: "plus", iconOnly: true })));
      element.reset = () => add(-(own[key] ?? 0));
      return element;
    });
    return fold(t("lessons-teacher-tally"), h("ul", { class: "ml-plain-link" }, lines),
      button(t("lessons-teacher-tally-reset"), () => lines.forEach((line) => line.reset())));
  }
}

class Run extends Step {
  build() {
    const { t, lesson, words, place } = this;
    this.go = button(t("lessons-run-go", { runs: RUNS }), () => this.run(), { icon: "play", kind: "main" });
    this.status = h("p", { class: "ml-status", role: "status" });
    this.progress = h("progress", { max: 1, value: 0, "aria-label": t("lessons-page-progress"), hidden: true });
    this.at = place.at ?? lesson.at;
    const seeds = { runs: RUNS, first: String(place.seed), last: String(place.seed + RUNS - 1) };
    return [
      place.guess ? null : h("p", { class: "ml-help", text: t("lessons-nudge") }),
      words.paragraph(this.text("run"), "ml-lead"),
      lesson.lever ? this.lever() : null,
      Object.keys(lesson.helpers).length ? this.helpers() : null,
      h("div", { class: "ml-run" }, this.go, this.progress), this.status,
      h("div", { class: "ml-slot" }),
      h("p", { class: "ml-help", text: t("lessons-run-seeds", seeds) }),
    ];
  }

  /** The lever that the visitor may move. */
  lever() {
    const { t, lesson, app } = this;
    const [low, high] = leverRange(this.engine, lesson);
    const show = (value) => app.number(value, { style: "percent", maximumFractionDigits: 0 });
    const note = h("p", { class: "ml-help" });
    const back = button(t("lessons-run-back"), () => {
      control.set(lesson.at);
      moved(lesson.at);
      control.querySelector("input").focus();
    });
    const moved = (value) => {
      this.at = value;
      const same = value === lesson.at;
      say(note, same ? "" : t("lessons-run-moved", { usual: show(lesson.at) }));
      back.hidden = same;
    };
    const control = slider({
      label: this.text("lever"), value: this.at, low, high, step: 0.01, show, input: moved,
      kind: lesson.lever.startsWith("loss") ? "ml-stop" : "",
    });
    moved(this.at);
    return h("div", { class: "ml-lesson-lever" }, h("h3", { text: t("lessons-run-lever") }), control, note, back);
  }

  /** The helpers of a puzzle, of which a few may be picked. */
  helpers() {
    const { t, lesson, place } = this;
    const full = h("p", { class: "ml-help", role: "status" });
    let picked = [...place.helpers];
    const buttons = Object.keys(lesson.helpers).map((key) => {
      const press = button(this.text(`helper-${key}`), () => {
        if (picked.includes(key)) picked = picked.filter((other) => other !== key);
        else if (picked.length < MAX_HELPERS) picked = [...picked, key];
        follow();
      }, { pressed: false });
      return [key, press];
    });
    const follow = () => {
      this.picked = picked;
      for (const [key, press] of buttons) {
        press.setAttribute("aria-pressed", String(picked.includes(key)));
        setIdle(press, picked.length >= MAX_HELPERS && !picked.includes(key));
      }
      say(full, picked.length >= MAX_HELPERS ? t("lessons-run-full") : "");
    };
    follow();
    const label = t("lessons-run-helpers");
    return h("div", { class: "ml-lesson-lever" }, h("h3", { text: label }),
      h("div", { class: "ml-row", role: "group", "aria-label": label }, buttons.map(([, press]) => press)), full);
  }

  run() {
    const at = this.at === this.lesson.at ? null : this.at;
    this.page.run({ at, helpers: this.picked ?? [] });
  }

  update(measured) {
    if (!measured) return;
    const { t } = this;
    this.progress.hidden = measured.answered || Boolean(measured.failed);
    this.progress.value = measured.share;
    const done = measured.answered ? "done" : "working";
    say(this.status, t(`lessons-run-${measured.failed ? "failed" : done}`));
  }
}

/** What stands where the figures are not there yet. */
class Measured extends Step {
  build() {
    this.results = h("div", { class: "ml-results" });
    this.status = h("p", { class: "ml-status", role: "status" });
    this.progress = h("progress", { max: 1, value: 0, "aria-label": this.t("lessons-page-progress") });
    this.waiting = h("div", { class: "ml-waiting" }, this.status, this.progress);
    return [this.waiting, this.results];
  }

  update(measured) {
    this.progress.value = measured.share;
    this.progress.hidden = Boolean(measured.failed);
    if (measured.failed) say(this.status, this.t("lessons-run-failed"));
    else if (!measured.answered) say(this.status, this.t("lessons-run-working"));
    else if (!this.filled) {
      this.filled = true;
      this.waiting.remove();
      this.results.replaceChildren(...this.fill(measured.found).filter(Boolean));
    }
    if (this.filled) this.follow(measured);
  }

  follow() {}
}

class Observe extends Measured {
  fill(found) {
    const { t, lesson, place, words, engine } = this;
    const answers = answersOf(engine, lesson, found);
    const told = answers.map((key) => this.text(`option-${key}`));
    const model = h("div", { class: "ml-answer ml-answer-model", "data-answer": answers.join(" ") },
      h("h3", { text: t("lessons-observe-model") }),
      h("p", { text: told.length ? this.app.words.list(told) : t("lessons-observe-no-answer") }),
      answers.includes(lesson.answer) ? h("p", {}, tunedBadge(t, lesson.tuned)) : null);
    const guess = h("div", { class: "ml-answer" }, h("h3", { text: t("lessons-observe-guess") }),
      h("p", { text: place.guess ? this.text(`option-${place.guess}`) : t("lessons-observe-no-guess") }));
    const solved = PUZZLE in found
      && verdictOf(engine, lesson, found, { take: { [PUZZLE]: 1 }, high: lesson.line });
    const measure = `lessons-measure-${lesson.measure}`;
    return [
      h("div", { class: "ml-answers" }, guess, model), h("div", { class: "ml-slot" }),
      h("h3", { text: t(`${measure}-name`) }),
      words.paragraph(t(`${measure}-meaning`), "ml-help"),
      h("p", { class: "ml-found", text: this.comparison(found) }),
      PUZZLE in found ? h("p", { class: "ml-found", "data-solved": String(solved), text: t(`lessons-observe-${solved ? "solved" : "unsolved"}`) }) : null,
      bars(this.app, engine, lesson, found, (key) => this.text(`condition-${key}`)),
      lesson.line ? h("p", { class: "ml-help", text: t(lesson.aim ? "lessons-observe-aim" : "lessons-observe-line", { line: this.figure(lesson.line) }) }) : null,
      h("p", { class: "ml-help", text: t("lessons-observe-dots") }),
    ];
  }

  /** The result in one sentence. */
  comparison(found) {
    const { lesson, engine } = this;
    const [first, last] = [lesson.bars[0], afterOf(lesson, found)];
    const [one, other] = [first, last].map((key) => this.figure(summaryOf(engine, lesson, found, key).mean));
    const names = { before: this.text(`condition-${first}`), after: this.text(`condition-${last}`) };
    return {
      more: () => this.t("lessons-observe-more", { ...names, high: other, low: one }),
      less: () => this.t("lessons-observe-less", { ...names, high: one, low: other }),
      same: () => this.t("lessons-observe-same", { ...names, one: other, other: one }),
    }[directionOf(engine, lesson, found)]();
  }
}

class Explain extends Measured {
  fill(found) {
    const { t, lesson, words, engine } = this;
    const fields = Object.fromEntries(Object.keys(found).map((key) =>
      [key, this.figure(summaryOf(engine, lesson, found, key).mean)]));
    const told = Object.keys(lesson.conditions).map((key) => [key, fields[key] ?? "…"]);
    this.explained = h("div", { class: "ml-explained" });
    this.explainWith = (measured) => {
      const all = Object.fromEntries(told.map(([key, usual]) => [key, key in measured.found
        ? this.figure(summaryOf(engine, lesson, measured.found, key).mean) : usual]));
      this.explained.replaceChildren(...[1, 2, 3].map((k) => words.paragraph(this.text(`explain-${k}`, all))));
    };
    this.explainWith({ found });
    this.verdicts = Object.entries(lesson.claims).map(([key, rule]) => {
      const verdict = h("span", { class: "ml-badge" });
      const element = h("li", { "data-claim": key }, words.paragraph(this.text(`claim-${key}`)),
        h("p", { class: "ml-row" }, verdict, tunedBadge(t, rule.tuned)));
      return { rule, verdict, element };
    });
    return [
      this.explained, h("div", { class: "ml-slot" }),
      h("section", {}, h("h3", { text: t("lessons-explain-claims") }),
        h("ul", { class: "ml-claims" }, this.verdicts.map(({ element }) => element)),
        h("p", { class: "ml-help", text: t("lessons-tuned-help") })),
      h("section", {}, h("h3", { text: t("lessons-explain-leaves-out") }), words.paragraph(this.text("leaves-out"))),
      this.evidence(), this.misconceptions(), this.check(), this.used(),
    ];
  }

  follow(measured) {
    const { t, lesson, engine } = this;
    const done = Object.keys(measured.found).length;
    if (done === this.followed) return;
    this.followed = done;
    this.explainWith(measured);
    for (const { rule, verdict, element } of this.verdicts) {
      const holds = verdictOf(engine, lesson, measured.found, rule);
      const cls = { true: "holds", false: "fails", null: "waits" }[holds];
      verdict.className = `ml-badge ml-badge-${cls}`;
      element.dataset.verdict = cls;
      const key = { true: "lessons-claim-holds", false: "lessons-claim-fails", null: "lessons-sheet-measuring" }[holds];
      say(verdict, t(key));
    }
  }

  evidence() {
    const { t, lesson, words } = this;
    const cards = Object.entries(lesson.evidence).map(([key, { sources, sure }]) => h("li", { class: "ml-evidence" },
      words.paragraph(this.text(`evidence-${key}`)),
      h("p", { class: "ml-sure-line" }, h("strong", { text: `${t("lessons-explain-sure")} ` }), t(`story-level-${sure}`)),
      this.source(sources)));
    return h("section", {}, h("h3", { text: t("lessons-explain-evidence") }), h("ul", { class: "ml-evidences" }, cards));
  }

  /** The sources, one click away. */
  source(keys) {
    const { t } = this;
    const list = h("ul", { class: "ml-plain-link ml-cite" });
    const element = fold(t("lessons-explain-source"), list);
    element.addEventListener("toggle", async () => {
      if (!element.open || list.firstChild) return;
      const rows = await this.app.host.sources();
      list.replaceChildren(...keys.map((key) => {
        if (key === ASSUMPTION) return h("li", {}, h("p", { text: t("lessons-page-assumption") }));
        const { text, url } = rows[key];
        const link = url ? [" ", h("a", { href: url, rel: "noreferrer", text: url })] : [];
        return h("li", {}, h("p", {}, text, link));
      }));
    });
    return element;
  }

  misconceptions() {
    const { t, lesson } = this;
    return h("section", {}, h("h3", { text: t("lessons-misconceptions") }),
      lesson.misconceptions.map((key) => fold(plain(this.text(`misconception-${key}`)),
        this.words.paragraph(this.text(`misconception-${key}-answer`)))));
  }

  /** A question, with why its answer is right. */
  check() {
    const { t, lesson } = this;
    const told = h("div", { class: "ml-told", role: "status" });
    const rows = lesson.check.options.map((key) => [key, plain(this.text(`check-option-${key}`))]);
    const question = plain(this.text("check"));
    return h("section", { class: "ml-check" }, h("h3", { text: t("lessons-check") }),
      options({
        legend: question, name: `check-${lesson.key}`, value: null, rows,
        pick: (key) => {
          const right = key === lesson.check.answer;
          told.dataset.right = String(right);
          told.replaceChildren(
            h("p", {}, h("strong", { text: t(right ? "lessons-check-right" : "lessons-check-wrong") })),
            ...(right ? [this.words.paragraph(this.text("check-why"))] : []));
        },
      }), told);
  }

  /** The words of this lesson. */
  used() {
    const { t, lesson, app } = this;
    const own = `lesson-${lesson.key}-`;
    const texts = Object.keys(app.words.texts).filter((key) => key.startsWith(own))
      .map((key) => JSON.stringify(app.words.texts[key]));
    return fold(t("lessons-explain-words"), h("dl", { class: "ml-words-list" }, wordsIn(texts).flatMap((key) => [
      h("dt", { text: t(`glossary-${key}`) }), h("dd", { text: t(`glossary-${key}-meaning`) })])));
  }
}

class Try extends Step {
  build() {
    const { t, words, app } = this;
    const route = { page: "explore", query: this.query() };
    return [
      h("p", { class: "ml-lead", text: t("lessons-try-text") }),
      h("p", {}, h("a", { class: "ml-button ml-main", href: app.routes.href(route) },
        h("span", { text: t("lessons-try-open") }), icon("next"))),
      h("h3", { text: t("lessons-try-idea") }), words.paragraph(this.text("try")),
      h("h3", { text: t("lessons-think") }), words.paragraph(this.text("think")),
    ];
  }

  /** The address of Explore with this setting and the same noise. */
  query() {
    const { lesson, engine, place } = this;
    const { conditions } = this.page;
    const key = PUZZLE in conditions ? PUZZLE : lesson.explore || lesson.after;
    const { preset, levers } = conditions[key];
    const setting = complete(engine, { body: lesson.body, preset, changes: levers, seed: BigInt(place.seed) });
    return writeQuery(engine, setting, setting);
  }
}

export const MAKE = { predict: Predict, run: Run, observe: Observe, explain: Explain, try: Try };
