"""Train an estimator for a study, step by step, so that a stopped training goes on.

The folder holds up to five sweeps of the study: ``levers``, ``nodes`` (one node lost, whole, in
place of the levers), ``further_tests`` (paradigms that a clinic can do besides those of the study),
``other_weights`` (packaged sets that the study does not name) and ``small_losses`` (the same sets,
with most levers near their healthy values); a file for each trained network in ``networks``; and at
last ``estimator.npz``. A finished step is not repeated.
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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.files import replacing
from motorloops.experiments.fitted_sets import PREFIX, named_sets, sets_digest
from motorloops.experiments.inference.answer import clinic_minutes
from motorloops.experiments.inference.estimator import Estimator, Layers, estimator_bytes
from motorloops.experiments.inference.posterior import INFORMATION_RATIO
from motorloops.experiments.inference.training import (
    Log,
    Made,
    Rows,
    blank_estimator,
    folds,
    kept_measures,
    mean_of_trials,
    prior_of,
    read_rows,
    residual_covariance,
    train_classifier,
    train_figures,
    train_levers,
    train_summary,
)
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.runner import run_study
from motorloops.experiments.sweeps.study import LESION, WEIGHTS, Study, as_toml
from motorloops.experiments.sweeps.study_file import check_study
from motorloops.model.errors import InputError
from motorloops.model.params import levers

HELD_OUT = 1000  # points of a large study that no network sees; of a small one, a fifth
VALIDATION = 500  # points by which the best epoch is chosen; of a small one, a tenth
POINTS_PER_NODE = 24  # with half as many, the first five of the neck hold the lost node in 80 %
NODE_SETS = 24  # of weights at most: the first of the study
SMALL_POINTS = 600  # where most losses are small
SMALL = {"distribution": "beta", "a": 0.25, "b": 1.0}  # half are in the lowest 6 % of the range
FURTHER_POINTS = 600  # of the sweep of further tests, whose value alone is learnt
FURTHER_MEASURES = 12  # of each further test
FURTHER_EPOCHS = 5  # times those of other networks, as there are fewer points
TRIALS_PER_NODE = 4  # the mean of more trials tells single nodes apart better
EPOCHS = 200
MEMBERS = {"summary": 5, "levers": 3, "nodes": 5}  # of a network; of the others, one


@dataclass(frozen=True)
class Plan:
    """What is to be trained.

    Attributes:
        study: whose axes are the prior.
        seed: of initial weights, draws and splits.
        epochs: times that a network sees the training points.
        nodes: whether single nodes are learnt too.
        further: whether the value of further tests is learnt too.
    """

    study: Study
    seed: int = 1
    epochs: int = EPOCHS
    nodes: bool = True
    further: bool = True


def studies_of(plan: Plan) -> dict[str, Study]:
    """The studies of the sweeps, by name; without those that the plan does not need."""
    study = plan.study
    prior = prior_of(study)
    studies = {"levers": study}
    if plan.nodes:
        keys = study.network().node_keys
        axes: dict[str, Any] = {LESION: {"categories": list(keys)}}
        few = list(prior.weights[:NODE_SETS])
        axes |= {WEIGHTS: {"categories": few}} if few else {}
        trials = max(TRIALS_PER_NODE, study.seeds.count)
        studies["nodes"] = _changed(study, "nodes", axes, POINTS_PER_NODE * len(keys), trials)
    axes = tomllib.loads(as_toml(study))["design"]["axes"]
    tests = _further_tests(study, axes) if plan.further else []
    if tests:
        count = min(FURTHER_POINTS, study.design.samples)
        studies["further_tests"] = _changed(study, "further tests", axes, count, paradigms=tests)
    packaged = [f"{PREFIX}{number}" for number in range(len(named_sets()))]
    others = [name for name in packaged if name not in prior.weights]
    if prior.weights and len(others) > 1:  # each set is tested by what the others choose
        axes = {**axes, WEIGHTS: {"categories": others}}
        count = min(HELD_OUT, study.design.samples)
        studies["other_weights"] = _changed(study, "other weights", axes, count)
    described = levers()
    ranges = {
        lever.name: {**SMALL, "low": lever.low, "high": lever.high}
        for lever in prior.levers
        if described[lever.name].default == lever.low
    }
    count = min(SMALL_POINTS, study.design.samples)
    studies["small_losses"] = _changed(study, "small losses", {**axes, **ranges}, count)
    return studies


def _further_tests(study: Study, axes: Mapping[str, Any]) -> list[str]:
    """The paradigms that can be done on a person, and on the study's body, besides its own."""
    tests = []
    for name in (name for name in clinic_minutes() if name not in study.paradigms):
        try:
            planned(_changed(study, name, axes, study.design.samples, paradigms=[name]))
        except InputError:  # a paradigm that the body, or the levers, cannot have
            continue
        tests.append(name)
    return tests


def _changed(
    study: Study,
    name: str,
    axes: Mapping[str, Any],
    samples: int,
    trials: int | None = None,
    paradigms: Sequence[str] | None = None,
) -> Study:
    table = tomllib.loads(as_toml(study))
    table["name"] = f"{study.name}, {name}"
    table["seeds"] = {**table["seeds"], "count": trials or study.seeds.count}
    if paradigms is not None:
        table["paradigms"] = list(paradigms)
        table.pop("columns", None)  # those of the study's own paradigms
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
        information_ratio,
        node_accuracy,
        node_confusion,
        other_weights_accuracy,
        other_weights_parts,
        own_weights_parts,
        posterior_tests,
        reference_scores,
        small_losses_accuracy,
        widening_of,
        with_other_weights,
    )

    study = sweeps["levers"].study
    record: dict[str, Any] = {}
    prior, network = prior_of(study), study.network()
    nodes = network.node_keys if "nodes" in sweeps else ()
    rows = {
        name: read_rows(results, prior, nodes if name == "nodes" else ())
        for name, results in sweeps.items()
        if name != "further_tests"
    }
    own = _split(rows["levers"], plan.seed)[0]
    estimator = blank_estimator(prior, own, study.body, network.digest, nodes)
    kept = {name: kept_measures(estimator, part, prior.measures) for name, part in rows.items()}
    train, chosen, held = _split(kept["levers"], plan.seed)
    cut = _split(kept["nodes"], plan.seed) if nodes else None
    others, small = kept.get("other_weights"), kept["small_losses"]
    hashes = {name: str(results.folder.record()["hash"]) for name, results in sweeps.items()}
    estimator, losses = _with_networks(estimator, plan, folder, (train, chosen), cut, hashes, log)
    estimator = dataclasses.replace(
        estimator,
        trials=kept["levers"].values.shape[1],
        node_trials=kept["nodes"].values.shape[1] if cut is not None else 1,
        residual=residual_covariance(estimator, held),
        reference=reference_scores(estimator, held, small),
    )
    widening = np.full((2, len(prior.levers)), widening_of(estimator, chosen, plan.seed))
    estimator = dataclasses.replace(estimator, widening=widening)
    if others is not None:
        estimator = with_other_weights(estimator, others, small)
    if "further_tests" in sweeps:
        further = _further(estimator, plan, folder, sweeps["further_tests"], log)
        estimator = dataclasses.replace(estimator, further=further)
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
    record["three"] = {"paradigms": list(three), "held_out": accuracy(estimator, held, three, seed)}
    record |= posterior_tests(estimator, held, seed)
    record[INFORMATION_RATIO] = information_ratio(estimator, held, seed)
    parts = own_weights_parts(estimator, held, small)
    if others is not None:
        parts = other_weights_parts(estimator, others, small)
        told = partial(other_weights_accuracy, estimator, others, parts)
        record["other_weights"] = told(estimator.paradigms, seed)
        record["three"]["other_weights"] = told(three, seed)
    record["false_alarms"] = false_alarms([(own, part) for own, part, _ in parts], seed)
    record["small_losses"] = small_losses_accuracy(parts, seed)
    if cut is not None:
        counts = sorted({min(own, estimator.node_trials) for own in (1, 2, estimator.node_trials)})
        record["nodes"] = [
            node_accuracy(estimator, cut[2], estimator.paradigms, count) for count in counts
        ]
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
    train, chosen = rows
    left_out = folds(train, MEMBERS["summary"], plan.seed)
    layers: dict[str, Layers] = {}
    losses: dict[str, float] = {}

    def add(network: str, make: Callable[[int, int, Log], Made], member: int = 0) -> None:
        name = f"{network}.{member}" if member else network
        seed = plan.seed + 1000 * member
        data = hashes["nodes" if network == "nodes" else "levers"]
        summaries = MEMBERS["summary"]
        key = [data, seed, plan.epochs, summaries, _libraries(), list(estimator.measures)]
        own = partial(make, seed, plan.epochs, lambda line: log(f"{name}: {line}"))
        layers[name], losses[name] = _trained(folder, name, key, own)

    for member in range(MEMBERS["summary"]):
        seen = train.part(left_out != member)
        add("summary", partial(train_summary, estimator, (seen, chosen)), member)
    told = dataclasses.replace(estimator, layers=dict(layers))
    for member in range(MEMBERS["levers"]):
        add("levers", partial(train_levers, told, rows, left_out), member)
    add("figures", partial(train_figures, estimator, rows))
    for target, wanted in (("places", estimator.places), ("weights", estimator.weights)):
        if wanted:
            add(target, partial(train_classifier, estimator, rows, target))
    if cut is not None:
        for member in range(MEMBERS["nodes"]):
            add("nodes", partial(train_classifier, estimator, cut[:2], "nodes"), member)
    return dataclasses.replace(estimator, layers=layers), losses


def _further(
    estimator: Estimator, plan: Plan, folder: Path, results: Results, log: Log
) -> Estimator:
    """What predicts the scores of further tests: an estimator of their measures, and no more.

    Of each paradigm those :data:`FURTHER_MEASURES` are taken that tell the points apart best.
    """
    prior = prior_of(results.study)
    rows = read_rows(results, prior)
    every = blank_estimator(prior, rows, estimator.body, estimator.network, ())
    rows = kept_measures(every, rows, prior.measures)
    means, _ = mean_of_trials(every, rows)
    apart = np.nanvar(means, axis=0) / every.noise**2
    best = np.sort(np.concatenate([
        own[np.argsort(-apart[own])[:FURTHER_MEASURES]]
        for own in (np.flatnonzero(every.paradigm_of == paradigm) for paradigm in every.paradigms)
    ]))  # fmt: skip
    few = dataclasses.replace(
        every,
        measures=tuple(every.measures[k] for k in best), units=tuple(every.units[k] for k in best),
        values=every.values[best], noise=every.noise[best],
        trials=rows.values.shape[1], widening=np.zeros((0, 0)),
    )  # fmt: skip
    train, chosen, held = _split(kept_measures(few, rows, every.measures), plan.seed)
    epochs = plan.epochs * FURTHER_EPOCHS
    data = str(results.folder.record()["hash"])
    key = [data, plan.seed, epochs, _libraries(), list(few.measures)]
    make = partial(
        train_figures, few, (train, chosen), plan.seed, epochs,
        lambda line: log(f"further tests: {line}"),
    )  # fmt: skip
    layers, _ = _trained(folder, "further", key, make)
    few = dataclasses.replace(few, layers={"figures": layers})
    return dataclasses.replace(few, residual=residual_covariance(few, held))


def _trained(
    folder: Path, name: str, key: Sequence[Any], make: Callable[[], Made]
) -> tuple[Layers, float]:
    """A network and its loss: trained, or taken from the folder if it was trained alike."""
    identity = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    path = _file(folder, name)
    made = _stored(path, identity)
    if made is None:
        made = make()
        _store(path, identity, made)
    # Layers in half precision make the file half as large.
    halves = tuple(
        (w.astype(np.float16).astype(np.float64), b.astype(np.float64)) for w, b in made[0]
    )
    return halves, round(made[1], 4)


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
    prior_of(plan.study)
    check_libraries()
    if folder.exists() and not folder.is_dir():
        raise InputError("--out", str(folder), "give a folder")
    if not resume and folder.exists() and any(folder.iterdir()):
        raise InputError("--out", str(folder), "give a new folder, or --resume to go on with it")
    studies = studies_of(plan)
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
