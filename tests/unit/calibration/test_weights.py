"""Where the search goes: within the bounds of the classes, signs and orderings kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.calibration.weights import FIXED, Space, weight_classes
from motorloops.experiments.fitted_sets import reweighted, weights_of
from motorloops.model.network.build import build_network

ARM = build_network("arm")
SPACE = Space(ARM)
LOW = np.array([one.low for one in SPACE.classes])
HIGH = np.array([one.high for one in SPACE.classes])


def test_the_origin_is_the_table():
    nowhere = np.zeros(len(SPACE.keys))
    np.testing.assert_array_equal(SPACE.weights(nowhere), weights_of(ARM))
    same = reweighted(ARM, weights_of(ARM))
    np.testing.assert_array_equal(same.wiring.weight, ARM.wiring.weight)


@given(st.integers(0, 2**32), st.floats(0.0, 10.0))
def test_free_numbers_stay_within_their_bounds(seed, width):
    x = np.random.default_rng(seed).uniform(-width, width, len(SPACE.keys))
    weights, table = SPACE.weights(x), weights_of(ARM)
    value, origin = SPACE.values(weights), SPACE.values(table)
    assert (value >= np.minimum(LOW, origin) * (1 - 1e-9)).all()
    assert (value <= np.maximum(HIGH, origin) * (1 + 1e-9)).all()
    np.testing.assert_array_equal(weights[~SPACE.free], table[~SPACE.free])
    assert (weights > 0.0).all()


@given(st.integers(0, 2**32))
def test_the_point_of_a_table_gives_the_table_back(seed):
    x = SPACE.clip(np.random.default_rng(seed).uniform(-1.0, 1.0, len(SPACE.keys)))
    weights = SPACE.weights(x)
    np.testing.assert_allclose(SPACE.weights(SPACE.point(weights)), weights, rtol=1e-9)


def test_every_projection_is_fitted_or_fixed_on_purpose():
    keys = {row.key for row in ARM.projections}
    named = [key for one in weight_classes() for key in one.members]
    assert set(named) == keys
    (fixed,) = [one for one in weight_classes() if one.key == FIXED]
    free = {row.key for row, chosen in zip(ARM.projections, SPACE.free, strict=True) if chosen}
    assert free == keys - set(fixed.members)
    assert {row.key for row in ARM.projections if row.site.startswith("map_")} <= {*fixed.members}


def test_every_class_says_why_and_has_room():
    for one in weight_classes():
        assert one.sentence.endswith(".")
        assert 0.0 <= one.low < one.high


def test_a_weight_twice_as_large_makes_its_synapses_twice_as_strong_and_keeps_signs():
    weights = weights_of(ARM)
    row = next(k for k, p in enumerate(ARM.projections) if p.key == "PC>DCN same")
    weights[row] *= 2.0
    heavier = reweighted(ARM, weights)
    own = ARM.projection == row
    np.testing.assert_allclose(heavier.wiring.weight[own], 2.0 * ARM.wiring.weight[own])
    np.testing.assert_array_equal(heavier.wiring.weight[~own], ARM.wiring.weight[~own])
    assert (heavier.wiring.weight[own] < 0.0).all()
    assert heavier.projections[row].weight == pytest.approx(weights[row])
