"""Pinned and sloppy weights are told apart."""

import numpy as np
import pytest

from motorloops.experiments.calibration.ensemble import FittedSet
from motorloops.experiments.calibration.robustness import identify, stiff_directions
from motorloops.experiments.calibration.search import LARGEST, Space, weights_of
from motorloops.model.network.build import build_network

ARM = build_network("arm")
SPACE = Space(ARM)
WIDTH = 0.2


def _sets(count: int = 400) -> list[FittedSet]:
    """Sets in which weight 3 is pinned, 4 and 5 only together, 6 lies at its ceiling."""
    rng = np.random.default_rng(1)
    table = np.full(len(ARM.projections), 0.5)
    logs = rng.uniform(-WIDTH, WIDTH, (count, len(SPACE.keys)))
    logs[:, 3] *= 0.1
    logs[:, 5] = -logs[:, 4]
    weights = np.tile(table, (count, 1))
    weights[:, SPACE.free] *= np.exp(logs)
    ceiling = [LARGEST[row.topology] for row in ARM.projections]
    column = np.flatnonzero(SPACE.free)[6]
    weights[:, column] = ceiling[column]
    return [FittedSet(k, 1.0, row) for k, row in enumerate(weights)]


def test_a_weight_that_all_sets_share_is_pinned_and_one_as_wide_as_the_starts_is_sloppy():
    found = identify(ARM, _sets(), WIDTH)
    assert [row.key for row in found] == SPACE.keys
    assert found[3].verdict == "pinned"
    assert found[3].narrowed == pytest.approx(0.1, rel=0.1)
    assert found[4].verdict == found[5].verdict == "sloppy"
    assert found[4].narrowed == pytest.approx(1.0, rel=0.1)
    assert found[6].bound == 1.0
    assert found[7].bound == 0.0
    assert found[0].weight == weights_of(ARM)[0]


def test_weights_that_are_pinned_only_together_make_a_stiff_direction():
    spreads = stiff_directions(ARM, _sets(), WIDTH)
    assert len(spreads) == len(SPACE.keys)
    assert (np.diff(spreads) >= 0.0).all()
    assert spreads[:2] == pytest.approx(0.0, abs=1e-9)  # the sum of 4 and 5; and 6
    assert spreads[2] == pytest.approx(0.1, rel=0.1)
    assert spreads[3] > 0.5


def test_few_sets_tell_few_directions_apart():
    assert len(stiff_directions(ARM, _sets(5), WIDTH)) == 4
