"""The study: the runs of a sweep, and its form as a study file.

:func:`~motorloops.experiments.sweeps.study_file.read_study` makes a :class:`Study` from a file;
:func:`as_toml` writes one with all its defaults.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from motorloops.experiments.fitted_sets import sets_digest
from motorloops.experiments.sweeps.initial_states import NO_STATES, InitialStates
from motorloops.experiments.sweeps.own_code import NO_CODE, OwnCode, load
from motorloops.model.files import read_file
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Params
from motorloops.model.presets import preset
from motorloops.model.simulate import Engine, Precision
from motorloops.model.timeline import TIMELINES, Timeline

if TYPE_CHECKING:
    from motorloops.experiments.paradigms.paradigm import Paradigm

DesignKind = Literal["grid", "pairs", "list", "lhs", "sobol", "morris"]
SAMPLED: tuple[DesignKind, ...] = ("lhs", "sobol", "morris")  # designs that draw points from ranges
KINDS: tuple[DesignKind, ...] = ("grid", "pairs", "list", *SAMPLED)
SeedKind = Literal["common", "independent"]
Distribution = Literal["uniform", "loguniform", "normal", "beta", "triangular", "categories"]
UNIFORM: Distribution = "uniform"
CATEGORIES: Distribution = "categories"
# The numbers besides its ends that each distribution of an axis has, as they are typed.
SHAPES: dict[Distribution, tuple[str, ...]] = {
    "uniform": (), "loguniform": (), "normal": ("mean", "sd"), "beta": ("a", "b"),
    "triangular": ("mode",),
}  # fmt: skip
ExecutorKind = Literal["threads", "processes", "dask"]
INITIAL = "initial"  # the axis of states that runs start from
LESION, EVERY = "lesion", "every"  # the axis of silenced nodes, and its value for all of them
WEIGHTS = "weights"  # the axis of packaged sets of weights that runs use
# Columns of the rows besides axes and measures.
RUN_COLUMNS = ("point", "replicate", "seed", "pair", "status", "reason")


def is_paradigm_column(name: str) -> bool:
    """Whether a column is a figure of a paradigm: ``PARADIGM.MEASURE@AT``."""
    return "." in name


@lru_cache(maxsize=4)
def _graphml_network(path: Path, content: str) -> Network:
    """The network of a GraphML file; ``content``, the digest of its bytes, is the cache's key."""
    from motorloops.model.network.graphml import read_graphml  # networkx is slow to import

    return read_graphml(path)


@dataclass(frozen=True)
class NetworkSource:
    """The source of the network of a study.

    Attributes:
        body: name of the body; a GraphML file has its own.
        atlas: folder of atlas tables; None for the packaged atlas.
        file: GraphML file that gives body and network; None if the atlas gives them.
    """

    body: str
    atlas: Path | None = None
    file: Path | None = None

    @property
    def named(self) -> NetworkSource:
        """The same folder or file by its name alone, to be beside the study file."""
        atlas, file = (path and Path(path.name) for path in (self.atlas, self.file))
        return NetworkSource(self.body, atlas, file)

    def read(self) -> Network:
        """The network; read again only if a table or the file has changed.

        Raises:
            InputError: if a table or the file is missing or cannot be used.
        """
        if self.file is not None:
            try:
                digest = hashlib.sha256(read_file(self.file)).hexdigest()
            except OSError:
                digest = ""  # the reader states why
            return _graphml_network(self.file, digest)
        return build_network(self.body, self.atlas)


@dataclass(frozen=True)
class Axis:
    """One lever, constant, short form or ``lesion`` that a design varies.

    Attributes:
        values: its values, or the categories of a sampled design; empty if it has a range.
        low: lower end of the range, in the lever's unit.
        high: upper end of the range.
        count: number of equally spaced values in the range, ends included; 0 in a sampled design.
        distribution: in a sampled design.
        shape: numbers of the distribution, in the order of :data:`SHAPES`; of categories, their
            probabilities, empty if they are equal.
    """

    name: str
    values: tuple[float | str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    count: int = 0
    distribution: Distribution = UNIFORM
    shape: tuple[float, ...] = ()

    def identity(self) -> list[float | str]:
        """The numbers and names on which the points depend."""
        if self.distribution == CATEGORIES:
            return [self.distribution, *self.values, *self.shape]
        if self.distribution != UNIFORM:
            return [self.distribution, self.low, self.high, *self.shape]
        return [*self.values] or [self.low, self.high, self.count]


@dataclass(frozen=True)
class Design:
    """The points of the axes that are run.

    Attributes:
        samples: points of an ``lhs`` design, base samples of a ``sobol`` design.
        second_order: whether a ``sobol`` design can estimate second-order indices.
        trajectories: of a ``morris`` design.
        levels: of a ``morris`` design.
        file: CSV table that holds the points of a ``list`` design; empty if the study holds them.
        root: root of the points of a sampled design; None for that of the seeds.
    """

    kind: DesignKind
    axes: tuple[Axis, ...]
    samples: int = 0
    second_order: bool = False
    trajectories: int = 0
    levels: int = 0
    file: str = ""
    root: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the axes."""
        return tuple(axis.name for axis in self.axes)


@dataclass(frozen=True)
class Seeds:
    """The noise seeds of a study: ``count`` runs (replicates) of each point.

    With ``common``, a replicate has the same noise at all points (common random numbers); with
    ``independent``, every run has its own. ``root`` is the root of NumPy's ``SeedSequence``; the
    points of a sampled design are drawn from it too, unless the design has its own.
    ``first`` is the number of the first replicate: parts of one study that run on several
    machines differ in it.
    """

    count: int
    kind: SeedKind
    root: int
    first: int = 0


@dataclass(frozen=True)
class Column:
    """What a measured column holds.

    Attributes:
        unit: of its values; ``"1"`` for plain numbers.
        meaning: its definition in words.
    """

    unit: str
    meaning: str


@dataclass(frozen=True)
class Study:
    """A checked study.

    Attributes:
        source: what its network is read from.
        preset: name of the condition that every run starts from.
        timeline_name: one of ``hold``, ``rest``, ``tap``, ``reach``, or the name of an own one.
        seconds: duration of each run.
        fixed: levers with the same value in all runs, by name; they override the preset's.
        measures: the measured columns: measures of the timeline, then figures of paradigms,
            which are known once the study is planned.
        chunk: runs in a unit of work.
        workers: threads or processes; 0 for one per core.
        authors: whom to cite for the rows, e.g. ``"A. Name <https://orcid.org/...>"``.
        license: of the rows, an SPDX identifier such as ``"CC-BY-4.0"``, or an address; may be
            empty.
        paradigms: names of paradigms, as in the study file.
        own: its own timelines, measures and paradigms.
        columns: unit and meaning of the columns that are no packaged measures.
        initial: the checkpoints that the axis ``initial`` names.

    Examples:
        >>> design = {"kind": "grid", "axes": {"touch": [0.0, 1.0]}}
        >>> table = {"preset": "mild", "body": "chain:1", "seconds": 0.5, "design": design}
        >>> study = run_study({**table, "seeds": {"count": 1}}, "trick").study
        >>> study.base().loss_cortex, study.timeline().duration_ms, study.seeds.count
        (0.15, 500, 1)
    """

    name: str
    description: str
    source: NetworkSource
    preset: str
    timeline_name: str
    seconds: float
    fixed: Mapping[str, float | str]
    design: Design
    seeds: Seeds
    measures: tuple[str, ...]
    engine: Engine
    precision: Precision
    chunk: int
    executor: ExecutorKind
    workers: int
    authors: tuple[str, ...] = ()
    license: str = ""
    paradigms: tuple[str, ...] = ()
    own: OwnCode = NO_CODE
    columns: Mapping[str, Column] = field(default_factory=dict)
    initial: InitialStates = NO_STATES

    @property
    def body(self) -> str:
        """Name of the body."""
        return self.source.body

    def base(self) -> Params:
        """The levers of every run before the design changes some."""
        return Params().replace(**{**preset(self.preset).changes, **self.fixed})

    @property
    def weights_digest(self) -> str:
        """Identity of the packaged sets of weights; empty if the runs use none."""
        return sets_digest() if WEIGHTS in self.design.names else ""

    @property
    def own_timeline(self) -> bool:
        """Whether the timeline is own code."""
        return self.timeline_name not in TIMELINES

    def timeline(self) -> Timeline:
        """The timeline of every run; own code is executed.

        Raises:
            InputError: for own code that cannot be used.
        """
        if self.own_timeline:
            return load(self.own.fixed()).timeline(self.timeline_name, self.seconds)
        return TIMELINES[self.timeline_name](self.seconds)

    def paradigm(self, text: str) -> Paradigm:
        """A paradigm of the study, by its name there; own code is executed.

        Raises:
            InputError: for own code that cannot be used.
        """
        from motorloops.experiments.paradigms.registry import PARADIGMS  # slow to import

        return PARADIGMS[text] if text in PARADIGMS else load(self.own.fixed()).paradigm(text)

    @property
    def timeline_measures(self) -> tuple[str, ...]:
        """The measures of the runs of the timeline."""
        return tuple(name for name in self.measures if not is_paradigm_column(name))

    def column(self, name: str) -> Column:
        """Unit and meaning of a measured column."""
        if name in self.columns:
            return self.columns[name]
        return Column(MEASURES[name].unit, MEASURES[name].meaning)

    def network(self) -> Network:
        """The network of every run."""
        return self.source.read()

    def identity(self) -> dict[str, Any]:
        """The values on which the rows depend, by key of the study file; not the workers.

        The digest of a custom network is in the provenance, not here. A key that is added later
        is left out at its default, so that the digests of older sweeps stay valid.
        """
        axes = {f"design.axes.{axis.name}": axis.identity() for axis in self.design.axes}
        numbers = ("kind", "samples", "second_order", "trajectories", "levels")
        return {
            "body": self.body,
            "preset": self.preset,
            "timeline": self.timeline_name,
            "seconds": self.seconds,
            "engine": self.engine,
            "precision": self.precision,
            **{f"fixed.{name}": value for name, value in self.fixed.items()},
            **{f"design.{key}": getattr(self.design, key) for key in numbers},
            **({} if self.points_root == self.seeds.root else {"design.root": self.points_root}),
            "design.axes": list(self.design.names),
            **axes,
            **{f"seeds.{key}": getattr(self.seeds, key) for key in ("count", "kind", "root")},
            **({"seeds.first": self.seeds.first} if self.seeds.first else {}),
            "measures": list(self.measures),
            **({"paradigms": list(self.paradigms)} if self.paradigms else {}),
            **({"own": [r.text for r in self.own.references]} if self.own.references else {}),
        }

    @property
    def points_root(self) -> int:
        """Root of the points of a sampled design."""
        return self.seeds.root if self.design.root is None else self.design.root

    @property
    def digest(self) -> str:
        """Identity of the study: the same digest and the same network give the same rows."""
        text = json.dumps(self.identity(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _axis_lines(axis: Axis, design: Design) -> str:
    """An axis as keys of ``[design.axes]``; dotted keys preserve the order, tables would not."""
    import tomli_w

    keys: dict[str, object] = {"low": axis.low, "high": axis.high}
    if axis.distribution == CATEGORIES:
        keys = {"categories": axis.values}
        keys |= {"probabilities": axis.shape} if axis.shape else {}
    elif axis.values:
        return tomli_w.dumps({axis.name: axis.values})
    elif axis.distribution != UNIFORM:
        keys["distribution"] = axis.distribution
        keys |= zip(SHAPES[axis.distribution], axis.shape, strict=True)
    elif design.kind not in SAMPLED:
        keys["count"] = axis.count
    return "".join(f"{axis.name}.{tomli_w.dumps({key: value})}" for key, value in keys.items())


def _design_table(design: Design) -> dict[str, object]:
    own = {
        "lhs": ("samples",), "sobol": ("samples", "second_order"),
        "morris": ("trajectories", "levels"),
    }  # fmt: skip
    table = {"kind": design.kind, **{key: getattr(design, key) for key in own.get(design.kind, ())}}
    table |= {} if design.root is None else {"root": design.root}
    return {**table, "file": design.file} if design.file else table


def _network_keys(source: NetworkSource) -> dict[str, str]:
    if source.file is not None:
        return {"network": str(source.file)}
    own = {} if source.atlas is None else {"atlas": str(source.atlas)}
    return {"body": source.body, **own}


def as_toml(study: Study) -> str:
    """The study as the text of a study file: every key, every default."""
    import tomli_w

    keys = ("seconds", "engine", "precision", "chunk", "executor", "workers")
    own = {r.column: r.text for r in study.own.references if r.key == "measures"}
    measures = [own.get(name, name) for name in study.timeline_measures]
    columns = {n: {"unit": c.unit, "meaning": c.meaning} for n, c in study.columns.items()}
    table = {
        "name": study.name,
        "description": study.description,
        **({"authors": list(study.authors)} if study.authors else {}),
        **({"license": study.license} if study.license else {}),
        **_network_keys(study.source),
        "preset": study.preset,
        "timeline": study.timeline_name,
        **({"measures": measures} if measures else {}),
        **({"paradigms": list(study.paradigms)} if study.paradigms else {}),
        **{key: getattr(study, key) for key in keys},
        **({"fixed": dict(study.fixed)} if study.fixed else {}),
        "design": _design_table(study.design),
        "seeds": dataclasses.asdict(study.seeds),
    }
    axes = [] if study.design.file else study.design.axes
    lines = "".join(_axis_lines(axis, study.design) for axis in axes)
    described = "\n" + tomli_w.dumps({"columns": columns}) if columns else ""
    return tomli_w.dumps(table) + (f"\n[design.axes]\n{lines}" if lines else "") + described


def as_csv(design: Design) -> str:
    """The points of a listed design as a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(design.names)
    writer.writerows(zip(*(axis.values for axis in design.axes), strict=True))
    return text.getvalue()
