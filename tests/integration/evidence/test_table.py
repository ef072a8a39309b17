"""A few cheap rows for real, with the default weights, without their mechanism, and over sets."""

import json
from dataclasses import replace

import numpy as np
import pytest

from motorloops.experiments.evidence import table
from motorloops.experiments.evidence.comparison import Answer
from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.render import counts, evidence_as_dict
from motorloops.experiments.evidence.table import (
    EvidenceRow,
    Spread,
    compare_all,
    digest,
    evidence_row,
    packaged_evidence,
    packaged_rows,
    tuned_findings,
)
from motorloops.experiments.evidence.verdict import CONTESTED, DIRECTION, NOT, VERDICTS
from motorloops.model.network.build import Network
from tests.helpers.comparisons import (
    CHEAP,
    comparisons_of,
    default_weights,
    other_weights,
)

SEEDS = 3


def asked(weights, *ids, ensemble=()):
    rows = compare_all(
        weights, ensemble, SEEDS, published_findings(), comparisons=comparisons_of(*ids)
    )
    return {found.finding.id: found for found in rows}


@pytest.fixture(scope="module")
def rows():
    return asked(default_weights(), *CHEAP, ensemble=[default_weights(), other_weights(0.5)])


def spread(found: EvidenceRow) -> Spread:
    assert found.ensemble is not None
    return found.ensemble


def without_loss(network: Network) -> Network:
    """The network whose synapses no loss lever reaches."""
    return replace(network, wiring=network.wiring._replace(site=0 * network.wiring.site))


def test_a_loss_anywhere_brings_co_contraction_and_only_through_its_lever(rows):
    assert rows["LOC-1.1"].direction
    spared = {body: without_loss(network) for body, network in default_weights().items()}
    found = asked(spared, "LOC-1.1", "OVF-1.2")
    assert {one.verdict for one in found.values()} == {NOT}
    assert found["LOC-1.1"].model.mean == pytest.approx(0.0, abs=1e-9)


def test_overflow_follows_the_loss(rows):
    assert rows["OVF-1.2"].direction
    assert rows["OVF-1.2"].model.mean == pytest.approx(rows["OVF-1.2"].model.low, abs=0.2)


def test_opponents_are_active_together_at_rest_where_much_is_lost(rows):
    assert rows["COC-2.1"].healthy == 0.0
    assert rows["COC-2.1"].verdict == DIRECTION


def test_a_contested_row_is_shown_with_its_figure(rows):
    assert rows["SI-2"].verdict == CONTESTED
    assert np.isfinite(rows["SI-2"].model.mean)
    assert rows["SI-2"].finding.opposite


def test_the_spread_over_sets_is_of_their_means(rows):
    found = spread(rows["LOC-1.1"])
    both = default_weights(), other_weights(0.5)
    means = [asked(weights, "LOC-1.1")["LOC-1.1"].model.mean or 0.0 for weights in both]
    assert found.n == 2
    # Fewer seeds than with the default weights: the same figure within their interval.
    low, high = sorted(means)
    assert found.low == pytest.approx(low, abs=0.05)
    assert found.high == pytest.approx(high, abs=0.05)


def answer(*figures):
    values = np.array(figures)
    return Answer(values, values, values)


def judged(finding, figures, means=()):
    ((topic, comparison),) = comparisons_of(finding)
    return evidence_row(
        topic, comparison, published_findings().findings[finding], answer(*figures), means
    )


def test_the_share_counts_sets_that_keep_the_direction():
    found = judged("LOC-1.1", (0.3, 0.31, 0.32), [0.3, 0.2, -0.1, np.nan])
    assert found.verdict == DIRECTION
    assert spread(found).share == 0.5
    assert (spread(found).n, spread(found).high) == (4, pytest.approx(0.295))
    assert judged("LOC-1.1", (0.3, 0.31, 0.32)).ensemble is None


def test_a_size_without_direction_has_no_share():
    assert spread(judged("STN-1", (24.0, 24.1), [24.0, 30.0])).share is None


def test_a_run_without_a_figure_reproduces_nothing():
    found = judged("LOC-1.1", (0.3, np.nan, 0.32))
    assert (found.verdict, found.model.n) == (NOT, 2)


def test_what_targets_name_is_tuned_and_no_prediction():
    assert "RI-1" in tuned_findings() or "DBS-2" in tuned_findings()
    for finding in published_findings().findings.values():
        found = judged(finding.id, (1.0, 1.1))
        named = {finding.id, finding.id.partition(".")[0]} & tuned_findings()
        assert found.tuned == bool(named)
        assert found.predicted == (not named and finding.use == "none")


def test_the_listing_is_strict_json_and_has_what_the_design_asks(rows):
    made_from = digest(default_weights(), [other_weights(0.5)], published_findings())
    told = json.loads(
        json.dumps(
            evidence_as_dict(list(rows.values()), published_findings(), made_from, SEEDS),
            allow_nan=False,
        )
    )
    needed = {"id", "finding", "healthy", "patient", "source", "confidence", "model", "low",
              "high", "n", "tuned", "verdict", "ensemble_low", "ensemble_high", "ensemble_n",
              "ensemble_share"}  # fmt: skip
    for one in told["rows"]:
        assert needed <= set(one)
        assert one["verdict"] in VERDICTS
        assert one["source"] in told["sources"]
        assert one["low"] <= one["model"] <= one["high"]
        assert one["n"] == SEEDS
    assert told["atlas"] == made_from["atlas"]
    assert told["not_testable"]


def test_the_digest_follows_the_network_of_each_body():
    whole = digest(default_weights(), [other_weights(0.5)], published_findings())
    for body, network in default_weights().items():
        changed = digest(
            {**default_weights(), body: without_loss(network)},
            [other_weights(0.5)],
            published_findings(),
        )
        assert changed["atlas"] != whole["atlas"]
        assert {**changed, "atlas": ""} == {**whole, "atlas": ""}


def test_the_digest_follows_the_fitted_sets():
    one, other = (
        digest(default_weights(), [other_weights(f)], published_findings()) for f in (0.5, 0.6)
    )
    assert one["weights"] != other["weights"]
    assert {**one, "weights": ""} == {**other, "weights": ""}


def test_bands_chosen_here_are_counted_apart(rows):
    found = list(rows.values())
    numbers = counts(found)
    assert sum(map(sum, (by.values() for by in numbers.values()))) == len(found)
    for verdict in VERDICTS:
        for kind in ("published", "chosen here", "none"):
            own = [row for row in found if (row.verdict, row.size_from) == (verdict, kind)]
            assert numbers[verdict][kind] == len(own)
    sources = {row.finding.id: row.size_from for row in found}
    assert sources["STN-1"] == "chosen here"
    assert sources["OVF-1.2"] == "published"
    assert sources["COC-2.1"] == "none"
    told = evidence_as_dict(found, published_findings(), {}, SEEDS)
    assert told["counts"] == numbers
    assert {row["id"]: row["size_from"] for row in told["rows"]} == sources


def key_with(**cells: str) -> str | int:
    """The key of the findings after a change of cells of one of them."""
    published = published_findings()
    changed = published.findings["RI-1.1"].model_copy(update=cells)
    findings = {**published.findings, "RI-1.1": changed}
    return digest(default_weights(), [], replace(published, findings=findings))["findings"]


def test_a_changed_word_keeps_the_evidence_valid():
    row = published_findings().findings["RI-1.1"]
    assert key_with(finding="In other words", note="") == key_with()
    assert key_with(healthy=row.healthy.replace("inhibition", "suppression")) == key_with()
    published = published_findings()
    (first, *others), references = published.not_testable, published.references
    reworded = replace(
        published,
        not_testable=(first.model_copy(update={"finding": "x", "why": "y"}), *others),
        references={
            key: row.model_copy(update={"title": "A title"}) for key, row in references.items()
        },
    )
    assert digest(default_weights(), [], reworded)["findings"] == key_with()


@pytest.mark.parametrize(
    "cells",
    [
        {"id": "RI-9.1"}, {"healthy": "inhibition of 42 ± 17 % at 0 ms, n = 14"},
        {"patient": "smaller in 14 people"}, {"source": "jns1992"}, {"confidence": "B"},
        {"contested": "yes", "opposite": "others found none"}, {"use": "by hand"},
    ],
)  # fmt: skip
def test_a_changed_number_or_status_makes_the_evidence_stale(cells):
    assert key_with(**cells) != key_with()


def test_a_changed_band_makes_the_evidence_stale(monkeypatch):
    before = key_with()
    (topic, first), *others = COMPARISONS
    for change in ({"band": (1.0, 2.0)}, {"need": (0.0, 1.0)}, {"unit": "ms"}):
        changed = ((topic, replace(first, **change)), *others)
        monkeypatch.setattr(table, "COMPARISONS", changed)
        assert key_with() != before
    monkeypatch.setattr(table, "COMPARISONS", ((topic, replace(first, measured="x")), *others))
    assert key_with() == before


def test_the_packaged_figures_can_be_written_in_other_words():
    published, stored = published_findings(), packaged_evidence()
    finding = published.findings["RI-1.1"].model_copy(update={"finding": "In other words"})
    reworded = replace(published, findings={**published.findings, "RI-1.1": finding})
    rows = packaged_rows(reworded)
    report = evidence_as_dict(rows, reworded, {}, stored["seeds"])
    words = {"finding", "healthy", "patient", "opposite", "note", "measured"}
    for new, old in zip(report["rows"], stored["rows"], strict=True):
        assert {k: v for k, v in new.items() if k not in words} == {
            k: v for k, v in old.items() if k not in words
        }
    assert report["rows"][0]["finding"] == "In other words"
