"""Write the tables of docs/inference.md from the packaged estimators: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from motorloops.experiments.inference.estimator import PACKAGED, Estimator, read_estimator

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "inference.md"
BEGIN, END = "<!-- calibration: made by `make docs` -->", "<!-- end of calibration -->"


def packaged() -> list[Estimator]:
    """The packaged estimators, by the name of their body."""
    return [read_estimator(path) for path in sorted(PACKAGED.glob("*.npz"))]


def _rows(estimator: Estimator) -> Iterator[str]:
    told = estimator.calibration
    whole = told["batteries"][" + ".join(estimator.paradigms)]["levers"]
    others = told.get("other_weights", {}).get("levers", {})
    alone = {name: told["batteries"][name]["levers"] for name in estimator.paradigms}
    for lever in (prior.name for prior in estimator.levers):
        own = whole[lever]
        cells = [
            estimator.body, f"`{lever}`", f"{own['coverage']:.3f}", f"{own['correlation']:.2f}",
            f"{own['width']:.2f}",
            *(f"{alone[name][lever]['correlation']:.2f}" for name in estimator.paradigms),
            f"{others[lever]['coverage']:.3f}" if others else "not measured",
            f"{others[lever]['correlation']:.2f}" if others else "not measured",
        ]  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _facts(estimator: Estimator) -> Iterator[str]:
    told, made = estimator.calibration, estimator.training
    whole = told["batteries"][" + ".join(estimator.paradigms)]
    points = whole["runs"]
    lowest = min(told["sbc_p"].values())
    yield (
        f"- **{estimator.body}**: {made['points']} points of {made['trials']} trials, "
        f"{len(estimator.measures)} measures, {points} points held out. Ranks of the truth (SBC): "
        f"least p over the levers {lowest:.2g}. Regions of highest density that should hold 90 % "
        f"hold {told['expected_coverage']['0.9']:.3f}. TARP: area {told['tarp']['area']:+.3f}."
    )
    for name, own in whole.get("places", {}).items():
        yield f"    `{name}` is right in {own:.1%} of them."
    alarms = told["false_alarms"]
    yield (
        f"    Called unlike the model, with a level of 1 %: {alarms['all']:.1%} of points with all "
        f"measures, at most {max(alarms.values()):.1%} with one test or a random fifth of the "
        "measures."
    )
    if "nodes" in told:
        own = told["nodes"]
        yield (
            f"    A single lost node is first in {own['first']:.1%} of {own['runs']} points, among "
            f"the first five of {own['nodes']} in {own['first_5']:.1%}, its population is right in "
            f"{own['population']:.1%}."
        )


def table() -> str:
    """The calibration of all packaged estimators, as Markdown."""
    head = (
        "| body | lever | coverage | r | width | r, graded effort | r, ballistic | "
        "r, maximal contraction | coverage, other weights | r, other weights |",
        "|---|---|---|---|---|---|---|---|---|---|",
    )
    rows = [line for estimator in packaged() for line in _rows(estimator)]
    facts = [line for estimator in packaged() for line in _facts(estimator)]
    return "\n".join([BEGIN, "", *head, *rows, "", *facts, "", END])


def document() -> str:
    """The document with the tables of today."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return before + table() + rest.split(END)[1]


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
