"""The error that invalid input raises, and suggestions for misspelt names."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 160  # characters of a field or a value in a message
LISTED = 12  # most names listed in a message, so that it stays readable


class InputError(ValueError):
    """Invalid input, described in one line.

    Attributes:
        field: what is invalid, e.g. ``"projections.csv row 12 column delay_ms"``.
        value: the value that was given.
        allowed: what is accepted, e.g. ``"a whole number from 1 to 200"``.

    Examples:
        >>> try:
        ...     Params(effort=2.0)
        ... except InputError as error:
        ...     print(error)
        effort: 2.0 is not allowed; give a number from 0 to 1 (share of full effort)
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        # All three are passed as args, so that the error can be pickled between processes.
        super().__init__(field, value, allowed)
        self.field = field
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        """Return the one-line message."""
        line = f"{cut(self.field)}: {cut(_as_text(self.value))} is not allowed; {self.allowed}"
        return " ".join(line.split())


def _as_text(value: object) -> str:
    """The value as Python writes it, or its type where Python cannot."""
    try:
        return repr(value)
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        return f"a value of type {type(value).__name__}"


def cut(text: str) -> str:
    """The text, without its middle where it is too long for a message."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]}...{text[-LONGEST // 2 :]}"


def nearest(name: str, options: Iterable[str]) -> str:
    """Return ``' did you mean "x"?'`` for a close match, else a list of the options."""
    names = list(options)
    lowered = {option.lower(): option for option in names}
    close = get_close_matches(str(name).lower(), lowered, n=1)
    if close:
        return f' did you mean "{lowered[close[0]]}"?'
    more = ", ..." if len(names) > LISTED else ""
    listed = ", ".join(option or '""' for option in names[:LISTED])
    return f" choose one of: {listed}{more}"


def choose(field: str, name: str, options: Iterable[str]) -> str:
    """Return ``name`` if it is one of ``options``.

    Raises:
        InputError: If it is not; the message suggests the nearest option.
    """
    names = list(options)
    if name not in names:
        raise InputError(field, name, nearest(name, names).strip())
    return name
