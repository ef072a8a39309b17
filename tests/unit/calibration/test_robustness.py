"""Pinned and sloppy weights are told apart."""

import numpy as np
import pytest

from motorloops.experiments.calibration.robustness import identify, stiff_directions
from motorloops.experiments.calibration.weights import Space
from motorloops.experiments.fitted_sets import FittedSet, reweighted, weights_of
from motorloops.model.network.build import Network, build_network

WIDTH = 0.2


def _midway() -> Network:
    """The arm with every free number in the middle of its bounds."""
    arm = build_network("arm")
    space = Space(arm)
    middle = [np.sqrt(one.low * one.high) for one in space.classes]
    return reweighted(arm, space.weights(np.log(middle / space.values(weights_of(arm)))))


ARM = _midway()
SPACE = Space(ARM)


def _sets(count: int = 400) -> list[FittedSet]:
    """Sets in which number 3 is pinned, 4 and 5 only together, 6 lies at its upper bound."""
    rng = np.random.default_rng(1)
    logs = rng.uniform(-WIDTH, WIDTH, (count, len(SPACE.keys)))
    logs[:, 3] *= 0.1
    logs[:, 5] = -logs[:, 4]
    logs[:, 6] = SPACE.bounds[1][6]
    return [FittedSet(k, 1.0, SPACE.weights(row)) for k, row in enumerate(logs)]


def test_a_weight_that_all_sets_share_is_pinned_and_one_as_wide_as_the_starts_is_sloppy():
    found = identify(ARM, _sets(), WIDTH)
    assert [row.key for row in found] == SPACE.keys
    assert found[3].verdict == "pinned"
    assert found[3].narrowed == pytest.approx(0.1, rel=0.1)
    assert found[4].verdict == found[5].verdict == "sloppy"
    assert found[4].narrowed == pytest.approx(1.0, rel=0.1)
    assert found[6].bound == 1.0
    assert found[7].bound == 0.0
    assert found[0].weight == SPACE.values(weights_of(ARM))[0]


def test_weights_that_are_pinned_only_together_make_a_stiff_direction():
    spreads = stiff_directions(ARM, _sets(), WIDTH)
    assert len(spreads) == len(SPACE.keys)
    assert (np.diff(spreads) >= 0.0).all()
    assert spreads[:2] == pytest.approx(0.0, abs=1e-9)  # the sum of 4 and 5; and 6
    assert spreads[2] == pytest.approx(0.1, rel=0.1)
    assert spreads[3] > 0.5


def test_few_sets_tell_few_directions_apart():
    assert len(stiff_directions(ARM, _sets(5), WIDTH)) == 4
