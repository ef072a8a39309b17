"""The `sweep` command: its options and its output."""

from __future__ import annotations

import json
import tomllib
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import Any

from motorloops.experiments.formatting import data_size
from motorloops.experiments.parsing import check_one_network, whole_number
from motorloops.experiments.progress import Progress, duration, log
from motorloops.experiments.run import unmeasured_line
from motorloops.experiments.sweeps.estimate import estimate
from motorloops.experiments.sweeps.folder import SweepFolder
from motorloops.experiments.sweeps.merge import merge_studies
from motorloops.experiments.sweeps.results import (
    Results,
    open_results,
    resume_line,
    status,
    status_text,
)
from motorloops.experiments.sweeps.runner import choose_workers, extend_study, run_study
from motorloops.experiments.sweeps.study import NetworkSource, Study
from motorloops.experiments.sweeps.study_file import (
    MAX_SEEDS,
    MAX_WORKERS,
    check_study,
    find_study,
    read_toml,
)
from motorloops.model.errors import InputError, choose
from motorloops.model.measures import MEASURES
from motorloops.model.network.atlas import load_atlas


def _put(table: dict[str, Any], key: str, value: object) -> None:
    *parents, last = key.split(".")
    for parent in parents:
        table = table.setdefault(parent, {})
        if not isinstance(table, dict):
            raise InputError("--set", key, f"{parent} holds no keys")
    table[last] = value


def _parsed(text: str) -> tuple[str, Any]:
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not key:
        raise InputError("--set", text, "write it as key=value, e.g. design.samples=64")
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:  # a string without quotes
        return key, value
    except (ValueError, RecursionError):  # Python reads neither thousands of digits nor of brackets
        raise InputError("--set", text, "give a shorter value") from None


def _narrow(table: dict[str, Any], text: str) -> None:
    """Restrict a pairs study to some of its levers."""
    design = table.get("design", {})
    axes = design.get("axes", {}) if isinstance(design, dict) else {}
    if not isinstance(axes, dict) or design.get("kind") != "pairs":
        raise InputError("--levers", text, "this option is for a study of kind pairs")
    wanted = [choose("--levers", name.strip(), axes) for name in text.split(",")]
    design["axes"] = {name: axes[name] for name in axes if name in wanted}


def _put_network(table: dict[str, Any], options: Namespace) -> None:
    """Replace the network of the study by the atlas or the GraphML file on the command line."""
    check_one_network(options.network, ("--atlas", options.atlas))
    if options.atlas is not None:
        load_atlas(Path(options.atlas))  # so that errors name the table, not the study's key
        table.pop("network", None)
        table["atlas"] = str(Path(options.atlas).absolute())
    if options.network is not None:
        path = Path(options.network).absolute()
        NetworkSource("", file=path).read()
        for key in ("body", "atlas"):
            table.pop(key, None)
        table["network"] = str(path)


def _read_study(options: Namespace) -> Study:
    """The study, with the changes made on the command line."""
    path = find_study(options.study)
    table = read_toml(path)
    _put_network(table, options)
    if options.levers is not None:
        _narrow(table, options.levers)
    for text in options.changes:
        _put(table, *_parsed(text))
    if options.seeds is not None:
        _put(table, "seeds.count", whole_number("--seeds", options.seeds, 1, MAX_SEEDS))
    if options.precision is not None:
        _put(table, "precision", options.precision)
    return check_study(table, path)


def count_option(options: Namespace, name: str) -> int | None:
    """The number of threads or workers that was typed; None if the option was left out."""
    text = getattr(options, name)
    return None if text is None else whole_number(f"--{name}", text, 1, MAX_WORKERS)


def _command(options: Namespace) -> str:
    """The command line without paths and addresses, for the provenance."""
    words = ["motorloops", "sweep", Path(options.study).name]
    for name in ("threads", "workers", "seeds", "precision", "levers"):
        if (value := getattr(options, name)) is not None:
            words += [f"--{name}", value]
    for name in ("atlas", "network"):
        if (value := getattr(options, name)) is not None:
            words += [f"--{name}", Path(value).name]
    words += [word for text in options.changes for word in ("--set", text)]
    words += ["--scheduler", "ADDRESS"] if options.scheduler else []
    words += [f"--{name}" for name in ("resume", "extend") if getattr(options, name)]
    return " ".join(words)


def sweep(options: Namespace) -> str:
    """Run a study, or estimate how long it would take.

    Args:
        options: those of the command `sweep`, as typed.

    Returns:
        The status of the sweep, as text or JSON.

    Raises:
        InputError: for anything that cannot be used; nothing has been written then.
        RuntimeError: if it was interrupted; it can be resumed.
    """
    study = _read_study(options)
    where = {
        "threads": count_option(options, "threads"),
        "workers": count_option(options, "workers"),
        "scheduler": options.scheduler,
    }
    choose_workers(study, **where)
    if options.resume and options.extend:
        raise InputError("--extend", "--resume", "give one of them")
    if options.dry_run:
        size = estimate(study, options.out or ".", extend=options.extend)
        _tell_unmeasured(study)
        return json.dumps(size, allow_nan=False) if options.json else _estimate_text(size)
    if options.out is None:
        raise InputError("--out", "nothing", "name a folder for the results")
    report = status(_run(study, options, where))
    _tell_unmeasured(study)
    return json.dumps(report, allow_nan=False) if options.json else status_text(report, options.out)


def _tell_unmeasured(study: Study) -> None:
    """Name the measures that no run can have, once the study has been accepted."""
    if study.own_timeline:
        return
    packaged = [name for name in study.timeline_measures if name in MEASURES]
    if without := unmeasured_line(study.timeline(), study.network().body, packaged):
        log(f"motorloops: {without}")


def _run(study: Study, options: Namespace, where: dict[str, Any]) -> Results:
    bar: Progress | None = None

    def progress(done: int, total: int) -> None:
        nonlocal bar
        bar = bar or Progress(total, rate=True)
        bar(done)

    run = extend_study if options.extend else partial(run_study, resume=options.resume)
    try:
        return run(study, options.out, **where, progress=progress, command=_command(options))
    except KeyboardInterrupt:
        if bar is not None:
            bar.clear()
        folder = SweepFolder(Path(options.out))
        folder = folder.extension if options.extend else folder
        if folder.study.is_file():
            option = "--extend" if options.extend else "--resume"
            line = resume_line(options.out, str(folder.study), option)
            log(f"motorloops: stopped; finished runs are saved; go on with: {line}")
        raise
    finally:
        if bar is not None:
            bar.clear()


def merge(options: Namespace) -> str:
    """Merge finished sweeps.

    Args:
        options: those of the command `merge`, as typed.

    Returns:
        The status of the merged sweep, as text or JSON.

    Raises:
        InputError: for sweeps that cannot be merged; nothing has been written then.
    """
    names = " ".join(Path(folder).name for folder in (options.out, *options.folders))
    merge_studies(options.out, options.folders, command=f"motorloops merge {names}")
    report = status(open_results(options.out))
    return json.dumps(report, allow_nan=False) if options.json else status_text(report, options.out)


def _estimate_text(size: dict[str, Any]) -> str:
    runs = f"{size['points']} points x {size['seeds']} seeds = {size['runs']} runs"
    if size["new_runs"] < size["runs"]:
        runs += f", {size['new_runs']} of them new,"
    low, high = (duration(size[name]) for name in ("seconds_low", "seconds_high"))
    spread = low if low == high else f"{low} to {high}"
    one = f"{1000 * size['seconds_a_run']:.3g} ms each"
    return "\n".join(
        (
            f"{size['study']}: {runs} in {size['chunks']} chunks",
            f"time: about {duration(size['seconds'])} ({spread}) on the {size['cores']} cores of "
            f"this machine ({one})",
            f"disk: about {_room(size, '')}",
            f"memory: about {_room(size, 'memory_')}",
            "nothing was run or written",
        )
    )


def _room(size: dict[str, Any], what: str) -> str:
    """Megabytes that are needed, beside those that are free."""
    needed, free = size[f"{what}megabytes"], size[f"free_{what}megabytes"]
    if free is None:
        return data_size(1e6 * needed)
    enough = "" if needed <= free else ": NOT ENOUGH"
    return f"{data_size(1e6 * needed)}, {data_size(1e6 * free)} free{enough}"
