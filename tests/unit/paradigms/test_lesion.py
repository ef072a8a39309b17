"""A share of one node's output removed: the node that is named, and no more than that."""

import json

import pytest

from motorloops.experiments.paradigms.lesion import MEASURED, SHARES, aimed, lesioned, usual_node
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.timeline import hold
from tests.helpers.command import call, refused
from tests.helpers.paradigm_runs import MODERATE, carried, mean

ARM = build_network("arm")
BASE = Params().replace(loss=MODERATE)


def _aimed(node):
    return aimed(node)(ARM, BASE, [1, 2, 3])


def test_without_a_name_the_pallidum_of_the_wanted_muscle_is_hurt():
    assert usual_node(ARM, BASE) == "GPI/biceps"
    assert usual_node(ARM, BASE.replace(agonist="wrist_flexor")) == "GPI/wrist_flexor"
    assert carried("lesion").equals(_aimed("GPI/biceps"))


def test_the_lesion_is_there_from_the_start_and_the_task_stays():
    timeline = lesioned(hold(), "RC/biceps", 0.5)
    assert timeline.phases[0].lesions == {"RC/biceps": 0.5}
    assert timeline.trying() == hold().trying()
    assert timeline.duration_ms == hold().duration_ms


@pytest.mark.parametrize("node", ["RC/biceps", "GPI/wrist_flexor"])
def test_all_of_it_is_what_the_atlas_of_lesions_tells(node):
    frame, atlas = _aimed(node), carried("lesion_atlas")
    for name in ("co_contraction_index", "overflow", "agonist_activation"):
        for condition in ("healthy", "chosen"):
            change = mean(frame, f"change_of_{name}", condition, SHARES[-1])
            told = mean(atlas, f"change_of_{name}", condition, node)
            assert change == pytest.approx(told, abs=2e-3), (name, condition)


def test_more_loss_of_the_command_is_more_loss_of_the_movement():
    frame = _aimed("CMD/biceps")
    activity = [mean(frame, "agonist_activation", "healthy", share) for share in SHARES]
    assert activity == sorted(activity, reverse=True)
    assert activity[-1] < activity[0] / 4
    assert set(frame["along"]) == {"share of CMD/biceps removed"}


def test_a_silent_node_is_not_missed():
    changes = _aimed("SKIN/biceps")
    changes = changes[changes["measure"].str.startswith("change_of")]
    assert len(changes) == 3 * len(MEASURED) * (len(SHARES) - 1)
    assert (changes["mean"] == 0.0).all()


def test_the_command_takes_the_node_for_a_lesion_only():
    code, out, _ = call(
        "paradigm", "lesion", "--body", "chain:2", "--seeds", "2", "--node", "RC/flexor_1", "--json"
    )
    assert code == 0
    rows = json.loads(out, parse_constant=pytest.fail)["rows"]
    assert {row["along"] for row in rows} == {"share of RC/flexor_1 removed"}


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("lesion", "--node", "GPI/bicep"), ("node", "'GPI/bicep'", '"GPI/biceps"')),
        (("lesion", "--node", ""), ("node", "''")),
        (("lesion", "--node", "GPI/biceps", "--body", "hand"), ("node", "'GPI/biceps'")),
        (("stress", "--node", "GPI/biceps"), ("--node", "'GPI/biceps'", "lesion")),
    ],
)
def test_a_node_that_cannot_be_used_is_refused(tmp_path, monkeypatch, argv, words):
    monkeypatch.chdir(tmp_path)
    line = refused("paradigm", *argv, "--plot", "kept.png")
    assert [word for word in words if word not in line] == [], line
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_node_is_refused_from_python():
    with pytest.raises(InputError, match="did you mean"):
        aimed("GPI/bicep")(ARM, BASE, [1])
    assert [name for name, paradigm in PARADIGMS.items() if paradigm.aim] == ["lesion"]
