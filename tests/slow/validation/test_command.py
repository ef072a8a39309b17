"""`python -m validation`: what it prints, and how it fails."""

import json
import sys

import pytest

from motorloops.model.measures import MEASURES
from tests.helpers import command
from validation import compare as module
from validation.__main__ import main
from validation.compare import Agreement

SMALL = {"activation": 1e-16, "angle": 1e-16, "rate": 1e-16}
STEP = {"activation": 0.01, "angle": 0.01, "rate": 0.02}
GOOD = Agreement(
    "healthy", SMALL, SMALL, STEP, STEP, 0.5, dict.fromkeys(MEASURES, (0.5, 0.5, None))
)
WRONG = Agreement("spinal", STEP, SMALL, STEP, STEP, 0.5, GOOD.measures)


@pytest.fixture
def finds(monkeypatch):
    """Let the comparison find something, without its work."""

    def set_to(*found: Agreement) -> None:
        monkeypatch.setattr(module, "compare", lambda network, cases, report_line: list(found))

    return set_to


def test_a_table_of_differences(finds):
    finds(GOOD)
    code, out, _ = command.call(program=main)
    assert code == 0
    assert "1 of 1 cases agree" in out
    row = next(line for line in out.splitlines() if line.startswith("healthy"))
    assert row.split()[1:] == ["1e-16", "1e-16", "2e-02", "2e-02", "0.500", "0.500", "-", "yes"]


def test_one_object(finds):
    finds(GOOD)
    code, out, _ = command.call("--json", "--body", "neck", program=main)
    told = json.loads(out)
    assert (code, told["body"], told["agrees"]) == (0, "neck", True)
    (case,) = told["cases"]
    assert (case["case"], case["quarter"], case["agrees"]) == ("healthy", STEP, True)
    assert set(case["measures"]) == set(MEASURES)


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_disagreement_is_a_failure(finds, how):
    finds(GOOD, WRONG)
    code, out, _ = command.call(*how, program=main)
    assert code == 1
    assert '"agrees": false' in out if how else "NO" in out


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "brian2"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("compare", "simulator", "brian2_library"):
        monkeypatch.delitem(sys.modules, f"validation.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "brian2", None)
    assert "pip install motorloops[check]" in command.refused(program=main)


def test_bad_input_is_one_line():
    assert "arm" in command.refused("--body", "amr", program=main)
    assert "--body" in command.refused("--bodi", "arm", program=main)
