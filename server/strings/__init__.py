"""The texts of the pages of the server; those of the pages in the browser: messages.py."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

STRINGS = Path(__file__).parent / "en"


@cache
def string_table() -> dict[str, Any]:
    """Return the nested string table of the pages of the server, merged from its files.

    Raises:
        ValueError: If two files define the same section (a programming error, caught by the tests).
    """
    sections: dict[str, Any] = {}
    for path in sorted((STRINGS / "pages").glob("*.toml")):
        own = tomllib.loads(path.read_text(encoding="utf-8"))
        if again := own.keys() & sections.keys():
            raise ValueError(f"{path.name} repeats {sorted(again)}")
        sections |= own
    return sections


def translate(key: str, **fields: object) -> str:
    """Return the text at a dotted key, e.g. ``"toolbar.preset"``, with its fields filled in.

    Raises:
        KeyError: If the table has no such text (a programming error, caught by the tests).
    """
    entry: Any = string_table()
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**fields)


def list_in_words(names: list[str], most: int = 4) -> str:
    """Join names in words: ``"a, b and c"``, or ``"a, b, c and 5 more"``."""
    if len(names) > most:
        rest = len(names) - most + 1
        names = [*names[: most - 1], translate("words.more", count=rest)]
    if len(names) < 2:
        return "".join(names)
    return translate("words.and", first=", ".join(names[:-1]), last=names[-1])


def sentence_case(text: str) -> str:
    """Return the text with its first letter in upper case, the rest unchanged."""
    return text[:1].upper() + text[1:]
