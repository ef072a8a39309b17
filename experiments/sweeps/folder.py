"""The folder of a sweep: its files, its lock, and the copies of a custom network."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

from filelock import FileLock, Timeout

from motorloops.experiments.sweeps.dataset import DamagedDataError, shard_paths, write_whole
from motorloops.experiments.sweeps.own_code import OwnCode
from motorloops.experiments.sweeps.study import NetworkSource, Study, as_csv, as_toml
from motorloops.experiments.sweeps.study_file import check_study, read_toml
from motorloops.model.errors import InputError
from motorloops.model.files import read_file
from motorloops.model.network.atlas import TABLES

STUDY, PROVENANCE, LOCK, POINTS = "study.toml", "provenance.json", ".lock", "points.csv"
ATLAS, NETWORK = "atlas", "network.graphml"
BEGUN = ".begun"  # names of what is written before the study file; is there until that is written
Record = dict[str, Any]  # what the provenance holds
# Keys that the provenance of every sweep has.
NEEDED = {"study": str, "code": str, "atlas": str, "base": dict, "sessions": list}


@dataclass(frozen=True)
class SweepFolder:
    """The folder of one sweep.

    Attributes:
        path: of the folder.
    """

    path: Path

    @property
    def study(self) -> Path:
        """The study file, with all defaults written out."""
        return self.path / STUDY

    @property
    def provenance(self) -> Path:
        """The provenance of the data."""
        return self.path / PROVENANCE

    @property
    def shards(self) -> Path:
        """The shards written so far, while the sweep is not complete."""
        return self.path / "shards"

    @property
    def data(self) -> Path:
        """The data set, once the sweep is complete."""
        return self.path / "data"

    @property
    def extension(self) -> SweepFolder:
        """The folder of an extension that is being run; its rows then replace those here."""
        return SweepFolder(self.path / "extension")

    @property
    def begun(self) -> Path:
        """Names of the files that a sweep writes before its study file; is there until then."""
        return self.path / BEGUN

    def leftovers(self) -> set[str]:
        """Names of what a sweep has left that stopped before its study file was written."""
        try:
            names = set(self.begun.read_text(encoding="utf-8").splitlines())
        except (OSError, ValueError):
            return set()
        return {name for name in names if name == Path(name).name and name[:1] not in ("", ".")}

    @property
    def complete(self) -> bool:
        """Whether the sweep has ended: the provenance then holds the hash of its rows."""
        return self.record().get("hash") is not None

    def record(self) -> Record:
        """What the provenance holds; empty before the first run of the sweep.

        Raises:
            DamagedDataError: if it is missing although there are rows, or cannot be read.
        """
        remedy = "restore it from a copy, or run the study again in another folder"
        try:
            record = json.loads(self.provenance.read_text(encoding="utf-8"))
        except FileNotFoundError:
            if not self._has_rows:
                return {}
            raise DamagedDataError(str(self.provenance), "it is missing", remedy) from None
        except (OSError, ValueError, RecursionError) as error:
            found = f"it cannot be read ({getattr(error, 'strerror', None) or error})"
            raise DamagedDataError(str(self.provenance), found, remedy) from None
        if (
            not isinstance(record, dict)
            or not NEEDED.items() <= {key: type(value) for key, value in record.items()}.items()
        ):
            found = "it is not the provenance of a sweep"
            raise DamagedDataError(str(self.provenance), found, remedy)
        return record

    @property
    def _has_rows(self) -> bool:
        if self.data.is_dir() and any(self.data.iterdir()):
            return True
        return next(shard_paths(self.shards), None) is not None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder's lock; the operating system releases that of a process that died.

        Raises:
            InputError: if another sweep holds it.
        """
        try:
            lock = FileLock(self.path / LOCK).acquire(blocking=False)
        except Timeout:
            raise in_use(self.path) from None
        with lock:
            yield

    @property
    def running(self) -> bool:
        """Whether a sweep is currently writing to the folder."""
        if not (self.path / LOCK).exists():
            return False
        try:
            FileLock(self.path / LOCK).acquire(blocking=False).lock.release()
        except Timeout:
            return True
        except OSError:  # the folder is read-only
            return False
        return False

    def write_study(self, study: Study) -> None:
        """Write the study file, after the tables and the network file that it refers to.

        Raises:
            InputError: if a custom network has changed since the study was checked.
            OSError: if something cannot be written.
        """
        for name in self.leftovers():
            left = self.path / name
            if left.is_dir():
                rmtree(left)
            else:
                left.unlink(missing_ok=True)
        write_whole(self.begun, "\n".join(_copies(study)).encode())
        digest = study.network().digest
        source = self._copy_network(study.source)
        if source.read().digest != digest:
            allowed = "it has changed while it was copied; start again"
            raise InputError("network", source.read().digest, allowed)
        self._copy_modules(study.own)
        for name, _ in study.initial.digests:
            write_whole(self.path / name, study.initial.content(name))
        design = study.design
        if design.file:
            write_whole(self.path / POINTS, as_csv(design).encode())
            design = dataclasses.replace(design, file=POINTS)
        inside = NetworkSource(
            source.body, source.atlas and Path(ATLAS), source.file and Path(NETWORK)
        )
        study = dataclasses.replace(study, design=design, source=inside)
        write_whole(self.study, as_toml(study).encode())
        self.begun.unlink(missing_ok=True)

    def _copy_modules(self, own: OwnCode) -> None:
        """Copy the modules of own code that are beside the study into the folder.

        Raises:
            InputError: if one has changed since the study was checked.
        """
        sources, digests = OwnCode(own.references, own.folder), own.digests()
        changed = sources.differing(digests)
        if changed is not None:
            allowed = "it has changed while the study was checked; start again"
            raise InputError("module", changed, allowed)
        for path in own.files().values():
            write_whole(self.path / path.name, read_file(path))

    def _copy_network(self, source: NetworkSource) -> NetworkSource:
        """Copy the atlas tables or the GraphML file into the folder; returns where they are."""
        folder = self.path.absolute()
        if source.file is not None:
            write_whole(folder / NETWORK, read_file(source.file))
            return NetworkSource(source.body, file=folder / NETWORK)
        if source.atlas is None:
            return source
        part = folder / f".{ATLAS}.part"
        rmtree(part, ignore_errors=True)
        tables = [*(source.atlas / table for table in TABLES), *source.atlas.glob("bodies/*.csv")]
        for table in dict.fromkeys(tables):
            copy = part / table.relative_to(source.atlas)
            copy.parent.mkdir(parents=True, exist_ok=True)
            write_whole(copy, read_file(table))
        rmtree(folder / ATLAS, ignore_errors=True)
        part.rename(folder / ATLAS)
        return NetworkSource(source.body, atlas=folder / ATLAS)


def _copies(study: Study) -> list[str]:
    """Names of what the folder of a study holds besides its study file."""
    source, design = study.source, study.design
    names = [path.name for path in study.own.files().values()]
    names += [name for name, _ in study.initial.digests]
    names += [POINTS] if design.file else []
    return names + ([NETWORK] if source.file else []) + ([ATLAS] if source.atlas else [])


def in_use(path: Path) -> InputError:
    """The error for a second sweep in one folder."""
    allowed = "another sweep is writing there; wait for it, or use another folder"
    return InputError("--out", str(path), allowed)


def sweep_folder(text: str) -> SweepFolder:
    """The folder of a sweep that exists.

    Raises:
        InputError: if it holds no sweep.
    """
    folder = SweepFolder(Path(text))
    if not os.path.isfile(folder.study):  # False for a name that is too long, too
        raise InputError("folder", text, f"give the folder of a sweep (it holds no {STUDY})")
    return folder


def stored_study(folder: SweepFolder) -> Study:
    """The study of a folder."""
    return check_study(read_toml(folder.study), folder.study, new=False)
