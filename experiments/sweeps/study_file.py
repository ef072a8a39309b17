"""One table of a study file; every refusal names file, key, value and what is allowed.

The axes of a design, read from a study file and checked against the levers and the body.

How many runs a study has, computed without making its points, and how many make a chunk.

The points of a ``list`` design from a CSV table.

The design of a study, read from its file; contradictions are refused.

Read a study file, and refuse in one line what cannot be run, before anything is written.
"""

from __future__ import annotations

import csv
import itertools
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from motorloops.experiments.sweeps.study import (
    EVERY,
    EXECUTORS,
    KINDS,
    LESION,
    SAMPLED,
    SEED_KINDS,
    Axis,
    Design,
    Executor,
    Kind,
    SeedKind,
    Seeds,
    Study,
)
from motorloops.model.errors import InputError, choose
from motorloops.model.measures import MEASURES
from motorloops.model.network.body import DEFAULT_BODY
from motorloops.model.network.build import Network, build_network
from motorloops.model.noise import SEED_LIMIT
from motorloops.model.params import SHORT_FORMS, expand, levers
from motorloops.model.presets import PRESETS, preset
from motorloops.model.simulate import Engine, Precision
from motorloops.model.timeline import TIMELINES

Text = TypeVar("Text", bound=str)


class StudyTable:
    """Reads the keys of one table and, at the end, refuses those that nobody asked for.

    Args:
        file: name of the study file, for messages.
        table: its keys and values.
        path: of the table in the file, e.g. ``"design.axes."``; empty for the whole file.
    """

    def __init__(self, file: str, table: Mapping[str, Any], path: str = "") -> None:
        self.file, self.table, self._path = file, table, path
        self._known: list[str] = []

    def refused(self, key: str, value: object, allowed: str) -> InputError:
        """The error that refuses a key's value."""
        return InputError(f"{self.file}: {self._path}{key}", value, allowed)

    @contextmanager
    def naming(self, key: str) -> Iterator[None]:
        """Make what is refused inside the block name the file and the key."""
        try:
            yield
        except InputError as error:
            raise self.refused(key, error.value, error.allowed) from None

    def get(self, key: str, default: object = None) -> Any:
        """The value of a key as it stands there; None or ``default`` if there is none."""
        self._known.append(key)
        return self.table.get(key, default)

    def text(self, key: str, default: str) -> str:
        """A text."""
        value = self.get(key, default)
        if not isinstance(value, str):
            raise self.refused(key, value, 'give a text in quotes, e.g. "arm"')
        return value

    def choice(self, key: str, options: Sequence[Text], default: Text) -> Text:
        """One of some names."""
        value = self.text(key, default)
        with self.naming(key):
            choose(key, value, options)
        return next(option for option in options if option == value)

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``; required if there is no default."""
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            found = "nothing" if value is None else value
            raise self.refused(key, found, f"give a whole number from {low} to {high}")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number; required if there is no default."""
        value = self.get(key, default)
        usable = isinstance(value, int | float) and not isinstance(value, bool)
        if not usable or abs(value) > 1e300 or math.isnan(value):
            raise self.refused(key, "nothing" if value is None else value, "give a finite number")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false; false if there is none."""
        value = self.get(key, False)
        if not isinstance(value, bool):
            raise self.refused(key, value, "write true or false")
        return value

    def names(self, key: str, options: Sequence[str]) -> tuple[str, ...]:
        """A list of some of the options, each once."""
        value = self.get(key)
        if not isinstance(value, list) or not value:
            raise self.refused(key, value, 'give a list of names, e.g. ["overflow"]')
        for k, name in enumerate(value):
            with self.naming(key):
                choose(key, name, options)
            if name in value[:k]:
                raise self.refused(key, name, "name each once")
        return tuple(value)

    def section(self, key: str, *, required: bool = False) -> StudyTable:
        """A table inside this one; empty if there is none."""
        value = self.get(key, {})
        if not isinstance(value, dict):
            raise self.refused(key, value, f"write it as a table: [{self._path}{key}]")
        if required and not value:
            raise self.refused(key, "nothing", f"the study needs a table [{self._path}{key}]")
        return StudyTable(self.file, value, f"{self._path}{key}.")

    def close(self) -> None:
        """Refuse the first key that nobody asked for, and suggest the nearest that is known."""
        for key in self.table:
            with self.naming(key):
                choose(key, key, self._known)


MAX_STEPS = 1_000_000  # of one axis


def names_to_move() -> list[str]:
    """All that an axis can be: levers, constants, short forms, and ``lesion``."""
    return [*levers(), *SHORT_FORMS, LESION]


def is_text(name: str) -> bool:
    """Whether an axis takes names (of muscles, joints or nodes) instead of numbers."""
    return name == LESION or (name in levers() and levers()[name].kind == "choice")


def check_value(name: str, value: object, network: Network) -> float | str:
    """One value of a lever, a short form or ``lesion``, as its own type.

    Raises:
        BadInput: if it is out of range, or names nothing of the body.
    """
    if name == LESION:
        return choose("node", value, ["", *network.node_keys])  # type: ignore[arg-type]
    checked = next(iter(expand({name: value}).values()))
    if checked and isinstance(checked, str):
        body, of = network.body, levers()[name].of
        _ = body.channel(checked) if of == "muscle" else body.joint_index(checked)
    return checked


def check_apart(section: StudyTable, names: Sequence[str], held: Mapping[str, str]) -> None:
    """Refuse two names that set the same lever.

    Args:
        section: where the names stand.
        names: levers and short forms.
        held: by lever, the key that already sets it.
    """
    owner = dict(held)
    for name in names:
        for lever in SHORT_FORMS.get(name, (name,)):
            if lever in owner:
                allowed = f"leave it out here or there: {owner[lever]} sets {lever} too"
                raise section.refused(name, section.table.get(name, name), allowed)
            owner[lever] = f"design.axes.{name}"


def read_axes(section: StudyTable, kind: Kind, network: Network) -> tuple[Axis, ...]:
    """The axes of a design, in the order of the file.

    Raises:
        BadInput: at the first that cannot be used.
    """
    axes = []
    for name in section.table:
        with section.naming(name):
            choose("lever", name, names_to_move())
        axes.append(_axis(section, name, kind, network))
    return tuple(axes)


def _axis(section: StudyTable, name: str, kind: Kind, network: Network) -> Axis:
    given = section.get(name)
    if name == LESION and given == EVERY:
        given = [EVERY]
    if isinstance(given, list) and kind not in SAMPLED:
        return Axis(name, _values(section, name, given, kind, network))
    ranged = isinstance(given, dict) and kind != "list" and not is_text(name)
    if not ranged:
        raise section.refused(name, given, _forms(name, kind))
    return _range(section, name, kind, network)


def _forms(name: str, kind: Kind) -> str:
    if kind in SAMPLED and is_text(name):
        return f"a {kind} design draws numbers; use a grid or a list for names"
    if kind in SAMPLED:
        return f"a {kind} design needs a range: {{ low = .., high = .. }}"
    if kind == "list" or is_text(name):
        return "give a list of values"
    return "give a list of values, or a range { low = .., high = .., count = .. }"


def _values(
    section: StudyTable, name: str, given: list[Any], kind: Kind, network: Network
) -> tuple[float | str, ...]:
    if name == LESION and given == [EVERY]:
        return (EVERY,)
    if not given:
        raise section.refused(name, given, "give at least one value")
    checked = []
    for value in given:
        with section.naming(name):
            checked.append(check_value(name, value, network))
    if kind != "list" and len(set(checked)) < len(checked):
        repeated = next(v for k, v in enumerate(checked) if v in checked[:k])
        raise section.refused(name, repeated, "give each value once")
    return tuple(checked)


def _range(section: StudyTable, name: str, kind: Kind, network: Network) -> Axis:
    inner = section.section(name)
    low, high = inner.number("low"), inner.number("high")
    for key, value in (("low", low), ("high", high)):
        with inner.naming(key):
            check_value(name, value, network)
    if not low < high:
        raise inner.refused("high", high, f"give more than low ({low:g})")
    count = 0 if kind in SAMPLED else inner.whole("count", 2, MAX_STEPS)
    if kind in SAMPLED and "count" in inner.table:
        allowed = f"leave it out: a {kind} design draws its points by the keys of [design]"
        raise inner.refused("count", inner.table["count"], allowed)
    inner.close()
    return Axis(name, low=low, high=high, count=count)


MAX_RUNS = 100_000_000
MAX_NUMBERS = 100_000_000  # points x axes that a sampled or listed design holds in memory
# Node-milliseconds in a chunk: some seconds of work of one core, for each engine.
CHUNK_WORK = {"compiled": 1.5e9, "agents": 2e6}
MIN_CHUNKS, SMALLEST_CHUNK = 32, 256  # small sweeps are still spread over the cores


def axis_length(axis: Axis, network: Network) -> int:
    """How many values an axis of a grid or a list takes."""
    if axis.name == LESION and axis.values == (EVERY,):
        return len(network.node_keys)
    return axis.count or len(axis.values)


def point_count(design: Design, network: Network) -> int:
    """Number of points of a design."""
    axes = len(design.axes)
    match design.kind:
        case "lhs":
            return design.samples
        case "sobol":
            return design.samples * (2 * axes + 2 if design.second_order else axes + 2)
        case "morris":
            return design.trajectories * (axes + 1)
    lengths = [axis_length(axis, network) for axis in design.axes]
    if design.kind == "list":
        return lengths[0]
    if design.kind == "pairs":
        return sum(one * other for one, other in itertools.combinations(lengths, 2))
    return math.prod(lengths)


def check_size(top: StudyTable, design: Design, seeds: Seeds, network: Network) -> int:
    """Number of runs of a study.

    Raises:
        BadInput: if there are too many to run, or to hold in memory.
    """
    points = point_count(design, network)
    runs = points * seeds.count
    if runs > MAX_RUNS:
        told = f"{points} points x {seeds.count} seeds"
        raise top.refused("design", told, f"at most {MAX_RUNS} runs; take fewer points or seeds")
    if design.kind in SAMPLED and points * len(design.axes) > MAX_NUMBERS:
        told = f"{points} points x {len(design.axes)} axes"
        raise top.refused("design", told, f"at most {MAX_NUMBERS} numbers; take fewer points")
    return runs


def usual_chunk(network: Network, seconds: float, runs: int, *, agents: bool) -> int:
    """Runs a chunk where the study does not say: some seconds of work, and a few a core."""
    work = CHUNK_WORK["agents" if agents else "compiled"]
    by_work = max(1, int(work / (len(network.node_keys) * seconds * 1000)))
    smallest = 1 if agents else SMALLEST_CHUNK
    return max(1, min(by_work, max(smallest, math.ceil(runs / MIN_CHUNKS))))


MAX_ROWS = 1_000_000


def read_list(section: StudyTable, path: Path, network: Network) -> tuple[Axis, ...]:
    """One axis a column of the table, with one value a point.

    The key ``columns`` names those to take; without it all are.

    Raises:
        BadInput: for a table that cannot be read, an unknown or missing column, or a value that
            cannot be used, naming its row (the header is row 1).
    """
    if "axes" in section.table:
        allowed = "leave it out: the table gives the values"
        raise section.refused("axes", list(section.table["axes"]), allowed)
    header, rows = _read(section, path)
    wanted = header
    if section.get("columns") is not None:
        wanted = list(section.names("columns", names_to_move()))
    axes = []
    for name in wanted:
        if header.count(name) != 1:
            what = "a missing column" if name not in header else "a repeated column"
            raise InputError(f"{path.name} column {name}", what, "each column appears once")
        choose(f"{path.name} header", name, names_to_move())
        axes.append(Axis(name, _column(path, rows, name, header.index(name), network)))
    return tuple(axes)


def _read(section: StudyTable, path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = list(csv.reader(stream, strict=True)) or [[]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        allowed = f"it must be a readable CSV file ({reason})"
        raise section.refused("file", path.name, allowed) from None
    while rows and not rows[-1]:  # a blank line at the end is no row
        rows.pop()
    if not 1 <= len(rows) <= MAX_ROWS:
        allowed = f"the table needs 1 to {MAX_ROWS} rows below its header"
        raise section.refused("file", f"{path.name} with {len(rows)} rows", allowed)
    for index, row in enumerate(rows):
        if len(row) != len(header):
            where = f"{path.name} row {index + 2}"
            raise InputError(where, f"{len(row)} cells", f"the header has {len(header)}")
    return [name.strip() for name in header], rows


def _column(
    path: Path, rows: list[list[str]], name: str, position: int, network: Network
) -> tuple[float | str, ...]:
    values: list[float | str] = []
    for index, row in enumerate(rows):
        cell = row[position].strip()
        try:
            values.append(check_value(name, cell, network))
        except InputError as error:
            where = f"{path.name} row {index + 2} column {name}"
            raise InputError(where, error.value, error.allowed) from None
        if not cell and not is_text(name):
            raise InputError(f"{path.name} row {index + 2} column {name}", cell, "give a number")
    return tuple(values)


MAX_LEVELS, DEFAULT_LEVELS = 1000, 4
PAIR = 2


def read_design(
    section: StudyTable, network: Network, fixed: Mapping[str, float | str], path: Path
) -> Design:
    """The design of a study.

    Args:
        section: the table ``[design]``.
        network: what the values must name.
        fixed: levers that the study holds.
        path: of the study file; a table is looked for beside it.

    Raises:
        BadInput: for the first thing that cannot be used.
    """
    if "kind" not in section.table:
        raise section.refused("kind", "nothing", f"choose one of: {', '.join(KINDS)}")
    kind: Kind = section.choice("kind", KINDS, "grid")
    held = {lever: f"fixed.{name}" for name in fixed for lever in SHORT_FORMS.get(name, (name,))}
    file = section.text("file", "") if kind == "list" else ""
    if file:
        axes = read_list(section, path.parent / file, network)
        check_apart(section, [axis.name for axis in axes], held)
    else:
        inner = section.section("axes", required=True)
        axes = read_axes(inner, kind, network)
        check_apart(inner, [axis.name for axis in axes], held)
        _check_shape(section, inner, kind, axes)
    samples = _samples(section, kind)
    design = Design(
        kind, axes, samples,
        second_order=kind == "sobol" and section.flag("second_order"),
        trajectories=section.whole("trajectories", 2, MAX_RUNS) if kind == "morris" else 0,
        levels=_levels(section) if kind == "morris" else 0,
        file=file,
    )  # fmt: skip
    _refuse_others(section, kind)
    return design


def _check_shape(
    section: StudyTable, inner: StudyTable, kind: Kind, axes: tuple[Axis, ...]
) -> None:
    if kind in ("pairs", "morris", "sobol") and len(axes) < PAIR:
        raise section.refused("axes", [a.name for a in axes], f"{kind} needs two axes or more")
    lengths = {axis.name: len(axis.values) for axis in axes}
    if kind == "list" and len(set(lengths.values())) > 1:
        first, odd = axes[0], next(a for a in axes if len(a.values) != len(axes[0].values))
        allowed = f"a list needs as many values of each: {first.name} has {len(first.values)}"
        raise inner.refused(odd.name, f"{len(odd.values)} values", allowed)


def _samples(section: StudyTable, kind: Kind) -> int:
    if kind not in ("lhs", "sobol"):
        return 0
    samples = section.whole("samples", 2, MAX_RUNS)
    if kind == "sobol" and samples & (samples - 1):
        near = 1 << samples.bit_length()
        allowed = f"give a power of two, e.g. {near // 2} or {near}"
        raise section.refused("samples", samples, allowed)
    return samples


def _levels(section: StudyTable) -> int:
    levels = section.whole("levels", 2, MAX_LEVELS, DEFAULT_LEVELS)
    if levels % 2:
        raise section.refused("levels", levels, "give an even number")
    return levels


def _refuse_others(section: StudyTable, kind: Kind) -> None:
    belongs = {
        "samples": ("lhs", "sobol"), "second_order": ("sobol",), "trajectories": ("morris",),
        "levels": ("morris",), "file": ("list",), "columns": ("list",),
    }  # fmt: skip
    for key, kinds in belongs.items():
        if key in section.table and kind not in kinds:
            allowed = f"leave it out: {kind} has none; it belongs to {' and '.join(kinds)}"
            raise section.refused(key, section.table[key], allowed)
    section.close()


READY = Path(__file__).parent.parent / "studies"
MAX_SEEDS, MAX_WORKERS = 1_000_000, 1024
DEFAULT_SECONDS = 2.3
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
        raise InputError(
            "study", str(path), f"it must be a readable TOML file ({reason})"
        ) from None


def read_study(path: Path) -> Study:
    """Read and check a study file.

    Raises:
        BadInput: for the first thing that cannot be used, naming file, key, value and what is
            allowed.
    """
    return check_study(read_toml(path), path)


def check_study(table: dict[str, Any], path: Path) -> Study:
    """Check the tables of a study; :func:`read_study` from what TOML made of the file."""
    top = StudyTable(path.name, table)
    name = top.text("name", path.stem)
    description = top.text("description", "")
    condition = preset(top.choice("preset", list(PRESETS), "healthy"))
    body, network = _body(top, condition.body or DEFAULT_BODY)
    protocol = top.choice("protocol", list(TIMELINES), "hold")
    seconds = top.number("seconds", DEFAULT_SECONDS)
    with top.naming("seconds"):
        TIMELINES[protocol](seconds)
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
    chunk = top.whole("chunk", 1, MAX_RUNS, usual)
    executor: Executor = top.choice("executor", EXECUTORS, "processes" if agents else "threads")
    if agents and executor == "threads":
        raise top.refused("executor", executor, "the agents need processes or dask")
    workers = top.whole("workers", 0, MAX_WORKERS, 0)
    top.close()
    return Study(
        name, description, body, condition.name, protocol, seconds, fixed, design, seeds,
        measures, engine, precision, chunk, executor, workers,
    )  # fmt: skip


def _body(top: StudyTable, usual: str) -> tuple[str, Network]:
    body = top.text("body", usual)
    with top.naming("body"):
        return body, build_network(body)


def _fixed(section: StudyTable, network: Network) -> dict[str, float | str]:
    for name in section.table:
        with section.naming(name):
            choose("lever", name, [*levers(), *SHORT_FORMS])
    check_apart(section, list(section.table), {})
    checked = {}
    for name in section.table:
        with section.naming(name):
            checked[name] = check_value(name, section.get(name), network)
    return checked


def _seeds(section: StudyTable) -> Seeds:
    count = section.whole("count", 1, MAX_SEEDS, 1)
    kind: SeedKind = section.choice("kind", SEED_KINDS, "common")
    root = section.whole("root", 0, SEED_LIMIT - 1, 1)
    section.close()
    return Seeds(count, kind, root)
