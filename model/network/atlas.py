"""The atlas: tables of populations, projections and references, read and checked.

An atlas is a folder of CSV files. :func:`load_atlas` reads one, checks every cell and every
source key, and names file, row and column of the first cell that cannot be used. The tables of
bodies are read by :mod:`motorloops.model.network.body`.
"""

import csv
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motorloops.model.arguments import PATH, checked, optional
from motorloops.model.errors import InputError, choose, nearest
from motorloops.model.files import read_csv, read_file

PACKAGED_ATLAS = Path(__file__).resolve().parent / "data"
TABLES = ("populations.csv", "projections.csv", "references.csv", "bodies/bodies.csv")
MISSING = "nothing"  # shown for a value that is not there
ASSUMPTION = "assumption"  # source key of a value that no reference gives
# Rules other than "rate": each applies to one population, and one agent implements it.
SPECIAL_RULES = {
    "command": "Cortex", "recruitment": "SpinalCord", "spindle": "Afferent", "skin": "Afferent"
}  # fmt: skip

Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Site = Literal[
    "", "cortex", "basal_ganglia", "cerebellum", "spinal", "map_own", "map_spread",
    "striatal_input",
]  # fmt: skip


class Row(BaseModel):
    """One row of a table; the fields are its columns, their limits the allowed values."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)


RowType = TypeVar("RowType", bound=Row)


class Population(Row):
    """A type of neural population; every muscle's channel has one node of each.

    Rates in Hz, ``tau_ms`` in ms, ``x`` and ``y`` in 0..1 of the anatomical picture
    (y up), ``stress`` and ``expectation`` (of a touch) the share of that lever that reaches it,
    ``homeostasis`` the share of a lasting change of its resting input that it compensates.
    """

    key: Key
    name: Text
    region: Literal["cortex", "thalamus", "basal_ganglia", "cerebellum", "spinal_cord", "afferent"]
    agent: Literal["Cortex", "Thalamus", "BasalGanglia", "Cerebellum", "SpinalCord", "Afferent"]
    rule: Literal["rate", "recruitment", "command", "spindle", "skin"]
    tau_ms: float = Field(ge=1, le=1000)
    rest_hz: float = Field(ge=0, le=1000)
    max_hz: float = Field(gt=0, le=1000)
    x: Share
    y: Share
    stress: Share
    expectation: Share = 0.0
    homeostasis: Share = 1.0
    sentence: Text
    source: Text
    note: str

    @property
    def rest(self) -> float:
        """Resting rate as a share (0..1) of the maximal rate."""
        return self.rest_hz / self.max_hz

    @property
    def can_rest(self) -> bool:
        """Whether a bias can hold it at its resting rate: strictly inside, for the rate rule."""
        return self.rest_hz < self.max_hz and (self.rule != "rate" or self.rest_hz > 0)


class Projection(Row):
    """A connection between two population types; ``weight`` is a magnitude.

    ``weight`` is the total over all sources of a target for the topologies ``antagonist`` and
    ``diffuse``, and that of one pair for ``same`` and ``neighbour``. ``site`` names the lever
    that scales it, or is empty.
    """

    source: Text
    target: Text
    topology: Literal["same", "antagonist", "neighbour", "diffuse"]
    sign: Literal["excitatory", "inhibitory"]
    weight: float = Field(ge=0, le=20)
    delay_ms: int = Field(ge=1, le=200)
    site: Site
    plastic: int = Field(ge=0, le=1)
    sentence: Text
    reference: Text
    note: str

    @property
    def key(self) -> str:
        """Readable name, e.g. ``"GPI>TH same"``."""
        return f"{self.source}>{self.target} {self.topology}"

    @property
    def signed_weight(self) -> float:
        """Weight with its sign: negative if inhibitory."""
        return -self.weight if self.sign == "inhibitory" else self.weight


class Reference(Row):
    """A published source; ``doi`` may be empty.

    A title in square brackets describes a paper whose printed title was not seen.
    """

    key: Key
    authors: Text
    year: int = Field(ge=1800, le=2100)
    title: Text
    journal: Text
    doi: str


@dataclass(frozen=True, eq=False)
class Atlas:
    """The checked tables of one folder.

    Attributes:
        populations: rows of ``populations.csv``, in order.
        projections: rows of ``projections.csv``, in order.
        references: rows of ``references.csv``, in order.
        folder: where the tables are.

    Examples:
        >>> [row.key for row in load_atlas().populations if row.region == "thalamus"]
        ['TH']
    """

    populations: tuple[Population, ...]
    projections: tuple[Projection, ...]
    references: tuple[Reference, ...]
    folder: Path

    def population(self, key: str) -> Population:
        """Return the population with this key.

        Raises:
            InputError: If there is none; the message suggests the nearest key.
        """
        by_key = {population.key: population for population in self.populations}
        return by_key[choose("population", key, by_key)]


def place(table: str, index: int, column: str) -> str:
    """Return the name of a cell, with rows counted as in a spreadsheet (the header is row 1)."""
    return f"{table} row {index + 2} column {column}"


def read_table(
    folder: Path, table: str, kind: type[RowType], *, may_be_empty: bool = False
) -> list[RowType]:
    """Read one CSV file into checked rows.

    Args:
        folder: The atlas folder.
        table: File name inside it, e.g. ``"bodies/arm.csv"``.
        kind: The row model; its fields are the columns, in any order.
        may_be_empty: Whether a table of the header alone is allowed.

    Raises:
        InputError: If the file, a column or a value is missing, unknown or out of range.
    """
    try:
        header, *lines = read_csv(folder / table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        allowed = f"it must be a readable CSV file ({reason})"
        raise InputError(table, str(folder / table), allowed) from None
    _check_header(table, header, kind)
    if not lines and not may_be_empty:
        raise InputError(table, "an empty table", "at least one row is needed")
    return [_row(table, index, header, line, kind) for index, line in enumerate(lines)]


def _check_header(table: str, header: Sequence[str], kind: type[Row]) -> None:
    for column, field in kind.model_fields.items():
        least = 1 if field.is_required() else 0
        if not least <= header.count(column) <= 1:
            what = "a missing column" if column not in header else "a repeated column"
            raise InputError(f"{table} column {column}", what, "each column appears once")
    for column in header:
        choose(f"{table} header", column, list(kind.model_fields))


def _row(
    table: str, index: int, header: Sequence[str], cells: Sequence[str], kind: type[RowType]
) -> RowType:
    if len(cells) != len(header):
        where = f"{table} row {index + 2}"
        raise InputError(where, f"{len(cells)} cells", f"the header has {len(header)}")
    return check_row(kind, dict(zip(header, cells, strict=True)), partial(place, table, index))


def check_row(
    kind: type[RowType], values: Mapping[str, Any], where: Callable[[str], str]
) -> RowType:
    """Make a row of values, each checked by its column.

    Args:
        kind: the row model.
        values: by column; others are ignored.
        where: the name of a value in messages, by its column.

    Raises:
        InputError: for the first value that is missing, of another kind or out of range.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        column = str(error.errors()[0]["loc"][0])
        value = values.get(column, MISSING)
        raise InputError(where(column), value, _allowed(kind, column, value)) from None


def _allowed(kind: type[Row], column: str, value: object) -> str:
    """Describe the values that the row model accepts in a column; of names, also the nearest."""
    schema = kind.model_json_schema()["properties"][column]
    if "enum" in schema:
        names = [name or "(empty)" for name in schema["enum"]]
        listed = f"choose one of: {', '.join(names)}"
        meant = nearest(str(value), names).strip()
        return f"{meant} {listed}" if meant.startswith("did") else listed
    if schema["type"] == "string":
        pattern = "letters, digits and _, a letter first"
        return f"it needs {pattern if 'pattern' in schema else 'some text'}"
    number = "a whole number" if schema["type"] == "integer" else "a number"
    above = f"above {schema['exclusiveMinimum']:g}" if "exclusiveMinimum" in schema else ""
    low = above or f"from {schema['minimum']:g}"
    return f"{number} {low} to {schema['maximum']:g}"


def check_unique(table: str, column: str, keys: Sequence[str]) -> None:
    """Raise InputError naming the first key that appears a second time."""
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            raise InputError(place(table, index, column), key, "each row must be different")
        seen.add(key)


def check_sources(
    table: str, column: str, rows: Sequence[Row], references: Sequence[Reference]
) -> None:
    """Raise InputError if a source key is unknown, or an assumption has no note."""
    keys = [ASSUMPTION, *(reference.key for reference in references)]
    for index, row in enumerate(rows):
        key = choose(place(table, index, column), getattr(row, column), keys)
        note = getattr(row, "note", "")
        if key == ASSUMPTION and not note:
            allowed = "an assumption needs a note that says why"
            raise InputError(place(table, index, "note"), note, allowed)


_in_populations_csv = partial(place, "populations.csv")


def check_populations(
    populations: Sequence[Population],
    where: Callable[[int, str], str] = _in_populations_csv,
    rules: str = "populations.csv column rule",
) -> None:
    """Check that every population can rest, that its agent can follow its rule, and all rules.

    Args:
        populations: in order.
        where: the name of a value in messages, by the index of its population and its column.
        rules: the name of all rules in messages.

    Raises:
        InputError: for the first value that cannot be used.
    """
    for index, row in enumerate(populations):
        if not row.can_rest:
            allowed = f"above 0 (rule rate) and below max_hz {row.max_hz:g}"
            raise InputError(where(index, "rest_hz"), row.rest_hz, allowed)
        able = SPECIAL_RULES.get(row.rule, row.agent)
        if row.agent != able or (row.rule == "rate" and row.agent == "Afferent"):
            allowed = f"the agent {row.agent} cannot follow it"
            raise InputError(where(index, "rule"), row.rule, allowed)
    for rule in SPECIAL_RULES:
        count = sum(row.rule == rule for row in populations)
        if count != 1:
            allowed = f"exactly one population must have the rule {rule}"
            raise InputError(rules, f"{count} x {rule}", allowed)


def _check_projections(
    projections: Sequence[Projection], populations: Sequence[Population]
) -> None:
    table = "projections.csv"
    keys = [population.key for population in populations]
    sensing = [population.key for population in populations if population.rule != "skin"]
    seen: dict[tuple[str, str], set[str]] = {}
    check_unique(table, "topology", [row.key for row in projections])
    for index, row in enumerate(projections):
        choose(place(table, index, "source"), row.source, keys)
        choose(place(table, index, "target"), row.target, sensing)  # only touch drives the skin
        before = seen.setdefault((row.source, row.target), set())
        # "diffuse" reaches every muscle nearby, so also those of the other topologies.
        if before and "diffuse" in before | {row.topology}:
            allowed = f"{row.source}>{row.target} would connect the same nodes twice"
            raise InputError(place(table, index, "topology"), row.topology, allowed)
        before.add(row.topology)


def _fingerprint(folder: Path) -> str:
    """Hash of the bytes of all tables, so that an edited table is read again."""
    digest = hashlib.sha256()
    for path in [folder / table for table in TABLES[:3]] + sorted(folder.glob("bodies/*.csv")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(read_file(path))
    return digest.hexdigest()


@lru_cache(maxsize=16)
def _load(folder: Path, fingerprint: str) -> Atlas:
    references = read_table(folder, "references.csv", Reference)
    populations = read_table(folder, "populations.csv", Population)
    projections = read_table(folder, "projections.csv", Projection)
    check_unique("references.csv", "key", [row.key for row in references])
    check_unique("populations.csv", "key", [row.key for row in populations])
    check_populations(populations)
    _check_projections(projections, populations)
    check_sources("populations.csv", "source", populations, references)
    check_sources("projections.csv", "reference", projections, references)
    return Atlas(tuple(populations), tuple(projections), tuple(references), folder)


@checked(folder=optional(PATH))
def load_atlas(folder: str | os.PathLike[str] | None = None) -> Atlas:
    """Load and check an atlas.

    Args:
        folder: folder of the tables; None for the packaged atlas.

    Returns:
        The atlas; the same object until a table is edited.

    Raises:
        InputError: at the first value that cannot be used, naming file, row and column.

    Examples:
        >>> pallidum = load_atlas().population("GPI")
        >>> pallidum.name, pallidum.tau_ms
        ('Inner pallidum', 15.0)
    """
    try:
        folder = PACKAGED_ATLAS if folder is None else Path(folder).resolve()
        if not folder.exists():
            raise InputError("atlas folder", str(folder), "there is no such folder")
        for table in TABLES:
            if not (folder / table).is_file():
                raise InputError(table, str(folder), f"the atlas folder must hold {table}")
        fingerprint = _fingerprint(folder)
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links
        reason = getattr(error, "strerror", None) or str(error)
        place = getattr(error, "filename", None) or str(folder)
        allowed = f"all its tables must be readable files ({reason})"
        raise InputError("atlas folder", str(place), allowed) from None
    return _load(folder, fingerprint)


def cite(reference: Reference) -> str:
    """Authors, year, title, journal and DOI in one line."""
    doi = f", doi {reference.doi}" if reference.doi else ""
    return f"{reference.authors} {reference.year}. {reference.title}. {reference.journal}{doi}"


def citation(key: str) -> str:
    """The packaged reference with this key, as :func:`cite` writes it.

    Raises:
        KeyError: If there is none (a programming error, caught by the tests).
    """
    return cite({row.key: row for row in load_atlas().references}[key])
