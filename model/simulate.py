"""Run timelines on the compiled engine or on the Mesa agents.

Only this module uses both backends:

* :func:`simulate` returns the sampled states of every run, a
  :class:`~motorloops.model.trajectory.Trajectory`, from either backend.
* :func:`simulate_outcomes` returns the measures of every run and stores no samples; sweeps use
  it.

Both backends use the same equations and the same noise; in float64 they agree bit for bit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from motorloops.model.arguments import COUNT, SEQUENCE, Kind, checked, each, of, optional
from motorloops.model.checkpoint import Checkpoint
from motorloops.model.coefficients import (
    Coefficients,
    make_coefficients,
    prepare,
    with_lesions,
)
from motorloops.model.engine._arrays import FLOAT64, batch_arrays, unpack
from motorloops.model.engine._batch import Batch, lanes_of
from motorloops.model.errors import InputError, choose
from motorloops.model.measures import MEASURES, Measure, MeasureInput, roles, windows
from motorloops.model.network.build import Network, build_network
from motorloops.model.noise import check_seed
from motorloops.model.params import Params
from motorloops.model.state import resting_state
from motorloops.model.timeline import NOTHING, Timeline, params_after
from motorloops.model.trajectory import Record, RunSpec, Trajectory

Engine = Literal["compiled", "agents"]
Precision = Literal["float32", "float64"]
SETTINGS = "give a Params or a sequence of them"
TIMELINE = of(Timeline, allowed="give a Timeline, such as hold(2.0)")


def _are_measures(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, Measure) for one in value.values())


MEASURES_BY_NAME = Kind(_are_measures, "give each Measure by its name, as MEASURES does")
ENGINES: tuple[Engine, ...] = ("compiled", "agents")
PRECISIONS: tuple[Precision, ...] = ("float32", "float64")


def coefficients_by_phase(
    network: Network,
    timeline: Timeline,
    params: Sequence[Params],
    initial: Checkpoint | None = None,
) -> Iterator[tuple[Coefficients, int]]:
    """The coefficients of R runs in each phase of a timeline.

    Args:
        network: the network of all runs.
        timeline: the timeline of all runs.
        params: (R,) levers and constants of each run at its start.
        initial: what all runs start from, whose lesions last; None for the network at rest.

    Yields:
        The coefficients of a phase, and its length in milliseconds. Phases share the arrays that
        are the same; do not change them.

    Raises:
        InputError: for a muscle, joint or node that the network does not have.
    """
    seen, before, prepared, given, cut = [], None, None, None, {}
    lesions = dict(initial.lesions) if initial else {}
    for phase, start, end in timeline.spans():
        seen.append(phase)
        lesions.update(phase.lesions)
        levers = params_after(params, seen)
        if levers != before:
            before, prepared, given = levers, prepare(network, levers), None
        given = make_coefficients(
            network, levers, phase.command, phase.stimuli, lesions, prepared,
            given if lesions == cut else None,
        )  # fmt: skip
        cut = dict(lesions)
        yield given, end - start


def _batch(
    network: Network, seeds: Sequence[int], initial: Checkpoint | None, dtype: np.dtype = FLOAT64
) -> Batch:
    """A batch of runs before the first step of a timeline."""
    keys = np.array(seeds, np.uint64)
    if initial is None:
        return Batch(network.wiring, resting_state(network.wiring, keys), dtype)
    return Batch(network.wiring, initial.repeated(keys), dtype, done=initial.time_ms)


def _run_batch(spec: RunSpec) -> Record:
    """Run at most one batch of runs in the compiled engine."""
    network, timeline, initial = spec.network, spec.timeline, spec.initial
    batch = _batch(network, spec.seeds, initial, spec.dtype)
    batch.keep_trace(timeline.duration_ms, spec.every_ms, spec.keep_rates)
    for coefficients, steps in coefficients_by_phase(network, timeline, spec.params, initial):
        batch.advance(with_lesions(coefficients, network, spec.lesions), steps)
    record = spec.empty_record()
    unpack(batch.trace, record)
    return record


def _run_batches(spec: RunSpec, threads: int | None) -> Record:
    """Run batch by batch; runs with equal seeds are grouped, because they share noise."""
    order = sorted(range(len(spec.seeds)), key=spec.seeds.__getitem__)
    size = lanes_of(len(order), spec.network.wiring, spec.dtype)
    batches = [spec.part(order[k : k + size]) for k in range(0, len(order), size)]
    if len(batches) == 1:
        records = [_run_batch(batches[0])]
    else:
        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            records = list(pool.map(_run_batch, batches))
    arrays = [
        parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)
        for parts in zip(*records, strict=True)
    ]
    if order != sorted(order):
        position = np.argsort(order)
        arrays = [array[..., position] for array in arrays]
    return Record(*arrays)


def _run_agents(spec: RunSpec) -> Record:
    """Run by the Mesa agents, one run after another."""
    from motorloops.model.agents import NEVER, MotorModel  # loads Mesa, pandas and networkx

    record = spec.empty_record()
    for run, (params, seed) in enumerate(zip(spec.params, spec.seeds, strict=True)):
        if spec.initial is None:
            model = MotorModel(params, spec.network, seed, collect_every=NEVER)
        else:
            model = MotorModel.from_checkpoint(
                spec.initial, params=params, seed=seed, collect_every=NEVER
            )
        for phase, start, end in spec.timeline.spans():
            model.enter(phase)
            for done in range(start + 1, end + 1):
                model.step()
                if done % spec.every_ms == 0:
                    row = done // spec.every_ms - 1
                    record.activation[row, :, run] = model.activation
                    record.angle[row, :, run] = model.angle
                    if spec.keep_rates:
                        record.rate[row, :, run] = model.rate
    return record


def _items(field: str, values: Any, allowed: str) -> tuple[Any, ...]:
    """The values of a sequence; InputError for what is none."""
    try:
        return tuple(values)
    except TypeError:
        raise InputError(field, values, allowed) from None


@checked(
    timeline=TIMELINE, every_ms=COUNT, threads=optional(COUNT), initial=optional(of(Checkpoint))
)
def simulate(  # noqa: PLR0913 (all but five are options)
    params: Params | Sequence[Params],
    timeline: Timeline,
    seeds: Sequence[int],
    body: str | Network = "arm",
    *,
    engine: Engine = "compiled",
    every_ms: int = 1,
    keep_rates: bool = False,
    threads: int | None = None,
    initial: Checkpoint | None = None,
) -> Trajectory:
    """Run a timeline for every configuration of levers with every seed, and return the samples.

    Args:
        params: one :class:`~motorloops.model.params.Params` or P of them; runs are ordered by
            params, then by seed. Runs with equal seeds share their noise (common random
            numbers).
        timeline: the person's commands, and the changes of levers, stimuli and lesions.
        seeds: S whole numbers from 0 to 2^64 - 1.
        body: name of a body, or a network.
        engine: ``"compiled"`` or ``"agents"``; the results are the same bit for bit.
        every_ms: milliseconds between two samples.
        keep_rates: whether the rates of all nodes are sampled.
        threads: number of threads; all cores if None. The agents use one.
        initial: the state in which all runs start, of the same network; the network at rest if
            None. Its lesions last until a phase changes them; levers, command and stimuli are
            those of ``params`` and ``timeline``, whose time 0 is the moment of the checkpoint. A
            run with the checkpoint's seed continues its noise; another seed gives other noise.

    Returns:
        The samples of R = P x S runs.

    Raises:
        InputError: for a value that the network or the levers cannot take.

    Examples:
        >>> runs = simulate([Params(), Params(stress=1.0)], rest(0.1), [1, 2, 3], "chain:2")
        >>> runs.activation.shape  # (samples, muscles, runs)
        (100, 4, 6)
    """
    chosen = (params,) if isinstance(params, Params) else _items("params", params, SETTINGS)
    for one in chosen:
        if not isinstance(one, Params):
            raise InputError("params", one, SETTINGS)
    checked = tuple(check_seed(seed) for seed in _items("seeds", seeds, "give a list, e.g. [1, 2]"))
    choose("engine", engine, ENGINES)
    if not chosen or not checked:
        raise InputError("seeds", list(seeds), "give at least one setting and one seed")
    spec = RunSpec(
        network=body if isinstance(body, Network) else build_network(body),
        timeline=timeline,
        params=tuple(p for p in chosen for _ in checked),
        seeds=checked * len(chosen),
        every_ms=every_ms,
        keep_rates=bool(keep_rates),
        initial=initial,
    )
    if initial is not None:
        initial.check(spec.network)
    record = _run_batches(spec, threads) if engine == "compiled" else _run_agents(spec)
    return _trajectory(spec, record)


def _trajectory(spec: RunSpec, record: Record) -> Trajectory:
    """The trajectory of some runs, from their samples."""
    time_ms = np.arange(1, spec.timeline.duration_ms // spec.every_ms + 1) * spec.every_ms
    return Trajectory(spec.network, spec.timeline, spec.params, spec.seeds, time_ms, *record)


def simulate_runs(  # noqa: PLR0913 (all but four are options)
    params: Sequence[Params],
    timeline: Timeline,
    seeds: Sequence[int],
    network: Network,
    *,
    every_ms: int = 1,
    keep_rates: bool = False,
    threads: int | None = None,
    initial: Checkpoint | None = None,
    lesions: Sequence[Mapping[str, float]] = (),
    precision: Precision = "float64",
) -> Trajectory:
    """Run each configuration of levers with its own seed in the engine, and return the samples.

    Args:
        params: (R,) levers and constants of each run.
        timeline: the timeline of all runs.
        seeds: (R,) seed of each run, in the order of ``params``.
        network: the network of all runs.
        every_ms: milliseconds between two samples.
        keep_rates: whether the rates of all nodes are sampled.
        threads: number of threads; all cores if None.
        initial: as for :func:`simulate`.
        lesions: (R,) for each run the share of output removed, by node key, beside the lesions of
            the timeline; ``()`` for none.
        precision: of the engine.

    Returns:
        The samples of R runs; in float64 each is the same, bit for bit, as :func:`simulate` gives
        alone.
    """
    spec = RunSpec(
        network=network, timeline=timeline, params=tuple(params), seeds=tuple(seeds),
        every_ms=every_ms, keep_rates=keep_rates, initial=initial, lesions=tuple(lesions),
        dtype=np.dtype(precision),
    )  # fmt: skip
    return _trajectory(spec, _run_batches(spec, threads))


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The measures of R runs.

    Attributes:
        measures: (R,) values by name of :data:`~motorloops.model.measures.MEASURES`, or of the
            measures that were given, in that measure's unit; NaN where a measure has no value.
        diverged: (R,) whether the state of the run became infinite or NaN; its measures are
            NaN.

    Examples:
        >>> cut = [{"MN/flexor_0": 1.0}]  # the wanted muscle's motoneurons send nothing
        >>> chain = build_network("chain:1")
        >>> outcomes = simulate_outcomes([Params()], hold(1.3), [1], chain, lesions=cut)
        >>> outcomes.measures["agonist_activation"].tolist()
        [0.0]
    """

    measures: dict[str, np.ndarray]
    diverged: np.ndarray


@dataclass(frozen=True)
class _OutcomeSpec:
    """R runs of one timeline: all but it, the network and the type have an entry for each."""

    network: Network
    timeline: Timeline
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    lesions: tuple[Mapping[str, float], ...]
    initial: tuple[Checkpoint | None, ...]
    dtype: np.dtype
    measures: Mapping[str, Measure]

    def part(self, runs: Sequence[int]) -> _OutcomeSpec:
        columns = ("params", "seeds", "lesions", "initial")
        own = {name: tuple(getattr(self, name)[run] for run in runs) for name in columns}
        return replace(self, **own)


def _parts(initial: Sequence[Checkpoint | None], size: int) -> list[list[int]]:
    """The runs of each batch: at most ``size``, all with the same initial state."""
    alike: dict[int, list[int]] = {}
    for run, one in enumerate(initial):
        alike.setdefault(id(one), []).append(run)
    return [
        runs[first : first + size]
        for runs in alike.values()
        for first in range(0, len(runs), size)
    ]  # fmt: skip


def _measure_batch(spec: _OutcomeSpec) -> Outcomes:
    """Run and measure at most one batch of runs."""
    network, timeline, initial, runs = spec.network, spec.timeline, spec.initial[0], len(spec.seeds)
    batch = _batch(network, spec.seeds, initial, spec.dtype)
    duration = timeline.duration_ms
    batch.keep_accumulators(duration, roles(network, spec.params), windows(timeline))
    for coefficients, steps in coefficients_by_phase(network, timeline, spec.params, initial):
        batch.advance(with_lesions(coefficients, network, spec.lesions), steps)
    # All lanes are measured, unused ones as well, so that the values of a run do not depend on
    # how many runs share its batch.
    params = batch_arrays(spec.params, batch.lanes)
    time_ms = np.arange(1, duration + 1)
    diverged = batch.diverged()
    with np.errstate(all="ignore"):  # diverged runs become NaN below
        view = MeasureInput(network, timeline, params, time_ms, batch.accumulators)
        measures = {
            name: np.where(diverged, np.nan, entry.compute(view))[:runs]
            for name, entry in spec.measures.items()
        }
    return Outcomes(measures, diverged[:runs])


@checked(
    params=each(Params, allowed="give a sequence of Params, one for each run"),
    timeline=TIMELINE,
    seeds=SEQUENCE,
    network=of(Network),
    threads=COUNT,
    lesions=each(Mapping, allowed="give a sequence of {node: share}, one for each run"),
    initial=each(
        Checkpoint, type(None), allowed="give a sequence of Checkpoint or None, one for each run"
    ),
    measures=MEASURES_BY_NAME,
)
def simulate_outcomes(  # noqa: PLR0913 (all but four are options)
    params: Sequence[Params],
    timeline: Timeline,
    seeds: Sequence[int],
    network: Network,
    *,
    precision: Precision = "float32",
    threads: int = 1,
    lesions: Sequence[Mapping[str, float]] = (),
    initial: Sequence[Checkpoint | None] = (),
    measures: Mapping[str, Measure] = MEASURES,
) -> Outcomes:
    """Run each configuration of levers with its own seed, and return the measures.

    No samples are stored: the compiled engine accumulates what the measures need.

    Args:
        params: (R,) levers and constants of each run.
        timeline: the timeline of all runs.
        seeds: (R,) seed of each run, from 0 to 2^64 - 1. Neighbouring runs with equal seeds
            share the work of drawing their noise.
        network: the network of all runs.
        precision: of the engine: ``"float64"`` gives the values of :func:`simulate` and
            :func:`~motorloops.model.measures.measure`, ``"float32"`` is faster.
        threads: number of batches that are simulated in parallel.
        lesions: (R,) for each run the share of output removed, by node key; ``()`` for none.
        initial: (R,) for each run the state in which it starts, as for :func:`simulate`, or None
            for the network at rest; ``()`` if all start at rest. Runs that start from the same
            object share a batch.
        measures: to compute, by name.

    Returns:
        The measures of all runs, in the order of ``params``.

    Raises:
        InputError: for a value that the network or the levers cannot take.

    Examples:
        >>> network, levers = build_network("chain:2"), [Params(), Params(loss_spinal=0.5)]
        >>> outcomes = simulate_outcomes(levers, hold(0.5), [1, 1], network, precision="float64")
        >>> outcomes.measures["overflow"].shape, outcomes.diverged.any().item()
        ((2,), False)
    """
    choose("precision", precision, PRECISIONS)
    dtype = np.dtype(precision)
    checked_seeds = tuple(check_seed(seed) for seed in seeds)
    cut = tuple(lesions) or (NOTHING,) * len(checked_seeds)
    starts = tuple(initial) or (None,) * len(checked_seeds)
    for field, values in (("seeds", checked_seeds), ("lesions", cut), ("initial", starts)):
        if len(values) != len(params) or not values:
            raise InputError(field, f"{len(values)} values", f"one for each of {len(params)} runs")
    for one in {id(one): one for one in starts}.values():
        if one is not None:
            one.check(network)
    spec = _OutcomeSpec(
        network, timeline, tuple(params), checked_seeds, cut, starts, dtype, measures
    )
    runs = _parts(starts, lanes_of(len(seeds), network.wiring, dtype))
    batches = [spec.part(part) for part in runs]
    if threads == 1 or len(batches) == 1:
        parts = [_measure_batch(part) for part in batches]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(_measure_batch, batches))
    order = np.argsort(np.concatenate(runs))
    return Outcomes(
        {name: np.concatenate([part.measures[name] for part in parts])[order] for name in measures},
        np.concatenate([part.diverged for part in parts])[order],
    )
