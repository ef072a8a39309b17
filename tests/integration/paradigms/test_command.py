"""The `paradigm` command: text, JSON, plot; refused in one line."""

import json

import pytest

from motorloops.experiments.formatting import NOTICE
from motorloops.experiments.paradigms import observe
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.network.atlas import load_atlas
from motorloops.model.params import Params
from tests.helpers.command import call, refused

QUICK = ("paradigm", "hold_and_release", "--body", "chain:2", "--seeds", "2")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ((), ("paradigm", *PARADIGMS)),
        (("hold_and_relese",), ("paradigm", "'hold_and_relese'", '"hold_and_release"')),
        (("xyz",), ("paradigm", "'xyz'", *PARADIGMS)),
        (("hold_and_release", "more"), ("argument", "'more'")),
        (("hold_and_release", "--preset", "moderat"), ("preset", '"moderate"')),
        (("hold_and_release", "--body", "hnad"), ("body", '"hand"')),
        (("hold_and_release", "--set", "loss=2"), ("loss", "from 0 to 1")),
        (("hold_and_release", "--set", "agonist=bicep"), ("muscle", '"biceps"')),
        (("hold_and_release", "--seeds", "0"), ("seeds", "from 1 to")),
        (("hold_and_release", "--seed", "x"), ("seed", "'x'")),
        (("hold_and_release", "--plot", "a.pdf"), ("--plot", ".png or .svg")),
        (("hold_and_release", "--plot", "none/a.png"), ("--plot", "none/a.png")),
    ],
)
def test_a_paradigm_is_refused_in_one_line(tmp_path, monkeypatch, argv, words):
    monkeypatch.chdir(tmp_path)
    plot = () if "--plot" in argv else ("--plot", "kept.png")
    line = refused("paradigm", *argv, *plot)
    assert [word for word in words if word not in line] == [], line
    assert list(tmp_path.iterdir()) == []


def test_without_a_name_all_are_listed():
    code, out, err = call("paradigm")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["paradigm", *PARADIGMS]
    code, out, err = call("paradigm", "--json")
    assert (code, err) == (0, "")
    listed = json.loads(out)
    assert {key: row["question"] for key, row in listed.items()} == {
        key: paradigm.question for key, paradigm in PARADIGMS.items()
    }


def test_a_body_that_does_not_fit_into_memory_is_refused(monkeypatch):
    monkeypatch.setattr(observe, "MAX_CELLS", 1000)
    assert "body: 'chain:2' is not allowed; give one at least" in refused(*QUICK)


def test_it_prints_one_json_object():
    code, out, err = call(*QUICK, "--set", "stress=0.5", "--seed", "7", "--json")
    assert (code, err) == (0, "")
    report = json.loads(out, parse_constant=pytest.fail)
    assert (report["paradigm"], report["seeds"], report["body"]) == (
        "hold_and_release",
        [7, 8],
        "chain:2",
    )
    assert report["params"] == Params().replace(loss=0.35, stress=0.5).as_dict()
    assert {row["n"] for row in report["rows"]} == {2}
    assert {row["condition"] for row in report["rows"]} == {"healthy", "chosen", "chosen - healthy"}


def test_it_is_reported_in_words_the_same_each_time():
    code, out, err = call(*QUICK)
    assert (code, err) == (0, "")
    assert out.rstrip().endswith(NOTICE)
    assert PARADIGMS["hold_and_release"].question in out
    assert call(*QUICK).out == out


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_it_draws_the_same_picture_each_time(tmp_path, name, start):
    drawn = []
    for _ in range(2):
        assert call(*QUICK, "--plot", str(tmp_path / name)).code == 0
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[0].startswith(start)
    assert drawn[0] == drawn[1]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_methods_name_a_source_that_the_atlas_has():
    known = {"assumption", *(reference.key for reference in load_atlas().references)}
    assert {paradigm.source for paradigm in PARADIGMS.values()} <= known
