"""What the check reads from the tables is what the engine reads, entry by entry."""

import numpy as np
import pytest

from motorloops.model.coefficients import make_coefficients
from motorloops.model.network.build import build_network
from motorloops.model.timeline import hold, params_after
from tests.helpers.runs import BODIES
from validation.cases import QUIET, Case, all_cases, on_the_way
from validation.connectivity import read_links
from validation.levers import LeverReading, moment

each_body = pytest.mark.parametrize("body", [*BODIES, "chain:1"])


@each_body
def test_the_same_synapses(body):
    network = build_network(body)
    wiring, links = network.wiring, read_links(network)
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))
    theirs = sorted(zip(target, wiring.source, wiring.delay, wiring.weight, strict=True))
    own = sorted(zip(links.target, links.source, links.delay_ms, links.weight, strict=True))
    # An opposition is a difference of products near 1: a small one keeps their rounding.
    assert np.allclose(own, theirs, rtol=1e-14, atol=1e-16)
    assert links.plastic.sum() == wiring.plastic_count


@each_body
def test_the_same_levers(body):
    network = build_network(body)
    reading = LeverReading(network, read_links(network))
    for case in all_cases(network, hold(0.5, 0.05, 0.3)):
        seen, lesions = [], {}
        for phase, start, _ in case.timeline.spans():
            seen.append(phase)
            lesions.update(phase.lesions)
            params = params_after([case.params], seen)
            expected = make_coefficients(network, params, phase.command, phase.stimuli, lesions)
            read = reading.read(moment(case, start))
            for name in ("bias", "gain", "keep", "clamp", "fusimotor", "power"):
                theirs = getattr(expected, name)[:, 0]
                assert np.allclose(getattr(read, name), theirs, atol=1e-13), (case.name, name)


def test_levers_on_the_way_change_nothing_of_the_task():
    network, task = build_network("arm"), hold(0.5, 0.05, 0.3)
    busy = on_the_way(task, network)
    assert busy.trying() == task.trying()
    assert busy.duration_ms == task.duration_ms
    case = Case("busy", QUIET, busy)
    last = moment(case, task.duration_ms - 1)
    assert (last.params.touch, last.params.stress, last.params.pallidal_stimulation) == (0, 0.8, 1)
    assert (len(last.lesions), len(last.stimuli)) == (1, 0)
    assert moment(case, 250).stimuli
