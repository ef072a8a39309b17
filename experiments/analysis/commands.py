"""The commands that read a sweep: what can be typed. Nothing heavy is imported before need."""

import json
from argparse import Namespace

from experiments.options import JSON, Command, Option
from experiments.sweep.commands import DONE, FOLDER


def _show(options: Namespace) -> int:
    from experiments.analysis.show import show

    print(show(options.folder, options.html, options.figures))
    return DONE


def _sensitivity(options: Namespace) -> int:
    from experiments.analysis.sensitivity import listing, sensitivity, text

    found = sensitivity(options.folder)
    print(json.dumps(listing(found), allow_nan=False) if options.json else text(found))
    return DONE


ANALYSIS_COMMANDS = (
    Command(
        "show", "tell what a sweep found, in words, figures and numbers",
        (
            Option("--html", "FILE", "write it as one page that needs no network"),
            Option("--figures", "DIR", "write each figure as .svg and .png, its numbers as .csv"),
        ),
        _show, "docs/analysis.md says what each figure and index means.", (FOLDER,),
    ),
    Command(
        "sensitivity", "tell which levers matter, by a sobol, morris or lhs sweep",
        (JSON,), _sensitivity, "docs/analysis.md says what each index means.", (FOLDER,),
    ),
)  # fmt: skip
