"""A held limb: full pulls turn it by next to nothing, and nothing else of the network changes."""

from dataclasses import replace

import numpy as np
import pytest

from motorloops.experiments.paradigms.observe import HELD_DEG, isometric
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold

BODIES = ("arm", "hand", "neck")
RIG = {"stiffness", "damping", "inertia"}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("levers", [{"effort": 1.0}, {"effort": 1.0, "loss": 0.8}])
def test_full_effort_turns_a_held_joint_by_less_than_it_may(body, levers):
    run = simulate(Params().replace(**levers), hold(), [1], isometric(build_network(body)))
    largest = float(np.degrees(np.abs(run.angle).max()))
    assert 0.0 < largest < 1.5 * HELD_DEG < 1.0


@pytest.mark.parametrize("body", BODIES)
def test_a_held_joint_settles_and_does_not_ring(body):
    still = Params(noise_floor=0.0, noise_slope=0.0)
    run = simulate(still, hold(), [1], isometric(build_network(body)))
    late = np.diff(np.degrees(run.angle[1000:1300]), axis=0)
    assert np.abs(late).max() < HELD_DEG / 100.0


def test_a_light_joint_is_held_as_well():
    network = build_network("arm")
    wiring = network.wiring
    light = replace(network, wiring=wiring._replace(inertia=1e-3 * wiring.inertia))
    run = simulate(Params(effort=1.0), hold(), [1], isometric(light))
    assert np.degrees(np.abs(run.angle).max()) < 1.5 * HELD_DEG


@pytest.mark.parametrize("body", BODIES)
def test_only_the_mechanics_of_the_joints_change(body):
    network = build_network(body)
    held = isometric(network)
    for name, array in network.wiring._asdict().items():
        same = np.array_equal(array, getattr(held.wiring, name))
        assert same or name in RIG
    assert held.node_keys == network.node_keys
    assert (held.wiring.stiffness > network.wiring.stiffness).all()
