"""The `fit` command: its options and its output."""

from __future__ import annotations

import json
import shlex
from argparse import Namespace
from pathlib import Path

from motorloops.experiments.cli.sweep import count_option
from motorloops.experiments.files import check_output, replacing
from motorloops.experiments.fitting.fit import FIT, Generation, fit_levers, resume_line
from motorloops.experiments.fitting.report import fit_as_dict, fit_text
from motorloops.experiments.formatting import figure
from motorloops.experiments.progress import Progress, log
from motorloops.model.errors import InputError

TEMPLATE = Path(__file__).parent.parent / "fitting" / "template.toml"


def write_template(options: Namespace) -> str:
    """Write a fit file that runs as it stands.

    Raises:
        InputError: for a file that is there, or cannot be written.
    """
    path = check_output("FILE", options.file, (".toml",))
    if path.exists():
        raise InputError("FILE", options.file, "give the name of a new file; this one is there")
    with replacing(path) as part:
        part.write_bytes(TEMPLATE.read_bytes())
    out = Path(options.file).with_suffix("")
    line = shlex.join(["motorloops", "fit", options.file, "--out", str(out)])
    return f"Written: {options.file}. Put in your own targets, then run: {line}"


def fit(options: Namespace) -> str:
    """Fit levers to the targets of a file.

    Args:
        options: those of the command `fit`, as typed.

    Returns:
        The report, as text or JSON.

    Raises:
        InputError: for anything that cannot be used; nothing has been written then.
        RuntimeError: if a generation was interrupted; the fit can be resumed.
    """
    if options.template:
        return write_template(options)
    if options.out is None:
        raise InputError("--out", "nothing", "name a folder for the fit")
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
            threads=count_option(options, "threads"), workers=count_option(options, "workers"),
            scheduler=options.scheduler, progress=progress, report=report,
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
    told = fit_as_dict(found)
    if options.json:
        return json.dumps(told, allow_nan=False)
    return fit_text(told, [target.label for target in found.problem.targets])
