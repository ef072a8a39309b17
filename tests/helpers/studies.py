"""Small studies to run, and what came of them."""

import copy
import json
from pathlib import Path

from tests.helpers.command import call

GRID = {
    "body": "chain:2",
    "seconds": 0.4,
    "measures": ["overflow", "agonist_activation", "spread_latency"],
    "chunk": 7,
    "design": {
        "kind": "grid",
        "axes": {"loss": {"low": 0.0, "high": 0.8, "count": 4}, "effort": [0.2, 0.9, 0.5]},
    },
    "seeds": {"count": 4},
}
RUNS = 48


def table(**changes):
    """The small study with some keys changed; ``design__kind=..`` reaches into a table."""
    made = copy.deepcopy(GRID)
    for path, value in changes.items():
        *parents, last = path.split("__")
        inner = made
        for parent in parents:
            inner = inner.setdefault(parent, {})
        if value is None:
            inner.pop(last)
        else:
            inner[last] = value
    return made


def toml(made: dict) -> str:
    """A study file with its keys in order; tables inside it are written inline."""
    return "".join(f"{key} = {_inline(value)}\n" for key, value in made.items())


def _inline(value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(one)}" for key, one in value.items()) + " }"
    return repr(value) if isinstance(value, float) else json.dumps(value)


def write(folder: Path, made: dict) -> Path:
    path = folder / "small.toml"
    path.write_text(toml(made), encoding="utf-8")
    return path


def study(folder: Path, **changes) -> Path:
    return write(folder, table(**changes))


def sweep(path: Path, out: Path, *argv: str) -> dict:
    """Run a sweep that must succeed; what it tells as JSON."""
    code, told, err = call("sweep", str(path), "--out", str(out), "--json", *argv)
    assert code == 0, err
    return json.loads(told)
