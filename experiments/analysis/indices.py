"""The indices of one method, how they converge, and how many blocks and seeds would suffice."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.analysis.labels import amount, name_of
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Indices:
    """Sensitivity indices of one measure.

    Attributes:
        method: name of the method, e.g. ``"Sobol"``.
        table: one row per index: lever, other (the second lever of a pair, else empty), index,
            value, low and high (95 % interval), and the parts of its standard error: se_design
            shrinks with the number of blocks, se_seeds only with that of seeds (0 for independent
            noise, whose effect is in se_design; NaN for one seed).
        unit: the independent parts of the design: ``"blocks"``, ``"trajectories"`` or
            ``"points"``.
        used: how many of them had all values.
        planned: how many the design has.
        seeds: number of seeds behind the indices.
        convergence: the main index of each lever from fewer blocks and from fewer seeds: the
            columns of ``table`` after ``units`` and ``seeds``. None unless
            :func:`sensitivity_of` made the indices.

    Examples:
        >>> import numpy as np
        >>> x = np.random.default_rng(1).random((200, 1))
        >>> indices = pawn(x[:, 0], x, {"num_vars": 1, "names": ["stress"], "bounds": [[0, 1]]})
        >>> indices.method, indices.used, indices.table["index"].tolist()
        ('PAWN', 200, ['pawn', 'floor', 'rank'])
    """

    method: str
    table: "pd.DataFrame"
    unit: str
    used: int
    planned: int
    seeds: int = 1
    convergence: "pd.DataFrame | None" = None


MAIN = {"Sobol": ("first", "total"), "Morris": ("mu_star",), "PAWN": ("pawn",)}
FRACTIONS = (8, 4, 2)  # of the blocks
TARGET = 0.05  # half width that counts as enough; of mu*, as a share of the largest
SHORT = {"first": "first order", "total": "total", "mu_star": "mu*", "pawn": "PAWN"}


def steps_of(
    indices: Indices, runs: np.ndarray, size: int, make: Callable[[np.ndarray], Indices]
) -> "pd.DataFrame":
    """The main indices from an eighth, a quarter and half of the blocks, and from fewer seeds.

    Args:
        indices: from all runs.
        runs: (points, seeds).
        size: points of a block.
        make: the indices of the first points, from (points, seeds) runs of them.

    Returns:
        The rows of the main indices of each step after their numbers of units and seeds; steps
        with too few blocks are left out.
    """
    import pandas as pd

    count, seeds = len(runs) // size, runs.shape[1]
    parts = [runs[: count // part * size] for part in FRACTIONS]
    fewer = [2**k for k in range(1, seeds.bit_length()) if 2**k < seeds]
    parts += [runs[:, :most] for most in fewer]
    made = []
    for part in parts:
        try:
            made.append(make(part))
        except InputError:  # too few blocks, or too few to tell variance from chance
            continue
    tables = []
    for one in [*made, indices]:
        rows = one.table[one.table["index"].isin(MAIN[one.method])]
        rows.insert(0, "units", one.used)
        rows.insert(1, "seeds", one.seeds)
        tables.append(rows)
    return pd.concat(tables, ignore_index=True)


@dataclass(frozen=True)
class Precision:
    """How precise the main indices of a method are, and what would make them as precise as wanted.

    Attributes:
        target: half width of a 95 % interval that counts as enough.
        reached: half width of the widest one.
        lever: whose it is.
        index: which of its indices.
        units: number of blocks (trajectories, points) that would be needed; None if enough.
        seeds: number of seeds that would be needed with them; None if those there are suffice.
    """

    target: float
    reached: float
    lever: str
    index: str
    units: int | None
    seeds: int | None

    @property
    def enough(self) -> bool:
        """Whether every interval is narrow enough."""
        return self.reached <= self.target


def precision(indices: Indices) -> Precision:
    """Find the widest interval of the main indices, and the size at which it would be enough.

    The squared error of the design falls with the number of blocks, that of common seeds with
    the number of seeds. If the seeds alone leave too little room, both share it equally.
    """
    table = indices.table[indices.table["index"].isin(MAIN[indices.method])]
    half = ((table["high"] - table["low"]) / 2.0).to_numpy(np.float64)
    largest = float(table["value"].abs().max())
    target = TARGET * (largest if indices.method == "Morris" else 1.0)
    worst = table.iloc[int(half.argmax())]
    reached = float(half.max())
    lever, index = str(worst["lever"]), str(worst["index"])
    if reached <= target:
        return Precision(target, reached, lever, index, None, None)
    design = float(worst["se_design"]) ** 2
    shared = float(worst["se_seeds"]) ** 2
    shared = 0.0 if math.isnan(shared) else shared
    scale = (reached / target) ** 2 / (design + shared)  # of a squared error, to the target's
    if scale * shared < 0.5:
        room, seeds = 1.0 - scale * shared, None
    else:
        room, seeds = 0.5, math.ceil(indices.seeds * scale * shared / 0.5)
    units = max(indices.used, math.ceil(indices.used * scale * design / room))
    return Precision(target, reached, lever, index, _round(units, indices.method), seeds)


def _round(units: int, method: str) -> int:
    """A power of two, as Saltelli's design needs it; of other designs, two leading digits."""
    if method == "Sobol":
        return 2 ** (units - 1).bit_length()
    step = 10 ** max(0, len(str(units)) - 2)
    return -(-units // step) * step


def verdict(indices: Indices) -> str:
    """One sentence: whether the intervals are narrow enough, and how many blocks would do."""
    found = precision(indices)
    widest = (
        f"the widest 95 % interval ({SHORT[found.index]} of {name_of(found.lever)}) is "
        f"±{amount(found.reached)}"
    )
    wanted = f"±{amount(found.target)}"
    if found.enough:
        return f"Enough {indices.unit}: {widest}, within {wanted}."
    more = []
    if found.units is not None and found.units > indices.used:
        more.append(f"about {found.units} {indices.unit}")
    if found.seeds is not None:
        more.append(f"about {found.seeds} seeds")
    return f"Not enough: {widest}; {' and '.join(more)} would be needed for {wanted}."


def history(indices: Indices) -> str:
    """One sentence: the widest interval by number of blocks, and by number of seeds."""
    steps = indices.convergence
    if steps is None:
        return ""
    half = ((steps["high"] - steps["low"]) / 2.0).groupby([steps["units"], steps["seeds"]]).max()
    widest = half.rename("half").reset_index()
    rows = list(zip(*(widest[key].tolist() for key in ("units", "seeds", "half")), strict=True))
    seeds, units = steps["seeds"].iloc[-1], steps["units"].iloc[-1]
    by_units = [f"{n}: ±{amount(v)}" for n, s, v in rows if s == seeds]
    by_seeds = [f"{s}: ±{amount(v)}" for n, s, v in rows if n == units]
    text = f"Widest interval by number of {indices.unit}: {', '.join(by_units)}"
    return (
        f"{text}; by number of seeds: {', '.join(by_seeds)}." if len(by_seeds) > 1 else f"{text}."
    )
