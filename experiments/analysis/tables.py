"""Tables of a report as cells of text, for the page and the terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.words import level_text
from experiments.text import NOTHING, figure

if TYPE_CHECKING:
    import pandas as pd


def headings(table: "pd.DataFrame") -> list[str]:
    """What stands above each column, those of the index first."""
    across = table.columns.name
    index = [str(name or "").replace("_", " ") for name in table.index.names]
    if across:  # a grid: levels of one axis down, of the other across
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
