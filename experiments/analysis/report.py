"""The report of a sweep: its sections by the kind of its design, as text and as one HTML file.

The HTML file has no script, needs no network, follows light and dark, and fits a telephone.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from motorloops.experiments.analysis.frames import cells
from motorloops.experiments.analysis.labels import (
    columns_of,
    level_text,
    listed,
    name_of,
    outcome_of,
    title_of,
)
from motorloops.experiments.analysis.plots import Section, inline_svg
from motorloops.experiments.analysis.region_sections import heading, region_section, why_none
from motorloops.experiments.analysis.regions import (
    MIN_POINTS,
    Outcome,
    Regions,
    check_free,
    free_points,
    levers_vary_freely,
    read_outcome,
    regions_of,
    unhealthy_outcomes,
)
from motorloops.experiments.analysis.sections import (
    curve_sections,
    lesion_sections,
    point_sections,
    sampled_sections,
    surface_sections,
)
from motorloops.experiments.analysis.sensitivity import SensitivityResult, sensitivity_of
from motorloops.experiments.formatting import NOTHING, NOTICE, columns, figure, screen_width
from motorloops.experiments.statistics import healthy_limit
from motorloops.experiments.sweeps.dataset import DamagedDataError
from motorloops.experiments.sweeps.design import PAIR_COLUMN
from motorloops.experiments.sweeps.distributions import described
from motorloops.experiments.sweeps.study import LESION, SAMPLED, Study
from motorloops.experiments.sweeps.study_file import is_text
from motorloops.experiments.sweeps.worker import OK
from motorloops.model.arguments import Kind, checked, each, optional
from motorloops.model.errors import InputError, choose
from motorloops.model.presets import preset

if TYPE_CHECKING:
    import pandas as pd

    from motorloops.experiments.sweeps.results import Results


def headings(table: "pd.DataFrame") -> list[str]:
    """The heading of each column, those of the index first."""
    across = table.columns.name
    index = [str(name or "").replace("_", " ") for name in table.index.names]
    if across:  # a grid: one axis down, the other across
        index[-1] += f", down; {str(across).replace('_', ' ')}, across"
    return [*index, *(_name(name) for name in table.columns)]


def _name(name: object) -> str:
    return name.replace("_", " ") if isinstance(name, str) else level_text(name)


def rows(table: "pd.DataFrame") -> Iterator[list[str]]:
    """The cells of each row, those of the index first."""
    for key, *values in table.itertuples():
        index = key if isinstance(key, tuple) else (key,)
        yield [*(level_text(level) for level in index), *(cell(value) for value in values)]


def cell(value: object) -> str:
    """One value as text: about three figures of a number, whole numbers in full."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if not isinstance(value, float | np.floating):
        return str(value)
    number = float(value)
    if not np.isfinite(number):
        return NOTHING
    return f"{number:.0f}" if number.is_integer() and abs(number) >= 2 else figure(number)


@dataclass(frozen=True, eq=False)
class Report:
    """Findings in words, figures and tables.

    Attributes:
        title: of the report.
        facts: sentences on the design, the number of runs, and the runs without a value.
        sections: the findings.
        refused: analyses that were not possible, with the reason.
    """

    kind: ClassVar[str] = "sweep"  # in the title of the page
    whole: ClassVar[str] = "in the .csv file that `motorloops show` writes with --figures"

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SweepReport(Report):
    """The report of a sweep.

    Attributes:
        study: the study that was run.
    """

    study: Study


def _are_results(value: object) -> bool:
    return callable(getattr(value, "frame", None)) and hasattr(value, "complete")


RESULTS = Kind(_are_results, "give the results of a sweep, as run_study returns them")


@checked(
    results=RESULTS,
    measures=optional(each(str, allowed="give a list of measures of the study")),
    regions=optional(each(str, allowed="give a list of outcomes, as overflow>0.03")),
)
def sweep_report(
    results: "Results",
    measures: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
) -> SweepReport:
    """Make the report of a sweep, finished or not.

    Args:
        results: of the sweep.
        measures: to report; all if None. The lesions of a study are clustered by all measures.
        regions: outcomes (``MEASURE>NUMBER`` or ``MEASURE<NUMBER``) whose regions are reported. If
            None, a value above its healthy limit of each measure that has one, for designs of at
            least two levers that vary freely of each other and 40 points.

    Returns:
        The report; ``report_text`` and ``report_html`` write it.

    Raises:
        InputError: if no run is done yet, for a measure that the study does not have, an outcome
            that cannot be read, or regions of a design whose levers do not vary freely.
        DamagedDataError: if a file is missing, or not as it was written.

    Examples:
        >>> design = {"kind": "grid", "axes": {"loss_spinal": [0.0, 0.5, 1.0]}}
        >>> table = {"body": "chain:2", "seconds": 0.5, "design": design, "seeds": {"count": 2}}
        >>> report = sweep_report(run_study(table, "spinal"), ["overflow"])
        >>> report.study.name, [section.key for section in report.sections]
        ('study', ['dose-overflow-loss_spinal'])
    """
    for measure in measures or ():
        choose("measures", measure, results.study.measures)
    outcomes = _outcomes(results.study, measures, regions)
    if results.frame(["point"], all_rows=True).empty:
        raise InputError("runs that are done", 0, "at least one is needed; see `status`")
    sections: list[Section] = []
    refused: list[str] = []
    study = results.study
    lesions = LESION in study.design.names and study.design.kind == "grid"
    wanted = _by_measure(results, study.measures if measures is None else measures)
    with columns_of(study):
        for name, made in [("lesions", _lesions(results))] if lesions else wanted:
            try:
                sections += made
            except DamagedDataError:
                raise
            except InputError as error:
                refused.append(f"{title_of(name)}: {error}.")
        told, without = _region_sections(results, outcomes)
    sections = [*told, *sections] if regions else [*sections, *told]  # what is asked for first
    return _report(results, sections, [*refused, *without])


def _region_sections(
    results: "Results", outcomes: Sequence[Outcome]
) -> tuple[list[Section], list[str]]:
    """The section of each outcome that has regions; of the others, why they have none."""
    sections, without = [], []
    for outcome in outcomes:
        try:
            found = study_regions(results, outcome)
        except DamagedDataError:
            raise
        except InputError as error:
            without.append(f"{heading(outcome)}: {error}.")
            continue
        if found.boxes:
            sections.append(region_section(found))
        else:
            without.append(f"{heading(outcome)}: {why_none(found)}.")
    return sections, without


def _outcomes(
    study: Study, measures: Sequence[str] | None, regions: Sequence[str] | None
) -> tuple[Outcome, ...]:
    """The outcomes whose regions are reported."""
    if regions is not None:
        if regions:
            check_free(study)
        return tuple(dict.fromkeys(read_outcome(text, study.measures) for text in regions))
    if not levers_vary_freely(study) or free_points(study) < MIN_POINTS:
        return ()
    wanted = study.measures if measures is None else measures
    return tuple(outcome for outcome in unhealthy_outcomes(study) if outcome.measure in wanted)


def study_regions(results: "Results", outcome: Outcome) -> Regions:
    """Find the regions of an outcome in the rows of a sweep.

    Raises:
        InputError: as :func:`.regions.regions_of`.
    """
    study = results.study
    frame = results.frame(["point", *study.design.names, outcome.measure], all_rows=True)
    return regions_of(study, frame, str(outcome))


def _report(results: "Results", sections: Sequence[Section], refused: Sequence[str]) -> SweepReport:
    study = results.study
    facts = tuple(_facts(results))
    return SweepReport(study.name.replace("_", " "), facts, tuple(sections), tuple(refused), study)


def sampled_report(
    results: "Results", found: Sequence[SensitivityResult], refused: Sequence[str]
) -> SweepReport:
    """Make the report of a sampled design from indices that are there already.

    Args:
        results: of the sweep.
        found: the indices of each measure.
        refused: why other measures have none, a line each.
    """
    with columns_of(results.study):
        sections = [section for one in found for section in sampled_sections(one)]
    return _report(results, sections, refused)


def _by_measure(
    results: "Results", measures: Sequence[str]
) -> Iterator[tuple[str, Iterator[Section]]]:
    for measure in measures:
        yield measure, _sections(results, measure)


def _sections(results: "Results", measure: str) -> Iterator[Section]:
    study = results.study
    names, limit = list(study.design.names), healthy_limit(measure, study.network().body)
    if study.design.kind in SAMPLED:
        frame = results.frame(["point", "replicate", measure], all_rows=True)
        yield from sampled_sections(sensitivity_of(study, frame, measure))
    elif study.design.kind == "pairs":
        frame = results.frame([PAIR_COLUMN, *names, "replicate", measure], all_rows=True)
        for pair, runs in frame.groupby(PAIR_COLUMN, sort=False):
            table = _pivot(runs, str(pair).split("*"), measure)
            yield from surface_sections(table, measure, limit)
    else:
        frame = results.frame(["point", *names, "replicate", measure], all_rows=True)
        yield from _grid(study, frame, measure, limit)


def _grid(
    study: Study, frame: "pd.DataFrame", measure: str, limit: float | None
) -> Iterator[Section]:
    """A grid of one or two axes as curves and maps; anything else as a list of points."""
    names = list(study.design.names)
    if len(names) > 2 or (study.design.kind == "list" and len(names) > 1):
        yield from point_sections(frame, names, measure)
        return
    table = _pivot(frame, names, measure)
    numbers = [name for name in names if not is_text(name)]
    if len(numbers) == 2:
        yield from surface_sections(table, measure, limit)
    for axis in numbers or names[:1]:
        common = study.seeds.kind == "common"
        yield from curve_sections(table, axis, measure, limit, common=common)


def _pivot(frame: "pd.DataFrame", names: list[str], measure: str) -> "pd.DataFrame":
    import pandas as pd

    table = cells(frame, names, measure)
    if len(names) > 1:  # runs that are not done yet are gaps
        table = table.reindex(
            pd.MultiIndex.from_product([table.index.unique(name) for name in names], names=names)
        )
    if not table.notna().any(axis=None):
        raise InputError("measure", measure, "choose another: no run has a value of it")
    return table


def _lesions(results: "Results") -> Iterator[Section]:
    study = results.study
    others = [name for name in study.design.names if name != LESION]
    frame = results.frame([LESION, *others, "replicate", *study.measures], all_rows=True)
    tables = {}
    for measure in study.measures:
        table = cells(frame, [*others, LESION], measure)
        for levels, group in table.groupby(level=others) if others else [((), table)]:
            at = levels if isinstance(levels, tuple) else (levels,)
            where = [f"{name_of(n)} {level_text(v)}" for n, v in zip(others, at, strict=True)]
            tables[outcome_of(measure, where)] = group.droplevel([*others]) if others else group
    yield from lesion_sections(tables)


def _facts(results: "Results") -> Iterator[str]:
    study = results.study
    if study.description:
        yield study.description
    chosen = preset(study.preset)
    held = [f"{name_of(name)} {level_text(value)}" for name, value in study.fixed.items()]
    where = f"{study.network().body.title}; {chosen.title.lower()}"
    if study.timeline_measures:
        where += f"; timeline {study.timeline_name}, {study.seconds:g} s"
    yield f"{where}{f'; held: {listed(held)}' if held else ''}."
    yield from _measured(study)
    frame = results.frame(["point", "status"], all_rows=True)
    points, runs = frame["point"].nunique(), len(frame)
    common = study.seeds.kind == "common"
    noise = "all points share their noise" if common else "each run has its own noise"
    moved = listed([name_of(name) for name in study.design.names])
    yield (
        f"Design {study.design.kind} over {moved}: {points} points, {study.seeds.count} "
        f"seed{'s' if study.seeds.count > 1 else ''} each, {runs} runs; {noise}."
    )
    drawn = [(axis.name, described(axis)) for axis in study.design.axes]
    if named := [f"{name_of(name)}: {text}" for name, text in drawn if text]:
        yield f"Drawn: {'; '.join(named)}."
    counts = frame["status"].value_counts().drop(OK, errors="ignore")
    if odd := [f"{count} {status}" for status, count in counts.items() if count]:
        yield f"Without a value: {listed(odd)}. They count as gaps."
    if "after_contraction" in study.measures and not study.own_timeline:  # that would be executed
        timeline = study.timeline()
        left = (timeline.duration_ms - timeline.trying()[1]) / 1000.0
        yield (
            f"Runs end {left:g} s after the command: activity that lasts longer counts up to there."
        )
    if not results.complete:
        yield "The sweep is not finished: this report covers the runs done so far."


def _measured(study: Study) -> Iterator[str]:
    """Sentences on paradigms and own measures."""
    if study.paradigms:
        names = list(dict.fromkeys(n.partition(".")[0] for n in study.measures if "." in n))
        yield (
            f"A run is one seed of {listed(names)}, with the levers of its point as the chosen "
            "condition."
        )
    own = {r.column: r for r in study.own.references if r.key == "measures"}
    for name in own:
        column = study.column(name)
        unit = f" ({column.unit})" if column.unit != "1" else ""
        yield f"{title_of(name)}{unit}, an own measure: {column.meaning.rstrip('.')}."


MAX_ROWS, WIDEST = 12, 120  # of a table; the text report omits a larger one


def _wrapped(text: str, indent: str = "") -> str:
    width = screen_width()
    if width is None:
        return indent + text
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)


def report_text(report: Report) -> str:
    """The report as text, for the terminal."""
    blocks = ["\n".join(map(_wrapped, [report.title, *report.facts]))]
    blocks += [_section_text(section) for section in report.sections]
    if report.refused:
        blocks.append("\n".join(["What cannot be said", *map(_wrapped, report.refused)]))
    return "\n\n".join([*blocks, NOTICE])


def _section_text(section: Section) -> str:
    lines = [_wrapped(section.title), *(_wrapped(text, "  ") for text in section.sentences)]
    shown = section.shown
    table = columns([headings(shown), *rows(shown)], right=range(1, shown.shape[1]))
    fits = max(map(len, table.splitlines())) <= (screen_width() or WIDEST)
    if len(shown) <= MAX_ROWS and fits:
        lines += ["", table]
    return "\n".join(lines)


def report_as_dict(report: SweepReport) -> dict[str, Any]:
    """The whole report as values for JSON: every row of every table; null where there is no value.

    Returns:
        study (its name), study_hash, facts, sections and refused. A section has key, title,
        sentences, columns (the names, those that identify a row first), index (the number of
        these) and rows (a list of values each).
    """
    return {
        "study": report.study.name,
        "study_hash": report.study.digest,
        "facts": list(report.facts),
        "sections": [_section_as_dict(section) for section in report.sections],
        "refused": list(report.refused),
    }


def _section_as_dict(section: Section) -> dict[str, Any]:
    table = section.table
    rows = table.reset_index(allow_duplicates=True) if _named(table) else table
    return {
        "key": section.key,
        "title": section.title,
        "sentences": list(section.sentences),
        "columns": [str(name) for name in rows.columns],
        "index": table.index.nlevels if _named(table) else 0,
        "rows": [[plain(value) for value in row] for row in rows.itertuples(index=False)],
    }


def _named(table: "pd.DataFrame") -> bool:
    return any(name is not None for name in table.index.names)


def plain(value: object) -> object:
    """A value of a table as JSON has it: None for a number that is not finite."""
    made = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(made, float) and not np.isfinite(made) else made


STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --quiet: #4f5862;
  --line: #c9d0d8; --link: #0b57a4; --panel: #f5f7f9; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14181d; --ink: #e8ebee; --quiet: #aab4be; --line: #3b444e;
    --link: #8ab8ff; --panel: #1c2229; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.25; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
a { color: var(--link); }
p, ul { max-width: 46rem; margin: .4rem 0; }
nav ul { columns: 20rem; padding-left: 1.2rem; }
.quiet { color: var(--quiet); }
.parts { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; min-width: 0;
  background: var(--panel); }
figure { margin: .8rem 0 0; }
svg { width: 100%; max-width: 34rem; height: auto; display: block; }
svg * { stroke-linejoin: round; stroke-linecap: butt; }
summary { cursor: pointer; padding: .6rem 0; color: var(--link); }
.scroll { overflow-x: auto; overflow-wrap: normal; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .3rem; color: var(--quiet); }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: right;
  vertical-align: top; }
th[scope=row], thead th:first-child { text-align: left; }
td.text { text-align: left; min-width: 16rem; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


TEMPLATE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy | safe }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ name }}: a {{ report.kind }} of motorloops</title><style>{{ style | safe }}</style></head>
<body><header><h1>{{ name[:1] | upper }}{{ name[1:] }}</h1>
{%- for fact in report.facts %}<p>{{ fact }}</p>{% endfor %}</header>
{% if report.sections | length > 1 -%}
<nav aria-label="Findings"><details>
<summary>All {{ report.sections | length }} findings</summary><ul>
{%- for section in report.sections %}<li><a href="#{{ section.key }}">{{ section.title }}</a></li>
{%- endfor %}</ul></details></nav>
{% endif -%}
<main>{% if report.refused %}<h2>What cannot be said</h2><ul>
{%- for line in report.refused %}<li>{{ line }}</li>{% endfor %}</ul>{% endif -%}
<div class="parts">
{%- for section in report.sections %}
<section id="{{ section.key }}" aria-labelledby="{{ section.key }}-title">
<h2 id="{{ section.key }}-title">{{ section.title }}</h2>
{%- for sentence in section.sentences %}<p>{{ sentence }}</p>{% endfor -%}
<figure>{{ svg(section) | safe }}</figure><details><summary>The numbers</summary>
<div class="scroll" role="region" tabindex="0" aria-label="{{ section.title }}: the numbers"><table>
<caption>{{ caption(section) }}</caption><thead><tr>
{%- for text in headings(section.shown) %}<th scope="col">{{ text }}</th>{% endfor -%}
</tr></thead><tbody>
{%- for row in rows(section.shown) %}<tr>{% for text in row -%}
{% if loop.index0 < section.shown.index.nlevels %}<th scope="row">{{ text }}</th>
{%- elif text | length > 20 %}<td class="text">{{ text }}</td>
{%- else %}<td>{{ text }}</td>{% endif %}{% endfor %}</tr>
{%- endfor %}</tbody></table></div></details></section>
{%- endfor %}</div></main>
<footer><p class="quiet">{{ notice }}</p></footer></body></html>
"""


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined  # slow to import

    return Environment(
        autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    ).from_string(TEMPLATE)


def report_html(report: Report) -> str:
    """The report as one HTML file."""
    return _template().render(
        report=report, name=report.title, policy=POLICY, style=STYLE,
        notice=NOTICE, svg=inline_svg, caption=partial(_caption, report), headings=headings,
        rows=rows,
    )  # fmt: skip


def _caption(report: Report, section: Section) -> str:
    total = len(section.table)
    if section.brief is None:
        return f"{total} rows."
    return f"In short; all {total} rows are {report.whole}."
