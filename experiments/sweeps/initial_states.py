"""The states that runs of a study start from: files of checkpoints beside the study.

The axis ``initial`` names the files; the empty name is the network at rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from motorloops.model.checkpoint import Checkpoint, read_checkpoint
from motorloops.model.errors import InputError
from motorloops.model.files import read_file
from motorloops.model.network.build import Network

SUFFIX = ".npz"
NAMED = f"name a checkpoint beside the study, such as tired{SUFFIX}; an empty name is rest"
LARGEST = 2**30  # bytes of a checkpoint


@lru_cache(maxsize=16)
def _checkpoint(path: Path, digest: str, network: Network) -> Checkpoint:
    """The checkpoint in a file; ``digest``, that of its bytes, is the cache's key."""
    return read_checkpoint(path, network)


@dataclass(frozen=True)
class InitialStates:
    """The files of the axis ``initial``, as workers get them.

    Attributes:
        folder: of the study file.
        digests: name of each file, and the SHA-256 of its bytes.
    """

    folder: Path | None = None
    digests: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, names: Sequence[str], folder: Path, network: Network) -> InitialStates:
        """Read and check the files of all names.

        Raises:
            InputError: for a file that is missing, no checkpoint, or of another network.
        """
        states = cls(folder.absolute())
        if not any(names):
            return NO_STATES
        found = {name: states.content(name) for name in dict.fromkeys(names) if name}
        digests = tuple((name, hashlib.sha256(text).hexdigest()) for name, text in found.items())
        states = replace(states, digests=digests)
        for name, _ in digests:
            states.checkpoint(name, network)
        return states

    def content(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: if it cannot be read.
        """
        path = self._path(name)
        try:
            return read_file(path, LARGEST)
        except OSError as error:
            raise InputError("initial", name, f"{NAMED} ({error.strerror})") from None

    def checkpoint(self, name: str, network: Network) -> Checkpoint | None:
        """The state of a name; None for the network at rest.

        Raises:
            InputError: for a file that has changed, or is no checkpoint of the network.
        """
        if not name:
            return None
        digest = hashlib.sha256(self.content(name)).hexdigest()
        if digest != dict(self.digests).get(name):
            raise InputError("initial", name, "the file has changed since the study was read")
        try:
            return _checkpoint(self._path(name), digest, network)
        except InputError as error:
            raise InputError("initial", name, error.allowed) from None

    def in_folder(self, folder: Path) -> InitialStates:
        """The same files in another folder."""
        return replace(self, folder=folder)

    def _path(self, name: str) -> Path:
        return (self.folder or Path()) / name


NO_STATES = InitialStates()


def check_name(name: object) -> str:
    """Check the name of an initial state: a file beside the study, or nothing.

    Raises:
        InputError: for anything else.
    """
    if not isinstance(name, str) or (name and (Path(name).name != name or name[0] == ".")):
        raise InputError("initial", name, NAMED)
    if name and not name.endswith(SUFFIX):
        raise InputError("initial", name, NAMED)
    return name
