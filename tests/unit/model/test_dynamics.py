"""Each equation against an independent formula, and CPython against machine code."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model import dynamics
from motorloops.model.engine._simd import raw_array
from tests.helpers.examples import examples

EVERYWHERE = (-1e3, 1e3)
SHARE = (0.0, 1.0)
# Each equation with the range of each of its arguments.
DOMAINS: dict[Callable[..., float], tuple[tuple[float, float], ...]] = {
    dynamics.rate_function: (EVERYWHERE,),
    dynamics.inverse_rate_function: ((1e-6, 1 - 1e-6),),
    dynamics.recruitment: (EVERYWHERE,),
    dynamics.clip_rate: (EVERYWHERE,),
    dynamics.relax: (EVERYWHERE, EVERYWHERE, SHARE),
    dynamics.fluctuation: (EVERYWHERE, SHARE, (-4, 4), SHARE, SHARE, SHARE, SHARE),
    dynamics.spindle_drive: (EVERYWHERE, EVERYWHERE, SHARE, (0, 2), (0, 10), (0, 10)),
    dynamics.activation_step: (SHARE, SHARE, (1, 500), (1, 500)),
    dynamics.force_length: ((-2, 4), (0.1, 2)),
    dynamics.force_velocity: (EVERYWHERE,),
    dynamics.joint_acceleration: (EVERYWHERE, EVERYWHERE, EVERYWHERE, (1e-3, 10), SHARE, SHARE),
    dynamics.hebbian_growth: ((0, 10), SHARE, SHARE, SHARE, SHARE, (1, 10), SHARE),
}
EQUATIONS = tuple(DOMAINS)
LANES = 8


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def test_no_equation_is_left_out() -> None:
    names = {
        name
        for name, value in vars(dynamics).items()
        if callable(value)
        and getattr(value, "__module__", "") == dynamics.__name__
        and not name.startswith("_")
    }
    assert names - {"where", "over_root"} == {equation.__name__ for equation in EQUATIONS}


class Columns(NamedTuple):
    """What a row of runs goes through: one row of lanes an argument, and one for the result."""

    given: np.ndarray
    made: np.ndarray


def in_lanes(equation: Any, arguments: int) -> Callable[[np.ndarray], np.ndarray]:
    """The equation compiled for rows: (rows, arguments) -> (rows,), ``LANES`` rows at a time."""
    listed = ", ".join(f"given[{k}]" for k in range(arguments))
    call = numba.njit(eval(f"lambda given: equation({listed})", {"equation": equation}))

    @numba.njit(error_model="numpy")
    def row(columns: Columns) -> None:
        seen = raw_array(columns, LANES)
        seen.made[0] = call(seen.given)

    def all_rows(values: np.ndarray) -> np.ndarray:
        columns = Columns(np.ones((arguments, LANES)), np.zeros((1, LANES)))
        made = []
        for first in range(0, len(values), LANES):
            part = values[first : first + LANES]
            columns.given[:, : len(part)] = part.T
            row(columns)
            made.append(columns.made[0, : len(part)].copy())
        return np.concatenate(made)

    return all_rows


@pytest.mark.parametrize("equation", EQUATIONS, ids=lambda equation: equation.__name__)
def test_machine_code_gives_the_bits_of_python_in_every_lane(equation: Any) -> None:
    ranges = DOMAINS[equation]
    lanes = in_lanes(equation, len(ranges))
    row = st.tuples(*[floats(*bounds) for bounds in ranges])

    @examples(100)
    @given(st.lists(row, min_size=1, max_size=33))
    def same(rows: list[tuple[float, ...]]) -> None:
        python = np.array([equation(*values) for values in rows], np.float64).tobytes()
        assert lanes(np.array(rows)).tobytes() == python

    same()


# --- rates ------------------------------------------------------------------------------


def test_the_rate_function_is_a_logistic_shape_without_exp() -> None:
    assert dynamics.rate_function(0.0) == 0.5
    slope = (dynamics.rate_function(1e-6) - dynamics.rate_function(-1e-6)) / 2e-6
    assert slope == pytest.approx(1.0, abs=1e-9)
    for x in (0.1, 0.7, 3.0, 50.0):  # algebraic sigmoid: tan of half its angle
        expected = 0.5 + 0.5 * math.sin(math.atan(2 * x))
        assert dynamics.rate_function(x) == pytest.approx(expected, rel=1e-12)
        assert dynamics.rate_function(-x) == pytest.approx(1 - expected, rel=1e-9)
    assert 0.999 < dynamics.rate_function(20.0) < 1.0
    assert 0.0 < dynamics.rate_function(-20.0) < 0.001


@given(floats(0.001, 0.999))
def test_the_inverse_undoes_the_rate_function(rate: float) -> None:
    assert dynamics.rate_function(dynamics.inverse_rate_function(rate)) == pytest.approx(rate)


def test_recruitment_is_silent_below_threshold_and_saturates_above() -> None:
    assert [dynamics.recruitment(x) for x in (-5.0, -1e-9, 0.0)] == [0.0, 0.0, 0.0]
    for x in (1e-6, 0.3, 2.0):
        assert dynamics.recruitment(x) == pytest.approx(math.sin(math.atan(x)), rel=1e-12)
    assert 0.99 < dynamics.recruitment(10.0) < 1.0


def test_a_rate_is_clipped_to_what_a_population_can_fire() -> None:
    given_rates = (-2.0, -0.0, 0.0, 0.25, 1.0, 7.0)
    assert [dynamics.clip_rate(x) for x in given_rates] == [0.0, 0.0, 0.0, 0.25, 1.0, 1.0]


def test_relaxation_follows_its_exponential() -> None:
    value, tau = 2.0, 500.0
    for _ in range(1000):
        value = dynamics.relax(value, 0.5, 1.0 / tau)
    assert value == pytest.approx(0.5 + 1.5 * math.exp(-2.0), rel=2e-3)
    assert dynamics.relax(0.25, 0.25, 0.1) == 0.25
    assert dynamics.relax(0.25, 0.75, 1.0) == 0.75


# --- noise ------------------------------------------------------------------------------


@given(floats(1, 1000), floats(0, 1), floats(0, 0.5), floats(0.001, 0.5))
def test_the_noise_has_its_variance_exactly(tau, rate, slope, floor) -> None:
    decay = math.exp(-1.0 / tau)
    kick = math.sqrt(1.0 - decay * decay)
    kept = dynamics.fluctuation(1.0, rate, 0.0, decay, kick, floor, slope)
    added = dynamics.fluctuation(0.0, rate, 1.0, decay, kick, floor, slope)
    stationary = added**2 / (1.0 - kept**2)
    assert stationary == pytest.approx((floor + slope * rate) ** 2, rel=1e-9)


def test_the_noise_forgets_with_its_correlation_time() -> None:
    normals = np.random.default_rng(1).standard_normal((400, 20_000))
    decay = math.exp(-1.0 / 20.0)
    noise, kept = np.zeros(20_000), []
    for normal in normals:  # the equation is plain arithmetic: arrays pass through it
        noise = dynamics.fluctuation(noise, 0.5, normal, decay, math.sqrt(1 - decay**2), 0.1, 0.2)  # type: ignore[arg-type]
        kept.append(noise)
    assert np.std(kept[-1]) == pytest.approx(0.2, rel=0.03)
    correlation = np.corrcoef(kept[-1], kept[-21])[0, 1]
    assert correlation == pytest.approx(math.exp(-1.0), abs=0.03)


# --- afferents --------------------------------------------------------------------------


def test_a_spindle_feels_stretch_and_keeps_the_sign_of_its_speed() -> None:
    def drive(stretch: float, speed: float, gain: float = 1.0, fusimotor: float = 0.0) -> float:
        return dynamics.spindle_drive(stretch, speed, fusimotor, gain, 2.0, 0.3)

    assert drive(0.0, 0.0) == 0.0
    assert drive(0.1, 0.0) == pytest.approx(0.2)
    assert drive(-0.1, 0.0) == pytest.approx(-0.2)
    assert drive(0.0, 4.0) == pytest.approx(0.6)
    assert drive(0.0, -4.0) == pytest.approx(-0.6)
    assert drive(0.1, 4.0, gain=0.5, fusimotor=0.25) == pytest.approx(0.25 + 0.5 * 0.8)
    assert drive(0.1, 4.0, gain=0.0, fusimotor=0.25) == 0.25


# --- muscles ----------------------------------------------------------------------------


def test_a_muscle_rises_faster_than_it_falls() -> None:
    assert dynamics.activation_step(0.0, 1.0, 10.0, 40.0) == pytest.approx(1 / (10 * 0.5))
    assert dynamics.activation_step(1.0, 1.5, 10.0, 40.0) == pytest.approx(1 / (10 * 2.0))
    assert dynamics.activation_step(1.0, 0.0, 10.0, 40.0) == pytest.approx(2.0 / 40)
    assert dynamics.activation_step(0.2, 0.0, 10.0, 40.0) == pytest.approx(0.8 / 40)

    def time_to_half(start: float, end: float) -> int:
        active, time = start, 0
        while abs(active - start) < 0.5:
            step = dynamics.activation_step(active, end, 10.0, 40.0)
            active, time = dynamics.relax(active, end, step), time + 1
        return time

    assert time_to_half(0.0, 1.0) < time_to_half(1.0, 0.0) / 2


def test_force_falls_as_a_parabola_away_from_the_best_length() -> None:
    assert dynamics.force_length(1.0, 0.56) == 1.0
    for sign in (-1, 1):
        assert dynamics.force_length(1 + sign * 0.28, 0.56) == pytest.approx(0.75)
        assert dynamics.force_length(1 + sign * 0.56, 0.56) == pytest.approx(0.0, abs=1e-12)
        assert dynamics.force_length(1 + sign * 0.9, 0.56) == 0.0


def test_force_falls_with_shortening_as_hill_found() -> None:
    assert dynamics.force_velocity(0.0) == 1.0
    for v in (0.1, 0.25, 0.5, 0.9):  # (F + a)(v + b) = (1 + a) b with a = b = 1/4
        force = dynamics.force_velocity(v)
        assert (force + 0.25) * (v + 0.25) == pytest.approx(1.25 * 0.25)
    assert dynamics.force_velocity(1.0) == 0.0
    assert dynamics.force_velocity(3.0) == 0.0


def test_a_lengthening_muscle_holds_more_up_to_a_plateau() -> None:
    assert dynamics.force_velocity(-0.15) == pytest.approx(1.2)  # half of the plateau's excess
    assert dynamics.force_velocity(-1e9) == pytest.approx(1.4)
    speeds = np.linspace(-2, 1, 301)
    forces = [dynamics.force_velocity(float(v)) for v in speeds]
    assert (np.diff(forces) < 0).all()


def test_the_force_velocity_curve_has_no_step_at_rest() -> None:
    below, above = dynamics.force_velocity(-1e-9), dynamics.force_velocity(1e-9)
    assert below == pytest.approx(1.0, abs=1e-7)
    assert above == pytest.approx(1.0, abs=1e-7)
    assert below > 1.0 > above


# --- joints -----------------------------------------------------------------------------


def swing(torque: float, inertia: float, damping: float, stiffness: float, steps: int) -> list:
    angle, velocity, angles = 0.0, 0.0, []
    for _ in range(steps):
        velocity += dynamics.STEP_S * dynamics.joint_acceleration(
            torque, angle, velocity, inertia, damping, stiffness
        )
        angle += dynamics.STEP_S * velocity
        angles.append(angle)
    return angles


def test_a_joint_settles_where_elastic_and_muscle_torque_balance() -> None:
    assert swing(0.3, 0.004, 0.09, 1.5, 3000)[-1] == pytest.approx(0.2, rel=1e-6)
    assert swing(-0.3, 0.004, 0.09, 1.5, 3000)[-1] == pytest.approx(-0.2, rel=1e-6)


def test_a_joint_swings_at_its_own_frequency_and_is_damped() -> None:
    free = np.array(swing(1.0, 0.01, 0.0, 1.0, 1000))  # omega = 10 rad/s, about 1 rad
    crossings = np.flatnonzero(np.diff(np.sign(free - 1.0)) > 0)
    assert np.diff(crossings).mean() == pytest.approx(1000 * 2 * math.pi / 10, rel=0.01)
    assert free.max() == pytest.approx(2.0, rel=0.01)
    damped = np.array(swing(1.0, 0.01, 0.2, 1.0, 1000))  # critical: 2 sqrt(inertia stiffness)
    assert damped.max() <= 1.0
    assert damped[99] == pytest.approx(1 - 2 * math.exp(-1.0), abs=0.01)


# --- learning ---------------------------------------------------------------------------


def grown(strength: float, before: float, seconds: float, rate: float, forgetting: float) -> float:
    for _ in range(round(1000 * seconds)):
        strength = dynamics.hebbian_growth(strength, before, 0.5, rate, 0.03, 2.5, forgetting)
    return strength


def test_a_synapse_grows_only_with_activity_at_both_ends() -> None:
    assert grown(1.0, 0.06, 1, rate=1.0, forgetting=0.1) == 1.0  # 0.06 * 0.5 = the threshold
    assert grown(1.0, 0.0, 1, rate=1.0, forgetting=0.1) == 1.0
    assert grown(1.0, 0.06 + 0.02, 1, rate=1.0, forgetting=0.0) > 1.0


def test_growth_has_a_ceiling_and_forgetting_its_time() -> None:
    speed = 1.0 * (1.0 * 0.5 - 0.03)
    expected = 2.5 - 1.5 * math.exp(-speed * 2)
    assert grown(1.0, 1.0, 2, rate=1.0, forgetting=0.0) == pytest.approx(expected, rel=1e-3)
    assert grown(2.0, 0.0, 2, rate=1.0, forgetting=0.5) == pytest.approx(1 + math.exp(-1), rel=1e-3)
    balance = (speed * 2.5 + 0.5) / (speed + 0.5)
    assert grown(1.0, 1.0, 20, rate=1.0, forgetting=0.5) == pytest.approx(balance, rel=1e-3)
