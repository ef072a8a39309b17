"""Named conditions: each can be used as it stands, and says what it changes."""

import dataclasses

import pytest

from motorloops.model.coefficients import make_coefficients
from motorloops.model.errors import InputError
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import load_body
from motorloops.model.network.build import build_network
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import PRESETS, Preset, preset
from tests.helpers.invalid import invalid

each_preset = pytest.mark.parametrize("entry", PRESETS.values(), ids=lambda entry: entry.name)


@each_preset
def test_it_fits_its_body(entry):
    params = Params().replace(**entry.changes)
    make_coefficients(build_network(entry.body or "arm"), [params])


@each_preset
def test_it_is_told_in_plain_words(entry):
    assert PRESETS[entry.name] is entry
    assert entry.title
    assert entry.sentence.endswith(".")
    assert len(entry.sentence.split()) <= 25
    assert entry.sentence.isascii()


def test_titles_and_sentences_differ():
    assert len({entry.title for entry in PRESETS.values()}) == len(PRESETS)
    assert len({entry.sentence for entry in PRESETS.values()}) == len(PRESETS)


def test_only_healthy_changes_nothing():
    unchanged = [e.name for e in PRESETS.values() if Params().replace(**e.changes) == Params()]
    assert unchanged == ["healthy"]


@pytest.mark.parametrize(("name", "lost"), [("mild", 0.15), ("moderate", 0.35), ("severe", 0.8)])
def test_graded_loss_is_the_same_at_all_sites(name, lost):
    params = Params().replace(**preset(name).changes)
    assert [getattr(params, site) for site in LOSSES] == [lost] * len(LOSSES)


@pytest.mark.parametrize("site", ["cortex", "basal_ganglia", "cerebellum", "spinal"])
def test_a_site_alone_is_lost_wholly_and_alone(site):
    assert dict(preset(site).changes) == {f"loss_{site}": 1.0}


def test_focal_presets_name_their_body():
    assert "index" in load_body("hand", load_atlas()).joints
    assert preset("writers_cramp").body == "hand"
    assert preset("cervical").body == "neck"
    assert preset("cervical").changes["loss_side"] in load_body("neck", load_atlas()).sides


def test_unknown_name_suggests_the_nearest():
    with pytest.raises(InputError, match=r'preset.*moderat_touch.*did you mean "moderate_touch"'):
        preset("moderat_touch")


def test_a_preset_cannot_be_altered_nor_be_wrong():
    with pytest.raises(dataclasses.FrozenInstanceError):
        preset("mild").title = "other"  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        preset("mild").changes["stress"] = 1.0  # pyright: ignore[reportIndexIssue]
    with pytest.raises(TypeError):
        PRESETS["mild"] = preset("severe")  # pyright: ignore[reportIndexIssue]
    with invalid("stress", 2.0):
        Preset("x", "X", "Wrong.", None, {"stress": 2.0})
