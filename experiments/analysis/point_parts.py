"""Points that form no grid of one or two axes: each with its mean and interval."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from experiments.analysis.cells import cells, summaries
from experiments.analysis.curves import draw_curves
from experiments.analysis.part import Part
from experiments.analysis.words import (
    amount,
    level_text,
    measure_label,
    name_of,
    title_of,
    unit_of,
)

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20  # points named in the short table


def point_parts(frame: "pd.DataFrame", names: Sequence[str], measure: str) -> Iterator[Part]:
    """The mean and interval of every point.

    Args:
        frame: a row a run, with the columns ``point``, ``replicate``, ``names`` and ``measure``.
        names: of the axes.
        measure: what to look at.
    """
    told = summaries(cells(frame, ["point"], measure))
    settings = frame.groupby("point")[list(names)].first()
    table = settings.join(told)
    known = table.dropna(subset=["mean"]).sort_values("mean")
    seen = ["No point has a value."]
    if len(known):
        unit = unit_of(measure)
        ends = [("Lowest", known.iloc[0]), ("Highest", known.iloc[-1])]
        seen = [
            f"{word}: {amount(row['mean'], unit)} at "
            + ", ".join(f"{name_of(name)} {level_text(row[name])}" for name in names)
            + f" (n = {int(row['n'])})."
            for word, row in ends
        ]
    labels = "point", measure_label(measure), ""
    yield Part(
        key=f"points-{measure}",
        title=f"{title_of(measure)} at each point",
        seen=tuple(seen),
        alternative=f"{title_of(measure)} with its interval at each of {len(told)} points.",
        draw=lambda figure: draw_curves(figure, {"": told}, labels, None),
        height=3.2,
        table=table,
        brief=known.iloc[::-1].head(SHOWN),
    )
