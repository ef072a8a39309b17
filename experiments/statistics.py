"""Mean and confidence interval of a figure over runs, and the healthy limits of measures."""

import math
from dataclasses import asdict, dataclass

import numpy as np

from motorloops.model.measuring import LATE_MS
from motorloops.model.network.body import Body

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Summary:
    """A figure over runs.

    Attributes:
        mean: over the runs that have a value; None if none has.
        low: lower end of the 95 % interval of the mean (Student's t); None for under two runs.
        high: upper end.
        n: number of runs that have a value.
        unit: of mean, low and high.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    unit: str

    def as_dict(self) -> dict[str, float | int | str | None]:
        """The fields by name."""
        return asdict(self)


def t_quantile(n: int) -> float:
    """Half the width of the 95 % interval of the mean of n values, in standard errors."""
    from scipy.special import stdtrit  # scipy.stats takes a second to load

    return float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2.0))


def summarise(values: np.ndarray, unit: str) -> Summary:
    """Summarise (R,) values of R independent runs; values that are not finite are left out."""
    if len(values) == 1:  # thousands of them in a sweep
        only = float(values[0])
        known = math.isfinite(only)
        return Summary(only if known else None, None, None, int(known), unit)
    seen = np.asarray(values, np.float64)
    seen = seen[np.isfinite(seen)]
    if not len(seen):
        return Summary(None, None, None, 0, unit)
    mean = float(seen.mean())
    if len(seen) == 1:
        return Summary(mean, None, None, 1, unit)
    half = t_quantile(len(seen)) * float(seen.std(ddof=1)) / math.sqrt(len(seen))
    return Summary(mean, mean - half, mean + half, len(seen), unit)


# Largest value of a measure that counts as healthy in every body, in targets and in sweeps.
HEALTHY_LIMITS: dict[str, float] = {
    "largest_overflow": 0.03,  # MVC
    "after_contraction": LATE_MS / 1000.0,  # s; healthy muscles are silent by then
}


def healthy_limit(measure: str, body: Body) -> float | None:
    """Largest value of a measure that counts as healthy in a body; None if it has no limit.

    That of the co-contraction index is the body's own (``healthy_index``).
    """
    if measure == "co_contraction_index":
        return body.healthy_index
    return HEALTHY_LIMITS.get(measure)
