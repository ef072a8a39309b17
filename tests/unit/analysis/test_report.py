"""What a report says of each kind of design, held to the formula that made the runs."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from motorloops.experiments.analysis.report import sweep_report
from motorloops.experiments.analysis.sections import curve_sections
from motorloops.model.errors import InputError
from motorloops.model.network.build import Network
from tests.helpers.synthetic_sweeps import (
    MEASURES,
    SITES,
    by_population,
    drawn,
    grid,
    lesions,
    losing,
    swept,
)


@dataclass(frozen=True)
class GivenNetwork:
    """A source that gives one network."""

    network: Network

    def read(self):
        return self.network


def part_of(report, key):
    return next(part for part in report.sections if part.key == key)


def numbers(text):
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


def with_limit(limit):
    """The sweep of two axes, on an arm with this healthy limit of the index."""
    plain = swept(grid(), losing)
    network = plain.study.network()
    network = replace(network, body=replace(network.body, healthy_index=limit))
    return type(plain)(replace(plain.study, source=GivenNetwork(network)), plain.rows)


@pytest.fixture(scope="module")
def two_axes():
    return sweep_report(with_limit(0.15))  # each seed is below it without a loss


def test_a_grid_of_two_axes_gives_maps_curves_and_thresholds(two_axes):
    keys = [part.key for part in two_axes.sections if "co_contraction" in part.key]
    assert keys == [
        "phases-co_contraction_index-loss-touch",
        "interaction-co_contraction_index-loss-touch",
        "dose-co_contraction_index-loss-touch",
        "threshold-co_contraction_index-loss-touch",
        "dose-co_contraction_index-touch-loss",
        "threshold-co_contraction_index-touch-loss",
        "region-co_contraction_index-above_0_15",
    ]
    assert not two_axes.refused
    assert len({part.key for part in two_axes.sections}) == len(two_axes.sections)
    assert "121 points, 6 seeds each, 726 runs; all points share their noise" in two_axes.facts[2]


def test_the_map_tells_its_ends_and_its_share_above_the_limit(two_axes):
    part = part_of(two_axes, "phases-co_contraction_index-loss-touch")
    mean = part.table["mean"].unstack(0)
    low, high = numbers(part.sentences[0])[1:3]
    assert low == pytest.approx(mean.iloc[0, 0], abs=0.001)
    assert high == pytest.approx(mean.iloc[-1, -1], abs=0.01)
    limit = two_axes.study.network().body.healthy_index
    over = (mean.to_numpy() > limit).mean()
    assert numbers(part.sentences[1]) == pytest.approx([limit, round(100 * over)])


def test_the_threshold_lies_where_the_formula_crosses_the_limit(two_axes):
    part = part_of(two_axes, "threshold-co_contraction_index-loss-touch")
    loss = np.linspace(0.0, 1.0, 100_001)
    for touch in (0.0, 0.5, 1.0):
        y = 1.0 / (1.0 + np.exp(-5.0 * (loss + 0.2 + loss - 0.6 - 0.4 * touch)))
        truth = loss[np.argmax(y > two_axes.study.network().body.healthy_index)]
        assert part.table.loc[touch, "mean"] == pytest.approx(truth, abs=0.02)
    assert (part.table["n"] == 6).all()
    assert "Doses are 0.1 apart" in part.sentences[-1]


def test_the_limit_is_that_of_the_body_of_the_study():
    report = sweep_report(with_limit(0.4))
    part = part_of(report, "threshold-co_contraction_index-loss-touch")
    assert "crosses 0.4" in part.title
    part = part_of(report, "phases-co_contraction_index-loss-touch")
    assert "the healthy limit of 0.4" in part.sentences[1]


def test_gaps_are_told_and_nothing_is_made_up(two_axes):
    part = part_of(two_axes, "phases-spread_latency-loss-touch")
    gaps = int(part.table["mean"].isna().sum())
    assert gaps
    assert f"{gaps} of 121 points have no value and are hatched." in part.sentences
    assert any("cannot be told" in sentence for sentence in part.sentences)
    assert np.isnan(part.table["mean"].iloc[0])
    assert "lowest" not in part.sentences[0]  # no figure where there is no value
    assert not any(
        part.key == "interaction-spread_latency-loss-touch" for part in two_axes.sections
    )


def test_means_over_a_selection_of_runs_are_called_so():
    found = swept(grid(5), losing)
    report = sweep_report(found)
    missing = int(found.rows["spread_latency"].isna().sum())
    parts = [part for part in report.sections if "spread_latency" in part.key]
    assert {part.key.split("-")[0] for part in parts} == {"dose", "phases"}
    for part in parts:
        assert any(
            f"{missing} of {len(found.rows)} runs have no value" in s for s in part.sentences
        )
    complete = part_of(report, "dose-overflow-loss-touch")
    assert not any("have no value" in sentence for sentence in complete.sentences)


def test_seeds_that_do_not_cross_are_bounds_in_the_report():
    part = part_of(sweep_report(with_limit(1.05)), "threshold-co_contraction_index-loss-touch")
    assert (part.table["never"] == 6).any()
    assert "the median of all 6 seeds is at least" in " ".join(part.sentences)


def overflow_above(limit, kind="lhs", **more):
    """The runs of a drawn design, and the report on where their overflow is above a limit."""
    found = swept(drawn(kind, ("loss", "touch", "stress"), **more), losing)
    return found, sweep_report(found, [], [f"overflow>{limit}"])


def test_a_drawn_design_tells_the_region_of_an_outcome():
    found, report = overflow_above(0.25, samples=400)
    (part,) = report.sections
    assert part.key == "region-overflow-above_0_25_MVC"
    first = part.table.reset_index().to_dict("records")[0]
    assert (first["region"], first["lever"]) == (1, "loss")
    assert first["runs"] == 3 * first["points"]
    assert first["density"] == pytest.approx(first["shown"] / first["runs"])
    told = part.sentences[0]
    assert f"at least {first['low']:.4g}" in told
    assert set(numbers(told)) >= {0.25, round(100 * first["density"]), first["runs"]}
    everywhere = (found.rows["overflow"] > 0.25).mean()
    assert first["density"] > 0.9 > everywhere
    assert "other 200 of 400 points" in part.sentences[-1]


def test_of_a_sobol_design_only_the_points_drawn_independently_count():
    _, report = overflow_above(0.25, "sobol", samples=128, second_order=False)
    assert "other 128 of 256 points" in report.sections[0].sentences[-1]


@pytest.mark.parametrize(("limit", "told"), [(-1, "every run shows it"), (9, "no run shows it")])
def test_an_outcome_that_nothing_decides_has_a_reason_and_no_region(limit, told):
    _, report = overflow_above(limit, samples=50)
    assert not report.sections
    assert told in report.refused[0]


def test_regions_need_levers_that_vary_freely():
    for table in (drawn("morris", trajectories=8, levels=4), grid(4, 4, SITES[:3], "pairs")):
        found = swept(table, losing)
        assert not any("region" in part.key for part in sweep_report(found).sections)
        with pytest.raises(InputError, match="design"):
            sweep_report(found, [], ["overflow>0.1"])


def test_regions_are_those_of_the_healthy_limits_unless_they_are_named():
    found = swept(drawn("lhs", ("loss", "touch"), samples=200), losing)
    report = sweep_report(found, ["overflow", "after_contraction"])
    assert [part.key for part in report.sections if "region" in part.key] == [
        "region-after_contraction-above_0_5_s"
    ]
    assert not any("region" in part.key for part in sweep_report(found, regions=[]).sections)
    asked = sweep_report(found, ["overflow"], ["overflow>0.25"])
    assert ["region" in part.key for part in asked.sections] == [True, False, False]


def test_pairs_give_a_map_and_an_interaction_for_each_pair():
    report = sweep_report(swept(grid(5, 4, SITES[:3], "pairs"), losing))
    for one, other in (SITES[:2], (SITES[0], SITES[2]), SITES[1:3]):
        found = part_of(report, f"interaction-co_contraction_index-{one}-{other}")
        assert len(found.table) == 16
        assert part_of(report, f"phases-overflow-{one}-{other}").table.shape[0] == 25


def test_one_axis_gives_curves_and_more_than_two_a_list_of_points():
    one = sweep_report(swept(grid(11, 6, ("loss",)), losing))
    assert {part.key.split("-")[0] for part in one.sections} == {"dose", "threshold"}
    three = sweep_report(swept(grid(3, 4, ("loss", "touch", "stress")), losing))
    assert {part.key.split("-")[0] for part in three.sections} == {"points"}
    assert len(three.sections[0].table) == 27


@pytest.mark.parametrize(
    ("levels", "means", "told"),
    [
        ([0.5], [0.2], [0.2, 0.5]),  # a mean, and the only level it is of
        (["", "GPI/biceps", "TH/biceps"], [0.3, 0.1, 0.6], [0.1, 0.6]),
    ],
)
def test_levels_without_an_order_are_no_doses(levels, means, told):
    table = pd.DataFrame(
        {0: means}, pd.Index(levels, name="loss" if len(levels) == 1 else "lesion")
    )
    (part,) = curve_sections(table, str(table.index.name), "overflow", None, common=True)
    assert numbers(part.sentences[0])[:2] == told
    assert not any("dose" in sentence for sentence in part.sentences)


@pytest.mark.parametrize(
    ("table", "methods"),
    [
        (drawn("sobol", samples=64, second_order=True), {"sobol", "pawn"}),
        (drawn("sobol", samples=64), {"sobol", "pawn"}),
        (drawn("morris", trajectories=8), {"morris"}),
        (drawn("lhs", samples=200), {"pawn"}),
    ],
)
def test_drawn_designs_give_indices_of_every_measure(table, methods):
    report = sweep_report(swept(table, losing))
    assert {part.key.split("-")[0] for part in report.sections} == {*methods, "convergence"}
    for measure in MEASURES[:3]:
        assert any(part.key.endswith(measure) for part in report.sections)


def test_what_has_too_many_gaps_is_refused_by_name_and_the_rest_is_told():
    found = swept(drawn("sobol", samples=32), losing)
    found.rows.loc[found.rows.index % 3 == 0, "overflow"] = np.nan
    found.rows.loc[found.rows.point % 7 != 0, "spread_latency"] = np.nan
    report = sweep_report(found)
    assert [line.split(":")[0] for line in report.refused] == [
        "Spread latency",
        "Where co-contraction index is above 0.13",  # nearly every run shows them
        "Where after contraction is above 0.5 s",
    ]
    assert "Saltelli blocks" in report.refused[0]
    assert any(part.key == "sobol-overflow" for part in report.sections)


def test_failed_runs_and_an_unfinished_sweep_are_told():
    found = swept(grid(5), losing)
    bad = found.rows.index[:7]
    found.rows.loc[bad, ["status", "reason"]] = ["diverged", "not finite"]
    found.rows.loc[bad, MEASURES] = np.nan
    half = type(found)(found.study, found.rows, complete=False)
    facts = sweep_report(half).facts
    assert "Without a value: 7 diverged. They count as gaps." in facts
    assert "not finished" in facts[-1]


def test_lesions_are_grouped_by_all_outcomes_at_all_levels():
    report = sweep_report(swept(lesions(), by_population))
    (part,) = report.sections
    groups = part.table["group"]
    by_kind = {"pallidum": ("GPI", "D1"), "cortex": ("M1",), "rest": ("STN", "PC", "IA")}
    seen = [
        {int(groups[node]) for node in groups.index if node.split("/")[0] in keys}
        for keys in by_kind.values()
    ]
    assert all(len(found) == 1 for found in seen)
    assert len(set.union(*seen)) == 3
    text = " ".join(part.sentences)
    assert "GPI of every muscle" in text
    assert "more co-contraction index and more overflow (Loss: everywhere 0). " in text


def test_lesions_that_differ_by_chance_alone_are_refused():
    flat = swept(lesions(), lambda frame: dict.fromkeys(MEASURES[:3], frame["loss"] * 0.0))
    report = sweep_report(flat)
    assert not report.sections
    assert "none of them tells the lesions apart" in report.refused[0]


@pytest.mark.parametrize(
    "table", [grid(5), grid(4, 4, SITES[:3], "pairs"), drawn("sobol", samples=64)]
)
@pytest.mark.parametrize("share", [0.05, 0.4, 0.9])
def test_any_part_of_a_sweep_can_be_read(table, share):
    whole = swept(table, losing)
    rng = np.random.default_rng(1)
    done = whole.rows[rng.random(len(whole.rows)) < share]
    report = sweep_report(type(whole)(whole.study, done, complete=False))
    assert report.sections or report.refused
    assert "not finished" in report.facts[-1]
