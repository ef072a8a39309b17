"""Invalid input, checked by the fields of its error and not by the words of its message."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from motorloops.model.errors import InputError

ANY: Any = object()


@contextmanager
def invalid(field: str, value: object = ANY) -> Iterator[pytest.ExceptionInfo[InputError]]:
    """The block must raise an error of this field, of this value if given, in one line.

    Args:
        field: What the error names.
        value: The value that it shows; any if left out.
    """
    with pytest.raises(InputError) as caught:
        yield caught
    assert caught.value.field == field
    assert value is ANY or repr(caught.value.value) == repr(value)  # NaN is not NaN
    assert caught.value.allowed
    assert "\n" not in str(caught.value)
