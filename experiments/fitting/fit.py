"""Fit levers to targets, generation by generation: :func:`fit_levers`.

A generation is an ordinary sweep of listed points in its own folder, so that it is spread over
threads, processes or a cluster, and resumed, as any sweep. Everything else is a pure function of
the fit file and of the rows of the generations.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from motorloops.experiments.fitting.fit_file import FitProblem, check_fit
from motorloops.experiments.fitting.population import (
    Population,
    importance_weights,
    prior_draws,
    proposals,
    values,
)
from motorloops.experiments.sweeps.dataset import write_whole
from motorloops.experiments.sweeps.design import run_seed
from motorloops.experiments.sweeps.folder import POINTS, SweepFolder, in_use
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.runner import SweepStoppedError, choose_workers, run_study
from motorloops.experiments.sweeps.study import Axis, Design, Seeds, Study, as_toml
from motorloops.experiments.sweeps.study_file import default_chunk, is_text, read_toml
from motorloops.experiments.sweeps.worker import OK
from motorloops.model.arguments import FUNCTION, PATH, TEXT, WHOLE, checked, of, optional
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

FIT, ENSEMBLE_TABLE, ENSEMBLE_STUDY = "fit.toml", "ensemble.csv", "ensemble.toml"
PATHS = ("atlas", "network")  # keys that name a folder or file beside the fit file
STALLED = 0.02  # fall of the tolerance, as a share of it, that counts as none
STALLED_GENERATIONS = 2  # in succession without a fall, after which a fit ends
LATER_KEYS = ("generations", "tolerance", "name", "description")  # may differ when a fit is resumed
Outcome = Literal["fits", "stalled", "generations"]


@dataclass(frozen=True)
class Generation:
    """What one generation did.

    Attributes:
        number: from 0.
        runs: number of runs.
        entered: share of its proposals that are in the population after it.
        tolerance: largest distance in the population.
        effective_size: of the population.
    """

    number: int
    runs: int
    entered: float
    tolerance: float
    effective_size: float


@dataclass(frozen=True)
class Fit:
    """The result of a fit.

    Attributes:
        problem: the fit file.
        population: the particles after the last generation, best first.
        generations: what each generation did.
        outcome: why it ended: all particles meet all targets (``"fits"``), the tolerance no longer
            falls (``"stalled"``), or the last generation was reached (``"generations"``).
        nearest: (targets,) least implausibility of each target over all settings that were run.

    Examples:
        >>> target = {"measure": "agonist_activation", "value": 0.5, "sd": 0.1, "unit": "MVC"}
        >>> table = {
        ...     "body": "chain:1", "seconds": 0.4, "particles": 10, "seeds": 2,
        ...     "parameters": {"effort": {"low": 0.1, "high": 1.0}}, "targets": [target],
        ... }
        >>> fit = fit_levers(table, "effort_fit")
        >>> isinstance(fit, Fit), len(fit.ensemble()), fit.nearest.shape
        (True, 10, (1,))
    """

    problem: FitProblem
    population: Population
    generations: tuple[Generation, ...]
    outcome: Outcome
    nearest: np.ndarray

    def ensemble(self) -> pd.DataFrame:
        """The particles, best first.

        Columns: each parameter, ``weight``, ``implausibility`` (the largest of a target), and the
        mean of each target as ``target_1``, ``target_2``, ...
        """
        import pandas as pd

        population = self.population
        columns = parameter_values(self.problem, population.z)
        columns |= {"weight": population.shares, "implausibility": population.distance}
        columns |= {f"target_{k + 1}": column for k, column in enumerate(population.means.T)}
        return pd.DataFrame(columns)


def parameter_values(problem: FitProblem, z: np.ndarray) -> dict[str, np.ndarray]:
    """(N,) values of each parameter from (N, parameters) places on the normal scale."""
    return {axis.name: values(axis, z[:, k]) for k, axis in enumerate(problem.parameters)}


def resume_line(folder: Path) -> str:
    """The command that continues the fit in a folder."""
    line = ["motorloops", "fit", str(folder / FIT), "--out", str(folder), "--resume"]
    return shlex.join(line)


def _silent(done: int, total: int) -> None:
    """Report no progress."""


def _no_report(generation: Generation) -> None:
    """Report no generation."""


@checked(
    problem=of(Mapping, str, os.PathLike, allowed="give the tables of a fit file, or a file"),
    out=PATH,
    threads=optional(WHOLE),
    workers=optional(WHOLE),
    scheduler=optional(TEXT),
    progress=FUNCTION,
    report=FUNCTION,
    command=TEXT,
)
def fit_levers(  # noqa: PLR0913 (all but two are options)
    problem: Mapping[str, Any] | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    resume: bool = False,
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = _silent,
    report: Callable[[Generation], None] = _no_report,
    command: str = "fit_levers",
) -> Fit:
    """Fit levers to a table of targets, and return the ensemble that fits.

    The result does not depend on the workers or on the number of sessions. If the work is
    interrupted, call again with ``resume=True`` to do the rest.

    Args:
        problem: the tables of a fit file, or the path of one.
        out: folder for the fit: new or empty, or the folder of the fit to resume. Each generation
            is a sweep in its folder ``generation_000``, ``generation_001``, ...
        resume: whether to continue the fit in ``out``, if there is one; its largest number of
            generations and its tolerance may then be changed.
        threads: as in :func:`run_study`.
        workers: as in :func:`run_study`.
        scheduler: as in :func:`run_study`.
        progress: called with the number of runs done and of all runs of a generation.
        report: called after each generation.
        command: name of the sessions in the provenance.

    Returns:
        The fit.

    Raises:
        InputError: for a file or folder that cannot be used, or if too few particles have the
            measures.
        RuntimeError: as :func:`run_study`; it can be resumed.

    Examples:
        >>> target = {"measure": "overflow", "value": 0.02, "sd": 0.01, "unit": "MVC"}
        >>> table = {
        ...     "body": "chain:2", "seconds": 0.4, "particles": 10, "seeds": 2,
        ...     "parameters": {"loss": {"low": 0.0, "high": 0.6}}, "targets": [target],
        ... }
        >>> fit = fit_levers(table, "overflow_fit")
        >>> fit.outcome, list(fit.ensemble())
        ('fits', ['loss', 'weight', 'implausibility', 'target_1'])
    """
    import tomli_w

    path = Path("fit.toml") if isinstance(problem, Mapping) else Path(problem)
    table = dict(problem) if isinstance(problem, Mapping) else read_toml(path)
    checked_problem = check_fit(table, path)
    table["name"] = checked_problem.study.name
    table |= {key: str((path.parent / table[key]).absolute()) for key in PATHS if key in table}
    choose_workers(checked_problem.study, threads, workers, scheduler)
    folder = Path(out)
    there = _holds_fit(folder, table, path.name, resume=resume)
    folder.mkdir(parents=True, exist_ok=True)

    def run(study: Study, number: int) -> Results:
        sweep = SweepFolder(folder / f"generation_{number:03}")
        if not sweep.study.is_file():  # a session was killed before its sweep began
            shutil.rmtree(sweep.path, ignore_errors=True)
        return run_study(
            study, sweep.path, resume=True, threads=threads, workers=workers,
            scheduler=scheduler, progress=progress, command=command,
        )  # fmt: skip

    with SweepFolder(folder).locked():
        write_whole(folder / FIT, tomli_w.dumps(table).encode())
        try:
            found = _fit(checked_problem, run, report)
        except SweepStoppedError as error:
            why = f"{error.reason}; finished runs are saved; go on with: {resume_line(folder)}"
            raise RuntimeError(why) from error
        except InputError:
            if not there and not (folder / "generation_000").exists():  # nothing was begun
                (folder / FIT).unlink()
            raise
        _write_ensemble(found, folder)
    return found


def _write_ensemble(fit: Fit, folder: Path) -> None:
    """Write the ensemble as a table and as a study of its points, in the same order."""
    frame = fit.ensemble()
    write_whole(folder / ENSEMBLE_TABLE, frame.to_csv(index=False, lineterminator="\n").encode())
    base = fit.problem.study
    names = [axis.name for axis in fit.problem.parameters]
    axes = tuple(Axis(name, tuple(frame[name].tolist())) for name in names)
    study = dataclasses.replace(
        base,
        name=f"{base.name} ensemble",
        design=Design("list", axes),
        seeds=Seeds(base.seeds.count, "common", fit.problem.root),
    )
    write_whole(folder / ENSEMBLE_STUDY, as_toml(study).encode())


def _holds_fit(folder: Path, table: Mapping[str, Any], name: str, *, resume: bool) -> bool:
    """Whether the folder holds the fit to resume.

    Raises:
        InputError: if it holds one and ``resume`` is false, another fit, or something else.
    """
    try:
        there = [path.name for path in folder.iterdir() if path.name[0] != "."]
    except FileNotFoundError:
        there = []
    except OSError as error:  # it is a file, or its name is too long
        allowed = f"give a folder that can be made ({error.strerror})"
        raise InputError("--out", str(folder), allowed) from None
    if FIT not in there:
        if there:
            allowed = f"give a new or empty folder (it holds {there[0]})"
            raise InputError("--out", str(folder), allowed)
        return False
    if not resume:
        raise InputError("--out", str(folder), "a fit is there; add --resume to continue it")
    if SweepFolder(folder).running:
        raise in_use(folder)
    stored = read_toml(folder / FIT)
    for key in [*table, *stored]:
        if key not in LATER_KEYS and table.get(key) != stored.get(key):
            allowed = f"the fit in {folder} has {stored.get(key)}; put it back, or use another"
            raise InputError(f"{name}: {key}", table.get(key), f"{allowed} folder")
    return True


def _fit(
    problem: FitProblem, run: Callable[[Study, int], Results], report: Callable[[Generation], None]
) -> Fit:
    """Run generations until one of the reasons to stop."""
    population: Population | None = None
    done: list[Generation] = []
    nearest = np.full(len(problem.targets), np.inf)
    while True:
        number = len(done)
        z, weights = _drawn(problem, population, number)
        study = generation_study(problem, z, number)
        made = _measured(problem, z, weights, run(study, number))
        nearest = np.minimum(nearest, made.implausibility.min(axis=0))
        joined = made if population is None else population.joined(made)
        kept = joined.best(problem.particles)
        if len(kept) <= z.shape[1]:
            raise _too_few(problem, joined, z.shape[1] + 1)
        entered = float(np.mean(np.isin(np.arange(len(joined) - len(made), len(joined)), kept)))
        population = joined.chosen(kept)
        done.append(
            Generation(
                number, len(z) * len(problem.conditions) * problem.study.seeds.count, entered,
                float(population.distance[-1]), population.effective_size,
            )
        )  # fmt: skip
        report(done[-1])
        if outcome := _outcome(problem, population, done):
            return Fit(problem, population, tuple(done), outcome, nearest)


def _too_few(problem: FitProblem, population: Population, least: int) -> InputError:
    """The error for particles that lack measures; it names the target that most of them lack."""
    counts = np.isfinite(population.means).sum(axis=0)
    rarest = int(counts.argmin())
    allowed = (
        f"it has a value at {counts[rarest]} of {len(population)} settings, and {least} or more "
        "must have all values; change the parameters, or leave it out"
    )
    return InputError(f"targets.{rarest + 1}", problem.targets[rarest].label, allowed)


def first_draws(problem: FitProblem) -> np.ndarray:
    """(2 particles, parameters) places of the first generation on the normal scale."""
    return prior_draws(problem.root, 2 * problem.particles, len(problem.parameters))


def _drawn(
    problem: FitProblem, population: Population | None, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """(N, parameters) places of a generation on the normal scale, and their (N,) weights."""
    if population is None:
        z = first_draws(problem)
        return z, np.ones(len(z))
    z = proposals(population, problem.root, number, problem.particles)
    return z, importance_weights(population, z)


def _outcome(problem: FitProblem, population: Population, done: list[Generation]) -> Outcome | None:
    if len(population) == problem.particles and done[-1].tolerance < problem.tolerance:
        return "fits"
    recent = [one.tolerance for one in done[-STALLED_GENERATIONS - 1 :]]
    full = len(population) == problem.particles
    if full and len(recent) > STALLED_GENERATIONS and all(
        after > (1.0 - STALLED) * before for before, after in itertools.pairwise(recent)
    ):  # fmt: skip
        return "stalled"
    return "generations" if len(done) >= problem.generations else None


def generation_study(problem: FitProblem, z: np.ndarray, number: int) -> Study:
    """The sweep of a generation: each point under each condition with each seed.

    The runs of a point are side by side, so that they share calls of the engine if the point has
    weights of its own.

    Args:
        problem: the fit.
        z: (N, parameters) its points, on the normal scale.
        number: of the generation.
    """
    conditions = problem.conditions
    seeds = problem.study.seeds.count
    columns = {
        name: np.repeat(column, len(conditions) * seeds)
        for name, column in parameter_values(problem, z).items()
    }
    for name in conditions[0]:
        kind = object if is_text(name) else np.float64
        each = np.repeat(np.array([one[name] for one in conditions], kind), seeds)
        columns[name] = np.tile(each, len(z))
    axes = tuple(Axis(name, tuple(column.tolist())) for name, column in columns.items())
    base = problem.study
    study = dataclasses.replace(
        base,
        name=f"{base.name} generation {number}",
        design=Design("list", axes, file=POINTS),
        seeds=Seeds(1, "independent", run_seed(problem.root, "common", 0, number)),
        measures=base.timeline_measures,
    )
    return dataclasses.replace(study, chunk=default_chunk(study))


def _measured(
    problem: FitProblem, z: np.ndarray, weights: np.ndarray, results: Results
) -> Population:
    """The particles of a generation with what was measured.

    A particle with a run that failed or lacks a measure has an infinite distance.
    """
    names = list(dict.fromkeys(target.measure for target in problem.targets))
    frame = results.frame(["point", "status", *names], all_rows=True)
    frame = frame.sort_values("point", kind="stable")
    shape = (len(z), len(problem.conditions), problem.study.seeds.count)
    failed = (frame["status"] != OK).to_numpy().reshape(shape)
    means, errors = np.empty((2, len(z), len(problem.targets)))
    for k, (target, condition) in enumerate(
        zip(problem.targets, problem.condition_of, strict=True)
    ):
        runs = frame[target.measure].to_numpy(np.float64).reshape(shape)[:, condition]
        runs = np.where(failed[:, condition], np.nan, runs)
        means[:, k] = runs.mean(axis=1)
        errors[:, k] = runs.var(axis=1, ddof=1) / runs.shape[1]
    aims, sds = (np.array([getattr(t, name) for t in problem.targets]) for name in ("value", "sd"))
    off = np.abs(means - aims) / np.sqrt(sds**2 + errors)
    off = np.where(np.isfinite(off), off, np.inf)
    return Population(z, weights, off.max(axis=1), means, off)
