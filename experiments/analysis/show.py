"""The `show` command: tell what a sweep found, and write it down."""

from pathlib import Path

from experiments.analysis.drawing import write_figure
from experiments.analysis.page import page
from experiments.analysis.plain import report_text
from experiments.analysis.report import Report, report_of
from experiments.output import check_output, replacing
from experiments.sweep.store import open_results
from model.errors import BadInput

FIGURES = (".svg", ".png")


def show(folder: str, html: str | None, figures: str | None) -> str:
    """The report of a sweep as text, and in files if asked for.

    Args:
        folder: of the sweep.
        html: page to write.
        figures: folder for one .svg, .png and .csv a finding.

    Raises:
        BadInput: for a folder that holds no sweep or no row yet, or a place where nothing can be
            written.
    """
    results = open_results(Path(folder))
    path = None if html is None else check_output("--html", html, (".html",))
    place = None if figures is None else _folder(figures)
    report = report_of(results)
    if path:
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


def _write_figures(report: Report, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for part in report.parts:
        for suffix in FIGURES:
            with replacing(place / f"{part.key}{suffix}") as trial:
                write_figure(part, trial, suffix)
        with replacing(place / f"{part.key}.csv") as trial:
            part.table.to_csv(trial)
