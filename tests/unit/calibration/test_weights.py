"""Where the search goes: within bounds, signs kept, the body map untouched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.calibration.search import (
    LARGEST,
    SMALLEST,
    Space,
    reweighted,
    weights_of,
)
from motorloops.model.network.build import build_network

ARM = build_network("arm")
SPACE = Space(ARM)


def test_the_origin_is_the_table():
    nowhere = np.zeros(len(SPACE.keys))
    np.testing.assert_array_equal(SPACE.weights(nowhere), weights_of(ARM))
    same = reweighted(ARM, weights_of(ARM))
    np.testing.assert_array_equal(same.wiring.weight, ARM.wiring.weight)


@given(st.integers(0, 2**32), st.floats(0.0, 10.0))
def test_weights_stay_within_their_bounds(seed, width):
    x = np.random.default_rng(seed).uniform(-width, width, len(SPACE.keys))
    weights = SPACE.weights(x)
    largest = np.array([LARGEST[row.topology] for row in ARM.projections])
    table = weights_of(ARM)
    assert (weights[SPACE.free] >= SMALLEST * (1 - 1e-12)).all()
    assert (weights <= np.maximum(largest, table) * (1 + 1e-12)).all()
    np.testing.assert_array_equal(weights[~SPACE.free], table[~SPACE.free])


def test_only_the_body_map_is_given():
    given_rows = {
        row.site for row, free in zip(ARM.projections, SPACE.free, strict=True) if not free
    }
    assert given_rows == {"map_own", "map_spread"}


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
