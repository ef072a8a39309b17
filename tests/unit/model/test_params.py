"""Levers and constants: defaults, validation, short forms, and texts from the command line."""

import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.agents import MotorModel
from motorloops.model.errors import InputError
from motorloops.model.params import GROUPS, LOSSES, SHORT_FORMS, Params, expand, levers, parse_pairs
from tests.helpers.invalid import invalid

NUMBERS = [lever for lever in levers().values() if lever.kind == "number"]
CHOICES = [lever for lever in levers().values() if lever.kind == "choice"]
HEALTHY_NOT_ZERO = {"loss_width", "proprioceptive_gain", "effort", "forgetting", "homeostasis"}
by_name = pytest.mark.parametrize("lever", NUMBERS, ids=lambda lever: lever.name)


def test_every_field_has_its_row_in_the_table() -> None:
    fields = [field.name for field in dataclasses.fields(Params)]
    assert list(levers()) == fields
    assert list(Params().as_dict()) == fields
    for lever in levers().values():
        assert lever.group in GROUPS
        assert lever.label
        assert lever.meaning
        assert lever.source
        assert getattr(Params(), lever.name) == lever.default
        assert lever.group == "constant" or lever.meaning.endswith("."), lever.name
    assert {lever.group for lever in levers().values()} == set(GROUPS)


@by_name
def test_a_default_lies_in_its_range_and_both_ends_are_allowed(lever) -> None:
    assert lever.low < lever.high
    assert lever.low <= lever.default <= lever.high
    for end in (lever.low, lever.high):
        assert getattr(Params().replace(**{lever.name: end}), lever.name) == end


def test_the_default_is_healthy() -> None:
    shown = [lever for lever in NUMBERS if lever.group != "constant"]
    assert {lever.name for lever in shown if lever.default != 0.0} == HEALTHY_NOT_ZERO
    assert all(lever.default == "" for lever in CHOICES)


@by_name
@pytest.mark.parametrize("wrong", ["below", "above", "nan", "inf", "text", "none", "bool", "list"])
def test_a_wrong_number_is_refused_by_name(lever, wrong: str) -> None:
    values = {
        "below": lever.low - 1e-6, "above": lever.high * (1 + 1e-6), "nan": float("nan"),
        "inf": float("inf"), "text": "much", "none": None, "bool": True, "list": [0.5],
    }  # fmt: skip
    with pytest.raises(InputError) as caught:
        Params().replace(**{lever.name: values[wrong]})
    assert caught.value.field == lever.name
    assert caught.value.value is values[wrong]
    assert f"{lever.low:g} to {lever.high:g}" in str(caught.value)


@pytest.mark.parametrize("lever", CHOICES, ids=lambda lever: lever.name)
def test_a_choice_is_a_text_without_spaces_around(lever) -> None:
    assert getattr(Params().replace(**{lever.name: " biceps "}), lever.name) == "biceps"
    with invalid(lever.name, 3):
        Params().replace(**{lever.name: 3})


def test_the_constructor_checks_too() -> None:
    with invalid("effort", 2):
        Params(effort=2)
    assert type(Params(effort=1).effort) is float
    assert type(Params(effort=np.float64(0.5)).effort) is float


def test_params_do_not_change_compare_by_value_and_travel() -> None:
    params = Params(effort=0.7)
    with pytest.raises(dataclasses.FrozenInstanceError):
        params.effort = 0.1  # type: ignore[misc]
    assert params.replace(effort=0.4) == Params()
    assert params.effort == 0.7
    assert pickle.loads(pickle.dumps(params)) == params
    assert Params().replace(**params.as_dict()) == params
    assert len({Params(), Params(), params}) == 2


def test_the_short_form_sets_all_four_losses() -> None:
    assert SHORT_FORMS["loss"] == LOSSES
    params = Params().replace(loss=0.3)
    assert [getattr(params, name) for name in LOSSES] == [0.3] * 4
    assert params.replace(loss=0.0) == Params()
    with invalid("loss", 2):
        Params().replace(loss=2)


def test_no_name_of_a_lever_clashes_with_an_argument() -> None:
    for change in (Params().replace, MotorModel().set_levers):
        with invalid("lever", "self"):
            change(**{"self": 0})


def test_an_unknown_lever_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match='did you mean "stress"'):
        Params().replace(stres=0.1)


def test_later_changes_win() -> None:
    assert expand({"loss": 0.5, "loss_spinal": 0.1})["loss_spinal"] == 0.1
    assert parse_pairs(["loss=0.5", "loss_spinal=0.1"])["loss_spinal"] == 0.1
    assert parse_pairs(["stress=0.5", "stress=0.1"]) == {"stress": 0.1}


def test_pairs_are_read_with_spaces_and_exponents() -> None:
    pairs = parse_pairs([" effort = 5e-1 ", "agonist=triceps", "touch_site="])
    assert pairs == {"effort": 0.5, "agonist": "triceps", "touch_site": ""}


@pytest.mark.parametrize(
    ("pair", "field"),
    [("effort", "--set"), ("", "--set"), ("efort=1", "lever"), ("=1", "lever"),
     ("effort=", "effort"), ("effort=nan", "effort"), ("effort=0.5=0.6", "effort"),
     ("effort=1e999", "effort")],
)  # fmt: skip
def test_a_wrong_pair_is_refused(pair: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_pairs([pair])
    assert caught.value.field == field


@given(st.data())
def test_any_allowed_setting_survives_the_way_through_text(data) -> None:
    drawn = {
        lever.name: data.draw(st.floats(lever.low, lever.high), label=lever.name)
        for lever in data.draw(st.lists(st.sampled_from(NUMBERS), unique=True, max_size=4))
    }
    assert parse_pairs([f"{name}={value!r}" for name, value in drawn.items()]) == drawn
