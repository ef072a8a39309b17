"""The same network in Brian2: it agrees, and the comparison would see a mistake."""

from dataclasses import replace

import numpy as np
import pytest

from motorloops.model.network.build import Network, build_network
from motorloops.model.params import levers
from motorloops.model.presets import PRESETS
from motorloops.model.timeline import hold
from validation.cases import QUIET, Case, all_cases
from validation.compare import ROUND_OFF, Agreement, apart, compare, ours, together
from validation.compare import without_speed as deaf
from validation.simulator import Simulator

ARM = build_network("arm")
NECK = build_network("neck")  # has sides
SHORT = hold(0.35, rest_s=0.05, hold_s=0.2)
SITES = {"cortex", "basal_ganglia", "cerebellum", "spinal"}
NOISE = {"noise_floor", "noise_slope", "noise_tau", "noise_stress", "noise_fatigue"}
NUMBERS = [lever for lever in levers().values() if lever.kind == "number"]
SEEN = 1e4 * ROUND_OFF  # far above what rounding may do


def largest(network: Network, case: Case, other: Network, changed: Case) -> float:
    """Largest difference of any signal between two runs of the engine."""
    one, two = together(ours(network, [case])), together(ours(other, [changed]))
    return max(float(values[0]) for values in apart(one, two).values())


@pytest.fixture(scope="module", params=["arm", "neck"])
def found(request) -> list[Agreement]:
    network = build_network(request.param)
    return compare(network, all_cases(network, SHORT))


def test_health_each_loss_and_every_lever_agree(found):
    assert {one.case for one in found} >= {"healthy", "moderate", *SITES, "all levers at once"}
    assert [one.case for one in found if not one.agrees] == []


def test_without_the_sense_of_speed_nothing_but_rounding_is_left(found):
    assert max(max(one.round_off.values()) for one in found) <= ROUND_OFF


def test_brian_converges_as_its_rule_does(found):
    """Euler's error is of the first order: half the step, half the error."""
    assert [one.halving for one in found] == pytest.approx([0.5] * len(found), abs=0.1)


def test_measures_agree_to_more_figures_than_are_told(found):
    for one in found:
        ours_, same, _ = one.measures["co_contraction_index"]
        assert ours_ is not None
        assert same == pytest.approx(ours_, abs=1e-4), one.case


def test_speed_is_felt_alike_where_no_muscles_balance():
    """One joint in motion: its spindles' square root stays away from rest, and nothing grows."""
    network = build_network("chain:1")
    case = Case("one joint", QUIET.replace(effort=0.8, proprioceptive_gain=2.0), SHORT)
    brian = Simulator(network, [case]).run()
    found = apart(together(ours(network, [case])), brian)
    assert max(float(values[0]) for values in found.values()) <= ROUND_OFF
    assert largest(network, case, network, deaf(case)) > SEEN


# --- what a mistake would do ------------------------------------------------------------


@pytest.mark.parametrize("lever", NUMBERS, ids=lambda lever: lever.name)
def test_a_lever_read_one_per_cent_wrong_would_show(lever):
    """Every lever and constant does something in the last case; noise is off."""
    network = NECK if lever.name == "loss_other_side" else ARM
    case = all_cases(network, SHORT)[-1]
    value = getattr(case.params, lever.name)
    wrong = value * 1.01 if value * 1.01 <= lever.high else value * 0.99
    changed = replace(case, params=case.params.replace(**{lever.name: wrong}))
    difference = largest(network, case, network, changed)
    assert difference == 0.0 if lever.name in NOISE else difference > SEEN


def edited(number: int, **change: float) -> Network:
    """The arm with a synapse column of one projection changed."""
    wiring, own = ARM.wiring, ARM.projection == number
    columns = {}
    for name, amount in change.items():
        column = getattr(wiring, name).copy()
        column[own] = column[own] + 1 if name == "delay" else column[own] * amount
        columns[name] = column
    return replace(ARM, wiring=wiring._replace(**columns))


@pytest.mark.parametrize("number", range(len(ARM.projections)))
def test_a_projection_read_wrong_would_show(number):
    """Each weight and each delay counts in the last case."""
    case = deaf(all_cases(ARM, SHORT)[-1])
    assert largest(ARM, case, edited(number, weight=1.01), case) > SEEN
    assert largest(ARM, case, edited(number, delay=1), case) > SEEN


def test_another_network_is_not_taken_for_the_same():
    case = Case("moderate", QUIET.replace(**PRESETS["moderate"].changes), hold(0.2, 0.02, 0.15))
    rows = list(ARM.projections)
    rows[0] = rows[0].model_copy(update={"delay_ms": rows[0].delay_ms + 1})
    brian = Simulator(replace(ARM, projections=tuple(rows)), [case]).run()
    found = apart(together(ours(ARM, [case])), brian)
    assert max(float(values[0]) for values in found.values()) > SEEN


def test_a_verdict_needs_all_three(found):
    one = found[0]
    signals = dict.fromkeys(one.quarter, 0.0)
    assert replace(one, round_off=signals).agrees
    assert not replace(one, round_off={**signals, "rate": 2 * ROUND_OFF}).agrees
    beyond = {name: 1.1 * value for name, value in one.quarter.items()}
    assert not replace(one, same_step=beyond).agrees
    assert not replace(one, halving=1.0).agrees
    assert not replace(one, halving=float("nan")).agrees
    assert np.isfinite(one.halving)
