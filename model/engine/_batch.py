"""A batch: runs that advance together in the compiled engine, packed once, phase by phase."""

import numpy as np

from motorloops.model.coefficients import Coefficients
from motorloops.model.engine._accumulators import Roles, Windows, empty_accumulators
from motorloops.model.engine._arrays import (
    FLOAT64,
    BatchArrays,
    Normals,
    Trace,
    cast,
    fill,
    pack,
    pack_changed,
    unpack,
    workspace,
)
from motorloops.model.engine._draws import DRAWN, own_draws, own_width, shared_draws
from motorloops.model.engine._kernel import Sizes, UpdatePlan, advance_rows, diverged_runs
from motorloops.model.engine._simd import aligned
from motorloops.model.network.wiring import Wiring, delay_buffers
from motorloops.model.state import State

# Runs in a row, by bytes of a number: for a few runs (shortest time) and many (throughput).
NARROW, WIDE = {4: 16, 8: 8}, {4: 128, 8: 32}
LARGEST_PAST = 2**30  # bytes; a batch whose delay buffers would exceed this is narrow


def lanes_of(runs: int, wiring: Wiring, dtype: np.dtype) -> int:
    """Number of runs in a row, chosen so that the batch fits into memory."""
    narrow, wide = NARROW[dtype.itemsize], WIDE[dtype.itemsize]
    past = delay_buffers(wiring).rows * wide * dtype.itemsize
    return narrow if runs <= narrow or past > LARGEST_PAST else wide


class Batch:
    """R runs of one network that advance together, with their trace or accumulators.

    Args:
        wiring: of the network.
        state: state of the R runs before step ``done``; R is at most the number of lanes.
        dtype: float64 agrees with the agents bit for bit; float32 is faster.
        done: steps already taken.

    Attributes:
        lanes: number of runs in a row.
        done: steps taken so far.
        trace: the states recorded since :meth:`keep_trace`.
        accumulators: the sums since :meth:`keep_accumulators`.

    Raises:
        ValueError: if there are more runs than lanes.
    """

    def __init__(
        self, wiring: Wiring, state: State, dtype: np.dtype = FLOAT64, done: int = 0
    ) -> None:
        runs = state.rate.shape[1]
        self._dtype = dtype
        self.lanes = lanes_of(runs, wiring, dtype)
        if runs > self.lanes:
            raise ValueError(f"{runs} runs do not fit into {self.lanes} lanes")
        self._net = cast(wiring, dtype)
        self._buffers = delay_buffers(wiring)
        self._state = pack(state, self.lanes, dtype)
        self._work = workspace(wiring, self.lanes, dtype)
        self._shared = shared_draws(len(wiring.rule), dtype)
        self._sizes = Sizes(
            len(wiring.rule),
            len(wiring.motoneuron),
            len(wiring.inertia),
            len(self._work.lag_row),
            self.lanes // own_width(self.lanes),
        )
        self._normals = Normals(self._rows(DRAWN))
        self._own = own_draws(self._state.key, self._normals.of)
        self._same_seed = bool((state.key == state.key[:, :1]).all())
        self._key = int(state.key[0, 0]), int(state.key[1, 0])
        self._take(state, done)
        self._given: tuple[Coefficients, Coefficients] | None = None  # as given, and as packed
        self._altering = np.zeros(len(wiring.rule), bool)  # nodes whose output these alter
        self._first, self._every, self._keep_rates = done, 0, False
        self.trace = self._room(0)
        self._windows, self._measuring = Windows(0, 0, 0), False
        self._roles = Roles(*(self._rows(0) for _ in Roles._fields))
        self.accumulators = empty_accumulators((0, 0, 0), self.lanes, dtype)

    def _take(self, state: State, done: int) -> None:
        self.done = done
        self._grown = bool((state.strength != 1.0).any())
        first, stride, length = self._buffers
        last = state.past[first + (done - 1) % length * stride]
        self._work.altered[:] = (last != state.rate).any(axis=1)

    def load(self, state: State, done: int) -> None:
        """Continue from a state that was computed elsewhere, before step ``done``."""
        fill(self._state, state)
        self._take(state, done)

    def _packed(self, coefficients: Coefficients) -> Coefficients:
        """The coefficients as rows; only those arrays are packed again that are other objects."""
        if self._given is None or self._given[0] is not coefficients:
            if self._given is None:
                packed = pack(coefficients, self.lanes, self._dtype)
            else:
                packed = pack_changed(coefficients, *self._given)
            self._given = coefficients, packed
            self._work.scaled[:] = (coefficients.gain != 1.0).any(axis=1)
            altered = (coefficients.keep != 1.0) | (coefficients.clamp != 0.0)
            self._altering = altered.any(axis=1)
        return self._given[1]

    def _rows(self, count: int) -> np.ndarray:
        return aligned((count, self.lanes), self._dtype)

    def _room(self, samples: int) -> Trace:
        sizes = self._sizes
        sampled = samples if self._keep_rates else 0
        return Trace(
            self._rows(samples * sizes.muscles), self._rows(samples * sizes.dofs),
            self._rows(sampled * sizes.nodes),
        )  # fmt: skip

    def keep_trace(self, milliseconds: int, every_ms: int, keep_rates: bool) -> None:
        """Record the states of the next ``milliseconds`` steps in ``self.trace``."""
        self._first, self._every, self._keep_rates = self.done, every_ms, keep_rates
        self.trace = self._room(milliseconds // every_ms)

    def keep_accumulators(self, milliseconds: int, roles: Roles, windows: Windows) -> None:
        """Accumulate the next ``milliseconds`` steps in ``self.accumulators``.

        The times of ``windows`` are counted from now.
        """
        self._first = self.done
        self._roles, self._windows = pack(roles, self.lanes, self._dtype), windows
        size = (self._sizes.muscles, self._sizes.dofs, milliseconds)
        self.accumulators, self._measuring = empty_accumulators(size, self.lanes, self._dtype), True

    def advance(self, coefficients: Coefficients, steps: int) -> None:
        """Take ``steps`` steps with constant coefficients of the R runs.

        The arrays of ``coefficients`` must not change while the same arrays are given again.
        """
        self._grown = self._grown or bool(coefficients.plasticity.max() > 0.0)
        low, high = self._key
        plan = UpdatePlan(
            self.done, steps, self._same_seed, low, high, self._grown,
            self._first, self._every, self._keep_rates, self._measuring,
        )  # fmt: skip
        arrays = BatchArrays(
            self._net, self._packed(coefficients), self._state, self._work,
            self._shared, self._own, self._normals, self.trace, self.accumulators, self._roles,
        )  # fmt: skip
        self._work.altered[:] |= self._altering
        advance_rows(self.lanes)(arrays, self._windows, self._sizes, plan)
        self.done += steps

    def store(self, state: State) -> None:
        """Copy the state of the runs into the arrays of ``state``."""
        unpack(self._state, state)

    def diverged(self) -> np.ndarray:
        """(lanes,) whether the state of a run is infinite or NaN, from which it cannot recover."""
        found = np.zeros(self.lanes, np.int64)
        diverged_runs()(self._state, found)
        return found > 0
