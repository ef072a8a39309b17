"""Each thing in a fit file that cannot be used is one line that names it."""

from pathlib import Path

import pytest

from motorloops.experiments.fitting.fit_file import check_fit
from tests.helpers.invalid import ANY, invalid

TARGET = {"measure": "overflow", "value": 0.1, "sd": 0.01, "unit": "MVC"}
TABLE = {
    "body": "chain:2", "seconds": 0.4, "targets": [TARGET],
    "parameters": {"loss": {"low": 0.0, "high": 1.0}},
}  # fmt: skip


def condition(**levers):
    return {"targets": [{**TARGET, "condition": levers}]}


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"parameters": {}}, "parameters", {}),
        ({"parameters": {"los": {"low": 0, "high": 1}}}, "parameters.los", "los"),
        ({"parameters": {"loss": {"low": 0.5, "high": 0.1}}}, "parameters.loss.high", 0.1),
        ({"parameters": {"loss": [0.0, 1.0]}}, "parameters.loss", [0.0, 1.0]),
        ({"parameters": {"loss": {"distribution": "normal", "mean": 0.5}}},
         "parameters.loss.sd", "nothing"),
        ({"targets": []}, "targets", []),
        ({"targets": [3]}, "targets", 3),
        ({"targets": [TARGET, {**TARGET, "sd": 0.0}]}, "targets.2.sd", 0.0),
        ({"targets": [{**TARGET, "value": float("nan")}]}, "targets.1.value", float("nan")),
        ({"targets": [{**TARGET, "unit": "ms"}]}, "targets.1.unit", "ms"),
        ({"targets": [{**TARGET, "measure": "overflw"}]}, "targets.1.measure", "overflw"),
        ({"targets": [{**TARGET, "weight": 1}]}, "targets.1.weight", "weight"),
        ({"targets": [{"measure": "overflow"}]}, "targets.1.value", "nothing"),
        (condition(effort=2.0), "targets.1.condition.effort", 2.0),
        (condition(effrt=0.5), "targets.1.condition.effrt", "effrt"),
        (condition(loss=0.5), "targets.1.condition.loss", 0.5),
        (condition(task="reach"), "targets.1.condition.task", ANY),
        ({**condition(effort=0.5), "fixed": {"effort": 0.2}}, "targets.1.condition.effort", 0.5),
        ({"parameters": {"weight:INH>M2": {"low": 0.5, "high": 2.0}}},
         "parameters.weight:INH>M2", "weight:INH>M2"),
        ({"parameters": {"weight:INH>M1": {"low": -1.0, "high": 2.0}}},
         "parameters.weight:INH>M1.low", -1.0),
        ({"targets": [{**TARGET, "measure": "graded_effor.overflow@1"}]},
         "targets.1.measure", "graded_effor"),
        ({"targets": [{**TARGET, "measure": "graded_effort.overflow@7"}]},
         "targets.1.measure", "graded_effort.overflow@7"),
        ({"targets": [{**TARGET, "measure": "graded_effort.overflow@1", "unit": "1"}]},
         "targets.1.unit", "1"),
        ({"targets": [{**TARGET, "measure": "spread_speed", "unit": "joints/s"}]},
         "targets.1.measure", "spread_speed"),
        ({"seconds": 0.1}, "seconds", 0.1),
        ({"particles": 3}, "particles", 3),
        ({"seeds": 1}, "seeds", 1),
        ({"tolerance": -1.0}, "tolerance", -1.0),
        ({"generatons": 3}, "generatons", "generatons"),
        ({"preset": "mid"}, "preset", "mid"),
        ({"body": "nobody"}, "body", "nobody"),
        ({"seconds": "long"}, "seconds", "long"),
        ({"fixed": {"loss_cortex": 0.1}}, "parameters.loss", ANY),
    ],
)  # fmt: skip
def test_bad_input_is_named(changes, field, value):
    with invalid(f"small.toml: {field}", value):
        check_fit({**TABLE, **changes}, Path("small.toml"))


def test_a_lever_has_one_name_in_all_conditions():
    parameters = {"fatigue": {"low": 0.0, "high": 1.0}}
    targets = [
        {**TARGET, "condition": {"loss": 0.1}},
        {**TARGET, "condition": {"loss_cortex": 0.2}},
    ]
    with invalid("small.toml: targets.2.condition.loss_cortex", 0.2):
        check_fit({**TABLE, "parameters": parameters, "targets": targets}, Path("small.toml"))


def test_targets_of_one_condition_share_their_runs():
    targets = [
        {**TARGET, "condition": {"effort": 0.5}}, TARGET, {**TARGET, "condition": {"effort": 0.5}},
    ]  # fmt: skip
    problem = check_fit({**TABLE, "targets": targets}, Path("small.toml"))
    assert problem.condition_of.tolist() == [0, 1, 0]
    assert problem.conditions == [{"effort": 0.5}, {"effort": problem.study.base().effort}]
