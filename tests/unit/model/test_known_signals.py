"""The measures on signals whose answers follow from a formula, worked out here and not by ours."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import signal as spectra

from motorloops.model.measuring import ACTIVE
from tests.helpers.signals import STEADY, during, made, sine, value

START, END = STEADY
LENGTH = END - START  # ms of the steady part: one sample a ms
COMMAND, RELEASE = 300, 1300
PHASES = [0.0, 0.3, 1.0, math.pi / 2, 2.5, math.pi]


def ramp(first: float, last: float) -> Callable[[np.ndarray], np.ndarray]:
    """A straight line over the steady part."""
    return lambda time: first + (last - first) * (time - START - 0.5) / LENGTH


def mean_of(index: Callable[[np.ndarray], np.ndarray]) -> float:
    """The mean of a formula over one unit of time, by the midpoint rule."""
    return float(index((np.arange(100_000) + 0.5) / 100_000).mean())


# --- co-contraction: Falconer and Winter (1985), Rudolph and others (2000) ---------------


@pytest.mark.parametrize("phase", PHASES)
def test_index_of_two_shifted_sines(phase):
    """The lesser of two is their mean less half of what they differ by: 1 - 2/pi sin(phase/2)."""
    waves = {
        "biceps": lambda t: 0.3 + 0.3 * np.sin(2 * math.pi * 5 * t / 1000),
        "triceps": lambda t: 0.3 + 0.3 * np.sin(2 * math.pi * 5 * t / 1000 + phase),
    }
    expected = 1.0 - 2.0 / math.pi * math.sin(phase / 2.0)
    assert value("co_contraction_index", waves) == pytest.approx(expected, abs=1e-3)


def test_index_of_boxcars_is_their_shared_time():
    """Twice the shared time over the sum of both times (Dice's coefficient)."""
    boxes = {"biceps": during(700, 1000, 0.4), "triceps": during(900, 1300, 0.4)}
    assert value("co_contraction_index", boxes) == pytest.approx(2 * 100 / (300 + 400))


def test_crossing_ramps():
    """One falls as the other rises; the sum is 1 throughout."""
    crossing = {"biceps": ramp(1.0, 0.0), "triceps": ramp(0.0, 1.0)}
    # the area of the triangle below both, twice, over the whole
    assert value("co_contraction_index", crossing) == pytest.approx(0.5, abs=1e-5)
    # twice the integral of t / (1 - t) from 0 to 1/2
    level = 2.0 * math.log(2.0) - 1.0
    assert value("co_contraction_level", crossing) == pytest.approx(level, abs=1e-5)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 1.0])
def test_a_constant_share_of_the_other(share):
    """b = k a, with a of mean 1/2: the index is 2k / (1 + k), the level k (1 + k) / 2."""
    rising = {"biceps": ramp(0.0, 1.0), "triceps": ramp(0.0, share)}
    assert value("co_contraction_index", rising) == pytest.approx(2 * share / (1 + share))
    assert value("co_contraction_level", rising) == pytest.approx(share * (1 + share) / 2)


def test_level_of_a_ramp_against_a_constant():
    level = 0.4

    def formula(t: np.ndarray) -> np.ndarray:
        return np.minimum(t, level) / np.maximum(t, level) * (t + level)

    pair = {"biceps": ramp(0.0, 1.0), "triceps": level}
    assert value("co_contraction_level", pair) == pytest.approx(mean_of(formula), abs=1e-4)
    # and by hand: t^2/k + t from 0 to k, then k + k^2/t from k to 1
    by_hand = level**2 / 3 + level**2 / 2 + level * (1 - level) - level**2 * math.log(level)
    assert value("co_contraction_level", pair) == pytest.approx(by_hand, abs=1e-4)


# --- overflow ---------------------------------------------------------------------------


def test_overflow_is_an_area_over_time_and_muscles():
    """Six muscles outside the elbow: a ramp has half its height, a boxcar its share of time."""
    signals = {
        "biceps": 0.8, "anterior_deltoid": ramp(0.0, 0.6), "wrist_flexor": during(700, 850, 0.4),
        "finger_flexor": sine(5, 0.2, 0.1),
    }  # fmt: skip
    areas = [0.6 / 2, 0.4 * 150 / 600, 0.2]
    assert value("overflow", signals) == pytest.approx(sum(areas) / 6)
    assert value("largest_overflow", signals) == pytest.approx(max(areas))
    assert value("agonist_activation", signals) == pytest.approx(0.8)
    assert value("muscles_recruited", signals) == 3


# --- time -------------------------------------------------------------------------------


@pytest.mark.parametrize("lag", [20.0, 80.0, 333.0])
def test_latency_of_a_first_order_rise(lag):
    """1 - exp(-t/tau) reaches a level at -tau ln(1 - level), and is seen at the next sample."""
    begins = COMMAND + 57

    def rise(time: np.ndarray) -> np.ndarray:
        return 1.0 - np.exp(-np.maximum(time - begins, 0.0) / lag)

    crossing = 57 - lag * math.log(1.0 - ACTIVE)
    assert value("spread_latency", {"wrist_flexor": rise}) == math.ceil(crossing)


@pytest.mark.parametrize("step", [20, 110])
def test_a_wave_along_a_chain_has_the_speed_it_was_given(step):
    def flexor(distance: int) -> Callable[[np.ndarray], np.ndarray]:
        arrives = COMMAND + 40 + step * distance
        return lambda time: 0.001 * np.maximum(time - arrives, 0.0)

    wave = {f"flexor_{joint}": flexor(abs(joint - 4)) for joint in range(9)}
    assert value("spread_speed", wave, body="chain:9") == pytest.approx(1000.0 / step)
    assert value("spread_latency", wave, body="chain:9") == 40 + step + 1000 * ACTIVE


@pytest.mark.parametrize("lag", [30.0, 120.0, 250.0])
def test_after_contraction_of_a_first_order_fall(lag):
    """exp(-t/tau) stays above a level for tau ln(1/level): three time constants for 5 %."""

    def fall(time: np.ndarray) -> np.ndarray:
        return np.exp(-np.maximum(time - RELEASE, 0.0) / lag)

    seconds = lag * math.log(1.0 / ACTIVE) / 1000.0
    assert value("after_contraction", {"biceps": fall}) == pytest.approx(seconds, abs=1e-3)


@pytest.mark.parametrize("width", [15.0, 40.0, 90.0])
def test_a_bell_lasts_for_its_width_at_half_height(width):
    def bell(time: np.ndarray) -> np.ndarray:
        return 0.7 * np.exp(-0.5 * ((time - 700) / width) ** 2)

    at_half = 2.0 * math.sqrt(2.0 * math.log(2.0)) * width
    assert value("burst_duration", {"biceps": bell}) == pytest.approx(at_half, abs=1.0)


@pytest.mark.parametrize("base", [100, 360])
def test_a_triangle_lasts_for_half_its_base(base):
    def triangle(time: np.ndarray) -> np.ndarray:
        return 0.9 * np.maximum(0.0, 1.0 - np.abs(time - 700) / (base / 2))

    assert value("burst_duration", {"biceps": triangle}) == pytest.approx(base / 2, abs=1.0)


# --- posture ----------------------------------------------------------------------------


def test_posture_takes_the_mean_turn_of_each_joint():
    """What swings about zero is no posture; what leans either way is, however it swings."""
    turns = {
        "shoulder/flexion": sine(5, 0.0, 0.3), "wrist/flexion": sine(5, -0.25, 0.3),
        "fingers/flexion": ramp(0.0, 0.2), "elbow/flexion": 1.5,
    }  # fmt: skip
    each = [0.0, 0.25, 0.0, 0.1]  # the wrist does not turn sideways
    error = math.degrees(sum(each) / 4)
    assert value("posture_error", {}, turns) == pytest.approx(error, abs=1e-6)
    assert value("twist", {}, turns) == pytest.approx(math.degrees(0.25), abs=1e-6)


# --- spectrum ---------------------------------------------------------------------------


@pytest.mark.parametrize(("cycles", "share"), [(4, 1.0), (7, 5 / 6), (8, 1 / 6), (1, 1 / 5)])
def test_a_sine_on_a_bin_falls_into_three(cycles, share):
    """Hann's window spreads whole cycles as 1/6, 2/3, 1/6; 3-12 Hz are 2 to 7 cycles in 0.6 s.

    One cycle loses a sixth to the mean, which does not count.
    """
    wave = {"biceps": sine(cycles / (LENGTH / 1000))}
    assert value("low_frequency_power", wave) == pytest.approx(share, abs=3e-3)


def test_power_is_that_of_the_periodogram_of_scipy():
    """A random walk, whose power falls off with frequency and so lies inside the band and out."""
    steps = np.random.default_rng(5).normal(size=2300).cumsum()
    walk = 0.5 + 0.01 * steps
    run = {"biceps": lambda time: walk[time - 1]}
    part = made(run).activation[START:END, 2, 0]
    window: Any = spectra.get_window("hann", LENGTH, fftbins=False)
    hertz, power = spectra.periodogram(
        part, 1000.0, window, detrend="constant", return_onesided=False
    )
    band = power[(hertz >= 3.0) & (hertz <= 12.0)].sum()
    # the highest frequency of an even number of samples stands among the negative ones
    whole = power[(hertz > 0.0) | (hertz == -500.0)].sum()
    assert value("low_frequency_power", run) == pytest.approx(band / whole, rel=1e-9)
    assert 0.05 < band / whole < 0.95


def test_parseval():
    """Two sines far apart share the power as the squares of their swings, as in time."""
    slow, fast = sine(4 / 0.6, 0.25, 0.15), sine(30 / 0.6, 0.25, 0.05)
    both = {"biceps": lambda time: slow(time) + fast(time)}
    time = np.arange(START + 1, END + 1)
    share = np.var(slow(time)) / (np.var(slow(time)) + np.var(fast(time)))
    assert share == pytest.approx(0.9)
    assert value("low_frequency_power", both) == pytest.approx(share, abs=1e-3)
