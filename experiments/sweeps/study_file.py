"""Read a study file (TOML) and check all of it before anything is written.

The pydantic models state which keys there are, their types, limits and defaults. What depends on
the levers, on the network or on several keys is checked afterwards. Each error is an
:class:`~motorloops.model.errors.InputError` that names the file, the key, the value and what is
allowed.
"""

from __future__ import annotations

import csv
import dataclasses
import itertools
import math
import os
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo

from motorloops.experiments.fitted_sets import (
    WEIGHTS,
    check_factor,
    check_weights,
    factor_lever,
    is_factor,
)
from motorloops.experiments.sweeps.distributions import share_inside
from motorloops.experiments.sweeps.initial_states import InitialStates, check_name
from motorloops.experiments.sweeps.own_code import (
    NO_CODE,
    OwnCode,
    Reference,
    read_reference,
)
from motorloops.experiments.sweeps.study import (
    CATEGORIES,
    EVERY,
    INITIAL,
    KINDS,
    LESION,
    SAMPLED,
    SHAPES,
    UNIFORM,
    Axis,
    Column,
    Design,
    DesignKind,
    Distribution,
    ExecutorKind,
    NetworkSource,
    SeedKind,
    Seeds,
    Study,
    is_paradigm_column,
)
from motorloops.model.arguments import PATH, check, checked
from motorloops.model.coefficients import task_channel
from motorloops.model.errors import InputError, choose, nearest
from motorloops.model.files import MEGABYTE, read_csv, read_file
from motorloops.model.measures import MEASURES, check_measurable
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.noise import SEED_LIMIT
from motorloops.model.params import SHORT_FORMS, Params, expand, levers
from motorloops.model.presets import DEFAULT_BODY, PRESETS, preset
from motorloops.model.simulate import Engine, Precision
from motorloops.model.timeline import SECONDS, TIMELINES

READY = Path(__file__).parent.parent / "studies"
MAX_RUNS = 100_000_000
LARGEST_STUDY = 64 * MEGABYTE  # bytes of a study file
MAX_NUMBERS = 100_000_000  # points x axes that a sampled or listed design holds in memory
MAX_ROWS = 1_000_000  # of a table of points
MAX_SEEDS, MAX_WORKERS = 1_000_000, 1024
MAX_STEPS = 1_000_000  # values in the range of one axis
LARGEST = 1e300
DEFAULT_SECONDS = 2.3
# Node-milliseconds in a chunk, by engine: a few seconds of work for one core.
CHUNK_WORK = {"compiled": 1.5e9, "agents": 2e6}
PARADIGM_SECONDS = 30.0  # of simulated time in a run of a paradigm, for the size of a chunk
MIN_CHUNKS, SMALLEST_CHUNK = 32, 256  # so that a small sweep is spread over the cores
MIN_AXES = {"pairs": 2, "sobol": 2, "morris": 2}
LEAST_INSIDE = 0.01  # share of a normal distribution between the ends that it is truncated to


# The keys of a study file. A field's description says what is allowed, for the error message.


def whole(low: int, high: int, default: Any = ...) -> Any:
    """A key that holds a whole number in a range."""
    allowed = f"give a whole number from {low} to {high}"
    return Field(default, ge=low, le=high, description=allowed)


def _described(allowed: str, **limits: Any) -> Any:
    return Field(description=allowed, **limits)


Text = Annotated[str, _described('give a text in quotes, e.g. "arm"')]
Flag = Annotated[bool, _described("write true or false")]
Number = Annotated[float, _described("give a finite number", gt=-LARGEST, lt=LARGEST)]
OptionalNumber = Annotated[
    float | None, _described("give a finite number", gt=-LARGEST, lt=LARGEST)
]
Positive = Annotated[float, _described("give a number above 0", gt=0.0, lt=LARGEST)]
OptionalText = Annotated[str | None, _described('give a text in quotes, e.g. "arm"')]
OptionalNames = Annotated[
    list[str] | None, _described('give a list of names, e.g. ["overflow"]', min_length=1)
]


def table_key(name: str, default: Any = ..., **more: Any) -> Any:
    """A key that holds a table."""
    return Field(default, description=f"write it as a table: [{name}]", **more)


def _distinct(names: list[str], options: Collection[str]) -> list[str]:
    """Check that each name is an option and occurs once, and return the names."""
    for k, name in enumerate(names):
        choose("name", name, options)
        if name in names[:k]:
            raise InputError("name", name, "name each once")
    return names


class Table(BaseModel):
    """A table of a file: its keys, their types, limits and defaults."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Seeds(Table):
    count: int = whole(1, MAX_SEEDS, 1)
    kind: SeedKind = "common"
    root: int = whole(0, SEED_LIMIT - 1, 1)
    first: int = whole(0, MAX_SEEDS, 0)


class _Range(Table):  # of an axis of a sampled design
    distribution: Distribution = UNIFORM
    low: Number
    high: Number


class _LogRange(_Range):
    low: Positive


class _Triangle(_Range):
    mode: Number


class _Truncated(Table):  # the limits of the lever are the default of its ends
    distribution: Distribution
    low: OptionalNumber = None
    high: OptionalNumber = None


class _Normal(_Truncated):
    mean: Number
    sd: Positive


class _Beta(_Truncated):
    a: Positive
    b: Positive


DISTRIBUTIONS: dict[Distribution, type[Table]] = {
    "uniform": _Range, "loguniform": _LogRange, "normal": _Normal, "beta": _Beta,
    "triangular": _Triangle,
}  # fmt: skip


class _Categories(Table):  # of an axis of a sampled design
    categories: Annotated[list[Any], _described("give a list of two values or more", min_length=2)]
    probabilities: Annotated[list[float] | None, _described("give a list of numbers")] = None


class _Ends(Table):
    low: Number
    high: Number


class _Steps(_Ends):  # of an axis of a grid: equally spaced values, ends included
    count: int = whole(2, MAX_STEPS)


class _Design(Table):  # a grid, or pairs
    kind: DesignKind
    axes: dict[str, Any] = table_key("design.axes", {})


class _List(_Design):
    file: Text = ""
    columns: OptionalNames = None

    @field_validator("columns")
    @classmethod
    def _known_columns(cls, names: list[str] | None) -> list[str] | None:
        factors = filter(is_factor, names or ())  # checked when the network is known
        return None if names is None else _distinct(names, [*axis_names(), *factors])


class _Drawn(_Design):
    root: Annotated[
        int | None, _described(f"give a whole number from 0 to {SEED_LIMIT - 1}", ge=0,
                               lt=SEED_LIMIT)
    ] = None  # fmt: skip


class _Lhs(_Drawn):
    samples: int = whole(2, MAX_RUNS)


class _Sobol(_Lhs):
    second_order: Flag = False

    @field_validator("samples")
    @classmethod
    def _power_of_two(cls, samples: int) -> int:
        if samples & (samples - 1):
            near = 1 << samples.bit_length()
            allowed = f"give a power of two, e.g. {near // 2} or {near}"
            raise InputError("samples", samples, allowed)
        return samples


class _Morris(_Drawn):
    trajectories: int = whole(2, MAX_RUNS)
    levels: Annotated[int, _described("give an even number from 2 to 1000", multiple_of=2)] = Field(
        4, ge=2, le=1000
    )


DESIGNS: dict[DesignKind, type[_Design]] = {
    "grid": _Design, "pairs": _Design, "list": _List, "lhs": _Lhs, "sobol": _Sobol,
    "morris": _Morris,
}  # fmt: skip


class _Column(Table):  # of the results; the copy of a study in their folder describes them
    unit: Text
    meaning: Text


class _StudyFile(Table):
    name: Text = ""
    description: Text = ""
    authors: OptionalNames = None
    license: Text = ""
    body: OptionalText = None
    atlas: OptionalText = None
    network: OptionalText = None
    preset: Text = "healthy"
    timeline: Text = "hold"
    seconds: Number = DEFAULT_SECONDS
    measures: OptionalNames = None
    paradigms: OptionalNames = None
    healthy_reference: bool | None = None
    columns: dict[str, _Column] = table_key("columns", {})
    fixed: dict[str, Any] = table_key("fixed", {})
    design: dict[str, Any] = table_key("design", min_length=1)
    seeds: _Seeds = table_key("seeds", _Seeds())
    engine: Engine = "compiled"
    precision: Precision | None = None
    chunk: int | None = whole(1, MAX_RUNS, None)
    executor: ExecutorKind | None = None
    workers: int = whole(0, MAX_WORKERS, 0)

    @field_validator("preset")
    @classmethod
    def _known(cls, name: str) -> str:
        return choose("name", name, PRESETS)


def _references(key: str, names: Sequence[str], *, stored: bool) -> list[Reference]:
    """The names of own code among the values of a key; packaged names are left out.

    Args:
        key: of the study file.
        names: its values.
        stored: whether the study is that of results.

    Raises:
        InputError: for a name that is neither, or is repeated.
    """
    if key == "paradigms" and names:
        from motorloops.experiments.paradigms.registry import PARADIGMS  # slow to import

        packaged: Mapping[str, object] = PARADIGMS
    else:
        packaged = TIMELINES if key == "timeline" else MEASURES
    found = [read_reference(key, name, packaged, stored=stored) for name in names]
    for k, name in enumerate(names):
        if name in names[:k]:
            raise InputError(key, name, "name each once")
    return [reference for reference in found if reference is not None]


TableType = TypeVar("TableType", bound=Table)


def validated(
    kind: type[TableType], table: object, refuse: Callable[[str, object, str], InputError]
) -> TableType:
    """Validate a table of the file with its model.

    Args:
        kind: the model.
        table: the parsed table.
        refuse: makes the error from key, value and allowed values.

    Raises:
        InputError: for the first key that cannot be used.
    """
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
    keys = [key for key in first["loc"] if isinstance(key, str)]
    model: type[BaseModel] = kind
    for key in keys[:-1]:  # a table inside this one
        inner = model.model_fields[key].annotation
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else model
    path, value = ".".join(keys), first["input"]
    if first["type"] == "extra_forbidden" and keys == ["protocol"] and kind is _StudyFile:
        raise refuse(path, value, "this key is now called timeline")
    if first["type"] == "extra_forbidden":
        raise refuse(path, keys[-1], nearest(keys[-1], model.model_fields).strip())
    field = model.model_fields[keys[-1]]
    if first["type"] == "missing":
        raise refuse(path, "nothing", _allowed(field, ""))
    own = first.get("ctx", {}).get("error")
    if isinstance(own, InputError):
        raise refuse(path, own.value, own.allowed)
    raise refuse(path, value, _allowed(field, value))


def _allowed(field: FieldInfo, value: object) -> str:
    """The allowed values of a field: its description, or the nearest of its names."""
    if field.description:
        return field.description
    names = [name for one in (field.annotation, *get_args(field.annotation))
             for name in get_args(one) if isinstance(name, str)]  # fmt: skip
    return nearest(str(value), names).strip()


class FileErrors:
    """Makes the errors of one study file.

    Args:
        name: of the file.
        path: of the table inside it, e.g. ``"design.axes."``; empty for the whole file.
    """

    def __init__(self, name: str, path: str = "") -> None:
        self.name, self.path = name, path

    def refuse(self, key: str, value: object, allowed: str) -> InputError:
        """The error for the value of a key."""
        return InputError(f"{self.name}: {self.path}{key}", value, allowed)

    def inner(self, key: str) -> FileErrors:
        """The error maker of a table inside this one."""
        return FileErrors(self.name, f"{self.path}{key}.")

    @contextmanager
    def key(self, key: str) -> Iterator[None]:
        """Make errors inside the block name the file and the key."""
        try:
            yield
        except InputError as error:
            raise self.refuse(key, error.value, error.allowed) from None


# Axes and values.


def axis_names() -> list[str]:
    """The possible axes besides factors on weights: levers, constants, short forms, others."""
    return [*levers(), *SHORT_FORMS, LESION, INITIAL, WEIGHTS]


def check_axis_name(name: str, network: Network) -> None:
    """Check the name of an axis.

    Raises:
        InputError: if it is none, or a factor on weights that the network does not have.
    """
    if is_factor(name):
        check_factor(name, network)
    else:
        choose("lever", name, axis_names())


def is_text(name: str) -> bool:
    """Whether an axis takes names (of muscles, joints, nodes or sets) instead of numbers."""
    return name in (LESION, INITIAL, WEIGHTS) or (
        name in levers() and levers()[name].kind == "choice"
    )


def check_value(name: str, value: object, network: Network) -> float | str:
    """One value of an axis, as its own type.

    Raises:
        InputError: if it is out of range, or names nothing of the body.
    """
    if name == INITIAL:
        return check_name(value)
    if name == WEIGHTS:
        return check_weights(value, network)
    if is_factor(name):
        return factor_lever(name).check(value)
    if name == LESION:
        return choose("node", value, ["", *network.node_keys])  # type: ignore[arg-type]
    checked = next(iter(expand({name: value}).values()))
    if checked and isinstance(checked, str):
        network.body.check_choice(levers()[name].of, checked)
    return checked


def check_apart(file: FileErrors, table: Mapping[str, Any], held: Mapping[str, str]) -> None:
    """Reject two names that set the same lever.

    Args:
        file: of the table.
        table: levers and short forms with their values.
        held: by lever, the key that already sets it.
    """
    owner = dict(held)
    for name, value in table.items():
        for lever in SHORT_FORMS.get(name, (name,)):
            if lever in owner:
                allowed = f"leave it out here or there: {owner[lever]} sets {lever} too"
                raise file.refuse(name, value, allowed)
            owner[lever] = f"design.axes.{name}"


def _read_axis(
    file: FileErrors, name: str, given: object, kind: DesignKind, network: Network
) -> Axis:
    with file.key(name):
        check_axis_name(name, network)
        if name == LESION and given in (EVERY, [EVERY]) and kind not in SAMPLED:
            return Axis(name, (EVERY,))
        if isinstance(given, list) and kind not in SAMPLED:
            return Axis(name, _read_values(name, given, kind, network))
        drawn = isinstance(given, dict) and "categories" in given and kind in SAMPLED
        if not isinstance(given, dict) or kind == "list" or (is_text(name) and not drawn):
            raise InputError(name, given, _axis_forms(name, kind))
    if drawn:
        return _read_categories(file.inner(name), name, given, kind, network)
    if kind in SAMPLED:
        return _read_distribution(file.inner(name), name, given, kind, network)
    table = validated(_Steps, given, file.inner(name).refuse)
    _check_ends(file.inner(name), name, (table.low, table.high), network)
    return Axis(name, low=table.low, high=table.high, count=table.count)


def _axis_forms(name: str, kind: DesignKind) -> str:
    if kind == "morris" and is_text(name):
        return "a morris design steps along a scale, and names have none; use lhs or sobol"
    if kind in SAMPLED and is_text(name):
        return f"a {kind} design draws names from a list: {{ categories = [..] }}"
    if kind in SAMPLED:
        return f"a {kind} design needs a range: {{ low = .., high = .. }}"
    if kind == "list" or is_text(name):
        return "give a list of values"
    return "give a list of values, or a range { low = .., high = .., count = .. }"


def _read_values(
    name: str, given: list[Any], kind: DesignKind, network: Network
) -> tuple[float | str, ...]:
    if not given:
        raise InputError(name, given, "give at least one value")
    checked = [check_value(name, value, network) for value in given]
    if kind != "list" and len(set(checked)) < len(checked):
        repeated = next(value for k, value in enumerate(checked) if value in checked[:k])
        raise InputError(name, repeated, "give each value once")
    return tuple(checked)


def _check_ends(file: FileErrors, name: str, ends: tuple[float, float], network: Network) -> None:
    """Check the ends of the range of an axis."""
    for key, value in zip(("low", "high"), ends, strict=True):
        with file.key(key):
            check_value(name, value, network)
    if not ends[0] < ends[1]:
        raise file.refuse("high", ends[1], f"give more than low ({ends[0]:g})")


def _limits(name: str) -> tuple[float, float]:
    """The limits of a lever, or of all levers of a short form."""
    if is_factor(name):
        own = [factor_lever(name)]
    else:
        own = [levers()[lever] for lever in SHORT_FORMS.get(name, (name,))]
    return max(lever.low for lever in own), min(lever.high for lever in own)


def _read_distribution(
    file: FileErrors, name: str, given: dict[str, Any], kind: DesignKind, network: Network
) -> Axis:
    """An axis of numbers that a sampled design draws."""
    if "count" in given:
        allowed = f"leave it out: a {kind} design draws its points by the keys of [design]"
        raise file.refuse("count", given["count"], allowed)
    chosen = given.get("distribution", UNIFORM)
    with file.key("distribution"):
        choose("distribution", chosen, DISTRIBUTIONS)
    table: Any = validated(DISTRIBUTIONS[chosen], given, file.refuse)
    limits = _limits(name)
    low, high = (
        limit if end is None else end
        for limit, end in zip(limits, (table.low, table.high), strict=True)
    )
    _check_ends(file, name, (low, high), network)
    shape = tuple(float(getattr(table, key)) for key in SHAPES[chosen])
    if chosen == "triangular" and not low <= table.mode <= high:
        raise file.refuse(
            "mode", table.mode, f"give a number from low ({low:g}) to high ({high:g})"
        )
    axis = Axis(name, low=low, high=high, distribution=chosen, shape=shape)
    if share_inside(axis) < LEAST_INSIDE:
        allowed = f"less than {LEAST_INSIDE:.0%} of the distribution is from {low:g} to {high:g}"
        raise file.refuse("mean", table.mean, allowed)
    return axis


def _read_categories(
    file: FileErrors, name: str, given: dict[str, Any], kind: DesignKind, network: Network
) -> Axis:
    """An axis of names or numbers that a sampled design draws from a list."""
    table = validated(_Categories, given, file.refuse)
    if kind == "morris":
        allowed = "a morris design steps along a scale, and categories have none; use lhs or sobol"
        raise file.refuse("categories", table.categories, allowed)
    with file.key("categories"):
        values = _read_values(name, table.categories, kind, network)
    shares = tuple(table.probabilities or ())
    if shares and (len(shares) != len(values) or not all(0.0 < share <= 1.0 for share in shares)):
        allowed = f"give {len(values)} numbers above 0, one for each category"
        raise file.refuse("probabilities", list(shares), allowed)
    if shares and not math.isclose(math.fsum(shares), 1.0, abs_tol=1e-9):
        raise file.refuse("probabilities", list(shares), "their sum must be 1")
    return Axis(name, values, distribution=CATEGORIES, shape=shares)


# A table of points.


def _read_points(file: FileErrors, table: _List, path: Path, network: Network) -> tuple[Axis, ...]:
    """One axis per column of a CSV table (all, or those of ``columns``), one value per point.

    Raises:
        InputError: for a table that cannot be read, an unknown or missing column, or a value that
            cannot be used, naming its row (the header is row 1).
    """
    header, rows = _read_rows(file, path)
    axes = []
    for name in header if table.columns is None else table.columns:
        if header.count(name) != 1:
            what = "a missing column" if name not in header else "a repeated column"
            raise InputError(f"{path.name} column {name}", what, "each column appears once")
        try:
            check_axis_name(name, network)
        except InputError as error:
            raise InputError(f"{path.name} header", error.value, error.allowed) from None
        axes.append(Axis(name, _read_column(path, rows, name, header.index(name), network)))
    return tuple(axes)


def _read_rows(file: FileErrors, path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        header, *rows = read_csv(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        allowed = f"it must be a readable CSV file ({reason})"
        raise file.refuse("file", path.name, allowed) from None
    if not 1 <= len(rows) <= MAX_ROWS:
        allowed = f"the table needs 1 to {MAX_ROWS} rows below its header"
        raise file.refuse("file", f"{path.name} with {len(rows)} rows", allowed)
    for index, row in enumerate(rows):
        if len(row) != len(header):
            where = f"{path.name} row {index + 2}"
            raise InputError(where, f"{len(row)} cells", f"the header has {len(header)}")
    return [name.strip() for name in header], rows


def _read_column(
    path: Path, rows: list[list[str]], name: str, position: int, network: Network
) -> tuple[float | str, ...]:
    values: list[float | str] = []
    for index, row in enumerate(rows):
        cell, where = row[position].strip(), f"{path.name} row {index + 2} column {name}"
        if not cell and not is_text(name):
            raise InputError(where, cell, "give a number")
        try:
            values.append(check_value(name, cell, network))
        except InputError as error:
            raise InputError(where, error.value, error.allowed) from None
    return tuple(values)


def _check_tasks(
    file: FileErrors, design: Design, held: Mapping[str, object], network: Network
) -> None:
    """Check that the task of each point uses its wanted muscle."""
    axes = {axis.name: axis.values for axis in design.axes}
    tasks, muscles = (axes.get(name, (str(held.get(name, "")),)) for name in ("task", "agonist"))
    together = design.kind == "list" and len(tasks) == len(muscles)
    for task, muscle in (
        zip(tasks, muscles, strict=True) if together else itertools.product(tasks, muscles)
    ):
        with file.key("design.axes.agonist" if "agonist" in axes else "fixed.agonist"):
            task_channel(Params().replace(task=task, agonist=muscle), network.body)


# The design and its size.


def _read_design(
    file: FileErrors, given: dict[str, Any], network: Network, fixed: Collection[str], folder: Path
) -> Design:
    """The design of a study.

    Args:
        file: of the table ``[design]``.
        given: the table.
        network: the muscles, joints and nodes that values may name.
        fixed: levers and short forms that the study fixes.
        folder: of the study file; a table of points is read from it.

    Raises:
        InputError: for the first key that cannot be used.
    """
    if "kind" not in given:
        raise file.refuse("kind", "nothing", f"choose one of: {', '.join(KINDS)}")
    with file.key("kind"):
        choose("kind", given["kind"], KINDS)
    kind: DesignKind = next(k for k in KINDS if k == given["kind"])
    _refuse_foreign_keys(file, given, kind)
    table = validated(DESIGNS[kind], given, file.refuse)
    held = {lever: f"fixed.{name}" for name in fixed for lever in SHORT_FORMS.get(name, (name,))}
    if isinstance(table, _List) and table.file:
        if table.axes:
            raise file.refuse("axes", list(table.axes), "leave it out: the table gives the values")
        axes = _read_points(file, table, folder / table.file, network)
        check_apart(file, {axis.name: axis.name for axis in axes}, held)
    else:
        if not table.axes:
            raise file.refuse("axes", "nothing", "the study needs a table [design.axes]")
        inner = file.inner("axes")
        axes = tuple(
            _read_axis(inner, name, value, kind, network) for name, value in table.axes.items()
        )
        check_apart(inner, table.axes, held)
        _check_shape(file, kind, axes)
    more = table.model_dump(exclude={"kind", "axes", "columns"})
    return Design(kind, axes, **more)


def _check_shape(file: FileErrors, kind: DesignKind, axes: tuple[Axis, ...]) -> None:
    if len(axes) < MIN_AXES.get(kind, 1):
        raise file.refuse("axes", [a.name for a in axes], f"{kind} needs two axes or more")
    odd = next((axis for axis in axes if len(axis.values) != len(axes[0].values)), None)
    if kind == "list" and odd:
        first, count = axes[0], len(odd.values)
        allowed = f"a list needs as many values of each: {first.name} has {len(first.values)}"
        raise file.inner("axes").refuse(odd.name, f"{count} values", allowed)


def _refuse_foreign_keys(file: FileErrors, given: dict[str, Any], kind: DesignKind) -> None:
    """Reject the keys of other kinds of design, and name those kinds."""
    for key, value in given.items():
        kinds = [k for k, table in DESIGNS.items() if key in table.model_fields]
        if kinds and kind not in kinds:
            allowed = f"leave it out: {kind} has none; it belongs to {' and '.join(kinds)}"
            raise file.refuse(key, value, allowed)


def axis_length(axis: Axis, network: Network) -> int:
    """Number of values of an axis of a grid or a list."""
    if axis.name == LESION and axis.values == (EVERY,):
        return len(network.node_keys)
    return axis.count or len(axis.values)


def point_count(design: Design, network: Network) -> int:
    """Number of points of a design, computed without generating them."""
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


def _check_size(file: FileErrors, design: Design, seeds: Seeds, network: Network) -> None:
    """Reject a study with too many runs, or with more points than fit in memory."""
    points = point_count(design, network)
    if points * seeds.count > MAX_RUNS:
        size = f"{points} points x {seeds.count} seeds"
        raise file.refuse("design", size, f"at most {MAX_RUNS} runs; use fewer points or seeds")
    if design.kind in SAMPLED and points * len(design.axes) > MAX_NUMBERS:
        size = f"{points} points x {len(design.axes)} axes"
        raise file.refuse("design", size, f"at most {MAX_NUMBERS} numbers; use fewer points")


def default_chunk(study: Study) -> int:
    """Default number of runs in a chunk: a few seconds of work, and a few chunks per core."""
    network = study.network()
    runs = point_count(study.design, network) * study.seeds.count
    seconds = PARADIGM_SECONDS * len(study.paradigms) / (1 if study.healthy_reference else 2)
    seconds += 0.0 if study.paradigms and not study.timeline_measures else study.seconds
    work = CHUNK_WORK[study.engine] / (len(network.node_keys) * seconds * 1000)
    smallest = 1 if study.engine == "agents" else SMALLEST_CHUNK
    return max(1, min(int(work), max(smallest, math.ceil(runs / MIN_CHUNKS))))


# The study.


def ready_studies() -> dict[str, Path]:
    """The packaged studies, by name."""
    return {path.stem: path for path in sorted(READY.glob("*.toml"))}


def find_study(text: str) -> Path:
    """Find a study file by its path or by the name of a packaged study.

    Raises:
        InputError: if there is none; the message suggests the nearest packaged study.
    """
    if Path(text).suffix == ".toml":
        return Path(text)
    ready = ready_studies()
    return ready[choose("study", text, ready)]


def read_toml(path: Path) -> dict[str, Any]:
    """Read the raw tables of a study file.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        return tomllib.loads(read_file(path, LARGEST_STUDY).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # bad UTF-8 and TOML are ValueErrors
        reason = getattr(error, "strerror", None) or str(error)
        allowed = f"it must be a readable TOML file ({reason})"
        raise InputError("study", str(path), allowed) from None


@checked(path=PATH)
def read_study(path: str | os.PathLike[str]) -> Study:
    """Read and check a study file.

    Args:
        path: the TOML file.

    Returns:
        The study.

    Raises:
        InputError: for the first thing that cannot be used, naming file, key, value and what is
            allowed.

    Examples:
        >>> table = {"body": "chain:1", "design": {"kind": "grid", "axes": {"stress": [0, 1]}}}
        >>> sweep = run_study({**table, "seconds": 0.5, "seeds": {"count": 1}}, "stress")
        >>> read_study("stress/study.toml").design.names  # the sweep keeps a copy of its study
        ('stress',)
    """
    path = Path(path)
    return check_study(read_toml(path), path)


def check_study(table: dict[str, Any], path: Path, *, new: bool = True) -> Study:
    """Check the tables of a study file.

    Args:
        table: the parsed file.
        path: of the file, for messages; an atlas, a network and a table of points are read
            relative to its folder, and its stem is the default name of the study.
        new: whether it is still to be run; one that was run need not be able to measure anything.

    Raises:
        InputError: for the first thing that cannot be used, naming file, key, value and what is
            allowed.
    """
    file = FileErrors(path.name)
    given = validated(_StudyFile, table, file.refuse)
    chosen = given.measures or ([] if given.paradigms else list(MEASURES))
    own = _own_code(file, given, chosen, path.parent)
    source, network = _read_source(file, given, path.parent)
    _check_seconds(file, given, network.body, new=new)
    fixed = _read_fixed(file.inner("fixed"), given.fixed, network)
    design = _read_design(file.inner("design"), given.design, network, fixed, path.parent)
    initial = _initial_states(file, design, network, path.parent)
    _check_tasks(file, design, {**preset(given.preset).changes, **fixed}, network)
    seeds = Seeds(**given.seeds.model_dump())
    _check_size(file, design, seeds, network)
    agents = given.engine == "agents"
    if agents and given.precision == "float32":
        allowed = "the agents compute in float64; leave it out"
        raise file.refuse("precision", given.precision, allowed)
    if agents and given.executor == "threads":
        raise file.refuse("executor", given.executor, "the agents need processes or dask")
    if agents and given.paradigms:
        allowed = "paradigms run on the compiled engine; leave it out"
        raise file.refuse("engine", given.engine, allowed)
    if given.healthy_reference is not None and not given.paradigms:
        allowed = "it is of paradigms, and the study has none; leave it out"
        raise file.refuse("healthy_reference", given.healthy_reference, allowed)
    reference = given.healthy_reference is not False
    names = {r.text: r.column for r in own.references if r.key == "measures"}
    columns = {name: Column(one.unit, one.meaning) for name, one in given.columns.items()}
    figures = [name for name in columns if given.paradigms and is_paradigm_column(name)]
    measures = (*(names.get(name, name) for name in chosen), *figures)
    study = Study(
        given.name or path.stem, given.description, source, given.preset, given.timeline,
        given.seconds, fixed, design, seeds, measures, given.engine,
        given.precision or ("float64" if agents or given.paradigms else "float32"),
        given.chunk or 0, given.executor or ("processes" if agents else "threads"), given.workers,
        tuple(given.authors or ()), given.license,
        tuple(given.paradigms or ()), own, columns, initial, reference,
    )  # fmt: skip
    return study if study.chunk else dataclasses.replace(study, chunk=default_chunk(study))


def _initial_states(
    file: FileErrors, design: Design, network: Network, folder: Path
) -> InitialStates:
    """The files that the axis ``initial`` names."""
    names = next((axis.values for axis in design.axes if axis.name == INITIAL), ())
    for name in design.names if names else ():
        if name == WEIGHTS or is_factor(name):
            allowed = f"a state belongs to one network; leave out this axis, or {INITIAL}"
            raise file.refuse(f"design.axes.{name}", "given", allowed)
    with file.key(f"design.axes.{INITIAL}"):
        return InitialStates.read([str(name) for name in names], folder, network)


def _own_code(
    file: FileErrors, given: _StudyFile, measures: Sequence[str], folder: Path
) -> OwnCode:
    """The own code that a study names; it is not executed."""
    references: list[Reference] = []
    named = {"timeline": [given.timeline], "measures": measures, "paradigms": given.paradigms or []}
    for key, names in named.items():
        with file.key(key):
            references += _references(key, names, stored=bool(given.columns))
    return OwnCode(tuple(references), folder.absolute()) if references else NO_CODE


def _check_seconds(file: FileErrors, given: _StudyFile, body: Body, *, new: bool) -> None:
    """Check that the runs can have one of the measures."""
    try:
        check("seconds", given.seconds, SECONDS)
        if given.timeline not in TIMELINES:  # tried when the study is planned
            return
        measures = given.measures or (() if given.paradigms else tuple(MEASURES))
        known = tuple(name for name in measures if name in MEASURES)
        if new and known and len(known) == len(measures):
            check_measurable(TIMELINES[given.timeline], given.seconds, body, known)
        else:
            TIMELINES[given.timeline](given.seconds)
    except InputError as error:
        raise file.refuse(error.field, error.value, error.allowed) from None


def _read_source(
    file: FileErrors, given: _StudyFile, folder: Path
) -> tuple[NetworkSource, Network]:
    """The source of a study's network, and the network."""
    if given.network is not None:
        for key, value in (("atlas", given.atlas), ("body", given.body)):
            if value is not None:
                raise file.refuse(key, value, "leave it out: the file of `network` replaces it")
        path = (folder / given.network).absolute()
        network = _named(file, "network", NetworkSource("", file=path).read)
        return NetworkSource(network.body.name, file=path), network
    body = given.body or preset(given.preset).body or DEFAULT_BODY
    if given.atlas is not None:
        source = NetworkSource(body, (folder / given.atlas).absolute())
        return source, _named(file, "atlas", source.read)
    with file.key("body"):
        return NetworkSource(body), NetworkSource(body).read()


def _named(file: FileErrors, key: str, read: Callable[[], Network]) -> Network:
    """Read a custom network; errors name the study's key, then the table's cell."""
    try:
        return read()
    except InputError as error:
        field = "body" if error.field == "body" else f"{key}: {error.field}"
        raise file.refuse(field, error.value, error.allowed) from None


def _read_fixed(
    file: FileErrors, given: Mapping[str, Any], network: Network
) -> dict[str, float | str]:
    for name in given:
        with file.key(name):
            choose("lever", name, [*levers(), *SHORT_FORMS])
    check_apart(file, given, {})
    fixed = {}
    for name, value in given.items():
        with file.key(name):
            fixed[name] = check_value(name, value, network)
    return fixed
