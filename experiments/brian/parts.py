"""The parts of the model as Brian2 groups: R runs side by side, a cell is ``place * R + run``.

Everything in a step reads what was there before it; ``ORDER`` sees to that, because Brian2
carries out one thing after the other (a sum stands one before what it sums into).
"""

from typing import Any, NamedTuple

import numpy as np

from experiments.brian import equations
from experiments.brian.library import brian2
from experiments.brian.links import Links, moment_arms
from model.network import Network
from model.skeleton import Body

# The muscles feel the speed (a sum at 0.5) before the velocities change (at 1), which sums of
# their forces (at 0) drive; synapses learn (at 0.5) before the rates change. Brian2 only sorts by
# these numbers, so they need not be whole, whatever its type says.
ORDER: dict[str, Any] = {
    "nodes": 1.0,
    "synapses": 0.5,
    "muscles": 1.5,
    "velocities": 1.0,
    "angles": 2.0,
}


class Size(NamedTuple):
    """How many runs stand side by side, and the Euler step (a Brian2 quantity)."""

    runs: int
    step: Any

    def each(self, values: Any) -> np.ndarray:
        """One value a place, for the cells of all runs."""
        return np.repeat(values, self.runs)

    def cells(self, places: np.ndarray) -> np.ndarray:
        """The cells of some places, run by run."""
        return (places[:, None] * self.runs + np.arange(self.runs)).ravel()

    def group(self, text: str, places: int, order: str) -> Any:
        """Cells that follow some equations, integrated by Euler's rule."""
        return brian2.NeuronGroup(
            places * self.runs, text, method="euler", dt=self.step, order=ORDER[order]
        )


class Line:
    """The outputs of all nodes in the steps gone by.

    Brian2 sums graded inputs without delay, so synapses read from cells that hold the past.
    What leaves at the end of one step and takes d steps is read d steps later.
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
        """The cells in which outputs of a certain age (steps) stand."""
        return self.size.cells(age * self.nodes + nodes)


class Neurons:
    """The nodes that follow one rule, with the synapses that reach them (None if none do)."""

    def __init__(self, size: Size, network: Network, rule: str, line: Line, links: Links) -> None:
        rows = np.repeat(np.array(network.populations, object), len(network.body.muscles))
        self.nodes = np.flatnonzero([row.rule == rule for row in rows])
        self.incoming = np.flatnonzero(np.isin(links.target, self.nodes))
        self.group = size.group(equations.NEURONS[rule], len(self.nodes), "nodes")
        self.group.run_regularly(equations.OUTPUT, dt=size.step, when="end", order=-1)
        self.group.rate = size.each([rows[node].rest for node in self.nodes])
        self.group.tau = size.each([rows[node].tau_ms for node in self.nodes]) * brian2.ms
        self.synapses = self._synapses(size, line, links) if len(self.incoming) else None

    def _synapses(self, size: Size, line: Line, links: Links) -> Any:
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

    def __init__(self, size: Size, body: Body, line: Line, motoneurons: np.ndarray) -> None:
        self.muscles = size.group(equations.MUSCLE, len(body.muscles), "muscles")
        self.velocities = size.group(equations.VELOCITY, len(body.dofs), "velocities")
        self.angles = size.group(equations.ANGLE, len(body.dofs), "angles")
        newest = line.cells(motoneurons, 0)
        self.muscles.excitation = brian2.linked_var(line.group, "sent", index=newest)
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
