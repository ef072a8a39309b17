"""The command as it is typed: what it prints, writes and returns."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from motorloops.experiments.cli import run as run_module
from motorloops.experiments.cli.main import COMMANDS, main
from motorloops.experiments.formatting import NOTICE
from motorloops.model.measures import MEASURES
from tests.helpers.command import call
from tests.helpers.tables import Tables
from tests.helpers.waiting import wait_until

PROGRAM = str(Path(sys.executable).with_name("motorloops"))
SHORT = ("--body", "chain:2", "--seconds", "0.5")


def start(*argv, **more):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([PROGRAM, *argv], **{**pipes, **more})


def test_alone_it_prints_help():
    code, out, err = call()
    assert (code, err) == (0, "")
    assert NOTICE in out
    for command in COMMANDS.values():
        assert command.help in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    code, out, err = call(name, "--help")
    assert (code, err) == (0, "")
    for option in COMMANDS[name].options:
        assert option.flag in out
    assert (name == "run") == ("`motorloops levers` lists what" in out)


def test_version():
    code, out, _ = call("--version")
    assert code == 0
    assert out.startswith("motorloops 0.")


@pytest.mark.parametrize("name", ["presets", "levers", "bodies"])
def test_lists_are_text_or_one_json_object(name):
    code, out, _ = call(name, "--json")
    assert code == 0
    assert isinstance(json.loads(out), dict)
    code, told, _ = call(name)
    assert code == 0
    assert told != out


def test_run_prints_one_json_object(tmp_path):
    code, out, err = call("run", *SHORT, "--seeds", "3", "--json")
    assert (code, err) == (0, "")
    report = json.loads(out, parse_constant=pytest.fail)
    assert set(MEASURES) < set(report["measures"])
    assert report["seeds"] == [1, 2, 3]


def test_the_same_call_gives_the_same_answer():
    argv = ("run", *SHORT, "--seeds", "2", "--seed", "9", "--json")
    assert call(*argv) == call(*argv)


def test_run_is_told_in_words():
    code, out, err = call("run", *SHORT)
    assert (code, err) == (0, "")
    assert out.rstrip().endswith(NOTICE)


def test_time_courses_and_picture_are_written(tmp_path):
    table, picture = tmp_path / "a.csv", tmp_path / "a.svg"
    code, out, err = call(
        "run", *SHORT, "--seed", "4", "--seeds", "2", "--out", str(table), "--plot", str(picture)
    )
    assert (code, err) == (0, "")
    assert str(table) in out
    frame = pd.read_csv(table)
    assert frame["seed"].unique().tolist() == [4, 5]
    assert len(frame) == 2 * 500
    assert {"time_ms", "muscle/flexor_0", "joint/j1/flexion"} < set(frame.columns)
    assert picture.read_text().startswith("<?xml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.svg"]


def test_diverged_runs_are_told_and_fail(tmp_path):
    tables = Tables(tmp_path / "atlas")
    for row in range(4):
        tables.set("bodies/arm_joints.csv", row, "inertia", "0.0000001")
    code, out, err = call("run", "--atlas", str(tables.folder), "--seeds", "2", "--json")
    assert code == 1
    assert err == "motorloops: 2 of 2 runs diverged (first seed 1)\n"
    report = json.loads(out, parse_constant=pytest.fail)
    assert report["diverged"] == [1, 2]
    assert report["measures"]["overflow"]["n"] == 0


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (OSError(28, "No space left on device"), 1, "No space left on device"),
        (MemoryError("too large"), 1, "MemoryError: too large"),
        (KeyError("lost\nname"), 1, "KeyError"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_whatever_fails_is_at_most_one_line(monkeypatch, tmp_path, error, code, line):
    def fail(*_):
        raise error

    monkeypatch.setattr(run_module, "run_request", fail)
    ended, out, err = call("run", *SHORT, "--out", str(tmp_path / "a.csv"))
    assert (ended, out) == (code, "")
    assert len(err.splitlines()) == bool(line)
    assert line in err
    assert list(tmp_path.iterdir()) == []


def test_main_reads_the_process_arguments(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["motorloops", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("motorloops")


def test_the_installed_program_returns_the_code():
    process = start("run", "--preset", "mlid")
    out, err = process.communicate()
    assert (process.returncode, out) == (2, "")
    assert err == "motorloops: preset: 'mlid' is not allowed; did you mean \"mild\"?\n"


def test_ctrl_c_is_quiet_and_leaves_no_file(tmp_path):
    path = tmp_path / "a.csv"
    process = start("run", "--body", "chain:100", "--seconds", "100", "--out", str(path))
    # until it has begun to write
    wait_until(lambda: process.poll() is not None or list(tmp_path.iterdir()))
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_leaves_is_no_error():
    read, write = os.pipe()
    os.close(read)
    process = start("levers", "--json", stdout=write)
    os.close(write)
    assert process.communicate()[1] == ""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_told():
    with Path("/dev/full").open("w") as full:
        process = start("levers", "--json", stdout=full)
        err = process.communicate()[1]
    assert process.returncode == 1
    assert len(err.splitlines()) == 1


def test_help_loads_no_library():
    code = (
        "import sys; import motorloops.experiments.cli.main; "
        "sys.exit(str([m for m in ('numpy', 'pydantic', 'numba', 'rich') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_a_run_loads_only_what_it_needs():
    heavy = ["mesa", "solara", "pandas", "matplotlib", "pyarrow", "networkx", "scipy.stats"]
    code = (
        "import sys; from motorloops.experiments.cli.main import main; "
        "main(['run', '--body', 'chain:1', '--seconds', '0.4', '--seeds', '2']); "
        f"sys.exit(str([m for m in {heavy} if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"
