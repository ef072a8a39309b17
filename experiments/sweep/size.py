"""How many runs a study has, computed without making its points, and how many make a chunk."""

from __future__ import annotations

import itertools
import math

from experiments.sweep.section import Section
from experiments.sweep.study import EVERY, LESION, SAMPLED, Axis, Design, Seeds
from model.network import Network

MOST_RUNS = 100_000_000
MOST_NUMBERS = 100_000_000  # points x axes that a sampled or listed design holds in memory
# Node-milliseconds in a chunk: some seconds of work of one core, for each engine.
CHUNK_WORK = {"compiled": 1.5e9, "agents": 2e6}
FEWEST_CHUNKS, SMALLEST_CHUNK = 32, 256  # small sweeps are still spread over the cores


def axis_length(axis: Axis, network: Network) -> int:
    """How many values an axis of a grid or a list takes."""
    if axis.name == LESION and axis.values == (EVERY,):
        return len(network.node_keys)
    return axis.count or len(axis.values)


def point_count(design: Design, network: Network) -> int:
    """Number of points of a design."""
    axes = len(design.axes)
    match design.kind:
        case "lhs":
            return design.samples
        case "sobol":
            return design.samples * (2 * axes + 2 if design.second_order else axes + 2)
        case "morris":
            return design.trajectories * (axes + 1)
    lengths = [axis_length(axis, network) for axis in design.axes]
    if design.kind == "list":
        return lengths[0]
    if design.kind == "pairs":
        return sum(one * other for one, other in itertools.combinations(lengths, 2))
    return math.prod(lengths)


def check_size(top: Section, design: Design, seeds: Seeds, network: Network) -> int:
    """Number of runs of a study.

    Raises:
        BadInput: if there are too many to run, or to hold in memory.
    """
    points = point_count(design, network)
    runs = points * seeds.count
    if runs > MOST_RUNS:
        told = f"{points} points x {seeds.count} seeds"
        raise top.refused("design", told, f"at most {MOST_RUNS} runs; take fewer points or seeds")
    if design.kind in SAMPLED and points * len(design.axes) > MOST_NUMBERS:
        told = f"{points} points x {len(design.axes)} axes"
        raise top.refused("design", told, f"at most {MOST_NUMBERS} numbers; take fewer points")
    return runs


def usual_chunk(network: Network, seconds: float, runs: int, *, agents: bool) -> int:
    """Runs a chunk where the study does not say: some seconds of work, and a few a core."""
    work = CHUNK_WORK["agents" if agents else "compiled"]
    by_work = max(1, int(work / (len(network.node_keys) * seconds * 1000)))
    smallest = 1 if agents else SMALLEST_CHUNK
    return max(1, min(by_work, max(smallest, math.ceil(runs / FEWEST_CHUNKS))))
