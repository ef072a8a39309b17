"""The motor network as a Mesa model, whose agents and compiled engine share one state."""

from collections.abc import Mapping
from functools import cached_property

import mesa
import numpy as np
import pandas as pd
from mesa.discrete_space import Cell
from mesa.discrete_space import Network as Space

from model.agents import CLASSES, RUN, Joint, Muscle, NetworkAgent
from model.batch import Batch
from model.condition import make_condition, task_channel
from model.draws import shared_draws
from model.errors import BadInput
from model.kernels import draw_step
from model.layout import rings
from model.measures import co_contraction_index
from model.network import Network, build_network
from model.params import Params
from model.protocol import NOTHING, Phase
from model.state import State, resting_state
from model.trajectory import Job, Record, changed, check_seed

NEVER = 2**62  # milliseconds between rows that no run reaches


class MotorModel(mesa.Model):
    """One person's motor network, live.

    Args:
        params: levers and constants.
        body: name of a body, or a network.
        seed: of the noise; the same seed gives the same run.
        command: share of the effort that is given (1 = try, 0 = relax).
        collect_every: milliseconds between two rows of the DataCollector (NEVER for none).

    Raises:
        BadInput: for anything the network or the levers cannot take.
    """

    def __init__(
        self,
        params: Params = Params(),
        body: str | Network = "arm",
        seed: int = 1,
        command: float = 1.0,
        collect_every: int = 10,
    ) -> None:
        super().__init__(seed=check_seed(seed))
        self.network = body if isinstance(body, Network) else build_network(body)
        self.params = params
        self.seed = seed
        if collect_every < 1:
            raise BadInput("collect_every", collect_every, "give a whole number from 1 up")
        self.collect_every = collect_every
        self._command = _share("command", command)
        self._stimuli: Mapping[str, float] = NOTHING
        self._lesions: Mapping[str, float] = NOTHING
        self.normals = np.zeros(len(self.network.wiring.rule))
        self._shared = shared_draws(self.normals.size, self.normals.dtype)
        self._draw = draw_step()
        self.state: State = resting_state(self.network.wiring, np.array([seed], np.uint64))
        self.clock = 0
        columns = (column.tolist() for column in rings(self.network.wiring))
        self._rings = list(zip(*columns, strict=True))
        self._renew()
        self.space = Space(self.network.graph, capacity=1, random=self.random)
        for cell in self.space.all_cells:
            self._place(cell)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "time_ms": "time_ms",
                "co_contraction_index": "co_contraction",
                "overflow": "overflow",
            },
            agent_reporters={"key": "key", "level": "level"},
        )

    def _place(self, cell: Cell) -> NetworkAgent:
        data = self.network.graph.nodes[cell.coordinate]
        kinds = {"muscle": Muscle, "joint": Joint}
        kind = kinds.get(data["kind"]) or CLASSES[data["agent"]]
        return kind(self, cell, data["index"])

    def _renew(self) -> None:
        self.condition = make_condition(
            self.network, (self.params,), self._command, self._stimuli, self._lesions
        )

    @property
    def time_ms(self) -> int:
        """Milliseconds since the start: one a step."""
        return self.steps

    @property
    def rate(self) -> np.ndarray:
        """(N,) view of the rates, as shares of the maximal rate."""
        return self.state.rate[:, RUN]

    @property
    def activation(self) -> np.ndarray:
        """(M,) view of the muscles' activation, 0..1."""
        return self.state.activation[:, RUN]

    @property
    def angle(self) -> np.ndarray:
        """(D,) view of the joint angles, rad."""
        return self.state.angle[:, RUN]

    @property
    def co_contraction(self) -> float:
        """Co-contraction index of the task joint at this moment."""
        agonist = task_channel(self.params, self.network.body)
        opponents = self.network.body.antagonists(agonist)
        wanted = self.activation[agonist]
        opposing = sum(share * self.activation[channel] for channel, share in opponents)
        return float(co_contraction_index(2.0 * min(wanted, opposing), wanted + opposing))

    @property
    def overflow(self) -> float:
        """Mean activation outside the task joint at this moment."""
        joints = self.network.body.joint_of
        outside = joints != joints[task_channel(self.params, self.network.body)]
        return float(self.activation[outside].mean()) if outside.any() else 0.0

    @property
    def command(self) -> float:
        """Share of the effort that is given now."""
        return self._command

    @command.setter
    def command(self, share: float) -> None:
        """Try harder or less, from the next millisecond on."""
        self._command = _share("command", share)
        self._renew()

    def set_levers(self, **changes: object) -> None:
        """Change levers; they act from the next millisecond on."""
        before, self.params = self.params, self.params.replace(**changes)
        try:
            self._renew()
        except BadInput:
            self.params = before
            raise

    def lesion(self, node: str, share: float) -> None:
        """Remove a share of one node's output (0 restores it)."""
        self.network.index(node)
        self._lesions = {**self._lesions, node: _share(f"lesion of {node}", share)}
        self._renew()

    def stimulate(self, node: str, current: float) -> None:
        """Add a constant to one node's input (0 ends it)."""
        self.network.index(node)
        if not np.isfinite(current):
            raise BadInput(f"stimulus to {node}", current, "give a finite number")
        self._stimuli = {**self._stimuli, node: float(current)}
        self._renew()

    def enter(self, phase: Phase) -> None:
        """Begin a phase of a protocol: its command, levers, stimuli and lesions."""
        (self.params,) = changed((self.params,), (phase,))
        self._command, self._stimuli = phase.command, phase.stimuli
        self._lesions = {**self._lesions, **phase.lesions}
        self._renew()

    def output(self, node: int, delay: int) -> float:
        """What left a node so long ago that it arrives in this step."""
        return self.state.past.item(self._row(node, self.clock - delay), RUN)

    def put_out(self, node: int, value: float) -> None:
        """Send a value out of a node; others can read it from the next step on."""
        self.state.past[self._row(node, self.clock), RUN] = value

    def _row(self, node: int, step: int) -> int:
        first, stride, length = self._rings[node]
        return first + step % length * stride

    def stretch(self, muscle: int) -> tuple[float, float]:
        """Net turn (rad) and speed (rad/s) in a muscle's shortening direction."""
        turn, speed, state = 0.0, 0.0, self.state
        for dof, arm in self.network.body.muscles[muscle].moment_arms:
            turn += arm * state.angle.item(dof, RUN)
            speed += arm * state.velocity.item(dof, RUN)
        return turn, speed

    def step(self) -> None:
        """Advance one millisecond by the agents: all sense, then all advance."""
        self.clock = self.steps - 1  # Mesa counts a step before it takes it
        low, high = self.state.key[:, RUN].tolist()
        self._draw(low, high, self.clock, self._shared, self.normals)
        self.agents.do("sense")
        self.agents.do("advance")
        self._collect()

    def advance(self, milliseconds: int) -> None:
        """Advance by the compiled engine, on the same arrays and with the same result."""
        if milliseconds < 1:
            raise BadInput("milliseconds", milliseconds, "give a whole number from 1 up")
        end = self.steps + milliseconds
        batch = self._batch
        batch.load(self.state, self.steps)
        while self.steps < end:
            steps = min(end - self.steps, self.collect_every - self.steps % self.collect_every)
            batch.advance(self.condition, steps)
            batch.store(self.state)
            self.steps += steps
            self._collect()

    @cached_property
    def _batch(self) -> Batch:
        return Batch(self.network.wiring, self.state)

    def _collect(self) -> None:
        if self.steps % self.collect_every == 0:
            self.datacollector.collect(self)

    def frame(self) -> pd.DataFrame:
        """The DataCollector's model variables, a row every ``collect_every`` ms."""
        return self.datacollector.get_model_vars_dataframe()


def _share(field: str, value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise BadInput(field, value, "give a share from 0 to 1")
    return float(value)


def run_agents(job: Job) -> Record:
    """Run one run of a job by the agents."""
    model = MotorModel(job.params[0], job.network, job.seeds[0], collect_every=NEVER)
    record = job.empty_record()
    for phase, start, end in job.protocol.spans():
        model.enter(phase)
        for done in range(start + 1, end + 1):
            model.step()
            if done % job.every_ms == 0:
                row = done // job.every_ms - 1
                record.activation[row] = model.state.activation
                record.angle[row] = model.state.angle
                if job.keep_rates:
                    record.rate[row] = model.state.rate
    return record
