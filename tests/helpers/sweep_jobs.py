"""Small sweeps for tests of the page of sweeps: run to their end, or until some runs are done."""

from pathlib import Path

from motorloops.model.recording import Configuration
from motorloops.server.pages.sweeps.design import SweepDesign, whole_range
from motorloops.server.pages.sweeps.jobs import JobManager
from tests.helpers.command import call
from tests.helpers.waiting import wait_until

SMALL = SweepDesign(whole_range("loss_cortex", 3), whole_range("loss_spinal", 3), 5)
# Several chunks of the slowest body: there is time to stop it between two of them.
LONG = SweepDesign(whole_range("loss_cortex", 15), whole_range("effort", 15), 5, "neck", "severe")


def begin(desk: JobManager, plan: SweepDesign) -> str:
    return desk.start(plan.study(Configuration()), plan.runs)


def finish(desk: JobManager, plan: SweepDesign) -> str:
    """Run a plan to its end; returns its name."""
    name = begin(desk, plan)
    wait_until(lambda: desk.busy is None)
    return name


def make_study(folder: Path, kind: str = "grid") -> Path:
    """Run a small study of two levers, or of a Latin hypercube, by the command."""
    axes = "loss_cortex = { low = 0.0, high = 1.0%s }\neffort = { low = 0.2, high = 1.0%s }\n"
    count = ", count = 3" if kind == "grid" else ""
    text = f'name = "{folder.name}"\nmeasures = ["overflow", "twist"]\n[design]\nkind = "{kind}"\n'
    text += "" if kind == "grid" else "samples = 4\n"
    text += "[design.axes]\n" + axes % (count, count) + "[seeds]\ncount = 2\n"
    file = folder.parent / f"{folder.name}.toml"
    file.write_text(text)
    assert call("sweep", str(file), "--out", str(folder)).code == 0
    file.unlink()
    return folder
