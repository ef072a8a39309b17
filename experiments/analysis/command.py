"""The commands `show` and `sensitivity`: read a sweep's folder, tell it, write it down."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.analysis.found import Found, find
from experiments.analysis.words import listed
from experiments.output import check_output, replacing
from model.errors import BadInput

if TYPE_CHECKING:
    from experiments.analysis.report import Report
    from experiments.sweep.study import Study

FIGURES = (".svg", ".png")


def show(folder: str, html: str | None, figures: str | None) -> str:
    """The report of a sweep as text, and in files if asked for.

    Args:
        folder: of the sweep.
        html: page to write.
        figures: folder for one .svg, .png and .csv a finding.

    Raises:
        BadInput: for a folder that holds no sweep, or a place where nothing can be written.
    """
    from experiments.analysis.plain import report_text
    from experiments.analysis.report import open_report

    path = None if html is None else check_output("--html", html, (".html",))
    place = None if figures is None else _folder(figures)
    report = open_report(Path(folder))
    if path:
        from experiments.analysis.page import page

        with replacing(path) as part:
            part.write_text(page(report), encoding="utf-8")
    if place:
        _write_figures(report, place)
    return report_text(report)


def _folder(text: str) -> Path:
    place = Path(text)
    if place.exists() and not place.is_dir():
        raise BadInput("--figures", text, "give a folder; this is a file")
    return place


def _write_figures(report: "Report", place: Path) -> None:
    from experiments.analysis.drawing import write_figure

    place.mkdir(parents=True, exist_ok=True)
    for part in report.parts:
        for suffix in FIGURES:
            with replacing(place / f"{part.key}{suffix}") as trial:
                write_figure(part, trial, suffix)
        with replacing(place / f"{part.key}.csv") as trial:
            part.table.to_csv(trial)


def sensitivity(folder: str) -> "tuple[Study, list[Found], dict[str, BadInput]]":
    """The sensitivity indices of every measure of a sweep.

    Args:
        folder: of the sweep.

    Returns:
        The study; what was found; and by measure, why nothing could be.

    Raises:
        BadInput: for a folder that holds no sweep, a design that is not drawn, or if no measure
            has indices.
    """
    from experiments.sweep.store import open_results
    from experiments.sweep.study import SAMPLED

    results = open_results(Path(folder))
    study = results.study
    if study.design.kind not in SAMPLED:
        allowed = f"sensitivity needs a design of kind {listed(list(SAMPLED))}; try `show`"
        raise BadInput("design", study.design.kind, allowed)
    found, refused = [], {}
    for measure in study.measures:
        frame = results.frame(["point", measure], all_rows=True)
        try:
            found.append(find(study, frame, measure))
        except BadInput as error:
            refused[measure] = error
    if not found:
        raise next(iter(refused.values()))
    return study, found, refused


def indices_listing(
    study: "Study", found: list[Found], refused: dict[str, BadInput]
) -> dict[str, Any]:
    """The indices for other programs; what has no value is null."""
    return {
        "study": study.name,
        "design": study.design.kind,
        "measures": {
            **{one.measure: _listing(one) for one in found},
            **{measure: {"refused": str(error)} for measure, error in refused.items()},
        },
    }


def _listing(found: Found) -> dict[str, Any]:
    return {
        "points": found.points,
        "missing": found.missing,
        "replicates": list(found.replicates),
        "noise_share": found.noise,
        "methods": [
            {
                "method": indices.method,
                "unit": indices.unit,
                "used": indices.used,
                "planned": indices.planned,
                "indices": [
                    {key: _known(value) for key, value in row.items()}
                    for row in indices.table.to_dict("records")
                ],
            }
            for indices in found.indices
        ],
    }


def _known(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
