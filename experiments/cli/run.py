"""The `run` command: run one condition over its seeds, or repeat a saved session or sweep row."""

import json
import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.cli.options import Option, refuse_others
from motorloops.experiments.files import (
    PLOT_SUFFIXES,
    TABLE_SUFFIXES,
    TableFile,
    check_output,
    replacing,
    table_file,
)
from motorloops.experiments.formatting import NOTHING, NOTICE, columns, figure
from motorloops.experiments.parsing import read_network, read_seconds, read_seeds, whole_number
from motorloops.experiments.progress import Progress, log
from motorloops.experiments.run import (
    HOLD,
    REST,
    ActivationPlot,
    Observer,
    RunOutcome,
    RunRequest,
    check_memory,
    run_request,
    unmeasured_line,
)
from motorloops.experiments.statistics import Summary, summarise
from motorloops.model.errors import InputError, choose
from motorloops.model.files import read_file
from motorloops.model.measures import MEASURES, check_measurable
from motorloops.model.params import Params, parse_pairs
from motorloops.model.presets import DEFAULT_BODY, preset
from motorloops.model.recording import MAX_TEXT, Recording, read_recording
from motorloops.model.simulate import Engine, Trajectory
from motorloops.model.timeline import TIMELINES

MVC_UNIT, MVC_MEANING = "share", "Wanted muscle at full effort, over the healthy network's"
LISTED = 12  # distances listed in the text; the JSON has all

RunReport = dict[str, Any]


def read_request(options: Namespace) -> RunRequest:
    """Read the options of `run`, all as typed, None where not given.

    Args:
        options: preset, body, network, atlas, changes (a list of ``lever=value``), timeline,
            seconds, seed, seeds, engine.

    Raises:
        InputError: for anything that cannot be used.
    """
    chosen = preset(options.preset)
    params = Params().replace(**{**chosen.changes, **parse_pairs(options.changes)})
    choose("timeline", options.timeline, TIMELINES)
    make, seconds = TIMELINES[options.timeline], read_seconds(options.seconds)
    make(seconds)
    seeds = read_seeds(options.seed, options.seeds)
    network = read_network(
        options.body, options.atlas, options.network, chosen.body or DEFAULT_BODY
    )
    timeline = check_measurable(make, seconds, network.body)
    check_memory(network, timeline)
    return RunRequest(network, chosen, params, timeline, seeds, options.engine)


def run_report(request: RunRequest, outcome: RunOutcome) -> RunReport:
    """The report of a run, as values for strict JSON.

    A summary is mean, low, high (95 % interval over seeds), n and unit; null where there is
    no value.
    """
    body, timeline = request.network.body, request.timeline
    unit = MEASURES["overflow"].unit
    distances = enumerate(outcome.overflow_by_distance)
    rates = {moment: iter(rows) for moment, rows in outcome.rates.items()}
    return {
        "motorloops": version("motorloops"),
        "body": body.name,
        "atlas": request.network.digest,
        "preset": request.preset.name,
        "timeline": timeline.name,
        "seconds": timeline.duration_ms / 1000,
        "engine": request.engine,
        "params": request.params.as_dict(),
        "seeds": list(request.seeds),
        "diverged": [s for s, lost in zip(request.seeds, outcome.diverged, strict=True) if lost],
        "measures": {
            **{
                name: summarise(values, MEASURES[name].unit).as_dict()
                for name, values in outcome.measures.items()
            },
            "overflow_by_distance": [
                {"distance": d, **summarise(row, unit).as_dict()} for d, row in distances
            ],
            "mvc": summarise(outcome.mvc, MVC_UNIT).as_dict(),
        },
        "rates": {
            population.key: {
                moment: summarise(next(rates[moment]), "Hz").as_dict() for moment in (REST, HOLD)
            }
            for population in request.network.populations
        },
    }


def _cells(summary: RunReport) -> list[str]:
    values = Summary(**{name: summary[name] for name in ("mean", "low", "high", "n", "unit")})
    if values.low is None:
        return [figure(values.mean), NOTHING, values.unit]
    return [figure(values.mean), f"{figure(values.low)} to {figure(values.high)}", values.unit]


def run_heading(request: RunRequest) -> list[str]:
    """The heading of the report: condition, body and timeline, and the levers that were set."""
    body, preset, seeds = request.network.body, request.preset, request.seeds
    many = f"{len(seeds)} runs, seeds {seeds[0]} to {seeds[-1]}"
    runs = many if len(seeds) > 1 else f"1 run, seed {seeds[0]}"
    seconds = f"{request.timeline.duration_ms / 1000:g} s"
    default = Params().as_dict()
    moved = [f"{k}={v}" for k, v in request.params.as_dict().items() if v != default[k]]
    return [
        f"{preset.title}: {preset.sentence}",
        f"{body.title}, timeline {request.timeline.name}, {seconds}, {runs}",
        f"Levers moved: {', '.join(moved) or 'none'}",
    ]


def _measures(report: RunReport) -> str:
    measures = report["measures"]
    rows = [["measure", "mean", "95 % interval", "unit", "meaning"]]
    rows += [[name, *_cells(measures[name]), entry.meaning] for name, entry in MEASURES.items()]
    rows.append(["mvc", *_cells(measures["mvc"]), MVC_MEANING])
    for row in measures["overflow_by_distance"][:LISTED]:
        joints = row["distance"]
        far = f"muscles {joints} joint{'' if joints == 1 else 's'} from the task"
        which = far if joints else "task joint's muscles, the wanted one left out"
        rows.append([f"overflow at {joints}", *_cells(row), f"Mean activity of the {which}"])
    return columns(rows, right=(1,))


def _rates(request: RunRequest, report: RunReport) -> str:
    rows = [["rate of", "at rest", "holding", "unit", "population of the wanted muscle"]]
    for population in request.network.populations:
        rates = report["rates"][population.key]
        means = [figure(rates[moment]["mean"]) for moment in (REST, HOLD)]
        rows.append([population.key, *means, rates[REST]["unit"], population.name])
    return columns(rows, right=(1, 2))


def run_text(request: RunRequest, report: RunReport) -> str:
    """The report as text."""
    parts = ["\n".join(run_heading(request)), _measures(report), _rates(request, report)]
    if without := unmeasured_line(request.timeline, request.network.body, MEASURES):
        parts.append(f"{without}.")
    if len(request.seeds) == 1:
        parts.append("One run has no interval; --seeds 20 shows how twenty runs vary.")
    return "\n\n".join([*parts, NOTICE])


def _append_to(rows: TableFile, seeds: Sequence[int]) -> Observer:
    """An observer that adds every run to a table: seed, time, muscles and joints."""
    kind = np.int64 if max(seeds) < 2**63 else np.uint64  # few tools filter the second

    def add(trajectory: Trajectory) -> None:
        for run, seed in enumerate(trajectory.seeds):
            frame = trajectory.frame(run)
            frame.insert(0, "seed", np.full(len(frame), seed, kind))
            rows.append(frame)

    return add


def _file(option: str, text: str | None, suffixes: Sequence[str]) -> Path | None:
    return None if text is None else check_output(option, text, suffixes)


@contextmanager
def _files(options: Namespace, title: str, seeds: Sequence[int]) -> Iterator[list[Observer]]:
    """Yield observers of trajectories that write the requested files if the block succeeds.

    Args:
        options: those of `run`, as typed.
        title: heading of the plot.
        seeds: of all runs.
    """
    out = _file("--out", options.out, TABLE_SUFFIXES)
    picture = _file("--plot", options.plot, PLOT_SUFFIXES)
    plot = ActivationPlot()
    observers: list[Observer] = [plot.add] if picture else []
    with ExitStack() as stack:
        if out:
            observers.append(_append_to(stack.enter_context(table_file(out)), seeds))
        yield observers
        if picture:
            with replacing(picture) as part:
                plot.write(part, picture.suffix.lower().removeprefix("."), title)


def _run(request: RunRequest, options: Namespace) -> RunReport:
    """Run, and write the requested files."""
    progress = Progress(len(request.seeds))
    with _files(options, "\n".join(run_heading(request)[1:]), request.seeds) as observers:
        try:
            return run_report(request, run_request(request, observers, progress))
        finally:
            progress.clear()


def _written(options: Namespace) -> str:
    """One line that names the files that were written; empty if none was."""
    names = [name for name in (options.out, options.plot) if name is not None]
    return f"Written: {', '.join(names)}" if names else ""


def run(options: Namespace, known: Sequence[Option]) -> bool:
    """Run one condition, or repeat a stored run, and print the report.

    Args:
        options: as typed.
        known: the options of the command.

    Returns:
        Whether all runs stayed finite; for a stored sweep row, whether the figures are the same.

    Raises:
        InputError: for anything that cannot be used; nothing has been written then.
    """
    source = getattr(options, "from")
    if options.row is not None or (source is not None and os.path.isdir(source)):
        return _replay_row(options, known)
    if source is None:
        return _report(read_request(options), options)
    refuse_others(options, known, SESSION_OPTIONS, "--from takes it from the file")
    return _report(session_request(read_session(source), options.engine), options)


def _report(request: RunRequest, options: Namespace) -> bool:
    """Run a request, print the report, and write the requested files."""
    report = _run(request, options)
    if options.json:
        print(json.dumps(report, allow_nan=False))
    else:
        print(*filter(None, (run_text(request, report), _written(options))), sep="\n")
    if lost := report["diverged"]:
        line = f"{len(lost)} of {len(request.seeds)} runs diverged"
        log(f"motorloops: {line} (first seed {lost[0]})")
    return not lost


SESSION_OPTIONS = ("--from", "--json", "--out", "--plot", "--engine")
ROW_OPTIONS = ("--from", "--row", "--json", "--out", "--plot")


def read_session(name: str) -> Recording:
    """Read a session that the dashboard saved.

    Raises:
        InputError: for a file that does not exist, is too large, or is not a recording.
    """
    try:
        text = read_file(name, 4 * MAX_TEXT).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise InputError("--from", name, f"give a file that motorloops saved ({reason})") from None
    return read_recording(text)


def session_request(recording: Recording, engine: Engine) -> RunRequest:
    """The request that runs a recorded session once, with its own seed.

    Raises:
        InputError: for a name that its body does not have, or a recording of length 0.
    """
    start = recording.start
    network = read_network(start.body, None)
    timeline = recording.timeline(network)
    check_memory(network, timeline)
    seeds = range(recording.seed, recording.seed + 1)
    return RunRequest(network, preset(start.preset), start.params, timeline, seeds, engine)


def _replay_row(options: Namespace, known: Sequence[Option]) -> bool:
    """Repeat a row of a sweep; return whether its figures equal the stored ones."""
    from motorloops.experiments.sweeps.arrays import trajectories  # only needed here
    from motorloops.experiments.sweeps.replay import replay, replay_text
    from motorloops.experiments.sweeps.results import open_results
    from motorloops.experiments.sweeps.study_file import MAX_RUNS

    folder, row = getattr(options, "from"), options.row
    for name, value in (("--from", folder), ("--row", row)):
        if value is None:
            raise InputError(name, "nothing", "give both: --from DIR --row N")
    refuse_others(options, known, ROW_OPTIONS, "--from takes it from the row")
    number = whole_number("--row", row, 0, MAX_RUNS)
    report = replay(folder, number)
    with _files(options, f"row {number} of {Path(folder).name}", report["seeds"]) as observers:
        if observers:
            for _, trajectory in trajectories(open_results(folder), [number]):
                for observe in observers:
                    observe(trajectory)
    if not report["same_code"]:
        line = "the model's code has changed since; figures may differ"
        log(f"motorloops: {folder}: {line}")
    if options.json:
        print(json.dumps(report, allow_nan=False))
    else:
        print(*filter(None, (replay_text(report), _written(options))), sep="\n")
    return report["same"]
