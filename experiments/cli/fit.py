"""The `fit` command: its options and its output."""

from __future__ import annotations

import json
import shlex
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from motorloops.experiments.cli.options import Option, refuse_others
from motorloops.experiments.cli.sweep import count_option
from motorloops.experiments.files import check_new_output, check_output, replacing
from motorloops.experiments.fitting.fit import (
    FIT,
    Generation,
    first_draws,
    fit_levers,
    generation_study,
    resume_line,
)
from motorloops.experiments.fitting.fit_file import check_fit
from motorloops.experiments.fitting.report import fit_as_dict, fit_text
from motorloops.experiments.formatting import figure
from motorloops.experiments.progress import Progress, duration, log
from motorloops.experiments.sweeps.estimate import estimate
from motorloops.experiments.sweeps.study_file import read_toml
from motorloops.model.errors import InputError

TEMPLATE = Path(__file__).parent.parent / "fitting" / "template.toml"


def write_template(options: Namespace) -> str:
    """Write a fit file that runs as it stands.

    Raises:
        InputError: for a file that is there, or cannot be written.
    """
    path = check_new_output("FILE", options.file, (".toml",))
    with replacing(path) as part:
        part.write_bytes(TEMPLATE.read_bytes())
    out = Path(options.file).with_suffix("")
    line = shlex.join(["motorloops", "fit", options.file, "--out", str(out)])
    return f"Written: {options.file}. Put in your own targets, then run: {line}"


def fit_estimate(path: Path) -> dict[str, Any]:
    """What the fit of a file takes at most on this machine, from timing a few runs.

    Raises:
        InputError: for a file that cannot be used.
    """
    problem = check_fit(read_toml(path), path)
    first = estimate(generation_study(problem, first_draws(problem), 0))
    runs = first["runs"] + (problem.generations - 1) * first["runs"] // 2
    return {
        "fit": problem.study.name, "parameters": len(problem.parameters),
        "targets": len(problem.targets), "conditions": len(problem.conditions),
        "particles": problem.particles, "generations": problem.generations,
        "first_runs": first["runs"], "later_runs": first["runs"] // 2, "most_runs": runs,
        "seconds_a_run": first["seconds_a_run"], "cores": first["cores"],
        "most_seconds": runs * first["seconds_a_run"] / first["cores"],
    }  # fmt: skip


def _estimate_text(size: dict[str, Any]) -> str:
    return "\n".join(
        (
            f"{size['fit']}: parameters: {size['parameters']}, targets: {size['targets']}, "
            f"conditions: {size['conditions']}",
            f"the first generation has {size['first_runs']} runs, each later one "
            f"{size['later_runs']}; {size['generations']} generations, the most, have "
            f"{size['most_runs']}",
            f"time: at most about {duration(size['most_seconds'])} on the {size['cores']} cores of "
            f"this machine ({1000 * size['seconds_a_run']:.3g} ms each)",
            "nothing was run or written",
        )
    )


def fit(options: Namespace, known: Sequence[Option]) -> str:
    """Fit levers to the targets of a file.

    Args:
        options: as typed.
        known: the options of the command.

    Returns:
        The report, as text or JSON.

    Raises:
        InputError: for anything that cannot be used; nothing has been written then.
        RuntimeError: if a generation was interrupted; the fit can be resumed.
    """
    if options.template:
        refuse_others(options, known, ("--template",), "--template writes a fit file, only")
        return write_template(options)
    threads, workers = (count_option(options, name) for name in ("threads", "workers"))
    if options.dry_run:
        size = fit_estimate(Path(options.file))
        return json.dumps(size, allow_nan=False) if options.json else _estimate_text(size)
    if options.out is None:
        raise InputError("--out", "nothing", "name a folder for the fit")
    page = None if options.html is None else check_output("--html", options.html, (".html",))
    bar: Progress | None = None

    def progress(done: int, total: int) -> None:
        nonlocal bar
        bar = bar or Progress(total, rate=True)
        bar(done)

    def clear() -> None:
        nonlocal bar
        if bar is not None:
            bar.clear()
        bar = None

    def report(generation: Generation) -> None:
        clear()
        log(
            f"generation {generation.number}: {generation.runs} runs, largest implausibility "
            f"{figure(generation.tolerance)}, {generation.entered:.0%} of the new particles kept"
        )

    words = [f"--{name} {value}" for name in ("threads", "workers")
             if (value := getattr(options, name)) is not None]  # fmt: skip
    words += ["--scheduler ADDRESS"] if options.scheduler else []
    try:
        found = fit_levers(
            options.file, options.out, resume=options.resume,
            threads=threads, workers=workers, scheduler=options.scheduler,
            progress=progress, report=report,
            command=" ".join(["motorloops", "fit", Path(options.file).name, *words]),
        )  # fmt: skip
    except KeyboardInterrupt:
        clear()
        if (Path(options.out) / FIT).is_file():
            line = resume_line(Path(options.out))
            log(f"motorloops: stopped; finished runs are saved; go on with: {line}")
        raise
    finally:
        clear()
    if page is not None:
        from motorloops.experiments.analysis.report import report_html
        from motorloops.experiments.fitting.figures import fit_report

        with replacing(page) as part:
            part.write_text(report_html(fit_report(found)), encoding="utf-8")
    return json.dumps(fit_as_dict(found), allow_nan=False) if options.json else fit_text(found)
