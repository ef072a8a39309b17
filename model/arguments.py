"""Kinds of arguments, and the decorator by which public functions refuse all others.

A :class:`Kind` is a test of a value and the words for what passes it. The decorator
:func:`checked` tests the arguments of a function before its body runs, so that a wrong one is named
as an argument and not by an attribute that it lacks; dataclasses call :func:`check_fields`.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import signature
from numbers import Integral, Real
from typing import Any, NamedTuple, ParamSpec, TypeVar

from motorloops.model.errors import InputError

P = ParamSpec("P")
R = TypeVar("R")


class Kind(NamedTuple):
    """The values that an argument accepts.

    Attributes:
        accepts: whether a value is accepted.
        allowed: what is accepted, in words.
    """

    accepts: Callable[[Any], bool]
    allowed: str


def of(*classes: type, allowed: str = "") -> Kind:
    """Instances of any of some classes."""
    names = " or ".join(each.__name__ for each in classes)
    return Kind(lambda value: isinstance(value, classes), allowed or f"give a {names}")


def optional(kind: Kind) -> Kind:
    """A kind, or None."""
    return Kind(lambda value: value is None or kind.accepts(value), f"{kind.allowed}, or None")


def each(*classes: type, allowed: str) -> Kind:
    """Sequences of instances of any of some classes."""
    return Kind(
        lambda value: _is_sequence(value) and all(isinstance(item, classes) for item in value),
        allowed,
    )


def _is_ndarray(value: object) -> bool:
    numpy = sys.modules.get("numpy")  # whoever has an array has imported it
    return numpy is not None and isinstance(value, numpy.ndarray)


def _is_sequence(value: object) -> bool:
    return (isinstance(value, Sequence) or _is_ndarray(value)) and not isinstance(
        value, str | bytes
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _is_frame(value: object) -> bool:
    pandas = sys.modules.get("pandas")  # whoever has a frame has imported it
    return pandas is not None and isinstance(value, pandas.DataFrame)


def _is_array(value: object) -> bool:
    return _is_ndarray(value) and value.dtype.kind in "iuf"  # type: ignore[attr-defined]


WHOLE = Kind(_is_whole, "give a whole number")
COUNT = Kind(lambda value: _is_whole(value) and value >= 1, "give a whole number from 1 up")
NUMBER = Kind(_is_number, "give a finite number")
SHARE = Kind(lambda value: _is_number(value) and 0 <= value <= 1, "give a share from 0 to 1")
SEQUENCE = Kind(_is_sequence, "give a sequence, such as a list")
MAPPING = of(Mapping, allowed="give names with values, such as a dict")
TEXT = of(str, allowed="give text")
PATH = of(str, os.PathLike, allowed="give a path, as str or Path")
FUNCTION = Kind(callable, "give a function")
FRAME = Kind(_is_frame, "give a pandas DataFrame")
ARRAY = Kind(_is_array, "give a NumPy array of numbers")


def above_zero(most: float) -> Kind:
    """Numbers above 0 and at most ``most``."""
    allowed = f"give more than 0, at most {most:g}"
    return Kind(lambda value: _is_number(value) and 0 < value <= most, allowed)


def check(field: str, value: object, kind: Kind) -> None:
    """Refuse a value of another kind.

    Raises:
        InputError: if the kind does not accept the value.
    """
    if not kind.accepts(value):
        raise InputError(field, value, kind.allowed)


def checked(**kinds: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function refuse arguments of another kind.

    Args:
        kinds: the kind of each argument to be checked, by name; defaults are not checked.

    Returns:
        The decorator. The decorated function raises InputError, with the name of the argument as
        its field.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        names = tuple(signature(function).parameters)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for name, value in (*zip(names, args, strict=False), *kwargs.items()):
                if name in kinds:
                    check(name, value, kinds[name])
            return function(*args, **kwargs)

        return call

    return decorate


def check_fields(record: object, **kinds: Kind) -> None:
    """Refuse a record with a field of another kind.

    Raises:
        InputError: for the first field that its kind does not accept.
    """
    for name, kind in kinds.items():
        check(name, getattr(record, name), kind)
