"""What cannot be measured is announced."""

import pytest

from motorloops.model.measures import MEASURES
from tests.helpers.command import call
from tests.helpers.studies import study


@pytest.mark.parametrize(
    ("argv", "without"),
    [
        (("--body", "chain:2", "--seconds", "1.0"), {"after_contraction", "spread_speed"}),
        (("--body", "chain:3"), set()),
        (("--body", "chain:1", "--timeline", "rest", "--seconds", "0.1"),
         set(MEASURES) - {"burst_duration"}),
    ],
)  # fmt: skip
def test_a_run_announces_what_it_cannot_measure(argv, without):
    lines = call("run", "--seeds", "1", *argv).out.splitlines()
    (told,) = [line for line in lines if "cannot give" in line] or [""]
    assert {name for name in MEASURES if name in told} == without


def test_a_sweep_announces_what_it_cannot_measure(tmp_path):
    path = study(tmp_path, seconds=0.5, measures=["overflow", "after_contraction"])
    done = call("sweep", str(path), "--dry-run")
    assert "after_contraction" in done.err
    assert "overflow" not in done.err
