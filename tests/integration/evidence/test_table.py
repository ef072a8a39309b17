"""A few cheap rows for real, with the default weights, without their mechanism, and over sets."""

import json
from dataclasses import replace

import numpy as np
import pytest

from motorloops.experiments.evidence.comparison import Answer
from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.render import counts, evidence_as_dict
from motorloops.experiments.evidence.table import (
    EvidenceRow,
    Spread,
    compare_all,
    digest,
    evidence_row,
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


def test_nothing_moves_at_rest_so_no_pair_is_active_together(rows):
    assert rows["COC-2.1"].verdict == NOT


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
        assert found.predicted == (not named and finding.built_in == "no")


def test_the_listing_is_strict_json_and_has_what_the_design_asks(rows):
    made_from = digest(default_weights(), [other_weights(0.5)])
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
    whole = digest(default_weights(), [other_weights(0.5)])
    for body, network in default_weights().items():
        changed = digest({**default_weights(), body: without_loss(network)}, [other_weights(0.5)])
        assert changed["atlas"] != whole["atlas"]
        assert {**changed, "atlas": ""} == {**whole, "atlas": ""}


def test_the_digest_follows_the_fitted_sets():
    one, other = (digest(default_weights(), [other_weights(f)]) for f in (0.5, 0.6))
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
