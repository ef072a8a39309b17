"""What a form or an address asks for: a study that can be run, or one clear line."""

import tomllib
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.sweep.reading import check_study
from experiments.sweep.toml import as_toml
from model.errors import BadInput
from model.lever import GROUPS
from model.measures import MEASURES
from model.params import Params
from model.presets import PRESETS
from model.setting import Setting
from server.sweeps.place import AXES, Place, read_place
from server.sweeps.plan import MOST_RUNS, OWN, Plan, Range, movable, whole_range
from tests.source import ROOT

ODD = ["nan", "inf", "-1", "1e999", "9" * 400, "", "é", "\x00", "\ud800", "0", "15", "0.5", "2"]
FIELDS = [
    *AXES, *(f"{axis}{end}" for axis in AXES for end in ("low", "high", "steps")),
    "seeds", "body", "start", "measure", "study", "along", "at", "own", "loss", "x" * 300,
]  # fmt: skip
names = st.sampled_from(FIELDS) | st.text(max_size=8)
values = st.sampled_from([*ODD, *PRESETS, *MEASURES, *movable(), OWN, "hand", "../x"]) | st.text(
    max_size=30
)
addresses = st.lists(st.tuples(names, values), max_size=8).map(
    lambda pairs: urlencode(pairs, errors="replace")
) | st.text(max_size=60)
numbers = st.floats() | st.integers(-(10**30), 10**30) | st.sampled_from([0, 0.5, 1, 3, 15])
levers_named = st.sampled_from([*movable(), "loss", "agonist", "noise_floor", ""])
ranges = st.builds(Range, levers_named, numbers, numbers, st.integers(-5, 40) | st.just(10**30))
plans = st.builds(
    Plan, ranges, ranges, st.sampled_from([5, 10, 20, 0, -1, 10**9]),
    st.sampled_from(["arm", "hand", "neck", "moon", "../arm", ""]),
    st.sampled_from([*PRESETS, OWN, "", "x"]), st.sampled_from([*MEASURES, "", "x"]),
)  # fmt: skip


def check_line(line: str) -> None:
    assert "not allowed" in line
    assert "\n" not in line
    assert len(line) < 600


def can_be_run(plan: Plan, own: Setting) -> bool:
    try:
        study = plan.study(own)
    except BadInput as problem:
        check_line(str(problem))
        return False
    assert plan.runs <= MOST_RUNS
    table = tomllib.loads(as_toml(study))
    assert check_study(table, ROOT / "study.toml").digest == study.digest
    return True


@settings(max_examples=500)
@given(addresses)
def test_any_address(text):
    place, problem = read_place(text)
    if problem:
        check_line(problem)
    again, wrong = read_place(place.query())
    assert not wrong
    assert again == replace(place, own=place.own if place.plan.start == OWN else "")
    can_be_run(place.plan, Setting())


@settings(max_examples=500)
@given(plans)
def test_any_form(plan):
    can_be_run(plan, Setting(Params().replace(stress=0.5), "hand", "writers_cramp"))


def test_the_first_form_can_be_run_and_needs_no_address():
    assert can_be_run(Plan(), Setting())
    assert Place().query() == ""
    assert read_place("") == read_place(None) == (Place(), "")


@pytest.mark.parametrize("name", movable())
def test_every_lever_can_be_swept_over_its_whole_range(name):
    other = "stress" if name != "stress" else "effort"
    plan = Plan(whole_range(name, 3), whole_range(other, 3))
    assert can_be_run(plan, Setting())
    assert read_place(Place(plan).query()) == (Place(plan), "")


def test_constants_and_choices_cannot_be_swept():
    groups = {lever.group for lever in movable().values()}
    assert groups == set(GROUPS) - {"constant"}
    assert all(lever.kind == "number" for lever in movable().values())


@pytest.mark.parametrize("start", PRESETS)
def test_a_study_starts_from_its_preset(start):
    body = PRESETS[start].body or "arm"
    study = Plan(start=start, body=body).study(Setting())
    assert study.base() == Params().replace(**PRESETS[start].changes)
    assert not study.fixed


def test_a_study_starts_from_what_is_set_up():
    moved = Params().replace(loss=0.35, stress=0.5, loss_cortex=0.1, agonist="triceps")
    study = Plan(start=OWN).study(Setting(moved, "arm", "moderate"))
    assert study.preset == "moderate"
    assert study.fixed == {"stress": 0.5, "agonist": "triceps"}
    assert study.base().replace(loss_cortex=0.1, loss_spinal=0.35) == moved


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan(down=whole_range("loss_cortex")), "two different levers"),
        (Plan(Range("stress", 0.0, 1.5)), "stress: 1.5"),
        (Plan(Range("stress", 0.5, 0.5)), "start below the end"),
        (Plan(Range("stress", 0.0, 1.0, 2)), "3 to 15"),
        (Plan(Range("stress", 0.0, 1.0, 16)), "3 to 15"),
        (Plan(Range("noise_floor", 0.0, 0.5)), "noise_floor"),
        (Plan(seeds=7), "5, 10, 20"),
        (Plan(body="moon"), "arm, hand, neck"),
        (Plan(start="writers_cramp"), "index"),
    ],
)
def test_what_cannot_be_run_is_told_in_one_line(plan, said):
    with pytest.raises(BadInput) as found:
        plan.study(Setting())
    assert said in str(found.value)
    check_line(str(found.value))


def test_the_largest_sweep_is_allowed():
    most = Plan(whole_range("stress", 15), whole_range("effort", 15), 20)
    assert most.runs == MOST_RUNS
    assert can_be_run(most, Setting())


def test_an_address_keeps_all_that_is_chosen():
    plan = Plan(
        Range("stress", 0.1, 0.7, 4), Range("loss_width", 0.5, 2.0, 7), 20, "hand", OWN, "twist"
    )
    place = Place(plan, "some study & more", "y", 3, "preset=severe&stress=0.5")
    assert read_place(place.query()) == (place, "")


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("x=losscortex", 'did you mean "loss_cortex"'), ("xlow=nan", "xlow"),
        ("ysteps=2.5", "ysteps"),
        ("seeds=6", "5, 10, 20"), ("measure=overflo", 'did you mean "overflow"'),
        ("along=z", "x, y"), ("colour=red", "colour"), ("a=1&" * 100, "fields"),
        ("study=" + "a" * 9000, "characters"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_told_in_one_line(search, said):
    place, problem = read_place(search)
    assert said in problem
    check_line(problem)
    assert place == Place()
