"""Write the tables of docs/inference.md from the packaged estimators: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from motorloops.experiments.inference.estimator import PACKAGED, Estimator, read_estimator
from motorloops.experiments.inference.posterior import INFORMATION_RATIO

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "inference.md"
BEGIN, END = "<!-- calibration: made by `make docs` -->", "<!-- end of calibration -->"


def packaged() -> list[Estimator]:
    """The packaged estimators, by the name of their body."""
    return [read_estimator(path) for path in sorted(PACKAGED.glob("*.npz"))]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _accuracy(estimator: Estimator) -> Iterator[list[str]]:
    """For each lever the accuracy with all tests, and with the best three."""
    told = estimator.calibration
    whole = told["batteries"][" + ".join(estimator.paradigms)]
    parts = [whole, told["three"]["held_out"], told["other_weights"],
             told["three"]["other_weights"]]  # fmt: skip
    for lever in (prior.name for prior in estimator.levers):
        own = [part["levers"][lever] for part in parts]
        figures = [f"{part[key]:.3f}" for part in own for key in ("coverage", "correlation")]
        known, other = (f"{part['width']:.2f}" for part in (own[0], own[2]))
        yield [
            estimator.body, f"`{lever}`", *figures[:2], known, *figures[2:6], other, *figures[6:]
        ]  # fmt: skip


def _alone(estimator: Estimator) -> Iterator[list[str]]:
    """For each lever the correlation with one test alone."""
    batteries = estimator.calibration["batteries"]
    for lever in (prior.name for prior in estimator.levers):
        figures = (batteries[name]["levers"][lever] for name in estimator.paradigms)
        yield [estimator.body, f"`{lever}`", *(f"{own['correlation']:.2f}" for own in figures)]


def _facts(estimator: Estimator) -> Iterator[str]:
    told, made = estimator.calibration, estimator.training
    whole = told["batteries"][" + ".join(estimator.paradigms)]
    points = whole["runs"]
    lowest = min(told["sbc_p"].values())
    least = f"{lowest:.2g}" if lowest else "below 0.0001"
    three = ", ".join(f"`{name}`" for name in told["three"]["paradigms"])
    yield (
        f"- **{estimator.body}**: the best three tests are {three}. {made['points']} points of "
        f"{made['trials']} trials, {len(estimator.measures)} measures, {points} points held out. "
        "Ranks of the truth (SBC): "
        f"least p over the levers {least}. Regions of highest density that should hold 90 % "
        f"hold {told['expected_coverage']['0.9']:.3f}. TARP: area {told['tarp']['area']:+.3f}."
    )
    for name, own in whole.get("places", {}).items():
        yield f"    `{name}` is right in {own:.1%} of the points."
    others = told["other_weights"]
    lowest = [own["lowest_coverage"] for own in others["levers"].values()]
    yield (
        f"    Other weights are those of {others['sets']} sets, {others['runs']} points in all. "
        "With the set where they do worst, the intervals with all tests hold the truth in "
        f"{min(lowest):.0%} to {max(lowest):.0%}, depending on the lever."
    )
    alarms = told["false_alarms"]
    yield (
        "    Called unlike the model, with a level of 1 %: of points with other weights "
        f"{alarms['all']:.1%} with all measures, at most {max(alarms.values()):.1%} with one test "
        "or a random fifth of the measures."
    )
    small = told["small_losses"]
    held = [own["coverage"] for own in small["levers"].values()]
    above = [own["above"] for own in small["levers"].values()]
    yield (
        f"    Where most losses are small ({small['runs']} points with other weights): intervals "
        f"hold a loss above 0.1 in {min(held):.0%} to {max(held):.0%}, depending on the site, and "
        f"{min(above):.0%} to {max(above):.0%} of them are above their interval. The site that "
        f"lost most has the largest mean in {small['largest_right']:.0%}. Called unlike the model: "
        f"{small['false_alarms']['all']:.1%} with all measures, at most "
        f"{max(small['false_alarms'].values()):.1%} with fewer."
    )
    yield (
        f"    Second tests told {told[INFORMATION_RATIO]:.0%} of what the linear model expected."
    )
    if "nodes" in told:
        own = told["nodes"][-1]
        fewer = ", ".join(
            f"{one['first_5']:.1%} with {one['trials']}" for one in told["nodes"][:-1]
        )
        yield (
            f"    A single lost node is first in {own['first']:.1%} of {own['runs']} points with "
            f"the mean of {own['trials']} trials, among the first five of "
            f"{own['nodes']} in {own['first_5']:.1%} ({fewer}), its population is right in "
            f"{own['population']:.1%}."
        )


def table() -> str:
    """The calibration of all packaged estimators, as Markdown."""
    estimators = packaged()
    tests = list(dict.fromkeys(name for own in estimators for name in own.paradigms))
    accuracy = _table(
        ["body", "lever", "coverage", "r", "width", "coverage, three", "r, three",
         "coverage, other weights", "r, other weights", "width, other weights",
         "coverage, three, other weights", "r, three, other weights"],
        [row for own in estimators for row in _accuracy(own)],
    )  # fmt: skip
    alone = _table(
        ["body", "lever", *(f"r, `{name}`" for name in tests)],
        [row for own in estimators for row in _alone(own)],
    )
    facts = [line for own in estimators for line in _facts(own)]
    return "\n".join([BEGIN, "", accuracy, "", alone, "", *facts, "", END])


def document() -> str:
    """The document with the tables of today."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return before + table() + rest.split(END)[1]


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
