"""Spectra of long recordings: power in a band, coherence of two signals, and its phase.

All use Welch's method with segments of one second that do not overlap, so that frequencies are
1 Hz apart and the coherence that chance alone yields is known exactly.
"""

import numpy as np

from motorloops.model.measures import total

SEGMENT_MS = 1000
CONFIDENCE = 0.95


def _settings(every_ms: int) -> tuple[float, int]:
    """Samples per second, and samples per segment."""
    return 1000.0 / every_ms, SEGMENT_MS // every_ms


def spectrum(signal: np.ndarray, every_ms: int) -> tuple[np.ndarray, np.ndarray]:
    """Power of (T, ...) samples: (F,) frequencies (Hz), and (F, ...) squared units per Hz."""
    from scipy.signal import welch  # slow to import

    rate, length = _settings(every_ms)
    hertz, power = welch(_by_run(signal), rate, nperseg=length, noverlap=0)
    return hertz, np.moveaxis(power, -1, 0)


def _by_run(signal: np.ndarray) -> np.ndarray:
    """(..., T) samples side by side, so that a run's sums do not depend on the runs beside it."""
    return np.ascontiguousarray(np.moveaxis(signal, 0, -1))


def band_power(
    hertz: np.ndarray, power: np.ndarray, band: tuple[float, float] = (0.0, np.inf)
) -> np.ndarray:
    """Mean square (squared units) of the fluctuation in a band (Hz), both ends counted.

    Args:
        hertz: (F,) frequencies.
        power: (F, ...) of :func:`spectrum`.
        band: lowest and highest frequency; by default everything but the mean.
    """
    inside = (hertz >= band[0]) & (hertz <= band[1]) & (hertz > 0.0)
    return total(power[inside]) * (hertz[1] - hertz[0])


def coherence(
    one: np.ndarray, other: np.ndarray, every_ms: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute coherence and phase of two signals, frequency by frequency.

    Args:
        one: (T, R) samples.
        other: the same of the other signal.
        every_ms: time between samples.

    Returns:
        (F,) frequencies (Hz), (F, R) magnitude-squared coherence 0..1, and (F, R) phase (degrees,
        -180..180): negative where the other signal lags. NaN where a signal is constant.
    """
    from scipy import signal

    rate, length = _settings(every_ms)
    pair = _by_run(one), _by_run(other)
    with np.errstate(divide="ignore", invalid="ignore"):
        hertz, figures = signal.coherence(*pair, rate, nperseg=length, noverlap=0)
    cross = signal.csd(*pair, rate, nperseg=length, noverlap=0)[1].T
    figures = figures.T
    phase = np.where(np.isfinite(figures), np.degrees(np.angle(cross)), np.nan)
    return hertz, figures, phase


def chance_level(segments: int) -> float:
    """Coherence below which 95 % of pairs of unrelated signals are at a frequency.

    Their coherence over L separate segments follows a beta distribution with mean 1 / L:
    P(C > c) = (1 - c)^(L - 1).
    """
    return 1.0 - (1.0 - CONFIDENCE) ** (1.0 / (segments - 1))


def gathered(phase: np.ndarray) -> np.ndarray:
    """Unwrap (R,) angles (degrees) to within 180 of their mean direction.

    Angles such as 179 and -179 can then be averaged. NaN stays NaN.
    """
    known = np.radians(phase[np.isfinite(phase)])
    mean = np.degrees(np.arctan2(np.sin(known).sum(), np.cos(known).sum()))
    return mean + (phase - mean + 180.0) % 360.0 - 180.0
