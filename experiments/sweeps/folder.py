"""The folder of a sweep: what lies where, who may write, and what is there already."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import read_study
from motorloops.model.errors import InputError

STUDY, PROVENANCE, LOCK, LISTED = "study.toml", "provenance.json", ".lock", "points.csv"


@dataclass(frozen=True)
class SweepFolder:
    """Paths inside the folder of one sweep."""

    path: Path

    @property
    def study(self) -> Path:
        """The study, as it was checked."""
        return self.path / STUDY

    @property
    def provenance(self) -> Path:
        """What the data was made with."""
        return self.path / PROVENANCE

    @property
    def listed(self) -> Path:
        """The points of a study that lists them in a table."""
        return self.path / LISTED

    @property
    def shards(self) -> Path:
        """What is done so far, while the sweep is not complete."""
        return self.path / "shards"

    @property
    def data(self) -> Path:
        """The data set; it is there once the sweep is complete."""
        return self.path / "data"

    @property
    def complete(self) -> bool:
        """Whether all rows are there."""
        return self.data.is_dir()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep all others from writing here; the lock of a process that died is gone with it.

        Raises:
            BadInput: if another process has the lock.
        """
        handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise in_use(self.path) from None
            yield
        finally:
            os.close(handle)

    @property
    def running(self) -> bool:
        """Whether a sweep is writing here now."""
        if not (self.path / LOCK).exists():
            return False
        try:
            handle = os.open(self.path / LOCK, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            finally:
                os.close(handle)
        except BlockingIOError:
            return True
        except OSError:  # a lock file of somebody else: nothing is known
            return False
        return False


def in_use(path: Path) -> InputError:
    """What the second of two sweeps in one folder is told."""
    allowed = "another sweep is writing there; wait for it, or take another folder"
    return InputError("--out", str(path), allowed)


def sweep_folder(text: str) -> SweepFolder:
    """The folder of a sweep that is there.

    Raises:
        BadInput: if there is none.
    """
    folder = SweepFolder(Path(text))
    if not folder.study.is_file():
        raise InputError("folder", text, f"give the folder of a sweep (it holds no {STUDY})")
    return folder


def kept_study(folder: SweepFolder) -> Study:
    """The study of a folder."""
    return read_study(folder.study)
