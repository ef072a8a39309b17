"""Effect of the levers on a run, implemented independently of the model's coefficients."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from motorloops.model.network.build import Network
from motorloops.model.params import Params
from validation.cases import Case
from validation.connectivity import Links, joint_steps, opponents

SITES = ("cortex", "basal_ganglia", "cerebellum", "spinal")
RELAXATIONS, RELAXATION = 5000, 0.2  # at most so many steps, each this share of the way


class Moment(NamedTuple):
    """One run at one moment of its timeline."""

    params: Params
    command: float
    stimuli: Mapping[str, float]
    lesions: Mapping[str, float]  # share of output removed, by node key


class Levers(NamedTuple):
    """Parameters of the cells of one run, from its levers: E synapses, N nodes, M muscles."""

    weight: np.ndarray  # (E,)
    bias: np.ndarray  # (N,)
    gain: np.ndarray  # (N,)
    keep: np.ndarray  # (N,) share of the rate that leaves the node
    clamp: np.ndarray  # (N,) constant that leaves it besides
    fusimotor: np.ndarray  # (M,)
    power: np.ndarray  # (M,)


def moment(case: Case, time_ms: int) -> Moment:
    """The condition of a case from a given time: levers and lesions persist, stimuli end."""
    past = [phase for phase in case.timeline.phases if phase.at_ms <= time_ms]
    params, lesions = case.params, {}
    for phase in past:
        params = params.replace(**phase.levers)
        lesions.update(phase.lesions)
    return Moment(params, past[-1].command, past[-1].stimuli, lesions)


class LeverReading:
    """Computes the parameters of a network from levers; see :meth:`read`."""

    def __init__(self, network: Network, links: Links) -> None:
        self.network, self.links, self.body = network, links, network.body
        self.steps = joint_steps(network.body)
        self.opponents = opponents(network.body)
        self.muscles = [muscle.key for muscle in network.body.muscles]

    def column(self, name: str) -> np.ndarray:
        """(N,) a column of the populations table, node by node."""
        values = [getattr(row, name) for row in self.network.populations]
        return np.repeat(values, len(self.muscles))

    @cached_property
    def rest(self) -> np.ndarray:
        """(N,) resting rates."""
        return self.column("rest")

    def _near(self, joint: str, width: float) -> np.ndarray:
        """(M,) a Gaussian of the steps along the body."""
        return np.exp(-0.5 * (self.steps[self.body.joints.index(joint)] / width) ** 2)

    def _wanted(self, params: Params) -> int:
        usual = self.body.agonist
        for task in self.body.tasks:
            if task.key == params.task:
                usual = self.body.muscles[task.muscles[0][0]].key
        return self.muscles.index(params.agonist or usual)

    def _efforts(self, params: Params) -> np.ndarray:
        """(M,) share of the effort of each commanded muscle; -1 for the others."""
        shares = np.full(len(self.muscles), -1.0)
        if not params.task:
            shares[self.muscles.index(params.agonist or self.body.agonist)] = 1.0
        for task in self.body.tasks:
            if task.key == params.task:
                for channel, share in task.muscles:
                    shares[channel] = share
        return shares

    def _lasting(self, params: Params) -> np.ndarray:
        """(E,) share of each synapse's weight that losses and map overlap leave."""
        reach = np.ones(len(self.muscles))
        if params.loss_region:
            reach = self._near(params.loss_region, params.loss_width)
        side = np.array([muscle.side for muscle in self.body.muscles])
        if params.loss_side:
            spared = (side != "") & (side != params.loss_side)
            reach = np.where(spared, params.loss_other_side * reach, reach)
        reached = reach[self.links.target % len(self.muscles)]
        share = np.ones(len(self.links.weight))
        for site in SITES:
            lost = getattr(params, f"loss_{site}") * reached
            share[self.links.site == site] -= lost[self.links.site == site]
        share[self.links.site == "map_own"] -= params.map_overlap
        share[self.links.site == "map_spread"] = params.map_overlap
        return share

    def _left(self, params: Params) -> np.ndarray:
        """(E,) share of each synapse's weight that remains, under the drug as well."""
        drug = params.anticholinergic * params.anticholinergic_gain
        return self._lasting(params) - np.where(self.links.site == "striatal_input", drug, 0.0)

    def _tonic(self, share: np.ndarray, sent: np.ndarray) -> np.ndarray:
        """(N,) synaptic input from what every node sends at rest."""
        arriving = share * self.links.weight * sent[self.links.source]
        return np.bincount(self.links.target, arriving, len(self.rest))

    def _resting_input(self, params: Params, point: np.ndarray) -> np.ndarray:
        """(N,) the part of the bias that makes up for the input at rest.

        The resting rates under lasting changes are found by letting all of them relax together.
        """
        rule, key = self.column("rule"), self.column("key")
        kept = np.where(key == "GPI", 1.0 - params.lesion_pallidum, 1.0)
        kept -= np.where(key == "TH", params.lesion_thalamus, 0.0)
        share = self.column("homeostasis") * params.homeostasis
        free = ((rule == "rate") | (rule == "recruitment")) & (share < 1.0)
        healthy = self._tonic(np.where(self.links.site == "map_spread", 0.0, 1.0), self.rest)
        left, rates = self._lasting(params), self.rest.astype(float)
        for _ in range(RELAXATIONS):
            x = point + (1.0 - share) * (self._tonic(left, kept * rates) - healthy)
            above = np.maximum(0.0, x)
            steady = np.where(
                rule == "rate",
                0.5 + x / np.sqrt(1.0 + 4.0 * x * x),
                above / np.sqrt(1.0 + above * above),
            )
            change = RELAXATION * np.where(free, steady - rates, 0.0)
            rates += change
            if np.abs(change).max() < 1e-15:
                break
        return healthy + share * (self._tonic(left, kept * rates) - healthy)

    def _bias(self, now: Moment) -> np.ndarray:
        """(N,) bias that holds health at its resting rates, plus the external drives."""
        params, rule = now.params, self.column("rule")
        y = np.where(rule == "rate", self.rest - 0.5, 0.0)
        point = np.where(rule == "rate", y / np.sqrt(1.0 - 4.0 * y * y), self.rest)
        point[rule == "recruitment"] = -params.threshold
        bias = point - self._resting_input(params, point)
        bias += self.column("stress") * params.stress * params.stress_bias
        wanted = self._wanted(params)
        efforts = np.maximum(self._efforts(params), 0.0)
        bias[rule == "command"] += now.command * params.effort * efforts
        touched = params.touch_site or self.body.muscles[wanted].joint
        near = self._near(touched, params.touch_spread)
        bias[rule == "skin"] += params.touch * near
        expected = params.touch_expected * params.expectation_drive * near
        bias += self.column("expectation") * np.tile(expected, len(self.network.populations))
        for node, current in now.stimuli.items():
            bias[self.network.node_keys.index(node)] += current
        return bias

    def _gain(self, params: Params) -> np.ndarray:
        """(N,) input gain, which stress raises."""
        return 1.0 + self.column("stress") * params.stress * params.stress_gain

    def _output(self, now: Moment) -> tuple[np.ndarray, np.ndarray]:
        """(N,) share of the rate that leaves each node, and (N,) the constant added to it."""
        params, key = now.params, self.column("key")
        keep, clamp = np.ones(len(key)), np.zeros(len(key))
        keep[key == "TH"] -= params.lesion_thalamus
        left, replaced = 1.0 - params.lesion_pallidum, params.pallidal_stimulation
        replaced *= params.stimulation_share
        keep[key == "GPI"] = left * (1.0 - replaced)
        clamp[key == "GPI"] = left * replaced * params.stimulation_level
        for node, share in now.lesions.items():
            keep[self.network.node_keys.index(node)] *= 1.0 - share
            clamp[self.network.node_keys.index(node)] *= 1.0 - share
        return keep, clamp

    def _muscle(self, params: Params) -> tuple[np.ndarray, np.ndarray]:
        """(M,) share of fusimotor drive, and force, that remain under toxin and fatigue."""
        against = self.opponents[self._wanted(params)]
        others = np.where(self._efforts(params) < 0.0, against, 0.0)
        injected = int((others if others.any() else against).argmax())
        if params.toxin_muscle:
            injected = self.muscles.index(params.toxin_muscle)
        dose = np.zeros(len(self.muscles))
        dose[injected] = params.toxin
        tired = 1.0 - params.fatigue * params.fatigue_force
        strength = np.array([muscle.strength for muscle in self.body.muscles])
        return 1.0 - dose * params.toxin_spindle, strength * (1.0 - dose) * tired

    def read(self, now: Moment) -> Levers:
        """Compute the parameters of the cells of one run."""
        params = now.params
        weight = self._left(params) * self.links.weight
        nodes = self._bias(now), self._gain(params), *self._output(now)
        return Levers(weight, *nodes, *self._muscle(params))
