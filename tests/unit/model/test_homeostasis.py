"""Homeostasis: what a population makes up for, at rest, under lasting and sudden changes."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from motorloops.model.coefficients import make_coefficients
from motorloops.model.dynamics import inverse_rate_function, rate_function
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import LOSSES, Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline
from tests.helpers.runs import QUIET
from tests.helpers.source import ROOT

ARM = build_network("arm")
LOST = QUIET.replace(loss=0.6)
GANGLIA = {row.key for row in ARM.populations if row.region == "basal_ganglia"}


def compensating(column: float | dict[str, float], network: Network = ARM) -> Network:
    """The network with one share for all populations, or shares by population (others 1)."""
    shares = [
        column.get(row.key, 1.0) if isinstance(column, dict) else column
        for row in network.populations
    ]
    each = np.repeat(shares, len(network.body.muscles))
    return replace(network, wiring=network.wiring._replace(homeostasis=each))


def settled(network: Network, params: Params, **phase: Any) -> np.ndarray:
    """(N,) rates after two seconds of rest, without noise."""
    timeline = Timeline("rest", 2000, (Phase(0, **phase),))
    return simulate(params, timeline, [1], network, every_ms=2000, keep_rates=True).rate[-1, :, 0]


def moved(network: Network, rates: np.ndarray) -> set[str]:
    """The populations with a rate away from its table."""
    away = np.abs(rates - network.wiring.rest) > 1e-6
    return {network.population_of(int(node)).key for node in np.flatnonzero(away)}


def bias(network: Network, params: Params, **more: Any) -> np.ndarray:
    return make_coefficients(network, [params], **more).bias[:, 0]


@pytest.mark.parametrize("changes", [
    {"loss": 0.9}, {"map_overlap": 0.7}, {"lesion_pallidum": 0.8}, {"lesion_thalamus": 0.8},
    {"loss_cortex": 0.5, "loss_region": "wrist"},
])  # fmt: skip
def test_full_homeostasis_keeps_every_set_point_under_any_lasting_change(changes) -> None:
    """The input at rest is that of health, node by node, so that the resting rates are too."""
    network, params = compensating(1.0), Params().replace(**changes)
    wiring = network.wiring
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))

    def resting_input(settings: Params) -> np.ndarray:
        given = make_coefficients(network, [settings])
        left = given.factor[wiring.site, wiring.channel[target], 0] * given.keep[wiring.source, 0]
        arriving = left * wiring.weight * wiring.rest[wiring.source]
        return given.bias[:, 0] + np.bincount(target, arriving, len(wiring.rule))

    constant = make_coefficients(network, [params]).clamp
    assert not constant.any()
    assert resting_input(params) == pytest.approx(resting_input(Params()), abs=1e-12)


def test_full_homeostasis_keeps_all_resting_rates_and_none_does_not() -> None:
    params = LOST.replace(loss=0.3)
    assert moved(compensating(1.0), settled(compensating(1.0), params)) == set()
    assert moved(compensating(0.0), settled(compensating(0.0), params))
    lever = params.replace(homeostasis=0.0)
    assert settled(compensating(1.0), lever).tolist() == settled(compensating(0.0), params).tolist()


def test_a_population_that_compensates_for_nothing_moves_and_those_that_do_stay() -> None:
    """Others rest where they did: they make up for the changed rates as well."""
    network = compensating(dict.fromkeys(GANGLIA, 0.0))
    rates = settled(network, QUIET.replace(loss_basal_ganglia=0.3))
    assert "GPI" in moved(network, rates)
    assert moved(network, rates) <= GANGLIA


def test_the_resting_rates_are_the_fixed_point() -> None:
    """A run settles where the share that is not compensated drives the population."""
    share = 0.4
    network, params = compensating({"GPI": share}), QUIET.replace(loss_basal_ganglia=0.3)
    wiring, own = network.wiring, network.nodes_of("GPI")
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))

    def arriving(settings: Params, rates: np.ndarray) -> np.ndarray:
        factor = make_coefficients(network, [settings]).factor
        left = factor[wiring.site, wiring.channel[target], 0]
        sent = left * wiring.weight * rates[wiring.source]
        return np.bincount(target, sent, len(rates))[own]

    rates = settled(network, params)
    change = arriving(params, rates) - arriving(Params(), wiring.rest)
    drive = inverse_rate_function(float(wiring.rest[own.start])) + (1.0 - share) * change
    assert np.abs(change).max() > 0.01
    assert rates[own] == pytest.approx([rate_function(x) for x in drive], abs=1e-9)


def test_the_share_of_a_population_and_the_lever_multiply() -> None:
    params = LOST.replace(lesion_pallidum=0.3)
    product = compensating({row.key: 0.5 for row in ARM.populations} | {"GPI": 0.25})
    halved = bias(compensating({"GPI": 0.5}), params.replace(homeostasis=0.5))
    assert bias(product, params).tolist() == halved.tolist()
    assert halved.tolist() != bias(compensating({"GPI": 0.5}), params).tolist()


def test_half_the_share_compensates_half_the_change() -> None:
    """Of motor neurones alone, whose sources all stay at rest."""
    params, own = QUIET.replace(loss_spinal=0.8), ARM.nodes_of("MN")
    none, half, whole = (
        bias(compensating({"MN": share}), params)[own] for share in (0.0, 0.5, 1.0)
    )
    assert half == pytest.approx((none + whole) / 2, abs=1e-9)
    assert np.abs(whole - none).max() > 0.01


@pytest.mark.parametrize("network", [ARM, compensating(0.0), build_network("neck")])
def test_a_healthy_network_rests_at_its_table_whatever_it_would_compensate(network) -> None:
    assert settled(network, QUIET) == pytest.approx(network.wiring.rest, abs=1e-9)
    assert bias(network, Params()) == pytest.approx(
        bias(network, Params(homeostasis=0.0)), abs=1e-12
    )
    column = bias(compensating(1.0, network), Params())
    assert bias(network, Params()) == pytest.approx(column, abs=1e-12)


def test_a_runs_bias_does_not_depend_on_the_runs_beside_it() -> None:
    runs = [
        Params(), LOST, LOST.replace(homeostasis=0.3), LOST.replace(homeostasis=0.0),
        Params().replace(loss_basal_ganglia=1.0, loss_region="wrist"), Params(lesion_pallidum=1.0),
    ]  # fmt: skip
    together = make_coefficients(ARM, runs).bias
    backwards = make_coefficients(ARM, runs[::-1]).bias[:, ::-1]
    for number, params in enumerate(runs):
        alone = bias(ARM, params)
        assert np.ascontiguousarray(together[:, number]).tobytes() == alone.tobytes()
        assert np.ascontiguousarray(backwards[:, number]).tobytes() == alone.tobytes()


def test_what_a_loss_changes_grows_with_the_loss() -> None:
    healthy = bias(ARM, Params())
    changes = [
        np.abs(bias(ARM, Params().replace(loss=loss)) - healthy).max() for loss in (0.1, 0.3, 0.6)
    ]
    assert changes == sorted(changes)
    assert changes[0] > 0.0
    for name in LOSSES:
        assert bias(ARM, Params().replace(**{name: 0.5})).tolist() != healthy.tolist()


# --- lasting and sudden -----------------------------------------------------------------


@pytest.mark.parametrize(("lever", "population"), [
    ("lesion_pallidum", "GPI"), ("lesion_thalamus", "TH"),
])  # fmt: skip
def test_a_lasting_lesion_is_compensated_and_a_sudden_one_is_not(lever, population) -> None:
    network, share = compensating(1.0), 0.5
    lasting = settled(network, QUIET.replace(**{lever: share}))
    assert moved(network, lasting) == set()
    nodes = network.node_keys[network.nodes_of(population)]
    sudden = settled(network, QUIET, lesions=dict.fromkeys(nodes, share))
    assert moved(network, sudden)
    for lesioned in (dict.fromkeys(nodes, share), {}):
        assert bias(network, QUIET, lesions=lesioned).tolist() == bias(network, QUIET).tolist()


@pytest.mark.parametrize("changes", [
    {"pallidal_stimulation": 1.0}, {"anticholinergic": 1.0}, {"toxin": 1.0}, {"fatigue": 1.0},
])  # fmt: skip
def test_stimulation_and_the_drug_are_sudden(changes) -> None:
    """Homeostasis does not know of them: no bias changes, but the resting network may."""
    params = LOST.replace(lesion_pallidum=0.3)
    assert bias(ARM, params.replace(**changes)).tolist() == bias(ARM, params).tolist()


def test_the_drug_moves_resting_rates_that_full_homeostasis_would_keep() -> None:
    network = compensating(1.0)
    assert "D1" in moved(network, settled(network, QUIET.replace(anticholinergic=1.0)))


def test_a_lasting_lever_that_a_timeline_changes_is_compensated_from_then_on() -> None:
    network = compensating(1.0)
    phases = (Phase(0), Phase(100, levers={"lesion_pallidum": 0.5}))
    run = simulate(QUIET, Timeline("later", 2000, phases), [1], network, keep_rates=True)
    assert moved(network, run.rate[-1, :, 0]) == set()
    whole = make_coefficients(network, [QUIET.replace(lesion_pallidum=0.5)]).bias
    assert whole.tolist() != make_coefficients(network, [QUIET]).bias.tolist()


def test_it_works_before_anything_of_the_engine_is_imported() -> None:
    """The equations that it compiles do not lean on the engine's own types."""
    code = (
        "from motorloops.model.coefficients import make_coefficients\n"
        "from motorloops.model.network.build import build_network\n"
        "from motorloops.model.params import Params\n"
        "import sys\n"
        "make_coefficients(build_network('chain:1'), [Params()])\n"
        "assert not [name for name in sys.modules if 'model.engine' in name]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
