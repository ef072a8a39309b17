"""Spectra of signals with known answers."""

import numpy as np
import pytest

from motorloops.experiments.paradigms.spectra import (
    CONFIDENCE,
    band_power,
    chance_level,
    coherence,
    gathered,
    spectrum,
)

EVERY_MS, SEGMENTS = 4, 20
SECONDS = np.arange(SEGMENTS * 250) * EVERY_MS / 1000.0


def _noise(*shape, seed=1):
    return np.random.default_rng(seed).standard_normal((len(SECONDS), *shape))


def test_a_wave_has_its_power_in_its_band_and_nowhere_else():
    wave = 5.0 + 3.0 * np.sin(2 * np.pi * 7.0 * SECONDS)[:, None]
    hertz, power = spectrum(wave, EVERY_MS)
    assert hertz[1] == 1.0
    assert hertz[power[:, 0].argmax()] == 7.0
    for band in ((3.0, 12.0), (0.0, np.inf)):
        assert band_power(hertz, power, band) == pytest.approx(9.0 / 2.0)
    assert band_power(hertz, power, (12.0, 50.0)) == pytest.approx(0.0, abs=1e-6)


def test_white_noise_has_power_by_the_width_of_the_band():
    hertz, power = spectrum(_noise(200), EVERY_MS)
    # unit variance spread evenly to 125 Hz; ten frequencies, 1 Hz each
    assert band_power(hertz, power, (3.0, 12.0)).mean() == pytest.approx(10 / 125, rel=0.02)


def test_a_copy_is_coherent_and_its_delay_is_the_slope_of_the_phase():
    one = _noise(3)
    late = np.roll(one, 5, axis=0)  # 20 ms
    hertz, found, phase = coherence(one, late, EVERY_MS)
    low = slice(2, 16)
    assert (found[low] > 0.8).all()
    assert phase[low] == pytest.approx(np.repeat(-360.0 * 0.02 * hertz[low, None], 3, 1), abs=12)
    assert coherence(one, -2.0 * one, EVERY_MS)[1][low] == pytest.approx(1.0)
    assert np.abs(coherence(one, -one, EVERY_MS)[2][low]) == pytest.approx(180.0)


@pytest.mark.parametrize("strength", [0.5, 1.0, 2.0])
def test_a_common_source_yields_the_coherence_that_theory_gives(strength):
    common = strength * _noise(400, seed=2)
    one, other = common + _noise(400, seed=3), common + _noise(400, seed=4)
    expected = (strength**2 / (strength**2 + 1.0)) ** 2
    found = coherence(one, other, EVERY_MS)[1][2:16].mean()
    bias = (1.0 - expected) ** 2 / SEGMENTS  # of the estimate, to first order
    assert found == pytest.approx(expected + bias, abs=0.01)


def test_unrelated_signals_stay_below_chance_as_often_as_they_should():
    found = coherence(_noise(1000, seed=5), _noise(1000, seed=6), EVERY_MS)[1][2:100]
    assert found.mean() == pytest.approx(1.0 / SEGMENTS, rel=0.03)
    assert (found < chance_level(SEGMENTS)).mean() == pytest.approx(CONFIDENCE, abs=0.005)


def test_a_constant_has_no_coherence_and_no_phase():
    _, found, phase = coherence(_noise(1), np.ones((len(SECONDS), 1)), EVERY_MS)
    assert np.isnan(found).all()
    assert np.isnan(phase).all()


def test_angles_are_gathered_around_their_mean():
    turned = gathered(np.array([179.0, -179.0, np.nan, 175.0]))
    assert np.nanmax(turned) - np.nanmin(turned) == pytest.approx(6.0)
    assert np.isnan(turned[2])
    assert gathered(np.array([-10.0, 20.0])) == pytest.approx([-10.0, 20.0])
    assert np.isnan(gathered(np.array([np.nan]))).all()
