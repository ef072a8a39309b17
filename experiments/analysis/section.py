"""One finding of a sweep: what is seen in words, the figure, and the table under it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WIDTH = 4.4  # inches of a figure: its letters stay readable on a telephone


@dataclass(frozen=True, eq=False)
class Section:
    """One finding.

    Attributes:
        key: name of its files, unique in a report.
        title: heading.
        seen: what the figure shows, in plain sentences.
        alternative: what the figure looks like, for those who cannot see it.
        draw: draws it on an empty figure of ``WIDTH`` by ``height`` inches.
        height: of the figure, in inches.
        table: the figures behind it, in full; its index is shown too.
        brief: the rows to show where there is little room; the whole table if None.
    """

    key: str
    title: str
    seen: tuple[str, ...]
    alternative: str
    draw: "Callable[[Figure], None]"
    height: float
    table: "pd.DataFrame"
    brief: "pd.DataFrame | None" = None

    @property
    def shown(self) -> "pd.DataFrame":
        """The rows to show where there is little room."""
        return self.table if self.brief is None else self.brief
