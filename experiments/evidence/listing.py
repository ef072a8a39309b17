"""The evidence for other programs: plain values, ready for strict JSON."""

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from experiments.claim import Range
from experiments.evidence.published import FINDINGS, FOLDER, UNASKABLE, Published
from experiments.evidence.questions import QUESTIONS
from experiments.evidence.table import ENSEMBLE_SEEDS, EvidenceRow, Networks
from experiments.options import USUAL_BODY


def _ends(bounds: Range | None) -> list[float | None] | None:
    """A range; an open end is null."""
    if bounds is None:
        return None
    return [end if np.isfinite(end) else None for end in bounds]


def entry(row: EvidenceRow) -> dict[str, Any]:
    """One row."""
    question, finding, ensemble = row.question, row.finding, row.ensemble
    return {
        "id": finding.id,
        "topic": row.topic,
        "finding": finding.finding,
        "healthy": finding.healthy,
        "patient": finding.patient,
        "source": finding.source,
        "confidence": finding.confidence,
        "contested": finding.contested == "yes",
        "opposite": finding.opposite or None,
        "note": finding.note or None,
        "measured": question.measured,
        "model": row.found.mean,
        "low": row.found.low,
        "high": row.found.high,
        "n": row.found.n,
        "unit": question.unit,
        "model_healthy": row.healthy,
        "model_patient": row.patient,
        "need": _ends(question.need),
        "direction": row.direction,
        "band": _ends(question.band),
        "band_of": question.band_of if question.band else None,
        "band_by": question.band_by or None,
        "size": row.size,
        "ensemble_low": ensemble.low if ensemble else None,
        "ensemble_high": ensemble.high if ensemble else None,
        "ensemble_n": ensemble.n if ensemble else 0,
        "ensemble_share": ensemble.share if ensemble else None,
        "tuned": row.tuned,
        "built_in": finding.built_in == "yes",
        "prediction": row.predicted,
        "verdict": row.verdict,
    }


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def digest(networks: Networks, ensemble: Sequence[Networks]) -> dict[str, str | int]:
    """What the evidence hangs on, as short hashes: findings and questions, atlas, fitted sets."""
    tables = b"".join((FOLDER / name).read_bytes() for name in (FINDINGS, UNASKABLE))
    asked = [
        (q.finding, q.measured, q.unit, q.need, q.band, q.band_of, q.band_by) for _, q in QUESTIONS
    ]
    weights = [row.weight for each in ensemble for row in each[USUAL_BODY].projections]
    return {
        "findings": _short(tables + repr(asked).encode()),
        "atlas": networks[USUAL_BODY].digest,
        "sets": len(ensemble),
        "weights": _short(np.array(weights).tobytes()),
    }


def listing(
    rows: Sequence[EvidenceRow],
    published: Published,
    made_from: Mapping[str, str | int],
    seeds: int,
) -> dict[str, Any]:
    """All rows, what the model cannot be asked, and what they were made from."""
    return {
        "motorloops": version("motorloops"),
        **made_from,
        "seeds": seeds,
        "ensemble_seeds": min(seeds, ENSEMBLE_SEEDS),
        "rows": [entry(row) for row in rows],
        "cannot_be_asked": [row.model_dump() for row in published.unaskable],
        "sources": {
            key: published.cited(key)
            for key in sorted({row.finding.source for row in rows}
                              | {row.source for row in published.unaskable})
        },
    }  # fmt: skip
