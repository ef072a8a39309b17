"""Plain text for people: aligned tables and rounded figures."""

import shutil
import sys
import textwrap
from collections.abc import Sequence

NOTICE = "A simulator for teaching and research, not a diagnostic device."
GAP = "  "
NARROW = 24  # columns of text below which wrapping helps nobody
NOTHING = "-"


def figure(value: float | None) -> str:
    """A number to about three figures, without exponents; ``-`` for none."""
    if value is None:
        return NOTHING
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{round(value, decimals) + 0.0:.{decimals}f}"  # + 0.0: there is no minus nought


def screen_width() -> int | None:
    """Columns of the terminal; None where output goes to a file or another program."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if terminal else None


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows as aligned text; on a terminal the last column is wrapped to fit.

    Args:
        rows: cells; the first row heads the columns, a row of one cell is a line of its own.
        right: columns that are aligned to the right.
    """
    full = [row for row in rows if len(row) > 1]
    widths = [max(len(row[c]) for row in full) for c in range(len(rows[0]) - 1)]
    indent = sum(widths) + len(GAP) * len(widths)
    room = (screen_width() or 0) - indent
    lines = []
    for row in rows:
        if len(row) == 1:
            lines.append(row[0])
            continue
        cells = [
            cell.rjust(width) if c in right else cell.ljust(width)
            for c, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        last = textwrap.wrap(row[-1], room) if room >= NARROW else [row[-1]]
        lines.append(GAP.join([*cells, *last[:1]]).rstrip())
        lines += [" " * indent + more for more in last[1:]]
    return "\n".join(lines)
