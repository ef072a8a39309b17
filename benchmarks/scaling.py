"""The engine alone: larger bodies, two threads, memory, and a cold start."""

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

from benchmarks.task import Task, task
from benchmarks.timing import cpu_seconds
from motorloops.model.engine._batch import Batch, lanes_of
from motorloops.model.network.build import build_network
from motorloops.model.simulate import simulate_outcomes
from motorloops.model.state import State

JOINTS = (4, 40, 400, 4000, 10000)
QUICK_JOINTS = JOINTS[:3]
FLOAT32 = np.dtype("float32")
NODE_STEPS, MIN_STEPS = 2e7, 10  # of one body's round
MANY = 4096  # runs: more than a tile holds
BURSTS = 12
ROOM = 6.0  # free memory required, in multiples of a tile's state, which is built in float64

Say = Callable[[str], None]


def _free_bytes() -> int:
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def state_bytes(part: Task, lanes: int, dtype: np.dtype) -> int:
    """Bytes of state of a tile: rings of past outputs and all that changes."""
    state: State = part.state()
    numbers = sum(array[..., :1].size for array in state) * dtype.itemsize
    return numbers * lanes


def _widest(body: str) -> int:
    return lanes_of(MANY, build_network(body).wiring, FLOAT32)


def _batch(job: Task) -> Callable[[int], None]:
    """One tile; the function advances it by a number of steps of the first phase."""
    batch = Batch(job.network.wiring, job.state(), FLOAT32)
    condition = job.spans[0][0]
    return lambda steps: batch.advance(condition, steps)


def _step_costs(job: Task, steps: int) -> list[float]:
    """CPU seconds per step, three times: the difference between n and 2 n steps, over n."""
    advance, costs = _batch(job), []
    advance(1)
    for _ in range(3):
        once, twice = (cpu_seconds(partial(advance, n * steps)) for n in (1, 2))
        costs.append((twice - once) / steps)
    return costs


def by_joints(quick: bool, say: Say) -> list[dict[str, object]]:
    """Cost of a node and step for longer and longer chains, one tile, float32."""
    rows = []
    for joints in QUICK_JOINTS if quick else JOINTS:
        body = f"chain:{joints}"
        say(f"a chain of {joints} joints")
        lanes, one = _widest(body), task(1, milliseconds=20, body=body)
        needed, nodes = state_bytes(one, 1, FLOAT32), one.node_steps // 20
        if ROOM * needed * lanes > _free_bytes():
            say(f"{body} is left out: it needs {ROOM * needed * lanes / 2**30:.1f} GiB")
            continue
        steps = max(MIN_STEPS, int(NODE_STEPS / nodes / lanes))
        costs = _step_costs(task(lanes, milliseconds=20, body=body), steps)
        low, middle, high = (cost / nodes / lanes * 1e9 for cost in sorted(costs))
        rows.append({
            "measure": "joints", "joints": joints, "nodes": nodes, "lanes": lanes,
            "steps": steps, "ns_per_node_step": middle, "ns_per_node_step_low": low,
            "ns_per_node_step_high": high, "state_bytes_per_run": needed,
        })  # fmt: skip
    return rows


def threads(quick: bool) -> dict[str, object]:
    """Wall time of two tiles in sequence, and of both in parallel: best of short bursts."""
    parts = task(2 * _widest("arm"), milliseconds=20).parts(_widest("arm"))
    steps = 200 if quick else 1000
    work = [_batch(part) for part in parts]
    alone, both = [], []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(BURSTS + 1):
            start = time.perf_counter()
            for advance in work:
                advance(steps)
            middle = time.perf_counter()
            list(pool.map(lambda advance: advance(steps), work))
            alone.append(middle - start)
            both.append(time.perf_counter() - middle)
    alone, both = alone[1:], both[1:]  # the first burst warms
    return {
        "measure": "threads", "bursts": BURSTS, "cores": os.cpu_count(), "load": os.getloadavg()[0],
        "one_thread_seconds": min(alone), "two_threads_seconds": min(both),
        "one_thread_median": median(alone), "two_threads_median": median(both),
        "ratio": min(alone) / min(both),
    }  # fmt: skip


def memory() -> dict[str, object]:
    """State of a run, and the largest memory of this process."""
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
        "run": [sys.executable, "-m", "motorloops", "run", "--json"],
        "outcomes": [
            sys.executable, "-c",
            "from benchmarks.scaling import first_outcomes; first_outcomes()",
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
    """One run from settings to measures, as in a new worker of a sweep."""
    job = task(1, milliseconds=20)
    simulate_outcomes(job.params, job.timeline, job.seeds, job.network)
