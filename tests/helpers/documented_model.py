"""The model written anew from docs/model.md: plain Python, without the model's own equations.

Only the tables are read by the model's own code, and the random numbers come from the code in
the document. Equation numbers are those of the document.
"""

import math
import re
from dataclasses import dataclass, field

from motorloops.model.network.atlas import Population
from tests.helpers.source import ROOT

DOCUMENT = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
PYTHON = re.search(r"^```python\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
assert PYTHON
_defined: dict = {}
exec(PYTHON[1], _defined)  # the document's own generator
draw = _defined["draw"]

LEAN = re.search(r"^\| ([\d.]+) \| share \| \*g\*,", DOCUMENT, re.MULTILINE)
assert LEAN
LEAST = re.search(r"^\| ([\d.]+) \| cosine \| \*q\*,", DOCUMENT, re.MULTILINE)
assert LEAST
OPPOSED = float(LEAST[1])  # q of the topology antagonist
ALIKE = float(LEAN[1])  # g of the topology neighbour


def bell(distance, width):
    return math.exp(-(distance**2) / (2 * width**2))


def response(rule, x):
    """Equation 7."""
    if rule == "rate":
        return 0.5 + x / math.sqrt(1 + 4 * x * x)
    if rule == "recruitment":
        above = max(0.0, x)
        return above / math.sqrt(1 + above * above)
    return min(1.0, max(0.0, x))


@dataclass
class Node:
    population: Population
    channel: int
    index: int
    rate: float
    noise: float = 0.0
    inputs: list = field(default_factory=list)  # source, weight, delay, site, plastic
    strength: list = field(default_factory=list)
    past: list = field(default_factory=list)  # outputs from step 0 on


def joint_distances(body, start):
    found, edge = {start: 0}, [start]
    while edge:
        edge = [
            (found.setdefault(other, found[here] + 1), other)[1]
            for here in edge
            for pair in body.neighbours
            if here in pair
            for other in pair
            if other not in found
        ]
    return found


class Documented:
    """One run: ``set`` begins a phase, ``take_step`` takes it on by a millisecond."""

    def __init__(self, atlas, body, seed):
        self.body, self.seed, self.step = body, seed, 0
        self.muscles = body.muscles
        self.arms = [dict(muscle.moment_arms) for muscle in self.muscles]
        self.joint = [body.joints.index(muscle.joint) for muscle in self.muscles]
        self.far = [joint_distances(body, joint) for joint in range(len(body.joints))]
        count = len(self.muscles)
        self.nodes = {
            (row.key, m): Node(row, m, p * count + m, row.rest)
            for p, row in enumerate(atlas.populations)
            for m in range(count)
        }
        for row in atlas.projections:
            for m in range(count):
                for n, share in self.shares(row.topology, m).items():
                    source = self.nodes[row.source, n]
                    link = (source, row.signed_weight * share, row.delay_ms, row.site, row.plastic)
                    self.nodes[row.target, m].inputs.append(link)
        for node in self.nodes.values():
            node.strength = [1.0] * len(node.inputs)
        self.key = {row.rule: row.key for row in atlas.populations}
        self.faded, self.active, self.force = [0.0] * count, [0.0] * count, [0.0] * count
        self.angle, self.speed = [0.0] * len(body.dofs), [0.0] * len(body.dofs)

    def opposition(self, m):
        """Equation 3, and the shares of the antagonists."""
        against = {
            n: -sum(arm * self.arms[n].get(d, 0.0) for d, arm in self.arms[m].items())
            for n in range(len(self.muscles))
            if self.joint[n] == self.joint[m]
        }
        size = [math.sqrt(sum(arm * arm for arm in arms.values())) for arms in self.arms]
        against = {n: o for n, o in against.items() if o > OPPOSED * size[m] * size[n]}
        return {n: o / sum(against.values()) for n, o in against.items()}

    def shares(self, topology, m):
        if topology == "same":
            return {m: 1.0}
        if topology == "antagonist":
            return self.opposition(m)
        far = [self.far[self.joint[m]].get(j) for j in self.joint]
        if topology == "diffuse":
            near = [n for n, d in enumerate(far) if d in (0, 1, 2)]
            return {n: 1.0 / len(near) for n in near}
        no = {m, *self.opposition(m)}
        kind = [muscle.side or muscle.group for muscle in self.muscles]
        return {
            n: 1 + ALIKE if kind[n] == kind[m] else 1 - ALIKE
            for n, d in enumerate(far)
            if d in (0, 1) and n not in no
        }

    def set(self, p, command, stimuli=None, lesions=None):
        """What the levers do: equations 1 to 2a and 18 to 23."""
        self.p, self.learning = p, p.plasticity > 0
        keys = [muscle.key for muscle in self.muscles]
        used = {keys.index(p.agonist or self.body.agonist): 1.0}
        if p.task:
            used = dict(next(task for task in self.body.tasks if task.key == p.task).muscles)
        wanted = keys.index(p.agonist) if p.agonist else next(iter(used))
        touched = self.body.joints.index(p.touch_site) if p.touch_site else self.joint[wanted]
        share = self.opposition(wanted)
        share = {n: o for n, o in share.items() if n not in used} or share
        largest = max(share, key=lambda n: share[n])
        injected = keys.index(p.toxin_muscle) if p.toxin_muscle else largest
        zeta, left = p.pallidal_stimulation * p.stimulation_share, 1 - p.lesion_pallidum
        self.bias, self.gain, self.keep = {}, {}, {}
        resting = self.resting_biases()
        for (name, m), node in self.nodes.items():
            row = node.population
            near = bell(self.far[touched][self.joint[m]], p.touch_spread)
            b = resting[name, m] + row.stress * p.stress * p.stress_bias
            b += row.expectation * p.touch_expected * p.expectation_drive * near
            if row.rule == "command" and m in used:
                b += command * p.effort * used[m]
            if row.rule == "skin":
                b += p.touch * near
            self.bias[name, m] = b + (stimuli or {}).get(f"{name}/{keys[m]}", 0.0)
            self.gain[name, m] = 1 + row.stress * p.stress * p.stress_gain
            eta, gamma = 1.0, 0.0
            if name == "GPI":
                eta, gamma = left * (1 - zeta), left * zeta * p.stimulation_level
            if name == "TH":
                eta = 1 - p.lesion_thalamus
            spared = 1 - (lesions or {}).get(f"{name}/{keys[m]}", 0.0)
            self.keep[name, m] = (eta * spared, gamma * spared)
        toxin = [p.toxin if m == injected else 0.0 for m in range(len(keys))]
        self.power = [
            muscle.strength * (1 - p.fatigue * p.fatigue_force) * (1 - t)
            for muscle, t in zip(self.muscles, toxin, strict=True)
        ]
        self.fusimotor = [1 - t * p.toxin_spindle for t in toxin]
        self.louder = 1 + p.stress * p.noise_stress + p.fatigue * p.noise_fatigue

    def factor(self, site, m, which="now"):
        """Equation 19; ``which`` is now, lasting or healthy."""
        p = self.p
        overlap = 0.0 if which == "healthy" else p.map_overlap
        drug = p.anticholinergic * p.anticholinergic_gain if which == "now" else 0.0
        plain = {
            "": 1.0, "map_own": 1 - overlap, "map_spread": overlap, "striatal_input": 1 - drug,
        }  # fmt: skip
        if site in plain:
            return plain[site]
        if which == "healthy":
            return 1.0
        reach = 1.0
        if p.loss_region:
            region = self.body.joints.index(p.loss_region)
            reach = bell(self.far[region][self.joint[m]], p.loss_width)
        if p.loss_side and self.muscles[m].side not in ("", p.loss_side):
            reach *= p.loss_other_side
        return 1 - getattr(p, f"loss_{site}") * reach

    def set_point(self, row):
        """Equation 1."""
        if row.rule == "rate":
            y = row.rest - 0.5
            return y / math.sqrt(1 - 4 * y * y)
        return -self.p.threshold if row.rule == "recruitment" else row.rest

    def resting_biases(self):
        """Equations 2 and 2a, by population and channel."""
        spared = {"GPI": 1 - self.p.lesion_pallidum, "TH": 1 - self.p.lesion_thalamus}
        rates = [0.0] * len(self.nodes)
        for node in self.nodes.values():
            rates[node.index] = node.population.rest

        def in_health(node):
            return sum(
                self.factor(site, node.channel, "healthy") * weight * source.population.rest
                for source, weight, _, site, _ in node.inputs
            )

        def lasting(node):
            return sum(
                self.factor(site, node.channel, "lasting")
                * weight
                * spared.get(source.population.key, 1.0)
                * rates[source.index]
                for source, weight, _, site, _ in node.inputs
            )

        def share(node):
            return node.population.homeostasis * self.p.homeostasis

        moving = [
            node
            for node in self.nodes.values()
            if share(node) < 1 and node.population.rule in ("rate", "recruitment")
        ]
        for _ in range(200):
            largest = 0.0
            for node in moving:
                change = lasting(node) - in_health(node)
                drive = self.set_point(node.population) + (1 - share(node)) * change
                step = (response(node.population.rule, drive) - rates[node.index]) / 2
                rates[node.index] += step
                largest = max(largest, abs(step))
            if largest < 1e-14:
                break
        return {
            place: self.set_point(node.population)
            - in_health(node)
            - share(node) * (lasting(node) - in_health(node))
            for place, node in self.nodes.items()
        }

    def sent(self, source, delay):
        """What left a node ``delay`` steps ago; before the start, its rest."""
        ago = self.step - delay
        return source.past[ago] if ago >= 0 else source.population.rest

    def geometry(self, m):
        """Equation 15."""
        turn = sum(arm * self.angle[d] for d, arm in self.arms[m].items())
        return turn, sum(arm * self.speed[d] for d, arm in self.arms[m].items())

    def drive(self, name, m):
        """Equations 4 to 6, 9 and 10."""
        p, node = self.p, self.nodes[name, m]
        rule, bias = node.population.rule, self.bias[name, m]
        if rule == "skin":
            return bias - self.faded[m]
        total = sum(
            self.factor(site, m) * weight * strength * self.sent(source, delay)
            for (source, weight, delay, site, _), strength in zip(
                node.inputs, node.strength, strict=True
            )
        )
        if rule == "spindle":
            turn, speed = self.geometry(m)
            longer = -p.lever_arm * speed
            signed = math.copysign(math.sqrt(abs(longer)), longer)
            stretch = p.spindle_length * -p.lever_arm * turn + p.spindle_velocity * signed
            return bias + self.fusimotor[m] * total + p.proprioceptive_gain * stretch
        decay = math.exp(-1 / p.noise_tau)
        size = self.louder * (p.noise_floor + p.noise_slope * node.rate)
        kick = math.sqrt(1 - decay**2) * size * draw(self.seed, node.index, self.step)
        node.noise = decay * node.noise + kick
        return bias + self.gain[name, m] * total + node.noise

    def learn(self, node):
        """Equation 14."""
        p = self.p
        for e, (source, _, delay, _, plastic) in enumerate(node.inputs):
            if plastic and self.learning:
                s = node.strength[e]
                excess = max(0.0, self.sent(source, delay) * node.rate - p.hebb_threshold)
                change = p.plasticity * excess * (p.hebb_ceiling - s) - p.forgetting * (s - 1)
                node.strength[e] = s + 0.001 * change

    def take_step(self):
        drives = {place: self.drive(*place) for place in self.nodes}
        torques = [
            sum(self.arms[m].get(d, 0.0) * self.force[m] for m in range(len(self.muscles)))
            for d in range(len(self.body.dofs))
        ]
        geometry = [self.geometry(m) for m in range(len(self.muscles))]
        pools = [self.sent(self.nodes[self.key["recruitment"], m], 1) for m in range(len(geometry))]
        for node in self.nodes.values():
            self.learn(node)
        for place, node in self.nodes.items():
            row = node.population
            if row.rule == "skin":
                target = self.p.touch_adaptation * self.bias[place]
                self.faded[node.channel] += (target - self.faded[node.channel]) / self.p.touch_tau
            node.rate += (response(row.rule, drives[place]) - node.rate) / row.tau_ms  # equation 8
            eta, gamma = self.keep[place]
            node.past.append(eta * node.rate + gamma)
        for m, (turn, speed) in enumerate(geometry):
            self.pull(m, pools[m], turn, speed)
        for d, dof in enumerate(self.body.dofs):  # equations 16 and 17
            push = torques[d] - dof.stiffness * self.angle[d] - dof.damping * self.speed[d]
            self.speed[d] += 0.001 * push / dof.inertia
            self.angle[d] += 0.001 * self.speed[d]
        self.step += 1

    def pull(self, m, excitation, turn, speed):
        """Equations 11 to 13."""
        p, before = self.p, self.active[m]
        scale = 0.5 + 1.5 * before
        share = 1 / (p.rise_ms * scale) if excitation > before else scale / p.fall_ms
        self.active[m] = before + share * (excitation - before)
        length = self.muscles[m].length - p.lever_arm * turn
        v = p.lever_arm * speed / p.top_speed
        by_length = max(0.0, 1 - ((length - 1) / p.length_width) ** 2)
        slower = 1 - 0.4 * v / (0.15 - v) if v < 0 else max(0.0, (1 - v) / (1 + v / 0.25))
        self.force[m] = self.power[m] * self.active[m] * by_length * slower
