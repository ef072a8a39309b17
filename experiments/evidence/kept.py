"""The evidence as it was measured last, packaged: who shows it need not measure it again."""

import json
from functools import cache
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("measured.json")


@cache
def kept() -> dict[str, Any]:
    """What ``motorloops evidence --json`` told when ``make evidence`` ran last."""
    return json.loads(KEPT.read_text(encoding="utf-8"))
