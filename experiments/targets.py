"""What calibration asks of the network: each headline behaviour as a range for a figure.

The ranges carry a reserve over what the behaviour needs, so that health and the graded
picture survive small changes of the weights. Sources: the behaviours are the model's purpose,
so every row here is used for tuning, and none of them is a prediction.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from experiments.behaviours import GRADES, SEVERE, Observation
from model.params import LOSSES

Seen = Mapping[str, Observation]
Row = tuple[str, float, float | None, float | None, float]
TINY = 0.003  # activity (MVC) below which a ratio says nothing


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values))


def _drop(treated: np.ndarray, untreated: np.ndarray) -> float:
    return 1.0 - (_mean(treated) + TINY) / (_mean(untreated) + TINY)


def _health(seen: Seen) -> Iterator[Row]:
    weak, usual, full = seen["healthy weak"], seen["healthy"], seen["healthy full"]
    yield "health: agonist, weak effort", _mean(weak.agonist), 0.08, 0.25, 0.05
    yield "health: agonist", _mean(usual.agonist), 0.30, 0.50, 0.05
    yield "health: agonist, full effort", _mean(full.agonist), 0.85, None, 0.03
    yield "health: CCI", _mean(usual.index), None, 0.06, 0.02
    yield "health: CCI, weak effort", _mean(weak.index), None, 0.10, 0.03
    yield "health: CCI, full effort", _mean(full.index), None, 0.06, 0.02
    yield "health: overflow", _mean(usual.highest), None, 0.01, 0.005
    yield "health: overflow, full effort", _mean(full.highest), None, 0.015, 0.007
    yield "health: silence", _mean(usual.late), None, 0.002, 0.002
    yield "stress alone: CCI", _mean(seen["stress"].index), None, 0.10, 0.02
    yield "stress alone: overflow", _mean(seen["stress"].highest), None, 0.02, 0.01


def _grades(seen: Seen) -> Iterator[Row]:
    wanted = {
        0.15: ((0.10, 0.22), (0.01, 0.05), (None, 0.01)),
        0.3: ((0.25, 0.42), (0.06, 0.15), (0.005, 0.04)),
        0.45: ((0.42, 0.62), (0.16, 0.32), (0.03, 0.12)),
        0.6: ((0.62, 0.85), (0.34, 0.60), (0.12, 0.38)),
        SEVERE: ((0.80, 1.0), (0.55, 1.0), (0.35, 1.0)),
    }
    for grade, (index, near, far) in wanted.items():
        one = seen[f"loss {grade:g}"]
        yield f"loss {grade:g}: CCI", _mean(one.index), *index, 0.06
        yield f"loss {grade:g}: next joint", _mean(one.distance[1]), *near, 0.04
        yield f"loss {grade:g}: second joint", _mean(one.distance[2]), *far, 0.03
        yield f"loss {grade:g}: quiet before", _mean(one.before), None, 0.006, 0.004
        strength = _mean(seen[f"loss {grade:g} full"].agonist) / _mean(seen["healthy full"].agonist)
        yield f"loss {grade:g}: full effort", strength, 0.95, 1.08, 0.02
    for grade in GRADES:
        one = seen[f"loss {grade:g}"]
        latest = 0.35 if grade == GRADES[-1] else 0.02
        yield f"loss {grade:g}: after the command", _mean(one.late), None, latest, 0.03
        yield f"loss {grade:g}: agonist", _mean(one.agonist), 0.30, 0.85, 0.08
    severe = seen[f"loss {SEVERE:g}"]
    yield "severe: locked", _mean(severe.late), 0.40, None, 0.05
    yield "severe: relaxed start stays quiet", _mean(seen["relaxed start"].late), None, 0.006, 0.004


def _sites(seen: Seen) -> Iterator[Row]:
    for site in LOSSES:
        one, full = seen[f"only {site}"], seen[f"only {site} full"]
        yield f"only {site}: CCI", _mean(one.index), 0.38, 0.65, 0.04
        yield f"only {site}: next joint", _mean(one.distance[1]), 0.04, 0.25, 0.03
        yield (
            f"only {site}: agonist",
            _mean(one.agonist) / _mean(seen["healthy"].agonist),
            1.0,
            2.0,
            0.06,
        )
        yield (
            f"only {site}: full effort",
            _mean(full.agonist) / _mean(seen["healthy full"].agonist),
            0.96,
            1.08,
            0.02,
        )
        yield f"only {site}: silence", _mean(one.late), None, 0.02, 0.02
        yield f"only {site}: quiet before", _mean(one.before), None, 0.006, 0.004


def _modulation(seen: Seen) -> Iterator[Row]:
    usual, moderate = seen["loss 0.3"], seen["moderate"]
    for name in ("unwanted", "overflow"):
        here = _mean(getattr(usual, name)) + TINY
        less = _mean(getattr(seen["less effort"], name)) + TINY
        more = _mean(getattr(seen["more effort"], name)) + TINY
        stressed = _mean(getattr(seen["stressed"], name)) + TINY
        yield f"effort: {name}, usual over weak", here / less, 1.4, None, 0.15
        yield f"effort: {name}, strong over usual", more / here, 1.4, None, 0.15
        yield f"stress: {name}", stressed / here, 1.4, 3.5, 0.15
        touched = getattr(seen["touch"], name)
        yield f"touch: {name}", _drop(touched, getattr(moderate, name)), 0.52, 0.95, 0.06
        remote = getattr(seen["touch remote"], name)
        yield f"touch, remote: {name}", _drop(remote, getattr(moderate, name)), -0.05, 0.12, 0.04
        severe = getattr(seen["touch severe"], name)
        untouched = getattr(seen[f"loss {SEVERE:g}"], name)
        yield f"touch, severe: {name}", _drop(severe, untouched), None, 0.15, 0.06
        stimulated = getattr(seen["stimulation"], name)
        yield f"stimulation: {name}", _drop(stimulated, getattr(moderate, name)), 0.35, None, 0.08
    yield "touch: agonist", _mean(seen["touch"].agonist) / _mean(moderate.agonist), 0.78, None, 0.05
    kept = _mean(seen["stimulation"].agonist) / _mean(moderate.agonist)
    yield "stimulation: agonist", kept, 0.75, None, 0.05
    only = seen["only loss_basal_ganglia"]
    helped = _drop(seen["stimulation basal ganglia"].overflow, only.overflow)
    yield "stimulation, basal ganglia alone: overflow", helped, 0.4, None, 0.1


def rows(seen: Seen) -> list[Row]:
    """All targets against what was seen: (what, figure, low, high, scale of a miss)."""
    return [*_health(seen), *_grades(seen), *_sites(seen), *_modulation(seen)]


def miss(row: Row) -> float:
    """Squared distance of a figure from its range, in units of its scale."""
    _, figure, low, high, scale = row
    if not np.isfinite(figure):
        return 100.0
    under = 0.0 if low is None else max(low - figure, 0.0)
    over = 0.0 if high is None else max(figure - high, 0.0)
    return ((under + over) / scale) ** 2
