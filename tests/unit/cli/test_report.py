"""What `run` tells: strict JSON, and the same as text that a newcomer can read."""

import json

import numpy as np
import pytest

from motorloops.experiments.cli.run import run_heading, run_report, run_text
from motorloops.experiments.formatting import NOTICE
from motorloops.experiments.run import HOLD, REST, RunOutcome
from motorloops.model.measures import MEASURES
from motorloops.model.params import Params
from tests.helpers.requests import asked

SUMMARY = {"mean", "low", "high", "n", "unit"}


def outcome_for(request, value):
    """An outcome in which every figure is ``value``, but for the first run that has none."""
    runs, populations = len(request.seeds), len(request.network.populations)
    row = np.full(runs, value)
    row[0] = np.nan
    rates = {moment: np.tile(row, (populations, 1)) for moment in (REST, HOLD)}
    diverged = np.isnan(row)
    return RunOutcome(dict.fromkeys(MEASURES, row), np.tile(row, (3, 1)), row, rates, diverged)


@pytest.fixture
def request_of_three():
    return asked("--preset", "moderate_touch", "--seed", "5", "--seeds", "3")


def test_every_figure_is_there_with_interval_and_unit(request_of_three):
    report = run_report(request_of_three, outcome_for(request_of_three, 2.0))
    measures = report["measures"]
    assert set(measures) == {*MEASURES, "overflow_by_distance", "mvc"}
    for name, entry in MEASURES.items():
        assert measures[name] == {"mean": 2.0, "low": 2.0, "high": 2.0, "n": 2, "unit": entry.unit}
    assert [row.pop("distance") for row in measures["overflow_by_distance"]] == [0, 1, 2]
    assert all(set(row) == SUMMARY for row in measures["overflow_by_distance"])
    populations = [population.key for population in request_of_three.network.populations]
    assert list(report["rates"]) == populations
    assert all(set(told) == {"rest", "hold"} for told in report["rates"].values())


def test_the_circumstances_are_told(request_of_three):
    report = run_report(request_of_three, outcome_for(request_of_three, 2.0))
    assert report["motorloops"]
    assert (report["body"], report["preset"]) == ("arm", "moderate_touch")
    assert (report["timeline"], report["seconds"]) == ("hold", 5.0)
    assert report["params"] == Params().replace(loss=0.35, touch=1.0).as_dict()
    assert report["seeds"] == [5, 6, 7]
    assert report["diverged"] == [5]


def test_it_is_strict_json_even_without_values(request_of_three):
    report = run_report(request_of_three, outcome_for(request_of_three, np.nan))
    text = json.dumps(report, allow_nan=False)
    assert json.loads(text) == report
    assert report["measures"]["mvc"] == {**dict.fromkeys(SUMMARY), "n": 0, "unit": "share"}


def test_the_text_names_every_figure_and_what_it_means(request_of_three):
    text = run_text(
        request_of_three, run_report(request_of_three, outcome_for(request_of_three, 2.0))
    )
    for name, entry in MEASURES.items():
        line = next(line for line in text.splitlines() if line.startswith(f"{name} "))
        assert line.endswith(entry.meaning)
        assert "2.00" in line
        assert entry.unit in line
    for population in request_of_three.network.populations:
        assert population.name in text
    assert text.endswith(NOTICE)
    assert "overflow at 1" in text
    assert "1 joint from the task" in text
    assert "--seeds" not in text


def test_one_run_is_told_to_have_no_interval():
    request = asked()
    text = run_text(request, run_report(request, outcome_for(request, 1.0)))
    assert "--seeds 20" in text
    assert "nan" not in text.lower().replace("renshaw", "")


def test_the_heading_tells_what_was_moved(request_of_three):
    first, second, third = run_heading(request_of_three)
    assert first.startswith(request_of_three.preset.title)
    assert second == "Arm, timeline hold, 5 s, 3 runs, seeds 5 to 7"
    assert third.endswith("loss_spinal=0.35, touch=1.0")
    assert run_heading(asked())[1:] == [
        "Arm, timeline hold, 5 s, 1 run, seed 1",
        "Levers moved: none",
    ]
