"""Designs give the points that they promise, and what SALib's analyses expect."""

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris, sobol

from motorloops.experiments.sweeps.chunks import chunk_plan
from motorloops.experiments.sweeps.design import design_points, points, points_digest, problem
from motorloops.experiments.sweeps.study_file import check_study
from tests.helpers.studies import table

RANGES = {"loss_cortex": {"low": 0.0, "high": 0.6}, "noise_tau": {"low": 10, "high": 90}}


def made(tmp_path, kind="grid", axes=None, **more):
    design = {"kind": kind, **({"axes": axes} if axes else {}), **more}
    return check_study(table(design=design), tmp_path / "small.toml")


def test_a_grid_takes_every_combination_last_axis_fastest(tmp_path):
    study = made(tmp_path, axes={"touch": {"low": 0, "high": 1, "count": 3}, "effort": [0.9, 0.1]})
    frame = points(study)
    assert frame["touch"].tolist() == [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    assert frame["effort"].tolist() == [0.9, 0.1] * 3


def test_pairs_grid_two_levers_at_a_time_and_leave_the_others_at_the_base(tmp_path):
    axes = {"touch": [0.5, 1.0], "stress": [0.1, 0.2, 0.3], "effort": [0.7, 0.8]}
    frame = points(made(tmp_path, "pairs", axes))
    assert frame.groupby("pair", sort=False).size().to_dict() == {
        "touch*stress": 6, "touch*effort": 4, "stress*effort": 6,
    }  # fmt: skip
    assert set(frame[frame.pair == "touch*stress"].effort) == {0.4}
    assert set(frame[frame.pair == "stress*effort"].touch) == {0.0}


def test_a_short_form_in_pairs_stays_at_what_the_preset_gives(tmp_path):
    study = table(preset="moderate", design={"kind": "pairs", "axes": {
        "loss": [0.1, 0.2], "touch": [0.5, 1.0], "stress": [0.5, 1.0]}})  # fmt: skip
    frame = points(check_study(study, tmp_path / "small.toml"))
    base = check_study(study, tmp_path / "small.toml").base().loss_cortex
    assert set(frame[frame.pair == "touch*stress"].loss) == {base}


def test_a_list_takes_its_values_side_by_side(tmp_path):
    frame = points(
        made(tmp_path, "list", {"touch": [0.5, 0.5, 1.0], "agonist": ["", "flexor_1", ""]})
    )
    assert frame.to_dict("list") == {"touch": [0.5, 0.5, 1.0], "agonist": ["", "flexor_1", ""]}


def test_a_list_reads_a_table(tmp_path):
    (tmp_path / "points.csv").write_text("note,loss,toxin_muscle\na,0.25,\nb,0.5,extensor_0\n")
    study = made(tmp_path, "list", file="points.csv", columns=["toxin_muscle", "loss"])
    expected = pd.DataFrame({"toxin_muscle": ["", "extensor_0"], "loss": [0.25, 0.5]})
    pd.testing.assert_frame_equal(points(study).astype({"toxin_muscle": str}),
                                  expected.astype({"toxin_muscle": str}))  # fmt: skip


def test_every_lesion_is_every_node(tmp_path):
    study = made(tmp_path, axes={"lesion": "every", "touch": [0.0, 1.0]})
    assert points(study)["lesion"].tolist()[::2] == list(study.network().node_keys)


def test_lhs_puts_one_point_into_each_slice(tmp_path):
    frame = points(made(tmp_path, "lhs", RANGES, samples=20))
    for name, axis in RANGES.items():
        share = (frame[name] - axis["low"]) / (axis["high"] - axis["low"])
        assert sorted(np.floor(share * 20).astype(int)) == list(range(20))


@pytest.mark.parametrize("second", [False, True])
def test_sobol_is_what_salib_samples_and_analyses(tmp_path, second):
    study = made(tmp_path, "sobol", RANGES, samples=64, second_order=second)
    found, asked = points(study), problem(study.design)
    seed = np.random.default_rng(np.random.SeedSequence(study.seeds.root))
    expected = sobol.sample(asked, 64, calc_second_order=second, seed=seed)
    assert np.array_equal(found.to_numpy(), expected)
    y = found["loss_cortex"].to_numpy() * 3 + 0 * found["noise_tau"].to_numpy()
    indices = sobol_analysis.analyze(asked, y, calc_second_order=second, seed=1)
    assert indices["S1"] == pytest.approx([1.0, 0.0], abs=0.1)


def test_morris_is_what_salib_samples_and_analyses(tmp_path):
    study = made(tmp_path, "morris", RANGES, trajectories=8, levels=6)
    found, asked = points(study), problem(study.design)
    seed = np.random.default_rng(np.random.SeedSequence(study.seeds.root))
    expected = morris.sample(asked, 8, num_levels=6, seed=seed)
    assert np.array_equal(found.to_numpy(), expected)
    y = found["loss_cortex"].to_numpy() * 3.0
    indices = morris_analysis.analyze(asked, found.to_numpy(), y, num_levels=6, seed=1)
    assert list(indices["mu_star"]) == pytest.approx([1.8, 0.0], abs=1e-9)


@pytest.mark.parametrize("kind", ["lhs", "sobol", "morris"])
def test_another_root_draws_other_points(tmp_path, kind):
    more = {"trajectories": 4} if kind == "morris" else {"samples": 8}
    design = {"kind": kind, "axes": RANGES, **more}
    one, same, other = (
        design_points(check_study(table(design=design, seeds__root=root), tmp_path / "small.toml"))
        for root in (1, 1, 2)
    )
    assert points_digest(one) == points_digest(same) != points_digest(other)


@pytest.mark.parametrize("kind", ["grid", "pairs"])
def test_points_of_a_grid_are_the_same_one_by_one(tmp_path, kind):
    axes = {"touch": [0.5, 1.0], "stress": [0.1, 0.2, 0.3], "effort": [0.7, 0.8]}
    found = design_points(made(tmp_path, kind, axes))
    whole = pd.DataFrame(found.rows(0, len(found)))
    parts = [pd.DataFrame(found.rows(k, min(k + 5, len(found)))) for k in range(0, len(found), 5)]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_chunks_hold_whole_replicates_first(tmp_path):
    plan = chunk_plan(check_study(table(), tmp_path / "small.toml"), tmp_path)
    assert (plan.runs, len(plan)) == (48, 7)
    rows = [pd.DataFrame(plan.task(chunk).columns) for chunk in range(len(plan))]
    assert [len(part) for part in rows] == [7] * 6 + [6]
    whole = pd.concat(rows, ignore_index=True)
    once = points(check_study(table(), tmp_path / "small.toml"))
    pd.testing.assert_frame_equal(whole, pd.concat([once] * 4, ignore_index=True))


def test_a_hundred_million_runs_are_planned_without_their_points(tmp_path):
    axes = {name: {"low": 0.0, "high": 1.0, "count": 5000} for name in ("touch", "stress")}
    plan = chunk_plan(made(tmp_path, axes=axes), tmp_path)
    assert plan.runs == 100_000_000
    assert plan.task(len(plan) - 1).columns["touch"].tolist()[-1] == 1.0
