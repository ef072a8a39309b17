"""One table of a study file; every refusal names file, key, value and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from model.errors import BadInput, choose

Text = TypeVar("Text", bound=str)


class Section:
    """Reads the keys of one table and, at the end, refuses those that nobody asked for.

    Args:
        file: name of the study file, for messages.
        table: its keys and values.
        path: of the table in the file, e.g. ``"design.axes."``; empty for the whole file.
    """

    def __init__(self, file: str, table: Mapping[str, Any], path: str = "") -> None:
        self.file, self.table, self._path = file, table, path
        self._known: list[str] = []

    def refused(self, key: str, value: object, allowed: str) -> BadInput:
        """The error that refuses a key's value."""
        return BadInput(f"{self.file}: {self._path}{key}", value, allowed)

    @contextmanager
    def naming(self, key: str) -> Iterator[None]:
        """Make what is refused inside the block name the file and the key."""
        try:
            yield
        except BadInput as error:
            raise self.refused(key, error.value, error.allowed) from None

    def get(self, key: str, default: object = None) -> Any:
        """The value of a key as it stands there; None or ``default`` if there is none."""
        self._known.append(key)
        return self.table.get(key, default)

    def text(self, key: str, default: str) -> str:
        """A text."""
        value = self.get(key, default)
        if not isinstance(value, str):
            raise self.refused(key, value, 'give a text in quotes, e.g. "arm"')
        return value

    def choice(self, key: str, options: Sequence[Text], default: Text) -> Text:
        """One of some names."""
        value = self.text(key, default)
        with self.naming(key):
            choose(key, value, options)
        return next(option for option in options if option == value)

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``; required if there is no default."""
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            found = "nothing" if value is None else value
            raise self.refused(key, found, f"give a whole number from {low} to {high}")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number; required if there is no default."""
        value = self.get(key, default)
        usable = isinstance(value, int | float) and not isinstance(value, bool)
        if not usable or abs(value) > 1e300 or math.isnan(value):
            raise self.refused(key, "nothing" if value is None else value, "give a finite number")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false; false if there is none."""
        value = self.get(key, False)
        if not isinstance(value, bool):
            raise self.refused(key, value, "write true or false")
        return value

    def names(self, key: str, options: Sequence[str]) -> tuple[str, ...]:
        """A list of some of the options, each once."""
        value = self.get(key)
        if not isinstance(value, list) or not value:
            raise self.refused(key, value, 'give a list of names, e.g. ["overflow"]')
        for k, name in enumerate(value):
            with self.naming(key):
                choose(key, name, options)
            if name in value[:k]:
                raise self.refused(key, name, "name each once")
        return tuple(value)

    def section(self, key: str, *, required: bool = False) -> Section:
        """A table inside this one; empty if there is none."""
        value = self.get(key, {})
        if not isinstance(value, dict):
            raise self.refused(key, value, f"write it as a table: [{self._path}{key}]")
        if required and not value:
            raise self.refused(key, "nothing", f"the study needs a table [{self._path}{key}]")
        return Section(self.file, value, f"{self._path}{key}.")

    def close(self) -> None:
        """Refuse the first key that nobody asked for, and suggest the nearest that is known."""
        for key in self.table:
            with self.naming(key):
                choose(key, key, self._known)
