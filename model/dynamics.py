"""The equations of the model, each written once as a scalar function.

The Mesa agents call these functions in plain Python; the engine compiles the same functions for
whole rows of runs (:mod:`motorloops.model.engine._simd`). They use only + - * / and sqrt, never
a library ``exp`` or ``tanh``, because those operations alone give the same bits in CPython and
in SIMD lanes; and :func:`where` instead of ``if`` and ``min``/``max``, because all runs of a row
execute the same instructions. Rates are shares (0..1) of a population's maximal rate, times are
in milliseconds, lengths in units of the optimal fibre length, and torques in units of that of a
muscle of strength 1 at a moment arm of 1.
"""

import math
from collections.abc import Callable
from typing import Any, TypeVar

from numba.core import types
from numba.extending import overload, register_jitable

T = TypeVar("T")

STEP_MS = 1.0
STEP_S = 0.001

# Hill curve and activation dynamics: shape constants, dimensionless (source: assumption of
# the muscle model; the 0.5 + 1.5 a scaling is the OpenSim/Thelen convention).
HILL_SHORTENING = 0.25
HILL_LENGTHENING_GAIN = 0.4
HILL_LENGTHENING_CURVE = 0.15
ACTIVATION_OFFSET = 0.5
ACTIVATION_SLOPE = 1.5


def where(condition: bool, yes: T, no: T) -> T:
    """Select one of two values, both evaluated; for rows of runs, lane by lane."""
    return yes if condition else no


def over_root(x: float, y: float) -> float:
    """Return x / sqrt(y), y > 0; rows of float32 use a faster approximation of equal accuracy."""
    return x / math.sqrt(y)


@overload(where, strict=False)
def _where(condition: Any, yes: Any, no: Any) -> Callable[..., Any] | None:
    """Of single numbers; those of rows are in :mod:`motorloops.model.engine._simd`."""
    scalar = isinstance(condition, types.Boolean)
    return (lambda condition, yes, no: yes if condition else no) if scalar else None


@overload(over_root, strict=False)
def _over_root(x: Any, y: Any) -> Callable[..., Any] | None:
    return (lambda x, y: x / math.sqrt(y)) if isinstance(y, types.Number) else None


@register_jitable
def rate_function(x: float) -> float:
    """Saturating rate function F of every neural population, F(0) = 1/2, F'(0) = 1.

    An algebraic sigmoid: the shape of a logistic of slope 4, without ``exp``.
    """
    return 0.5 + over_root(x, 1.0 + 4.0 * x * x)


@register_jitable
def inverse_rate_function(rate: float) -> float:
    """Input at which :func:`rate_function` gives ``rate`` (0 < rate < 1)."""
    y = rate - 0.5
    return over_root(y, 1.0 - 4.0 * y * y)


@register_jitable
def recruitment(x: float) -> float:
    """Share of the motoneuron pool recruited by input ``x``: silent below threshold 0."""
    positive = where(x > 0.0, x, 0.0)
    return over_root(positive, 1.0 + positive * positive)


@register_jitable
def clip_rate(x: float) -> float:
    """Limit ``x`` to a rate a population can have, 0..1."""
    floored = where(x > 0.0, x, 0.0)
    return where(floored < 1.0, floored, 1.0)


@register_jitable
def relax(value: float, target: float, step: float) -> float:
    """One Euler step of tau dv/dt = target - v, with ``step`` = dt / tau."""
    return value + step * (target - value)


@register_jitable
def fluctuation(noise: float, rate: float, normal: float, decay: float, kick: float,
                floor: float, slope: float) -> float:  # fmt: skip
    """One step of the Ornstein-Uhlenbeck noise on a population's input.

    Its standard deviation grows with the rate: sd = floor + slope * rate. ``decay`` is
    exp(-dt/tau) and ``kick`` is sqrt(1 - decay^2), so that the variance is exactly sd^2.
    """
    return decay * noise + kick * (floor + slope * rate) * normal


@register_jitable
def spindle_drive(stretch: float, lengthening: float, fusimotor: float, gain: float,
                  length_gain: float, velocity_gain: float) -> float:  # fmt: skip
    """Ia drive from stretch, the square root of lengthening velocity, and fusimotor drive.

    A Prochazka-type spindle: the velocity term keeps the sign of the velocity.
    """
    speed = math.sqrt(abs(lengthening))
    signed = where(lengthening > 0.0, speed, -speed)
    return fusimotor + gain * (length_gain * stretch + velocity_gain * signed)


@register_jitable
def activation_step(activation: float, excitation: float, rise_ms: float,
                    fall_ms: float) -> float:  # fmt: skip
    """Return dt / tau of muscle activation: quick to rise while low, slow to fall."""
    scale = ACTIVATION_OFFSET + ACTIVATION_SLOPE * activation
    rising = excitation > activation
    # One division serves both, because it costs a row of runs as much as ten other operations.
    return where(rising, STEP_MS, STEP_MS * scale) / where(rising, rise_ms * scale, fall_ms)


@register_jitable
def force_length(length: float, width: float) -> float:
    """Active force-length parabola, 1 at optimal length 1 and 0 beyond 1 +- width."""
    z = (length - 1.0) / width
    force = 1.0 - z * z
    return where(force > 0.0, force, 0.0)


@register_jitable
def force_velocity(shortening: float) -> float:
    """Hill force-velocity curve; ``shortening`` in units of the maximal velocity."""
    v = where(shortening < 1.0, shortening, 1.0)
    faster = where(v > 0.0, v, 0.0)
    slower = where(v < 0.0, v, 0.0)
    concentric = v >= 0.0
    above = where(concentric, 1.0 - faster, HILL_LENGTHENING_GAIN * slower)
    below = where(concentric, 1.0 + faster / HILL_SHORTENING, HILL_LENGTHENING_CURVE - slower)
    ratio = above / below  # one division for both, as in activation_step
    return where(concentric, ratio, 1.0 - ratio)


@register_jitable
def joint_acceleration(torque: float, angle: float, velocity: float, inertia: float,
                       damping: float, stiffness: float) -> float:  # fmt: skip
    """Angular acceleration (rad/s^2) of a damped elastic joint under muscle torque."""
    return (torque - stiffness * angle - damping * velocity) / inertia


@register_jitable
def hebbian_growth(strength: float, before: float, after: float, rate: float, threshold: float,
                   ceiling: float, forgetting: float) -> float:  # fmt: skip
    """Next strength of a plastic synapse (1 = unlearnt) after one step.

    It grows towards ``ceiling`` while both ends are active together above ``threshold`` and
    drifts back to 1; ``rate`` and ``forgetting`` are per second.
    """
    excess = before * after - threshold
    together = where(excess > 0.0, excess, 0.0)
    growth = rate * together * (ceiling - strength)
    return strength + STEP_S * (growth - forgetting * (strength - 1.0))
