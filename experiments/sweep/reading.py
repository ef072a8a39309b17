"""Read a study file, and refuse in one line what cannot be run, before anything is written."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from experiments.options import USUAL_BODY
from experiments.sweep.axes import check_apart, check_value
from experiments.sweep.designing import read_design
from experiments.sweep.section import Section
from experiments.sweep.size import MOST_RUNS, check_size, usual_chunk
from experiments.sweep.study import (
    EXECUTORS,
    SEED_KINDS,
    Executor,
    SeedKind,
    Seeds,
    Study,
)
from model.errors import BadInput, choose
from model.measures import MEASURES
from model.network import Network, build_network
from model.outcomes import Precision
from model.params import SHORT_FORMS, levers
from model.presets import PRESETS, preset
from model.protocol import PROTOCOLS
from model.trajectory import SEED_LIMIT, Engine

READY = Path(__file__).parent.parent / "studies"
MOST_SEEDS, MOST_WORKERS = 1_000_000, 1024
USUAL_SECONDS = 2.3
ENGINES: tuple[Engine, ...] = ("compiled", "agents")
PRECISIONS: tuple[Precision, ...] = ("float32", "float64")


def ready_studies() -> dict[str, Path]:
    """The studies that come with motorloops, by name."""
    return {path.stem: path for path in sorted(READY.glob("*.toml"))}


def find_study(text: str) -> Path:
    """The file that a path, or the name of a ready study, stands for.

    Raises:
        BadInput: if there is none; the message suggests the nearest ready study.
    """
    ready = ready_studies()
    if text.endswith(".toml") or "/" in text or text not in ready:
        if Path(text).suffix == ".toml":
            return Path(text)
        choose("study", text, ready)
    return ready[text]


def read_toml(path: Path) -> dict[str, Any]:
    """The raw tables of a study file.

    Raises:
        BadInput: if it cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # bad UTF-8 and TOML are ValueErrors
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput("study", str(path), f"it must be a readable TOML file ({reason})") from None


def read_study(path: Path) -> Study:
    """Read and check a study file.

    Raises:
        BadInput: for the first thing that cannot be used, naming file, key, value and what is
            allowed.
    """
    return check_study(read_toml(path), path)


def check_study(table: dict[str, Any], path: Path) -> Study:
    """Check the tables of a study; :func:`read_study` from what TOML made of the file."""
    top = Section(path.name, table)
    name = top.text("name", path.stem)
    description = top.text("description", "")
    condition = preset(top.choice("preset", list(PRESETS), "healthy"))
    body, network = _body(top, condition.body or USUAL_BODY)
    protocol = top.choice("protocol", list(PROTOCOLS), "hold")
    seconds = top.number("seconds", USUAL_SECONDS)
    with top.naming("seconds"):
        PROTOCOLS[protocol](seconds)
    measures = tuple(MEASURES)
    if top.get("measures") is not None:
        measures = top.names("measures", tuple(MEASURES))
    fixed = _fixed(top.section("fixed"), network)
    design = read_design(top.section("design", required=True), network, fixed, path)
    seeds = _seeds(top.section("seeds"))
    runs = check_size(top, design, seeds, network)
    engine: Engine = top.choice("engine", ENGINES, "compiled")
    agents = engine == "agents"
    precision: Precision = top.choice("precision", PRECISIONS, "float64" if agents else "float32")
    if agents and precision != "float64":
        raise top.refused("precision", precision, "the agents compute in float64; leave it out")
    usual = usual_chunk(network, seconds, runs, agents=agents)
    chunk = top.whole("chunk", 1, MOST_RUNS, usual)
    executor: Executor = top.choice("executor", EXECUTORS, "processes" if agents else "threads")
    if agents and executor == "threads":
        raise top.refused("executor", executor, "the agents need processes or dask")
    workers = top.whole("workers", 0, MOST_WORKERS, 0)
    top.close()
    return Study(
        name, description, body, condition.name, protocol, seconds, fixed, design, seeds,
        measures, engine, precision, chunk, executor, workers,
    )  # fmt: skip


def _body(top: Section, usual: str) -> tuple[str, Network]:
    body = top.text("body", usual)
    with top.naming("body"):
        return body, build_network(body)


def _fixed(section: Section, network: Network) -> dict[str, float | str]:
    for name in section.table:
        with section.naming(name):
            choose("lever", name, [*levers(), *SHORT_FORMS])
    check_apart(section, list(section.table), {})
    checked = {}
    for name in section.table:
        with section.naming(name):
            checked[name] = check_value(name, section.get(name), network)
    return checked


def _seeds(section: Section) -> Seeds:
    count = section.whole("count", 1, MOST_SEEDS, 1)
    kind: SeedKind = section.choice("kind", SEED_KINDS, "common")
    root = section.whole("root", 0, SEED_LIMIT - 1, 1)
    section.close()
    return Seeds(count, kind, root)
