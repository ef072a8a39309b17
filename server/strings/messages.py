"""The texts of the pages that run in the browser: Fluent files, compiled for JavaScript.

A text is written once, in ``server/strings/LANGUAGE/app/*.ftl`` in the syntax of Project Fluent.
The browser gets them as JSON, which ``server/frontend/app/messages.js`` resolves with the plural
rules and number formats that every browser has. A compiled text is a string, or a list of parts:

========================================  ==================================================
part                                      stands for
========================================  ==================================================
``"text"``                                itself
``{"v": name, "o": options}``             a variable; a number is written as the language does
``{"s": part, "c": [[key, text], ...],    a choice: the case whose key is the value, or its plural
"d": index}``                             category; else the case at ``index``
========================================  ==================================================
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

STRINGS = Path(__file__).parent
LANGUAGES = ("en", "es")  # the first has every text
Text = str | list[Any]


class TextError(ValueError):
    """A text that cannot be compiled (a programming error, caught by the tests)."""


def sources(language: str) -> list[Path]:
    """The files of a language."""
    return sorted((STRINGS / language / "app").glob("*.ftl"))


def _parsed(language: str) -> Iterable[tuple[Path, ast.EntryType]]:
    for path in sources(language):
        for entry in FluentParser(with_spans=False).parse(path.read_text("utf-8")).body:
            if isinstance(entry, ast.Junk):
                raise TextError(f"{path.name}: {str(entry.content)[:80]!r} is not a text")
            yield path, entry


@cache
def messages(language: str) -> Mapping[str, Text]:
    """The compiled texts of a language, by key.

    Args:
        language: One of :data:`LANGUAGES`.

    Raises:
        TextError: If a file does not parse, repeats a key, or uses what is not compiled.
    """
    entries: dict[str, ast.Pattern] = {}
    for path, entry in _parsed(language):
        if isinstance(entry, ast.Message | ast.Term) and entry.value is not None:
            key = f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name
            if key in entries:
                raise TextError(f"{path.name} repeats {key}")
            entries[key] = entry.value
    return {
        key: _pattern(pattern, entries)
        for key, pattern in entries.items()
        if not key.startswith("-")
    }


def _pattern(pattern: ast.Pattern, entries: Mapping[str, ast.Pattern]) -> Text:
    parts: list[Any] = []
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            parts.append(element.value)
        else:
            parts += _expression(element.expression, entries)
    joined: list[Any] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined[0] if len(joined) == 1 and isinstance(joined[0], str) else joined


def _expression(node: Any, entries: Mapping[str, ast.Pattern]) -> list[Any]:
    """The parts that an expression stands for."""
    if isinstance(node, ast.StringLiteral):
        return [node.parse()["value"]]
    if isinstance(node, ast.MessageReference | ast.TermReference):
        key = f"-{node.id.name}" if isinstance(node, ast.TermReference) else node.id.name
        if key not in entries:
            raise TextError(f"{key} does not exist")
        text = _pattern(entries[key], entries)
        return [text] if isinstance(text, str) else text
    if isinstance(node, ast.SelectExpression):
        variants = node.variants
        return [
            {
                "s": _variable(node.selector),
                "c": [[_key(row.key), _pattern(row.value, entries)] for row in variants],
                "d": next(k for k, row in enumerate(variants) if row.default),
            }
        ]
    return [_variable(node)]


def _key(key: ast.Identifier | ast.NumberLiteral) -> str:
    return key.name if isinstance(key, ast.Identifier) else key.value


def _variable(node: Any) -> dict[str, Any]:
    """A variable, or NUMBER of a variable with options for its format."""
    if isinstance(node, ast.VariableReference):
        return {"v": node.id.name}
    if isinstance(node, ast.FunctionReference) and node.id.name == "NUMBER":
        (what,), named = node.arguments.positional, node.arguments.named
        options = {row.name.name: row.value.parse()["value"] for row in named}
        return {**_variable(what), "o": options}
    raise TextError(f"{type(node).__name__} is not compiled")


def variables(text: Text) -> set[str]:
    """The names of the variables of a compiled text."""
    if isinstance(text, str):
        return set()
    names: set[str] = set()
    for part in text:
        if isinstance(part, dict):
            names.add(part["s"]["v"] if "s" in part else part["v"])
            for _, case in part.get("c", []):
                names |= variables(case)
    return names


@cache
def bundle(language: str) -> FluentBundle:
    """The texts of a language for Python, by the runtime of Project Fluent."""
    made = FluentBundle([language], use_isolating=False)
    for path in sources(language):
        made.add_resource(FluentResource(path.read_text("utf-8")))
    return made


def say(key: str, language: str = LANGUAGES[0], **fields: object) -> str:
    """A text of the pages with its fields filled in.

    Raises:
        KeyError: If there is no such text.
        TextError: If a field is missing.
    """
    found = bundle(language)
    message = found.get_message(key) if found.has_message(key) else None
    if message is None or message.value is None:
        raise KeyError(key)
    text, errors = found.format_pattern(message.value, fields)
    if errors:
        raise TextError(f"{key}: {errors[0]}")
    return str(text)
