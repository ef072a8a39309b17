"""Paradigms of a sweep: on the chosen condition alone, with lesions, in either precision."""

import numpy as np
import pytest

from motorloops import Params, build_network, hold, run_study, simulate
from motorloops.experiments.sweeps.replay import replay
from motorloops.experiments.sweeps.results import open_results
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.simulate import simulate_runs

STUDY = {
    "body": "chain:2",
    "paradigms": ["hold_and_release", "maximal_contraction"],
    "design": {"kind": "list", "axes": {"loss_spinal": [0.0, 0.3, 0.6], "stress": [0.0, 0.2, 1.0]}},
    "seeds": {"count": 2, "kind": "independent"},
}
NEEDS_HEALTH = {
    "maximal_contraction.mean_strength_over_healthy",
    "maximal_contraction.strength_over_healthy@flexor_0",
}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    path = tmp_path_factory.mktemp("reference")
    run_study(STUDY, path / "with", threads=1)
    run_study({**STUDY, "healthy_reference": False}, path / "without", threads=1)
    return open_results(path / "with"), open_results(path / "without")


def test_the_figures_are_the_same_without_the_reference(both):
    with_it, without = (set(results.study.measures) for results in both)
    gone = with_it - without
    assert without <= with_it
    assert gone >= NEEDS_HEALTH
    assert all(name.endswith("-healthy") or "over_healthy" in name for name in gone)
    kept = sorted(without)
    one, other = (results.frame(kept) for results in both)
    assert np.array_equal(one.to_numpy(), other.to_numpy(), equal_nan=True)


def test_the_copy_of_the_study_says_it(both):
    assert [results.study.healthy_reference for results in both] == [True, False]
    assert both[0].study.digest != both[1].study.digest


def test_a_row_is_rerun_without_the_reference(both):
    assert all(replay(str(both[1].folder.path), row)["same"] for row in range(6))


def test_figures_are_exact_unless_the_study_asks_for_float32(both, tmp_path):
    exact = both[1]
    assert exact.study.precision == "float64"
    table = {**STUDY, "healthy_reference": False, "precision": "float32"}
    rough = run_study(table, tmp_path / "sweep", threads=1)
    names = list(exact.study.measures)
    one, other = (results.frame(names).to_numpy() for results in (exact, rough))
    assert not np.array_equal(one, other, equal_nan=True)
    np.testing.assert_allclose(one, other, rtol=1e-2, atol=1e-3)
    assert replay(str(tmp_path / "sweep"), 0)["same"]


def test_a_lesion_lasts_through_a_paradigm(tmp_path):
    keys = ["", "MN/flexor_0", "GPI/flexor_1"]
    table = {
        **STUDY,
        "paradigms": ["hold_and_release"],
        "healthy_reference": False,
        "design": {"kind": "list", "axes": {"lesion": keys}},
    }
    results = run_study(table, tmp_path / "sweep", threads=1)
    name = "hold_and_release.agonist_activation"
    rows = results.frame(["lesion", "seed", name])
    network = build_network("chain:2")
    for lesion, seed, found in rows.itertuples(index=False):
        cut = [{lesion: 1.0} if lesion else {}]
        run = simulate_runs([Params()], hold(), [seed], network, lesions=cut)
        assert MEASURES["agonist_activation"].compute(measure_input(run))[0] == found
    assert rows.groupby("lesion")[name].mean().nunique() == 3
    assert all(replay(str(tmp_path / "sweep"), row)["same"] for row in range(6))


def test_lesions_of_single_runs_are_those_of_a_timeline():
    network, cut = build_network("chain:2"), {"GPI/flexor_0": 0.5}
    runs = simulate_runs([Params()] * 3, hold(0.8), [5, 5, 6], network, lesions=[{}, cut, {}])
    alone = simulate(Params(), hold(0.8), [5], network)
    assert (runs.activation[:, :, 0] == alone.activation[:, :, 0]).all()
    assert (runs.activation[:, :, 1] != alone.activation[:, :, 0]).any()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paradigms": None, "measures": ["overflow"]}, "healthy_reference"),
        ({"design": {"kind": "grid", "axes": {"initial": ["a.json"]}}}, "design.axes.initial"),
    ],
)
def test_what_has_no_reference_is_refused(tmp_path, changes, field):
    table = {**STUDY, "healthy_reference": False, **changes}
    with pytest.raises(InputError) as error:
        run_study({k: v for k, v in table.items() if v is not None}, tmp_path / "out")
    assert error.value.field.endswith(field)
    assert not (tmp_path / "out").exists()
