"""Levers become arrays: each lever changes the entries that its meaning names, and no others."""

import math
from decimal import Context, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.agents import MotorModel
from motorloops.model.coefficients import (
    Coefficients,
    commanded,
    exponential,
    injected_channel,
    make_coefficients,
    task_channel,
)
from motorloops.model.dynamics import inverse_rate_function
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.network.wiring import SITES
from motorloops.model.params import Params, levers
from motorloops.model.simulate import simulate
from motorloops.model.timeline import rest
from tests.helpers.invalid import invalid

ARM = build_network("arm")
BODY = ARM.body
# Every lever that scales another one is on, so that no change is hidden by a zero.
BUSY = Params(
    loss_cortex=0.2, loss_basal_ganglia=0.2, loss_cerebellum=0.2, loss_spinal=0.2,
    loss_region="elbow", touch=0.5, map_overlap=0.3, stress=0.5, fatigue=0.5, toxin=0.5,
    pallidal_stimulation=0.5, anticholinergic=0.5, plasticity=0.1, homeostasis=0.5,
    agonist="biceps", touch_site="elbow", toxin_muscle="triceps", touch_expected=0.5,
)  # fmt: skip
NECK = build_network("neck")
ONE_SIDED = Params().replace(loss=0.4, homeostasis=0.5, loss_side="left")  # of the neck
# Which entries of the coefficients these levers may and must change; any other, at least one.
TOUCHES = {
    "loss_cortex": "factor bias", "loss_basal_ganglia": "factor bias",
    "loss_cerebellum": "factor bias", "loss_spinal": "factor bias",
    "loss_region": "factor bias", "loss_width": "factor bias", "loss_side": "factor bias",
    "loss_other_side": "factor bias",
    "touch": "bias", "touch_site": "bias", "touch_expected": "bias", "expectation_drive": "bias",
    "map_overlap": "factor",
    "proprioceptive_gain": "proprioceptive_gain",
    "stress": "bias gain noise_floor noise_slope", "fatigue": "power noise_floor noise_slope",
    "effort": "bias", "task": "bias", "agonist": "bias",
    "toxin": "power fusimotor", "toxin_muscle": "power fusimotor",
    "pallidal_stimulation": "keep clamp", "anticholinergic": "factor",
    "lesion_thalamus": "keep bias", "lesion_pallidum": "keep clamp bias",
    "plasticity": "plasticity", "forgetting": "forgetting", "homeostasis": "bias",
    "noise_floor": "noise_floor", "noise_slope": "noise_slope",
    "noise_tau": "noise_decay noise_kick", "noise_stress": "noise_floor noise_slope",
    "noise_fatigue": "noise_floor noise_slope", "stress_gain": "gain", "stress_bias": "bias",
    "threshold": "bias", "touch_spread": "bias", "touch_adaptation": "touch_share",
    "touch_tau": "touch_step", "rise_ms": "rise_ms", "fall_ms": "fall_ms",
    "lever_arm": "lever_arm", "top_speed": "top_speed", "length_width": "length_width",
    "spindle_length": "spindle_length", "spindle_velocity": "spindle_velocity",
    "toxin_spindle": "fusimotor", "fatigue_force": "power", "stimulation_level": "clamp",
    "stimulation_share": "keep clamp", "anticholinergic_gain": "factor",
    "hebb_threshold": "hebb_threshold", "hebb_ceiling": "hebb_ceiling",
}  # fmt: skip
OTHER_CHOICE = {
    "loss_region": "wrist", "touch_site": "wrist", "agonist": "triceps", "toxin_muscle": "biceps",
    "loss_side": "right", "task": "hold_cup",
}  # fmt: skip


def one(params: Params, **more: object) -> Coefficients:
    return make_coefficients(ARM, [params], **more)  # type: ignore[arg-type]


def fields_that_differ(before: Coefficients, after: Coefficients) -> set[str]:
    return {
        name
        for name in Coefficients._fields
        if getattr(before, name).tobytes() != getattr(after, name).tobytes()
    }


def nodes_that_differ(before: np.ndarray, after: np.ndarray) -> set[str]:
    return {ARM.node_keys[node] for node in np.flatnonzero((before != after).any(axis=1))}


def nodes_of(*populations: str) -> set[str]:
    return {f"{population}/{muscle.key}" for population in populations for muscle in BODY.muscles}


def test_no_lever_is_forgotten() -> None:
    assert set(TOUCHES) <= set(levers())


@pytest.mark.parametrize("name", levers())
def test_a_lever_touches_just_what_it_says(name: str) -> None:
    lever = levers()[name]
    network, base = (NECK, ONE_SIDED) if "side" in name else (ARM, BUSY)
    there = getattr(base, name)
    middle = (lever.low + lever.high) / 2
    value = OTHER_CHOICE.get(name, middle if middle != there else lever.high)
    before, after = (
        make_coefficients(network, [params], command=1.0)
        for params in (base, base.replace(**{name: value}))
    )
    changed = fields_that_differ(before, after)
    if name == "map_overlap":  # homeostasis has work only where the two maps' weights differ
        changed.discard("bias")
    assert changed
    assert name not in TOUCHES or changed == set(TOUCHES[name].split())


def test_shapes_and_types() -> None:
    coefficients = make_coefficients(build_network("neck"), [Params(), BUSY.replace(
        agonist="", toxin_muscle="", touch_site="", loss_region="")])  # fmt: skip
    wiring = build_network("neck").wiring
    nodes, muscles = len(wiring.rule), len(wiring.motoneuron)
    shapes = {"factor": (len(SITES), muscles), "bias": (nodes,), "gain": (nodes,),
              "keep": (nodes,), "clamp": (nodes,), "fusimotor": (muscles,),
              "power": (muscles,)}  # fmt: skip
    for name in Coefficients._fields:
        array = getattr(coefficients, name)
        assert array.shape == (*shapes.get(name, ()), 2), name
        assert array.dtype == np.float64
        assert array.flags.c_contiguous


def test_a_run_of_a_batch_is_as_if_alone() -> None:
    runs = [Params(), BUSY, Params(loss_region="wrist", loss_spinal=0.7), Params(toxin=1.0)]
    together = make_coefficients(ARM, runs, command=0.7)
    for r, params in enumerate(runs):
        alone = one(params, command=0.7)
        for name in Coefficients._fields:
            part = np.ascontiguousarray(getattr(together, name)[..., r])
            assert part.tobytes() == getattr(alone, name).tobytes(), name


# --- inhibition -------------------------------------------------------------------------


@pytest.mark.parametrize("site", ["cortex", "basal_ganglia", "cerebellum", "spinal"])
def test_a_loss_scales_its_own_site_in_every_channel(site: str) -> None:
    factor = one(Params().replace(**{f"loss_{site}": 0.3})).factor[..., 0]
    expected = np.ones_like(factor)
    expected[SITES.index("map_spread")] = 0.0
    expected[SITES.index(site)] = 0.7
    assert factor == pytest.approx(expected)


def test_a_regional_loss_fades_with_distance_as_a_gaussian() -> None:
    factor = one(Params(loss_cortex=0.8, loss_region="wrist", loss_width=1.5)).factor
    distance = BODY.distances(BODY.joint_index("wrist"))[BODY.joint_of]
    expected = [1 - 0.8 * math.exp(-d * d / (2 * 1.5**2)) for d in distance]
    assert factor[SITES.index("cortex"), :, 0] == pytest.approx(expected)
    assert (factor[SITES.index("spinal")] == 1.0).all()


def test_a_blurred_map_takes_from_its_own_and_gives_to_its_neighbours() -> None:
    factor = one(Params(map_overlap=0.3)).factor[..., 0]
    assert factor[SITES.index("map_own")] == pytest.approx(0.7)
    assert factor[SITES.index("map_spread")] == pytest.approx(0.3)


TENSE = Params(stress=1.0, stress_gain=0.2, stress_bias=0.05, noise_stress=0.5)


def resting_total(params: Params) -> np.ndarray:
    """(N,) whole input of a network at its resting rates, synapse by synapse."""
    coefficients, wiring = one(params), ARM.wiring
    total = coefficients.bias[:, 0].copy()
    for node in range(len(wiring.rule)):
        for e in range(wiring.first[node], wiring.first[node + 1]):
            left = coefficients.factor[wiring.site[e], wiring.channel[node], 0]
            total[node] += left * wiring.weight[e] * wiring.rest[wiring.source[e]]
    return total


def test_the_set_point_puts_each_node_at_its_resting_rate() -> None:
    total = resting_total(Params(threshold=0.07))
    for key in ("M1/biceps", "GPI/triceps", "DCN/wrist_flexor", "RC/biceps"):
        node = ARM.index(key)
        assert total[node] == pytest.approx(inverse_rate_function(ARM.wiring.rest[node]))
    assert total[ARM.nodes_of("MN")] == pytest.approx(-0.07)
    assert total[ARM.nodes_of("IA")] == pytest.approx(ARM.wiring.rest[ARM.nodes_of("IA")])
    assert total[ARM.nodes_of("CMD")] == pytest.approx(0.0)
    assert total[ARM.nodes_of("SKIN")] == pytest.approx(0.0)


def test_a_loss_on_one_side_leaves_a_share_on_the_other() -> None:
    params = Params(loss_cortex=0.8, loss_side="right", loss_other_side=0.25)
    factor = make_coefficients(NECK, [params]).factor[SITES.index("cortex"), :, 0]
    sides = [muscle.side for muscle in NECK.body.muscles]
    assert factor == pytest.approx([1 - 0.8 * (1.0 if s == "right" else 0.25) for s in sides])
    near = params.replace(loss_region="head", loss_width=1.0)
    distance = NECK.body.distances(NECK.body.joint_index("head"))[NECK.body.joint_of]
    faded = make_coefficients(NECK, [near]).factor[SITES.index("cortex"), :, 0]
    assert 1 - faded == pytest.approx((1 - factor) * np.exp(-(distance**2) / 2))


def test_an_unknown_side_and_any_side_of_a_body_without_are_refused() -> None:
    with pytest.raises(InputError, match=r'side.*did you mean "left"'):
        make_coefficients(NECK, [Params(loss_spinal=0.5, loss_side="lef")])
    with invalid("side", "left") as found:
        one(Params(loss_spinal=0.5, loss_side="left"))
    assert "no sides" in found.value.allowed
    with invalid("side", "left"):
        simulate(Params(loss_side="left"), rest(0.01), [1], "hand")
    with invalid("side", "up"):
        MotorModel(Params(loss_side="up"), "neck")


# --- senses and task --------------------------------------------------------------------


def test_the_command_drives_its_agonist_by_the_effort_given() -> None:
    relaxed, trying = one(Params(effort=0.6)).bias, one(Params(effort=0.6), command=0.5).bias
    assert nodes_that_differ(relaxed, trying) == {"CMD/biceps"}
    assert (trying - relaxed).max() == pytest.approx(0.3)
    other = one(Params(agonist="wrist_flexor"), command=1.0).bias
    assert nodes_that_differ(relaxed, other) == {"CMD/wrist_flexor"}


def test_a_touch_reaches_the_skin_around_its_site() -> None:
    touched = one(Params(touch=0.8, touch_spread=0.7)).bias[ARM.nodes_of("SKIN"), 0]
    distance = BODY.distances(BODY.joint_index("elbow"))[BODY.joint_of]
    assert touched == pytest.approx(0.8 * np.exp(-(distance**2) / (2 * 0.7**2)))
    untouched, remote = one(Params()).bias, one(Params(touch=0.8, touch_site="fingers")).bias
    assert nodes_that_differ(untouched, remote) == nodes_of("SKIN")
    fingers = ARM.index("SKIN/finger_flexor")
    assert remote[fingers, 0] == pytest.approx(0.8)


def test_an_expected_touch_drives_its_populations_around_its_site() -> None:
    bias, expected = one(Params()).bias, one(
        Params(touch_expected=0.5, expectation_drive=0.2, touch_site="wrist", touch_spread=0.7)
    ).bias  # fmt: skip
    rows = [row for row in ARM.populations if row.expectation]
    assert rows
    assert nodes_that_differ(bias, expected) == nodes_of(*(row.key for row in rows))
    distance = BODY.distances(BODY.joint_index("wrist"))[BODY.joint_of]
    for row in rows:
        own = ARM.nodes_of(row.key)
        added = 0.5 * 0.2 * row.expectation * np.exp(-(distance**2) / (2 * 0.7**2))
        assert (expected - bias)[own, 0] == pytest.approx(added)


def test_stress_reaches_cortex_and_motoneurones_alone() -> None:
    calm, tense = one(Params()), one(TENSE)
    assert nodes_that_differ(calm.gain, tense.gain) == nodes_of("M1", "MN")
    assert nodes_that_differ(calm.bias, tense.bias) == nodes_of("M1", "MN")
    assert (tense.gain - calm.gain).max() == pytest.approx(0.2)
    assert (tense.bias - calm.bias).max() == pytest.approx(0.05)
    assert tense.noise_floor / calm.noise_floor == pytest.approx(1.5)
    assert tense.noise_slope / calm.noise_slope == pytest.approx(1.5)


def test_noise_keeps_unit_variance_at_any_correlation_time() -> None:
    coefficients = one(Params(noise_tau=20.0))
    assert coefficients.noise_decay[0] == pytest.approx(math.exp(-1 / 20))
    assert coefficients.noise_decay[0] ** 2 + coefficients.noise_kick[0] ** 2 == pytest.approx(1.0)


E_TO_THE = Context(prec=40)
# Also where the result has fewer bits than usual, and where it is 0.
EXPONENTS = st.floats(-1.0, 0.0) | st.floats(-760.0, 0.0) | st.floats(-746.0, -707.0)


@given(EXPONENTS)
def test_the_exponential_is_the_nearest_float(x: float) -> None:
    assert exponential(x) == float(E_TO_THE.exp(Decimal(x)))


# --- care -------------------------------------------------------------------------------


def test_toxin_weakens_one_muscle_and_its_spindle() -> None:
    dosed = one(Params(toxin=0.75, toxin_spindle=0.4))
    opponent = BODY.channel("triceps")
    strength = np.array([[muscle.strength] for muscle in BODY.muscles])
    for array, left in ((dosed.power / strength, 0.25), (dosed.fusimotor, 1 - 0.75 * 0.4)):
        assert array[opponent, 0] == pytest.approx(left)
        assert (np.delete(array, opponent, axis=0) == 1.0).all()
    named = one(Params(toxin=1.0, toxin_muscle="wrist_flexor")).power
    assert named[BODY.channel("wrist_flexor"), 0] == 0.0


def test_fatigue_weakens_every_muscle() -> None:
    rested, tired = one(Params()).power, one(Params(fatigue=0.5, fatigue_force=0.4)).power
    assert rested[:, 0].tolist() == [muscle.strength for muscle in BODY.muscles]
    assert tired == pytest.approx(0.8 * rested)


def test_pallidal_stimulation_puts_a_constant_in_place_of_the_output() -> None:
    settings = Params(pallidal_stimulation=0.5, stimulation_share=0.8, stimulation_level=0.6)
    off, on = one(Params()), one(settings)
    assert nodes_that_differ(off.keep, on.keep) == nodes_of("GPI")
    assert on.keep[ARM.index("GPI/biceps"), 0] == pytest.approx(0.6)
    assert on.clamp[ARM.index("GPI/biceps"), 0] == pytest.approx(0.4 * 0.6)
    removed = one(settings.replace(lesion_pallidum=1.0))
    assert not removed.keep[ARM.nodes_of("GPI")].any()
    assert not removed.clamp.any()


def test_a_thalamic_lesion_acts_on_its_nodes_and_a_drug_on_its_site() -> None:
    healthy = one(Params())
    lesioned = one(Params(lesion_thalamus=0.3))
    dosed = one(Params(anticholinergic=0.5, anticholinergic_gain=0.8))
    assert nodes_that_differ(healthy.keep, lesioned.keep) == nodes_of("TH")
    assert lesioned.keep.min() == pytest.approx(0.7)
    assert fields_that_differ(healthy, dosed) == {"factor"}
    (site,) = np.flatnonzero((healthy.factor != dosed.factor).any(axis=(1, 2)))
    assert SITES[site] == "striatal_input"
    assert dosed.factor[site] == pytest.approx(0.6)


def test_stimuli_and_lesions_reach_their_node_alone() -> None:
    healthy = one(Params(pallidal_stimulation=0.5))
    pushed = one(Params(pallidal_stimulation=0.5), stimuli={"M1/biceps": 0.2, "TH/biceps": -0.1})
    assert fields_that_differ(healthy, pushed) == {"bias"}
    assert nodes_that_differ(healthy.bias, pushed.bias) == {"M1/biceps", "TH/biceps"}
    cut = one(Params(pallidal_stimulation=0.5), lesions={"GPI/biceps": 0.25})
    assert fields_that_differ(healthy, cut) == {"keep", "clamp"}
    node = ARM.index("GPI/biceps")
    assert nodes_that_differ(healthy.keep, cut.keep) == {"GPI/biceps"}
    assert cut.keep[node] == pytest.approx(0.75 * healthy.keep[node])
    assert cut.clamp[node] == pytest.approx(0.75 * healthy.clamp[node])


# --- tasks ------------------------------------------------------------------------------


def test_a_task_commands_its_muscles_by_their_shares() -> None:
    task = BODY.task("hold_cup")
    tried, relaxed = (
        one(Params(task="hold_cup", effort=0.6), command=command).bias for command in (0.5, 0.0)
    )
    added = (tried - relaxed)[ARM.nodes_of("CMD"), 0]
    expected = np.zeros(len(BODY.muscles))
    for channel, share in task.muscles:
        expected[channel] = 0.5 * 0.6 * share
    assert added == pytest.approx(expected)
    assert nodes_that_differ(tried, relaxed) == {
        f"CMD/{BODY.muscles[channel].key}" for channel, _ in task.muscles
    }


def test_the_wanted_muscle_of_a_task_is_its_first_or_another_of_its_muscles() -> None:
    assert task_channel(Params(task="point"), BODY) == BODY.channel("anterior_deltoid")
    assert task_channel(Params(task="point", agonist="triceps"), BODY) == BODY.channel("triceps")
    for params in (Params(task="point"), Params(task="point", agonist="triceps")):
        assert [BODY.muscles[m].key for m in commanded(params, BODY)] == [
            "anterior_deltoid", "triceps", "wrist_extensor", "finger_extensor",
        ]  # fmt: skip
    with invalid("agonist", "biceps") as caught:
        task_channel(Params(task="point", agonist="biceps"), BODY)
    assert "anterior_deltoid, triceps" in str(caught.value)
    with invalid("task", "turn_head") as caught:
        task_channel(Params(task="turn_head"), BODY)
    assert "hold_cup, point" in str(caught.value)
    with invalid("task", "point"):
        task_channel(Params(task="point"), build_network("chain:2").body)


def test_the_injected_muscle_is_no_muscle_of_the_task() -> None:
    neck = NECK.body
    turn, alone = (injected_channel(Params(task=task), neck) for task in ("turn_head", ""))
    assert turn not in commanded(Params(task="turn_head"), neck)
    assert turn in dict(neck.antagonists(task_channel(Params(), neck)))
    assert alone in dict(neck.antagonists(task_channel(Params(), neck)))


# --- choices ----------------------------------------------------------------------------


def test_empty_choices_stand_for_the_bodys_own() -> None:
    assert task_channel(Params(), BODY) == BODY.channel("biceps")
    assert injected_channel(Params(), BODY) == BODY.channel("triceps")
    assert injected_channel(Params(agonist="wrist_extensor"), BODY) == BODY.channel("wrist_flexor")
    neck = build_network("neck").body
    shares = dict(neck.antagonists(task_channel(Params(), neck)))
    assert shares[injected_channel(Params(), neck)] == max(shares.values())


@pytest.mark.parametrize("name", OTHER_CHOICE)
def test_an_unknown_muscle_joint_or_side_is_refused(name: str) -> None:
    network = NECK if name == "loss_side" else ARM
    with pytest.raises(InputError, match="did you mean"):
        make_coefficients(network, [Params().replace(**{name: OTHER_CHOICE[name][:-1]})])
    with pytest.raises(InputError, match="did you mean"):
        one(Params(), stimuli={"M1/bicep": 0.1})
