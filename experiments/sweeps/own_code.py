"""Own code of a study: the timelines, measures and paradigms that its author wrote.

A study names them as ``module:NAME``, or by the name of an entry point of an installed package.
``module`` is a file ``module.py`` beside the study, or else an installed module.

Nothing here runs when a study is read: :meth:`OwnCode.digests` reads source files, and
:func:`load` alone executes them, after it has compared their digests. Only what runs a study calls
it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import importlib.util
import re
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.abc import InspectLoader
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.model.errors import InputError, choose, cut, nearest
from motorloops.model.files import read_file
from motorloops.model.measures import Measure, MeasureInput
from motorloops.model.timeline import Timeline
from motorloops.model.trajectory import Trajectory

if TYPE_CHECKING:
    from motorloops.experiments.paradigms.paradigm import Paradigm

FORM = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*):([^\W\d]\w*)")
GROUPS = {  # of entry points, by key of the study file
    "timeline": "motorloops.timelines", "measures": "motorloops.measures",
    "paradigms": "motorloops.paradigms",
}  # fmt: skip
LARGEST_MODULE = 2**24  # bytes
COUNT = "(R,) numbers, one for each run"


class OwnCodeError(ValueError):
    """What own code did wrong in a run: it raised an error, or returned no (R,) numbers."""


@dataclass(frozen=True)
class Reference:
    """A name of own code in a study.

    Attributes:
        key: of the study file: ``timeline``, ``measures`` or ``paradigms``.
        text: as it is typed there.
        module: the module that defines it.
        name: its name in that module.
    """

    key: str
    text: str
    module: str
    name: str

    @property
    def column(self) -> str:
        """Name of its column, if it is a measure."""
        return self.text.partition(":")[2] or self.text


def _entry_points(key: str) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUPS[key])}


def read_reference(
    key: str, text: str, packaged: Mapping[str, object], *, stored: bool = False
) -> Reference | None:
    """Read the name of a timeline, measure or paradigm; no code is run.

    Args:
        key: of the study file.
        text: as typed.
        packaged: what motorloops itself has, by name.
        stored: whether the study is that of results, which can be read without the package whose
            entry point it names.

    Returns:
        The reference to own code, or None for a packaged name.

    Raises:
        InputError: for a name that is neither packaged nor an entry point, and not of the form
            ``module:NAME``.
    """
    if text in packaged:
        return None
    if ":" in text:
        match = FORM.fullmatch(text)
        if match is None or match[1] == "__main__":
            raise InputError(key, text, 'write own code as "module:NAME", for a file module.py')
        return Reference(key, text, match[1], match[2])
    entries = _entry_points(key)
    if stored and text not in entries:
        return Reference(key, text, "", "")
    choose(key, text, [*packaged, *entries])
    entry = entries[text]
    if not text.isidentifier():
        raise InputError(key, text, "the name of its entry point must be an identifier")
    return Reference(key, text, entry.module, entry.attr)


@dataclass(frozen=True)
class OwnCode:
    """The own code of a study, as workers get it.

    Attributes:
        references: names of own code, without repetition.
        folder: of the study file, where its modules are looked up first.
        expected: digest that each module must have; empty if any will do.
    """

    references: tuple[Reference, ...] = ()
    folder: Path | None = None
    expected: tuple[tuple[str, str], ...] = ()

    def files(self) -> dict[str, Path]:
        """The modules whose files are beside the study."""
        modules = dict.fromkeys(reference.module for reference in self.references)
        beside = {m: self.folder / f"{m}.py" for m in modules if self.folder and "." not in m}
        return {module: path for module, path in beside.items() if path.is_file()}

    def sources(self) -> dict[str, tuple[Path, bytes]]:
        """The source file of each module, and its content.

        Raises:
            InputError: for a module that cannot be found or read.
        """
        beside, sources = self.files(), {}
        for reference in self.references:
            path = beside.get(reference.module) or _installed(reference)
            try:
                sources[reference.module] = path, read_file(path, LARGEST_MODULE)
            except OSError as error:
                allowed = f"its module {path.name} cannot be read ({error.strerror or error})"
                raise InputError(reference.key, reference.text, allowed) from None
        return sources

    def digests(self) -> dict[str, str]:
        """Digest of the source of each module: that expected, or else that of its file."""
        if self.expected:
            return dict(self.expected)
        return {module: _digest(content) for module, (_, content) in self.sources().items()}

    def fixed(self) -> OwnCode:
        """The same, with digests expected: those that the modules have now, if there are none."""
        return dataclasses.replace(self, expected=tuple(self.digests().items()))

    def in_folder(self, folder: Path) -> OwnCode:
        """The same, with modules from the folder of a sweep, which has copies of them."""
        return dataclasses.replace(self, folder=folder) if self.references else self

    def differing(self, recorded: Mapping[str, str]) -> str | None:
        """The first module whose source is not as recorded; None if there is none."""
        now = self.digests()
        return next((m for m in {**recorded, **now} if recorded.get(m) != now.get(m)), None)


NO_CODE = OwnCode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _installed(reference: Reference) -> Path:
    """The source file of an installed module.

    Raises:
        InputError: if there is none.
    """
    if not reference.module:
        allowed = "no installed package has an entry point of this name"
        raise InputError(reference.key, reference.text, allowed)
    missing = f"there is no file {reference.module}.py beside the study, and no such module"
    try:
        spec = importlib.util.find_spec(reference.module)
    except (Exception, SystemExit) as error:  # a package above it is missing, or raises
        missing = missing if isinstance(error, ModuleNotFoundError) else _raised(reference, error)
        spec = None
    if spec is None:
        raise InputError(reference.key, reference.text, missing)
    if spec.origin is None or not spec.origin.endswith(".py"):
        allowed = f"the module {reference.module} has no source file"
        raise InputError(reference.key, reference.text, allowed)
    return Path(spec.origin)


class _Loader(InspectLoader):
    """Runs the source of a module that was read before, so that it is what the digest is of."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path, self._content = path, content

    def get_source(self, fullname: str) -> str:
        return importlib.util.decode_source(self._content)

    def get_code(self, fullname: str) -> Any:
        return self.source_to_code(self._content, str(self._path))


_LOADING = threading.RLock()


@lru_cache(maxsize=64)
def _module_beside(path: Path, content: bytes) -> ModuleType:
    """The module of a file beside a study, run once in a process.

    It is registered under a name of its own: ``sys.path`` and modules of others stay as they are.
    """
    name = f"_motorloops_study_{_digest(content)}_{path.stem}"
    loader = _Loader(path, content)
    spec = importlib.util.spec_from_loader(name, loader, origin=str(path))
    assert spec is not None  # noqa: S101  a loader is given
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses look it up
    try:
        loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _raised(reference: Reference, error: BaseException) -> str:
    return f"{reference.module} raised {type(error).__name__}: {cut(str(error))}"


@dataclass(frozen=True)
class TrajectoryMeasure:
    """A measure that is a function of a trajectory.

    Attributes:
        unit: of its values: the function's attribute ``unit``, else ``"1"``.
        meaning: the first line of the function's docstring.
        compute: (R,) values from a trajectory of R runs.
        keep_rates: whether it reads the rates of nodes: the function's attribute ``keep_rates``.
    """

    unit: str
    meaning: str
    compute: Callable[[Trajectory], np.ndarray]
    keep_rates: bool = False


OwnMeasure = Measure | TrajectoryMeasure


def _guarded(reference: Reference, function: Callable[[Any], Any]) -> Callable[[Any], np.ndarray]:
    """The function, refusing what is no (R,) numbers and naming itself in errors."""

    def compute(runs: MeasureInput | Trajectory) -> np.ndarray:
        try:
            values = function(runs)
            made = np.asarray(values)
        except MemoryError:  # the machine's
            raise
        except Exception as error:
            at = f"{reference.text} raised {type(error).__name__}: {error}"
            raise OwnCodeError(at) from error
        count = len(runs.params)
        if made.shape != (count,) or made.dtype.kind not in "bifu":
            what = f"an array {made.shape} of {made.dtype}" if made.ndim else type(values).__name__
            raise OwnCodeError(f"{reference.text} returned {what}; it must return {COUNT}")
        return made.astype(np.float64)

    return compute


@dataclass(frozen=True, eq=False)
class LoadedCode:
    """The objects behind the references of a study, by :attr:`Reference.text`."""

    references: tuple[Reference, ...]
    objects: Mapping[str, Any]

    def _of(self, key: str) -> dict[str, Reference]:
        return {r.text: r for r in self.references if r.key == key}

    def timeline(self, text: str, seconds: float) -> Timeline:
        """The timeline of runs of so many seconds.

        Raises:
            InputError: if it is none, raises an error, or has another duration.
        """
        reference = self._of("timeline")[text]
        made = self.objects[text]
        if callable(made):
            try:
                made = made(seconds)
            except (Exception, SystemExit) as error:
                raise InputError("timeline", text, _raised(reference, error)) from None
        if not isinstance(made, Timeline):
            allowed = f"it gives a {type(made).__name__}; it must be a Timeline, or return one"
            raise InputError("timeline", text, allowed)
        if made.duration_ms != round(seconds * 1000):
            allowed = f"{text} lasts {made.duration_ms / 1000:g} s; write that, or follow `seconds`"
            raise InputError("seconds", seconds, allowed)
        return made

    def measures(self) -> dict[str, OwnMeasure]:
        """The own measures by column.

        Raises:
            InputError: for an object that is neither a measure nor a function.
        """
        found: dict[str, OwnMeasure] = {}
        for text, reference in self._of("measures").items():
            made = self.objects[text]
            if isinstance(made, Measure):
                compute = _guarded(reference, made.compute)
                found[reference.column] = dataclasses.replace(made, compute=compute)
            elif callable(made) and not isinstance(made, type):
                lines = (getattr(made, "__doc__", None) or "").strip().splitlines()
                found[reference.column] = TrajectoryMeasure(
                    str(getattr(made, "unit", "1")), lines[0] if lines else f"Own measure {text}",
                    _guarded(reference, made), bool(getattr(made, "keep_rates", False)),
                )  # fmt: skip
            else:
                allowed = f"it is a {_kind(made)}; give a Measure, or a function of a Trajectory"
                raise InputError("measures", text, allowed)
        return found

    def paradigm(self, text: str) -> Paradigm:
        """An own paradigm.

        Raises:
            InputError: if it is none, or has the name of a packaged one.
        """
        from motorloops.experiments.paradigms.paradigm import Paradigm
        from motorloops.experiments.paradigms.registry import PARADIGMS

        made = self.objects[text]
        if not isinstance(made, Paradigm):
            raise InputError("paradigms", text, f"it is a {_kind(made)}; give a Paradigm")
        if made.name in PARADIGMS or not made.name.isidentifier():
            why = "a packaged paradigm has this name" if made.name in PARADIGMS else "an identifier"
            raise InputError("paradigms", text, f"its name is {made.name!r}; give another ({why})")
        return made


def _kind(value: object) -> str:
    return f"class {value.__name__}" if isinstance(value, type) else type(value).__name__


@lru_cache(maxsize=16)
def _load(code: OwnCode) -> LoadedCode:
    expected, sources, beside = dict(code.expected), code.sources(), code.files()
    for module, (path, content) in sources.items():
        if expected and expected.get(module) != _digest(content):
            allowed = f"the study began with {expected.get(module)}; the source must not change"
            raise InputError(f"source of {path.name}", _digest(content), allowed)
    objects: dict[str, Any] = {}
    for reference in code.references:
        try:
            if reference.module in beside:
                module = _module_beside(*sources[reference.module])
            else:
                module = importlib.import_module(reference.module)
        except (Exception, SystemExit) as error:
            raise InputError(reference.key, reference.text, _raised(reference, error)) from None
        if not hasattr(module, reference.name):
            raise InputError(reference.key, reference.text, _lacks(reference, module))
        objects[reference.text] = getattr(module, reference.name)
    return LoadedCode(code.references, objects)


def _lacks(reference: Reference, module: ModuleType) -> str:
    """What is there in place of a name that a module lacks."""
    names = [name for name in vars(module) if not name.startswith("_")]
    hint = f";{nearest(reference.name, names)}" if names else ""
    return f"{reference.module} has no {reference.name}{hint}"


def load(code: OwnCode) -> LoadedCode:
    """Execute the modules of a study, once in a process, and find what it names in them.

    Raises:
        InputError: for a module that cannot be found, read or executed, that has another digest
            than expected, or that lacks a name.
    """
    with _LOADING:
        return _load(code)
