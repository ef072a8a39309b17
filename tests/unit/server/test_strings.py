"""Every text that the code asks for is in the table, and every text of the table is used."""

import ast
import functools
import re

import pytest

from motorloops.server.strings import list_in_words, sentence_case, string_table, translate
from tests.helpers.source import sources
from tests.helpers.strings import flat

TEXTS = flat(string_table())
# Tables that are handed on as they are.
WHOLE = ("full", "missing", "look", "laboratory", "about")


def pattern(text: ast.AST) -> str:
    if isinstance(text, ast.JoinedStr):
        return "".join(pattern(part) or ".+" for part in text.values)
    return re.escape(str(text.value)) if isinstance(text, ast.Constant) else ""


@functools.cache
def asked() -> set[str]:
    """Patterns of all keys given to `translate`; what is filled in at run time becomes `.+`."""
    patterns = set()
    for source in sources("server"):
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            if ast.unparse(node.func) == "translate":
                patterns |= {pattern(text) for text in ast.walk(node.args[0])}
    return {found for found in patterns if re.search(r"\w\\\.(\w|\.)", found)}


def test_every_text_asked_for_exists():
    missing = [p for p in asked() if not any(re.fullmatch(p, key) for key in TEXTS)]
    assert not missing


def test_every_text_is_used():
    used = {key for key in TEXTS if any(re.fullmatch(p, key) for p in asked())}
    whole = {key for key in TEXTS if key.partition(".")[0] in WHOLE}
    assert set(TEXTS) - used - whole == set()


def test_no_text_is_empty():
    assert [key for key, text in TEXTS.items() if not text] == []


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        translate("page.nonsense")


def test_listing():
    assert list_in_words([]) == ""
    assert list_in_words(["a"]) == "a"
    assert list_in_words(["a", "b", "c"]) == "a, b and c"
    assert list_in_words(list("abcdefgh")) == "a, b, c and 5 more"


def test_sentence_case():
    assert sentence_case("wrist flexor") == "Wrist flexor"
    assert sentence_case("") == ""
