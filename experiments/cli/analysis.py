"""The commands `show`, `sensitivity` and `compare`: analyse sweeps, write the report to files."""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motorloops.experiments.analysis.indices import Indices, history, precision, verdict
from motorloops.experiments.analysis.labels import PERCENT, listed, name_of, title_of
from motorloops.experiments.analysis.plots import write_figure
from motorloops.experiments.analysis.report import (
    SweepReport,
    plain,
    report_html,
    sampled_report,
    sweep_report,
)
from motorloops.experiments.analysis.sensitivity import (
    SensitivityResult,
    basis,
    sensitivity_of,
)
from motorloops.experiments.analysis.study_comparison import (
    StudyComparison,
    compare_studies,
    comparison_report,
)
from motorloops.experiments.files import check_output, replacing
from motorloops.experiments.formatting import NOTHING, NOTICE, columns, figure
from motorloops.experiments.sweeps.results import Results, open_results
from motorloops.experiments.sweeps.study import SAMPLED, Study
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

FIGURES = (".svg", ".png")


def show(
    folder: str, html: str | None, figures: str | None, regions: Sequence[str] = ()
) -> SweepReport:
    """Make the report of a sweep, and write it to the files named.

    Args:
        folder: of the sweep.
        html: page to write.
        figures: folder for an .svg, .png and .csv file of each finding.
        regions: outcomes whose regions are reported; those beyond healthy limits if empty.

    Raises:
        InputError: for a folder without a sweep or without finished runs, an output that cannot
            be written, or an outcome or design that regions do not allow.
    """
    results = open_results(Path(folder))
    path = None if html is None else check_output("--html", html, (".html",))
    place = None if figures is None else _figure_folder(figures)
    report = sweep_report(results, regions=list(regions) or None)
    if path:
        with replacing(path) as part:
            part.write_text(report_html(report), encoding="utf-8")
    if place:
        _write_figures(report, place)
    return report


def _figure_folder(text: str) -> Path:
    place = Path(text)
    if os.path.exists(place) and not os.path.isdir(place):
        raise InputError("--figures", text, "give a folder; this is a file")
    return place


def _write_figures(report: SweepReport, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for section in report.sections:
        for suffix in FIGURES:
            with replacing(place / f"{section.key}{suffix}") as part:
                write_figure(section, part, suffix)
        with replacing(place / f"{section.key}.csv") as part:
            section.table.to_csv(part)


HEAD = ["index", "value", f"{PERCENT} interval", "lever"]
KINDS = {
    "first": "first order", "total": "total", "second": "second order", "pawn": "PAWN",
    "floor": "PAWN, chance alone", "rank": "rank correlation", "mu_star": "mu*", "mu": "mu",
    "sigma": "sigma",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class SensitivityOutput:
    """The indices of all measures of a sweep; for other measures, the reason there are none."""

    sweep: Results
    results: tuple[SensitivityResult, ...]
    refused: Mapping[str, InputError]

    @property
    def study(self) -> Study:
        """The study of the sweep."""
        return self.sweep.study


def sensitivity(folder: str, html: str | None = None) -> SensitivityOutput:
    """Compute the sensitivity indices of every measure of a sweep.

    Args:
        folder: of the sweep.
        html: page to write.

    Raises:
        InputError: for a folder without a sweep, a design that is not sampled, or if no measure
            has indices; for a page that cannot be written.
    """
    results = open_results(Path(folder))
    study = results.study
    path = None if html is None else check_output("--html", html, (".html",))
    if study.design.kind not in SAMPLED:
        allowed = f"sensitivity needs one of kind {', '.join(SAMPLED)}; use `show` for this study"
        raise InputError("design", study.design.kind, allowed)
    computed, refused = [], {}
    for measure in study.measures:
        frame = results.frame(["point", "replicate", measure], all_rows=True)
        try:
            computed.append(sensitivity_of(study, frame, measure))
        except InputError as error:
            refused[measure] = error
    if not computed:
        raise next(iter(refused.values()))
    output = SensitivityOutput(results, tuple(computed), refused)
    if path:
        report = sampled_report(results, output.results, _refusals(output))
        with replacing(path) as part:
            part.write_text(report_html(report), encoding="utf-8")
    return output


def _refusals(output: SensitivityOutput) -> list[str]:
    return [f"{title_of(name)}: {error}." for name, error in output.refused.items()]


def sensitivity_text(output: SensitivityOutput) -> str:
    """The indices as text."""
    blocks = [_block(one, indices) for one in output.results for indices in one.indices]
    return "\n\n".join([*blocks, *_refusals(output), NOTICE])


def _block(result: SensitivityResult, indices: Indices) -> str:
    table = columns([HEAD, *_rows(indices)], right=(1,))
    told = [basis(result, indices), verdict(indices), history(indices)]
    return "\n".join([f"{title_of(result.measure)}: {indices.method}", *told, table])


def _rows(indices: Indices) -> Iterator[list[str]]:
    table = indices.table
    kinds = table["index"].unique().tolist()
    ranked = table.assign(place=table["index"].map(kinds.index), size=-table["value"].abs())
    for row in ranked.sort_values(["place", "size"]).to_dict("records"):
        levers = listed([name_of(row[key]) for key in ("lever", "other") if row[key]])
        known = math.isfinite(row["low"])
        reach = f"{figure(row['low'])} to {figure(row['high'])}" if known else NOTHING
        yield [KINDS[row["index"]], figure(row["value"]), reach, levers or "none"]


def sensitivity_as_dict(output: SensitivityOutput) -> dict[str, Any]:
    """The indices as values for JSON; null where there is no value."""
    return {
        "study": output.study.name,
        "design": output.study.design.kind,
        "measures": {
            **{one.measure: _listing(one) for one in output.results},
            **{measure: {"refused": str(error)} for measure, error in output.refused.items()},
        },
    }


def _listing(result: SensitivityResult) -> dict[str, Any]:
    return {
        "points": result.points,
        "missing": result.missing,
        "replicates": list(result.replicates),
        "noise": "common" if result.common else "independent",
        "noise_share": result.noise,
        "variance": None if result.variance is None else asdict(result.variance),
        "methods": [
            {
                "method": indices.method,
                "unit": indices.unit,
                "used": indices.used,
                "planned": indices.planned,
                "seeds": indices.seeds,
                "indices": _records(indices.table),
                "convergence": _convergence(indices),
            }
            for indices in result.indices
        ],
    }


def _convergence(indices: Indices) -> dict[str, Any]:
    found = precision(indices)
    steps = [] if indices.convergence is None else _records(indices.convergence)
    return {**asdict(found), "enough": found.enough, "steps": steps}


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {str(key): plain(value) for key, value in row.items()} for row in table.to_dict("records")
    ]


def compare(first: str, second: str, html: str | None = None) -> StudyComparison:
    """Compare two sweeps at the points that they share.

    Args:
        first: folder of the first sweep.
        second: folder of the second.
        html: page to write.

    Raises:
        InputError: for a folder without a sweep, for sweeps that share no point or measure, or a
            page that cannot be written.
    """
    results = (open_results(Path(first)), open_results(Path(second)))
    path = None if html is None else check_output("--html", html, (".html",))
    records = (results[0].folder.record(), results[1].folder.record())
    found = compare_studies(results, records, (first, second))
    if path:
        with replacing(path) as part:
            part.write_text(report_html(comparison_report(found)), encoding="utf-8")
    return found
