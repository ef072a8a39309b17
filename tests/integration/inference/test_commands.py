"""`motorloops infer`: its files, its answers, and what it refuses."""

import csv
import json

import numpy as np
import pytest

from motorloops import build_network, packaged_estimator
from motorloops.experiments.inference.estimator import estimator_bytes
from tests.helpers.command import call, refused
from tests.helpers.estimators import MEASURES, estimator

TABLE = """paradigm,measure,value,spread,n,unit
graded_effort,overflow@0.4,15,4,4,% of MVC
graded_effort,agonist_activation@0.4,0.5,0.04,4,MVC
"""


@pytest.fixture
def files(tmp_path):
    """An estimator, and measurements for it."""
    (tmp_path / "own.npz").write_bytes(estimator_bytes(estimator()))
    (tmp_path / "person.csv").write_text(TABLE)
    return tmp_path


def infer(files, *more, measurements="person.csv"):
    own = ("--estimator", str(files / "own.npz"))
    return ("infer", str(files / measurements), *own, *more)


def test_the_answer_is_text_json_and_a_page(files):
    told = call(*infer(files))
    assert told.code == 0
    assert "not a diagnosis" in told.out
    found = json.loads(call(*infer(files, "--json", "--html", str(files / "a.html"))).out)
    assert set(found["levers"]) == {"loss_cortex", "loss_spinal"}
    assert [one["value"] for one in found["fit"]["measures"]] == [0.15, 0.5]
    page = (files / "a.html").read_text()
    assert page.count("<svg") == 6
    assert "http-equiv" in page


def test_json_measurements_give_the_same_answer(files):
    rows = [
        {"paradigm": "graded_effort", "measure": "overflow@0.4", "value": 0.15, "spread": 0.04,
         "n": 4},
        {"paradigm": "graded_effort", "measure": "agonist_activation@0.4", "value": 0.5,
         "spread": 0.04, "n": 4},
    ]  # fmt: skip
    (files / "person.json").write_text(json.dumps({"body": "arm", "measurements": rows}))
    one = call(*infer(files, "--json")).out
    assert call(*infer(files, "--json", measurements="person.json")).out == one


@pytest.mark.parametrize("option", [["--json"], ["--html", "a.html"], ["--seed", "2"]])
def test_options_that_a_template_does_not_read_are_refused(files, option):
    assert option[0] in refused(*infer(files, "--template", *option, measurements="empty.csv"))
    assert not (files / "empty.csv").exists()


def test_the_template_has_the_measures_of_the_estimator(files):
    told = call(*infer(files, "--template", measurements="empty.csv"))
    assert told.code == 0
    with (files / "empty.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert {f"{row['paradigm']}.{row['measure']}" for row in rows} == set(MEASURES)
    assert {row["value"] for row in rows} == {""}
    refused(*infer(files, "--template", measurements="empty.csv"))
    for row in rows:
        row |= {"value": row["healthy_mean"], "spread": row["healthy_sd"], "n": "10"}
    with (files / "full.csv").open("w") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert call(*infer(files, measurements="full.csv")).code == 0


BAD_ROWS = {
    "unknown measure": ("overflow@0.4,15", "overfloww@0.4,15", "measure"),
    "another paradigm": ("graded_effort,agonist", "silent_period,agonist", "paradigm"),
    "wrong unit": ("% of MVC", "deg", "unit"),
    "no spread": (",15,4,4,", ",15,,4,", "spread"),
    "negative spread": (",15,4,4,", ",15,-4,4,", "spread"),
    "no number": (",15,4,4,", ",15,4,,", "n"),
    "impossible value": (",15,4,4,", ",150,4,4,", "value"),
    "text for a value": (",15,4,4,", ",much,4,4,", "value"),
}


@pytest.mark.parametrize(("old", "new", "column"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_refused_in_one_line(files, old, new, column):
    (files / "person.csv").write_text(TABLE.replace(old, new, 1))
    line = refused(*infer(files, "--html", str(files / "a.html")))
    assert f" {column}: " in line
    assert not (files / "a.html").exists()


def test_an_estimator_of_another_network_is_refused(files):
    other = estimator(network=build_network("hand").digest)
    (files / "own.npz").write_bytes(estimator_bytes(other))
    assert "network" in refused(*infer(files))


def test_a_cut_off_estimator_is_refused(files):
    content = (files / "own.npz").read_bytes()
    (files / "own.npz").write_bytes(content[: len(content) // 2])
    assert "estimator" in refused(*infer(files))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--seed", "-1"), ("--seed", "x"), ("--html", "a.txt"), ("--body", "hand"),
        ("--estimator", "missing.npz"), ("--minutes", "missing.csv"),
    ],
)  # fmt: skip
def test_bad_options_are_refused(files, option, value):
    refused(*infer(files, option, value))


@pytest.mark.parametrize(
    "text",
    ["paradigm,time\n", "paradigm,minutes\nsinging,3\n", "paradigm,minutes\nballistic,0\n",
     "paradigm,minutes\nballistic\n", "", "paradigm,minutes\nballistic,1e9\n", "paradigm,minutes\n",
     "paradigm,minutes\nballistic,1\nballistic,2\n", "paradigm,minutes\nballistic,1,2\n",
     "paradigm,minutes\npallidal_stimulation,1\n"],
)  # fmt: skip
def test_bad_minutes_are_refused(files, text):
    (files / "minutes.csv").write_text(text)
    refused(*infer(files, "--minutes", str(files / "minutes.csv")))


def test_own_minutes_are_used(files):
    (files / "minutes.csv").write_text("paradigm, minutes\n\nballistic, 2.5\n")
    found = json.loads(call(*infer(files, "--json", "--minutes", str(files / "minutes.csv"))).out)
    assert [test["minutes"] for test in found["next_tests"]] == [2.5]


def test_long_names_of_measures_have_room_in_the_figures(tmp_path):
    own = packaged_estimator("neck")
    names = [name for name in own.measures if name.startswith("multichannel_emg.activity_when")]
    middle = own.unscore(np.zeros(len(own.measures)))
    rows = [
        f"{name.replace('.', ',', 1)},{middle[own.measures.index(name)]},0.01,3" for name in names
    ]
    path = tmp_path / "neck.csv"
    path.write_text("\n".join(["paradigm,measure,value,spread,n", *rows]))
    told = call("infer", str(path), "--body", "neck", "--html", str(tmp_path / "neck.html"))
    assert told.code == 0
    assert told.err == ""
