"""The About page: what the model is, what it leaves out, how it stands beside what is known."""

from importlib.metadata import version
from typing import Any

import solara

from experiments.evidence.kept import kept
from experiments.evidence.verdict import VERDICTS
from experiments.text import figure
from server.elements import Table, tag
from server.shell import Heading
from server.words import say, sentence_case, table


def cells(row: dict[str, Any]) -> list[str]:
    """One finding with the model's answer, as texts."""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    ends = "" if row["low"] is None else f" ({figure(row['low'])} to {figure(row['high'])})"
    origin = "fitted" if row["tuned"] else "built_in" if row["built_in"] else "prediction"
    return [
        row["finding"],
        say("about.published", healthy=row["healthy"], patient=row["patient"]),
        f"{figure(row['model'])}{unit}{ends}: {row['measured']}",
        say(f"about.{origin}"),
        sentence_case(row["verdict"]),
        kept()["sources"][row["source"]],
    ]


def counts(rows: list[dict[str, Any]]) -> str:
    """How many findings have which verdict."""
    parts = [f"{sum(row['verdict'] == name for row in rows)} {name}" for name in VERDICTS]
    return say("about.counts", count=len(rows), verdicts=", ".join(parts))


def _part(title: str, *inside: solara.Element) -> solara.Element:
    return tag("section", tag("h2", title), *inside, classes="ml-card")


def _list(key: str) -> solara.Element:
    lines = table()["about"][key]
    return tag("ul", *(tag("li", line) for line in lines), classes="ml-lines")


def _evidence() -> solara.Element:
    rows = kept()["rows"]
    topics = list(dict.fromkeys(row["topic"] for row in rows))
    meanings = [
        tag("div", tag("dt", sentence_case(name)), tag("dd", f"{sentence_case(text)}."))
        for name, text in VERDICTS.items()
    ]
    tables = [
        Table(
            caption=topic,
            columns=table()["about"]["columns"],
            rows=[cells(row) for row in rows if row["topic"] == topic],
            told=True,
        )
        for topic in topics
    ]
    return _part(
        say("about.evidence_title"),
        tag("p", say("about.evidence", seeds=kept()["seeds"])),
        tag("p", counts(rows)),
        tag("dl", *meanings, classes="ml-meanings"),
        *tables,
    )


@solara.component
def About() -> solara.Element:  # noqa: N802
    """The page."""
    citation = say("about.citation", version=version("motorloops"))
    return tag(
        "div",
        Heading(text=say("about.heading")),
        _part(say("about.advice_title"), tag("p", say("about.advice"))),
        _part(say("about.is_title"), _list("is")),
        _part(say("about.leaves_out_title"), _list("leaves_out")),
        _part(
            say("about.cite_title"),
            tag("p", say("about.cite")),
            tag("p", citation, classes="ml-quote"),
        ),
        _evidence(),
        classes="ml-text",
    )
