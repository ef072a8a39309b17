"""All comparisons with the default weights and the fitted sets, and the packaged results."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np

from motorloops.experiments.calibration.target import ANY, Range
from motorloops.experiments.calibration.targets import TARGETS
from motorloops.experiments.evidence.comparison import (
    BODIES,
    Answer,
    Comparison,
    Laboratory,
    MissingBodyError,
)
from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import FITTED, USES, Finding, PublishedFindings
from motorloops.experiments.evidence.verdict import Size, Verdict, shows_direction, size, verdict
from motorloops.experiments.progress import Progress
from motorloops.experiments.statistics import Summary, summarise
from motorloops.model.network.build import Network
from motorloops.model.presets import DEFAULT_BODY

FIRST_SEED = 1
ENSEMBLE_SEEDS = 2  # noise seeds for each fitted set
MIDDLE = (2.5, 97.5)  # percentiles of the sets' means

SizeFrom = Literal["published", "chosen here", "none"]
PUBLISHED_SIZE: SizeFrom = "published"
CHOSEN_SIZE: SizeFrom = "chosen here"
NO_SIZE: SizeFrom = "none"

Networks = Mapping[str, Network]  # by body, all with one set of weights


@dataclass(frozen=True)
class Spread:
    """How the mean figure varies over fitted sets of weights.

    Attributes:
        low: 2.5th percentile; None if no set has a figure.
        high: 97.5th percentile.
        n: number of sets.
        share: share of the sets whose mean has the direction; None if the finding has none.
    """

    low: float | None
    high: float | None
    n: int
    share: float | None


@dataclass(frozen=True)
class EvidenceRow:
    """One finding with the model's figures.

    Attributes:
        topic: heading.
        comparison: how the finding was tested.
        finding: as published.
        model: the model's figure: mean, interval over seeds, number of runs with a figure.
        healthy: mean figure of health; None if there is none.
        patient: mean figure of the condition; None if there is none.
        ensemble: the same over fitted sets of weights; None without them.
        direction: whether the direction is as published.
        size: the size against the published one.
        tuned: whether the weights were fitted to this finding.
        verdict: by the rules of :mod:`motorloops.experiments.evidence.verdict`.
    """

    topic: str
    comparison: Comparison
    finding: Finding
    model: Summary
    healthy: float | None
    patient: float | None
    ensemble: Spread | None
    direction: bool
    size: Size
    tuned: bool
    verdict: Verdict

    @property
    def size_from(self) -> SizeFrom:
        """Whether the size to compare with was published, chosen by this project, or is missing.

        A size that was computed from published figures counts as published.
        """
        by = self.comparison.band_by
        return NO_SIZE if not by else CHOSEN_SIZE if by == "chosen" else PUBLISHED_SIZE

    @property
    def origin(self) -> str:
        """How the finding was used to make the model: fitted, or a value of ``USES``."""
        return FITTED if self.tuned else USES[self.finding.use]

    @property
    def predicted(self) -> bool:
        """Whether agreement would be a prediction: nothing was fitted or chosen for it."""
        return self.origin == USES["none"]


def tuned_findings() -> set[str]:
    """Ids of the findings that calibration targets name, so that the weights are fitted to them."""
    return {target.finding for target in TARGETS if target.finding}


def _mean(values: np.ndarray | None) -> float | None:
    return None if values is None else summarise(values, "").mean


def _spread(means: Sequence[float], need: Range) -> Spread:
    known = [mean for mean in means if np.isfinite(mean)]
    low, high = np.percentile(known, MIDDLE) if known else (None, None)
    keep = [need[0] < mean < need[1] for mean in means]
    share = None if need == (-ANY, ANY) else float(np.mean(keep))
    return Spread(
        None if low is None else float(low), None if high is None else float(high),
        len(means), share,
    )  # fmt: skip


def evidence_row(
    topic: str, comparison: Comparison, finding: Finding, answer: Answer, means: Sequence[float]
) -> EvidenceRow:
    """Judge the figures of one comparison.

    Args:
        topic: heading.
        comparison: how the finding was tested.
        finding: as published.
        answer: figures of the default weights.
        means: mean figure of each fitted set, NaN for none.
    """
    direction = shows_direction(answer.figure, comparison.need)
    sized = size(getattr(answer, comparison.band_of), comparison.band)
    judged = verdict(
        contested=finding.contested == "yes", direction=direction, size=sized, need=comparison.need
    )
    return EvidenceRow(
        topic, comparison, finding, summarise(answer.figure, comparison.unit),
        _mean(answer.healthy), _mean(answer.patient),
        _spread(means, comparison.need) if len(means) else None,
        direction, sized, bool(tuned_findings() & {finding.id, finding.whole}), judged,
    )  # fmt: skip


def _set_mean(answer: Answer) -> float:
    """Mean figure of a set; NaN unless every run has a value."""
    return float(np.mean(answer.figure))


def compare_all(
    networks: Networks,
    ensemble: Sequence[Networks],
    seeds: int,
    published: PublishedFindings,
    progress: Callable[[int], None] = lambda done: None,
    comparisons: Sequence[tuple[str, Comparison]] = COMPARISONS,
) -> list[EvidenceRow]:
    """Compare the default weights and the ensemble with the findings.

    Args:
        networks: by body, with the default weights; comparisons with a body that is not given are
            left out.
        ensemble: fitted sets of weights; may be empty.
        seeds: number of runs of each condition with the default weights.
        published: the findings.
        progress: called with the number of comparisons done so far.
        comparisons: with the topic of each.
    """
    few = min(seeds, ENSEMBLE_SEEDS)
    lock, done = Lock(), 0

    def compare(weights: Networks, number: int) -> list[Answer | None]:
        nonlocal done
        lab = Laboratory(weights, range(FIRST_SEED, FIRST_SEED + number))
        answers: list[Answer | None] = []
        for _, comparison in comparisons:
            try:
                answers.append(comparison.answer(lab))
            except MissingBodyError:
                answers.append(None)
            with lock:
                done += 1
                progress(done)
        return answers

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(compare, networks, seeds)]
        jobs += [pool.submit(compare, weights, few) for weights in ensemble]
        answers, *others = (job.result() for job in jobs)
    rows = []
    for (topic, comparison), answer, *each in zip(comparisons, answers, *others, strict=True):
        if answer is not None:
            means = [_set_mean(other) for other in each if other is not None]
            finding = published.findings[comparison.finding]
            rows.append(evidence_row(topic, comparison, finding, answer, means))
    return rows


def fitted_networks_by_body(sets: int) -> list[dict[str, Network]]:
    """The first of the packaged fitted sets of weights, by body."""
    if not sets:
        return []
    from motorloops.experiments.fitted_sets import fitted_networks

    bodies = {body: fitted_networks(body)[:sets] for body in BODIES}
    return [dict(zip(bodies, each, strict=True)) for each in zip(*bodies.values(), strict=True)]


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")


def _decisive(finding: Finding) -> tuple[object, ...]:
    """What of a finding decides figures and verdicts: its numbers and its status, not its words."""
    figures = NUMBER.findall(finding.healthy), NUMBER.findall(finding.patient)
    status = finding.source, finding.confidence, finding.contested, finding.use
    return (finding.id, *status, *figures)


def digest(
    networks: Networks, ensemble: Sequence[Networks], published: PublishedFindings
) -> dict[str, str | int]:
    """Short hashes of what the evidence depends on: findings, comparisons, atlas, fitted sets.

    They cover what decides figures and verdicts: ids, published numbers, sources, confidence and
    status of the findings; unit, direction and band of the comparisons; which findings were used
    for fitting; the networks. They cover no sentence, title, note or citation.
    """
    tested = [
        (one.finding, one.unit, one.need, one.band, one.band_of, one.band_by)
        for _, one in COMPARISONS
    ]
    findings = sorted(_decisive(finding) for finding in published.findings.values())
    untested = sorted((row.id, row.source) for row in published.not_testable)
    decisive = (findings, untested, tested, sorted(tuned_findings()))
    weights = [row.weight for each in ensemble for row in each[DEFAULT_BODY].projections]
    return {
        "findings": _short(repr(decisive).encode()),
        "atlas": _short("".join(networks[b].digest for b in BODIES if b in networks).encode()),
        "sets": len(ensemble),
        "weights": _short(np.array(weights).tobytes()),
    }


def measure_evidence(
    networks: Networks, sets: int, seeds: int, published: PublishedFindings
) -> tuple[list[EvidenceRow], dict[str, str | int]]:
    """Make all comparisons, with progress on standard error.

    Args:
        networks: by body, with the default weights.
        sets: number of packaged fitted sets to include, best first; at most all of them.
        seeds: runs of each condition with the default weights.
        published: the findings.

    Returns:
        The rows, and the digests of their inputs, from :func:`digest`.
    """
    ensemble = fitted_networks_by_body(sets)
    progress = Progress(len(COMPARISONS) * (1 + len(ensemble)), what="comparisons")
    try:
        rows = compare_all(networks, ensemble, seeds, published, progress)
    finally:
        progress.clear()
    return rows, digest(networks, ensemble, published)


PACKAGED = Path(__file__).with_name("measured.json")


@cache
def packaged_evidence() -> dict[str, Any]:
    """The output of ``motorloops evidence --json`` when ``make evidence`` ran last."""
    return json.loads(PACKAGED.read_text(encoding="utf-8"))


def packaged_rows(published: PublishedFindings) -> list[EvidenceRow]:
    """The packaged figures and verdicts, beside the findings in their present words.

    Args:
        published: the findings.

    Returns:
        The rows, in the order of the comparisons.
    """
    stored = {row["id"]: row for row in packaged_evidence()["rows"]}
    return [
        _packaged_row(topic, comparison, published, stored[comparison.finding])
        for topic, comparison in COMPARISONS
    ]


def _packaged_row(
    topic: str, comparison: Comparison, published: PublishedFindings, row: Mapping[str, Any]
) -> EvidenceRow:
    spread = Spread(
        row["ensemble_low"], row["ensemble_high"], row["ensemble_n"], row["ensemble_share"]
    )
    return EvidenceRow(
        topic, comparison, published.findings[comparison.finding],
        Summary(row["model"], row["low"], row["high"], row["n"], comparison.unit),
        row["model_healthy"], row["model_patient"], spread if spread.n else None,
        row["direction"], row["size"], row["tuned"], row["verdict"],
    )  # fmt: skip
