"""The `evidence` command: the model held against published findings."""

import json
from argparse import Namespace
from dataclasses import dataclass

from motorloops.experiments.evidence.comparison import BODIES
from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import PublishedFindings, published_findings
from motorloops.experiments.evidence.render import (
    digest,
    evidence_as_dict,
    evidence_html,
    evidence_text,
)
from motorloops.experiments.evidence.table import EvidenceRow, compare_all, compare_fitted_sets
from motorloops.experiments.files import check_output, replacing
from motorloops.experiments.inputs import whole_number
from motorloops.experiments.progress import Progress
from motorloops.model.network.build import build_network

MAX_SEEDS, MAX_SETS = 200, 1000


@dataclass(frozen=True)
class Evidence:
    """All rows, what was published, and what they were made from."""

    rows: list[EvidenceRow]
    published: PublishedFindings
    made_from: dict[str, str | int]


def measured(seeds: int, sets: int) -> Evidence:
    """Ask the model everything, with progress on standard error.

    Args:
        seeds: runs of each condition with the default weights.
        sets: fitted sets of weights to ask as well, best first; all there are at most.
    """
    networks = {body: build_network(body) for body in BODIES}
    ensemble, known = compare_fitted_sets(sets), published_findings()
    progress = Progress(len(COMPARISONS) * (1 + len(ensemble)), what="answers")
    rows = compare_all(networks, ensemble, seeds, known, progress)
    progress.clear()
    return Evidence(rows, known, digest(networks, ensemble))


def evidence(options: Namespace) -> str:
    """What the command prints, from ``seeds``, ``sets``, ``json`` and ``html`` as typed.

    Raises:
        BadInput: for a number out of range, or a page that cannot be written.
    """
    seeds = whole_number("seeds", options.seeds, 2, MAX_SEEDS)
    sets = whole_number("sets", options.sets, 0, MAX_SETS)
    path = None if options.html is None else check_output("--html", options.html, (".html",))
    found = measured(seeds, sets)
    if path:
        with replacing(path) as part:
            part.write_text(evidence_html(found.rows, found.published), encoding="utf-8")
    if options.json:
        told = evidence_as_dict(found.rows, found.published, found.made_from, seeds)
        return json.dumps(told, allow_nan=False)
    return evidence_text(found.rows, found.published)
