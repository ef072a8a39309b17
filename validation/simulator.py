"""Build a network in Brian2 from its tables, run cases, and return their time courses.

The parts of the model are Brian2 groups of R runs in parallel; a cell is ``place * R + run``.
Within a step, everything must read the state before the step. Brian2 executes its objects in
sequence, so ``ORDER`` arranges them (a sum comes one before the group that it sums into).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from validation import equations
from validation.brian2_library import brian2
from validation.cases import Case
from validation.connectivity import Links, moment_arms, read_links
from validation.levers import LeverReading, Levers, moment

# The muscles receive the speed (a sum at 0.5) before the velocities change (at 1), which sums of
# their forces (at 0) drive; synapses learn (at 0.5) before the rates change. Brian2 only sorts by
# these numbers, so they need not be integers, although their type says so.
ORDER: dict[str, Any] = {
    "nodes": 1.0,
    "synapses": 0.5,
    "muscles": 1.5,
    "velocities": 1.0,
    "angles": 2.0,
}


class Size(NamedTuple):
    """Number of parallel runs, and the Euler step (a Brian2 quantity)."""

    runs: int
    step: Any

    def each(self, values: Any) -> np.ndarray:
        """Repeat one value per place for the cells of all runs."""
        return np.repeat(values, self.runs)

    def cells(self, places: np.ndarray) -> np.ndarray:
        """The cells of some places, ordered by run."""
        return (places[:, None] * self.runs + np.arange(self.runs)).ravel()

    def group(self, text: str, places: int, order: str) -> Any:
        """Cells with the given equations, integrated by Euler's method."""
        return brian2.NeuronGroup(
            places * self.runs, text, method="euler", dt=self.step, order=ORDER[order]
        )


class DelayLine:
    """The outputs of all nodes in past steps.

    Brian2 sums graded inputs without delay, so synapses read from cells that store past outputs:
    an output with a delay of d steps is read d steps later.
    """

    def __init__(self, size: Size, rest: np.ndarray, delay_ms: np.ndarray) -> None:
        steps = np.rint(delay_ms / float(size.step / brian2.ms)).astype(int)
        length = int(steps.max(initial=1))
        self.size, self.nodes, self.age = size, len(rest), steps - 1
        self.group = brian2.NeuronGroup(length * self.nodes * size.runs, "sent : 1", dt=size.step)
        self.group.sent = np.tile(size.each(rest), length)
        sent = self.group.variables["sent"].get_value()
        self.past = sent.reshape(length, self.nodes, size.runs)

    def cells(self, nodes: np.ndarray, age: np.ndarray | int) -> np.ndarray:
        """The cells that store outputs of a certain age (steps)."""
        return self.size.cells(age * self.nodes + nodes)


class Neurons:
    """The nodes that follow one rule, with the synapses that reach them (None if none do)."""

    def __init__(
        self, size: Size, network: Network, rule: str, line: DelayLine, links: Links
    ) -> None:
        rows = np.repeat(np.array(network.populations, object), len(network.body.muscles))
        self.nodes = np.flatnonzero([row.rule == rule for row in rows])
        self.incoming = np.flatnonzero(np.isin(links.target, self.nodes))
        self.group = size.group(equations.NEURONS[rule], len(self.nodes), "nodes")
        self.group.run_regularly(equations.OUTPUT, dt=size.step, when="end", order=-1)
        self.group.rate = size.each([rows[node].rest for node in self.nodes])
        self.group.tau = size.each([rows[node].tau_ms for node in self.nodes]) * brian2.ms
        self.synapses = self._synapses(size, line, links) if len(self.incoming) else None

    def _synapses(self, size: Size, line: DelayLine, links: Links) -> Any:
        synapses = brian2.Synapses(
            line.group, self.group, equations.SYNAPSE,
            method="euler", dt=size.step, order=ORDER["synapses"],
        )  # fmt: skip
        read = line.cells(links.source[self.incoming], line.age[self.incoming])
        reached = size.cells(np.searchsorted(self.nodes, links.target[self.incoming]))
        synapses.connect(i=read, j=reached)
        synapses.strength = 1.0
        return synapses


class Skeleton:
    """Muscles and joints, and the moment arms between them."""

    def __init__(self, size: Size, body: Body, line: DelayLine, motoneurons: np.ndarray) -> None:
        self.muscles = size.group(equations.MUSCLE, len(body.muscles), "muscles")
        self.velocities = size.group(equations.VELOCITY, len(body.dofs), "velocities")
        self.angles = size.group(equations.ANGLE, len(body.dofs), "angles")
        newest = line.cells(motoneurons, 0)
        self.muscles.excitation = brian2.linked_var(line.group, "sent", index=newest)
        self.muscles.neutral = size.each([muscle.length for muscle in body.muscles])
        self.velocities.angle = brian2.linked_var(self.angles, "angle")
        self.angles.velocity = brian2.linked_var(self.velocities, "velocity")
        self.velocities.stiffness = size.each([dof.stiffness for dof in body.dofs])
        self.velocities.damping = size.each([dof.damping for dof in body.dofs]) * brian2.second
        self.velocities.inertia = size.each([d.inertia for d in body.dofs]) * brian2.second**2
        arms = moment_arms(body)
        muscle, dof = (size.cells(places) for places in np.nonzero(arms))
        self.tendons = []
        for source, target, text, ends in (
            (self.muscles, self.velocities, equations.PULL, (muscle, dof)),
            (self.angles, self.muscles, equations.TURN, (dof, muscle)),
            (self.velocities, self.muscles, equations.SPEED, (dof, muscle)),
        ):
            tendon = brian2.Synapses(source, target, text, dt=size.step)
            tendon.connect(i=ends[0], j=ends[1])
            tendon.arm = size.each(arms[np.nonzero(arms)])
            self.tendons.append(tendon)


NODE_LEVERS = ("bias", "gain", "keep", "clamp")
# Constants of the equations, under their own names.
LEARNING = ("plasticity", "forgetting", "hebb_threshold", "hebb_ceiling")
SENSE = ("proprioceptive_gain", "spindle_length", "spindle_velocity", "lever_arm")
TOUCH = ("touch_adaptation", "touch_tau")
PULL = ("rise_ms", "fall_ms", "lever_arm", "length_width", "top_speed")
MILLISECONDS, PER_SECOND = ("touch_tau", "rise_ms", "fall_ms"), ("plasticity", "forgetting")


class Courses(NamedTuple):
    """Time courses of R cases, sampled every millisecond from 1 ms: T samples."""

    activation: np.ndarray  # (T, M, R)
    angle: np.ndarray  # (T, D, R) rad
    rate: np.ndarray  # (T, N, R)


def _unit(name: str) -> Any:
    if name in MILLISECONDS:
        return brian2.ms
    return brian2.Hz if name in (*PER_SECOND, "top_speed") else 1.0


class Simulator:
    """Cases of one network, simulated in parallel in one Brian2 network.

    Args:
        network: the network; its tables are read, the arrays of the engine are not.
        cases: of equal duration.
        step_ms: the Euler step; a millisecond must be a whole number of steps.
    """

    def __init__(self, network: Network, cases: Sequence[Case], step_ms: float = 1.0) -> None:
        self.network, self.cases = network, cases
        self.links = read_links(network)
        self.reading = LeverReading(network, self.links)
        self.size = Size(len(cases), step_ms * brian2.ms)
        self.line = DelayLine(self.size, self.reading.rest, self.links.delay_ms)
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
        """Shift the stored outputs by one step, and store the newest."""
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
        """Set the parameters of all cells to the conditions from a given time."""
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
        starts = {phase.at_ms for case in self.cases for phase in case.timeline.phases}

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
        duration = self.cases[0].timeline.duration_ms
        network.run((duration + 1) * brian2.ms)  # a sample is taken at the start of its millisecond

        def course(key: str) -> np.ndarray:
            cells = np.asarray(getattr(monitors[key], watched[key][1]))[:, 1 : duration + 1]
            return cells.T.reshape(duration, -1, self.size.runs)

        rate = np.empty((duration, self.line.nodes, self.size.runs))
        for rule, own in self.neurons.items():
            rate[:, own.nodes] = course(rule)
        return Courses(course("activation"), course("angle"), rate)
