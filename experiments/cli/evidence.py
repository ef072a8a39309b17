"""The `evidence` command: the model compared with published findings."""

import json
from argparse import Namespace

from motorloops.experiments.evidence.comparison import BODIES
from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.render import evidence_as_dict, evidence_html, evidence_text
from motorloops.experiments.evidence.table import measure_evidence
from motorloops.experiments.files import check_output, replacing
from motorloops.experiments.parsing import read_networks, whole_number
from motorloops.experiments.progress import log

MAX_SEEDS, MAX_SETS = 200, 1000


def evidence(options: Namespace) -> str:
    """Compare the model with all findings and return the output of the command.

    Args:
        options: seeds, sets, atlas, network, json and html, as typed.

    Raises:
        InputError: for anything that cannot be used, or a page that cannot be written.
    """
    seeds = whole_number("seeds", options.seeds, 2, MAX_SEEDS)
    sets = whole_number("sets", options.sets, 0, MAX_SETS)
    path = None if options.html is None else check_output("--html", options.html, (".html",))
    networks = read_networks(BODIES, options.atlas, options.network)
    if sets and (options.atlas or options.network):
        line = "fitted sets are left out: they belong to the packaged atlas"
        log(f"motorloops: {line}")
        sets = 0
    if missing := [body for body in BODIES if body not in networks]:
        line = f"comparisons with the bodies {' and '.join(missing)} are left out"
        log(f"motorloops: {line}: {options.network} holds one body")
    published = published_findings()
    rows, made_from = measure_evidence(networks, sets, seeds, published)
    if path:
        with replacing(path) as part:
            part.write_text(evidence_html(rows, published), encoding="utf-8")
    if options.json:
        report = evidence_as_dict(rows, published, made_from, seeds)
        return json.dumps(report, allow_nan=False)
    return evidence_text(rows, published)
