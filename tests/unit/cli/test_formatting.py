"""Plain text: figures and aligned columns."""

import pytest

from motorloops.experiments import formatting

ROWS = [
    ["name", "mean", "meaning"],
    ["a", "1.00", "one two three four five six"],
    ["heading"],
    ["longer", "12", ""],
]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "-"), (0.0, "0.000"), (-0.0001, "0.000"), (0.23456, "0.235"), (-0.5, "-0.500"),
        (1.0, "1.00"), (12.345, "12.3"), (123.45, "123"), (1e6, "1000000"),
    ],
)  # fmt: skip
def test_figures_are_short(value, told):
    assert formatting.figure(value) == told


def test_columns_are_aligned_without_a_terminal():
    assert formatting.columns(ROWS, right=(1,)).splitlines() == [
        "name    mean  meaning",
        "a       1.00  one two three four five six",
        "heading",
        "longer    12",
    ]


def test_the_last_column_is_wrapped_on_a_terminal(monkeypatch):
    monkeypatch.setattr(formatting, "screen_width", lambda: 40)
    lines = formatting.columns(ROWS, right=(1,)).splitlines()
    assert lines[1:3] == ["a       1.00  one two three four five", "              six"]
    assert max(map(len, lines)) <= 40


def test_the_last_column_goes_below_on_a_narrow_terminal(monkeypatch):
    monkeypatch.setattr(formatting, "screen_width", lambda: 30)
    assert formatting.columns(ROWS[:2], right=(1,)).splitlines() == [
        "name  mean",
        "    meaning",
        "a     1.00",
        "    one two three four five",
        "    six",
    ]


def test_no_screen_where_output_goes_to_a_program(capsys):
    assert formatting.screen_width() is None
