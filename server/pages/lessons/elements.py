"""Parts of the Lessons page: its texts, links, figures and glossary."""

import re
from collections.abc import Iterable

import numpy as np
import solara

from motorloops.experiments.statistics import Summary
from motorloops.model.measures import MEASURES
from motorloops.server.components.elements import tag
from motorloops.server.pages.lessons.measure import PUZZLE, RUNS, Measured
from motorloops.server.pages.lessons.route import LessonRoute
from motorloops.server.strings import string_table

TABLE = "lessons"
MARK = re.compile(r"\[\[([^|\]]+)(?:\|([^\]]+))?\]\]")  # [[word]] or [[word|as shown]]
DIGITS = {"1": 2, "s": 1, "MVC": 1}  # decimals by unit; MVC is shown in per cent


def entry(key: str) -> object:
    """The entry at a dotted key: a text, a list or a table.

    Raises:
        KeyError: If there is no entry (a programming error, caught by the tests).
    """
    found: object = string_table(TABLE)
    for part in key.split("."):
        if not isinstance(found, dict):
            raise KeyError(key)
        found = found[part]
    return found


def lesson_text(key: str, **fields: object) -> str:
    """The text at a dotted key, with its fields filled in."""
    return str(entry(key)).format(**fields)


def figure(value: float | None, unit: str) -> str:
    """A figure with its unit; a dash if there is no figure."""
    if value is None:
        return "–"
    shown = value * 100.0 if unit == "MVC" else value
    text = f"{shown:.{DIGITS[unit]}f}"
    return lesson_text(f"units.{unit}", value=text.lstrip("-") if not text.strip("-0.") else text)


def with_interval(found: Summary) -> str:
    """A mean with its interval."""
    parts = {name: figure(getattr(found, name), found.unit) for name in ("mean", "low", "high")}
    return lesson_text("observe.bar", **parts)


def words_in(texts: Iterable[str]) -> list[str]:
    """The glossary words marked in some texts, each once, in order of appearance."""
    marked = (word for text in texts for word, _ in MARK.findall(text))
    return list(dict.fromkeys(marked))


def plain(text: str) -> str:
    """The text without its marks."""
    return MARK.sub(lambda found: found[2] or found[1], text)


def marked(text: str) -> list[solara.Element | str]:
    """The text with each glossary word highlighted."""
    parts: list[solara.Element | str] = []
    at = 0
    for found in MARK.finditer(text):
        parts += [text[at : found.start()], tag("dfn", found[2] or found[1])]
        at = found.end()
    return [part for part in (*parts, text[at:]) if part != ""]


def paragraph(text: str, classes: str = "") -> solara.Element:
    """A paragraph with its glossary words highlighted."""
    return tag("p", *marked(text), classes=classes)


def glossary(words: Iterable[str]) -> solara.Element:
    """A list of words and their meanings."""
    rows = [tag("div", tag("dt", word), tag("dd", lesson_text(f"words.{word}"))) for word in words]
    return tag("dl", *rows, classes="ml-words")


ROOM = 1.1  # the longest bar leaves a tenth of the track free
WHOLE = 0.5  # from here up, shares are shown on a track from 0 to 1


@solara.component_vue("go.vue", vuetify=False)
def _Go(text: str, href: str, classes: str, current: str, event_visit: object) -> None:
    pass


@solara.component_vue("title.vue", vuetify=False)
def Title(text: str) -> None:
    """The heading of a step; it takes the focus when the step changes."""


@solara.component_vue("print.vue", vuetify=False)
def Print(text: str) -> None:
    """A button that opens the browser's own print window."""


@solara.component_vue("place.vue", vuetify=False)
def Place(path: str) -> None:
    """The whole address of a path of this server, to copy or to write on a board."""


@solara.component_vue("bars.vue", vuetify=False)
def _Bars(rows: list[dict[str, object]], top: float, line: float) -> None:
    pass


@solara.component
def Go(text: str, route: LessonRoute, classes: str = "", current: str = "") -> solara.Element:
    """A link to another route in the lessons that does not reload the page.

    Args:
        text: Text of the link.
        route: Target of the link.
        classes: CSS classes, separated by spaces.
        current: Value of ``aria-current``; empty for none.
    """
    router, href = solara.use_router(), route.link()
    return _Go(
        text=text,
        href=href,
        classes=f"ml-press {classes}".strip(),
        current=current,
        event_visit=lambda *_: router.push(href),
    )


def shown(measured: Measured) -> list[str]:
    """The conditions of the bars: the lesson's, and the visitor's own."""
    return [*measured.lesson.bars, *(key for key in measured.figures if key == PUZZLE)]


def condition_name(measured: Measured, key: str) -> str:
    """The name of a condition."""
    return lesson_text(f"lesson.{measured.lesson.key}.conditions.{key}")


def bar_rows(measured: Measured) -> list[dict[str, object]]:
    """The data of a lesson's picture, one row per condition; figures in the measure's unit."""
    rows = []
    for key in shown(measured):
        found, dots = measured.of(key), measured.figures[key][measured.lesson.measure]
        rows.append({
            "key": key,
            "name": condition_name(measured, key),
            "figure": with_interval(found),
            "first": key == measured.lesson.bars[0],
            "mean": found.mean or 0.0,
            "low": found.low,
            "high": found.high,
            "dots": [dot for dot in dots.tolist() if np.isfinite(dot)],
        })  # fmt: skip
    return rows


def scale_top(measured: Measured) -> float:
    """The figure at the right end of the track."""
    name = measured.lesson.measure
    values = np.concatenate([measured.figures[key][name] for key in shown(measured)])
    most = max(measured.lesson.line, np.nanmax(values, initial=0.0))
    whole = MEASURES[name].unit != "s" and most > WHOLE
    return 1.0 if whole else float(most * ROOM) or 1.0


@solara.component
def Picture(measured: Measured) -> solara.Element:
    """The bars of a lesson, their meaning, and the same data as a table."""
    lesson = measured.lesson
    unit = MEASURES[lesson.measure].unit
    name, meaning = (
        lesson_text(f"measures.{lesson.measure}.{part}") for part in ("name", "meaning")
    )
    notes = [lesson_text("observe.spread", runs=RUNS)]
    if lesson.line:
        key = "observe.goal" if lesson.goal else "observe.line"
        notes.insert(0, lesson_text(key, line=figure(lesson.line, unit)))
    heads = ("setting", "average", "interval", "count")
    body = []
    for key in shown(measured):
        found = measured.of(key)
        interval = f"{figure(found.low, unit)} – {figure(found.high, unit)}"
        cells = (figure(found.mean, unit), interval, str(found.n))
        row = tag("th", condition_name(measured, key), scope="row")
        body.append(tag("tr", row, *(tag("td", cell) for cell in cells)))
    head = tag("tr", *(tag("th", lesson_text(f"observe.{key}"), scope="col") for key in heads))
    return tag(
        "figure",
        tag("figcaption", tag("strong", f"{name}: "), *marked(meaning)),
        _Bars(rows=bar_rows(measured), top=scale_top(measured), line=lesson.line),
        *(tag("p", note, classes="ml-meaning") for note in notes),
        tag(
            "details",
            tag("summary", lesson_text("observe.table")),
            tag("table", tag("thead", head), tag("tbody", *body)),
            classes="ml-table",
        ),
        classes="ml-picture",
    )
