"""The evidence in words, for the terminal, the page and the document."""

from collections.abc import Sequence

from experiments.evidence.published import CONFIDENCE
from experiments.evidence.question import ANYTHING
from experiments.evidence.table import ENSEMBLE_SEEDS, EvidenceRow
from experiments.evidence.verdict import VERDICTS
from experiments.text import NOTHING, figure, needed

MADE_BY = {
    "published": "as published",
    "computed": "computed here from published figures",
    "chosen": "chosen by this project, not published",
}
RULES = (
    "The model was asked each finding by a test of the virtual laboratory or a protocol like it. "
    "The interval is the 95 % interval of the mean over noise seeds with the default weights; it "
    "says how trials vary, not how people do. Direction: the whole interval lies beyond the least "
    "change that counts, which this project chose (noise is shared between conditions, so that "
    "even a meaningless change has a narrow interval). Size: the interval overlaps the band.",
    "Over sets: the middle 95 % of the mean figures of fitted sets of weights that do about as "
    "well as the default ones, and the share of the sets that go in the published direction. It "
    "does not move the verdict.",
    "Used for fitting: the weights were fitted to this finding, so that agreement is no "
    "prediction. Built in: a delay or a lever was made so, which is no prediction either. All "
    "other rows are predictions, right or wrong.",
)


def unit(row: EvidenceRow) -> str:
    """Unit of the figure; nothing for a plain number."""
    return "" if row.question.unit == "1" else f" {row.question.unit}"


def span(low: float | None, high: float | None) -> str:
    """An interval."""
    return NOTHING if low is None or high is None else f"{figure(low)} to {figure(high)}"


def origin(row: EvidenceRow) -> str:
    """Whether agreement is a prediction."""
    if row.tuned:
        return "used for fitting"
    return "prediction" if row.predicted else "built in"


def asked(row: EvidenceRow) -> str:
    """What range the direction needs."""
    need = row.question.need
    return "no direction, only a size" if need == ANYTHING else f"needed: {needed(need)}{unit(row)}"


def sized(row: EvidenceRow) -> str:
    """How the size stands beside its band."""
    question = row.question
    if question.band is None:
        return row.size
    whose = "" if question.band_of == "figure" else f" of the {question.band_of} figure"
    return f"{row.size}{whose}: {needed(question.band)} ({MADE_BY[question.band_by]})"


def both(row: EvidenceRow) -> str:
    """The model's health and patient, where there are such figures."""
    parts = {"health": row.healthy, "patient": row.patient}
    return ", ".join(f"{who} {figure(mean)}" for who, mean in parts.items() if mean is not None)


def kept(row: EvidenceRow) -> str:
    """Share of the sets that keep the direction, in percent."""
    share = row.ensemble.share if row.ensemble else None
    return NOTHING if share is None else f"{100.0 * share:.0f} %"


def over_sets(row: EvidenceRow) -> str:
    """The figure over fitted sets, and how many keep the direction."""
    found = row.ensemble
    if found is None:
        return NOTHING
    keep = "" if found.share is None else f"; {kept(row)} keep the direction"
    return f"{span(found.low, found.high)} (n = {found.n}{keep})"


def confidence(row: EvidenceRow) -> str:
    """How sure the published figure is."""
    level = row.finding.confidence
    return CONFIDENCE[level] if level == "none" else f"{level}: {CONFIDENCE[level]}"


def _tally(rows: Sequence[EvidenceRow]) -> str:
    counts = {name: sum(row.verdict == name for row in rows) for name in VERDICTS}
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _others(row: EvidenceRow) -> str:
    if row.ensemble is None:
        return "; no other sets of weights were asked."
    return f"; {row.ensemble.n} fitted sets with {min(row.found.n, ENSEMBLE_SEEDS)} seeds each."


def summary(rows: Sequence[EvidenceRow]) -> tuple[str, ...]:
    """How many rows of each verdict, and how the predictions among them did."""
    predicted = [row for row in rows if row.predicted]
    fitted = sum(row.tuned for row in rows)
    return (
        f"{len(rows)} questions: {_tally(rows)}.",
        f"Used for fitting: {fitted}; built in: {len(rows) - fitted - len(predicted)}; the other "
        f"{len(predicted)} are predictions: {_tally(predicted)}.",
        f"{rows[0].found.n} seeds with the default weights" + _others(rows[0]),
    )
