"""Many calls of the command, each in a fork of one process that has loaded its libraries.

Run as a program: it reads cases as JSON lines and writes a line with the outcome of each.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from motorloops import Params, hold, simulate

PATIENCE_S, CPU_S, LARGEST_FILE = 120, 60, 2**28


class Outcome(NamedTuple):
    """How a call ended; ``code`` is negative if a signal ended it, ``left`` are its new files."""

    code: int
    out: str
    err: str
    left: list[str]


@dataclass(frozen=True)
class Case:
    """The words after the name of the program, and the files (hexadecimal) it finds."""

    argv: tuple[str, ...]
    files: dict[str, str]


def run_cases(cases: Iterable[Case]) -> Iterator[Outcome]:
    """Run all cases, in order."""
    lines = "".join(json.dumps(asdict(case)) + "\n" for case in cases)
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.forks"], input=lines, capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return (Outcome(**json.loads(line)) for line in done.stdout.splitlines())


def _lay_out(folder: Path, files: dict[str, str]) -> set[str]:
    """The files of a case, and paths that a reader must survive."""
    os.mkfifo(folder / "pipe.toml")
    os.mkfifo(folder / "pipe.json")
    (folder / "loop.graphml").symlink_to("loop.graphml")
    (folder / "folder").mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes.fromhex(content))
    return _names(folder)


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _child(folder: Path, argv: list[str], out: Path, err: Path) -> int:
    from motorloops.experiments.cli.main import main

    os.chdir(folder)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    code = main(argv)
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _wait(child: int) -> int:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


def _fork(case: dict) -> Outcome:
    with tempfile.TemporaryDirectory() as place:
        folder, out, err = (Path(place) / name for name in ("here", "out", "err"))
        folder.mkdir()
        before = _lay_out(folder, case["files"])
        child = os.fork()
        if child == 0:
            code = 70  # an error that the command let through
            try:
                code = _child(folder, list(case["argv"]), out, err)
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                os._exit(code)
        code = _wait(child)
        told, line = (path.read_text("utf-8", "replace") if path.exists() else ""
                      for path in (out, err))  # fmt: skip
        left = sorted(_names(folder) - before)
        shutil.rmtree(folder)
        return Outcome(code, told, line, left)


def _load() -> None:
    """Load and compile in this process what the forks would each load again."""
    for name in ("cli.run", "cli.sweep", "sweeps.study_file"):
        import_module(f"motorloops.experiments.{name}")
    import_module("motorloops.model.network.graphml")
    for runs in ([1], list(range(20))):
        simulate(Params(), hold(0.4), runs, "chain:1", threads=1)


if __name__ == "__main__":
    _load()
    for line in sys.stdin:
        print(json.dumps(_fork(json.loads(line))._asdict()), flush=True)
