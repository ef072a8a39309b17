"""A module of a study's author, and a study that uses it."""

from pathlib import Path

from tests.helpers.studies import study

MODULE = '''\
"""A bump, two measures and a paradigm of a study's author."""

import numpy as np

from motorloops import Measure, Phase, Timeline
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import (
    CHOSEN,
    HEALTHY,
    Paradigm,
    ParadigmResult,
    healthy_like,
)


def bumped(seconds):
    off = Phase(200)
    return Timeline("bump", round(seconds * 1000), (Phase(0), Phase(50, command=1.0), off))


FIXED = Timeline("fixed", 400, (Phase(0), Phase(50, command=1.0)))

peak = Measure(
    "MVC", "Highest activity of the wanted muscle",
    lambda view: view.accumulators.trace.max(axis=0, initial=0.0),
)


def speed(trajectory):
    """Largest turn in a millisecond."""
    return np.abs(np.diff(trajectory.angle, axis=0)).max(axis=(0, 1))


speed.unit = "rad/ms"


def pallidal(trajectory):
    """Mean rate of the first node."""
    return trajectory.rate[:, 0].mean(axis=0)


pallidal.keep_rates = True


def _run(network, base, seeds):
    result = ParadigmResult()
    settings = healthy_like(base), base
    healthy, own = observe(network, settings, bumped(0.4), seeds, measures(["overflow"]))
    result.add("overflow", "MVC", {HEALTHY: healthy[0], CHOSEN: own[0]}, "effort", 0.5)
    return result.frame()


BUMP = Paradigm("bump", "Bump", "Does it spread?", "Nobody's method.", "assumption", _run)
'''
KEYS = {
    "timeline": "bumps:bumped",
    "measures": ["overflow", "bumps:peak", "bumps:speed"],
    "paradigms": ["bumps:BUMP", "reciprocal_inhibition"],
}


def own_code_study(folder: Path, extra: str = "", **changes) -> Path:
    """Write the module, with more lines at its end, and the small study that uses it.

    Args:
        folder: the folder to write to.
        extra: more lines of the module.
        changes: further changes of the small study; None leaves a key out.
    """
    (folder / "bumps.py").write_text(MODULE + extra, encoding="utf-8")
    keys = {**KEYS, "seeds__count": 2, **changes}
    return study(folder, **{key: value for key, value in keys.items() if value is not None})
