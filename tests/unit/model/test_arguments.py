"""Every public function refuses arguments of a wrong kind, and names the argument."""

from contextlib import suppress
from inspect import Parameter, signature
from typing import Any

import numpy as np
import pandas as pd
import pytest

import motorloops
from motorloops import (
    InputError,
    Measurements,
    MotorModel,
    Params,
    Phase,
    build_network,
    hold,
    load_atlas,
    load_body,
    measure_input,
    rest,
    run_study,
    simulate,
)
from motorloops.experiments.inference.measurements import Measurement
from motorloops.model.arguments import NUMBER, WHOLE, check, checked, each, optional
from tests.helpers.estimators import estimator
from tests.helpers.invalid import invalid

WRONG = (None, 5, "", "nowhere/at all", [], float("nan"), {"a": object()}, [None])
# The checked arguments of each public function; the others accept anything or are plain records.
ARGUMENTS = {
    "Checkpoint": "network params seed time_ms command stimuli lesions state",
    "Configuration": "params body preset lesions stimuli",
    "Event": "at_ms what for_ms",
    "MotorModel": "params body seed command collect_every rng",
    "Params": "effort agonist",
    "Phase": "at_ms command levers stimuli lesions",
    "Preset": "name body changes",
    "Recording": "start seed command ms events",
    "Timeline": "duration_ms phases",
    "body_names": "atlas",
    "build_network": "body atlas_folder",
    "cells": "frame keys measure",
    "dose_response": "table axis",
    "extend_study": "study out scheduler progress command",
    "fit_levers": "problem out scheduler progress report command",
    "from_graph": "graph",
    "hold": "seconds rest_s hold_s",
    "infer": "measurements estimator seed minutes",
    "interaction": "table",
    "load_atlas": "folder",
    "load_body": "name atlas",
    "make_network": "atlas body",
    "measure": "trajectory",
    "measure_input": "trajectory",
    "merge_studies": "out folders command",
    "morris": "values settings problem levels common",
    "open_results": "folder",
    "overflow_by_distance": "view",
    "packaged_estimator": "body",
    "pawn": "values settings problem common",
    "preset": "name",
    "reach": "seconds",
    "read_checkpoint": "path network",
    "read_estimator": "path",
    "read_graphml": "path",
    "read_measurements": "path body known",
    "read_recording": "text",
    "read_study": "path",
    "regions_of": "study frame outcome",
    "rest": "seconds",
    "run_study": "study out scheduler progress command",
    "sensitivity_of": "study frame measure",
    "simulate": "params timeline seeds body engine every_ms threads initial",
    "simulate_outcomes": "params timeline seeds network precision threads lesions initial measures",
    "sobol": "values problem second_order common",
    "summaries": "table",
    "sweep_report": "results measures regions",
    "tap": "seconds rate_hz",
    "thresholds": "table axis limit",
    "time_courses": "results rows every_ms",
    "to_xarray": "results",
    "write_checkpoint": "checkpoint path",
    "write_graphml": "network path",
    "write_recording": "recording",
}
CASES = [(name, argument) for name, text in ARGUMENTS.items() for argument in text.split()]
RECORDS = {  # made by the functions above, not by users
    "Answer", "Atlas", "Body", "Estimator", "Fit", "Indices", "InputError", "Lever", "Measure",
    "MeasureInput", "Measurements", "Network", "NetworkAgent", "Outcomes", "Paradigm",
    "PopulationAgent", "Regions", "Results", "SensitivityResult", "Study", "Trajectory",
}  # fmt: skip
FIELDS = {("preset", "name"): "preset"}  # as in every other message on presets
CAUSES = {  # of a file that cannot be written
    "write_checkpoint": (OSError,),
    "write_graphml": (OSError,),
}
DUCK_TYPED = {"co_contraction_index"}  # arithmetic on numbers and arrays alike
NO_ARGUMENT = {"levers"}


@pytest.fixture(scope="module")
def usable(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A usable value of each required argument, by name, or by function and name."""
    network, atlas = build_network("chain:2"), load_atlas()
    trajectory = simulate(Params(), hold(0.5), [1], network)
    axes = {"stress": {"low": 0, "high": 1}, "effort": {"low": 0, "high": 1}}
    study = {
        "body": "chain:2",
        "seconds": 0.4,
        "measures": ["overflow"],
        "design": {"kind": "morris", "trajectories": 4, "levels": 4, "axes": axes},
        "seeds": {"count": 1},
    }
    start = MotorModel(body=network, seed=1).checkpoint()
    results = run_study(study, tmp_path_factory.mktemp("arguments") / "sweep")
    points = np.random.default_rng(1).random((30, 2))
    columns = ["loss", "replicate", "twist"]
    runs = [(0.0, 0, 1.0), (0.0, 1, 3.0), (0.5, 0, 4.0), (0.5, 1, 8.0)]
    row = Measurement("graded_effort", "overflow@0.4", 0.15, 0.02, 4, "MVC")
    return {
        "measurements": Measurements("arm", (row,)), "estimator": estimator(),
        "at_ms": 0, "what": "stress", "value": 0.5, "duration_ms": 10, "phases": (Phase(0),),
        "name": "arm", "title": "One", "sentence": "One.", "changes": {}, "Preset body": None,
        "body": load_body("arm", atlas), "atlas": atlas, "trajectory": trajectory,
        "view": measure_input(trajectory), "network": network, "path": "network.graphml",
        "params": [Params()], "timeline": rest(0.1), "seeds": [1],
        "study": study, "out": "out", "folders": ["one", "other"],
        "sensitivity_of study": results.study,
        "sensitivity_of frame": results.frame(all_rows=True), "results": results,
        "regions_of study": results.study, "regions_of frame": results.frame(all_rows=True),
        "outcome": "overflow>0.03",
        "frame": pd.DataFrame(runs, columns=columns), "keys": ["loss"], "measure": "twist",
        "table": pd.DataFrame([[0.0, 1.0], [2.0, 3.0]], pd.Index([0.0, 1.0], name="loss")),
        "axis": "loss", "limit": 2.0, "values": points[:, 0], "settings": points, "levels": 4,
        "problem": {"num_vars": 2, "names": ["one", "two"], "bounds": [[0, 1], [0, 1]]},
        "second_order": False, "rows": [0],
        "checkpoint": start, "Checkpoint params": start.params, "seed": 1, "time_ms": 0,
        "command": 0.5, "stimuli": {}, "lesions": {}, "state": start.state,
    }  # fmt: skip


@pytest.mark.parametrize(("name", "argument"), CASES)
def test_an_argument_of_a_wrong_kind_is_refused(
    name: str, argument: str, usable: dict[str, Any], tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    function = getattr(motorloops, name)
    arguments = {
        one.name: usable.get(f"{name} {one.name}", usable.get(one.name))
        for one in signature(function).parameters.values()
        if one.default is Parameter.empty
    }
    with invalid(FIELDS.get((name, argument), argument)):
        function(**{**arguments, argument: object()})
    for value in WRONG:
        with suppress(InputError, *CAUSES.get(name, ())):  # what is left may be a usable value
            function(**{**arguments, argument: value})


def test_every_public_function_is_tried() -> None:
    constants = {name for name in motorloops.__all__ if name.isupper()}
    rest = RECORDS | DUCK_TYPED | NO_ARGUMENT | constants
    assert set(motorloops.__all__) == set(ARGUMENTS) | rest


def test_a_checked_function_keeps_its_name_and_signature() -> None:
    assert build_network.__name__ == "build_network"
    assert list(signature(build_network).parameters) == ["body", "atlas_folder"]


def test_arguments_are_checked_by_position_and_by_name() -> None:
    @checked(one=WHOLE, two=optional(NUMBER))
    def function(one: object, two: object = None) -> tuple[object, object]:
        return one, two

    assert function(1) == (1, None)
    assert function(np.int64(1), two=np.float32(0.5)) == (1, 0.5)
    with invalid("one", True):
        function(True)
    with invalid("two", "0.5"):
        function(1, "0.5")
    with invalid("two", "0.5"):
        function(one=1, two="0.5")


@pytest.mark.parametrize("value", ["ab", b"ab", {"a": 1}, 5, ["a", 1]])
def test_text_is_no_sequence_of_texts(value: object) -> None:
    with invalid("keys", value):
        check("keys", value, each(str, allowed="give a list of columns"))
