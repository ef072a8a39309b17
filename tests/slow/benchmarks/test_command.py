"""`python -m benchmarks`, with the least work that passes through all of it."""

import dataclasses
import json
from contextlib import ExitStack

import numpy as np
import pytest

from benchmarks import c_rival, candidates, jax_rival, report, scaling, tvboptim_rival
from benchmarks.__main__ import main
from benchmarks.agreement import DisagreementError
from benchmarks.timing import TimingRow, timed
from tests.helpers import command


def small(candidate):
    """The candidate with next to no work, and without its check, which other tests make."""
    return dataclasses.replace(candidate, runs=2, milliseconds=20, checks=None, overhead=False)


@pytest.fixture
def tiny(monkeypatch):
    """A benchmark of next to no work, without JAX and tvboptim, which the tests do not install."""
    usual = candidates.available
    monkeypatch.setattr(jax_rival, "found", lambda: False)
    monkeypatch.setattr(tvboptim_rival, "found", lambda: False)
    monkeypatch.setattr(
        "benchmarks.__main__.available",
        lambda *args: [small(candidate) for candidate in usual(*args)],
    )
    monkeypatch.setattr(scaling, "QUICK_JOINTS", (1, 2))
    monkeypatch.setattr(scaling, "NODE_STEPS", 1.0)
    monkeypatch.setattr(scaling, "BURSTS", 1)


def test_json_holds_ratios_and_rows_and_nothing_else(tiny):
    code, out, err = command.call("--quick", "--rounds", "2", "--json", program=main)
    assert code == 0, err
    found = json.loads(out)
    assert set(found) == {"ratios", "rows"}
    named = {ratio.name for ratio in report.RATIOS} | {"threads"}
    assert set(found["ratios"]) == named
    assert {name for name, value in found["ratios"].items() if value is None} == {
        "jax", "jax_common_noise", "tvboptim",
    }  # fmt: skip
    assert all(value > 0 for value in found["ratios"].values() if value is not None)
    timings = [row for row in found["rows"] if row["measure"] == "candidate"]
    assert {"engine float32", "mesa", "numpy", "c float32"} <= {row["candidate"] for row in timings}
    for row in timings:
        assert row["rounds"] == 2
        assert row["cpu_seconds_low"] <= row["cpu_seconds"] <= row["cpu_seconds_high"]
    assert {row["measure"] for row in found["rows"]} == {
        "candidate", "machine", "joints", "threads", "memory",
    }  # fmt: skip


def test_people_read_ratios_with_their_targets(tiny):
    code, out, err = command.call("--quick", "--rounds", "1", program=main)
    assert code == 0, err
    for ratio in report.RATIOS:
        assert f"{ratio.name} " in out
    assert "wanted 1500: " in out
    assert "wanted 10: not measured" in out
    assert "JAX is left out: it is not installed (`make bench` installs it)" in err.splitlines()


def test_no_compiler_is_one_line_and_no_ratio(tiny, monkeypatch):
    monkeypatch.setattr(c_rival, "found", lambda: False)
    code, out, err = command.call("--quick", "--rounds", "1", "--json", program=main)
    assert code == 0, err
    assert json.loads(out)["ratios"]["c"] is None
    assert "C is left out: there is no gcc here" in err.splitlines()


def test_a_compiler_that_fails_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(c_rival, "SOURCE", tmp_path / "missing.c")
    with pytest.raises(RuntimeError, match=r"gcc cannot compile missing\.c: ") as failed:
        c_rival.build(tmp_path, np.dtype("float32"))
    assert "\n" not in str(failed.value)


def test_a_rival_that_disagrees_ends_the_command(tiny, monkeypatch):
    def refuse():
        raise DisagreementError("mesa is refused: it differs")

    with ExitStack() as stack:
        usual = candidates.available(True, stack, lambda line: None)
        spoilt = [
            dataclasses.replace(small(each), checks=refuse if each.name == "mesa" else None)
            for each in usual
        ]
        monkeypatch.setattr("benchmarks.__main__.available", lambda *args: spoilt)
        code, out, err = command.call("--quick", "--rounds", "1", program=main)
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == "motorloops: mesa is refused: it differs"


def test_rounds_are_checked():
    assert "rounds" in command.refused("--rounds", "0", program=main)


def test_ratio_is_against_the_fastest_rival():
    def row(name, seconds):
        mesa = next(iter(candidates.mesa_candidate(True)))
        return TimingRow(dataclasses.replace(mesa, name=name), 1, None, 0.0, [seconds, 9.0, 0.1])

    names = {ratio.ours for ratio in report.RATIOS}
    rows = [row(name, 1.0) for name in names]
    rows += [row("jax gather", 4.0), row("jax matrix", 3.0)]
    found = report.ratios(rows, 1.5)
    assert found["jax"] == pytest.approx(3.0)
    assert found["threads"] == 1.5
    assert found["mesa"] is None


def test_work_done_once_a_run_is_counted_once(monkeypatch):
    spent = iter([3.0, 1.0])  # for a short run, for the shortest run

    def clock(work):
        work()
        return next(spent)

    monkeypatch.setattr("benchmarks.timing.cpu_seconds", clock)
    mesa = next(iter(candidates.mesa_candidate(True)))
    idle = dataclasses.replace(mesa, prepare=lambda asked: lambda: None, checks=None)
    (row,) = timed([idle], 1, lambda line: None)
    assert row.seconds == [pytest.approx(2.0 + mesa.milliseconds / candidates.FULL)]
