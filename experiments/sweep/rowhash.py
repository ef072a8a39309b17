"""The hash of a data set: the same for the same rows, however they lie in files.

For each column, in order, a SHA-256 runs over all its values: numbers as little-endian bytes
(every NaN as the same one), texts as UTF-8 with a zero byte after each. The hash is the SHA-256
of the lines ``name:type:digest``.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


class RowHash:
    """Takes tables one after the other; how the rows are split among them does not matter."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[str, hashlib._Hash]] = {}

    def update(self, table: pa.Table) -> None:
        """Add the rows of a table."""
        for field, column in zip(table.schema, table.columns, strict=True):
            _, digest = self._columns.setdefault(field.name, (str(field.type), hashlib.sha256()))
            if str(field.type) == "string":
                digest.update("".join(f"{text}\0" for text in column.to_pylist()).encode())
                continue
            values = column.to_numpy()
            if values.dtype.kind == "f":
                values = np.where(np.isnan(values), np.nan, values)
            digest.update(values.astype(values.dtype.newbyteorder("<")).tobytes())

    def value(self) -> str:
        """The hash of all rows so far, 64 hexadecimal digits."""
        lines = [f"{name}:{kind}:{d.hexdigest()}\n" for name, (kind, d) in self._columns.items()]
        return hashlib.sha256("".join(lines).encode()).hexdigest()
