"""What is measured of the engine alone: larger bodies, two threads, memory, and a cold start."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median

import numpy as np

from experiments.bench import compiled
from experiments.bench.rounds import cpu_seconds
from experiments.bench.task import Task, task
from model.batch import lanes_of
from model.network import build_network
from model.outcomes import outcomes
from model.state import State

JOINTS = (4, 40, 400, 4000, 10000)
QUICK_JOINTS = JOINTS[:3]
FLOAT32 = np.dtype("float32")
NODE_STEPS = 2e7  # of one body's round, at least
BURSTS = 12
ROOM = 4.0  # times a tile's state that must be free

Say = Callable[[str], None]


def _free_bytes() -> int:
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def state_bytes(part: Task, lanes: int, dtype: np.dtype) -> int:
    """Bytes of state of a tile: rings of past outputs and all that changes."""
    state: State = part.state()
    numbers = sum(array[..., :1].size for array in state) * dtype.itemsize
    return numbers * lanes


def by_joints(quick: bool, say: Say) -> list[dict[str, object]]:
    """Cost of a node and step for longer and longer chains, one tile, float32."""
    rows = []
    for joints in QUICK_JOINTS if quick else JOINTS:
        body = f"chain:{joints}"
        wiring = build_network(body).wiring
        lanes = lanes_of(4096, wiring, FLOAT32)
        one = task(1, milliseconds=20, body=body)
        needed = state_bytes(one, lanes, FLOAT32)
        if ROOM * needed > _free_bytes():
            say(f"{body} is left out: it needs {needed / 2**30:.1f} GiB of state")
            continue
        steps = max(20, int(NODE_STEPS / len(wiring.rule) / lanes))
        asked = task(lanes, milliseconds=steps, body=body)
        whole = partial(compiled.run, asked, FLOAT32)
        asked.spans  # noqa: B018 - worked out once, outside the clock
        whole()
        spent = [cpu_seconds(whole) for _ in range(3)]
        rows.append({
            "measure": "joints", "joints": joints, "nodes": len(wiring.rule),
            "lanes": lanes, "steps": steps,
            "ns_per_node_step": median(spent) / asked.node_steps * 1e9,
            "ns_per_node_step_low": min(spent) / asked.node_steps * 1e9,
            "ns_per_node_step_high": max(spent) / asked.node_steps * 1e9,
            "state_bytes_per_run": needed // lanes,
        })  # fmt: skip
    return rows


def threads(quick: bool) -> dict[str, object]:
    """Wall time of two tiles one after the other, and of both at once: best of short bursts."""
    lanes = lanes_of(4096, task(1, milliseconds=20).network.wiring, FLOAT32)
    parts = task(2 * lanes, milliseconds=100 if quick else 300).parts(lanes)
    for part in parts:
        part.spans  # noqa: B018
    work = [partial(compiled.run, part, FLOAT32) for part in parts]
    alone, both = [], []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(BURSTS):
            start = time.perf_counter()
            for each in work:
                each()
            middle = time.perf_counter()
            list(pool.map(lambda each: each(), work))
            alone.append(middle - start)
            both.append(time.perf_counter() - middle)
    return {
        "measure": "threads", "bursts": BURSTS, "cores": os.cpu_count(), "load": os.getloadavg()[0],
        "one_thread_seconds": min(alone), "two_threads_seconds": min(both),
        "one_thread_median": median(alone), "two_threads_median": median(both),
        "ratio": min(alone) / min(both),
    }  # fmt: skip


def memory() -> dict[str, object]:
    """State of a run, and the most that this process has held."""
    one = task(1, milliseconds=20)
    sizes: dict[str, object] = {
        f"state_bytes_per_run_{name}": state_bytes(one, 1, np.dtype(name))
        for name in ("float32", "float64")
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"measure": "memory", "peak_process_bytes": peak, **sizes}


def cold_start() -> dict[str, object]:
    """Wall seconds of `motorloops run` in a fresh process, and of one tile of `outcomes`."""
    calls = {
        "run": [sys.executable, "-m", "experiments.cli", "run", "--json"],
        "outcomes": [
            sys.executable, "-c",
            "from experiments.bench.scale import first_outcomes; first_outcomes()",
        ],
    }  # fmt: skip
    found: dict[str, object] = {"measure": "cold_start"}
    for name, call in calls.items():
        spent = []
        for _ in range(4):  # the first one warms the compile cache
            start = time.perf_counter()
            subprocess.run(call, capture_output=True, check=True)  # noqa: S603
            spent.append(time.perf_counter() - start)
        found[f"{name}_seconds"] = median(spent[1:])
    return found


def first_outcomes() -> None:
    """One run, settings to measures, as a worker of a sweep would begin."""
    asked = task(1, milliseconds=20)
    outcomes(asked.params, asked.protocol, asked.seeds, asked.network)
