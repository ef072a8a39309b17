"""The words of the lessons: look-ups in their string table, figures as a reader sees them."""

import re
from collections.abc import Iterable

import solara

from experiments.summary import Summary
from server.elements import tag
from server.words import table

TABLE = "lessons"
MARK = re.compile(r"\[\[([^|\]]+)(?:\|([^\]]+))?\]\]")  # [[word]] or [[word|as shown]]
DIGITS = {"1": 2, "s": 1, "MVC": 1}  # decimals by unit; MVC is shown as per cent


def entry(key: str) -> object:
    """What stands at a dotted key: a text, a list or a table.

    Raises:
        KeyError: If there is nothing (a programming error, caught by the tests).
    """
    found: object = table(TABLE)
    for part in key.split("."):
        if not isinstance(found, dict):
            raise KeyError(key)
        found = found[part]
    return found


def tell(key: str, **fields: object) -> str:
    """The text at a dotted key, with its fields filled in."""
    return str(entry(key)).format(**fields)


def figure(value: float | None, unit: str) -> str:
    """A figure with its unit; a dash where there is none."""
    if value is None:
        return "–"
    shown = value * 100.0 if unit == "MVC" else value
    text = f"{shown:.{DIGITS[unit]}f}"
    return tell(f"units.{unit}", value=text.lstrip("-") if not text.strip("-0.") else text)


def with_interval(found: Summary) -> str:
    """A mean with its interval."""
    parts = {name: figure(getattr(found, name), found.unit) for name in ("mean", "low", "high")}
    return tell("observe.bar", **parts)


def words_in(texts: Iterable[str]) -> list[str]:
    """The glossary words that are marked in some texts, each once, in order of appearance."""
    marked = (word for text in texts for word, _ in MARK.findall(text))
    return list(dict.fromkeys(marked))


def plain(text: str) -> str:
    """The text without its marks."""
    return MARK.sub(lambda found: found[2] or found[1], text)


def marked(text: str) -> list[solara.Element | str]:
    """The text with each glossary word set off."""
    parts: list[solara.Element | str] = []
    at = 0
    for found in MARK.finditer(text):
        parts += [text[at : found.start()], tag("dfn", found[2] or found[1])]
        at = found.end()
    return [part for part in (*parts, text[at:]) if part != ""]


def paragraph(text: str, classes: str = "") -> solara.Element:
    """A paragraph with its glossary words set off."""
    return tag("p", *marked(text), classes=classes)


def glossary(words: Iterable[str]) -> solara.Element:
    """What some words mean, as a list."""
    rows = [tag("div", tag("dt", word), tag("dd", tell(f"words.{word}"))) for word in words]
    return tag("dl", *rows, classes="ml-words")
