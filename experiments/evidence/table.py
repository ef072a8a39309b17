"""Every question asked of the default weights and of the ensemble, and the rows that come of it.

The evidence as it was measured last, packaged: who shows it need not measure it again.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from motorloops.experiments.calibration.target import ANY, Range
from motorloops.experiments.calibration.targets import TARGETS
from motorloops.experiments.evidence.comparison import BODIES, Answer, Comparison, Laboratory
from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import Finding, PublishedFindings
from motorloops.experiments.evidence.verdict import Size, Verdict, shows_direction, size, verdict
from motorloops.experiments.statistics import Summary, summarise
from motorloops.model.network.build import Network

FIRST_SEED = 1
ENSEMBLE_SEEDS = 2  # noise seeds for each fitted set
MIDDLE = (2.5, 97.5)  # percentiles of the sets' means between which most sets lie

Networks = Mapping[str, Network]  # by body, all with one set of weights


@dataclass(frozen=True)
class Spread:
    """How the mean figure varies over fitted sets of weights.

    Attributes:
        low: 2.5th percentile; None if no set has a figure.
        high: 97.5th percentile.
        n: number of sets.
        share: of the sets whose mean keeps the direction; None if the finding has none.
    """

    low: float | None
    high: float | None
    n: int
    share: float | None


@dataclass(frozen=True)
class EvidenceRow:
    """One finding with the model's answer.

    Attributes:
        topic: heading under which it is told.
        question: how the model was asked.
        finding: what was published.
        found: the model's figure: mean, interval over seeds, number of runs with a figure.
        healthy: mean of health alone; None where there is no such figure.
        patient: mean of the condition alone.
        ensemble: the same over fitted sets of weights; None if none were asked.
        direction: whether the direction is as published.
        size: how the size stands beside the published one.
        tuned: whether the weights were fitted to this finding.
        verdict: by the rules of :mod:`motorloops.experiments.evidence.verdict`.
    """

    topic: str
    question: Comparison
    finding: Finding
    found: Summary
    healthy: float | None
    patient: float | None
    ensemble: Spread | None
    direction: bool
    size: Size
    tuned: bool
    verdict: Verdict

    @property
    def predicted(self) -> bool:
        """Whether agreement would be a prediction: neither fitted to, nor built in."""
        return not self.tuned and self.finding.built_in == "no"


def tuned_findings() -> set[str]:
    """Ids, as claims name them, of the findings that the weights are fitted to."""
    return {claim.finding for claim in TARGETS if claim.finding}


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
    topic: str, question: Comparison, finding: Finding, answer: Answer, means: Sequence[float]
) -> EvidenceRow:
    """Judge one answer.

    Args:
        topic: heading.
        question: what was asked.
        finding: what was published.
        answer: of the default weights.
        means: mean figure of each fitted set, NaN for none.
    """
    direction = shows_direction(answer.figure, question.need)
    sized = size(getattr(answer, question.band_of), question.band)
    told = verdict(
        contested=finding.contested == "yes", direction=direction, size=sized, need=question.need
    )
    return EvidenceRow(
        topic, question, finding, summarise(answer.figure, question.unit),
        _mean(answer.healthy), _mean(answer.patient),
        _spread(means, question.need) if len(means) else None,
        direction, sized, bool(tuned_findings() & {finding.id, finding.whole}), told,
    )  # fmt: skip


def _set_mean(answer: Answer) -> float:
    """Mean figure of a set; NaN unless every run has one."""
    return float(np.mean(answer.figure))


def compare_all(
    networks: Networks,
    ensemble: Sequence[Networks],
    seeds: int,
    published: PublishedFindings,
    progress: Callable[[int], None] = lambda done: None,
    questions: Sequence[tuple[str, Comparison]] = COMPARISONS,
) -> list[EvidenceRow]:
    """Put every question to the default weights and to the ensemble.

    Args:
        networks: the default weights.
        ensemble: fitted sets of weights; may be empty.
        seeds: number of runs of each condition with the default weights.
        published: what was published.
        progress: called with the number of answers so far.
        questions: what is asked, with the topic of each.
    """
    few = min(seeds, ENSEMBLE_SEEDS)
    lock, done = Lock(), 0

    def put(weights: Networks, number: int) -> list[Answer]:
        nonlocal done
        lab, answers = Laboratory(weights, range(FIRST_SEED, FIRST_SEED + number)), []
        for _, question in questions:
            answers.append(question.answer(lab))
            with lock:
                done += 1
                progress(done)
        return answers

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        asked = [pool.submit(put, networks, seeds)]
        asked += [pool.submit(put, weights, few) for weights in ensemble]
        answers, *others = (answers.result() for answers in asked)
    return [
        evidence_row(topic, question, published.findings[question.finding], answers[k],
            [_set_mean(found[k]) for found in others])
        for k, (topic, question) in enumerate(questions)
    ]  # fmt: skip


def compare_fitted_sets(sets: int) -> list[dict[str, Network]]:
    """The first of the packaged fitted sets of weights, by body."""
    if not sets:
        return []
    from motorloops.experiments.calibration.ensemble import fitted_networks

    bodies = {body: fitted_networks(body)[:sets] for body in BODIES}
    return [dict(zip(bodies, each, strict=True)) for each in zip(*bodies.values(), strict=True)]


PACKAGED = Path(__file__).with_name("measured.json")


@cache
def packaged_evidence() -> dict[str, Any]:
    """What ``motorloops evidence --json`` told when ``make evidence`` ran last."""
    return json.loads(PACKAGED.read_text(encoding="utf-8"))
