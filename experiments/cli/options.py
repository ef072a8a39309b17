"""Commands and options as tables, read by argparse: help, parsing and suggestions.

Values stay strings: the code that uses a value checks it, so that limits are defined once.
"""

import argparse
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from motorloops.model.errors import InputError, choose
from motorloops.model.presets import DEFAULT_BODY


@dataclass(frozen=True)
class Option:
    """One option of a command.

    Attributes:
        flag: as typed, e.g. ``"--seed"``.
        metavar: placeholder of its value in help; None for an option without a value.
        help: one phrase; the default is added to it.
        default: value where the option is not given.
        adds_to: name of a list to which ``lever=value`` is appended (for ``--set``: the value as
            typed), so that several options share one order.
        required: whether the command needs it.
        repeats: whether it may be given several times; its value is a list.
    """

    flag: str
    metavar: str | None
    help: str
    default: str | None = None
    adds_to: str = ""
    required: bool = False
    repeats: bool = False

    @property
    def name(self) -> str:
        """Attribute of the parsed options that holds the value."""
        return self.adds_to or self.flag.removeprefix("--").replace("-", "_")

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Add the option to a parser."""
        words = self.help if self.default is None else f"{self.help} (default: {self.default})"
        more: dict[str, Any] = {"help": words}
        if self.metavar is None:
            more |= {"action": "store_true"}
        elif self.repeats:
            more |= {"action": "append", "metavar": self.metavar, "default": []}
        elif self.adds_to:
            lever = "" if self.flag == "--set" else f"{self.flag.removeprefix('--')}="
            more |= {"action": "append", "dest": self.adds_to, "default": []}
            more |= {"metavar": self.metavar, "type": lambda text: lever + text}
        else:
            more |= {"metavar": self.metavar, "default": self.default, "required": self.required}
        parser.add_argument(self.flag, **more)


@dataclass(frozen=True)
class Argument:
    """A positional argument; None where an ``optional`` one is left out, a list if ``many``."""

    name: str
    metavar: str
    help: str
    optional: bool = False
    many: bool = False


@dataclass(frozen=True)
class Command:
    """One sub-command.

    Attributes:
        name: as typed.
        help: one phrase.
        options: its options.
        act: runs it; returns the exit code.
        note: printed below its help.
        arguments: its positional arguments.
    """

    name: str
    help: str
    options: tuple[Option, ...]
    act: Callable[[Namespace], int]
    note: str = ""
    arguments: tuple[Argument, ...] = ()


# What a command or option of 0.1 was renamed to.
RENAMED_COMMANDS = {
    "protocol": "`motorloops paradigm`",
    "bench": "`make bench` in a checkout of the repository",
    "check": "`make check-brian2` in a checkout of the repository",
}
RENAMED_OPTIONS = {"--protocol": "--timeline"}
ONLY_OPTIONS = "all values of this command follow an --option"
JSON = Option("--json", None, "print one JSON object and nothing else")
BODY = Option(
    "--body", "BODY", f"one of `motorloops bodies` (default: the preset's or {DEFAULT_BODY})"
)
ATLAS = Option("--atlas", "DIR", "folder of your own atlas tables")
NETWORK = Option("--network", "FILE", "a .graphml network, in place of body and atlas")
NETWORK_OPTIONS = (ATLAS, NETWORK)  # for every command that uses a network


class _Parser(argparse.ArgumentParser):
    """A parser that raises its errors; argparse itself would print several lines."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message.removeprefix("argument "))


class UsageError(Exception):
    """A command line that cannot be parsed; the message is one line."""


def _parser(commands: Mapping[str, Command], description: str) -> _Parser:
    top = _Parser(prog="motorloops", description=description, allow_abbrev=False)
    top.add_argument("--version", action="store_true", help="print the version")
    kinds = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in commands.values():
        parser = kinds.add_parser(
            command.name, help=command.help, description=f"{command.help[:1].upper()}"
            f"{command.help[1:]}.", epilog=command.note or None, allow_abbrev=False,
        )  # fmt: skip
        for argument in command.arguments:
            parser.add_argument(
                argument.name,
                metavar=argument.metavar,
                help=argument.help,
                nargs="+" if argument.many else "?" if argument.optional else None,
            )
        for option in command.options:
            option.declare(parser)
    top.epilog = 'Options of a command: "motorloops COMMAND --help".'
    return top


def _joined(argv: Sequence[str], options: Sequence[Option]) -> list[str]:
    """Join a value such as ``-inf`` to its option; argparse would read it as an option."""
    takes_value = {option.flag for option in options if option.metavar}
    joined: list[str] = []
    for text in argv:
        dashed = text.startswith("-") and not text.startswith("--") and text != "-h"
        if dashed and joined and joined[-1] in takes_value:
            joined[-1] += f"={text}"
        else:
            joined.append(text)
    return joined


def _refuse_extra(extra: Sequence[str], known: Sequence[str], allowed: str) -> None:
    """Reject words that no option or argument takes."""
    flag = extra[0].partition("=")[0] if extra else ""
    if RENAMED_OPTIONS.get(flag) in known:
        raise InputError("option", flag, f"it is now called {RENAMED_OPTIONS[flag]}")
    if extra and extra[0].startswith("-"):
        choose("option", extra[0].partition("=")[0], [*known, "--help"])
    if extra:
        raise InputError("argument", extra[0], allowed)


def parse(argv: Sequence[str], commands: Mapping[str, Command], description: str) -> Namespace:
    """Read a command line.

    Args:
        argv: the words after the name of the program.
        commands: all sub-commands by name.
        description: of the program, for help.

    Returns:
        The options by name, ``command`` among them (None if there is none).

    Raises:
        InputError: for an unknown command or option; the message suggests the nearest.
        UsageError: for an option without its value, or a required one that is missing.
        SystemExit: once help has been printed.
    """
    top = _parser(commands, description)
    name = next((text for text in argv if not text.startswith("-")), None)
    if name in RENAMED_COMMANDS:
        raise InputError("command", name, f"it is now {RENAMED_COMMANDS[name]}")
    if name is not None:
        argv = _joined(argv, commands[choose("command", name, commands)].options)
    options, extra = top.parse_known_args(argv)
    known = [option.flag for option in commands[name].options] if name else ["--version"]
    own = " ".join(a.metavar for a in commands[name].arguments) if name else ""
    _refuse_extra(extra, known, f"this command takes {own}, then options" if own else ONLY_OPTIONS)
    if options.command is None and not options.version:
        top.print_help()
    return options


def parse_program(
    name: str, description: str, options: Sequence[Option], argv: Sequence[str] | None
) -> Namespace:
    """Read the command line of a program without sub-commands.

    Args:
        name: of the program, for help.
        description: of the program, for help.
        options: all its options.
        argv: the words after its name; None for this process's own.

    Raises:
        InputError: for an unknown option; the message suggests the nearest.
        UsageError: for an option without its value.
        SystemExit: once help has been printed.
    """
    parser = _Parser(prog=name, description=description, allow_abbrev=False)
    for option in options:
        option.declare(parser)
    parsed, extra = parser.parse_known_args(
        _joined(sys.argv[1:] if argv is None else argv, options)
    )
    _refuse_extra(extra, [option.flag for option in options], ONLY_OPTIONS)
    return parsed


def refuse_others(
    options: Namespace, known: Sequence[Option], allowed: Sequence[str], why: str
) -> None:
    """Reject options that may not be combined with another one.

    Args:
        options: as typed.
        known: all options of the command.
        allowed: flags of those that may be given.
        why: reason that the others may not, for the message.

    Raises:
        InputError: for an option that was given and may not be.
    """
    for option in known:
        default = [] if option.adds_to else option.default
        given = getattr(options, option.name)
        if option.flag not in allowed and given not in (default, False):
            shown = "given" if given is True else given
            raise InputError(option.flag, shown, f"leave it out: {why}")
