"""The commands for sweeps: what can be typed. Nothing heavy is imported before it is needed."""

import json
from argparse import Namespace

from experiments.options import JSON, Argument, Command, Option

DONE, FAILED = 0, 1
FOLDER = Argument("folder", "DIR", "folder of a sweep")


def _sweep(options: Namespace) -> int:
    from experiments.sweep.launch import sweep

    print(sweep(options))
    return DONE


def _status(options: Namespace) -> int:
    from experiments.sweep.folder import sweep_folder
    from experiments.sweep.status import status, status_text
    from experiments.sweep.store import Results

    told = status(Results(sweep_folder(options.folder)), verify=options.verify)
    print(json.dumps(told, allow_nan=False) if options.json else status_text(told, options.folder))
    return DONE if told.get("verified", True) else FAILED


def _export(options: Namespace) -> int:
    from experiments.sweep.export import export_rows

    print(export_rows(options.folder, options.file))
    return DONE


SWEEP_OPTIONS = (
    Option("--out", "DIR", "folder for the results (needed but for --dry-run)"),
    Option("--resume", None, "go on with the sweep that is in DIR"),
    Option("--threads", "N", "threads of this process (the usual way: one a core)"),
    Option("--workers", "N", "separate worker processes of this machine instead"),
    Option("--scheduler", "ADDRESS", "a Dask cluster that is running instead"),
    Option("--seeds", "N", "runs of each point, in the place of the study's"),
    Option("--precision", "NAME", "float32 or float64, in the place of the study's"),
    Option("--levers", "A,B", "only these of a study of pairs"),
    Option("--set", "KEY=VALUE", "another key of the study, e.g. design.samples=64",
           adds_to="changes"),
    Option("--dry-run", None, "say how many runs it is and how long it takes; run nothing"),
    JSON,
)  # fmt: skip
SWEEP_COMMANDS = (
    Command(
        "sweep", "run a study: many points, many seeds", SWEEP_OPTIONS, _sweep,
        "Ctrl-C stops it and says how to go on. docs/sweeps.md explains study files.",
        (Argument("study", "STUDY", "a .toml file, or the name of a study that is ready"),),
    ),
    Command(
        "status", "tell how far a sweep is",
        (Option("--verify", None, "read all rows and compute their hash again"), JSON),
        _status, arguments=(FOLDER,),
    ),
    Command(
        "export", "write the rows of a sweep as one table", (), _export,
        arguments=(FOLDER, Argument("file", "FILE", "a .csv or .parquet file")),
    ),
)  # fmt: skip
