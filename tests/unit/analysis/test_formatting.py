"""Numbers as people read them."""

import pytest

from motorloops.experiments.formatting import data_size


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (12_345, "12.3 kB"),
     (123_456, "123 kB"), (2.72e9, "2.7 GB"), (5e15, "5000 TB")],
)  # fmt: skip
def test_a_size_has_the_unit_that_suits_it(size: float, shown: str) -> None:
    assert data_size(size) == shown
