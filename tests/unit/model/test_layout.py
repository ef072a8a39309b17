"""Bundles and rings: every synapse once, every past output kept as long as somebody reads it."""

import numpy as np
import pytest

from motorloops.model.network.build import build_network
from motorloops.model.network.wiring import delay_buffers, synapse_groups
from tests.helpers.runs import BODIES, row

each_body = pytest.mark.parametrize("name", BODIES)


@each_body
def test_a_bundle_is_all_synapses_of_a_node_that_one_lever_scales(name: str) -> None:
    wiring = build_network(name).wiring
    found, seen = synapse_groups(wiring), []
    for node in range(len(wiring.rule)):
        own = range(found.first[node], found.first[node + 1])
        sites = [found.site[bundle] for bundle in own]
        assert len(set(sites)) == len(sites)
        for bundle, site in zip(own, sites, strict=True):
            synapses = range(found.synapse[bundle], found.synapse[bundle + 1])
            assert len(synapses) > 0
            assert {int(wiring.site[e]) for e in synapses} == {int(site)}
            assert wiring.first[node] <= synapses[0] <= synapses[-1] < wiring.first[node + 1]
            seen += synapses
    assert seen == list(range(len(wiring.source)))


def test_a_network_without_synapses_has_no_bundles() -> None:
    wiring = build_network("arm").wiring
    nobody = {name: getattr(wiring, name)[:0] for name in ("source", "weight", "delay", "site")}
    found = synapse_groups(wiring._replace(first=0 * wiring.first, **nobody))
    assert len(found.site) == 0
    assert not found.first.any()


@each_body
def test_rings_hold_what_the_slowest_synapse_of_each_node_needs(name: str) -> None:
    wiring = build_network(name).wiring
    found, taken = delay_buffers(wiring), []
    for node, length in enumerate(found.length):
        assert length == max(1, wiring.delay[wiring.source == node].max(initial=0)) + 1
        taken += [row(wiring, node, step) for step in range(length)]
    assert sorted(taken) == list(range(found.rows))


def test_what_is_written_in_one_step_lies_together() -> None:
    found = delay_buffers(build_network("arm").wiring)
    for length in np.unique(found.length):
        block = np.sort(found.first[found.length == length])
        assert (np.diff(block) == 1).all()
