"""The one error of wrong input."""

import pickle

import pytest

from motorloops.model.errors import LISTED, InputError, choose, nearest


def test_bad_input_says_field_value_and_what_is_allowed() -> None:
    error = InputError("effort", 3, "a number from 0 to 1")
    assert str(error) == "effort: 3 is not allowed; a number from 0 to 1"
    assert (error.field, error.value, error.allowed) == ("effort", 3, "a number from 0 to 1")
    assert isinstance(error, ValueError)


def test_bad_input_is_always_one_line() -> None:
    assert "\n" not in str(InputError("a\nb", "c\nd", "e\nf"))


@pytest.mark.parametrize(
    "value", [10**5000, "9" * 5000, [[["x" * 999]]]], ids=["digits", "text", "list"]
)
def test_a_long_value_is_cut(value) -> None:
    assert len(str(InputError("effort", value, "a number"))) < 250


def test_a_value_that_python_cannot_write_is_named_by_its_type() -> None:
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    assert "type list" in str(InputError("effort", deep, "a number"))


def test_an_empty_name_is_seen_in_a_list() -> None:
    assert nearest("zzz", ["", "arm"]) == ' choose one of: "", arm'


def test_bad_input_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(InputError("effort", 3, "a number")))
    assert str(error) == "effort: 3 is not allowed; a number"


def test_nearest_suggests_a_close_name_whatever_its_case() -> None:
    assert nearest("Bicps", ["triceps", "biceps"]) == ' did you mean "biceps"?'
    assert nearest("gpi", ["GPI", "GPE"]) == ' did you mean "GPI"?'


def test_nearest_lists_the_options_when_none_is_close() -> None:
    assert nearest("zzz", ["arm", "hand"]) == " choose one of: arm, hand"


def test_nearest_keeps_a_long_list_short() -> None:
    text = nearest("zzz", [f"option{number}" for number in range(1000)])
    assert text.count("option") == LISTED
    assert text.endswith(", ...")


def test_choose_returns_a_known_name_and_refuses_another() -> None:
    assert choose("body", "arm", ["arm", "hand"]) == "arm"
    with pytest.raises(InputError, match=r"^body: 'arn' is not allowed; did you mean \"arm\"\?$"):
        choose("body", "arn", ["arm", "hand"])
