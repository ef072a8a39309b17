"""Commands and options as tables: help, parsing and the mending of typing errors come from them.

Values stay texts: whoever uses them checks them, so that one place knows what is allowed.
"""

import argparse
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from motorloops.model.errors import InputError, choose


@dataclass(frozen=True)
class Option:
    """One option of a command.

    Attributes:
        flag: what is typed, e.g. ``"--seed"``.
        metavar: what stands for its value in help; None if it takes none.
        help: one phrase; the default is added to it.
        default: used where the option is not given.
        adds_to: name of a list that gets ``lever=value`` (for ``--set``: what was typed).
        required: whether the command needs it.
    """

    flag: str
    metavar: str | None
    help: str
    default: str | None = None
    adds_to: str = ""
    required: bool = False

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Add the option to a parser."""
        words = self.help if self.default is None else f"{self.help} (default: {self.default})"
        more: dict[str, Any] = {"help": words}
        if self.metavar is None:
            more |= {"action": "store_true"}
        elif self.adds_to:
            lever = "" if self.flag == "--set" else f"{self.flag.removeprefix('--')}="
            more |= {"action": "append", "dest": self.adds_to, "default": []}
            more |= {"metavar": self.metavar, "type": lambda text: lever + text}
        else:
            more |= {"metavar": self.metavar, "default": self.default, "required": self.required}
        parser.add_argument(self.flag, **more)


@dataclass(frozen=True)
class Argument:
    """A value that a command takes by its place: what stands for it in help, and a phrase.

    One that is ``optional`` is None where it is left out.
    """

    name: str
    metavar: str
    help: str
    optional: bool = False


@dataclass(frozen=True)
class Command:
    """One sub-command: what it is for, its options, what it does, and a note below its help.

    ``arguments`` come first, by their place.
    """

    name: str
    help: str
    options: tuple[Option, ...]
    act: Callable[[Namespace], int]
    note: str = ""
    arguments: tuple[Argument, ...] = ()


ALL_FOLLOW = "all values of this command follow an --option"
JSON = Option("--json", None, "print one JSON object and nothing else")


class _Parser(argparse.ArgumentParser):
    """A parser that raises what it would otherwise print over several lines."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message.removeprefix("argument "))


class UsageError(Exception):
    """A command line that cannot be read, told in one line."""


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
            parser.add_argument(argument.name, metavar=argument.metavar, help=argument.help,
                                nargs="?" if argument.optional else None)  # fmt: skip
        for option in command.options:
            option.declare(parser)
    top.epilog = 'What a command takes: "motorloops COMMAND --help".'
    return top


def _joined(argv: Sequence[str], command: Command) -> list[str]:
    """Tie a value such as ``-inf`` to its option, which argparse would take for an option."""
    takes_value = {option.flag for option in command.options if option.metavar}
    tied: list[str] = []
    for text in argv:
        looks_odd = text.startswith("-") and not text.startswith("--") and text != "-h"
        if looks_odd and tied and tied[-1] in takes_value:
            tied[-1] += f"={text}"
        else:
            tied.append(text)
    return tied


def parse(argv: Sequence[str], commands: Mapping[str, Command], description: str) -> Namespace:
    """Read a command line.

    Args:
        argv: what was typed after the name of the program.
        commands: all sub-commands by name.
        description: what the program is.

    Returns:
        The options by name, ``command`` among them (None if there is none).

    Raises:
        BadInput: for an unknown command or option; the message suggests the nearest.
        UsageError: for an option without its value, or a required one that is missing.
        SystemExit: once help has been printed.
    """
    top = _parser(commands, description)
    name = next((text for text in argv if not text.startswith("-")), None)
    if name is not None:
        argv = _joined(argv, commands[choose("command", name, commands)])
    options, extra = top.parse_known_args(argv)
    if extra and extra[0].startswith("-"):
        known = [option.flag for option in commands[name].options] if name else ["--version"]
        choose("option", extra[0].partition("=")[0], [*known, "--help"])
    if extra:
        own = " ".join(a.metavar for a in commands[name].arguments) if name else ""
        allowed = f"this command takes {own}, then options" if own else ALL_FOLLOW
        raise InputError("argument", extra[0], allowed)
    if options.command is None and not options.version:
        top.print_help()
    return options
