"""The messages of the pages in the browser, read from the Fluent files of a language."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fluent.syntax import ast, parse

from motorloops.server import strings
from motorloops.server.strings.messages import LANGUAGES

__all__ = ["LANGUAGES", "MODEL", "Text", "files", "read"]
FOLDER = Path(strings.__file__).parent
MODEL = "model.ftl"  # names in the model's tables, which are the English source themselves


@dataclass(frozen=True)
class Text:
    """One message.

    Attributes:
        text: its words; "6" stands for each variable, and the last variant for each selector.
        variables: names of all variables, in variants too.
        selectors: names of the variables that choose a variant.
        kinds: classes of the expressions in it.
    """

    text: str
    variables: frozenset[str]
    selectors: frozenset[str]
    kinds: frozenset[str]


def _read(pattern: ast.Pattern) -> Text:
    words: list[str] = []
    variables: set[str] = set()
    selectors: set[str] = set()
    kinds: set[str] = set()
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            words.append(element.value)
            continue
        expression = element.expression
        kinds.add(type(expression).__name__)
        if isinstance(expression, ast.FunctionReference):  # NUMBER(variable, options)
            assert expression.id.name == "NUMBER"
            (expression,) = expression.arguments.positional
        if isinstance(expression, ast.VariableReference):
            variables.add(expression.id.name)
            words.append("6")
        elif isinstance(expression, ast.MessageReference):
            words.append(expression.id.name)
        elif isinstance(expression, ast.SelectExpression):
            assert isinstance(expression.selector, ast.VariableReference)
            selectors.add(expression.selector.id.name)
            inner = [_read(variant.value) for variant in expression.variants]
            words.append(inner[-1].text)
            for part in inner:
                variables |= part.variables
                kinds |= part.kinds
    return Text("".join(words), frozenset(variables), frozenset(selectors), frozenset(kinds))


@cache
def read(language: str, name: str) -> dict[str, Text]:
    """The messages of a file such as ``"story.ftl"``, by key, in order."""
    resource = parse((FOLDER / language / "app" / name).read_text(encoding="utf-8"))
    found: dict[str, Text] = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), f"{language}/{name}: {entry.content!r:.80}"
        assert not isinstance(entry, ast.Term), f"{language}/{name}: {entry.id.name} is a term"
        if isinstance(entry, ast.Message):
            assert entry.value is not None, entry.id.name
            assert not entry.attributes, entry.id.name
            assert entry.id.name not in found, f"{language}/{name}: {entry.id.name} twice"
            found[entry.id.name] = _read(entry.value)
    return found


def files(language: str) -> list[str]:
    """Names of the Fluent files of a language."""
    return sorted(path.name for path in (FOLDER / language / "app").glob("*.ftl"))
