"""Build a network in Brian2 from its tables, run some cases, and hand back their courses."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.brian.cases import Case
from experiments.brian.levers import Levers, Reading, moment
from experiments.brian.library import brian2
from experiments.brian.links import read_links
from experiments.brian.parts import Line, Neurons, Size, Skeleton
from model.network import Network
from model.params import Params

NODE_LEVERS = ("bias", "gain", "keep", "clamp")
# Constants of the equations, which keep their names.
LEARNING = ("plasticity", "forgetting", "hebb_threshold", "hebb_ceiling")
SENSE = ("proprioceptive_gain", "spindle_length", "spindle_velocity", "lever_arm")
TOUCH = ("touch_adaptation", "touch_tau")
PULL = ("rise_ms", "fall_ms", "lever_arm", "length_width", "top_speed")
MILLISECONDS, PER_SECOND = ("touch_tau", "rise_ms", "fall_ms"), ("plasticity", "forgetting")


class Courses(NamedTuple):
    """What R cases did, sampled every millisecond from 1 ms on: T samples."""

    activation: np.ndarray  # (T, M, R)
    angle: np.ndarray  # (T, D, R) rad
    rate: np.ndarray  # (T, N, R)


def _unit(name: str) -> Any:
    if name in MILLISECONDS:
        return brian2.ms
    return brian2.Hz if name in (*PER_SECOND, "top_speed") else 1.0


class Simulator:
    """Cases of one network, side by side in one Brian2 network.

    Args:
        network: whose tables are read; the arrays of the engine are not.
        cases: of equal duration.
        step_ms: the Euler step, of which whole ones make a millisecond.
    """

    def __init__(self, network: Network, cases: Sequence[Case], step_ms: float = 1.0) -> None:
        self.network, self.cases = network, cases
        self.links = read_links(network)
        self.reading = Reading(network, self.links)
        self.size = Size(len(cases), step_ms * brian2.ms)
        self.line = Line(self.size, self.reading.rest, self.links.delay_ms)
        self.neurons = {
            rule: Neurons(self.size, network, rule, self.line, self.links)
            for rule in dict.fromkeys(row.rule for row in network.populations)
        }
        motoneurons = self.neurons["recruitment"].nodes
        self.skeleton = Skeleton(self.size, network.body, self.line, motoneurons)
        sensing, muscles = self.neurons["spindle"].group, self.skeleton.muscles
        sensing.turn = brian2.linked_var(muscles, "turn")
        sensing.speed = brian2.linked_var(muscles, "speed")

    def _hand_on(self) -> None:
        """Let every output grow one step older, and put in what has just left."""
        past = self.line.past
        past[1:] = past[:-1]
        for own in self.neurons.values():
            output = own.group.variables["output"].get_value()
            past[0, own.nodes] = output.reshape(-1, self.size.runs)

    def _constants(self, group: Any, names: Sequence[str], runs: Sequence[Params]) -> None:
        for name in names:
            values = [getattr(params, name) for params in runs]
            copies = len(group) // len(runs)
            setattr(group, name, np.tile(values, copies) * _unit(name))

    def _turn_levers(self, time_ms: int) -> None:
        """Set all cells to what the cases are like from a moment on."""
        moments = [moment(case, time_ms) for case in self.cases]
        runs = [now.params for now in moments]
        read = zip(*(self.reading.read(now) for now in moments), strict=True)
        levers = Levers(*(np.stack(column, axis=1) for column in read))
        for own in self.neurons.values():
            for name in NODE_LEVERS:
                setattr(own.group, name, getattr(levers, name)[own.nodes].ravel())
            if own.synapses is not None:
                own.synapses.weight = levers.weight[own.incoming].ravel()
                plastic = self.links.plastic[own.incoming, None]
                learning = np.array([params.plasticity > 0.0 for params in runs])
                own.synapses.learns = (plastic * learning).ravel()
                self._constants(own.synapses, LEARNING, runs)
        self._constants(self.neurons["skin"].group, TOUCH, runs)
        self._constants(self.neurons["spindle"].group, SENSE, runs)
        self.neurons["spindle"].group.fusimotor = levers.fusimotor.ravel()
        self._constants(self.skeleton.muscles, PULL, runs)
        self.skeleton.muscles.power = levers.power.ravel()

    def run(self) -> Courses:
        """Run the cases from rest to their end."""
        starts = {phase.at_ms for case in self.cases for phase in case.protocol.phases}

        def turn(time: Any) -> None:
            now = float(time / brian2.ms)
            if round(now) in starts and abs(now - round(now)) < 1e-6:
                self._turn_levers(round(now))

        skeleton, groups = self.skeleton, [own.group for own in self.neurons.values()]
        synapses = [own.synapses for own in self.neurons.values() if own.synapses is not None]
        watched = {
            **{rule: (own.group, "rate") for rule, own in self.neurons.items()},
            "activation": (skeleton.muscles, "activation"), "angle": (skeleton.angles, "angle"),
        }  # fmt: skip
        monitors = {
            key: brian2.StateMonitor(group, name, True, dt=brian2.ms)
            for key, (group, name) in watched.items()
        }
        network = brian2.Network(
            self.line.group, *groups, *synapses, *monitors.values(), *skeleton.tendons,
            skeleton.muscles, skeleton.velocities, skeleton.angles,
            brian2.NetworkOperation(turn, dt=self.size.step, when="start", order=-1),
            brian2.NetworkOperation(self._hand_on, dt=self.size.step, when="end", order=1),
        )  # fmt: skip
        duration = self.cases[0].protocol.duration_ms
        network.run((duration + 1) * brian2.ms)  # a sample is taken as its millisecond begins

        def course(key: str) -> np.ndarray:
            cells = np.asarray(getattr(monitors[key], watched[key][1]))[:, 1 : duration + 1]
            return cells.T.reshape(duration, -1, self.size.runs)

        rate = np.empty((duration, self.line.nodes, self.size.runs))
        for rule, own in self.neurons.items():
            rate[:, own.nodes] = course(rule)
        return Courses(course("activation"), course("angle"), rate)
