"""The command where the environment is not what a program would wish for."""

import os
import pty
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.studies import study

PROGRAM = str(Path(sys.executable).with_name("motorloops"))
NOWHERE = "/nonexistent/place"


def close(*numbers: int):
    """A function for the child process that closes standard streams."""
    return lambda: [os.close(number) for number in numbers]


def few_files():
    resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))


# By name: variables to set (None: to remove), and what the child does before it starts.
ENVIRONMENTS = {
    "standard input closed": ({}, close(0)),
    "standard output closed": ({}, close(1)),
    "standard error closed": ({}, close(2)),
    "all standard streams closed": ({}, close(0, 1, 2)),
    "few open files": ({}, few_files),
    "ASCII": ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
               "PYTHONIOENCODING": "ascii"}, None),
    "Latin-1": ({"PYTHONIOENCODING": "latin-1"}, None),
    "one column": ({"COLUMNS": "1", "LINES": "1"}, None),
    "no home": ({"HOME": NOWHERE, "XDG_CACHE_HOME": NOWHERE, "XDG_CONFIG_HOME": NOWHERE}, None),
    "no temporary folder": ({"TMPDIR": NOWHERE}, None),
    "a window system that is not there": ({"MPLBACKEND": "qtagg", "DISPLAY": ":99"}, None),
    "warnings are errors": ({"PYTHONWARNINGS": "error"}, None),
    "nothing but the path": ({name: None for name in os.environ if name != "PATH"}, None),
}  # fmt: skip


def run(folder, name, *argv):
    """Exit code, standard output and standard error of a call in one of the environments."""
    changes, before = ENVIRONMENTS[name]
    variables = {k: v for k, v in {**os.environ, **changes}.items() if v is not None}
    done = subprocess.run(
        [PROGRAM, *argv], cwd=folder, env=variables, preexec_fn=before, capture_output=True,
        text=True, errors="replace",
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


SHORT = ("run", "--body", "chain:1", "--seconds", "0.4")


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> bytes:
    """The time courses of a short run."""
    path = tmp_path_factory.mktemp("plain") / "a.csv"
    subprocess.run([PROGRAM, *SHORT, "--out", str(path)], capture_output=True, check=True)
    return path.read_bytes()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_gives_the_same_files(tmp_path, table, name):
    code, out, err = run(tmp_path, name, *SHORT, "--out", "b.csv", "--plot", "b.svg")
    assert (code, err) == (0, "")
    assert bool(out) == ("closed" not in name or name.endswith(("input closed", "error closed")))
    assert (tmp_path / "b.csv").read_bytes() == table
    assert (tmp_path / "b.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_refuses_in_one_line(tmp_path, name):
    code, out, err = run(tmp_path, name, "run", "--set", "effort=2", "--out", "a.csv")
    assert (code, out) == (2, "")
    lost = name in ("standard error closed", "all standard streams closed")
    assert len(err.splitlines()) == (not lost)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_runs_a_study(tmp_path, name):
    study(tmp_path)
    code, _, err = run(tmp_path, name, "sweep", "small.toml", "--out", "results")
    told = [line for line in err.splitlines() if " runs done" not in line]  # on a busy machine
    assert (code, told) == (0, [])
    assert (tmp_path / "results" / "data" / "part-00000.parquet").is_file()


def test_a_variable_that_numba_cannot_read_is_one_line(tmp_path):
    variables = {**os.environ, "NUMBA_NUM_THREADS": "abc"}
    argv = [PROGRAM, "run", "--body", "chain:1", "--seconds", "0.4"]
    done = subprocess.run(argv, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "NUMBA_NUM_THREADS" in line


def test_without_the_compiler_a_run_is_refused(tmp_path):
    variables = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    argv = [PROGRAM, "run", "--body", "chain:1", "--out", "a.csv"]
    done = subprocess.run(argv, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "NUMBA_DISABLE_JIT" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("argv", [("levers",), ("run", "--body", "chain:1"), ("run", "--help")])
def test_a_terminal_of_one_column_is_no_trouble(argv):
    screen, terminal = pty.openpty()
    variables = {**os.environ, "COLUMNS": "1", "LINES": "1"}
    process = subprocess.Popen(
        [PROGRAM, *argv], env=variables, stdin=terminal, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    seen = bytearray()
    while True:
        try:
            part = os.read(screen, 2**16)
        except OSError:  # how Linux ends a terminal
            break
        if not part:
            break
        seen += part
    os.close(screen)
    assert process.wait() == 0
    assert b"Traceback" not in seen
    assert len(seen.splitlines()) > 9
