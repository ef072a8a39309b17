"""The Mesa agents as a rival: the model's own, run by `mesa.batch_run`."""

from mesa import batch_run

from benchmarks.task import Final, Task, joined
from motorloops.model.agents import NEVER, MotorModel


def run(task: Task) -> Final:
    """Run a task with the agents, run by run, in this process."""
    spans = {start: phase for phase, start, _ in task.timeline.spans()}
    end, finals = task.timeline.duration_ms, []

    class Holding(MotorModel):
        """One run of the task; its data are collected once, at the end, for `batch_run`."""

        def __init__(self, run: int) -> None:
            super().__init__(task.params[run], task.network, task.seeds[run], collect_every=NEVER)
            self.datacollector.model_reporters.clear()
            self.datacollector.model_vars.clear()

        def step(self) -> None:
            if self.steps - 1 in spans:  # Mesa counts a step before it takes it
                self.enter(spans[self.steps - 1])
            super().step()
            if self.steps >= end - 1:
                self.datacollector.collect(self)
            if self.steps == end:
                self.running = False
                finals.append(Final(self.state.rate, self.state.activation, self.state.angle))

    batch_run(
        Holding, {"run": range(task.runs)}, number_processes=1, max_steps=end,
        display_progress=False,
    )  # fmt: skip
    return joined(finals)
