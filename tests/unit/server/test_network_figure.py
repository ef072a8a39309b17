"""The picture shows every projection once, every muscle once, and what the levers leave."""

import json

import numpy as np
import pytest

from motorloops.model.coefficients import task_channel
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.recording import Configuration
from motorloops.server.live import view

BODIES = ("arm", "hand", "neck")


def drawn(params: Params, **lesions: float) -> dict[tuple[str, str, str], float]:
    network = build_network("arm")
    edges = view.merge(network)
    values = view.strengths(network, edges, params, lesions)
    return {(e.source, e.target, e.sign): v for e, v in zip(edges, values, strict=True)}


def test_every_projection_is_drawn_once():
    network = build_network("arm")
    edges = view.merge(network)
    rows = [row for edge in edges for row in edge.projections]
    assert sorted(row.key for row in rows) == sorted(row.key for row in network.projections)
    assert all({row.sign for row in edge.projections} == {edge.sign} for edge in edges)


def test_healthy_links_are_whole():
    np.testing.assert_allclose(list(drawn(Params()).values()), 1.0)


def test_a_loss_fades_the_inhibition_of_its_site_only():
    lost = drawn(Params().replace(loss_cortex=0.6))
    assert lost["INH", "M1", "inhibitory"] == pytest.approx(0.4)
    rows = build_network("arm").projections
    reached = {(row.source, row.target, row.sign) for row in rows if row.site == "cortex"}
    assert all(value == pytest.approx(1) for key, value in lost.items() if key not in reached)


@pytest.mark.parametrize(
    "lost", [drawn(Params().replace(lesion_thalamus=0.5)), drawn(Params(), TH=0.5)]
)
def test_a_lesion_fades_all_that_leaves_it(lost):
    leaving = [value for (source, *_), value in lost.items() if source == "TH"]
    assert leaving
    assert leaving == pytest.approx([0.5] * len(leaving))


@pytest.mark.parametrize("name", BODIES)
def test_lanes_pair_every_muscle_once_with_the_wanted_one_first(name):
    body = build_network(name).body
    wanted = task_channel(Params(), body)
    rows = view.lanes(body, wanted)
    shown = [c for row in rows for c in (row["up"], row["down"]) if c is not None]
    assert sorted(shown) == list(range(len(body.muscles)))
    assert rows[0]["up"] == wanted
    assert rows[0]["down"] in [channel for channel, _ in body.antagonists(wanted)]


def test_the_muscles_of_a_task_are_marked_and_are_no_opponents():
    network = build_network("neck")
    found = {
        task: view.describe_network(
            network, view.merge(network), Configuration(Params(task=task), "neck")
        )
        for task in ("", "turn_head")
    }
    (wanted,), both = found[""]["task"], found["turn_head"]["task"]
    assert both == [wanted, network.body.channel("splenius_right")]
    assert both[1] in found[""]["opponents"]
    assert both[1] not in found["turn_head"]["opponents"]


@pytest.mark.parametrize("name", BODIES)
def test_the_description_is_plain_json(name):
    network = build_network(name)
    spec = view.describe_network(network, view.merge(network), Configuration(body=name))
    assert json.loads(json.dumps(spec)) == spec


def test_rates_are_ordered_by_population_then_muscle():
    network = build_network("arm")
    order = view.order_of(network)
    row, column = [p.key for p in network.populations].index("GPI"), network.body.channel("biceps")
    assert network.node_keys[order[row, column]] == "GPI/biceps"
