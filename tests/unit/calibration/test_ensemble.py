"""What comes with the package: enough fitted sets, and a table that is one of them."""

import csv

import numpy as np
import pytest

from motorloops.experiments.calibration.ensemble import LOSSES_FILE, packaged_settings
from motorloops.experiments.calibration.observations import BODIES, TASK_BODY
from motorloops.experiments.calibration.search import misses, score
from motorloops.experiments.calibration.targets import TARGETS
from motorloops.experiments.calibration.weights import Space
from motorloops.experiments.fitted_sets import (
    FITS_WITHIN,
    FITTED,
    best_sets,
    fitted_networks,
    fitted_sets,
    named_sets,
    weights_of,
)
from motorloops.model.network.build import build_network


@pytest.fixture(scope="module")
def packaged():
    networks = {name: build_network(name) for name in BODIES}
    return score(
        networks, weights_of(networks[TASK_BODY]), range(1, packaged_settings()["seeds"] + 1)
    )


def test_there_are_at_least_thirty_fitted_sets():
    sets = fitted_sets()
    assert len(sets) >= 30
    assert best_sets(sets) == list(sets)
    assert len({one.start for one in sets}) == len(sets)


def test_sets_of_later_starts_follow_the_first_ones_and_fit_about_as_well():
    first, every = fitted_sets(), named_sets()
    assert every[: len(first)] == first
    losses = [one.loss for one in every[len(first) :]]
    assert losses == sorted(losses)
    assert losses[-1] <= FITS_WITHIN * first[0].loss
    assert len({one.start for one in every}) == len(every)


@pytest.mark.parametrize("number", [-1, len(fitted_sets())])
def test_a_later_set_has_the_loss_that_its_file_says(number):
    networks = {name: build_network(name) for name in BODIES}
    own = named_sets()[number]
    seeds = range(1, packaged_settings()["seeds"] + 1)
    assert score(networks, own.weights, seeds).loss == pytest.approx(own.loss, rel=0.02)


def test_no_two_sets_are_the_same_and_all_keep_their_bounds():
    table = np.array([one.weights for one in named_sets()])
    assert len(np.unique(table, axis=0)) == len(table)
    space = Space(build_network(TASK_BODY))
    value, origin = space.values(table), space.values(weights_of(space.network))
    low, high = (np.array([getattr(one, end) for one in space.classes]) for end in ("low", "high"))
    assert (value >= np.minimum(low, origin) * (1 - 1e-9)).all()
    assert (value <= np.maximum(high, origin) * (1 + 1e-9)).all()


def test_the_packaged_table_is_one_of_the_sets(packaged):
    weights = weights_of(build_network(TASK_BODY))
    own = [one for one in fitted_sets() if (one.weights == weights).all()]
    assert len(own) == 1
    assert packaged.loss == pytest.approx(own[0].loss, rel=0.02)


def test_a_fitted_network_has_the_weights_of_its_set():
    network, found = fitted_networks("hand")[-1], fitted_sets()[-1]
    np.testing.assert_array_equal(weights_of(network), found.weights)
    assert network.body.name == "hand"


def test_the_losses_by_row_are_those_of_the_packaged_table(packaged):
    with (FITTED / LOSSES_FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["behaviour"] for row in rows] == [target.text for target in TARGETS]
    assert [row["finding"] for row in rows] == [target.finding for target in TARGETS]
    figures = np.array([float(row["figure"]) for row in rows])
    np.testing.assert_allclose(figures, packaged.figures, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(
        [float(row["miss"]) for row in rows], misses(packaged.figures)[0], atol=2e-3
    )
