"""What a form or an address asks for: a study that can be run, or one clear line."""

import tomllib
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.sweeps.study import as_toml
from motorloops.experiments.sweeps.study_file import check_study
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES
from motorloops.model.params import GROUPS, Params
from motorloops.model.presets import PRESETS
from motorloops.model.recording import Configuration
from motorloops.server.pages.sweeps.design import (
    MAX_RUNS,
    OWN,
    Range,
    SweepDesign,
    movable,
    whole_range,
)
from motorloops.server.pages.sweeps.route import AXES, SweepsRoute, read_route
from tests.helpers.examples import examples
from tests.helpers.source import ROOT

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
    SweepDesign, ranges, ranges, st.sampled_from([5, 10, 20, 0, -1, 10**9]),
    st.sampled_from(["arm", "hand", "neck", "moon", "../arm", ""]),
    st.sampled_from([*PRESETS, OWN, "", "x"]), st.sampled_from([*MEASURES, "", "x"]),
)  # fmt: skip


def check_line(line: str) -> None:
    assert "not allowed" in line
    assert "\n" not in line
    assert len(line) < 600


def can_be_run(plan: SweepDesign, own: Configuration) -> bool:
    try:
        study = plan.study(own)
    except InputError as problem:
        check_line(str(problem))
        return False
    assert plan.runs <= MAX_RUNS
    table = tomllib.loads(as_toml(study))
    assert check_study(table, ROOT / "study.toml").digest == study.digest
    return True


@examples(500)
@given(addresses)
def test_any_address(text):
    place, problem = read_route(text)
    if problem:
        check_line(problem)
    again, wrong = read_route(place.query())
    assert not wrong
    assert again == replace(place, own=place.own if place.plan.start == OWN else "")
    can_be_run(place.plan, Configuration())


@examples(500)
@given(plans)
def test_any_form(plan):
    can_be_run(plan, Configuration(Params().replace(stress=0.5), "hand", "writers_cramp"))


def test_the_first_form_can_be_run_and_needs_no_address():
    assert can_be_run(SweepDesign(), Configuration())
    assert SweepsRoute().query() == ""
    assert read_route("") == read_route(None) == (SweepsRoute(), "")


@pytest.mark.parametrize("name", movable())
def test_every_lever_can_be_swept_over_its_whole_range(name):
    other = "stress" if name != "stress" else "effort"
    plan = SweepDesign(whole_range(name, 3), whole_range(other, 3))
    assert can_be_run(plan, Configuration())
    assert read_route(SweepsRoute(plan).query()) == (SweepsRoute(plan), "")


def test_constants_and_choices_cannot_be_swept():
    groups = {lever.group for lever in movable().values()}
    assert groups == set(GROUPS) - {"constant"}
    assert all(lever.kind == "number" for lever in movable().values())


@pytest.mark.parametrize("start", PRESETS)
def test_a_study_starts_from_its_preset(start):
    body = PRESETS[start].body or "arm"
    study = SweepDesign(start=start, body=body).study(Configuration())
    assert study.base() == Params().replace(**PRESETS[start].changes)
    assert not study.fixed


def test_a_study_starts_from_what_is_set_up():
    moved = Params().replace(loss=0.35, stress=0.5, loss_cortex=0.1, agonist="triceps")
    study = SweepDesign(start=OWN).study(Configuration(moved, "arm", "moderate"))
    assert study.preset == "moderate"
    assert study.fixed == {"stress": 0.5, "agonist": "triceps"}
    assert study.base().replace(loss_cortex=0.1, loss_spinal=0.35) == moved


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (SweepDesign(down=whole_range("loss_cortex")), "two different levers"),
        (SweepDesign(Range("stress", 0.0, 1.5)), "stress: 1.5"),
        (SweepDesign(Range("stress", 0.5, 0.5)), "start below the end"),
        (SweepDesign(Range("stress", 0.0, 1.0, 2)), "3 to 15"),
        (SweepDesign(Range("stress", 0.0, 1.0, 16)), "3 to 15"),
        (SweepDesign(Range("noise_floor", 0.0, 0.5)), "noise_floor"),
        (SweepDesign(seeds=7), "5, 10, 20"),
        (SweepDesign(body="moon"), "arm, hand, neck"),
        (SweepDesign(start="writers_cramp"), "index"),
    ],
)
def test_what_cannot_be_run_is_told_in_one_line(plan, said):
    with pytest.raises(InputError) as found:
        plan.study(Configuration())
    assert said in str(found.value)
    check_line(str(found.value))


def test_the_largest_sweep_is_allowed():
    most = SweepDesign(whole_range("stress", 15), whole_range("effort", 15), 20)
    assert most.runs == MAX_RUNS
    assert can_be_run(most, Configuration())


def test_an_address_keeps_all_that_is_chosen():
    plan = SweepDesign(
        Range("stress", 0.1, 0.7, 4), Range("loss_width", 0.5, 2.0, 7), 20, "hand", OWN, "twist"
    )
    place = SweepsRoute(plan, "some study & more", "y", 3, "preset=severe&stress=0.5")
    assert read_route(place.query()) == (place, "")


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("x=losscortex", 'did you mean "loss_cortex"'), ("xlow=nan", "xlow"),
        ("ysteps=2.5", "ysteps"),
        ("seeds=6", "5, 10, 20"), ("measure=overflo", 'did you mean "overflow"'),
        ("measure=os:getcwd", "choose one of"),
        ("along=z", "x, y"), ("colour=red", "colour"), ("a=1&a=1", "once"),
        ("&".join(f"a{k}=1" for k in range(999)), "fields"),
        ("study=" + "a" * 9000, "characters"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_told_in_one_line(search, said):
    place, problem = read_route(search)
    assert said in problem
    check_line(problem)
    assert place == SweepsRoute()
