"""Both settings measured in the background: means, intervals, and the paired difference."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import solara

from experiments.summary import Summary, summarise
from experiments.text import NOTHING, figure, spoken
from model.measures import MEASURES
from model.network import build_network
from model.outcomes import outcomes
from model.protocol import Protocol, hold
from model.setting import Setting, in_nodes
from server.boundary import use_background
from server.compare.place import Place
from server.trial import PATIENCE_S, PLACES
from server.words import say

RUNS = 10  # pairs of runs, each pair on noise of its own
MAIN = (
    "co_contraction_index", "agonist_activation", "overflow", "muscles_recruited",
    "posture_error", "twist", "after_contraction",
)  # fmt: skip


@dataclass(frozen=True)
class Contrasted:
    """One measure of both sides.

    Attributes:
        measure: One of ``MEASURES``.
        a: Side A over the runs.
        b: Side B over the runs.
        difference: B minus A, run by run on the same noise.
    """

    measure: str
    a: Summary
    b: Summary
    difference: Summary

    @property
    def verdict(self) -> str:
        """``differs``, ``alike`` or ``unknown``: whether the interval leaves zero out."""
        low, high = self.difference.low, self.difference.high
        if low is None or high is None:
            return "unknown"
        return "differs" if low > 0.0 or high < 0.0 else "alike"

    def cells(self) -> list[str]:
        """The row of the table."""
        unit = "" if self.a.unit == "1" else f" ({self.a.unit})"
        summaries = [_told(part) for part in (self.a, self.b, self.difference)]
        return [spoken(self.measure).capitalize() + unit, *summaries,
                say(f"measured.{self.verdict}")]  # fmt: skip


def _told(summary: Summary) -> str:
    if summary.mean is None:
        return NOTHING
    ends = {"mean": figure(summary.mean), "low": figure(summary.low), "high": figure(summary.high)}
    return say("measured.cell", **ends).replace("-", "−")


def _measure(setting: Setting, seeds: Sequence[int]) -> dict[str, np.ndarray]:
    """The standard hold of one side, (R,) by measure."""
    network = build_network(setting.body)
    plain, driven = hold(), setting.driven(network)
    phases = tuple(replace(phase, stimuli=driven) for phase in plain.phases)
    protocol = Protocol(plain.name, plain.duration_ms, phases)
    lesions = [in_nodes(network, setting.lesions)] * len(seeds)
    return outcomes(
        [setting.params] * len(seeds), protocol, seeds, network, lesions=lesions
    ).measures


def measure_place(place: Place, runs: int = RUNS) -> list[Contrasted]:
    """Run both sides on the same noise and compare them.

    Args:
        place: What is compared; its seed is the first.
        runs: Pairs of runs.
    """
    seeds = range(place.seed, place.seed + runs)
    a, b = (_measure(setting, seeds) for setting in place.settings)
    return [
        Contrasted(name, *(summarise(v, MEASURES[name].unit) for v in (a[name], b[name], d)))
        for name in MAIN
        for d in (b[name] - a[name],)
    ]


def use_measured(order: Place | None) -> tuple[bool, list[Contrasted]]:
    """Measure in a thread of its own; a hook.

    Args:
        order: What to measure; another one, or none, drops the one before.

    Returns:
        Whether it is under way, and what was found for this order.
    """
    key = order.address() if order else None
    found, keep = solara.use_state(("", []))

    def work(cancel: threading.Event) -> None:
        while order is not None and not cancel.is_set():
            if not PLACES.acquire(timeout=PATIENCE_S):
                continue
            try:
                rows = measure_place(order)
            finally:
                PLACES.release()
            if not cancel.is_set():
                keep((key, rows))  # type: ignore[arg-type]
            return

    use_background(work, [key])
    done = found[0] == key and bool(found[1])
    return key is not None and not done, found[1] if done else []
