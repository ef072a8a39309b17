"""What `run` tells: one dictionary for programs, and the same as text for people.

The `run` command: one condition over its seeds, told and written down.

`run --from`: a session that the dashboard saved, or a row of a sweep, once more.
"""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.cli.options import Option
from motorloops.experiments.cli.sweep import refuse_others, replay_row
from motorloops.experiments.files import (
    TABLE_SUFFIXES,
    TableFile,
    check_output,
    replacing,
    table_file,
)
from motorloops.experiments.inputs import RunRequest, check_room, read_network, read_request
from motorloops.experiments.plots import PLOT_SUFFIXES, Plot
from motorloops.experiments.progress import Progress
from motorloops.experiments.statistics import Summary, summarise
from motorloops.experiments.text import NOTHING, NOTICE, columns, figure
from motorloops.experiments.trial import HOLD, REST, Outcome, Watch, carry_out
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES
from motorloops.model.params import Params
from motorloops.model.presets import preset
from motorloops.model.recording import MAX_TEXT, Recording, read_recording
from motorloops.model.simulate import Engine, Trajectory

MVC_UNIT, MVC_MEANING = "share", "Wanted muscle at full effort, over the healthy network's"
LISTED = 12  # distances told as text; the rest is in the JSON

RunReport = dict[str, Any]


def run_report(request: RunRequest, outcome: Outcome) -> RunReport:
    """The report of a run, ready for strict JSON.

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
        "protocol": timeline.name,
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
    told = Summary(**{name: summary[name] for name in ("mean", "low", "high", "n", "unit")})
    if told.low is None:
        return [figure(told.mean), NOTHING, told.unit]
    return [figure(told.mean), f"{figure(told.low)} to {figure(told.high)}", told.unit]


def run_heading(request: RunRequest) -> list[str]:
    """What was run, in lines: the condition, the circumstances, the levers that were moved."""
    body, preset, seeds = request.network.body, request.preset, request.seeds
    many = f"{len(seeds)} runs, seeds {seeds[0]} to {seeds[-1]}"
    runs = many if len(seeds) > 1 else f"1 run, seed {seeds[0]}"
    seconds = f"{request.timeline.duration_ms / 1000:g} s"
    usual = Params().as_dict()
    moved = [f"{k}={v}" for k, v in request.params.as_dict().items() if v != usual[k]]
    return [
        f"{preset.title}: {preset.sentence}",
        f"{body.title}, protocol {request.timeline.name}, {seconds}, {runs}",
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
        told = report["rates"][population.key]
        means = [figure(told[moment]["mean"]) for moment in (REST, HOLD)]
        rows.append([population.key, *means, told[REST]["unit"], population.name])
    return columns(rows, right=(1, 2))


def run_text(request: RunRequest, report: RunReport) -> str:
    """The report for people."""
    parts = ["\n".join(run_heading(request)), _measures(report), _rates(request, report)]
    if len(request.seeds) == 1:
        parts.append("One run has no interval; --seeds 20 runs twenty and tells how they vary.")
    return "\n\n".join([*parts, NOTICE])


def _keep(rows: TableFile) -> Watch:
    """Adds every run of a trajectory to a table: seed, time, muscles and joints."""

    def add(trajectory: Trajectory) -> None:
        for run, seed in enumerate(trajectory.seeds):
            frame = trajectory.frame(run)
            frame.insert(0, "seed", np.full(len(frame), seed, np.uint64))
            rows.append(frame)

    return add


def _file(option: str, text: str | None, suffixes: Sequence[str]) -> Path | None:
    return None if text is None else check_output(option, text, suffixes)


def _run(request: RunRequest, options: Namespace) -> RunReport:
    """Run, and write the files that were asked for."""
    out = _file("--out", options.out, TABLE_SUFFIXES)
    picture = _file("--plot", options.plot, PLOT_SUFFIXES)
    progress, plot = Progress(len(request.seeds)), Plot()
    watches: list[Watch] = [plot.add] if picture else []
    with ExitStack() as stack:
        stack.callback(progress.clear)
        if out:
            watches.append(_keep(stack.enter_context(table_file(out))))
        report = run_report(request, carry_out(request, watches, progress))
        if picture:
            title = "\n".join(run_heading(request)[1:])
            with replacing(picture) as part:
                plot.write(part, picture.suffix.lower().removeprefix("."), title)
    return report


def run(options: Namespace) -> bool:
    """Run what the options ask for and print the report.

    Args:
        options: those of :func:`~motorloops.experiments.inputs.read_request`, and json (bool), out, plot.

    Returns:
        Whether all runs stayed finite.

    Raises:
        BadInput: for anything that cannot be used; nothing has been written then.
    """
    return tell(read_request(options), options)


def tell(request: RunRequest, options: Namespace) -> bool:
    """Run a request, print the report, and write the files that were asked for.

    Args:
        request: what to run.
        options: json (bool), out, plot.

    Returns:
        Whether all runs stayed finite.

    Raises:
        BadInput: for a file that cannot be written; nothing has been run then.
    """
    report = _run(request, options)
    if options.json:
        print(json.dumps(report, allow_nan=False))
    else:
        print(run_text(request, report))
        written = [name for name in (options.out, options.plot) if name is not None]
        if written:
            print(f"Written: {', '.join(written)}")
    if lost := report["diverged"]:
        line = f"{len(lost)} of {len(request.seeds)} runs left the finite numbers"
        print(f"motorloops: {line} (first seed {lost[0]})", file=sys.stderr)
    return not lost


BESIDES = ("--from", "--json", "--out", "--plot", "--engine")


def read_file(name: str) -> Recording:
    """Read a recording from a file.

    Raises:
        BadInput: for a file that is not there, too large, or not a recording.
    """
    try:
        with Path(name).open(encoding="utf-8") as file:
            text = file.read(MAX_TEXT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise InputError("--from", name, f"give a file that motorloops saved ({reason})") from None
    return read_recording(text)


def request_of(recording: Recording, engine: Engine) -> RunRequest:
    """What to run: the recording once, with its own seed.

    Raises:
        BadInput: for a name that its body does not have, or a recording of no length.
    """
    start = recording.start
    network = read_network(start.body, None)
    timeline = recording.timeline(network)
    check_room(network, timeline)
    seeds = range(recording.seed, recording.seed + 1)
    return RunRequest(network, preset(start.preset), start.params, timeline, seeds, engine)


def rerun(options: Namespace, known: Sequence[Option]) -> bool:
    """Do what `run --from` asks for, a saved session or a row of a sweep, and print it.

    Args:
        options: as typed.
        known: the options of `run`.

    Returns:
        Whether the run stayed finite, or the row came out as it is stored.

    Raises:
        BadInput: for an option that the source decides, or a source that is not one.
    """
    source = getattr(options, "from")
    if options.row is not None or Path(source).is_dir():
        return replay_row(options, known)
    refuse_others(options, known, BESIDES, "--from takes it from the file")
    return tell(request_of(read_file(source), options.engine), options)
