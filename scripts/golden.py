"""Rewrite the outcomes in tests/golden after an intended change: `make golden`.

Besides the outcomes, which are compared with a tolerance, a hash of many runs is stored: it holds
every bit of their float64 results, on every processor.
"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from motorloops.model.measures import MEASURES, measure, measure_input, overflow_by_distance
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.model.simulate import Trajectory, simulate, simulate_outcomes
from motorloops.model.timeline import TIMELINES, Phase, Timeline

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "golden"
SEEDS = (1, 2**40)
EVERY_MS = 2

Table = dict[str, list[float | None]]  # one value a seed; None where a measure has none


@dataclass(frozen=True)
class Case:
    """One setting whose outcomes are stored."""

    name: str
    body: str
    changes: Mapping[str, float | str] = field(default_factory=dict)
    timeline: str = "hold"

    def inputs(self) -> dict:
        """The values on which the outcomes depend, as stored in the file."""
        return {"changes": dict(self.changes), "timeline": self.timeline, "seeds": list(SEEDS)}


CASES = (
    Case("healthy", "arm"),
    Case("healthy, relaxed", "arm", timeline="rest"),
    Case("healthy, tapping", "arm", timeline="tap"),
    Case("healthy, reaching", "arm", {"effort": 1.0}, "reach"),
    Case("healthy under stress", "arm", {"stress": 1.0}),
    Case("mild loss", "arm", {"loss": 0.15}),
    Case("moderate loss", "arm", {"loss": 0.35}),
    Case("severe loss", "arm", {"loss": 0.75, "stress": 0.5}),
    Case("loss in cortex", "arm", {"loss_cortex": 0.7}),
    Case("loss in basal ganglia", "arm", {"loss_basal_ganglia": 0.7}),
    Case("loss in cerebellum", "arm", {"loss_cerebellum": 0.7}),
    Case("loss in spinal cord", "arm", {"loss_spinal": 0.7}),
    Case("touch", "arm", {"loss": 0.35, "touch": 1.0}),
    Case("toxin", "arm", {"loss": 0.45, "toxin": 0.7}),
    Case("pallidal stimulation", "arm", {"loss": 0.45, "pallidal_stimulation": 1.0}),
    Case("lesions and drug", "arm",
         {"loss": 0.45, "lesion_thalamus": 0.5, "lesion_pallidum": 0.2, "anticholinergic": 1.0}),
    Case("learning", "arm", {"loss": 0.35, "plasticity": 1.0, "fatigue": 0.5}),
    Case("nothing compensated", "arm",
         {"loss": 0.35, "lesion_pallidum": 0.3, "homeostasis": 0.0}),
    Case("expected touch", "arm", {"loss": 0.35, "touch_expected": 1.0}),
    Case("healthy", "hand"),
    Case("loss around one finger", "hand", {"loss": 0.6, "loss_region": "index"}),
    Case("blurred map", "hand", {"map_overlap": 0.8, "loss_cortex": 0.4}),
    Case("healthy", "neck"),
    Case("moderate loss", "neck", {"loss": 0.45, "proprioceptive_gain": 1.5}),
    Case("loss on one side", "neck", {"loss": 0.6, "loss_side": "left"}),
    Case("moderate loss", "chain:5", {"loss": 0.45}),
    Case("moderate loss", "ring:6", {"loss": 0.45, "homeostasis": 0.9}),
    Case("moderate loss", "tree:7", {"loss": 0.45, "agonist": "flexor_2"}),
)  # fmt: skip


def _listed(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _mean_rates(trajectory: Trajectory) -> Table:
    """Mean rate (Hz) of each population over all channels and the whole run."""
    network = trajectory.network
    whole = trajectory.rate.mean(axis=0)
    return {
        row.key: _listed(row.max_hz * whole[network.nodes_of(row.key)].mean(axis=0))
        for row in network.populations
    }


def outcomes(case: Case) -> dict[str, Table]:
    """Run a case: its measures, its overflow by distance, and its mean rates."""
    trajectory = simulate(
        Params().replace(**case.changes), TIMELINES[case.timeline](), SEEDS, case.body,
        every_ms=EVERY_MS, keep_rates=True,
    )  # fmt: skip
    frame = measure(trajectory)
    return {
        "measures": {name: _listed(frame[name].to_numpy(float)) for name in MEASURES},
        "overflow_by_distance": {
            str(distance): _listed(row)
            for distance, row in enumerate(overflow_by_distance(measure_input(trajectory)))
        },
        "mean_rates": _mean_rates(trajectory),
    }


BITS = FOLDER / "bits.json"
BITS_EVERY_MS = 20
# At this width, the NumPy of AVX-512 and that of AVX2 disagree in the falloff from a joint.
TOUCHED = {"touch": 0.8, "touch_expected": 0.5, "touch_spread": 0.47, "loss": 0.35,
           "loss_width": 0.47, "map_overlap": 0.3}  # fmt: skip


def _bits_timeline(node: str, other: str) -> Timeline:
    """Rest, then a command with a stimulus, then a lesion as well, then rest."""
    return Timeline("bits", 1500, (
        Phase(0), Phase(200, command=1.0, stimuli={node: 0.1}),
        Phase(600, command=1.0, lesions={other: 0.5}), Phase(1200),
    ))  # fmt: skip


def bits(measures: Sequence[str] = tuple(MEASURES)) -> dict[str, object]:
    """The hash of all conditions on three bodies, with shared and with own noise.

    Args:
        measures: those that it covers, besides activations, angles and rates; a new measure needs
            no new hash.
    """
    digest = hashlib.sha256()
    for body in ("arm", "hand", "neck"):
        network = build_network(body)
        node, other = (f"{population}/{network.body.agonist}" for population in ("M1", "GPI"))
        changes = [
            *(
                condition.changes
                for condition in PRESETS.values()
                if condition.body in (None, body)
            ),
            {**TOUCHED, "loss_region": network.body.joints[0]},
            {"plasticity": 1.0, "noise_tau": 31.0, "touch": 0.6, "stress": 0.4},
        ]
        params = [Params().replace(**change) for change in changes]
        for seeds in (SEEDS[:1], SEEDS):
            trajectory = simulate(
                params, _bits_timeline(node, other), seeds, network, every_ms=BITS_EVERY_MS,
                keep_rates=True,
            )  # fmt: skip
            outcomes = simulate_outcomes(
                trajectory.params, trajectory.timeline, trajectory.seeds, network,
                precision="float64",
            )  # fmt: skip
            arrays = trajectory.activation, trajectory.angle, trajectory.rate
            for array in (*arrays, *(outcomes.measures[name] for name in measures)):
                digest.update(np.where(np.isnan(array), np.nan, array).astype("<f8").tobytes())
    return {"measures": list(measures), "sha256": digest.hexdigest()}


def file_of(body: str) -> Path:
    """Path of the file with the outcomes of a body's cases."""
    return FOLDER / f"{body.replace(':', '_')}.json"


def cases_of(body: str) -> list[Case]:
    """The cases of one body."""
    return [case for case in CASES if case.body == body]


def bodies() -> list[str]:
    """The bodies that have cases."""
    return list(dict.fromkeys(case.body for case in CASES))


def _as_text(table: dict) -> str:
    """JSON with each list of numbers on one line, so that a change is easy to read."""
    text = json.dumps(table, indent=1, allow_nan=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda found: " ".join(found[0].split()), text) + "\n"


def main() -> int:
    """Run every case and rewrite the files."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for body in bodies():
        table = {case.name: {**case.inputs(), **outcomes(case)} for case in cases_of(body)}
        file_of(body).write_text(_as_text(table))
        print(f"{file_of(body).relative_to(FOLDER.parent.parent)}: {len(table)} cases")
    BITS.write_text(_as_text(bits()))
    print(f"{BITS.relative_to(FOLDER.parent.parent)}: one hash")
    return 0


if __name__ == "__main__":
    sys.exit(main())
