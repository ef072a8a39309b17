"""Signals that comparisons read: a field potential, an onset, a relaxation, a turn."""

import numpy as np
import pytest

from motorloops.experiments.evidence.comparisons.cortical_excitability import answers, onset
from motorloops.experiments.evidence.comparisons.movement import relaxation
from motorloops.experiments.evidence.comparisons.nuclei import field_potential
from motorloops.experiments.paradigms.observe import isometric
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold, rest

STILL = Params(noise_floor=0.0, noise_slope=0.0)


def test_the_field_of_a_nucleus_at_rest_is_the_size_of_all_its_resting_input():
    network = build_network("arm")
    wiring = network.wiring
    run = simulate(STILL, rest(0.2), [1], network, keep_rates=True)
    nodes = network.nodes_of("GPI")
    own = slice(wiring.first[nodes.start], wiring.first[nodes.stop])
    expected = (np.abs(wiring.weight[own]) * wiring.rest[wiring.source[own]]).sum()
    assert field_potential(run, "GPI")[-1, 0] == pytest.approx(expected, rel=1e-6)


def test_a_weakened_synapse_makes_less_of_a_field():
    settings = [STILL, STILL.replace(loss_basal_ganglia=0.5)]
    run = simulate(settings, rest(0.2), [1], build_network("arm"), keep_rates=True)
    healthy, weakened = field_potential(run, "GPI")[-1]
    assert weakened < healthy


def test_an_onset_is_the_first_difference_however_small():
    courses = np.zeros((5, 3))
    courses[2:, 0] = [1e-12, 0.5, 1.0]
    courses[0, 1] = -0.1
    found = onset(courses)
    assert found[:2].tolist() == [3.0, 1.0]
    assert np.isnan(found[2])


@pytest.mark.parametrize(("way", "least"), [(("M1", "MN"), 10), (("GPI", "M1"), 10)])
def test_an_onset_is_the_sum_of_the_delays_and_a_step_for_the_shocked_cells(way, least):
    arm, base = build_network("arm"), Params(effort=0.2)
    found = onset(answers(arm, [1, 2], base, way, (1.0,), 1.0)[0, 0])
    assert (found == found[0]).all()
    assert least <= found[0] <= 40


def test_a_cortical_shock_reaches_the_inhibitory_cells_too():
    found = answers(build_network("arm"), [1], Params(), ("M1", "INH"), (1.0,))
    assert found[0, 0, 0, 0] > 0.01


def test_a_torque_that_stays_has_the_whole_time_after_the_command():
    held = isometric(build_network("arm"))
    healthy, locked = (
        relaxation(simulate(Params().replace(loss=loss), hold(), [1], held))[0, 0]
        for loss in (0.0, 0.8)
    )
    assert 0.05 < healthy < 0.5
    assert healthy <= locked <= 1.0
