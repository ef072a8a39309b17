"""The `calibrate` command: read what was typed, fit, and write what was found."""

from argparse import Namespace
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from motorloops.experiments.calibration.ensemble import (
    LOSSES_FILE,
    WEIGHTS_FILE,
    CalibrationFolder,
    FittedSet,
    fitted,
    open_folder,
    rounded,
    start,
    write_losses,
    write_weights,
)
from motorloops.experiments.calibration.observations import OTHER_BODIES, TASK_BODY
from motorloops.experiments.calibration.search import Networks, Search, Space, score
from motorloops.experiments.calibration.targets import TARGETS
from motorloops.experiments.inputs import read_network, share, whole_number
from motorloops.experiments.progress import tell
from motorloops.model.network.atlas import load_atlas


class _Task(NamedTuple):
    """One start, for a worker process: the search holds Python, so threads would not help."""

    number: int
    begin: np.ndarray
    atlas: str | None
    seeds: int
    rounds: int


def _networks(atlas: str | None) -> Networks:
    return {name: read_network(name, atlas) for name in (TASK_BODY, *OTHER_BODIES)}


def _carry_out(task: _Task) -> FittedSet:
    """Search from one start."""
    search = Search(_networks(task.atlas), range(1, task.seeds + 1))

    def report(line: str) -> None:
        tell(f"start {task.number}, {line}")

    found = search.score(search.run(task.begin, task.rounds, report))
    return FittedSet(task.number, found.loss, rounded(found.weights))


def _search_all(folder: CalibrationFolder, tasks: Sequence[_Task]) -> None:
    """Search from each start that the folder does not hold yet, one a core at a time."""
    done = {one.start for one in folder.sets}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as cores:
        left = [cores.submit(_carry_out, task) for task in tasks if task.number not in done]
        try:
            for ended in as_completed(left):
                folder.keep(ended.result())
        finally:
            cores.shutdown(wait=False, cancel_futures=True)


def calibrate(options: Namespace) -> str:
    """Fit the weights as asked, and say in a line what came of it.

    Args:
        options: out, starts, rounds, seeds, seed, width and atlas, all as typed.

    Raises:
        BadInput: for anything that cannot be used; nothing has been written then.
    """
    starts, rounds, seeds = (
        whole_number(name, getattr(options, name), 1, 10**4)
        for name in ("starts", "rounds", "seeds")
    )
    seed = whole_number("seed", options.seed, 0, 2**31 - 1)
    width = share("width", options.width)
    networks = _networks(options.atlas)
    arm = networks[TASK_BODY]
    asked = {
        "rounds": rounds, "seeds": seeds, "seed": seed, "width": width,
        "atlas": arm.digest,
    }  # fmt: skip
    points = len(Space(arm).keys)
    tasks = [
        _Task(number, start(number, width, points, seed), options.atlas, seeds, rounds)
        for number in range(starts)
    ]
    folder = open_folder(options.out, asked, [row.key for row in arm.projections])
    _search_all(folder, tasks)
    sets = fitted(folder.sets)
    best = score(networks, sets[0].weights, range(1, seeds + 1))
    source = load_atlas(None if options.atlas is None else Path(options.atlas)).folder
    write_weights(best.weights, source / WEIGHTS_FILE, folder.path / WEIGHTS_FILE)
    write_losses(best, folder.path / LOSSES_FILE)
    return (
        f"{len(sets)} of {starts} starts fit; the best has a loss of {best.loss:.3f} and meets "
        f"{int((best.misses == 0.0).sum())} of {len(TARGETS)} aims. Written to {options.out}"
    )
