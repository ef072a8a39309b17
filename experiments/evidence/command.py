"""The `evidence` command: the model held against published findings."""

import json
from argparse import Namespace
from dataclasses import dataclass

from experiments.evidence.laboratory import BODIES
from experiments.evidence.listing import digest, listing
from experiments.evidence.page import page
from experiments.evidence.published import Published, published
from experiments.evidence.questions import QUESTIONS
from experiments.evidence.table import EvidenceRow, ask, fitted
from experiments.evidence.told import text
from experiments.output import check_output, replacing
from experiments.progress import Progress
from experiments.request import whole_number
from model.network import build_network

MOST_SEEDS, MOST_SETS = 200, 1000


@dataclass(frozen=True)
class Evidence:
    """All rows, what was published, and what they were made from."""

    rows: list[EvidenceRow]
    published: Published
    made_from: dict[str, str | int]


def measured(seeds: int, sets: int) -> Evidence:
    """Ask the model everything, with progress on standard error.

    Args:
        seeds: runs of each condition with the default weights.
        sets: fitted sets of weights to ask as well, best first; all there are at most.
    """
    networks = {body: build_network(body) for body in BODIES}
    ensemble, known = fitted(sets), published()
    progress = Progress(len(QUESTIONS) * (1 + len(ensemble)), what="answers")
    rows = ask(networks, ensemble, seeds, known, progress)
    progress.clear()
    return Evidence(rows, known, digest(networks, ensemble))


def evidence(options: Namespace) -> str:
    """What the command prints, from ``seeds``, ``sets``, ``json`` and ``html`` as typed.

    Raises:
        BadInput: for a number out of range, or a page that cannot be written.
    """
    seeds = whole_number("seeds", options.seeds, 2, MOST_SEEDS)
    sets = whole_number("sets", options.sets, 0, MOST_SETS)
    path = None if options.html is None else check_output("--html", options.html, (".html",))
    found = measured(seeds, sets)
    if path:
        with replacing(path) as part:
            part.write_text(page(found.rows, found.published), encoding="utf-8")
    if options.json:
        told = listing(found.rows, found.published, found.made_from, seeds)
        return json.dumps(told, allow_nan=False)
    return text(found.rows, found.published)
