// For teachers: addresses, goals, ideas that pupils bring; and worksheets, one page each.
import { button, fold, h, picker, say, svg } from "../dom.js";
import { qrCode, qrPath } from "../qr.js";
import { axis, barsOf, figure } from "./bars.js";
import { answersOf, summaryOf } from "./findings.js";
import { RUNS, place as placeOf } from "./route.js";
import { plain } from "./words.js";

const LINKS = { start: {}, big: { large: true }, answer: { step: "observe" } };
const COPIED_MS = 2000;
const LAST_SEED = 999999;

/** The whole address of a place, as it is written on a board. */
const addressOf = (page, place) => new URL(page.href(placeOf(place)), location.href).href;

export class Teacher {
  constructor(page) {
    Object.assign(this, { page, t: page.t, app: page.app });
  }

  build() {
    const { t, page } = this;
    const { seed } = page.place;
    page.heading.textContent = t("lessons-teacher-title");
    const part = (title, ...texts) => h("section", {}, title ? h("h2", { text: title }) : null, texts.map((text) => h("p", { text })));
    const next = seed + RUNS <= LAST_SEED ? seed + RUNS : 1; // no seed in common
    const seedLink = (to, key) => h("a", {
      class: "ml-button", text: t(key), href: page.href({ ...page.place, seed: to }),
    });
    return [
      page.heading, page.ways(),
      h("div", { class: "ml-card ml-teacher-about" },
        part("", t("lessons-teacher-plan"), t("lessons-teacher-because"), t("lessons-teacher-before"),
          t("lessons-teacher-care"), t("lessons-teacher-standards"), t("lessons-teacher-projects")),
        h("h2", { text: t("lessons-teacher-seed", { seed: String(seed) }) }),
        h("p", { text: t("lessons-teacher-intro", { seed: String(seed) }) }),
        h("p", { text: t("lessons-teacher-projector") }),
        h("div", { class: "ml-row" }, seedLink(next, "lessons-teacher-next-seed"),
          seed === 1 ? null : seedLink(1, "lessons-teacher-first-seed"))),
      h("ol", { class: "ml-teacher-list" }, page.lessons.map((lesson, k) => this.lesson(lesson, k + 1))),
    ];
  }

  lesson(lesson, number) {
    const { t, page, app } = this;
    const text = (part) => plain(t(`lesson-${lesson.key}-${part}`));
    const { seed } = page.place;
    const [youngest, oldest] = lesson.ages;
    const links = Object.entries(LINKS).map(([name, changes]) =>
      this.address(t(`lessons-teacher-${name}`), addressOf(page, { number, seed, ...changes }), number));
    const answer = text(`check-option-${lesson.check.answer}`);
    return h("li", { class: "ml-card ml-teacher-lesson" },
      h("div", { class: "ml-teacher-text" },
        h("h2", { text: page.titleOf(number) }),
        h("p", { class: "ml-help", text: `${t(`lessons-body-${lesson.body}`)} · ${t("lessons-teacher-ages", { youngest, oldest })} · ${t("lessons-time", { minutes: lesson.minutes })}` }),
        h("h3", { text: t("lessons-teacher-goals") }),
        h("ul", {}, ["goal-1", "goal-2"].map((goal) => h("li", { text: text(goal) }))),
        fold(t("lessons-teacher-misconceptions"), h("dl", { class: "ml-words-list" }, lesson.misconceptions.flatMap((key) => [
          h("dt", { text: text(`misconception-${key}`) }), h("dd", { text: text(`misconception-${key}-answer`) })]))),
        fold(t("lessons-teacher-check"), h("p", { text: text("check") }),
          h("p", {}, h("strong", { text: `${t("lessons-teacher-answer-label")}: ` }), answer), h("p", { text: text("check-why") })),
        h("p", {}, h("a", { href: page.href(placeOf({ view: "worksheets", seed, sheet: number })), text: t("lessons-page-sheet-only") }))),
      h("div", { class: "ml-teacher-links" }, links),
      this.qr(addressOf(page, { number, seed }), app));
  }

  /** An address to copy or open. */
  address(label, href, number) {
    const { t } = this;
    const text = h("code", { class: "ml-address-text", text: href });
    const copied = h("span", { class: "ml-help", role: "status" });
    const copy = button(`${t("lessons-teacher-copy")}: ${label}`, async () => {
      try {
        await navigator.clipboard.writeText(href);
      } catch { // without a secure origin
        getSelection().selectAllChildren(text);
        document.execCommand("copy");
      }
      say(copied, t("lessons-teacher-copied"));
      setTimeout(() => say(copied, ""), COPIED_MS);
    }, { icon: "copy", iconOnly: true });
    return h("div", { class: "ml-address" },
      h("p", {}, h("a", { href, text: label, title: t("lessons-page-opens", { title: this.page.titleOf(number) }) }), " ", copied),
      h("div", { class: "ml-address-row" }, text, copy));
  }

  qr(href) {
    const modules = qrCode(href);
    if (!modules) return null;
    const { path, side } = qrPath(modules);
    return svg("svg", {
      class: "ml-qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": this.t("lessons-teacher-qr"),
      "shape-rendering": "crispEdges",
    }, svg("path", { d: `M0 0h${side}v${side}H0z`, class: "ml-qr-light" }), svg("path", { d: path, class: "ml-qr-dark" }));
  }
}

export class Worksheets {
  constructor(page) {
    Object.assign(this, { page, t: page.t, app: page.app });
  }

  build() {
    const { t, page } = this;
    const { place, lessons } = page;
    page.heading.textContent = t("lessons-sheet-title");
    const chosen = lessons.map((lesson, k) => ({ lesson, number: k + 1 }))
      .filter(({ number }) => !place.sheet || number === place.sheet);
    this.sheets = chosen.map(({ lesson, number }) => this.sheet(lesson, number));
    const pick = picker({
      label: t("lessons-page-sheets-of"), value: String(place.sheet),
      options: [["0", t("lessons-all")], ...lessons.map((_, k) => [String(k + 1), page.titleOf(k + 1)])],
      pick: (key) => {
        page.show({ ...place, sheet: Number(key) }, false);
        page.main.querySelector(".ml-sheet-tools select").focus();
      },
    });
    const flip = h("a", {
      class: "ml-button", href: page.href({ ...place, answers: !place.answers }),
      text: t(place.answers ? "lessons-sheet-hide" : "lessons-sheet-show"),
    });
    if (place.answers) this.answer();
    return [
      h("div", { class: "ml-no-print ml-sheet-head" }, page.heading, page.ways(), h("p", { text: t("lessons-sheet-intro") }),
        h("div", { class: "ml-row ml-sheet-tools" }, pick,
          button(t("lessons-sheet-print"), () => print(), { icon: "print", kind: "main" }), flip)),
      ...this.sheets.map(({ element }) => element),
    ];
  }

  sheet(lesson, number) {
    const { t, page, app } = this;
    const text = (part) => plain(t(`lesson-${lesson.key}-${part}`));
    const { unit } = page.engine.measures[lesson.measure];
    const { high } = lesson.scale;
    const { seed, answers } = page.place;
    // A sheet with its answers has no lines to write on, and so fits its page too.
    const lines = (count) => Array.from({ length: answers ? 0 : count }, () =>
      h("div", { class: "ml-write", "aria-hidden": "true" }));
    const boxes = (rows) => h("ul", { class: "ml-boxes" }, rows.map((row) => h("li", { text: row })));
    const tracks = Object.fromEntries(lesson.bars.map((key) => [key, h("span", { class: "ml-track" })]));
    const scale = t("lessons-sheet-scale", {
      measure: t(`lessons-measure-${lesson.measure}-name`),
      high: t(`lessons-unit-${unit}`, { value: app.number(high) }),
    });
    const answer = h("div", { class: "ml-sheet-answer" });
    const element = h("article", { class: "ml-sheet-page" },
      h("div", { class: "ml-row ml-between" }, h("h2", { text: page.titleOf(number) }),
        h("p", { class: "ml-sheet-name", text: t("lessons-sheet-name") })),
      h("p", { class: "ml-sheet-question", text: text("question") }),
      h("h3", { text: t("lessons-sheet-guess") }), boxes(Object.keys(lesson.options).map((key) => text(`option-${key}`))),
      h("p", { text: t("lessons-sheet-because") }), lines(2),
      h("h3", { text: t("lessons-sheet-saw") }), h("p", { text: text("run") }), h("p", { class: "ml-help", text: scale }),
      h("div", { class: "ml-bars ml-sketch" },
        h("ul", {}, lesson.bars.map((key) => h("li", { "data-condition": key }, h("span", { class: "ml-bar-name", text: text(`condition-${key}`) }), tracks[key]))),
        axis(app, unit, lesson.scale)),
      h("h3", { text: t("lessons-sheet-explain") }), lines(3),
      h("p", { text: text("think") }), lines(2),
      h("h3", { text: t("lessons-sheet-check") }), h("p", { text: text("check") }),
      boxes(lesson.check.options.map((key) => text(`check-option-${key}`))), answer,
      h("p", { class: "ml-help ml-sheet-foot", text: t("lessons-sheet-foot", { number, first: String(seed), last: String(seed + RUNS - 1) }) }));
    return { element, lesson, answer, tracks, text, unit };
  }

  /** Measure one lesson after the other, and write its answers. */
  async answer() {
    const { page, t } = this;
    for (const { answer } of this.sheets) answer.replaceChildren(h("p", { role: "status", text: t("lessons-sheet-measuring") }));
    for (const sheet of this.sheets) {
      const place = placeOf({ seed: page.place.seed });
      const measured = page.measurements.of(sheet.lesson, place);
      await new Promise((resolve) => {
        measured.changed = () => {
          if (measured.complete || measured.failed) resolve();
        };
        measured.changed();
      });
      if (page.step !== this) return; // another page was opened
      this.fill(sheet, measured);
    }
  }

  fill({ lesson, answer, tracks, text, unit }, measured) {
    const { t, page, app } = this;
    const { engine } = page;
    if (measured.failed) {
      answer.replaceChildren(h("p", { text: t("lessons-run-failed") }));
      return;
    }
    const { found } = measured;
    const means = Object.fromEntries(Object.keys(found).map((key) => [key, summaryOf(engine, lesson, found, key).mean]));
    const fields = Object.fromEntries(Object.entries(means).map(([key, mean]) => [key, figure(app, mean, unit)]));
    for (const key of barsOf(lesson, found)) {
      const factor = unit === "MVC" ? 100 : 1;
      const bar = h("span", { class: "ml-bar" });
      bar.style.setProperty("--to", `${Math.min(100, Math.max(0, (100 * factor * means[key]) / lesson.scale.high))}%`);
      tracks[key].replaceChildren(bar, h("span", { class: "ml-sheet-value", text: fields[key] }));
    }
    const told = answersOf(engine, lesson, found).map((key) => text(`option-${key}`));
    answer.replaceChildren(
      h("p", {}, h("strong", { text: `${t("lessons-sheet-answer")}: ` }), told.length ? app.words.list(told) : t("lessons-observe-no-answer")),
      h("p", { text: [1, 2, 3].map((k) => plain(t(`lesson-${lesson.key}-explain-${k}`, fields))).join(" ") }),
      h("p", { text: t("lessons-page-sheet-check-answer", { answer: text(`check-option-${lesson.check.answer}`) }) }));
  }
}
