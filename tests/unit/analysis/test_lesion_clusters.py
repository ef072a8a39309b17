"""Groups of like lesions: found where they were put, not found where there is only chance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.analysis.lesion_clusters import (
    find_lesion_clusters,
    members,
    silhouette,
)
from tests.helpers.invalid import invalid

SIZES = (12, 5, 3)
CENTRES = {"y": (0.0, 5.0, 5.0), "z": (0.0, 0.0, 8.0)}


def tables(noise, sizes=SIZES, replicates=12, seed=1):
    """Lesions of three kinds, in mixed order, with noise of their own in each run."""
    rng = np.random.default_rng(seed)
    kind = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    index = pd.Index([f"N{k}/kind{which}" for k, which in enumerate(kind)], name="lesion")
    found = {}
    for name, centres in CENTRES.items():
        clean = np.array(centres)[kind][:, None]
        values = clean + rng.normal(0.0, noise, (len(kind), replicates))
        found[name] = pd.DataFrame(values, index)
    return found


def test_groups_are_found_where_they_were_put():
    groups = find_lesion_clusters(tables(0.5))
    assert len(groups.stability) == 3
    assert groups.stable == [1, 2, 3]
    assert min(groups.stability.values()) > 0.95
    for number in groups.stability:
        inside = groups.outcomes.index[groups.group == number]
        assert len({name.split("/")[1] for name in inside}) == 1
    told = members(groups)
    assert sorted(told.lesions) == sorted(SIZES)
    assert sum(len(nodes.split(", ")) for nodes in told.nodes) == sum(SIZES)


def test_chance_is_not_a_finding():
    noise = {name: table * 0.0 for name, table in tables(0.0).items()}
    rng = np.random.default_rng(3)
    noise = {name: table + rng.normal(size=table.shape) for name, table in noise.items()}
    with invalid("measures", "y, z"):
        find_lesion_clusters(noise)


def test_groups_that_chance_could_have_made_are_not_called_stable():
    # A smooth ramp has no groups: where it is cut hangs on the replicates drawn.
    rng = np.random.default_rng(4)
    index = pd.Index([f"N{k}" for k in range(30)], name="lesion")
    ramp = np.linspace(0.0, 1.0, 30)[:, None] + rng.normal(0.0, 0.5, (30, 6))
    groups = find_lesion_clusters({"y": pd.DataFrame(ramp, index)})
    assert len(groups.stable) < len(groups.stability)


def test_the_same_runs_give_the_same_groups():
    one, again = find_lesion_clusters(tables(2.0)), find_lesion_clusters(tables(2.0))
    assert one.stability == again.stability
    assert one.outcomes.equals(again.outcomes)


def test_measures_with_gaps_or_only_chance_are_left_out_and_named():
    found = tables(0.5)
    found["late"] = found["y"].copy()
    found["late"].iloc[0, 0] = np.nan
    found["idle"] = found["y"] * 0.0
    groups = find_lesion_clusters(found)
    assert list(groups.outcomes) == ["y", "z"]
    assert groups.dropped["late"] == "1 of 240 runs have no value"
    assert "chance" in groups.dropped["idle"]


def test_too_little_is_refused():
    with invalid("lesions", 3):
        find_lesion_clusters({name: table.iloc[:3] for name, table in tables(0.5).items()})
    with invalid("replicates", 1):
        find_lesion_clusters(tables(0.5, replicates=1))


def test_silhouette_of_a_worked_example():
    # Two pairs at 0, 1 and 10, 11: inside 1; outside 10.5, 9.5, 9.5, 10.5.
    x = np.array([0.0, 1.0, 10.0, 11.0])
    distance = np.abs(x[:, None] - x)
    expected = np.mean([9.5 / 10.5, 8.5 / 9.5, 8.5 / 9.5, 9.5 / 10.5])
    assert silhouette(distance, np.array([1, 1, 2, 2])) == pytest.approx(expected)
    assert silhouette(distance, np.array([1, 1, 1, 1])) == -1.0


@given(st.lists(st.floats(-10, 10), min_size=4, max_size=12), st.integers(0, 2**31))
def test_silhouette_stays_in_its_range(x, seed):
    distance = np.abs(np.array(x)[:, None] - np.array(x))
    group = np.random.default_rng(seed).integers(1, 4, len(x))
    assert -1.0 <= silhouette(distance, group) <= 1.0
