"""A small fit: two levers of a short limb, from figures that known levers give."""

import copy
from typing import Any

from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate_outcomes
from motorloops.model.timeline import hold

TRUTH = {"loss": 0.3, "effort": 0.6}
BODY, SECONDS = "chain:2", 0.4


def _figures() -> dict[str, float]:
    names = ("overflow", "agonist_activation")
    outcomes = simulate_outcomes(
        [Params().replace(**TRUTH)] * 8, hold(SECONDS), range(901, 909), build_network(BODY)
    )
    return {name: float(outcomes.measures[name].mean()) for name in names}


def fit_table(**changes: Any) -> dict[str, Any]:
    """The tables of the small fit, with some keys changed."""
    found = _figures()
    table = {
        "body": BODY,
        "seconds": SECONDS,
        "particles": 20,
        "seeds": 2,
        "parameters": {"loss": {"low": 0.0, "high": 1.0}, "effort": {"low": 0.1, "high": 1.0}},
        "targets": [
            {"measure": name, "value": value, "sd": 0.05 * value, "unit": "MVC"}
            for name, value in found.items()
        ],
    }
    return copy.deepcopy(table) | changes
