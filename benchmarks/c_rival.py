"""The rival in C: compiled at run time, called through ctypes, one tile of runs at a time.

Past outputs are stored in rings that are no longer than the longest delay of their nodes.
"""

import ctypes
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.task import Final, Task, joined
from motorloops.model.coefficients import Coefficients
from motorloops.model.engine._arrays import cast, pack
from motorloops.model.engine._simd import aligned
from motorloops.model.network.wiring import Wiring, synapse_groups
from motorloops.model.noise import BLOCK, WORD


class Rings(NamedTuple):
    """Layout of past outputs: nodes with rings of equal length share a block, by slot, then node.

    Shapes: N nodes, E synapses, M muscles, K lengths, J pairs of (length, delay).
    """

    ring: np.ndarray  # (N,) index of the length
    place: np.ndarray  # (N,) among the nodes of that length
    length: np.ndarray  # (K,) slots
    width: np.ndarray  # (K,) rows of a slot
    begin: np.ndarray  # (K,) first row of the block
    pair_ring: np.ndarray  # (J,) index of the length
    pair_delay: np.ndarray  # (J,) ms
    pair: np.ndarray  # (E,) pair of each synapse
    source: np.ndarray  # (E,) place of its source
    drives: np.ndarray  # (M,) place of the motoneuron
    drive_pair: np.ndarray  # (M,) pair of its last output

    @property
    def rows(self) -> int:
        """Of all blocks."""
        return int((self.length * self.width).sum())


def rings(wiring: Wiring) -> Rings:
    """Create the layout of the past outputs of a network."""
    longest = np.ones(len(wiring.rule), np.int64)
    np.maximum.at(longest, wiring.source, wiring.delay)
    length, ring = np.unique(longest + 1, return_inverse=True)
    count = np.bincount(ring)
    begin = np.concatenate([[0], np.cumsum(length * count)[:-1]])
    place = np.zeros_like(ring)
    for k in range(len(length)):
        place[ring == k] = np.arange(count[k])
    sources = np.concatenate([wiring.source, wiring.motoneuron])
    delays = np.concatenate([wiring.delay, np.ones_like(wiring.motoneuron)])
    pairs, pair = np.unique(np.stack([ring[sources], delays]), axis=1, return_inverse=True)
    synapses = len(wiring.source)
    return Rings(
        ring, place, length, count, begin, pairs[0], pairs[1], pair[:synapses],
        place[wiring.source], place[wiring.motoneuron], pair[synapses:],
    )  # fmt: skip


SOURCE = Path(__file__).with_name("rival.c")
COMPILER = "gcc"
VECTOR_BYTES, VECTORS = 64, 8  # as in rival.c
DEFAULT = ("-O3", "-march=native", "-fPIC", f"-DVECTORS={VECTORS}")
FLAGS = {"float64": ("-ffp-contract=off",), "float32": ("-ffast-math", "-DSINGLE")}
ROUNDS, WEYL = 7, (0x9E3779B9, 0xBB67AE85)  # of Philox4x32-7
DRAWN_AT_ONCE = 64  # nodes

# As in rival.c.
_SIZES = ("nodes", "muscles", "dofs", "pairs", "rings", "shared", "low", "high")
_NETWORK = (
    "rule", "channel", "ring", "place", "bundle_first", "bundle_synapse", "bundle_site", "pair",
    "source", "pair_ring", "pair_delay", "length", "width", "begin", "drives", "drive_pair",
    "arm_first", "arm_dof", "pull_first", "pull_muscle", "step", "weight", "neutral", "arm", "pull",
    "inertia", "damping", "stiffness", "altered", "scaled",
)  # fmt: skip
_GIVEN = (
    "factor", "bias", "gain", "keep", "clamp", "noise_floor", "noise_slope", "noise_decay",
    "noise_kick", "touch_share", "touch_step", "fusimotor", "proprioceptive_gain",
    "spindle_length", "spindle_velocity", "power", "rise_ms", "fall_ms", "lever_arm", "top_speed",
    "length_width",
)  # fmt: skip
_STATE = (
    "past", "rate", "noise", "adaptation", "activation", "force", "angle", "velocity", "torque",
    "turn", "speed", "normals",
)  # fmt: skip
_ROOM = ("table", "now", "before", "slot", "common")
_TILE = (*_NETWORK, *_GIVEN, "key_low", "key_high", *_STATE, *_ROOM)


class _Sizes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in _SIZES]


class _Tile(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in _TILE]


def found() -> bool:
    """Whether there is a C compiler."""
    return shutil.which(COMPILER) is not None


@cache
def build(folder: Path, dtype: np.dtype) -> ctypes.CDLL:
    """Compile the rival into a folder and load it.

    Raises:
        RuntimeError: if the compiler fails.
    """
    compiled, library = (folder / f"rival_{dtype.name}{suffix}" for suffix in (".o", ".so"))
    # Linked without -ffast-math, which would flush subnormals to zero in the whole process.
    for command in (
        [*DEFAULT, *FLAGS[dtype.name], "-c", str(SOURCE), "-o", str(compiled)],
        ["-shared", str(compiled), "-o", str(library), "-lm"],
    ):
        done = subprocess.run(  # noqa: S603
            [COMPILER, *command], capture_output=True, text=True, check=False
        )
        if done.returncode:
            reason = next(iter(done.stderr.splitlines()), "no message")
            raise RuntimeError(f"{COMPILER} cannot compile {SOURCE.name}: {reason}")
    return ctypes.CDLL(str(library))


def round_keys(seeds_low_high: np.ndarray, lanes: int, dtype: np.dtype) -> list[np.ndarray]:
    """Keys of each round as the kernel reads them: (ROUNDS, vectors, halves, 8) words of 64 bits.

    Args:
        seeds_low_high: (2, R) key words.
        lanes: runs of a tile; the last run is repeated in unused lanes.
        dtype: of the kernel: a vector of floats takes its even runs from the first half.
    """
    halves = 8 // dtype.itemsize
    full = np.concatenate(
        [seeds_low_high, np.repeat(seeds_low_high[:, -1:], lanes, axis=1)], axis=1
    )[:, :lanes].astype(np.uint64)
    found = []
    for word, weyl in zip(full, WEYL, strict=True):
        rounds = np.stack([(word + np.uint64(k * weyl)) & np.uint64(WORD) for k in range(ROUNDS)])
        by_half = rounds.reshape(ROUNDS, -1, 8, halves).swapaxes(2, 3)
        keys = aligned(by_half.shape, np.dtype("uint64"))
        keys[:] = by_half
        found.append(keys)
    return found


def lanes_of(dtype: np.dtype) -> int:
    """Runs of a tile."""
    return VECTORS * VECTOR_BYTES // dtype.itemsize


def run(library: ctypes.CDLL, task: Task, dtype: np.dtype) -> Final:
    """Run a task in the C kernel, tile by tile."""
    return joined([Native(library, part, dtype).run() for part in task.parts(lanes_of(dtype))])


class Native:
    """One tile of runs in the C kernel.

    Args:
        library: from :func:`build`.
        task: at most ``lanes`` runs.
        dtype: that the library was built for.
    """

    def __init__(self, library: ctypes.CDLL, task: Task, dtype: np.dtype) -> None:
        self._advance = library.advance
        self._task, self._dtype = task, dtype
        self._lanes = lanes_of(dtype)
        wiring, state = task.network.wiring, task.state()
        self._rings = rings(wiring)
        self._kept = self._network(wiring) | self._flags()
        self._kept |= self._state(wiring)
        low, high = round_keys(state.key, self._lanes, dtype)
        self._kept |= {"key_low": low, "key_high": high}
        shared = bool((state.key == state.key[:, :1]).all())
        own = self._rings
        self._sizes = _Sizes(
            len(wiring.rule), len(wiring.motoneuron), len(wiring.inertia), len(own.pair_ring),
            len(own.length), shared, int(state.key[0, 0]), int(state.key[1, 0]),
        )  # fmt: skip

    def _network(self, wiring: Wiring) -> dict[str, np.ndarray]:
        own, plain = self._rings, cast(wiring, self._dtype)
        table = {name: getattr(plain, name) for name in _NETWORK if hasattr(plain, name)}
        cut = {
            f"bundle_{name}": column for name, column in synapse_groups(wiring)._asdict().items()
        }
        table |= own._asdict() | cut | {"neutral": plain.length}  # "length" is that of the rings
        return {
            name: a.astype(np.int32) if a.dtype.kind == "i" else np.ascontiguousarray(a)
            for name, a in table.items()
        }

    def _flags(self) -> dict[str, np.ndarray]:
        """Flags of the nodes whose output or gain is altered in any run or phase."""
        phases = [coefficients for coefficients, _ in self._task.spans]
        altered = np.any([((c.keep != 1) | (c.clamp != 0)).any(axis=1) for c in phases], axis=0)
        scaled = np.any([(c.gain != 1).any(axis=1) for c in phases], axis=0)
        return {"altered": altered.astype(np.uint8), "scaled": scaled.astype(np.uint8)}

    def _rows(self, count: int) -> np.ndarray:
        return aligned((count, self._lanes), self._dtype)

    def _state(self, wiring: Wiring) -> dict[str, np.ndarray]:
        """The runs at rest, and working memory."""
        own, nodes = self._rings, len(wiring.rule)
        muscles, dofs = len(wiring.motoneuron), len(wiring.inertia)
        counts = (own.rows, nodes, nodes, muscles, muscles, muscles, dofs, dofs, dofs, muscles,
                  muscles, BLOCK)  # fmt: skip
        state = {name: self._rows(count) for name, count in zip(_STATE, counts, strict=True)}
        state["rate"][:] = wiring.rest[:, None]
        for k, length in enumerate(own.length):
            block = slice(own.begin[k], own.begin[k] + length * own.width[k])
            state["past"][block] = np.tile(wiring.rest[own.ring == k], length)[:, None]
        pointers = {name: np.zeros(len(own.pair_ring) + 1, np.uint64) for name in _ROOM[:4]}
        common = aligned((nodes + DRAWN_AT_ONCE,), self._dtype)
        return state | pointers | {"common": common}

    def _given(self, condition: Coefficients) -> dict[str, np.ndarray]:
        packed = pack(condition, self._lanes, self._dtype)
        return {name: getattr(packed, name) for name in _GIVEN}

    def run(self) -> Final:
        """Take all steps."""
        done = 0
        for condition, steps in self._task.spans:
            arrays = self._kept | self._given(condition)
            tile = _Tile(*(arrays[name].ctypes.data for name in _TILE))
            self._advance(
                ctypes.byref(tile), ctypes.byref(self._sizes), ctypes.c_int64(done),
                ctypes.c_int64(steps),
            )  # fmt: skip
            done += steps
        return self._final(done)

    def _final(self, done: int) -> Final:
        own, runs, kept = self._rings, self._task.runs, self._kept
        altered = kept["altered"].astype(bool)[:, None]
        last = own.begin[own.ring] + (done - 1) % own.length[own.ring] * own.width[own.ring]
        rate = np.where(altered, kept["rate"], kept["past"][last + own.place])
        return Final(rate[:, :runs], kept["activation"][:, :runs], kept["angle"][:, :runs])
