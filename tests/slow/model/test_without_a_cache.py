"""Where no folder for machine code can be written, as in a container, every command works."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.command import call
from tests.helpers.studies import study

PROGRAM = str(Path(sys.executable).with_name("motorloops"))
# One place for the cache, which cannot be made: as for a user who may write nowhere.
NOWHERE = {
    "NUMBA_CACHE_DIR": "/dev/null/cache", "NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator",
}  # fmt: skip


def command(*argv: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key != "HOME"} | NOWHERE
    return subprocess.run(
        [PROGRAM, *argv], env=env, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.mark.parametrize("workers", [("--threads", "2"), ("--workers", "2")])
def test_a_sweep_gives_the_same_rows(tmp_path: Path, workers: tuple[str, str]) -> None:
    path = study(tmp_path, seeds__count=1)
    assert call("sweep", str(path), "--out", str(tmp_path / "usual")).code == 0
    expected = json.loads(call("status", str(tmp_path / "usual"), "--json").out)["hash"]
    done = command(
        "sweep", str(path), "--out", str(tmp_path / "out"), "--set", "executor=processes", *workers,
        "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["hash"], told["ok"]) == (expected, told["total"])


@pytest.mark.parametrize(
    "argv",
    [
        ("run", "--body", "chain:2", "--seconds", "0.4"),
        ("run", "--body", "chain:2", "--seconds", "0.4", "--engine", "agents"),
        ("paradigm", "reciprocal_inhibition", "--seeds", "2"),
    ],
)
def test_other_commands_work(argv: tuple[str, ...]) -> None:
    done, usual = command(*argv, "--json"), call(*argv, "--json")
    assert (done.returncode, usual.code) == (0, 0), done.stderr
    assert json.loads(done.stdout) == json.loads(usual.out)
