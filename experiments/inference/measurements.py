"""Measurements of a person: what can be measured, and the files that state it.

A measurement file is a CSV table with the columns of :data:`COLUMNS`, or the same as JSON: a list
of objects, or an object with a ``body`` and the list as ``measurements``. A measure is named by its
paradigm and by the name that its figure has there, ``MEASURE`` or ``MEASURE@PLACE``, as in the
columns of a sweep; or by a timeline and one of the measures of a run. Values are converted to the
unit of the model when they are read. :func:`template` writes a file to be filled in.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.sweeps.own_code import OwnCodeError
from motorloops.experiments.sweeps.paradigm_columns import paradigm_columns, paradigm_values
from motorloops.model.arguments import FUNCTION, PATH, TEXT, checked, each, optional
from motorloops.model.errors import InputError, choose, cut, nearest
from motorloops.model.files import MEGABYTE, read_csv, read_file
from motorloops.model.measures import MEASURES, measurable, measure
from motorloops.model.network.atlas import place
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Params
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.simulate import simulate
from motorloops.model.timeline import TIMELINES

NEEDED = ("paradigm", "measure", "value", "spread", "n")
COLUMNS = (*NEEDED, "unit")
FILLED = ("value", "spread", "n")  # a row without any of them was not filled in
IGNORED = ("healthy_mean", "healthy_sd", "note")
LARGEST_FILE = 4 * MEGABYTE
LARGEST = 1e12  # of a value, a spread or a number of repetitions
HEALTHY_SEEDS = range(1, 11)  # of the healthy runs in a template

# Each unit as a multiple of the first of its line; shares are read by _as_share.
SCALES: tuple[dict[str, Fraction], ...] = (
    {"s": Fraction(1), "ms": Fraction(1, 1000)},
    {"deg": Fraction(1), "rad": Fraction(180 / math.pi)},
    {"deg/s": Fraction(1), "rad/s": Fraction(180 / math.pi)},
    {"Hz": Fraction(1), "kHz": Fraction(1000), "1/s": Fraction(1)},
)
CHANGES = ("change_of_", "growth_of_")  # differences between two figures


@dataclass(frozen=True)
class KnownMeasure:
    """A measure that a person can be compared with the model by.

    Attributes:
        unit: of the model's values.
        meaning: in words.
        low: least possible value, in ``unit``; may be infinite.
        high: largest possible value.
    """

    unit: str
    meaning: str
    low: float
    high: float


@dataclass(frozen=True)
class Measurement:
    """A measure of one person, over repetitions of the same test.

    Attributes:
        paradigm: name of a paradigm, or of a timeline.
        measure: name of the measure there, ``MEASURE`` or ``MEASURE@PLACE``.
        value: mean over the repetitions.
        spread: standard deviation over the repetitions.
        n: number of repetitions.
        unit: of value and spread; the unit of the model.

    Examples:
        >>> from motorloops.experiments.inference.measurements import Measurement
        >>> Measurement("hold", "overflow", 0.2, 0.06, 9, "MVC").standard_error
        0.02
    """

    paradigm: str
    measure: str
    value: float
    spread: float
    n: int
    unit: str

    @property
    def standard_error(self) -> float:
        """Standard error of the value, taking the repetitions as independent."""
        return self.spread / math.sqrt(self.n)


@dataclass(frozen=True)
class Measurements:
    """The measurements of one person.

    Attributes:
        body: name of the body that they are compared with.
        rows: the measurements, in the order of the file.

    Examples:
        >>> from motorloops.experiments.inference.measurements import Measurement
        >>> row = Measurement("hold", "overflow", 0.2, 0.06, 9, "MVC")
        >>> Measurements("arm", (row,)).standard_errors.tolist()
        [0.02]
    """

    body: str
    rows: tuple[Measurement, ...]

    @property
    def values(self) -> np.ndarray:
        """(K,) value of each measurement, in its unit."""
        return np.array([row.value for row in self.rows])

    @property
    def standard_errors(self) -> np.ndarray:
        """(K,) standard error of each value."""
        return np.array([row.standard_error for row in self.rows])


def _as_share(unit: str) -> tuple[str, Fraction] | None:
    """What a unit is a share of, ``""`` if it does not say, and its size; None for no share."""
    if unit in ("1", "MVC"):
        return unit.strip("1"), Fraction(1)
    found = re.fullmatch(r"(%|share)(?: of)?(?: ([^/]+))?", unit)
    size = {"%": Fraction(1, 100), "share": Fraction(1)}
    return (found[2] or "", size[found[1]]) if found else None


def _factor(given: str, unit: str) -> Fraction | None:
    """What a value in a given unit is multiplied by; None if it cannot be converted."""
    if given == unit:
        return Fraction(1)
    one, other = _as_share(given), _as_share(unit)
    if one and other:
        return one[1] / other[1] if one[0] in ("", other[0]) else None
    for scale in SCALES:
        if given in scale and unit in scale:
            return scale[given] / scale[unit]
    return None


def _accepted_units(unit: str) -> list[str]:
    share = _as_share(unit)
    if share:
        of = f" of {share[0]}" if share[0] else ""
        return list(dict.fromkeys([unit, "share", "%", f"%{of}"]))
    return [unit, *(u for scale in SCALES if unit in scale for u in scale if u != unit)]


def _limits(name: str, unit: str, muscles: int) -> tuple[float, float]:
    """Least and largest possible value of a measure.

    Args:
        name: without its place.
        unit: of its values.
        muscles: number of muscles of the body.
    """
    for change in CHANGES:
        if name.startswith(change):
            low, high = _limits(name.removeprefix(change), unit, muscles)
            return low - high, high - low
    if name.startswith("relief"):  # the share of overflow that is gone; it may also grow
        return -math.inf, 1.0
    if name.endswith("strength_over_healthy"):  # a joint may turn against its wanted muscle
        return -math.inf, math.inf
    if unit == "deg" and name not in ("posture_error", "twist"):  # turns and phases have a sign
        return -math.inf, math.inf
    if unit == "muscles":
        return 0.0, float(muscles - 1)  # besides the wanted one
    whole = unit in ("share", "share of runs", "MVC") and not name.endswith("_over_healthy")
    return 0.0, 1.0 if whole or name == "co_contraction_index" else math.inf


def known_measure(name: str, unit: str, meaning: str, muscles: int) -> KnownMeasure:
    """A measure of a paradigm and its possible values.

    Args:
        name: ``MEASURE`` or ``MEASURE@PLACE``.
        unit: of its values.
        meaning: in words.
        muscles: number of muscles of the body.
    """
    return KnownMeasure(unit, meaning, *_limits(name.partition("@")[0], unit, muscles))


def _known(name: str, unit: str, meaning: str, network: Network) -> KnownMeasure:
    return known_measure(name, unit, meaning, len(network.body.muscles))


@cache
def _found(body: str, paradigm: str) -> dict[str, KnownMeasure]:
    network = build_network(body)
    if paradigm in TIMELINES:
        names = measurable(TIMELINES[paradigm](), network.body)
        return {
            name: _known(name, MEASURES[name].unit, MEASURES[name].meaning, network)
            for name in names
        }
    try:
        columns = paradigm_columns(PARADIGMS[paradigm], network, [Params()])
    except OwnCodeError as error:
        cause = error.__cause__
        why = cause.allowed if isinstance(cause, InputError) else str(error)
        allowed = f"it cannot be done with the body {body}: {cut(why)}"
        raise InputError("paradigm", paradigm, allowed) from None
    return {
        name: _known(name, column.unit, column.meaning, network)
        for full, column in columns.items()
        for name in [full.removeprefix(f"{paradigm}.")]
        if not name.endswith((f"-{HEALTHY}", "]"))  # of the chosen condition alone
    }


@checked(body=TEXT, paradigm=TEXT)
def known_measures(body: str, paradigm: str) -> Mapping[str, KnownMeasure]:
    """The measures of a paradigm or timeline that a person can be compared with.

    They are the figures of the chosen condition, at the default levers. They are found by running
    the paradigm once, and kept for the next call.

    Args:
        body: name of a body.
        paradigm: name of a paradigm of the laboratory, or of a predefined timeline.

    Returns:
        The measures by name, in the order of the paradigm.

    Raises:
        InputError: for an unknown body or paradigm, or a paradigm that the body cannot do or that
            has no figure of the chosen condition.

    Examples:
        >>> from motorloops.experiments.inference.measurements import known_measures
        >>> known_measures("arm", "hold")["spread_latency"].unit
        'ms'
    """
    found = _found(body, choose("paradigm", paradigm, [*TIMELINES, *PARADIGMS]))
    if not found:
        allowed = "all its figures compare conditions; choose a paradigm with one measured alone"
        raise InputError("paradigm", paradigm, allowed)
    return found


def _number(field: str, value: object, allowed: str = "") -> float:
    plain = not isinstance(value, str) or (value.isascii() and "_" not in value)
    try:
        number = float(value) if plain and isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if isinstance(value, bool) or not abs(number) < LARGEST:
        hint = ", with a decimal point" if isinstance(value, str) and "," in value else ""
        raise InputError(field, value, allowed or f"give a number{hint}")
    return number


Known = Callable[[str, str], Mapping[str, KnownMeasure]]  # from the names of body and paradigm


def _row(
    raw: Mapping[str, Any], body: str, fields: Mapping[str, str], known_of: Known
) -> Measurement:
    """Check one row.

    Args:
        raw: cells by column; numbers as text or as numbers.
        body: name of the body.
        fields: name of each cell, for messages.
        known_of: the measures that are accepted.
    """
    for column in NEEDED:
        if raw.get(column) in (None, ""):
            allowed = {
                "spread": "give the standard deviation over the repetitions",
                "n": "give the number of repetitions",
            }.get(column, f"give the {column}")
            raise InputError(fields[column], raw.get(column), allowed)
    for column in ("paradigm", "measure", "unit"):
        if not isinstance(raw.get(column, ""), str | None):
            raise InputError(fields[column], raw[column], "give text")
    paradigm, name = raw["paradigm"], raw["measure"]
    try:
        known = known_of(body, paradigm)
    except InputError as error:
        raise InputError(fields["paradigm"], error.value, error.allowed) from None
    entry = known[choose(fields["measure"], name, known)]
    given = raw.get("unit") or entry.unit
    factor = _factor(given, entry.unit)
    if factor is None:
        allowed = (
            f"{name} is in {entry.unit}; give one of: {', '.join(_accepted_units(entry.unit))}"
        )
        raise InputError(fields["unit"], given, allowed)

    def converted(number: float) -> float:
        return number * factor.numerator / factor.denominator

    value = converted(_number(fields["value"], raw["value"]))
    if not entry.low <= value <= entry.high:
        shown = f"{entry.low:g} to {entry.high:g}".replace("-inf to", "up to")
        shown = shown.replace(" to inf", " or more")
        also = "" if given == entry.unit else f" (this is {value:g} {entry.unit})"
        allowed = f"{name} is {shown}, in the unit {entry.unit}{also}"
        raise InputError(fields["value"], raw["value"], allowed)
    wanted = "give a standard deviation, 0 or more"
    spread = _number(fields["spread"], raw["spread"], wanted)
    if spread < 0.0:
        raise InputError(fields["spread"], raw["spread"], wanted)
    whole = "give the number of repetitions, a whole number above 0"
    n = _number(fields["n"], raw["n"], whole)
    if n < 1 or not n.is_integer():
        raise InputError(fields["n"], raw["n"], whole)
    return Measurement(paradigm, name, value, converted(spread), int(n), entry.unit)


def _check_columns(field: str, names: Sequence[str]) -> None:
    known = (*COLUMNS, *IGNORED)
    for k, name in enumerate(names):
        if name not in known:
            raise InputError(field, name, nearest(name, known).strip())
        if name in names[:k]:
            raise InputError(field, name, "give it once")


Rows = Iterator[tuple[dict[str, Any], dict[str, str]]]  # cells, and their names in messages


def _csv_rows(path: Path) -> Rows:
    header, *lines = read_csv(path, LARGEST_FILE)
    header = [name.strip() for name in header]
    _check_columns(f"{path.name} row 1", header)
    missing = [name for name in NEEDED if name not in header]
    if missing and any(header):
        allowed = f"give the columns {', '.join(NEEDED)}, and unit if you like"
        raise InputError(f"{path.name} row 1", f"no column {missing[0]}", allowed)
    for index, cells in enumerate(lines):
        if len(cells) > len(header):
            allowed = f"a row has {len(header)} cells; put text with commas in quotation marks"
            raise InputError(f"{path.name} row {index + 2}", f"{len(cells)} cells", allowed)
        raw = dict.fromkeys(header, "") | dict(zip(header, map(str.strip, cells), strict=False))
        if any(raw[column] for column in FILLED):
            yield raw, {column: place(path.name, index, column) for column in COLUMNS}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; a key that stands twice would lose a value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


def _json_rows(path: Path, items: object) -> Rows:
    if not isinstance(items, list):
        raise InputError(f"{path.name} measurements", items, "give a list of objects")
    for k, raw in enumerate(items, start=1):
        where = f"{path.name} measurement {k}"
        if not isinstance(raw, dict):
            raise InputError(where, raw, f"give an object with {', '.join(NEEDED)}")
        _check_columns(where, list(raw))
        yield raw, {column: f"{where} {column}" for column in COLUMNS}


def _open(path: Path) -> tuple[str | None, Rows]:
    """The body that a file names, if it does, and its rows."""
    if path.suffix.lower() != ".json":
        return None, iter(list(_csv_rows(path)))
    content = json.loads(
        read_file(path, LARGEST_FILE).decode("utf-8-sig"), object_pairs_hook=_object
    )
    if not isinstance(content, dict):
        return None, _json_rows(path, content)
    for key in content:
        choose(path.name, key, ("body", "measurements"))
    body = content.get("body")
    if not isinstance(body, str | None):
        raise InputError(f"{path.name} body", body, "give the name of a body")
    return body, _json_rows(path, content.get("measurements"))


@checked(path=PATH)
def file_body(path: str | os.PathLike[str]) -> str | None:
    """The body that a measurement file names; None if it names none.

    Raises:
        InputError: for a file that is no table of measurements.
    """
    return _read(Path(path))[0]


def _read(path: Path) -> tuple[str | None, Rows]:
    """The body that a file names, and its rows.

    Raises:
        InputError: for a file that is no table of measurements.
    """
    try:
        if path.suffix.lower() not in (".csv", ".json"):
            raise OSError(0, "its name must end in .csv or .json")
        return _open(path)
    except InputError:  # a ValueError too
        raise
    except RecursionError:
        raise _unreadable(path, "it is nested too deeply") from None
    except (OSError, ValueError, csv.Error) as error:
        raise _unreadable(path, reason_of(error)) from None


def reason_of(error: Exception) -> str:
    """Why a file could not be read, in words."""
    if isinstance(error, UnicodeDecodeError):
        return "it is no UTF-8 text"
    if "integer string conversion" in str(error):  # Python's own words are about its settings
        return "it has a number of too many digits"
    return getattr(error, "strerror", None) or str(error)


def _unreadable(path: Path, reason: str) -> InputError:
    return InputError(
        "measurements", str(path), f"it must be a readable table of measurements ({reason})"
    )


@checked(path=PATH, body=optional(TEXT), known=optional(FUNCTION))
def read_measurements(
    path: str | os.PathLike[str], body: str | None = None, known: Known | None = None
) -> Measurements:
    r"""Read and check a measurement file.

    Rows of a CSV table without value, spread and n are left out: nobody has filled them in.

    Args:
        path: a ``.csv`` or ``.json`` file.
        body: name of the body; by default the one that the file names, or the arm.
        known: gives the measures that are accepted, as :func:`known_measures` does, which is used
            if None.

    Returns:
        The measurements, in the units of the model.

    Raises:
        InputError: for the first thing that cannot be used, naming file, row, column, value and
            what is allowed.

    Examples:
        >>> from motorloops.experiments.inference.measurements import read_measurements
        >>> from pathlib import Path
        >>> rows = "paradigm,measure,value,spread,n,unit\nhold,overflow,20,6,9,% of MVC\n"
        >>> size = Path("person.csv").write_text(rows)
        >>> read_measurements("person.csv").rows[0].value
        0.2
    """
    path = Path(path)
    own, rows = _read(path)
    if None not in (own, body) and own != body:
        raise InputError(f"{path.name} body", own, f'leave it out, or give "{body}" as asked for')
    chosen = own or body or DEFAULT_BODY
    found: dict[tuple[str, str], Measurement] = {}
    for raw, fields in rows:
        row = _row(raw, chosen, fields, known or known_measures)
        key = row.paradigm, row.measure
        if key in found:
            allowed = f"{row.paradigm} has it in an earlier row; give each measure once"
            raise InputError(fields["measure"], row.measure, allowed)
        found[key] = row
    if not found:
        raise InputError("measurements", str(path), "it holds no measurement; give one or more")
    return Measurements(chosen, tuple(found.values()))


def _healthy_values(network: Network, paradigm: str, names: Sequence[str]) -> list[np.ndarray]:
    """(seeds,) values of each measure in healthy runs."""
    seeds = list(HEALTHY_SEEDS)
    if paradigm in TIMELINES:
        frame = measure(simulate(Params(), TIMELINES[paradigm](), seeds, network))
        return [frame[name].to_numpy(np.float64) for name in names]
    columns = list(paradigm_columns(PARADIGMS[paradigm], network, [Params()]))
    healthy = [Params()] * len(seeds)
    values = paradigm_values([PARADIGMS[paradigm]], columns, network, healthy, seeds)
    return [values[f"{paradigm}.{name}"] for name in names]


@checked(
    body=TEXT,
    paradigms=each(str, allowed="give names of paradigms or timelines"),
    measures=optional(each(str, allowed="give names of measures")),
)
def template(body: str, paradigms: Sequence[str], measures: Sequence[str] | None = None) -> str:
    """A CSV table of all measures of some paradigms, to be filled in.

    Value, spread and n are empty. The columns ``healthy_mean`` and ``healthy_sd`` show what the
    healthy model gives over ten seeds (empty where it has no value), and ``note`` the meaning;
    they are ignored when the table is read.

    Args:
        body: name of a body.
        paradigms: names of paradigms or timelines.
        measures: the ones to write, as ``PARADIGM.MEASURE``; all if None.

    Returns:
        The table, lines ending in a line feed.

    Raises:
        InputError: as :func:`known_measures`.

    Examples:
        >>> from motorloops.experiments.inference.measurements import template
        >>> print(template("chain:1", ["hold"]).splitlines()[1])
        hold,co_contraction_index,,,,1,...
    """
    network, stream = build_network(body), io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow((*COLUMNS, *IGNORED))
    for paradigm in dict.fromkeys(paradigms):
        known = {
            name: entry
            for name, entry in known_measures(body, paradigm).items()
            if measures is None or f"{paradigm}.{name}" in measures
        }
        healthy = _healthy_values(network, paradigm, list(known))
        for (name, entry), values in zip(known.items(), healthy, strict=True):
            seen = values[np.isfinite(values)]
            mean = f"{seen.mean():.4g}" if len(seen) else ""
            sd = f"{seen.std(ddof=1):.4g}" if len(seen) > 1 else ""
            writer.writerow((paradigm, name, "", "", "", entry.unit, mean, sd, entry.meaning))
    return stream.getvalue()
