"""The commands `behaviours`, `calibrate` and `robustness`."""

import json
from argparse import Namespace
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from motorloops.experiments.calibration import robustness as robustness_module
from motorloops.experiments.calibration.behaviours import (
    behaviours_as_dict,
    behaviours_text,
    measure_behaviours,
)
from motorloops.experiments.calibration.ensemble import (
    LOSSES_FILE,
    WEIGHTS_FILE,
    CalibrationFolder,
    open_folder,
    rounded,
    start,
    write_losses,
    write_weights,
)
from motorloops.experiments.calibration.message import (
    TITLE,
    measure_message,
    message_as_dict,
    message_text,
)
from motorloops.experiments.calibration.observations import BODIES, TASK_BODY
from motorloops.experiments.calibration.search import Networks, Search, score
from motorloops.experiments.calibration.weights import Space
from motorloops.experiments.files import replacing
from motorloops.experiments.fitted_sets import FittedSet, best_sets, reweighted
from motorloops.experiments.parsing import read_networks, read_seeds, share, whole_number
from motorloops.experiments.progress import log
from motorloops.model.network.atlas import load_atlas

MAX_SEEDS, MAX_DRAWS = 1000, 2**16
NETWORK_FILE = "network.graphml"


def _networks(options: Namespace) -> Networks:
    """The networks of the arm and the other bodies; a network file has only one of them."""
    networks = read_networks(BODIES, options.atlas, options.network)
    if missing := [body for body in BODIES if body not in networks]:
        rows = "behaviours of the bodies " + " and ".join(missing)
        log(f"motorloops: {rows} are left out: {options.network} holds one body")
    return networks


def behaviours(options: Namespace) -> str:
    """Run the `behaviours` command and return its output.

    Args:
        options: seeds, atlas, network and json, as typed.

    Raises:
        InputError: for anything that cannot be used.
    """
    seeds = whole_number("seeds", options.seeds, 2, MAX_SEEDS)
    networks, noise = _networks(options), range(1, 1 + seeds)
    results, message = measure_behaviours(networks, noise), measure_message(networks, noise)
    if options.json:
        report = {**behaviours_as_dict(results), "message": message_as_dict(message)}
        return json.dumps(report, allow_nan=False)
    return f"{behaviours_text(results)}\n\n\n{TITLE}\n\n{message_text(message)}"


def robustness(options: Namespace) -> str:
    """Run the `robustness` command and return its output.

    Args:
        options: draws, width, seeds, seed, atlas, network and json, as typed.

    Raises:
        InputError: for anything that cannot be used.
    """
    count = whole_number("draws", options.draws, 2, MAX_DRAWS)
    width, seeds = share("width", options.width), read_seeds(options.seed, options.seeds)
    packaged = options.atlas is None and options.network is None
    report = robustness_module.measure_robustness(
        _networks(options), count, width, seeds, log, packaged=packaged
    )
    if options.json:
        return json.dumps(robustness_module.robustness_as_dict(report))
    return robustness_module.robustness_text(report)


class _Task(NamedTuple):
    """The start of one search, for a worker process: threads would contend for the GIL."""

    number: int
    begin: np.ndarray
    atlas: str | None
    network: str | None
    seeds: int
    rounds: int


def _search(task: _Task) -> FittedSet:
    """Search from one start."""
    networks = read_networks(BODIES, task.atlas, task.network)
    search = Search(networks, range(1, task.seeds + 1))
    best = search.run(task.begin, task.rounds, lambda line: log(f"start {task.number}, {line}"))
    result = search.score(best)
    return FittedSet(task.number, result.loss, rounded(result.weights))


def _search_all(folder: CalibrationFolder, tasks: Sequence[_Task]) -> None:
    """Search from each start whose result is not in the folder yet, one process per core."""
    done = {one.start for one in folder.sets}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as cores:
        left = [cores.submit(_search, task) for task in tasks if task.number not in done]
        try:
            for ended in as_completed(left):
                folder.add(ended.result())
        finally:
            cores.shutdown(wait=False, cancel_futures=True)


def calibrate(options: Namespace) -> str:
    """Run the `calibrate` command: fit the weights and summarise the result in one line.

    Args:
        options: out, starts, rounds, seeds, seed, width, atlas and network, all as typed.

    Raises:
        InputError: for anything that cannot be used; nothing has been written then.
    """
    starts, rounds, seeds = (
        whole_number(name, getattr(options, name), 1, 10**4)
        for name in ("starts", "rounds", "seeds")
    )
    seed = whole_number("seed", options.seed, 0, 2**31 - 1)
    width = share("width", options.width)
    networks = _networks(options)
    arm = networks[TASK_BODY]
    settings = {
        "rounds": rounds, "seeds": seeds, "seed": seed, "width": width,
        "atlas": arm.digest,
    }  # fmt: skip
    points = len(Space(arm).keys)
    tasks = [
        _Task(number, start(number, width, points, seed), options.atlas, options.network, seeds,
              rounds)
        for number in range(starts)
    ]  # fmt: skip
    folder = open_folder(options.out, settings, [row.key for row in arm.projections])
    _search_all(folder, tasks)
    sets = best_sets(folder.sets)
    best = score(networks, sets[0].weights, range(1, seeds + 1))
    _write_best(folder, options, networks, best.weights)
    write_losses(best, folder.path / LOSSES_FILE)
    return (
        f"{len(sets)} of {starts} starts fit; the best has a loss of {best.loss:.3f} and meets "
        f"{int((best.misses == 0.0).sum())} of {len(best.targets)} aims. Written to {options.out}"
    )


def _write_best(
    folder: CalibrationFolder, options: Namespace, networks: Networks, weights: np.ndarray
) -> None:
    """Write the fitted weights in the form in which the network was given."""
    if options.network is None:
        source = load_atlas(None if options.atlas is None else Path(options.atlas)).folder
        write_weights(weights, source / WEIGHTS_FILE, folder.path / WEIGHTS_FILE)
        return
    from motorloops.model.network.graphml import write_graphml

    fitted = reweighted(networks[TASK_BODY], weights)
    with replacing(folder.path / NETWORK_FILE) as part:
        write_graphml(fitted, part)
