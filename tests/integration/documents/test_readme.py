"""What the README tells a reader to type works as written."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.source import ROOT

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINES = [
    line.partition("#")[0].strip()
    for kind, text in BLOCKS
    if not kind
    for line in text.splitlines()
]
# The dashboard runs until it is stopped; the browser tests start it.
COMMANDS = [line for line in LINES if re.match(r"motorloops (?!serve)", line)]


@pytest.mark.parametrize("line", COMMANDS)
def test_command_runs(line, tmp_path):
    program = Path(sys.executable).with_name("motorloops")
    command = [str(program), *shlex.split(line)[1:]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    if "--out" in command:
        assert (tmp_path / command[command.index("--out") + 1]).stat().st_size


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "python"])
def test_python_example_runs(text, tmp_path):
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_commands_are_found():
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_somewhere(link):
    assert (ROOT / link).exists()
