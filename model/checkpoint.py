"""Checkpoints: the complete state of one run at a moment, in memory and in a file.

:meth:`motorloops.model.agents.MotorModel.checkpoint` takes one. A model, or the runs of
:func:`motorloops.model.simulate.simulate`, may start from it: with its seed they continue bit for
bit, noise included. :func:`write_checkpoint` and :func:`read_checkpoint` convert to and from a
file.

The file is an uncompressed NumPy archive (``.npz``) that holds no pickled object: an array for each
field of :class:`~motorloops.model.state.State` but the generator's key, which follows from the
seed, and ``checkpoint.json``, the rest as JSON text.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motorloops.model.arguments import (
    MAPPING,
    NUMBER,
    PATH,
    WHOLE,
    check_fields,
    checked,
    of,
    optional,
)
from motorloops.model.errors import InputError
from motorloops.model.network.build import Network, build_network
from motorloops.model.noise import check_seed, keys
from motorloops.model.params import Params
from motorloops.model.state import State, resting_state
from motorloops.model.timeline import Phase

KIND, SCHEMA = "checkpoint", 1
HEADER = "checkpoint.json"
MAX_HEADER = 2**22  # bytes
ARRAYS = tuple(name for name in State._fields if name != "key")


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The state of one run of a network at a moment.

    Attributes:
        network: the network.
        params: levers and constants at this moment.
        seed: of the noise, from 0 to 2^64 - 1.
        time_ms: milliseconds since the start, which is also the noise counter: the draw of a node
            in the next step depends on the seed, the node and this number.
        command: share of the effort that is given, 0..1.
        stimuli: extra input by node key.
        lesions: share of a node's output removed, by node key.
        state: the state arrays, with a last dimension of one run; read-only copies.

    Raises:
        InputError: for a lesion, a stimulus or a seed out of range.

    Examples:
        >>> model = MotorModel(seed=1, stress=0.5)
        >>> model.advance(300)
        >>> checkpoint = model.checkpoint()
        >>> checkpoint.time_ms, checkpoint.params.stress, checkpoint.state.activation.shape
        (300, 0.5, (10, 1))
    """

    network: Network
    params: Params
    seed: int
    time_ms: int
    command: float
    stimuli: Mapping[str, float]
    lesions: Mapping[str, float]
    state: State

    def __post_init__(self) -> None:
        check_fields(
            self, network=of(Network), params=of(Params), time_ms=WHOLE, command=NUMBER,
            stimuli=MAPPING, lesions=MAPPING, state=of(State),
        )  # fmt: skip
        if self.time_ms < 0:
            raise InputError("time_ms", self.time_ms, "give a whole number from 0 up")
        for node in (*self.stimuli, *self.lesions):
            self.network.index(node)
        phase = Phase(0, self.command, {}, self.stimuli, self.lesions)  # checks the values
        object.__setattr__(self, "stimuli", dict(phase.stimuli))
        object.__setattr__(self, "lesions", dict(phase.lesions))
        usual = _resting(self.network, self.seed)
        copies = {}
        for name in ARRAYS:
            copies[name] = np.array(getattr(self.state, name), np.float64)
            copies[name].flags.writeable = False
            shape = getattr(usual, name).shape
            if copies[name].shape != shape:
                raise InputError(f"state {name}", copies[name].shape, f"give an array of {shape}")
        object.__setattr__(self, "state", usual._replace(**copies))

    def check(self, network: Network) -> None:
        """Refuse another network than the checkpoint's.

        Raises:
            InputError: if the networks have other numbers or another topology.
        """
        if network.digest != self.network.digest:
            raise _other_network(self.network.digest, network)

    def repeated(self, seeds: np.ndarray) -> State:
        """The state of several runs that start here.

        Args:
            seeds: (runs,) seed of each run's noise from here on.
        """
        runs = len(seeds)
        arrays = {name: np.repeat(getattr(self.state, name), runs, axis=1) for name in ARRAYS}
        return State(key=keys(seeds), **arrays)


def _resting(network: Network, seed: int) -> State:
    return resting_state(network.wiring, np.array([check_seed(seed)], np.uint64))


def _other_network(digest: str, network: Network) -> InputError:
    allowed = f"the checkpoint belongs to the network {digest}; give that one"
    return InputError("network", f"{network.body.name} ({network.digest})", allowed)


class _Header(BaseModel):
    """The JSON text of a file."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    motorloops: Literal["checkpoint"]
    schema_: Literal[1] = Field(alias="schema")
    version: str
    network: str
    body: str
    seed: int
    time_ms: Annotated[int, Field(ge=0, lt=2**53)]
    command: float
    levers: dict[str, float | str]
    stimuli: dict[str, float]
    lesions: dict[str, float]


@checked(checkpoint=of(Checkpoint), path=PATH)
def write_checkpoint(checkpoint: Checkpoint, path: str | os.PathLike[str]) -> None:
    """Write a checkpoint to a file.

    Args:
        checkpoint: what to write.
        path: the file, with any ending; an existing one is replaced when the new one is complete.

    Raises:
        InputError: for an argument of another kind, or a run that has diverged.
        OSError: if the file cannot be written.

    Examples:
        >>> model = MotorModel(body="chain:1", seed=1)
        >>> model.advance(50)
        >>> write_checkpoint(model.checkpoint(), "run.npz")
        >>> MotorModel.from_checkpoint(read_checkpoint("run.npz")).time_ms
        50
    """
    _check_finite(checkpoint.state)
    header = {
        "motorloops": KIND, "schema": SCHEMA, "version": version("motorloops"),
        "network": checkpoint.network.digest, "body": checkpoint.network.body.name,
        "seed": checkpoint.seed, "time_ms": checkpoint.time_ms, "command": checkpoint.command,
        "levers": checkpoint.params.as_dict(), "stimuli": checkpoint.stimuli,
        "lesions": checkpoint.lesions,
    }  # fmt: skip
    partial = Path(f"{os.fspath(path)}.{os.getpid()}.partial")
    try:
        with zipfile.ZipFile(partial, "x") as archive:
            archive.writestr(HEADER, json.dumps(header, allow_nan=False, indent=1) + "\n")
            for name in ARRAYS:
                with archive.open(f"{name}.npy", "w") as file:
                    array = getattr(checkpoint.state, name).astype("<f8")
                    np.lib.format.write_array(file, array, allow_pickle=False)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@checked(path=PATH, network=optional(of(Network)))
def read_checkpoint(path: str | os.PathLike[str], network: Network | None = None) -> Checkpoint:
    """Read a checkpoint from a file.

    Args:
        path: a file that :func:`write_checkpoint` wrote.
        network: the network of the checkpoint; None for the packaged one of its body.

    Returns:
        The checkpoint.

    Raises:
        InputError: if the file cannot be read, is incomplete, damaged or no checkpoint, or belongs
            to another network.

    Examples:
        >>> model = MotorModel(body="chain:1", seed=1)
        >>> write_checkpoint(model.checkpoint(), "start.npz")
        >>> read_checkpoint("start.npz").network.body.name
        'chain:1'
    """
    where, allowed = "checkpoint", "give a file that write_checkpoint wrote"
    if not Path(path).is_file():
        raise InputError(where, str(path), allowed)
    try:
        with zipfile.ZipFile(path) as archive:
            header = _read_header(archive)
            network = network or build_network(header.body)
            if network.digest != header.network:
                raise _other_network(header.network, network)
            state = _read_state(archive, network, header.seed)
        params = Params().replace(**header.levers)
        return Checkpoint(
            network, params, header.seed, header.time_ms, header.command, header.stimuli,
            header.lesions, state,
        )  # fmt: skip
    except InputError:
        raise
    except (OSError, EOFError, ValueError, LookupError, NotImplementedError, RuntimeError,
            zipfile.BadZipFile, zipfile.LargeZipFile) as error:  # fmt: skip
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise InputError(where, str(path), f"{allowed} ({reason})") from None


def _read_header(archive: zipfile.ZipFile) -> _Header:
    if archive.getinfo(HEADER).file_size > MAX_HEADER:
        raise InputError(f"checkpoint {HEADER}", "too long", f"at most {MAX_HEADER} bytes")
    try:
        return _Header.model_validate(json.loads(archive.read(HEADER)))
    except ValidationError as error:
        first = error.errors()[0]
        field = " ".join(["checkpoint", *map(str, first["loc"])])
        raise InputError(field, first["input"], f"{first['msg']}".lower()) from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _read_state(archive: zipfile.ZipFile, network: Network, seed: int) -> State:
    """The state arrays, whose type and shape are checked before they are read."""
    expected = _resting(network, seed)
    arrays: dict[str, np.ndarray] = {}
    for name in ARRAYS:
        like = getattr(expected, name)
        with archive.open(f"{name}.npy") as file:
            np.lib.format.read_magic(file)
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
            if shape != like.shape or dtype != np.dtype("<f8"):
                given = f"{dtype.name} {shape}"
                raise InputError(f"checkpoint {name}", given, f"give float64 {like.shape}")
            rows = np.frombuffer(file.read(like.nbytes + 1), "<f8").reshape(shape)
        arrays[name] = rows.astype(np.float64)
    state = expected._replace(**arrays)
    _check_finite(state)
    return state


def _check_finite(state: State) -> None:
    for name in ARRAYS:
        if not np.isfinite(getattr(state, name)).all():
            raise InputError(f"checkpoint {name}", "NaN or infinite", "give finite numbers")
