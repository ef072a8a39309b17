"""The regions of an outcome in words: a section of a report, or why there is none."""

from typing import TYPE_CHECKING

from motorloops.experiments.analysis.labels import (
    level_text,
    listed,
    name_of,
    percent,
    title_of,
    unit_of,
)
from motorloops.experiments.analysis.plots import RangeBar, Section, draw_ranges, ranges_height
from motorloops.experiments.analysis.regions import Box, Outcome, Regions, Restriction, ends_of

if TYPE_CHECKING:
    import pandas as pd


def limit_text(outcome: Outcome) -> str:
    """The limit of an outcome in words: ``above 0.03 MVC``."""
    side = "above" if outcome.above else "below"
    return f"{side} {outcome.limit:.10g} {unit_of(outcome.measure)}".rstrip()


def heading(outcome: Outcome) -> str:
    """The title of the section of an outcome."""
    return f"Where {title_of(outcome.measure).lower()} is {limit_text(outcome)}"


def share_text(share: float) -> str:
    """A share as a percentage; all and none are said only where they are exact."""
    inside = 0.0 < share < 1.0 and percent(share) in (percent(0.0), percent(1.0))
    if inside and share < 0.001:
        return f"under {percent(0.001, 1)}"
    if inside and share > 0.999:
        return f"over {percent(0.999, 1)}"
    return percent(share, 1 if inside else 0)


def why_none(found: Regions) -> str:
    """Why there is no region."""
    if found.shown in (0, found.runs):
        return f"{'every' if found.shown else 'no'} run shows it, so no lever decides"
    share = share_text(found.shown / found.runs)
    return (
        f"{share} of the runs show it, and no range of a lever in which it is clearly more "
        f"frequent was confirmed by the {found.held} points that were held out"
    )


def region_section(found: Regions) -> Section:
    """The section on regions, of which there is at least one."""
    outcome = found.outcome
    bars = [
        RangeBar(number, name_of(name), _range(allowed, found.ends[name]),
                 _place(allowed, found.ends[name]))
        for number, box in enumerate(found.boxes, start=1)
        for name, allowed in box.restrictions.items()
    ]  # fmt: skip
    return Section(
        key=f"region-{outcome.measure}-{limit_text(outcome)}",
        title=heading(outcome),
        sentences=tuple(_sentences(found)),
        alternative="The range of each lever in each region as a bar within the range examined: "
        + "; ".join(f"{bar.region}, {bar.lever} {bar.text}" for bar in bars)
        + ".",
        draw=lambda figure: draw_ranges(figure, bars),
        height=ranges_height(len(bars)),
        table=_table(found),
    )


def _sentences(found: Regions) -> list[str]:
    sentences = [_sentence(found, number) for number in range(len(found.boxes))]
    if len(found.boxes) > 1:
        together = sum(box.coverage for box in found.boxes)
        sentences.append(f"Together the regions hold {share_text(together)} of all such runs.")
    left_out = f"; {found.gaps} runs without a value are left out" if found.gaps else ""
    return [
        *sentences,
        "The regions were found on one part of the points. These figures are from the other "
        f"{found.held} of {found.points} points, which took no part in the search{left_out}.",
    ]


def _sentence(found: Regions, number: int) -> str:
    box, outcome = found.boxes[number], found.outcome
    when = listed(
        [
            f"{name_of(name)} is {_range(allowed, found.ends[name])}"
            for name, allowed in box.restrictions.items()
        ]
    )
    what = f"{title_of(outcome.measure)} is {limit_text(outcome)}"
    told = f"in {share_text(box.density)} of the {box.runs} runs there"
    if number:
        what = "Outside the regions above it is so"
    else:
        told += f", against {share_text(found.share)} of all runs"
    return (
        f"{what} when {when}: {told}. The region holds {share_text(box.coverage)} of all such runs."
    )


def _range(allowed: Restriction, end: Restriction) -> str:
    """The range of a lever in words."""
    if isinstance(allowed, frozenset):
        others = frozenset(end) - allowed
        names = sorted(map(level_text, others if len(others) < len(allowed) else allowed))
        return f"{'not ' if len(others) < len(allowed) else ''}{' or '.join(names)}"
    low, high = ends_of(allowed, end)
    if low is None:
        return f"at most {level_text(high)}"
    if high is None:
        return f"at least {level_text(low)}"
    return level_text(low) if low == high else f"{level_text(low)} to {level_text(high)}"


def _place(allowed: Restriction, end: Restriction) -> tuple[float, float] | None:
    """The ends of a range as shares of the range examined; None for names."""
    if isinstance(allowed, frozenset) or isinstance(end, frozenset):
        return None
    low, high = ((value - end[0]) / (end[1] - end[0]) for value in allowed)
    return low, high


def _table(found: Regions) -> "pd.DataFrame":
    import pandas as pd

    rows = [
        {"region": number, "lever": name, **_columns(allowed), **_figures(box)}
        for number, box in enumerate(found.boxes, start=1)
        for name, allowed in box.restrictions.items()
    ]
    return pd.DataFrame(rows).set_index(["region", "lever"])


def _columns(allowed: Restriction) -> dict[str, object]:
    if isinstance(allowed, frozenset):
        return {"low": float("nan"), "high": float("nan"), "names": ", ".join(sorted(allowed))}
    return {"low": allowed[0], "high": allowed[1], "names": ""}


def _figures(box: Box) -> dict[str, object]:
    return {"density": box.density, "coverage": box.coverage, "points": box.points,
            "runs": box.runs, "shown": box.shown}  # fmt: skip
