"""What one `sweep` is asked to do, read from texts."""

from __future__ import annotations

import tomllib
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.request import whole_number
from experiments.sweep.executors import Workers, workers_of
from experiments.sweep.reading import MOST_SEEDS, MOST_WORKERS, check_study, find_study, read_toml
from experiments.sweep.study import Study
from model.errors import BadInput, choose

WAYS = ("threads", "workers", "scheduler")


@dataclass(frozen=True)
class Asked:
    """A study, with what the command line changed, and where it is to run."""

    study: Study
    chunk_given: bool
    workers: Callable[[], AbstractContextManager[Workers]]
    command: str  # what was typed, less what is nobody's business


def _put(table: dict[str, Any], key: str, value: object) -> None:
    *parents, last = key.split(".")
    for parent in parents:
        table = table.setdefault(parent, {})
        if not isinstance(table, dict):
            raise BadInput("--set", key, f"{parent} holds no keys")
    table[last] = value


def _parsed(text: str) -> tuple[str, Any]:
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not key:
        raise BadInput("--set", text, "write it as key=value, e.g. design.samples=64")
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:  # a text without its quotes
        return key, value


def _narrowed(table: dict[str, Any], text: str) -> None:
    """Leave only some levers of a study of pairs."""
    design = table.get("design", {})
    axes = design.get("axes", {}) if isinstance(design, dict) else {}
    if not isinstance(axes, dict) or design.get("kind") != "pairs":
        raise BadInput("--levers", text, "this narrows a study of kind pairs; the study is none")
    wanted = [choose("--levers", name.strip(), axes) for name in text.split(",")]
    design["axes"] = {name: axes[name] for name in axes if name in wanted}


def read_changed(options: Namespace) -> tuple[Study, bool]:
    """The study that is asked for, and whether it says how large its chunks are.

    Raises:
        BadInput: for anything that cannot be used.
    """
    path = find_study(options.study)
    table = read_toml(path)
    if options.levers is not None:
        _narrowed(table, options.levers)
    for text in options.changes:
        _put(table, *_parsed(text))
    if options.seeds is not None:
        _put(table, "seeds.count", whole_number("--seeds", options.seeds, 1, MOST_SEEDS))
    if options.precision is not None:
        _put(table, "precision", options.precision)
    return check_study(table, path), "chunk" in table


def _workers(options: Namespace, study: Study) -> Callable[[], AbstractContextManager[Workers]]:
    given = [way for way in WAYS if getattr(options, way) is not None]
    if len(given) > 1:
        other = f"--{given[1]}"
        raise BadInput(other, getattr(options, given[1]), f"choose one of --{given[0]} and {other}")
    kind, count = study.executor, study.workers
    if options.threads is not None:
        count = whole_number("--threads", options.threads, 1, MOST_WORKERS)
        if study.engine == "agents":
            raise BadInput("--threads", count, "the agents need processes; give --workers")
        kind = "threads"
    if options.workers is not None:
        count = whole_number("--workers", options.workers, 1, MOST_WORKERS)
        kind = "dask" if kind == "threads" else kind
    return lambda: workers_of(kind, count, options.scheduler)


def _command(options: Namespace) -> str:
    words = ["motorloops", "sweep", Path(options.study).name]
    for name in ("threads", "workers", "seeds", "precision", "levers"):
        if (value := getattr(options, name)) is not None:
            words += [f"--{name}", value]
    words += [word for text in options.changes for word in ("--set", text)]
    words += ["--scheduler", "ADDRESS"] if options.scheduler else []
    return " ".join([*words, *(["--resume"] if options.resume else [])])


def read_asked(options: Namespace) -> Asked:
    """Read the options of `sweep`.

    Raises:
        BadInput: for anything that cannot be used.
    """
    study, chunk_given = read_changed(options)
    return Asked(study, chunk_given, _workers(options, study), _command(options))
