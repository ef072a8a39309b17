"""The healthy limit of each body is the one that its rule gives with the present weights."""

import math

import pytest

from motorloops.experiments.calibration.observations import BODIES
from motorloops.model.network.build import build_network
from scripts.healthy_lines import healthy_line, line_above


@pytest.mark.parametrize("body", BODIES)
def test_the_table_has_the_line_of_the_rule(body: str) -> None:
    network = build_network(body)
    line, told = healthy_line(network), network.body.healthy_index
    where = f"model/network/data/bodies/bodies.csv, body {body}, column healthy_index"
    assert told == line, f"{where}: {told:g}; with these weights the rule gives {line:g}: write it"


@pytest.mark.parametrize(
    ("largest", "line"),
    [(0.0, 0.05), (0.02, 0.05), (0.025, 0.05), (0.0251, 0.06), (0.075, 0.15), (0.0751, 0.16),
     (0.14, 0.28), (0.5, 1.0), (1.0, 1.0)],
)  # fmt: skip
def test_the_line_is_twice_the_largest_index_rounded_up(largest: float, line: float) -> None:
    assert line_above(largest) == line


def test_an_index_without_a_value_gives_no_line() -> None:
    with pytest.raises(ValueError, match="NaN"):
        line_above(math.nan)
