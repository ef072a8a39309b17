"""Train an estimator for a study, step by step, so that a stopped training goes on.

The folder holds three sweeps of the study: ``levers``, ``nodes`` (one node lost, whole, in place of
the levers) and ``other_weights`` (packaged sets that the study does not name); a file for each
trained network in ``networks``; and at last ``estimator.npz``. A finished step is not repeated.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.files import replacing
from motorloops.experiments.fitted_sets import PREFIX, fitted_sets, sets_digest
from motorloops.experiments.inference.estimator import Estimator, Layers, estimator_bytes
from motorloops.experiments.inference.training import (
    Log,
    Made,
    Rows,
    blank_estimator,
    kept_measures,
    prior_of,
    read_rows,
    residual_covariance,
    train_classifier,
    train_figures,
    train_levers,
)
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.runner import run_study
from motorloops.experiments.sweeps.study import LESION, WEIGHTS, Study, as_toml
from motorloops.experiments.sweeps.study_file import check_study
from motorloops.model.errors import InputError

HELD_OUT = 1000  # points of a large study that no network sees; of a small one, a fifth
VALIDATION = 500  # points by which the best epoch is chosen; of a small one, a tenth
POINTS_PER_NODE = 20
EPOCHS = 300
SWEEPS = ("levers", "nodes", "other_weights")


@dataclass(frozen=True)
class Plan:
    """What is to be trained.

    Attributes:
        study: whose axes are the prior.
        seed: of initial weights, draws and splits.
        epochs: times that a network sees the training points.
        nodes: whether single nodes are learnt too.
    """

    study: Study
    seed: int = 1
    epochs: int = EPOCHS
    nodes: bool = True


def studies_of(plan: Plan) -> dict[str, Study]:
    """The studies of the three sweeps, by name; without those that the plan does not need."""
    study = plan.study
    prior = prior_of(study)
    studies = {"levers": study}
    if plan.nodes:
        keys = study.network().node_keys
        axes: dict[str, Any] = {LESION: {"categories": list(keys)}}
        axes |= {WEIGHTS: {"categories": list(prior.weights)}} if prior.weights else {}
        studies["nodes"] = _changed(study, "nodes", axes, POINTS_PER_NODE * len(keys))
    packaged = [f"{PREFIX}{number}" for number in range(len(fitted_sets()))]
    others = [name for name in packaged if name not in prior.weights]
    if prior.weights and others:
        table = tomllib.loads(as_toml(study))["design"]["axes"]
        axes = {**table, WEIGHTS: {"categories": others}}
        count = min(HELD_OUT, study.design.samples)
        studies["other_weights"] = _changed(study, "other weights", axes, count)
    return studies


def _changed(study: Study, name: str, axes: Mapping[str, Any], samples: int) -> Study:
    table = tomllib.loads(as_toml(study))
    table["name"] = f"{study.name}, {name}"
    table["design"] = {**table["design"], "axes": dict(axes), "samples": samples}
    return check_study(table, Path(f"{study.name}.toml"))


def _file(folder: Path, name: str) -> Path:
    return folder / "networks" / f"{name}.npz"


def _stored(path: Path, identity: str) -> Made | None:
    """The layers of a network that was trained before, in the same way; None if there are none."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            if str(stored["identity"]) != identity:
                return None
            depth = (len(stored.files) - 2) // 2
            layers = tuple((stored[f"{k}.weight"], stored[f"{k}.bias"]) for k in range(depth))
            return layers, float(stored["loss"])
    except (OSError, ValueError, KeyError, EOFError):
        return None


def _store(path: Path, identity: str, made: Made) -> None:
    arrays: dict[str, Any] = {"identity": identity, "loss": made[1]}
    for k, (weight, bias) in enumerate(made[0]):
        arrays |= {f"{k}.weight": weight, f"{k}.bias": bias}
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)
    path.parent.mkdir(exist_ok=True)
    with replacing(path) as part:
        part.write_bytes(stream.getvalue())


def _split(rows: Rows, seed: int) -> tuple[Rows, Rows, Rows]:
    """Points to train on, to choose the best epoch by, and to report."""
    order = np.random.Generator(np.random.Philox(seed)).permutation(len(rows))
    held = min(HELD_OUT, len(rows) // 5)
    chosen = min(VALIDATION, len(rows) // 10)
    ends = held, held + chosen
    return (
        rows.part(order[ends[1] :]),
        rows.part(order[ends[0] : ends[1]]),
        rows.part(order[: ends[0]]),
    )


def run_sweeps(
    plan: Plan, folder: Path, run: Callable[[Study, Path], Results]
) -> dict[str, Results]:
    """Run the sweeps of a plan, or what is left of them; by name.

    Args:
        plan: of the training.
        folder: of the training.
        run: runs a study in a folder, and goes on with what is there.
    """
    return {name: run(study, folder / name) for name, study in studies_of(plan).items()}


def resumed(study: Study, folder: Path) -> Results:
    """Run a study on all cores, or go on with it."""
    return run_study(study, folder, resume=True, command="motorloops train")


def train_estimator(plan: Plan, folder: Path, sweeps: Mapping[str, Results], log: Log) -> Estimator:
    """Train the networks on finished sweeps, calibrate, and write ``estimator.npz``.

    Args:
        plan: of the training.
        folder: of the training; networks that are there are taken, if they were trained alike.
        sweeps: the finished sweeps, by name.
        log: called with a line now and then.
    """
    from motorloops.experiments.inference.calibration import (
        accuracy,
        check_scale,
        node_accuracy,
        node_confusion,
        posterior_tests,
    )

    study = sweeps["levers"].study
    prior, network = prior_of(study), study.network()
    nodes = network.node_keys if "nodes" in sweeps else ()
    rows = read_rows(sweeps["levers"], prior)
    train, chosen, held = _split(rows, plan.seed)
    estimator = blank_estimator(prior, train, study.body, network.digest, nodes)
    parts = [kept_measures(estimator, part, prior.measures) for part in (train, chosen, held)]
    pair, held = (parts[0], parts[1]), parts[2]
    hashes = {name: str(results.folder.record()["hash"]) for name, results in sweeps.items()}
    identity = hashlib.sha256(
        json.dumps([hashes, plan.seed, plan.epochs, _libraries(), len(rows)]).encode()
    ).hexdigest()

    layers: dict[str, Layers] = {}
    losses: dict[str, float] = {}

    def make(name: str, trained: Callable[[Log], Made]) -> None:
        path = _file(folder, name)
        made = _stored(path, identity)
        if made is None:
            made = trained(lambda line: log(f"{name}: {line}"))
            _store(path, identity, made)
        layers[name], losses[name] = made

    seed, epochs = plan.seed, plan.epochs
    if prior.places:
        make("places", lambda log: train_classifier(estimator, pair, "places", seed, epochs, log))
    if prior.weights:
        make("weights", lambda log: train_classifier(estimator, pair, "weights", seed, epochs, log))
    make("levers", lambda log: train_levers(estimator, pair, seed, epochs, log))
    make("figures", lambda log: train_figures(estimator, pair, seed, epochs, log))
    node_parts: list[Rows] = []
    if nodes:
        cut = read_rows(sweeps["nodes"], prior, nodes)
        node_parts = [
            kept_measures(estimator, part, prior.measures) for part in _split(cut, plan.seed)
        ]
        both = node_parts[0], node_parts[1]
        make("nodes", lambda log: train_classifier(estimator, both, "nodes", seed, epochs, log))
    estimator = dataclasses.replace(estimator, layers=layers)
    estimator = dataclasses.replace(estimator, residual=residual_covariance(estimator, held))

    if nodes:
        estimator = dataclasses.replace(
            estimator, confusion=node_confusion(estimator, node_parts[1:])
        )

    log("calibration")
    batteries = {" + ".join(estimator.paradigms): estimator.paradigms}
    batteries |= {name: (name,) for name in estimator.paradigms}
    told: dict[str, Any] = {
        "batteries": {
            name: accuracy(estimator, held, paradigms, seed)
            for name, paradigms in batteries.items()
        },
        **posterior_tests(estimator, held, seed),
        "check": check_scale(estimator, held, seed),
    }
    if "other_weights" in sweeps:
        others = kept_measures(estimator, read_rows(sweeps["other_weights"], prior), prior.measures)
        told["other_weights"] = accuracy(estimator, others, estimator.paradigms, seed)
    if nodes:
        told["nodes"] = node_accuracy(estimator, node_parts[2], estimator.paradigms)
    made_by = {
        "study": study.name, "digest": study.digest, "points": len(rows),
        "trials": rows.values.shape[1], "sweeps": hashes, "weights": sets_digest(),
        "seed": seed, "epochs": epochs, "losses": {k: round(v, 4) for k, v in losses.items()},
        "versions": _libraries(),
    }  # fmt: skip
    estimator = dataclasses.replace(estimator, training=made_by, calibration=told)
    with replacing(folder / "estimator.npz") as part:
        part.write_bytes(estimator_bytes(estimator))
    return estimator


def _libraries() -> dict[str, str]:
    """Versions of what the networks depend on."""
    return {name: version(name) for name in ("motorloops", "numpy", "torch", "sbi")}


def check_libraries() -> None:
    """Refuse to begin without the extra ``infer``.

    Raises:
        InputError: if torch or sbi is not installed.
    """
    try:
        import sbi  # noqa: F401
        import torch  # noqa: F401
    except ImportError as error:
        allowed = 'training needs them; install: pip install "motorloops[infer]"'
        raise InputError("train", f"no {error.name}", allowed) from None
