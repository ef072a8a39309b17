"""Plain text for people: aligned tables and rounded figures."""

import shutil
import sys
import textwrap
from collections.abc import Sequence

NOTICE = "A simulator for teaching and research, not a diagnostic device."
GAP = "  "
STEP_IN = "    "  # before what stands below its row
NARROW = 24  # columns of text that are too few to read; the text goes below its row then
NOTHING = "-"


def figure(value: float | None) -> str:
    """A number to about three figures, without exponents; ``-`` for none."""
    if value is None:
        return NOTHING
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{round(value, decimals) + 0.0:.{decimals}f}"  # + 0.0: there is no minus nought


def spoken(name: str) -> str:
    """A name of the code, such as that of a measure, as words."""
    return name.replace("co_contraction", "co-contraction").replace("_", " ")


def screen_width() -> int | None:
    """Columns of the terminal; None where output goes to a file or another program."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if terminal else None


def _cell(text: str, width: int, *, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows as aligned text; on a terminal the last column is wrapped, or put below, to fit.

    Args:
        rows: cells; the first row heads the columns, a row of one cell is a line of its own.
        right: columns that are aligned to the right.
    """
    full = [row for row in rows if len(row) > 1]
    widths = [max(len(row[c]) for row in full) for c in range(len(rows[0]) - 1)]
    screen, indent = screen_width(), sum(widths) + len(GAP) * len(widths)
    below = screen is not None and screen - indent < NARROW
    room = None if screen is None else max(NARROW, screen - (len(STEP_IN) if below else indent))
    lines = []
    for row in rows:
        if len(row) == 1:
            lines.append(row[0])
            continue
        cells = [_cell(row[c], width, right=c in right) for c, width in enumerate(widths)]
        last = [row[-1]] if room is None else textwrap.wrap(row[-1], room)
        beside = [] if below else last[:1]
        lines.append(GAP.join([*cells, *beside]).rstrip())
        hang = STEP_IN if below else " " * indent
        lines += [hang + more for more in last[len(beside) :]]
    return "\n".join(lines)


def needed(need: tuple[float, float]) -> str:
    """A needed range in words; an end may be open."""
    low, high = (f"{bound:g}" for bound in need)
    if low == "-inf":
        return f"below {high}"
    return f"above {low}" if high == "inf" else f"{low} to {high}"
