"""Train an estimator for a study, step by step, so that a stopped training goes on.

The folder holds three sweeps of the study: ``levers``, ``nodes`` (one node lost, whole, in place of
the levers) and ``other_weights`` (packaged sets that the study does not name); a file for each
trained network in ``networks``; and at last ``estimator.npz``. A finished step is not repeated.
"""

# pyright: reportMissingImports=false

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
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
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.runner import run_study
from motorloops.experiments.sweeps.study import LESION, WEIGHTS, Study, as_toml
from motorloops.experiments.sweeps.study_file import check_study
from motorloops.model.errors import InputError

HELD_OUT = 1000  # points of a large study that no network sees; of a small one, a fifth
VALIDATION = 500  # points by which the best epoch is chosen; of a small one, a tenth
POINTS_PER_NODE = 16
EPOCHS = 300
MEMBERS = {"levers": 2}  # of a network, trained from other seeds; of the others, one


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
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            if str(stored["identity"]) != identity:
                return None
            depth = (len(stored.files) - 2) // 2
            layers = tuple((stored[f"{k}.weight"], stored[f"{k}.bias"]) for k in range(depth))
            return layers, float(stored["loss"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
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
        best_battery,
        false_alarms,
        node_accuracy,
        node_confusion,
        posterior_tests,
        reference_scores,
        widening_of,
    )

    study = sweeps["levers"].study
    record: dict[str, Any] = {}
    prior, network = prior_of(study), study.network()
    nodes = network.node_keys if "nodes" in sweeps else ()
    rows = {
        name: read_rows(results, prior, nodes if name == "nodes" else ())
        for name, results in sweeps.items()
    }
    own = _split(rows["levers"], plan.seed)[0]
    estimator = blank_estimator(prior, own, study.body, network.digest, nodes)
    kept = {name: kept_measures(estimator, part, prior.measures) for name, part in rows.items()}
    train, chosen, held = _split(kept["levers"], plan.seed)
    cut = _split(kept["nodes"], plan.seed) if nodes else None
    others = kept.get("other_weights")
    hashes = {name: str(results.folder.record()["hash"]) for name, results in sweeps.items()}
    estimator, losses = _with_networks(estimator, plan, folder, (train, chosen), cut, hashes, log)
    estimator = dataclasses.replace(
        estimator,
        residual=residual_covariance(estimator, held),
        reference=reference_scores(estimator, held),
        widening=widening_of(estimator, chosen, plan.seed),
    )
    if cut is not None:
        estimator = dataclasses.replace(estimator, confusion=node_confusion(estimator, cut[1:]))

    log("calibration")
    seed = plan.seed
    batteries = {" + ".join(estimator.paradigms): estimator.paradigms}
    batteries |= {name: (name,) for name in estimator.paradigms}
    record["batteries"] = {
        name: accuracy(estimator, held, paradigms, seed) for name, paradigms in batteries.items()
    }
    three = best_battery(estimator, chosen, seed)
    record["three"] = {
        "paradigms": list(three), "held_out": accuracy(estimator, held, three, seed),
        "other_weights": None if others is None else accuracy(estimator, others, three, seed),
    }  # fmt: skip
    judged = len(estimator.reference)
    record |= {
        **posterior_tests(estimator, held, seed),
        "false_alarms": false_alarms(estimator, held.part(slice(judged, None)), seed),
    }
    if others is not None:
        record["other_weights"] = accuracy(estimator, others, estimator.paradigms, seed)
    if cut is not None:
        record["nodes"] = node_accuracy(estimator, cut[2], estimator.paradigms)
    made_by = {
        "study": study.name, "digest": study.digest, "points": len(rows["levers"]),
        "trials": rows["levers"].values.shape[1], "sweeps": hashes, "weights": sets_digest(),
        "seed": seed, "epochs": plan.epochs, "losses": losses, "versions": _libraries(),
    }  # fmt: skip
    estimator = dataclasses.replace(estimator, training=made_by, calibration=record)
    with replacing(folder / "estimator.npz") as part:
        part.write_bytes(estimator_bytes(estimator))
    return estimator


def _with_networks(
    estimator: Estimator,
    plan: Plan,
    folder: Path,
    rows: tuple[Rows, Rows],
    cut: tuple[Rows, Rows, Rows] | None,
    hashes: Mapping[str, str],
    log: Log,
) -> tuple[Estimator, dict[str, float]]:
    """The estimator with its networks, trained or taken from the folder; and their losses."""
    makers: dict[str, Callable[[int, int, Log], Made]] = {
        "levers": partial(train_levers, estimator, rows),
        "figures": partial(train_figures, estimator, rows),
    }
    for target, wanted in (("places", estimator.places), ("weights", estimator.weights)):
        if wanted:
            makers[target] = partial(train_classifier, estimator, rows, target)
    if cut is not None:
        makers["nodes"] = partial(train_classifier, estimator, cut[:2], "nodes")
    layers: dict[str, Layers] = {}
    losses: dict[str, float] = {}
    for network, train in makers.items():
        for member in range(MEMBERS.get(network, 1)):
            name = f"{network}.{member}" if member else network
            seed = plan.seed + 1000 * member
            data = hashes["nodes" if network == "nodes" else "levers"]
            key = [data, seed, plan.epochs, _libraries(), list(estimator.measures)]
            identity = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
            path = _file(folder, name)
            made = _stored(path, identity)
            if made is None:
                made = train(seed, plan.epochs, lambda line, name=name: log(f"{name}: {line}"))
                _store(path, identity, made)
            layers[name], losses[name] = _rounded(made[0]), round(made[1], 4)
    return dataclasses.replace(estimator, layers=layers), losses


def _rounded(layers: Layers) -> Layers:
    """Layers in half precision, which makes the file half as large."""
    return tuple((w.astype(np.float16).astype(w.dtype), b) for w, b in layers)


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


def train_folder(
    plan: Plan,
    folder: Path,
    *,
    resume: bool,
    log: Log,
    progress: Callable[[str, int], Callable[[int], None]],
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Estimator:
    """Run the sweeps of a plan and train its estimator in a folder, or go on with it.

    Args:
        plan: of the training.
        folder: new or empty, or that of the training to go on with.
        resume: whether to go on.
        log: called with a line now and then.
        progress: makes what is called with the number of runs done, from the name of a sweep and
            the number of its runs.
        threads: as for :func:`~motorloops.experiments.sweeps.runner.run_study`.
        workers: as there.
        scheduler: as there.

    Raises:
        InputError: for a study that cannot train an estimator, or a folder that is not the plan's.
        RuntimeError: for what the machine does wrong; the training can be resumed.
    """
    plan = dataclasses.replace(plan, study=planned(plan.study))
    studies = studies_of(plan)
    check_libraries()
    if not resume and folder.exists() and any(folder.iterdir()):
        raise InputError("--out", str(folder), "give a new folder, or --resume to go on with it")
    sweeps = {}
    for name, study in studies.items():
        told: list[Callable[[int], None]] = []

        def report(done: int, total: int, name: str = name, told: list = told) -> None:
            if not told:
                told.append(progress(name, total))
            told[0](done)

        sweeps[name] = run_study(
            study, folder / name, resume=True, threads=threads, workers=workers,
            scheduler=scheduler, progress=report, command="motorloops train",
        )  # fmt: skip
    return train_estimator(plan, folder, sweeps, log)
