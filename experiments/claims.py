"""What the model is asked to show: each headline behaviour as a figure, its need and its aim.

``need`` is what the behaviour means; the evidence table and the tests hold the model to it.
``aim`` is what calibration asks for: the same with a reserve, so that health and the graded
picture survive small changes of the weights. All rows are used for tuning; none of them is a
prediction.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.behaviours import GRADES, OTHER_BODIES, SEVERE, Observation
from model.params import LOSSES

Seen = Mapping[str, Observation]
Range = tuple[float, float]
ANY = math.inf
TINY = 0.003  # activity (MVC) below which a ratio says nothing
SITE_NAMES = {name: name.removeprefix("loss_").replace("_", " ") for name in LOSSES}


@dataclass(frozen=True)
class Claim:
    """One behaviour.

    Attributes:
        group: heading under which the claim is reported.
        text: the claim in words.
        figure: (seeds,) figure that decides it, from what was seen.
        aim: range that calibration asks for.
        scale: size of a miss that calibration counts as 1.
        need: range that makes the claim true; None if the row only guides calibration.
        unit: of the figure.
    """

    group: str
    text: str
    figure: Callable[[Seen], np.ndarray]
    aim: Range
    scale: float
    need: Range | None = None
    unit: str = "MVC"


def below(limit: float) -> Range:
    """Range of all figures up to a limit."""
    return -ANY, limit


def above(limit: float) -> Range:
    """Range of all figures from a limit up."""
    return limit, ANY


def _of(condition: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    return lambda seen: getattr(seen[condition], attribute)


def _at(condition: str, distance: int) -> Callable[[Seen], np.ndarray]:
    return lambda seen: seen[condition].distance[distance]


def _ratio(one: str, other: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    def figure(seen: Seen) -> np.ndarray:
        return (getattr(seen[one], attribute) + TINY) / (getattr(seen[other], attribute) + TINY)

    return figure


def _drop(treated: str, untreated: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    return lambda seen: 1.0 - _ratio(treated, untreated, attribute)(seen)


def _rise(before: str, after: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    return lambda seen: getattr(seen[after], attribute) - getattr(seen[before], attribute)


def _order(condition: str) -> Callable[[Seen], np.ndarray]:
    """Time (ms) by which the second joint joins after the next one."""
    return lambda seen: seen[condition].latency[2] - seen[condition].latency[1]


def _health() -> Iterator[Claim]:
    group = "Health"
    yield Claim(group, "The wanted muscle works", _of("healthy", "agonist"),
                (0.3, 0.5), 0.05, above(0.2))  # fmt: skip
    yield Claim(group, "Its opponent stays out (co-contraction index)", _of("healthy", "index"),
                below(0.06), 0.02, below(0.15), "1")  # fmt: skip
    yield Claim(group, "The most active muscle outside the task joint", _of("healthy", "highest"),
                below(0.01), 0.005, below(0.03))  # fmt: skip
    yield Claim(group, "Mean activity later than 0.5 s after the command",
                _of("healthy", "late"), below(0.002), 0.002, below(0.005))  # fmt: skip
    yield Claim(group, "Full stress: co-contraction index", _of("stress", "index"),
                below(0.10), 0.02, below(0.15), "1")  # fmt: skip
    yield Claim(group, "Full stress: the most active muscle outside the task joint",
                _of("stress", "highest"), below(0.02), 0.01, below(0.03))  # fmt: skip
    yield Claim(group, "Full effort: the wanted muscle", _of("healthy full", "agonist"),
                above(0.85), 0.03)  # fmt: skip
    yield Claim(group, "Full effort: co-contraction index", _of("healthy full", "index"),
                below(0.06), 0.02, unit="1")  # fmt: skip
    yield Claim(group, "Full effort: outside the task joint", _of("healthy full", "highest"),
                below(0.015), 0.007)  # fmt: skip
    yield Claim(group, "Weak effort: the wanted muscle", _of("healthy weak", "agonist"),
                (0.08, 0.25), 0.05)  # fmt: skip
    yield Claim(group, "Weak effort: co-contraction index", _of("healthy weak", "index"),
                below(0.10), 0.03, unit="1")  # fmt: skip


AIMS = {
    0.15: ((0.10, 0.22), (0.01, 0.05), (0.0, 0.01)),
    0.3: ((0.25, 0.42), (0.06, 0.15), (0.005, 0.04)),
    0.45: ((0.42, 0.62), (0.16, 0.32), (0.03, 0.12)),
    0.6: ((0.62, 0.85), (0.34, 0.60), (0.12, 0.38)),
    SEVERE: ((0.80, 1.0), (0.55, 1.0), (0.35, 1.0)),
}


def _grades() -> Iterator[Claim]:
    group, before = "Inhibition lost everywhere", "healthy"
    for grade in GRADES:
        name = f"loss {grade:g}"
        yield Claim(group, f"Loss {grade:g}: rise of the co-contraction index by this step",
                    _rise(before, name, "index"), above(0.05), 0.03, above(0.0), "1")  # fmt: skip
        yield Claim(group, f"Loss {grade:g}: rise of overflow by this step",
                    _rise(before, name, "overflow"), above(0.003), 0.002, above(0.0))  # fmt: skip
        before = name
    for grade in GRADES[1:]:
        name = f"loss {grade:g}"
        yield Claim(group, f"Loss {grade:g}: next joint minus second joint",
                    lambda seen, name=name: seen[name].distance[1] - seen[name].distance[2],
                    above(0.02), 0.02, above(0.0))  # fmt: skip
    last = f"loss {GRADES[-1]:g}"
    yield Claim(group, f"Loss {GRADES[-1]:g}: the second joint joins later by", _order(last),
                above(20.0), 10.0, above(0.0), "ms")  # fmt: skip
    severe = f"loss {SEVERE:g}"
    yield Claim(group, f"Loss {SEVERE:g}: activity later than 0.5 s after the command (locked)",
                _of(severe, "late"), above(0.4), 0.05, above(0.1))  # fmt: skip
    yield Claim(group, f"Loss {SEVERE:g}: the same time, never having tried (hysteresis)",
                _of("relaxed start", "late"), below(0.004), 0.003, below(0.01))  # fmt: skip
    for grade, (index, near, far) in AIMS.items():
        name = f"loss {grade:g}"
        yield Claim(group, f"{name}: index", _of(name, "index"), index, 0.06, unit="1")
        yield Claim(group, f"{name}: next joint", _at(name, 1), near, 0.04)
        yield Claim(group, f"{name}: second joint", _at(name, 2), far, 0.03)
        yield Claim(group, f"{name}: before the command", _of(name, "before"), below(0.005), 0.003)
        yield Claim(group, f"{name}: full effort, over healthy",
                    _ratio(f"{name} full", "healthy full", "agonist"), (0.95, 1.08), 0.02, unit="1")  # fmt: skip
    for grade in GRADES:
        name, late = f"loss {grade:g}", 0.35 if grade == GRADES[-1] else 0.02
        yield Claim(group, f"{name}: after the command", _of(name, "late"), below(late), 0.03)
        yield Claim(group, f"{name}: agonist", _of(name, "agonist"), (0.3, 0.85), 0.08)


def _sites() -> Iterator[Claim]:
    group = "Inhibition lost at one site alone"
    for site, title in SITE_NAMES.items():
        name = f"only {site}"
        yield Claim(group, f"Only {title}: co-contraction index", _of(name, "index"),
                    (0.38, 0.65), 0.04, above(0.3), "1")  # fmt: skip
        yield Claim(group, f"Only {title}: wanted muscle, over healthy",
                    _ratio(name, "healthy", "agonist"), (1.0, 2.0), 0.06, above(0.95), "1")  # fmt: skip
        yield Claim(group, f"Only {title}: full effort, over healthy",
                    _ratio(f"{name} full", "healthy full", "agonist"),
                    (0.97, 1.08), 0.02, above(0.95), "1")  # fmt: skip
        yield Claim(group, f"Only {title}: next joint", _at(name, 1), (0.04, 0.25), 0.03)
        yield Claim(group, f"Only {title}: after the command", _of(name, "late"), below(0.02), 0.02)
        yield Claim(group, f"Only {title}: before it", _of(name, "before"), below(0.005), 0.003)


def _modulation() -> Iterator[Claim]:
    group = "Effort, stress, touch and care"
    yield Claim(group, "Effort 0.4 over 0.2: overflow",
                _ratio("loss 0.3", "less effort", "overflow"), above(1.5), 0.15, above(1.1), "1")  # fmt: skip
    yield Claim(group, "Effort 0.8 over 0.4: overflow",
                _ratio("more effort", "loss 0.3", "overflow"), above(1.5), 0.15, above(1.1), "1")  # fmt: skip
    yield Claim(group, "Full stress over none: overflow",
                _ratio("stressed", "loss 0.3", "overflow"), (1.4, 3.5), 0.15, above(1.1), "1")  # fmt: skip
    yield Claim(group, "Touch on the task joint, moderate loss: drop of overflow",
                _drop("touch", "moderate", "overflow"), (0.52, 0.95), 0.05, above(0.4), "share")  # fmt: skip
    yield Claim(group, "Touch on the task joint, moderate loss: drop of the index",
                _drop("touch", "moderate", "index"), above(0.3), 0.08, unit="share")  # fmt: skip
    yield Claim(group, "Touch, moderate loss: wanted muscle kept",
                _ratio("touch", "moderate", "agonist"), above(0.75), 0.05, unit="share")  # fmt: skip
    yield Claim(group, "Touch on the task joint, severe loss: drop of overflow",
                _drop("touch severe", f"loss {SEVERE:g}", "overflow"),
                (-0.05, 0.12), 0.05, (-0.2, 0.2), "share")  # fmt: skip
    yield Claim(group, "Touch two joints away, moderate loss: drop of overflow",
                _drop("touch remote", "moderate", "overflow"),
                (-0.05, 0.12), 0.04, (-0.2, 0.2), "share")  # fmt: skip
    yield Claim(group, "Pallidal stimulation, moderate loss: drop of overflow",
                _drop("stimulation", "moderate", "overflow"), above(0.3), 0.06, above(0.15), "share")  # fmt: skip
    yield Claim(group, "Pallidal stimulation, basal ganglia alone: drop of overflow",
                _drop("stimulation basal ganglia", "only loss_basal_ganglia", "overflow"),
                above(0.4), 0.1, above(0.15), "share")  # fmt: skip
    yield Claim(group, "Pallidal stimulation: wanted muscle kept",
                _ratio("stimulation", "moderate", "agonist"), above(0.75), 0.05, unit="share")  # fmt: skip


def _other_bodies() -> Iterator[Claim]:
    group = "Health in other bodies, with the same weights"
    for body in OTHER_BODIES:
        title = body.capitalize()
        yield Claim(group, f"{title}: co-contraction index", _of(f"{body}: healthy", "index"),
                    below(0.08), 0.02, below(0.15), "1")  # fmt: skip
        yield Claim(group, f"{title}: the most active muscle outside the task joint",
                    _of(f"{body}: healthy", "highest"), below(0.01), 0.005, below(0.03))  # fmt: skip
        yield Claim(group, f"{title}: full stress, co-contraction index",
                    _of(f"{body}: stress", "index"), below(0.11), 0.02, below(0.15), "1")  # fmt: skip
        yield Claim(group, f"{title}: full effort, co-contraction index",
                    _of(f"{body}: healthy full", "index"), below(0.10), 0.03, unit="1")  # fmt: skip
        yield Claim(group, f"{title}: full effort, outside the task joint",
                    _of(f"{body}: healthy full", "highest"), below(0.015), 0.007)  # fmt: skip


CLAIMS: tuple[Claim, ...] = (*_health(), *_other_bodies(), *_grades(), *_sites(), *_modulation())
HEADLINES: tuple[Claim, ...] = tuple(claim for claim in CLAIMS if claim.need is not None)


def miss(claim: Claim, figures: np.ndarray) -> float:
    """Squared distance of the mean figure from the claim's aim, in units of its scale."""
    figure, (low, high) = float(np.mean(figures)), claim.aim
    if not np.isfinite(figure):
        return math.inf
    return ((max(low - figure, 0.0) + max(figure - high, 0.0)) / claim.scale) ** 2
