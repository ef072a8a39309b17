"""Low-frequency drive: fluctuation of muscles in a long hold, and their coherence."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.experiments.paradigms.spectra import (
    SEGMENT_MS,
    band_power,
    chance_level,
    coherence,
    gathered,
    spectrum,
)
from motorloops.model.coefficients import (
    commanded,
    strongest_opponent,
    task_channel,
    task_distance,
)
from motorloops.model.measures import HIGH_HZ, LOW_HZ
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

SEGMENTS = 20
SETTLED_MS, EVERY_MS = 1300, 4  # one second into the hold
LONG_HOLD = Timeline(
    "long hold", SETTLED_MS + SEGMENTS * SEGMENT_MS, (Phase(0), Phase(300, command=1.0))
)
BAND = LOW_HZ, HIGH_HZ
REPORTED_HZ = range(1, 16)
MIN = 1e-3  # share of the largest rate: a muscle that fluctuates less is silent
WANTED, OPPONENT, NEIGHBOUR, SYNERGIST = "agonist", "antagonist", "neighbour", "synergist"
SHOWN = WANTED, SYNERGIST  # muscles whose spectrum is given
MAX_UNKNOWN = 0.5  # share of runs without coherence above which no phase is given
LEVELS = {
    "fluctuation_3_to_12_hz": "share", "share_3_to_12_hz": "share",
    "pallidal_rate": "Hz", "pallidal_fluctuation_3_to_12_hz": "Hz",
}  # fmt: skip
SHIFTED = f"{CHOSEN}, shifted"  # expected by chance
MOTONEURONE, PALLIDUM = "MN", "GPI"


def synergist(body: Body, channel: int) -> int | None:
    """The other muscle of the joint whose levers agree most with a muscle's; None if none does."""
    own = dict(body.muscles[channel].moment_arms)
    agree = {
        other: sum(arm * own.get(dof, 0.0) for dof, arm in body.muscles[other].moment_arms)
        for other in np.flatnonzero(body.joint_of == body.joint_of[channel]).tolist()
        if other != channel
    }
    best = max(agree, key=agree.__getitem__, default=None)
    return None if best is None or agree[best] <= 0.0 else best


def helper_of(base: Params, body: Body) -> int | None:
    """The muscle that works with the wanted one: the next of the task, else its synergist."""
    wanted = task_channel(base, body)
    others = [channel for channel in commanded(base, body) if channel != wanted]
    return others[0] if others else synergist(body, wanted)


def _muscles(base: Params, body: Body) -> dict[str, int | None]:
    """Channels of the wanted muscle and its strongest opponent; a neighbour and a synergist."""
    wanted = task_channel(base, body)
    beside = np.flatnonzero(task_distance(base, body) == 1)
    return {
        WANTED: wanted,
        OPPONENT: strongest_opponent(base, body),
        NEIGHBOUR: int(beside[0]) if len(beside) else None,
        SYNERGIST: helper_of(base, body),
    }


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Power (..., R) over that of all frequencies, (R,); NaN for a silent muscle."""
    share = np.full(part.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > MIN**2)
    return share


def _levels(muscle: np.ndarray, pallidum: np.ndarray) -> np.ndarray:
    """The figures of :data:`LEVELS`, of (T, R) motoneurones (share) and pallidum (Hz)."""
    own, deep = spectrum(muscle, EVERY_MS), spectrum(pallidum, EVERY_MS)
    low, whole = band_power(*own, BAND), band_power(*own)
    return np.stack(
        [np.sqrt(low), _share(low, whole), pallidum.mean(axis=0),
         np.sqrt(band_power(*deep, BAND))]
    )  # fmt: skip


def _pair(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(3 Hz, R) coherence, its phase where it is above chance, and the coherence if shifted."""
    reported = list(REPORTED_HZ)
    _, found, phase = coherence(one, other, EVERY_MS)
    phase[found < chance_level(SEGMENTS)] = np.nan
    apart = np.roll(other, len(other) // 2, axis=0)
    shifted = coherence(one, apart, EVERY_MS)[1]
    figures = np.concatenate([found[reported], phase[reported], shifted[reported]])
    silent = (one.std(axis=0) < MIN) | (other.std(axis=0) < MIN)
    return np.where(silent, np.nan, figures)


def _see(trajectory: Trajectory, channels: Sequence[int | None]) -> np.ndarray:
    """Levels of each muscle, spectra of :data:`SHOWN`, and pairs of the first with the others."""
    network, held = trajectory.network, trajectory.time_ms > SETTLED_MS
    runs = trajectory.rate.shape[2]
    pallidal = next(p.max_hz for p in network.populations if p.key == PALLIDUM)

    def signal(population: str, channel: int | None) -> np.ndarray:
        if channel is None:
            return np.full((held.sum(), runs), np.nan)
        return trajectory.rate[held, network.nodes_of(population).start + channel]

    emg = [signal(MOTONEURONE, channel) for channel in channels]
    deep = [signal(PALLIDUM, channel) * pallidal for channel in channels]
    shapes = []
    for muscle in (emg[0], emg[-1]):
        hertz, power = spectrum(muscle, EVERY_MS)
        shapes.append(_share(power[list(REPORTED_HZ)], band_power(hertz, power)))
    levels = [_levels(muscle, pallidum) for muscle, pallidum in zip(emg, deep, strict=True)]
    return np.concatenate([*levels, *shapes, *(_pair(emg[0], other) for other in emg[1:])])


def _add_pair(result: ParadigmResult, pair: str, healthy: np.ndarray, chosen: np.ndarray) -> None:
    """Add coherence and phase of a pair, (3 Hz, seeds) as by :func:`_pair`."""
    along = "Hz"
    for k, hertz in enumerate(REPORTED_HZ):
        own, at = len(REPORTED_HZ), float(hertz)
        values = {SHIFTED: chosen[2 * own + k], HEALTHY: healthy[k], CHOSEN: chosen[k]}
        result.add(f"coherence_{pair}", "share", values, along, at)
        for condition, found in ((HEALTHY, healthy), (CHOSEN, chosen)):
            phase = gathered(found[own + k])
            if np.isnan(phase).mean() > MAX_UNKNOWN:
                phase[:] = np.nan
            result.add(f"phase_{pair}", "deg", {condition: phase}, along, at)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    muscles, result = _muscles(base, network.body), ParadigmResult()
    healthy, chosen = observe(
        network, (healthy_like(base), base), LONG_HOLD, seeds,
        lambda trajectory: _see(trajectory, list(muscles.values())),
        keep_rates=True, every_ms=EVERY_MS,
    )  # fmt: skip
    places = [(name, unit, muscle) for muscle in muscles for name, unit in LEVELS.items()]
    for k, (name, unit, muscle) in enumerate(places):
        result.add(name, unit, {HEALTHY: healthy[k], CHOSEN: chosen[k]}, "muscle", muscle)
    spectra = [(muscle, float(hertz)) for muscle in SHOWN for hertz in REPORTED_HZ]
    for k, (muscle, hertz) in enumerate(spectra, start=len(places)):
        values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
        result.add(f"spectrum_of_{muscle}", "share/Hz", values, "Hz", hertz)
    first, others = len(places) + len(spectra), tuple(muscles)[1:]
    pairs = (np.split(figures[first:], len(others)) for figures in (healthy, chosen))
    for other, *found in zip(others, *pairs, strict=True):
        _add_pair(result, f"{WANTED}_{other}", *found)
    return result.frame()


PARADIGM = Paradigm(
    "muscle_coherence",
    "Low-frequency drive and coherence",
    "How do muscles fluctuate at 3 to 12 Hz in a long hold, and do they fluctuate together?",
    "In the clinic, the EMG of two neck muscles is recorded while the head is turned, and analysed "
    "by the spectrum of each and their coherence at each frequency. Here: 20 s of a steady hold "
    "after 1 s to settle; the rates of the motor neurones of the wanted muscle, its strongest "
    "opponent, a neighbour, and the muscle that helps it (synergist: the next one of the task, or "
    "the one whose levers agree most), and of the inner pallidum; 20 segments of 1 s, apart, by "
    f"Welch's method. Unrelated signals have a mean coherence of {1 / SEGMENTS:g}, and 95 % of "
    f"them one below {chance_level(SEGMENTS):.2f} at a frequency; shifted is the same pair half "
    "a record apart. A phase is given for the runs whose coherence is above that, if they are "
    "half of all: 0 is in step, 180 is in turn. A muscle that is silent has no coherence.",
    "tijssen2000",
    _run,
)
