"""The About page: the model, its limits and its evidence."""

from importlib.metadata import version
from typing import Any

import solara

from motorloops.experiments.evidence.table import packaged_evidence
from motorloops.experiments.evidence.verdict import VERDICTS
from motorloops.experiments.formatting import figure
from motorloops.model.errors import InputError
from motorloops.server.components.elements import Table, tag
from motorloops.server.networks import NETWORKS
from motorloops.server.shell import Heading
from motorloops.server.strings import sentence_case, string_table, translate
from motorloops.server.url_state import check_known, fields_of


def cells(row: dict[str, Any]) -> list[str]:
    """One finding and the model's result, as texts."""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    ends = "" if row["low"] is None else f" ({figure(row['low'])} to {figure(row['high'])})"
    return [
        row["finding"],
        translate("about.published", healthy=row["healthy"], patient=row["patient"]),
        f"{figure(row['model'])}{unit}{ends}: {row['measured']}",
        sentence_case(row["origin"]),
        sentence_case(row["verdict"]),
        packaged_evidence()["sources"][row["source"]],
    ]


def counts(rows: list[dict[str, Any]]) -> str:
    """The number of findings with each verdict."""
    parts = [f"{sum(row['verdict'] == name for row in rows)} {name}" for name in VERDICTS]
    return translate("about.counts", count=len(rows), verdicts=", ".join(parts))


def _part(title: str, *inside: solara.Element) -> solara.Element:
    return tag("section", tag("h2", title), *inside, classes="ml-card")


def _list(key: str) -> solara.Element:
    lines = string_table()["about"][key]
    return tag("ul", *(tag("li", line) for line in lines), classes="ml-lines")


def _evidence() -> solara.Element:
    rows = packaged_evidence()["rows"]
    topics = list(dict.fromkeys(row["topic"] for row in rows))
    meanings = [
        tag("div", tag("dt", sentence_case(name)), tag("dd", f"{sentence_case(text)}."))
        for name, text in VERDICTS.items()
    ]
    tables = [
        Table(
            caption=topic,
            columns=string_table()["about"]["columns"],
            rows=[cells(row) for row in rows if row["topic"] == topic],
            sentences=True,
        )
        for topic in topics
    ]
    return _part(
        translate("about.evidence_title"),
        tag("p", translate("about.evidence", seeds=packaged_evidence()["seeds"])),
        tag("p", translate("network.same" if NETWORKS.is_packaged else "network.evidence")),
        tag("p", counts(rows)),
        tag("dl", *meanings, classes="ml-meanings"),
        *tables,
    )


def _problem(search: str | None) -> list[solara.Element]:
    """The message about a query, as this page has no settings in its address."""
    try:
        check_known(fields_of(search or ""), ())
    except InputError as problem:
        return [tag("p", str(problem), classes="ml-problem")]
    return []


@solara.component
def About() -> solara.Element:
    """The About page."""
    search = solara.use_router().search
    citation = translate("about.citation", version=version("motorloops"))
    return tag(
        "div",
        Heading(text=translate("about.heading")),
        tag("div", *_problem(search), role="alert"),
        _part(translate("about.advice_title"), tag("p", translate("about.advice"))),
        _part(translate("about.is_title"), _list("is")),
        _part(translate("about.leaves_out_title"), _list("leaves_out")),
        _part(
            translate("about.cite_title"),
            tag("p", translate("about.cite")),
            tag("p", citation, classes="ml-quote"),
        ),
        _evidence(),
        classes="ml-text",
    )
