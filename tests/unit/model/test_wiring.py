"""The arrays of the engine: grouping of synapses and of moment arms."""

import numpy as np
import pytest

from motorloops.model.network.build import build_network
from motorloops.model.network.wiring import NOT_PLASTIC, Synapse, grouped, mechanics, synapses_of
from tests.helpers.runs import BODIES


def test_grouped_finds_where_each_group_begins() -> None:
    index = np.array([0, 0, 2, 2, 2, 4])
    assert grouped(index, 6).tolist() == [0, 2, 2, 5, 5, 6, 6]
    assert grouped(np.array([], np.int64), 2).tolist() == [0, 0, 0]


@pytest.mark.parametrize("name", BODIES)
def test_the_inputs_of_all_nodes_are_all_synapses_once(name: str) -> None:
    wiring = build_network(name).wiring
    listed = [synapse for node in range(len(wiring.rule)) for synapse in synapses_of(wiring, node)]
    columns = zip(*(getattr(wiring, field).tolist() for field in Synapse._fields), strict=True)
    assert listed == [Synapse(*row) for row in columns]
    assert len(listed) == wiring.first[-1] == len(wiring.source)


@pytest.mark.parametrize("name", BODIES)
def test_moment_arms_are_the_same_both_ways(name: str) -> None:
    body = build_network(name).body
    arrays = mechanics(body)
    arms, pulls = set(), set()
    for m in range(len(body.muscles)):
        own = range(arrays["arm_first"][m], arrays["arm_first"][m + 1])
        arms |= {(m, int(arrays["arm_dof"][k]), float(arrays["arm"][k])) for k in own}
    for d in range(len(body.dofs)):
        own = range(arrays["pull_first"][d], arrays["pull_first"][d + 1])
        pulls |= {(int(arrays["pull_muscle"][k]), d, float(arrays["pull"][k])) for k in own}
    table = {
        (m, dof, arm) for m, muscle in enumerate(body.muscles) for dof, arm in muscle.moment_arms
    }
    assert arms == pulls == table
    assert arrays["stiffness"].tolist() == [dof.stiffness for dof in body.dofs]
    assert arrays["damping"].tolist() == [dof.damping for dof in body.dofs]
    assert arrays["inertia"].tolist() == [dof.inertia for dof in body.dofs]


@pytest.mark.parametrize("name", BODIES)
def test_plastic_synapses_are_numbered_through(name: str) -> None:
    wiring = build_network(name).wiring
    numbers = wiring.plastic[wiring.plastic != NOT_PLASTIC]
    assert numbers.tolist() == list(range(wiring.plastic_count))
    assert wiring.plastic_count > 0
    assert wiring._replace(plastic=wiring.plastic[:0]).plastic_count == 0


@pytest.mark.parametrize("name", BODIES)
def test_whole_numbers_are_int64_and_the_rest_float64(name: str) -> None:
    wiring = build_network(name).wiring
    whole = {"rule", "channel", "first", "source", "delay", "site", "plastic", "motoneuron",
             "arm_first", "arm_dof", "pull_first", "pull_muscle"}  # fmt: skip
    for field in wiring._fields:
        assert getattr(wiring, field).dtype == (np.int64 if field in whole else np.float64), field
