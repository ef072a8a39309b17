"""Plain-text formatting: aligned tables, rounded figures, ranges and names in words."""

import math
import shutil
import sys
import textwrap
from collections.abc import Sequence

NOTICE = "A simulator for teaching and research, not a diagnostic device."
GAP = "  "
INDENT = "    "  # of a last cell that is printed below its row
NARROW = 24  # least width of the last column; with less, its cells are printed below their rows
NOTHING = "-"


def data_size(size: float) -> str:
    """A number of bytes in the unit that suits it, with two or three digits: ``2.7 GB``."""
    units = ("bytes", "kB", "MB", "GB", "TB")
    step = min(int(math.log10(max(size, 1.0)) // 3), len(units) - 1)
    shown = size / 1000.0**step
    decimals = 0 if step == 0 or shown >= 100.0 else 1
    return f"{shown:.{decimals}f} {units[step]}"


def figure(value: float | None) -> str:
    """Format a number to about three figures, without exponents; ``-`` for None or NaN."""
    if value is None or math.isnan(value):
        return NOTHING
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{round(value, decimals) + 0.0:.{decimals}f}"  # + 0.0: no minus zero


def in_words(name: str) -> str:
    """Turn an identifier, such as the name of a measure, into words."""
    words = name.replace("co_contraction", "co-contraction").replace("_", " ")
    return words.replace(" emg", " EMG")


def screen_width() -> int | None:
    """Width of the terminal in columns; None if output goes to a file or another program."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if terminal else None


def _cell(text: str, width: int, *, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows as aligned text; on a terminal the last column is wrapped, or printed below its row.

    Args:
        rows: cells; the first row is the header, a row of one cell is a separate line.
        right: indices of right-aligned columns.
    """
    full = [row for row in rows if len(row) > 1]
    widths = [max(len(row[c]) for row in full) for c in range(len(rows[0]) - 1)]
    screen, indent = screen_width(), sum(widths) + len(GAP) * len(widths)
    below = screen is not None and screen - indent < NARROW
    room = None if screen is None else max(NARROW, screen - (len(INDENT) if below else indent))
    lines = []
    for row in rows:
        if len(row) == 1:
            lines.append(row[0])
            continue
        cells = [_cell(row[c], width, right=c in right) for c, width in enumerate(widths)]
        last = [row[-1]] if room is None else textwrap.wrap(row[-1], room)
        beside = [] if below else last[:1]
        lines.append(GAP.join([*cells, *beside]).rstrip())
        hang = INDENT if below else " " * indent
        lines += [hang + more for more in last[len(beside) :]]
    return "\n".join(lines)


def needed(need: tuple[float, float]) -> str:
    """Describe a range in words; an end may be open."""
    low, high = (f"{bound:g}" for bound in need)
    if low == "-inf":
        return f"below {high}"
    return f"above {low}" if high == "inf" else f"{low} to {high}"
