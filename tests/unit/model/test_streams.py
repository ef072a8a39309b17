"""GO and STOP: 1 in health, 0 where all inhibition is lost, and less the more is lost."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from motorloops.model.coefficients import make_coefficients
from motorloops.model.engine._batch import Batch
from motorloops.model.network.build import build_network
from motorloops.model.params import Params, levers
from motorloops.model.state import resting_state
from motorloops.model.streams import LOSSES, REGIONS, streams_of

BODIES = ("arm", "hand", "neck")
HEALTH = {name: lever.default for name, lever in levers().items() if lever.group == "inhibition"}
EVERYWHERE = tuple(f"loss_{site}" for site in LOSSES.values())


def streams(body: str, command: float = 1.0, **changes: Any):
    """The streams of a person and a healthy twin after a second."""
    network, params = build_network(body), Params().replace(**changes)
    runs = [params, params.replace(**HEALTH)]
    state = resting_state(network.wiring, np.array([1, 1], np.uint64))
    batch, given = Batch(network.wiring, state), make_coefficients(network, runs, command)
    batch.advance(given, 1000)
    batch.store(state)
    return streams_of(network, runs, given, state, state.activation)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("changes", [{}, {"touch": 1.0}, {"stress": 0.5}, {"lesion_pallidum": 0.5}])
def test_stop_is_whole_where_no_inhibition_is_lost(body, changes):
    assert (streams(body, **changes).stop == 1.0).all()


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("region", LOSSES)
def test_stop_is_gone_in_the_region_that_has_lost_it_and_not_in_the_others(body, region):
    lost = streams(body, **{f"loss_{LOSSES[region]}": 1.0}).stop[:, 0]
    at = REGIONS.index(region)
    assert lost[at] == 0.0
    others = np.delete(lost, [at, REGIONS.index("thalamus")])
    assert (others > 0.75).all()


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("region", LOSSES)
def test_the_more_is_lost_the_less_stop_arrives(body, region):
    shares = [
        streams(body, **{f"loss_{LOSSES[region]}": loss}).stop[REGIONS.index(region), 0]
        for loss in (0.0, 0.35, 0.55, 0.8, 1.0)
    ]
    assert all(less < more for more, less in pairwise(shares))


@pytest.mark.parametrize("body", BODIES)
def test_inhibition_lost_in_the_basal_ganglia_does_not_reach_the_thalamus(body):
    thalamus = REGIONS.index("thalamus")
    assert streams(body, loss_basal_ganglia=1.0).stop[thalamus, 0] < 0.6


def test_a_loss_on_one_side_leaves_more_than_one_on_both():
    one, both = (
        streams("neck", loss_side=side, **dict.fromkeys(EVERYWHERE, 0.8)).stop[:, 0]
        for side in ("left", "")
    )
    assert (one > both).all()


@pytest.mark.parametrize("body", BODIES)
def test_go_flows_while_a_movement_is_asked_for(body):
    asked, relaxed = streams(body), streams(body, command=0.0)
    outside = [k for k, region in enumerate(REGIONS) if region != "cerebellum"]
    assert (asked.go[outside] > relaxed.go[outside]).all()
    assert (asked.go >= 0.0).all()
    assert (asked.go <= 1.0).all()
    assert relaxed.go.max() < 0.1
    assert asked.asked[0] > 0.3 > asked.other[0]


def test_all_losses_let_activity_leak_to_muscles_that_were_not_asked():
    lost = streams("arm", **dict.fromkeys(EVERYWHERE, 0.8))
    assert lost.other[0] > 0.5 > lost.other[1]
