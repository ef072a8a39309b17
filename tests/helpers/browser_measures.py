"""Measures of runs in the browser's engine, and the same ones by the model."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from motorloops.model.measures import (
    MEASURES,
    after_toxin,
    asked_turns,
    largest_unasked_turn,
    late_turn,
    measure_input,
)
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.model.simulate import simulate, simulate_outcomes
from motorloops.model.timeline import TIMELINES
from tests.helpers.browser_engine import _node, built, header
from tests.helpers.source import ROOT

APP = ROOT / "server" / "frontend" / "app"
IMPORT = re.compile(r"(?ms)^import .*?;\n")
Conditions = Mapping[str, Mapping[str, Any]]
Found = dict[str, dict[str, np.ndarray]]


@cache
def modules() -> str:
    """The text of the modules, as a page that is one file holds it."""
    texts = [(APP / name).read_text(encoding="utf-8") for name in ("engine.js", "measure.js")]
    return "\n".join(re.sub(r"(?m)^export ", "", IMPORT.sub("", text)) for text in texts)


def in_base64() -> dict[str, str]:
    """The code and the data."""
    return {
        name: base64.b64encode(content).decode()
        for name, content in zip(("code", "data"), built(), strict=True)
    }


def evaluate(program: str, **values: Any) -> Any:
    """The value of a program in node, which has the modules, ``engine`` and ``given``."""
    text = f"{modules()}\nexport {{ loadEngine, measure, summarise, holds, valuesOf, InputError }};"
    whole = """
      const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
      (async () => {
        const address = `data:text/javascript;base64,${request.text}`;
        const { loadEngine, measure, summarise, holds, valuesOf, InputError } =
          await import(address);
        const engine = await loadEngine(request.code, request.data);
        const { given } = request;
        const answer = await (async () => { PROGRAM })();
        const plain = (_, value) => (value instanceof Float64Array ? [...value] : value);
        process.stdout.write(JSON.stringify(answer ?? null, plain));
      })();
    """
    request = {"text": base64.b64encode(text.encode()).decode(), **in_base64(), "given": values}
    return json.loads(_node(whole.replace("PROGRAM", program), request))


def as_arrays(found: Mapping[str, Mapping[str, list[float | None]]]) -> Found:
    """What a page found, as arrays; JSON has null for NaN."""
    return {
        condition: {name: np.array(values, np.float64) for name, values in row.items()}
        for condition, row in found.items()
    }


def by_model(asked: Mapping[str, Any], seeds: Sequence[int], after: bool = True) -> Found:
    """The measures of each condition, one value a seed, by the native engine.

    Args:
        asked: body, conditions (with one that is healthy), timeline and seconds.
        seeds: of the noise.
        after: whether the pull that the toxin leaves is measured.
    """
    network, found, turns = build_network(asked["body"]), {}, {}
    conditions: Conditions = asked["conditions"]
    for name, condition in conditions.items():
        params = Params().replace(**PRESETS[condition.get("preset", "healthy")].changes)
        params = params.replace(**condition.get("levers", {}))
        plain = TIMELINES[asked["timeline"]](asked["seconds"])
        plan = plain.changed(condition.get("later", {}))
        run = simulate(params, plan, seeds, network)
        if after:
            view = measure_input(after_toxin(run))
            figures = {key: row.compute(view) for key, row in MEASURES.items()}
        else:
            settings = [params] * len(seeds)
            figures = simulate_outcomes(
                settings, plan, seeds, network, precision="float64"
            ).measures
        found[name] = {key: figures[key] for key in header()["measures"] if key in figures}
        turns[name] = measure_input(run).figures.turn, late_turn(run), params
    twin_held, twin_late, _ = turns["healthy"]
    for name, (held, late, params) in turns.items():
        asked_for = asked_turns(params, network.body)
        found[name]["unasked_turn"] = largest_unasked_turn(
            held, late, twin_held, twin_late, asked_for
        )
    return found


def differing(found: Found, expected: Found) -> list[str]:
    """The conditions and measures whose values are not the same numbers."""
    assert found.keys() == expected.keys()
    assert all(found[key].keys() == expected[key].keys() for key in found)
    return [
        f"{key} {name}: {found[key][name]} {values}"
        for key, row in expected.items()
        for name, values in row.items()
        if not np.array_equal(found[key][name], values, equal_nan=True)
    ]
