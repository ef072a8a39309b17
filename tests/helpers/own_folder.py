"""A user's working folder whose files are named like the package's folders and modules."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

# What a Mesa user's folder holds, besides names of ours.
OWN = ("model", "server", "agents", "experiments", "benchmarks", "validation", "app", "params")

TOP = f"""\
import json
import multiprocessing
from importlib import import_module

OWN = {OWN}


def own_files():
    return [import_module(name).MINE for name in OWN]


def run(seed):
    from motorloops import Params, hold, measure, simulate
    from motorloops.model.engine._kernel import accumulate_trace, advance_rows

    frame = measure(simulate(Params(), hold(0.05, 0.01, 0.02), [seed], "chain:2"))
    kernels = advance_rows(8), accumulate_trace()
    return {{
        "value": float(frame["agonist_activation"].iloc[0]),
        "own": own_files(),
        "hits": [sum(kernel.stats.cache_hits.values()) for kernel in kernels],
        "misses": [sum(kernel.stats.cache_misses.values()) for kernel in kernels],
    }}
"""


def run_in_own_folder(folder: Path, main: str) -> Any:
    """Run a script beside a user's own files, with ``PYTHONPATH=.``.

    Args:
        folder: an empty folder; the files are written there.
        main: statements of the script's main block, which use ``run(seed)`` and print JSON.

    Returns:
        What the script printed.
    """
    for name in OWN:
        (folder / f"{name}.py").write_text(f'MINE = "{name}"\n', encoding="utf-8")
    block = "\n".join(f"    {line}" for line in main.strip().splitlines())
    script = folder / "study.py"
    script.write_text(f'{TOP}\n\nif __name__ == "__main__":\n{block}\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script.name], cwd=folder, env={**os.environ, "PYTHONPATH": "."},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
