"""What the model must show, over 20 seeds, and that each showing hangs on its mechanism."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from motorloops.experiments.calibration.behaviours import (
    BehaviourResult,
    behaviours_markdown,
    judge,
    locking,
    measure_behaviours,
    touch_over_time,
    toxin_on_force,
)
from motorloops.experiments.calibration.message import measure_message, message_markdown
from motorloops.experiments.calibration.observations import BODIES, observe
from motorloops.experiments.calibration.target import above
from motorloops.experiments.calibration.targets import BEHAVIOURS
from motorloops.model.network.build import Network, build_network
from motorloops.model.network.wiring import SITES
from motorloops.model.params import Params
from scripts.evidence import BEHAVIOURS_PAGE
from scripts.marked import marked

SEEDS = range(20)
NETWORKS = {body: build_network(body) for body in BODIES}
FEW = range(8)  # enough to see that a mechanism is gone


@pytest.fixture(scope="module")
def arm() -> Network:
    return build_network("arm")


@pytest.fixture(scope="module")
def results() -> dict[str, BehaviourResult]:
    return {
        result.text: result for result in measure_behaviours(NETWORKS, range(1, 1 + len(SEEDS)))
    }


LOCK = (
    "Activity 4 to 5 s after relaxing",
    "The same time, never having tried (hysteresis)",
)
CARE = (
    "Touch held for 9 s, moderate loss: how much of its effect has faded",
    "Toxin 0.8 in one muscle: turn of its joint, over untreated",
    "The same toxin: the other muscles' turns, furthest from 1",
)


@pytest.mark.parametrize("text", [*(target.text for target in BEHAVIOURS), *LOCK, *CARE])
def test_the_model_shows(results: dict[str, BehaviourResult], text: str) -> None:
    result = results[text]
    assert result.n == len(SEEDS)
    assert result.holds, result


def test_no_result_is_left_untested(results: dict[str, BehaviourResult]) -> None:
    assert set(results) == {target.text for target in BEHAVIOURS} | {*LOCK, *CARE}


def test_the_page_says_what_is_measured(results: dict[str, BehaviourResult]) -> None:
    told = marked(BEHAVIOURS_PAGE, "evidence")
    assert told.strip() == behaviours_markdown(list(results.values()))


def test_the_page_says_what_the_message_measures() -> None:
    told = marked(BEHAVIOURS_PAGE, "message")
    assert told.strip() == message_markdown(measure_message(NETWORKS, range(1, 1 + len(SEEDS))))


def silenced(network: Network, *keys: str) -> Network:
    """The network with the projections of these keys (``"SKIN>INH same"``) without weight."""
    gone = np.array([row.key in keys for row in network.projections])
    assert gone.sum() == len(keys)
    weight = np.where(gone[network.projection], 0.0, network.wiring.weight)
    return replace(network, wiring=network.wiring._replace(weight=weight))


def unreachable(network: Network, *sites: str) -> Network:
    """The network whose synapses at these sites no loss lever reaches."""
    hit = np.isin(network.wiring.site, [SITES.index(site) for site in sites])
    return replace(
        network, wiring=network.wiring._replace(site=np.where(hit, 0, network.wiring.site))
    )


def calm(network: Network) -> Network:
    """The network that stress does not reach."""
    return replace(network, wiring=network.wiring._replace(stress=0.0 * network.wiring.stress))


ALL_SITES = ("cortex", "basal_ganglia", "cerebellum", "spinal")
EXCITING_LOOPS = ("M1>M1 same", "M1>M1 antagonist", "M1>M1 neighbour", "TH>M1 same")
ABLATIONS: dict[str, Callable[[Network], Network]] = {
    "Its opponent stays out (co-contraction index)": lambda n: silenced(n, "INH>M1 same"),
    "Loss 0.3: rise of the co-contraction index by this step": lambda n: unreachable(n, *ALL_SITES),
    "Loss 0.6: rise of overflow by this step": lambda n: unreachable(n, *ALL_SITES),
    "Loss 0.8: activity 0.5 to 1 s after the command": (lambda n: silenced(n, *EXCITING_LOOPS)),
    "Only cortex: co-contraction index": lambda n: unreachable(n, "cortex"),
    "Only basal ganglia: co-contraction index": lambda n: unreachable(n, "basal_ganglia"),
    "Only cerebellum: co-contraction index": lambda n: unreachable(n, "cerebellum"),
    "Only spinal: co-contraction index": lambda n: unreachable(n, "spinal"),
    "Full stress over none: overflow": calm,
    "Touch on the task joint, moderate loss: drop of overflow": (
        lambda n: silenced(n, "SKIN>INH same")
    ),
    "Pallidal stimulation, moderate loss: drop of overflow": lambda n: silenced(n, "GPI>TH same"),
}


@pytest.mark.parametrize("text", ABLATIONS)
def test_without_its_mechanism_the_behaviour_is_gone(arm: Network, text: str) -> None:
    (target,) = [target for target in BEHAVIOURS if target.text == text]
    seen = observe(ABLATIONS[text](arm), FEW)
    result = judge(target.group, text, target.figure(seen), target.need or above(0), target.unit)
    assert not result.holds, result


def test_without_exciting_loops_nothing_locks(arm: Network) -> None:
    tried, _ = locking(silenced(arm, *EXCITING_LOOPS), FEW)
    assert not judge("", LOCK[0], tried, above(0.3), "MVC").holds


def test_a_touch_that_does_not_adapt_does_not_fade(arm: Network) -> None:
    early, late = touch_over_time(arm, FEW, Params(touch_adaptation=0.0))
    assert not judge("", CARE[0], early - late, above(0.1), "share").holds


def test_no_dose_no_weakness(arm: Network) -> None:
    injected, _ = toxin_on_force(arm, FEW, dose=0.0)
    assert np.allclose(injected, 1.0)
