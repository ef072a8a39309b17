"""Every node silenced in turn: the figures are those of the same lesion in a run of its own."""

import numpy as np
import pytest

from motorloops.experiments.paradigms import lesion_atlas
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline
from tests.helpers.invalid import invalid
from tests.helpers.paradigm_runs import carried, mean


def _overflow(node=None):
    """Overflow in the hold task of the healthy arm with a node silenced, by the full engine."""
    lesions = {} if node is None else {node: 1.0}
    phases = (Phase(0, lesions=lesions), Phase(300, command=1.0), Phase(1300))
    seen = measure_input(simulate(Params(), Timeline("hold", 2300, phases), [1, 2, 3], "arm"))
    return MEASURES["overflow"].compute(seen)


def test_every_node_is_silenced_once():
    frame = carried("lesion_atlas")
    rows = frame[(frame["measure"] == "change_of_overflow") & (frame["condition"] == "healthy")]
    assert list(rows["at"]) == list(build_network("arm").node_keys)


@pytest.mark.parametrize("node", ["GPI/wrist_flexor", "RC/biceps", "SKIN/biceps"])
def test_a_lesion_does_what_it_does_alone(node):
    change = mean(carried("lesion_atlas"), "change_of_overflow", "healthy", node)
    assert change == pytest.approx(float(np.mean(_overflow(node) - _overflow())), abs=2e-4)


def test_without_the_order_nothing_is_wanted_and_without_the_brake_too_much_is():
    frame = carried("lesion_atlas")
    assert mean(frame, "change_of_agonist_activation", "healthy", "CMD/biceps") < -0.5
    assert mean(frame, "change_of_co_contraction_index", "healthy", "IAIN/biceps") > 0.3
    assert mean(frame, "change_of_overflow", "healthy", "SKIN/biceps") == 0.0


def test_a_body_of_too_many_nodes_is_refused(monkeypatch):
    monkeypatch.setattr(lesion_atlas, "MAX", 100)
    with invalid("body", "arm"):
        PARADIGMS["lesion_atlas"].run(build_network("arm"), Params(), [1])
