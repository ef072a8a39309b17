"""Two studies compared: what is shared, what differs, and by how much, against known changes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from motorloops.experiments.analysis.report import report_html
from motorloops.experiments.analysis.study_comparison import (
    _apart,
    _interval,
    _moments,
    compare_studies,
    comparison_as_dict,
    comparison_report,
)
from tests.helpers.invalid import invalid
from tests.helpers.synthetic_sweeps import Swept, ranges, study_of

RECORD = {"code": "a", "atlas": "b", "base": {"stress": 0.0}, "libraries": {"numpy": "2"}}
INDEX = "co_contraction_index"


def study(axes=("loss",), count=5, **more):
    design = {"kind": "grid", "axes": ranges(axes, count=count)}
    seeds = {"count": 6, **more.pop("seeds", {})}
    measures = [INDEX, "spread_latency"]
    return study_of({"name": "one", "measures": measures, "design": design, "seeds": seeds, **more})


def swept(made, shift=0.0, noise=0.1, first_seed=0, spread=1.0, rng_seed=1):
    """Runs of a study: the loss, what each seed adds to all points, and noise of each run."""
    levels = [np.linspace(0.0, 1.0, axis.count) for axis in made.design.axes]
    points = pd.MultiIndex.from_product(levels, names=made.design.names).to_frame(index=False)
    rng = np.random.default_rng(rng_seed)
    parts = []
    for replicate in range(made.seeds.count):
        seed = first_seed + replicate
        if made.seeds.kind == "independent":
            seed = first_seed + 1000 * replicate + np.arange(len(points))
        shared = spread * np.random.default_rng(first_seed + replicate).normal()
        y = points["loss"] + shared + shift + noise * rng.normal(size=len(points))
        parts.append(points.assign(
            point=np.arange(len(points)), replicate=replicate, seed=seed, status="ok",
            **{INDEX: y, "spread_latency": np.where(points["loss"] > 0.5, 100.0 + y, np.nan)},
        ))  # fmt: skip
    return Swept(made, pd.concat(parts, ignore_index=True))


def compare(first, second, records=(RECORD, RECORD)):
    return compare_studies((first, second), records, ("A", "B"))


def test_the_effect_of_common_seeds_falls_out_of_a_paired_difference():
    found = compare(swept(study()), swept(study(), 0.5, rng_seed=2))
    change = found.changes[INDEX]
    assert found.paired
    assert found.points == (5, 5, 5)
    assert (change.points, change.runs, change.valued, change.changed) == (5, 30, 30, 1.0)
    assert change.low < 0.5 < change.high
    assert change.high - change.low < 0.2  # a seed adds 1.0 to all points
    assert change.difference == pytest.approx(change.second - change.first)
    assert change.table["difference"].mean() == pytest.approx(change.difference)


def test_studies_without_a_common_seed_are_compared_by_their_means():
    found = compare(swept(study()), swept(study(), 0.5, first_seed=50))
    change = found.changes[INDEX]
    assert not found.paired
    assert (change.runs, change.changed) == (0, None)
    assert change.high - change.low > 1.0  # what the seeds add is not shared


@pytest.mark.parametrize("common", [True, False])
@pytest.mark.parametrize("paired", [True, False])
def test_the_interval_of_the_difference_covers_it(common, paired):
    rng, covered = np.random.default_rng(1), 0
    for _ in range(400):
        shared = rng.normal(size=(2, 1, 6)) if common else np.zeros((2, 1, 6))
        first, second = shared + 0.3 * rng.normal(size=(2, 5, 6)) + [[[0.0]], [[0.3]]]
        if paired:
            second += shared[0] - shared[1]
            found = _moments(second - first, common=common)
        else:
            found = _apart(_moments(first, common=common), _moments(second, common=common))
        _, low, high = _interval(*found)
        covered += low <= 0.3 <= high
    assert 0.92 <= covered / 400 <= 0.98


def test_a_study_changed_in_nothing_has_no_difference():
    found = compare(swept(study()), swept(study()))
    change = found.changes[INDEX]
    assert (change.difference, change.low, change.high, change.changed) == (0.0, 0.0, 0.0, 0.0)
    assert found.differences == ()
    assert found.changes["spread_latency"].changed == 0.0  # missing in both is no change


def test_keys_levers_code_network_and_versions_that_differ_are_named():
    other = {**RECORD, "code": "c", "base": {"stress": 0.4}, "libraries": {"numpy": "3"}}
    made = replace(study(), preset="moderate")
    found = compare(swept(study()), swept(made), (RECORD, other))
    told = {one.what: (one.first, one.second) for one in found.differences}
    assert told == {
        "preset": ("healthy", "moderate"), "lever stress": (0.0, 0.4), "code": ("a", "c"),
        "library numpy": ("2", "3"),
    }  # fmt: skip


def test_only_shared_points_count_and_an_axis_that_one_study_holds_is_at_its_base():
    plane = swept(study(("loss", "touch"), 3))
    found = compare(swept(study(count=5)), plane)
    assert found.axes == ("loss", "touch")
    assert found.points == (5, 9, 3)  # losses 0, 0.5 and 1 without touch
    assert found.changes[INDEX].table.index.tolist() == [(0.0, 0.0), (0.5, 0.0), (1.0, 0.0)]


def test_a_difference_is_of_runs_with_a_value_in_both():
    first, second = swept(study()), swept(study(), 0.5)
    second.rows.loc[(second.rows.replicate == 2) & (second.rows.loss == 1.0), INDEX] = np.nan
    change = compare(first, second).changes[INDEX]
    assert (change.valued, change.runs) == (29, 30)
    assert change.table["difference"].tolist() == pytest.approx([0.5] * 5)
    assert change.table["n"].tolist() == [6, 6, 6, 6, 5]
    second.rows[INDEX] = np.nan
    found = compare(first, second)
    assert set(found.refused) == {INDEX}


def test_studies_that_share_nothing_are_refused():
    with invalid("DIR2", "B"):
        made = replace(study(), measures=("overflow",))
        compare(swept(study()), Swept(made, swept(study()).rows))
    far = swept(study())
    far.rows["loss"] += 0.01
    with invalid("DIR2", "B"):
        compare(swept(study()), far)


@pytest.mark.parametrize("axes", [("loss",), ("loss", "touch"), ("loss", "touch", "stress")])
def test_the_report_has_a_figure_a_table_and_words_for_each_measure(axes):
    found = compare(swept(study(axes, 3)), swept(study(axes, 3), 0.5))
    report = comparison_report(found)
    assert [part.key for part in report.sections] == [f"compare-{INDEX}", "compare-spread_latency"]
    assert report_html(report).count("<svg") == 2
    listing = comparison_as_dict(found)
    assert listing["measures"][INDEX]["difference"] == pytest.approx(0.5)
    assert len(listing["measures"][INDEX]["at"]) == 3 ** len(axes)
