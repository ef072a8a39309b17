"""How a command line is read, and how its mistakes are told."""

import pytest

from motorloops.experiments.cli.options import Command, Option, UsageError, parse
from motorloops.model.errors import InputError

COMMANDS = {
    "paint": Command(
        "paint",
        "paint a wall",
        (
            Option("--colour", "NAME", "which paint", "white"),
            Option("--set", "NAME=VALUE", "change something", adds_to="changes"),
            Option("--coats", "N", "the same as --set coats=N", adds_to="changes"),
            Option("--quiet", None, "say nothing"),
            Option("--wall", "WALL", "which wall", required=True),
        ),
        lambda options: 0,
        "Paint dries in a day.",
    ),
}


def read(*argv):
    return parse(argv, COMMANDS, "Paints.")


def test_values_stay_texts_and_defaults_hold():
    options = read("paint", "--wall", "north")
    assert (options.command, options.wall, options.colour) == ("paint", "north", "white")
    assert (options.quiet, options.changes) == (False, [])


def test_changes_are_collected_in_the_order_typed():
    first = read("paint", "--wall", "n", "--set", "a=1", "--coats", "2", "--set", "a=3")
    assert first.changes == ["a=1", "coats=2", "a=3"]
    assert read("paint", "--wall", "n").changes == []  # no call sees those of another


@pytest.mark.parametrize("odd", ["-inf", "-1", "-1e5", "-.5", "-x"])
def test_a_value_may_begin_with_a_dash(odd):
    assert read("paint", "--wall", odd, "--coats", odd).wall == odd
    assert read("paint", "--wall", "n", "--coats", odd).changes == [f"coats={odd}"]


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["pant"], "command: 'pant'.*\"paint\""),
        ([""], "command: ''.*paint"),
        (["paint", "--wall", "n", "--color", "red"], "option: '--color'.*\"--colour\""),
        (["paint", "--wall", "n", "--colou=red"], "option: '--colou'.*\"--colour\""),
        (["paint", "--wall", "n", "red"], "argument: 'red'"),
        (["--vers"], "option: '--vers'.*\"--version\""),
    ],
)
def test_a_wrong_name_suggests_the_nearest(argv, told):
    with pytest.raises(InputError, match=told):
        read(*argv)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["paint"], "required: --wall"),
        (["paint", "--wall"], "--wall: expected one argument"),
        (["paint", "--wall", "--quiet"], "--wall: expected one argument"),
        (["paint", "--wall", "n", "--quiet=1"], "--quiet"),
    ],
)
def test_a_missing_value_is_told(argv, told):
    with pytest.raises(UsageError, match=told):
        read(*argv)


def test_help_comes_from_the_table(capsys):
    assert read().command is None
    assert "paint a wall" in capsys.readouterr().out
    with pytest.raises(SystemExit) as end:
        read("paint", "--help")
    assert end.value.code == 0
    shown = capsys.readouterr().out
    for words in ("Paint a wall.", "which paint (default: white)", "--wall WALL", "dries in a day"):
        assert words in shown
