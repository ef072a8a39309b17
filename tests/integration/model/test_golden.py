"""Outcomes stay what they are until someone changes them on purpose, with `make golden`."""

import json
import math
from itertools import zip_longest

import pytest

from motorloops.model.measures import MEASURES
from scripts import golden
from scripts.golden import CASES, Case
from tests.helpers.source import ROOT

HINT = "a wanted change? `make golden` rewrites the files, and the commit says why"
each_case = pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.body}-{case.name}".replace(" ", "_")
)


def kept(body: str) -> dict:
    path = golden.file_of(body)
    assert path.exists(), f"{path.name} is missing: {HINT}"
    return json.loads(path.read_text())


def close(one: float | str | None, other: float | str | None) -> bool:
    if not isinstance(one, float | int) or not isinstance(other, float | int):
        return one == other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def differences(expected: dict, found: dict) -> list[str]:
    """Every expected row that is missing or has another value, as one line.

    Rows that are not expected are left alone, so that a new measure needs no new golden file.
    """
    lines = []
    for name, before in expected.items():
        after = found.get(name)
        pairs = list(zip_longest(before, after or [], fillvalue="absent"))
        if after is None or not all(close(*pair) for pair in pairs):
            lines.append(f"{name}: {before} -> {after}")
    return lines


def test_the_files_hold_exactly_the_cases() -> None:
    assert {path.name for path in golden.FOLDER.iterdir()} == {
        golden.BITS.name, *(golden.file_of(body).name for body in golden.bodies())
    }, HINT  # fmt: skip
    for body in golden.bodies():
        assert list(kept(body)) == [case.name for case in golden.cases_of(body)], HINT
    assert len({(case.body, case.name) for case in CASES}) == len(CASES)


@each_case
def test_the_files_are_of_these_settings_and_measures(case: Case) -> None:
    entry = kept(case.body)[case.name]
    assert {name: entry[name] for name in case.inputs()} == case.inputs(), HINT
    assert len(entry["measures"]) >= 13  # as many as there were when the files began
    assert set(entry["measures"]) <= set(MEASURES), HINT


@each_case
def test_outcomes_have_not_changed(case: Case) -> None:
    entry, found = kept(case.body)[case.name], golden.outcomes(case)
    changed = [
        f"{part} {line}"
        for part in ("measures", "overflow_by_distance", "mean_rates")
        for line in differences(entry[part], found[part])
    ]
    assert not changed, "\n".join([HINT, *changed])


def test_every_bit_is_the_same_on_every_processor() -> None:
    stored = json.loads(golden.BITS.read_text())
    assert golden.bits(stored["measures"]) == stored, HINT


def test_a_small_change_is_noticed() -> None:
    """A part in 10^8, a lost value and a lost row are all noticed; a new row is not."""
    good = {"a": [1.0, None], "b": [0.0, 2.0]}
    assert differences(good, {"a": [1.0 + 1e-12, None], "b": [0.0, 2.0]}) == []
    assert differences(good, {**good, "c": [1.0, 1.0]}) == []
    for wrong in (
        {**good, "a": [1.0 + 1e-8, None]}, {**good, "a": [1.0, 0.0]}, {**good, "a": [1.0]},
        {"a": [1.0, None]}, {**good, "b": [0.0, 2.0, 1.0]}, {**good, "b": [1e-9, 2.0]},
    ):  # fmt: skip
        assert differences(good, wrong), wrong


def test_seeds_and_conditions_give_different_outcomes() -> None:
    rates = [value for entry in kept("arm").values() for value in entry["mean_rates"]["M1"]]
    assert len(set(rates)) >= len(rates) - 2  # toxin alone may act on the muscle only


def test_refreshing_is_one_documented_command(monkeypatch, tmp_path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert "\ngolden: environment ##" in makefile
    assert "-m scripts.golden" in makefile
    assert "make golden" in (ROOT / "CONTRIBUTING.md").read_text()
    folder = tmp_path / "tests" / "golden"
    folder.mkdir(parents=True)
    (folder / "moon.json").write_text("{}")
    monkeypatch.setattr(golden, "FOLDER", folder)
    monkeypatch.setattr(golden, "BITS", folder / golden.BITS.name)
    monkeypatch.setattr(golden, "bits", lambda: {"sha256": "moon"})
    monkeypatch.setattr(golden, "CASES", [Case("healthy", "chain:2", timeline="reach")])
    assert golden.main() == 0
    assert sorted(path.name for path in folder.iterdir()) == ["bits.json", "chain_2.json"]
    assert json.loads(golden.BITS.read_text()) == {"sha256": "moon"}
    (entry,) = kept("chain:2").values()
    assert not differences(entry["measures"], golden.outcomes(golden.CASES[0])["measures"])
