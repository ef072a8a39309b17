"""The measures on signals with known answers, inside their windows, and NaN where none exists."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from motorloops.model.measures import (
    MEASURES,
    after_toxin,
    asked_turns,
    check_measurable,
    largest_unasked_turn,
    late_turn,
    least_seconds,
    measurable,
    measure,
    measure_input,
    overflow_by_distance,
    roles,
)
from motorloops.model.measuring import ACTIVE, LATE_MS, co_contraction_index
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline, hold, reach, rest, tap
from tests.helpers.invalid import invalid
from tests.helpers.signals import HOLD, STEADY, Signal, during, made, sine, value

# --- the table --------------------------------------------------------------------------


def test_every_measure_has_a_unit_a_meaning_and_a_known_source() -> None:
    known = {"assumption", *(reference.key for reference in load_atlas().references)}
    for entry in MEASURES.values():
        assert entry.unit
        assert entry.meaning
        assert entry.source in known
    assert MEASURES["co_contraction_index"].source == "falconer1985"
    assert MEASURES["co_contraction_level"].source == "rudolph2000"


def test_a_row_a_run_and_a_column_a_measure() -> None:
    frame = measure(simulate([Params(), Params(effort=0.9)], hold(0.2, 0.05, 0.1), [4, 5]))
    assert list(frame.columns) == ["seed", *MEASURES]
    assert frame["seed"].tolist() == [4, 5, 4, 5]
    assert all(pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes)


def test_runs_of_a_batch_are_measured_each_by_itself() -> None:
    settings = [Params(effort=0.9), Params(agonist="wrist_flexor", effort=0.9).replace(loss=0.6)]
    timeline = hold(0.5, 0.05, 0.3)
    together = measure(simulate(settings, timeline, [1, 2]))
    for run in range(4):
        alone = measure(simulate(settings[run // 2], timeline, [1 + run % 2]))
        pd.testing.assert_frame_equal(
            together.iloc[[run]].reset_index(drop=True), alone, check_exact=True
        )


# --- co-contraction ---------------------------------------------------------------------


def played(levels: list[float]) -> Signal:
    """A signal that takes each level in turn over an equal share of the steady part."""
    edges = np.linspace(*STEADY, len(levels) + 1)

    def signal(time: np.ndarray) -> np.ndarray:
        place = np.clip(np.searchsorted(edges, time) - 1, 0, len(levels) - 1)
        return np.array(levels)[place]

    return signal


def test_the_index_is_twice_the_common_over_the_total() -> None:
    def index(agonist: list[float], antagonist: list[float]) -> float:
        pair = {"biceps": played(agonist), "triceps": played(antagonist)}
        return value("co_contraction_index", pair)

    assert index([0.6, 0.2, 0.0], [0.2, 0.4, 0.3]) == pytest.approx(2 * 0.4 / 1.7)
    assert index([0.6, 0.2], [0.6, 0.2]) == pytest.approx(1.0)
    assert index([0.6, 0.2], [0.0, 0.0]) == 0.0
    assert index([0.0, 0.0], [0.0, 0.0]) == 0.0
    assert co_contraction_index(np.zeros(2), np.ones(2)).tolist() == [0.0, 0.0]


def test_the_level_weighs_how_much_both_are_active() -> None:
    def level(agonist: list[float], antagonist: list[float]) -> float:
        pair = {"biceps": played(agonist), "triceps": played(antagonist)}
        return value("co_contraction_level", pair)

    expected = (0.3 / 0.6 * 0.9 + 1.0 * 0.4) / 2
    assert level([0.6, 0.2], [0.3, 0.2]) == pytest.approx(expected)
    assert level([0.3, 0.1], [0.15, 0.1]) == pytest.approx(expected / 2)
    assert level([0.0, 0.0], [0.0, 0.0]) == 0.0


def test_co_contraction_of_two_sines_is_their_overlap() -> None:
    """Half sines in opposite phase share nothing; the same ones share everything."""

    def half(sign: int) -> Callable:
        return lambda time: np.maximum(0.0, sign * np.sin(2 * math.pi * 5 * time / 1000.0))

    pair = {"biceps": half(1), "triceps": half(-1)}
    assert value("co_contraction_index", pair) == pytest.approx(0.0, abs=1e-9)
    same = {"biceps": half(1), "triceps": half(1)}
    assert value("co_contraction_index", same) == pytest.approx(1.0)
    # a sine and its mean: the common part is the mean less half of the rectified swing
    wave = {"biceps": sine(5), "triceps": 0.5}
    assert value("co_contraction_index", wave) == pytest.approx(
        (1.0 - 0.1 * 2 / math.pi) / 1.0, abs=2e-3
    )


def test_only_the_steady_part_of_the_command_counts() -> None:
    outside = {
        "biceps": 0.5, "triceps": lambda t: 0.5 - during(*STEADY, 0.5)(t),
        "wrist_flexor": lambda t: 0.5 - during(*STEADY, 0.5)(t),
    }  # fmt: skip
    assert value("co_contraction_index", outside) == 0.0
    assert value("co_contraction_level", outside) == 0.0
    assert value("overflow", outside) == 0.0
    inside = {"biceps": 0.5, "triceps": during(*STEADY, 0.25)}
    assert value("co_contraction_index", inside) == pytest.approx(2 * 0.25 / 0.75)
    assert value("agonist_activation", {"biceps": during(*STEADY, 0.4)}) == pytest.approx(0.4)
    assert value("agonist_activation", {"biceps": during(0, 700, 0.4)}) == 0.0


def test_several_opponents_count_by_their_share() -> None:
    body = build_network("neck").body
    channel = body.channel(body.agonist)
    opponents = body.antagonists(channel)
    levels = {body.muscles[other].key: 0.1 * (k + 1) for k, (other, _) in enumerate(opponents)}
    opposing = sum(share * 0.1 * (k + 1) for k, (_, share) in enumerate(opponents))
    index = value("co_contraction_index", {body.agonist: 0.5, **levels}, body="neck")
    assert index == pytest.approx(2 * min(0.5, opposing) / (0.5 + opposing))


def test_the_wanted_muscle_is_that_of_the_levers() -> None:
    signals = {"wrist_flexor": 0.6, "wrist_extensor": 0.2, "biceps": 0.3}
    params = Params(agonist="wrist_flexor")
    assert value("agonist_activation", signals, params=params) == pytest.approx(0.6)
    assert value("co_contraction_index", signals, params=params) == pytest.approx(0.4 / 0.8)
    assert value("overflow", signals, params=params) == pytest.approx(0.3 / 8)


def test_the_muscles_of_a_task_are_wanted_and_their_joints_are_its_joints() -> None:
    hold_cup = Params(task="hold_cup")
    signals = {
        "biceps": 0.6, "triceps": 0.2, "pronator": 0.3, "wrist_extensor": 0.5,
        "wrist_flexor": 0.4, "finger_flexor": 0.5, "anterior_deltoid": 0.1,
    }  # fmt: skip
    assert value("agonist_activation", signals, params=hold_cup) == pytest.approx(0.6)
    assert value("overflow", signals, params=hold_cup) == pytest.approx(0.1 / 2)
    assert value("largest_overflow", signals, params=hold_cup) == pytest.approx(0.1)
    assert value("muscles_recruited", signals, params=hold_cup) == 3
    seen = measure_input(made(signals, params=hold_cup))
    assert seen.distance[:, 0].tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert overflow_by_distance(seen)[:, 0] == pytest.approx([0.6 / 4, 0.1 / 2])
    wrist = hold_cup.replace(agonist="wrist_extensor")
    assert value("agonist_activation", signals, params=wrist) == pytest.approx(0.5)
    assert value("co_contraction_index", signals, params=wrist) == pytest.approx(0.8 / 0.9)


def test_an_opponent_that_the_task_commands_does_not_oppose() -> None:
    body = build_network("neck").body
    left, right = "sternocleidomastoid_left", "splenius_right"
    shares = dict(body.antagonists(body.channel(left)))
    assert body.channel(right) in shares  # by tilt and nod
    turn = Params(task="turn_head")
    signals = {left: 0.5, right: 0.5}
    assert value("co_contraction_index", signals, params=turn, body="neck") == 0.0
    against = {body.muscles[channel].key: 0.5 for channel in shares}
    index = value("co_contraction_index", {**signals, **against}, params=turn, body="neck")
    assert index == pytest.approx(1.0)
    own = roles(build_network("neck"), [turn])
    assert own.opposing[body.channel(right), 0] == 0.0
    assert own.opposing.sum() == pytest.approx(1.0)


# --- overflow and spread ----------------------------------------------------------------


def test_overflow_is_the_mean_outside_the_task_joint() -> None:
    signals = {"biceps": 0.9, "triceps": 0.8, "wrist_flexor": 0.3}
    assert value("overflow", signals) == pytest.approx(0.3 / 6)
    assert value("largest_overflow", signals) == pytest.approx(0.3)
    assert value("muscles_recruited", signals) == 2  # triceps and wrist flexor
    almost = {"biceps": 0.9, "wrist_flexor": ACTIVE - 0.001, "wrist_extensor": ACTIVE}
    assert value("muscles_recruited", almost) == 1


def test_overflow_by_distance_leaves_the_agonist_out() -> None:
    signals = {"biceps": 0.9, "triceps": 0.4, "wrist_flexor": 0.2, "finger_extensor": 0.1}
    by_distance = overflow_by_distance(measure_input(made(signals)))
    assert by_distance[:, 0] == pytest.approx([0.4 / 3, 0.2 / 4, 0.1 / 2])
    assert overflow_by_distance(measure_input(made({"flexor_0": 0.5}, body="chain:1")))[
        :, 0
    ].tolist() == [0.0]


def test_spread_latency_is_from_the_command_to_the_first_muscle_outside() -> None:
    signals = {
        "biceps": during(310, 1300), "triceps": during(320, 1300),
        "wrist_flexor": during(419, 2300), "finger_flexor": during(659, 2300),
    }  # fmt: skip
    assert value("spread_latency", signals) == 120
    # one joint farther in 240 ms
    assert value("spread_speed", signals) == pytest.approx(1000 / 240)
    early = {"biceps": 0.5, "wrist_flexor": during(0, 290), "finger_flexor": during(1310, 2300)}
    assert math.isnan(value("spread_latency", early))
    assert math.isnan(value("spread_speed", early))
    alone = {"biceps": 0.5, "wrist_flexor": during(419, 2300)}
    assert value("spread_latency", alone) == 120
    assert math.isnan(value("spread_speed", alone))


# --- posture ----------------------------------------------------------------------------


def test_posture_counts_joints_outside_the_task_in_degrees() -> None:
    turned: dict[str, Signal] = {
        "elbow/flexion": 1.0, "wrist/flexion": -0.3, "fingers/flexion": during(*STEADY, 0.1)
    }  # fmt: skip
    assert value("posture_error", {}, turned) == pytest.approx(math.degrees(0.4 / 4))
    assert value("twist", {}, turned) == pytest.approx(math.degrees(0.3))
    before = {"wrist/flexion": during(0, 650, 0.5)}
    assert value("posture_error", {}, before) == 0.0


# --- time -------------------------------------------------------------------------------


def test_after_contraction_runs_from_the_end_of_the_command() -> None:
    assert value("after_contraction", {"biceps": during(300, 1300)}) == 0.0
    assert value("after_contraction", {"biceps": during(300, 1550)}) == pytest.approx(0.25)
    assert value("after_contraction", {"finger_flexor": during(1400, 1800)}) == pytest.approx(0.5)
    assert value("after_contraction", {"biceps": 0.04}) == 0.0
    assert value("after_contraction", {"biceps": 0.06}) == pytest.approx(1.0)


def test_a_burst_is_the_first_stretch_above_half_the_peak() -> None:
    two = {"biceps": lambda t: during(400, 550, 0.8)(t) + during(600, 900, 0.8)(t)}
    assert value("burst_duration", two) == 150
    assert value("burst_duration", two, every_ms=10) == 150
    ramp = {"biceps": lambda t: np.clip((t - 300) / 1000, 0, 1) * (t <= 1300)}
    assert value("burst_duration", ramp) == pytest.approx(500, abs=2)
    assert value("burst_duration", {"biceps": 0.01}) == 0.0


@pytest.mark.parametrize("every_ms", [1, 5])
def test_low_frequency_power_tells_tremor_from_the_rest(every_ms: int) -> None:
    def power(*waves: Callable) -> float:
        wave = {"biceps": lambda t: sum(part(t) for part in waves)}
        return value("low_frequency_power", wave, every_ms=every_ms)

    assert power(sine(7)) > 0.98
    assert power(sine(40)) < 0.02
    # two sines: power goes by the square of the swing
    assert power(sine(7, swing=0.2), sine(40, swing=0.1)) == pytest.approx(0.8, abs=0.03)
    assert power(sine(7, swing=0.1), sine(40, swing=0.2)) == pytest.approx(0.2, abs=0.03)
    assert power(lambda t: 0.5 + 0 * t) == 0.0


# --- no value ---------------------------------------------------------------------------


DEFINED = (
    "co_contraction_index", "co_contraction_level", "agonist_activation", "overflow",
    "largest_overflow", "muscles_recruited", "spread_latency", "spread_speed", "posture_error",
    "twist", "after_contraction", "burst_duration", "low_frequency_power",
)  # fmt: skip


def test_without_a_command_there_is_no_value() -> None:
    frame = measure(made({"biceps": 0.5, "triceps": 0.5}, timeline=rest(0.5)))
    valued = {name for name in DEFINED if not frame[name].isna().all()}
    assert valued == {"burst_duration"}


def test_without_time_after_the_command_nothing_is_known_of_it() -> None:
    assert math.isnan(value("after_contraction", {"biceps": 0.5}, timeline=hold(1.0)))
    assert value("after_contraction", {"biceps": 0.5}, timeline=hold(1.4)) == pytest.approx(0.1)


def test_without_another_joint_nothing_overflows() -> None:
    frame = measure(made({"flexor_0": 0.5, "extensor_0": 0.25}, body="chain:1"))
    none = {"overflow", "largest_overflow", "spread_latency", "spread_speed", "posture_error",
            "twist"}  # fmt: skip
    assert {name for name in DEFINED if frame[name].isna().all()} == none
    assert frame["co_contraction_index"].iloc[0] == pytest.approx(0.5 / 0.75)
    assert frame["muscles_recruited"].iloc[0] == 1


def test_a_command_shorter_than_a_sample_warns_of_nothing() -> None:
    frame = measure(made({"biceps": 0.5}, timeline=hold(0.5, 0.301, 0.002), every_ms=100))
    assert math.isnan(frame["agonist_activation"].iloc[0])
    assert math.isnan(frame["co_contraction_level"].iloc[0])
    assert math.isnan(frame["low_frequency_power"].iloc[0])


@pytest.mark.parametrize("body", ["chain:1", "arm"])
@pytest.mark.parametrize("make", [hold, rest, tap, reach])
@pytest.mark.parametrize("seconds", [0.1, 0.301, 0.302, 0.7, 1.301, 2.3])
def test_what_cannot_be_measured_is_known_before_the_run(make, seconds, body) -> None:
    timeline, network = make(seconds), build_network(body)
    frame = measure(simulate(Params(), timeline, [1], network))
    never = set(MEASURES) - set(measurable(timeline, network.body))
    assert all(frame[name].isna().all() for name in never)
    certain = {name for name in MEASURES if not name.startswith("spread")}
    assert {name for name in certain if frame[name].isna().all()} == never & certain


@pytest.mark.parametrize("name", [name for name in MEASURES if MEASURES[name].window != "run"])
@pytest.mark.parametrize("make", [hold, tap, reach])
def test_the_least_duration_is_the_least(make, name: str) -> None:
    body = build_network("arm").body
    least = least_seconds(make, body, [name])
    assert check_measurable(make, least, body, [name]).duration_ms == round(1000 * least)
    for seconds in (least - 0.001, 0.001):
        with invalid("seconds", seconds):
            check_measurable(make, seconds, body, [name])


# --- turns that are not asked for, and the pull after the toxin --------------------------------


def test_late_turns_begin_when_healthy_muscles_are_silent() -> None:
    late = HOLD.trying()[1] + LATE_MS
    seen = made({}, {"wrist/flexion": lambda time: np.where(time > late, 0.5, -1.0)})
    wrist = [dof.key for dof in seen.network.body.dofs].index("wrist/flexion")
    assert late_turn(seen)[wrist] == pytest.approx(np.degrees(0.5))
    assert np.isnan(late_turn(made({}, timeline=hold(1.5)))).all()


def test_the_largest_unasked_turn_is_beyond_the_twins() -> None:
    asked = np.array([True, False])

    def largest(held: list[float], late: list[float], twin: list[float]) -> float:
        one, after, other, other_after = (
            np.array([row]).T for row in (held, late, twin, [0.0, 1.0])
        )
        return largest_unasked_turn(one, after, other, other_after, asked).item()

    assert largest([90.0, 5.0], [0.0, 1.0], [0.0, 2.0]) == 3.0  # the first was asked for
    assert largest([90.0, 5.0], [-7.0, 1.0], [0.0, 2.0]) == 7.0  # but not after the command
    assert math.isnan(largest([0.0, math.nan], [0.0, 1.0], [0.0, 2.0]))
    assert largest([math.nan, 5.0], [0.0, 1.0], [0.0, 2.0]) == 3.0


def test_only_what_the_wanted_muscles_turn_is_asked_for() -> None:
    body = build_network("arm").body
    moved = {dof for dof, _ in body.muscles[body.channel("biceps")].moment_arms}
    assert set(np.flatnonzero(asked_turns(Params(agonist="biceps"), body))) == moved


def test_toxin_takes_pull_from_the_injected_muscle_while_it_works() -> None:
    params = Params(toxin_muscle="triceps")
    timeline = Timeline("late", 1000, (Phase(0), Phase(400, levers={"toxin": 0.75})))
    run = made({"triceps": 0.8, "biceps": 0.4}, timeline=timeline, params=params, every_ms=4)
    pull, channel = after_toxin(run).activation[..., 0], run.network.body.channel
    assert (pull[:100, channel("triceps")] == 0.8).all()
    assert (pull[100:, channel("triceps")] == 0.2).all()
    assert (pull[:, channel("biceps")] == 0.4).all()
    assert (run.activation[:, channel("triceps")] == 0.8).all()
