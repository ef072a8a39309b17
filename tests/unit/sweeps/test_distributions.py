"""Axes of drawn designs that are not uniform, and the root of the points."""

import numpy as np
import pytest
from scipy import stats

from motorloops.experiments.analysis.sensitivity import pawn, sensitivity_of, sobol
from motorloops.experiments.sweeps.chunks import chunk_plan
from motorloops.experiments.sweeps.design import design_points, drawn_settings, points, problem
from motorloops.experiments.sweeps.design import points_digest as digest_of
from motorloops.experiments.sweeps.distributions import described
from motorloops.experiments.sweeps.study import as_toml
from motorloops.experiments.sweeps.study_file import check_study, read_study
from motorloops.model.errors import InputError
from tests.helpers.studies import table

RANGE = {"low": 0.0, "high": 0.6}
# Axes with the distribution that they must have.
AXES = {
    "loss_cortex": ({"distribution": "normal", "mean": 0.2, "sd": 0.2},
                    stats.truncnorm(-1.0, 4.0, 0.2, 0.2)),
    "noise_tau": ({"distribution": "loguniform", "low": 10, "high": 90},
                  stats.loguniform(10, 90)),
    "touch": ({"distribution": "beta", "a": 2, "b": 5}, stats.beta(2, 5)),
    "stress": ({"distribution": "triangular", "low": 0.1, "mode": 0.2, "high": 0.9},
               stats.triang(0.125, 0.1, 0.8)),
    "effort": ({"distribution": "uniform", "low": 0.1, "high": 0.9}, stats.uniform(0.1, 0.8)),
}  # fmt: skip
CATEGORIES = {"toxin_muscle": {"categories": ["", "flexor_1", "extensor_0"],
                               "probabilities": [0.5, 0.3, 0.2]}}  # fmt: skip


def made(tmp_path, kind="lhs", axes=None, seeds=None, **more):
    size = {"trajectories": 6} if kind == "morris" else {"samples": 256}
    axes = axes or {name: given for name, (given, _) in AXES.items()}
    design = {"kind": kind, "axes": axes, **size, **more}
    return check_study(table(design=design, seeds=seeds or {"count": 1}), tmp_path / "small.toml")


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_an_axis_has_its_distribution(tmp_path, kind):
    frame = points(made(tmp_path, kind))
    for name, (_, expected) in AXES.items():
        assert stats.kstest(frame[name], expected.cdf).statistic < 0.04, name


def test_a_normal_axis_is_truncated_to_the_limits_of_its_lever_and_says_so(tmp_path):
    study = made(tmp_path, axes={"loss_cortex": AXES["loss_cortex"][0], "touch": RANGE})
    (axis, _) = study.design.axes
    assert (axis.low, axis.high) == (0.0, 1.0)
    drawn = points(study)["loss_cortex"]
    assert drawn.between(0.0, 1.0).all()
    assert "leaves out 15.8" in described(axis)  # Phi(-1) = 15.87 %


def test_a_short_form_has_the_limits_of_its_levers(tmp_path):
    study = made(tmp_path, axes={"loss": AXES["loss_cortex"][0]})
    assert (study.design.axes[0].low, study.design.axes[0].high) == (0.0, 1.0)


def test_uniform_axes_beside_others_are_drawn_as_alone(tmp_path):
    alone = points(made(tmp_path, axes={"touch": RANGE, "stress": RANGE}))
    mixed = points(made(tmp_path, axes={"touch": RANGE, "loss_cortex": AXES["loss_cortex"][0]}))
    assert np.array_equal(alone["touch"], mixed["touch"])


def test_categories_have_their_probabilities(tmp_path):
    frame = points(made(tmp_path, axes={**CATEGORIES, "touch": RANGE}))
    share = frame["toxin_muscle"].value_counts(normalize=True)
    assert share.to_dict() == pytest.approx({"": 0.5, "flexor_1": 0.3, "extensor_0": 0.2}, abs=0.01)


def test_categories_are_equally_probable_by_default(tmp_path):
    frame = points(
        made(tmp_path, axes={"touch": {"categories": [0.0, 0.25, 1.0]}, "stress": RANGE})
    )
    assert frame["touch"].value_counts(normalize=True).to_dict() == pytest.approx(
        dict.fromkeys((0.0, 0.25, 1.0), 1 / 3), abs=0.01
    )


def test_the_study_file_written_reads_back_the_same(tmp_path):
    axes = {**{name: given for name, (given, _) in AXES.items()}, **CATEGORIES}
    study = made(tmp_path, "sobol", axes, root=5)
    (tmp_path / "again.toml").write_text(as_toml(study), encoding="utf-8")
    again = read_study(tmp_path / "again.toml")
    assert again.design == study.design
    assert again.identity() == study.identity()
    assert digest_of(design_points(again)) == digest_of(design_points(study))


@pytest.mark.parametrize("kind", ["lhs", "sobol", "morris"])
def test_the_points_have_their_own_root(tmp_path, kind):
    axes = {"touch": RANGE, "stress": RANGE}

    def of(noise, **root):
        study = made(tmp_path, kind, axes, {"count": 2, "root": noise}, **root)
        seeds = chunk_plan(study, tmp_path).group.root
        return digest_of(design_points(study)), seeds, study.digest

    one, other = of(1, root=7), of(2, root=7)
    assert one[0] == other[0]
    assert one[1:] != other[1:]
    assert of(1)[0] != of(1, root=7)[0]
    assert of(1) == of(1, root=1)  # the default, written out


def test_the_digest_of_a_study_without_the_new_keys_is_unchanged(tmp_path):
    study = made(tmp_path, axes={"touch": RANGE, "stress": RANGE})
    assert not [key for key in study.identity() if key in ("design.root", "own", "paradigms")]
    assert study.identity()["design.axes.touch"] == [0.0, 0.6, 0]


@pytest.mark.parametrize(
    ("axis", "field", "value"),
    [
        ({"distribution": "normal", "mean": 0.3}, "loss.sd", "nothing"),
        ({"distribution": "normal", "mean": 0.3, "sd": 0}, "loss.sd", 0),
        ({"distribution": "normal", "mean": 3.0, "sd": 0.1}, "loss.mean", 3.0),
        ({"distribution": "normal", "mean": 0.3, "sd": 0.1, "high": 2}, "loss.high", 2.0),
        ({"distribution": "nromal", "mean": 0.3, "sd": 0.1}, "loss.distribution", "nromal"),
        ({"distribution": "normal", "mean": 0.3, "sd": 0.1, "a": 1}, "loss.a", "a"),
        ({"distribution": "loguniform", "low": 0, "high": 1}, "loss.low", 0),
        ({"distribution": "triangular", "low": 0, "high": 0.5, "mode": 0.6}, "loss.mode", 0.6),
        ({"distribution": "beta", "a": -1, "b": 1}, "loss.a", -1),
        ({"distribution": 3, "low": 0, "high": 1}, "loss.distribution", 3),
        ({"categories": [0.1]}, "loss.categories", [0.1]),
        ({"categories": [0.1, 0.1]}, "loss.categories", 0.1),
        ({"categories": [0.1, 7]}, "loss.categories", 7),
        ({"categories": [0.1, 0.2], "probabilities": [1.0]}, "loss.probabilities", [1.0]),
        ({"categories": [0.1, 0.2], "probabilities": [0.4, 0.4]}, "loss.probabilities", [0.4, 0.4]),
        ({"categories": [0.1, 0.2], "low": 0}, "loss.low", "low"),
    ],
)  # fmt: skip
def test_a_bad_distribution_is_refused(tmp_path, axis, field, value):
    with pytest.raises(InputError) as caught:
        made(tmp_path, axes={"touch": RANGE, "loss": axis})
    assert (caught.value.field, caught.value.value) == (f"small.toml: design.axes.{field}", value)


@pytest.mark.parametrize(
    ("kind", "axis", "word"),
    [
        ("morris", {"categories": ["", "flexor_1"]}, "categories"),
        ("lhs", ["", "flexor_1"], "categories = "),
        ("lhs", {"low": 0, "high": 1}, "categories = "),
        ("morris", {"low": 0, "high": 1}, "lhs or sobol"),
    ],
)
def test_names_are_drawn_from_categories_alone(tmp_path, kind, axis, word):
    with pytest.raises(InputError) as caught:
        made(tmp_path, kind, {"toxin_muscle": axis, "touch": RANGE, "stress": RANGE})
    assert word in str(caught.value)


@pytest.mark.parametrize("kind", ["grid", "list"])
def test_a_root_of_points_is_for_drawn_designs(tmp_path, kind):
    design = {"kind": kind, "axes": {"touch": [0.0, 1.0]}, "root": 3}
    with pytest.raises(InputError) as caught:
        check_study(table(design=design), tmp_path / "small.toml")
    assert caught.value.field == "small.toml: design.root"


# Sensitivity.


def test_sobol_indices_weigh_a_lever_by_its_distribution(tmp_path):
    """Of y = x1 + x2, a share of the variance is that of each distribution."""
    axes = {"loss_cortex": {"distribution": "normal", "mean": 0.5, "sd": 0.05}, "touch": RANGE}
    study = made(tmp_path, "sobol", axes, samples=1024)
    y = points(study)[["loss_cortex", "touch"]].sum(axis=1).to_numpy()
    variance = np.array([0.05**2, 0.6**2 / 12])
    found = sobol(y, problem(study.design), second_order=False).table
    first = found[found["index"] == "first"]["value"]
    np.testing.assert_allclose(first, variance / variance.sum(), atol=0.02)


def test_sobol_indices_of_categories(tmp_path):
    study = made(tmp_path, "sobol", {**CATEGORIES, "touch": RANGE}, samples=1024)
    frame = points(study)
    effect = {"": 0.0, "flexor_1": 1.0, "extensor_0": -1.0}
    y = frame["toxin_muscle"].map(effect).astype(float) + frame["touch"]
    own = 0.5 - 0.1**2  # variance of the effect: its square has the mean 0.3 + 0.2
    expected = np.array([own, 0.03]) / (own + 0.03)
    found = sobol(y.to_numpy(), problem(study.design), second_order=False).table
    np.testing.assert_allclose(found[found["index"] == "first"]["value"], expected, atol=0.03)


def test_morris_steps_in_the_unit_interval(tmp_path):
    axes = {"loss_cortex": {"distribution": "normal", "mean": 0.5, "sd": 0.1}, "touch": RANGE}
    study = made(tmp_path, "morris", axes, trajectories=8, levels=4)
    frame = points(study).assign(replicate=0)
    frame["point"] = np.arange(len(frame))
    frame["y"] = drawn_settings(study)[:, 0] * 2.0 + frame["touch"]
    (found,) = sensitivity_of(study, frame, "y").indices
    mu_star = found.table[found.table["index"] == "mu_star"]["value"]
    np.testing.assert_allclose(mu_star, [2.0, 0.6], atol=1e-9)
    assert points(study)["loss_cortex"].nunique() == 4


def test_pawn_sees_a_rare_category_and_gives_names_no_direction(tmp_path):
    rare = {"categories": ["", "flexor_1"], "probabilities": [0.95, 0.05]}
    study = made(tmp_path, axes={"toxin_muscle": rare, "touch": RANGE}, samples=1000)
    frame = points(study)
    y = (frame["toxin_muscle"] == "flexor_1").to_numpy(np.float64) + 1e-3 * frame["touch"]
    found = pawn(y.to_numpy(), drawn_settings(study), problem(study.design)).table
    value = found.set_index(["index", "lever"])["value"]
    assert value["pawn", "toxin_muscle"] > 0.4  # half of 0.95 and of 0.05
    assert ("rank", "toxin_muscle") not in value.index
    assert ("rank", "touch") in value.index
