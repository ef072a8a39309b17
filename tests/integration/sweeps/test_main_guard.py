"""A script without a main guard cannot start worker processes: the error states why."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
from motorloops import run_study

design = {"kind": "grid", "axes": {"loss": [0, 0.5]}}
run_study({"seconds": 0.4, "executor": "processes", "workers": 1, "design": design}, "results")
"""


def test_a_script_without_a_main_guard_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "__main__" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "results/data").exists()
