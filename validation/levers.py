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
        return self.muscles.index(params.agonist or self.body.agonist)

    def _left(self, params: Params) -> np.ndarray:
        """(E,) share of each synapse's weight that remains after losses and map overlap."""
        reach = np.ones(len(self.muscles))
        if params.loss_region:
            reach = self._near(params.loss_region, params.loss_width)
        reached = reach[self.links.target % len(self.muscles)]
        share = np.ones(len(self.links.weight))
        for site in SITES:
            lost = getattr(params, f"loss_{site}") * reached
            share[self.links.site == site] -= lost[self.links.site == site]
        share[self.links.site == "map_own"] -= params.map_overlap
        share[self.links.site == "map_spread"] = params.map_overlap
        return share

    def _tonic(self, share: np.ndarray) -> np.ndarray:
        """(N,) synaptic input while every population is at rest."""
        resting = share * self.links.weight * self.rest[self.links.source]
        return np.bincount(self.links.target, resting, len(self.rest))

    def _bias(self, now: Moment) -> np.ndarray:
        """(N,) bias that holds health at its resting rates, plus the external drives."""
        params, rule = now.params, self.column("rule")
        y = np.where(rule == "rate", self.rest - 0.5, 0.0)
        point = np.where(rule == "rate", y / np.sqrt(1.0 - 4.0 * y * y), self.rest)
        point[rule == "recruitment"] = -params.threshold
        before = self._tonic(np.where(self.links.site == "map_spread", 0.0, 1.0))
        after = self._tonic(self._left(params))
        bias = point - (1.0 - params.homeostasis) * before - params.homeostasis * after
        bias += self.column("stress") * params.stress * params.stress_bias
        wanted = self._wanted(params)
        bias[np.flatnonzero(rule == "command")[wanted]] += now.command * params.effort
        touched = params.touch_site or self.body.muscles[wanted].joint
        bias[rule == "skin"] += params.touch * self._near(touched, params.touch_spread)
        for node, current in now.stimuli.items():
            bias[self.network.node_keys.index(node)] += current
        return bias

    def _gain(self, params: Params) -> np.ndarray:
        """(N,) input gain: raised by stress, lowered by the anticholinergic drug."""
        louder = self.column("stress") * params.stress * params.stress_gain
        drug = params.anticholinergic * params.anticholinergic_gain
        return 1.0 + louder - self.column("cholinergic") * drug

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
        """(M,) shares of fusimotor drive and of force that remain under toxin and fatigue."""
        injected = int(self.opponents[self._wanted(params)].argmax())
        if params.toxin_muscle:
            injected = self.muscles.index(params.toxin_muscle)
        dose = np.zeros(len(self.muscles))
        dose[injected] = params.toxin
        tired = 1.0 - params.fatigue * params.fatigue_force
        return 1.0 - dose * params.toxin_spindle, (1.0 - dose) * tired

    def read(self, now: Moment) -> Levers:
        """Compute the parameters of the cells of one run."""
        params = now.params
        weight = self._left(params) * self.links.weight
        nodes = self._bias(now), self._gain(params), *self._output(now)
        return Levers(weight, *nodes, *self._muscle(params))
