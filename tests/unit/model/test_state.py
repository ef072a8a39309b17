"""The state before the first step: the healthy network at rest."""

import numpy as np
import pytest

from motorloops.model.network.build import build_network
from motorloops.model.network.wiring import delay_buffers
from motorloops.model.state import resting_state
from tests.helpers.runs import BODIES, row


@pytest.mark.parametrize("name", BODIES)
def test_every_run_starts_at_rest(name: str) -> None:
    network = build_network(name)
    state = resting_state(network.wiring, np.array([1, 2, 3], np.uint64))
    rest = np.array([population.rest for population in network.populations])
    expected = np.repeat(rest, len(network.body.muscles))
    for run in range(3):
        assert (state.rate[:, run] == expected).all()
        for node, rate in enumerate(expected):
            for step in range(delay_buffers(network.wiring).length[node]):
                assert state.past[row(network.wiring, node, step), run] == rate
    assert (state.strength == 1.0).all()
    for field in ("noise", "adaptation", "activation", "force", "torque", "angle", "velocity"):
        assert not getattr(state, field).any()


def test_shapes_put_the_runs_last_and_contiguous() -> None:
    network = build_network("neck")
    wiring, state = network.wiring, resting_state(network.wiring, np.array([1, 2], np.uint64))
    nodes, muscles = len(network.node_keys), len(network.body.muscles)
    dofs = len(network.body.dofs)
    expected = {
        "key": (2,), "past": (delay_buffers(wiring).rows,), "rate": (nodes,), "noise": (nodes,),
        "adaptation": (muscles,), "strength": (wiring.plastic_count,), "activation": (muscles,),
        "force": (muscles,), "torque": (dofs,), "angle": (dofs,), "velocity": (dofs,),
    }  # fmt: skip
    for field, shape in expected.items():
        array = getattr(state, field)
        assert array.shape == (*shape, 2), field
        assert array.flags.c_contiguous, field
        assert array.dtype == (np.int64 if field == "key" else np.float64)
    assert list(expected) == list(state._fields)


def test_each_run_has_the_key_of_its_seed() -> None:
    seeds = np.array([7, 2**32 + 1, 2**64 - 1], np.uint64)
    state = resting_state(build_network("arm").wiring, seeds)
    assert state.key.tolist() == [[7, 1, 2**32 - 1], [0, 1, 2**32 - 1]]
