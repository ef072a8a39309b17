"""The `infer` and `train` commands: their options and their output."""

from __future__ import annotations

import csv
import json
import shlex
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from motorloops.experiments.analysis.report import report_html, report_text
from motorloops.experiments.cli.options import Option, refuse_others
from motorloops.experiments.files import check_new_output, check_output, replacing
from motorloops.experiments.inference.answer import accepted_measures, check_minutes
from motorloops.experiments.inference.answer import infer as answer_of
from motorloops.experiments.inference.estimator import (
    Estimator,
    packaged_estimator,
    read_estimator,
)
from motorloops.experiments.inference.measurements import (
    file_body,
    read_measurements,
    reason_of,
    template,
)
from motorloops.experiments.inference.report import answer_as_dict, answer_report
from motorloops.experiments.parsing import whole_number
from motorloops.experiments.progress import Progress, log
from motorloops.model.errors import InputError
from motorloops.model.files import MEGABYTE, read_csv
from motorloops.model.network.build import build_network
from motorloops.model.presets import DEFAULT_BODY

MOST_SEED = 2**32 - 1
MOST_EPOCHS = 100_000


def _estimator(options: Namespace, body: str | None) -> Estimator:
    """The estimator of a body, or that of a file; None is the file's body, or the default one."""
    if options.estimator is None:
        return packaged_estimator(body or DEFAULT_BODY)
    found = read_estimator(options.estimator)
    found.check_network(build_network(found.body))
    if body not in (None, found.body):
        raise InputError("body", body, f"the estimator is of the body {found.body}")
    return found


def _minutes(text: str | None) -> Mapping[str, float] | None:
    """Minutes of clinic time by paradigm, from a table that the user gives."""
    if text is None:
        return None
    path = Path(text)
    try:
        header, *lines = read_csv(path, MEGABYTE)
    except (OSError, ValueError, csv.Error) as error:
        if isinstance(error, InputError):
            raise
        allowed = f"give a readable .csv file ({reason_of(error)})"
        raise InputError("--minutes", text, allowed) from None
    if [cell.strip() for cell in header] != ["paradigm", "minutes"]:
        given = ",".join(header) or "nothing"
        raise InputError(f"{path.name} row 1", given, "give the columns paradigm,minutes")
    found: dict[str, float] = {}
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            given = ",".join(cells)
            raise InputError(f"{path.name} row {number}", given, "give a paradigm and its minutes")
        row, name = f"{path.name} row {number}", cells[0].strip()
        if name in found:
            raise InputError(f"{row} paradigm", name, "give each paradigm once")
        given: str | float = cells[1].strip()
        with suppress(ValueError):
            given = float(given)
        check_minutes(name, given, (f"{row} paradigm", f"{row} minutes"))
        found[name] = float(given)
    if not found:
        raise InputError("--minutes", text, "give a row for one paradigm or more")
    return found


def write_template(options: Namespace) -> str:
    """Write a table of measurements to be filled in.

    Raises:
        InputError: for a file that is there, or cannot be written.
    """
    path = check_new_output("FILE", options.file, (".csv",))
    estimator = _estimator(options, options.body)
    text = template(estimator.body, estimator.paradigms, estimator.measures)
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")
    words = ["motorloops", "infer", options.file, "--body", estimator.body]
    words += ["--estimator", options.estimator] if options.estimator else []
    return (
        f"Written: {options.file}. Fill in value, spread (standard deviation) and n (number of "
        f"trials) of what was measured, then run: {shlex.join(words)}"
    )


def infer(options: Namespace, known: Sequence[Option]) -> str:
    """Say what explains the measurements of a file.

    Args:
        options: as typed.
        known: the options of the command.

    Returns:
        The report, as text or JSON.
    """
    if options.template:
        allowed = ("--template", "--body", "--estimator")
        refuse_others(options, known, allowed, "--template writes a table to be filled in, only")
        return write_template(options)
    html = None if options.html is None else check_output("--html", options.html, (".html",))
    seed = whole_number("--seed", options.seed, 0, MOST_SEED)
    minutes = _minutes(options.minutes)
    estimator = _estimator(options, options.body or file_body(options.file))
    measurements = read_measurements(options.file, estimator.body, accepted_measures(estimator))
    answer = answer_of(measurements, estimator, seed=seed, minutes=minutes)
    report = answer_report(answer)
    if html is not None:
        with replacing(html) as part:
            part.write_text(report_html(report), encoding="utf-8")
    if options.json:
        return json.dumps(answer_as_dict(answer), allow_nan=False)
    return report_text(report)


def train(options: Namespace) -> str:
    """Train an estimator for the prior and the measures of a study.

    Args:
        options: those of the command `train`, as typed.

    Returns:
        What was trained, and its calibration, as text or JSON.
    """
    from motorloops.experiments.cli.sweep import count_option
    from motorloops.experiments.inference.train import EPOCHS, Plan, train_folder
    from motorloops.experiments.sweeps.study_file import find_study, read_study

    study = read_study(find_study(options.study))
    epochs = options.epochs
    plan = Plan(
        study,
        whole_number("--seed", options.seed, 0, MOST_SEED),
        EPOCHS if epochs is None else whole_number("--epochs", epochs, 1, MOST_EPOCHS),
        nodes=not options.no_nodes,
        further=not options.no_further_tests,
    )
    estimator = train_folder(
        plan, Path(options.out), resume=options.resume, log=log, progress=_progress,
        threads=count_option(options, "threads"), workers=count_option(options, "workers"),
        scheduler=options.scheduler,
    )  # fmt: skip
    if options.json:
        return json.dumps(
            {"training": dict(estimator.training), "calibration": dict(estimator.calibration)},
            allow_nan=False,
        )
    return training_text(estimator, Path(options.out))


def _progress(name: str, total: int) -> Progress:
    return Progress(total, rate=True, what=f"runs of {name}")


def _accuracy_lines(told: Mapping[str, Any]) -> list[str]:
    lines = [
        f"  {name}: 90 % intervals hold {lever['coverage']:.3f}, r {lever['correlation']:.3f}, "
        f"width {lever['width']:.2f} of the prior's range"
        for name, lever in told["levers"].items()
    ]
    return lines + [
        f"  {name}: right in {share:.0%}" for name, share in told.get("places", {}).items()
    ]


def training_text(estimator: Estimator, folder: Path) -> str:
    """What an estimator was trained on, and how it is calibrated, as text."""
    told = estimator.calibration
    lines = [
        f"{estimator.training['study']}: {estimator.training['points']} points, "
        f"{len(estimator.measures)} measures of {', '.join(estimator.paradigms)}"
    ]
    for battery, own in told["batteries"].items():
        lines += [f"{battery}, on {own['runs']} points held out", *_accuracy_lines(own)]
    if "other_weights" in told:
        own = told["other_weights"]
        lines += [f"all tests, on {own['runs']} points with other weights", *_accuracy_lines(own)]
    if "nodes" in told:
        lines += [
            f"single nodes, mean of {own['trials']} trials: first in {own['first']:.0%}, among the "
            f"first five in {own['first_5']:.0%}, population right in {own['population']:.0%} of "
            f"{own['runs']}"
            for own in told["nodes"]
        ]
    uniform = ", ".join(f"{name} {p:.2g}" for name, p in told["sbc_p"].items())
    lines += [
        f"ranks uniform (SBC), p: {uniform}",
        "expected coverage: "
        + ", ".join(f"{level} {share:.2f}" for level, share in told["expected_coverage"].items()),
        f"TARP: area {told['tarp']['area']:+.3f}, p {told['tarp']['p']:.2g}",
        f"Written: {folder / 'estimator.npz'}",
    ]
    return "\n".join(lines)
