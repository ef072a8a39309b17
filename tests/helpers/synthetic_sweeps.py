"""Finished sweeps whose truth is known: a real study, with outcomes by a formula."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from motorloops.experiments.sweeps.design import points
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import check_study


@dataclass(frozen=True, eq=False)
class Swept:
    """What `open_results` gives, from memory."""

    study: Study
    rows: pd.DataFrame
    complete: bool = True

    def frame(self, columns=None, *, all_rows=False):
        found = self.rows if all_rows else self.rows[self.rows.status == "ok"]
        return found if columns is None else found[list(columns)]


def study_of(table):
    """A study from the tables of its file."""
    return check_study(table, Path("study.toml"))


def swept(table, function, noise=0.01, seed=1):
    """Run a study by a formula: ``function(points)`` gives a column for each of its measures.

    Args:
        table: of the study's file.
        function: from the frame of points to a frame (or mapping) of measures.
        noise: standard deviation of what every run adds.
        seed: of the noise.
    """
    study = study_of(table)
    frame = points(study)
    measures = pd.DataFrame(function(frame))[list(study.measures)]
    rng = np.random.default_rng(seed)
    parts = []
    for replicate in range(study.seeds.count):
        part = frame.assign(point=np.arange(len(frame)), replicate=replicate, status="ok")
        seen = measures + rng.normal(0.0, noise, measures.shape)
        parts.append(pd.concat([part, seen], axis=1).assign(reason=""))
    return Swept(study, pd.concat(parts, ignore_index=True))


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def losing(frame):
    """Outcomes that rise with loss and fall with touch, with a product of losses in them."""
    loss = sum(frame[name] for name in frame if str(name).startswith("loss"))
    touch = frame.get("touch", 0.0)
    product = 1.0
    for name in frame:
        if str(name).startswith("loss"):
            product = product * (0.2 + frame[name])
    y = sigmoid(5.0 * (loss + product - 0.6 - 0.4 * touch))
    return {
        "co_contraction_index": y,
        "overflow": 0.5 * y**2,
        "largest_overflow": 0.8 * y**2,
        "after_contraction": np.where(y > 0.8, 0.3 + (y - 0.8) * 4.0, 0.3),
        "spread_latency": np.where(y > 0.3, 300.0 - 200.0 * y, np.nan),
    }


MEASURES = ["co_contraction_index", "overflow", "after_contraction", "spread_latency"]
SITES = ("loss_cortex", "loss_basal_ganglia", "loss_cerebellum", "loss_spinal")


def ranges(names, **more):
    return {name: {"low": 0.0, "high": 1.0, **more} for name in names}


def grid(count=11, seeds=6, axes=("loss", "touch"), kind="grid"):
    design = {"kind": kind, "axes": ranges(axes, count=count)}
    return {"name": "touch_by_severity", "description": "Does a touch help?",
            "measures": MEASURES, "design": design, "seeds": {"count": seeds}}  # fmt: skip


def drawn(kind, names=(*SITES, "touch"), **more):
    design = {"kind": kind, "axes": ranges(names), **more}
    return {"name": f"{kind}_levers", "measures": MEASURES, "design": design,
            "seeds": {"count": 3}}  # fmt: skip


def lesions(seeds=8):
    axes = {"lesion": "every", "loss": [0.0, 0.15]}
    return {"name": "any_node", "measures": MEASURES[:3],
            "design": {"kind": "grid", "axes": axes}, "seeds": {"count": seeds}}  # fmt: skip


def by_population(frame):
    """Outcomes of lesions in three kinds: of pallidum and striatum, of motor cortex, all others."""
    name = frame["lesion"].str.split("/").str[0]
    kind = np.select([name.isin(["GPI", "D1"]), name == "M1"], [1.0, 2.0], 0.0)
    return {
        "co_contraction_index": 0.1 + 0.3 * (kind == 1) + frame["loss"],
        "overflow": 0.05 + 0.2 * (kind == 1) * (frame["loss"] == 0.0) + 0.1 * frame["loss"],
        "after_contraction": 0.33 + 0.2 * (kind == 2),
    }
