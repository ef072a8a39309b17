"""Made-up courses of muscles and joints, whose measures can be worked out by hand."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from motorloops.model.measures import measure
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Timeline, hold

Signal = float | Callable[[np.ndarray], np.ndarray]
HOLD = hold()  # command from 300 to 1300 ms; the steady part begins at 700 ms
STEADY = (700, 1300)


def made(
    muscles: Mapping[str, Signal], joints: Mapping[str, Signal] | None = None, body: str = "arm",
    timeline: Timeline = HOLD, params: Params = Params(), every_ms: int = 1,
) -> Trajectory:  # fmt: skip
    """One run with the given signals, as numbers or as functions of the time in ms."""
    network = build_network(body)
    time = np.arange(every_ms, timeline.duration_ms + 1, every_ms)

    def column(signal: Signal) -> np.ndarray:
        return np.broadcast_to(signal(time) if callable(signal) else signal, time.shape)

    activation = np.zeros((len(time), len(network.body.muscles), 1))
    angle = np.zeros((len(time), len(network.body.dofs), 1))
    for key, signal in muscles.items():
        activation[:, network.body.channel(key), 0] = column(signal)
    keys = [dof.key for dof in network.body.dofs]
    for key, signal in (joints or {}).items():
        angle[:, keys.index(key), 0] = column(signal)
    nothing = np.zeros((0, len(network.node_keys), 1))
    return Trajectory(network, timeline, (params,), (1,), time, activation, angle, nothing)


def value(name: str, *signals: Any, **more: Any) -> float:
    return float(measure(made(*signals, **more))[name].iloc[0])


def during(start: float, end: float, level: float = 1.0) -> Callable[[np.ndarray], np.ndarray]:
    """A step: ``level`` after ``start`` up to ``end`` (ms), else 0."""
    return lambda time: level * ((time > start) & (time <= end))


def sine(hertz: float, mean: float = 0.5, swing: float = 0.1) -> Callable:
    return lambda time: mean + swing * np.sin(2 * math.pi * hertz * time / 1000.0)
