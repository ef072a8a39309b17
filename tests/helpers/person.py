"""The modules of the drawn person, in node."""

import json
import subprocess
from typing import Any

from tests.helpers.browser_engine import header
from tests.helpers.source import ROOT

PERSON = ROOT / "server" / "frontend" / "app" / "person"
KEPT = ("name", "agonist", "muscles", "dofs", "joints")  # of a body, what the person reads


def bodies() -> dict[str, Any]:
    """What the engine says of each body, as the person gets it."""
    return {name: {key: body[key] for key in KEPT} for name, body in header()["bodies"].items()}


def in_node(module: str, expression: str, **given: Any) -> Any:
    """The value of an expression over a module `m` and what is given by name."""
    names = ", ".join(given)
    program = (
        f"const m = await import({json.dumps((PERSON / module).as_uri())});"
        f"const {{ {names} }} = {json.dumps(given)};"
        f"console.log(JSON.stringify({expression}));"
    )
    command = ["node", "--input-type=module", "--eval", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout)
