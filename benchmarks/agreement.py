"""Check that a rival agrees with the engine; one that does not is not timed."""

from collections.abc import Callable

import numpy as np

from benchmarks import engine
from benchmarks.task import Final, Task, task

MILLISECONDS = 600
RUNS = 128  # of a check
FLOAT64 = np.dtype("float64")
MIN_SPREAD = 1e-3  # of a rate that is compared; rates with less variation are ignored
WIDEST_MEAN = 6.0  # standard errors between two means
WIDEST_SPREAD = 0.15  # mean of the log ratio of standard deviations

Run = Callable[[Task], Final]


class DisagreementError(RuntimeError):
    """The results of a rival differ from those of the engine."""


def distance(one: Final, other: Final) -> float:
    """Largest difference between the final states of two sets of runs."""
    with np.errstate(invalid="ignore"):
        return max(
            float(np.nan_to_num(np.abs(a - b), nan=np.inf).max())
            for a, b in zip(one, other, strict=True)
        )


def check_quiet(
    name: str, run: Run, tolerance: float, *, exact: bool, runs: int = RUNS, common: bool = False
) -> float:
    """Compare a rival with the engine in float64 without noise.

    Args:
        name: for the message.
        run: the rival.
        tolerance: the largest difference that is allowed.
        exact: whether the rival computes in float64; otherwise spindles do not sense velocity.
        runs: number of runs, each with different settings.
        common: whether all runs of the rival share their (silenced) noise.

    Returns:
        The largest difference of a rate, an activation or an angle.

    Raises:
        DisagreementError: if it is greater than ``tolerance``.
    """
    job = task(runs, milliseconds=MILLISECONDS, common=common)
    return _held(name, run, tolerance, job.quiet(exact))


def check_noise(
    name: str, run: Run, tolerance: float, *, runs: int = 16, common: bool = False
) -> float:
    """Compare with noise, for a rival that draws the same random numbers as the engine."""
    return _held(name, run, tolerance, task(runs, milliseconds=MILLISECONDS, common=common))


def _held(name: str, run: Run, tolerance: float, job: Task) -> float:
    found = distance(run(job), engine.run(job, FLOAT64))
    if not found <= tolerance:
        raise DisagreementError(
            f"{name} is refused: it differs from the engine by {found:.1e}, "
            f"more than {tolerance:.0e}, after {MILLISECONDS} ms"
        )
    return found


def _same_setting(*, common: bool) -> Task:
    """Runs with the same settings, which differ only by their noise."""
    job = task(RUNS, milliseconds=MILLISECONDS, common=common)
    return Task(job.network, job.timeline, job.params[:1] * RUNS, job.seeds)


def check_spread(name: str, run: Run) -> float:
    """Compare mean and standard deviation of the rates over runs with independent noise.

    Returns:
        The mean log ratio of the standard deviations.

    Raises:
        DisagreementError: if means or deviations differ by more than chance allows.
    """
    same = _same_setting(common=False)
    theirs, ours = run(same).rate, engine.run(same, FLOAT64).rate
    noisy = ours.std(axis=1) > MIN_SPREAD
    theirs, ours = theirs[noisy].astype(np.float64), ours[noisy]
    error = np.sqrt((theirs.var(axis=1) + ours.var(axis=1)) / RUNS)
    off = float((np.abs(theirs.mean(axis=1) - ours.mean(axis=1)) / error).max())
    with np.errstate(divide="ignore"):
        wider = float(np.log(theirs.std(axis=1) / ours.std(axis=1)).mean())
    if not (off <= WIDEST_MEAN and abs(wider) <= WIDEST_SPREAD):
        raise DisagreementError(
            f"{name} is refused: with noise its rates are {off:.1f} standard errors off, their "
            f"spread is {np.exp(wider):.2f} times the engine's"
        )
    return wider


def check_common(name: str, run: Run) -> float:
    """Compare the spread of one draw of common noise over nodes; all runs must share it.

    Returns:
        The log ratio of the typical deviation caused by noise.

    Raises:
        DisagreementError: if runs differ, or the deviation differs from the engine's.
    """
    same = _same_setting(common=True)
    theirs = run(same).rate
    calm = engine.run(same.quiet(), FLOAT64).rate[:, 0]
    many = Task(same.network, same.timeline, same.params[:1] * 32, tuple(range(1, 33)))
    ours = engine.run(many, FLOAT64).rate - calm[:, None]
    with np.errstate(divide="ignore"):
        size = np.log(np.sqrt(np.mean((theirs[:, 0] - calm) ** 2)))
        usual = np.log(np.sqrt(np.mean(ours**2, axis=0)))
    if not np.allclose(theirs[:, 0], theirs[:, 1], atol=1e-6):
        raise DisagreementError(f"{name} is refused: its runs do not share their noise")
    off = float(size - usual.mean())
    if not abs(off) <= WIDEST_MEAN * usual.std():
        raise DisagreementError(
            f"{name} is refused: its noise moves the rates {np.exp(off):.2f} times as far"
        )
    return off
