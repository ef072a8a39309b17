"""Measures in the browser on every preset of every body, and on every timeline."""

from typing import Any

import pytest

from motorloops.model.presets import PRESETS
from tests.helpers.browser_engine import BODIES, all_presets
from tests.helpers.browser_measures import as_arrays, by_model, differing, evaluate

SEEDS = [5, 2**64 - 1]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("body", BODIES)
def test_measures_of_all_presets_are_those_of_the_model(body, after):
    presets = [name for own, name in all_presets() if own == body]
    conditions: dict[str, Any] = {name: {"preset": name} for name in presets}
    conditions["later"] = {"preset": "severe", "later": {"loss": 0.1, "stress": 0.5}}
    asked = {"body": body, "conditions": conditions, "timeline": "hold", "seconds": 3.5}
    program = (
        "return measure(engine, { ...given, seeds: given.seeds.map(BigInt) });"  # JSON has none
    )
    found = evaluate(program, **asked, afterToxin=after, seeds=[str(seed) for seed in SEEDS])
    expected = by_model(asked, SEEDS, after)
    assert len(conditions) > len(PRESETS) // 2
    assert not differing(as_arrays(found), expected)


@pytest.mark.parametrize(("timeline", "seconds"), [("rest", 2.3), ("tap", 11.0), ("reach", 3.0)])
@pytest.mark.parametrize("body", BODIES)
def test_measures_of_all_timelines_are_those_of_the_model(body, timeline, seconds):
    conditions = {
        "healthy": {}, "severe": {"preset": "severe"},
        "learning": {"levers": {"plasticity": 1.0, "loss": 0.5}},
    }  # fmt: skip
    asked = {"body": body, "conditions": conditions, "timeline": timeline, "seconds": seconds}
    found = evaluate("return measure(engine, given);", **asked, seeds=[7])
    expected = by_model(asked, [7])
    assert not differing(as_arrays(found), expected)
