"""The modules of the pages that need no document, run in node."""

import base64
import json
import subprocess
from collections.abc import Mapping
from typing import Any

from tests.helpers.browser_engine import built
from tests.helpers.source import ROOT

APP = ROOT / "server" / "frontend" / "app"
PROGRAM = """
const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const app = (name) => import(`${request.app}/${name}`);
const engine = async () => {
  const { loadEngine } = await app('engine.js');
  return loadEngine(request.code, request.data);
};
const work = async (given) => { BODY };
work(request.given).then(
  (answer) => process.stdout.write(JSON.stringify(answer)),
  (error) => { console.error(error); process.exit(1); },
);
"""


def in_node(body: str, given: Any = None) -> Any:
    """What the body of a function returns in node.

    Args:
        body: JavaScript that may use ``given``, ``await app("NAME.js")`` and ``await engine()``.
        given: a value for JSON.
    """
    code, data = (base64.b64encode(part).decode() for part in built())
    request: Mapping[str, Any] = {"app": APP.as_uri(), "code": code, "data": data, "given": given}
    done = subprocess.run(
        ["node", "-e", PROGRAM.replace("BODY", body)], input=json.dumps(request),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
