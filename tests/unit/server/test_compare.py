"""Two settings on one noise: what is equal stays equal to the last bit, what differs is told."""

from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import body_names
from motorloops.model.network.build import build_network
from motorloops.model.params import levers
from motorloops.model.presets import PRESETS
from motorloops.model.recording import Configuration
from motorloops.server.pages.compare.page import MAIN, measure_route
from motorloops.server.pages.compare.route import (
    PAIRS,
    CompareRoute,
    read_route,
    ready,
    usual_setting,
)
from motorloops.server.pages.compare.runner import PairedModels
from motorloops.server.strings import translate
from tests.helpers.examples import examples
from tests.helpers.paired import HEALTHY, SEVERE, started

NETWORKS = {name: build_network(name) for name in body_names(load_atlas())}


def halves(frame: np.ndarray) -> np.ndarray:
    return frame.reshape(2, -1)


def run(place: CompareRoute, ms: int = 1000) -> np.ndarray:
    """Samples of both sides, shape (2, S, M)."""
    twin = PairedModels(place)
    twin.advance(ms)
    return np.array([side.recent() for side in twin.sides])


@pytest.mark.parametrize("setting", [HEALTHY, SEVERE], ids=["healthy", "severe"])
def test_equal_settings_are_equal_at_every_sample(setting):
    a, b = run(CompareRoute(setting, setting, seed=7))
    assert a.any()
    assert np.array_equal(a, b)


def test_the_noise_is_that_of_the_seed():
    assert not np.array_equal(*(run(CompareRoute(HEALTHY, HEALTHY, seed=s))[0] for s in (1, 2)))


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("body", NETWORKS)
def test_every_ready_pair_differs_on_every_body(name, body):
    place = ready(name, body).check()
    assert place.pair == name
    assert translate(f"pairs.{name}") != translate(f"pairs.{name}_text")
    a, b = run(place)
    assert not np.array_equal(a, b)


def test_a_change_of_one_side_leaves_the_other_alone():
    place = CompareRoute(HEALTHY, HEALTHY)
    twin, alone = PairedModels(place), PairedModels(place)
    for each in (twin, alone):
        each.advance(300)
    twin.put(place.with_side("b", SEVERE))
    for each in (twin, alone):
        each.advance(700)
    assert np.array_equal(twin.sides[0].recent(), alone.sides[0].recent())
    assert not np.array_equal(twin.sides[1].recent(), alone.sides[1].recent())


def test_what_differs_is_told():
    twin = PairedModels(ready())
    assert twin.contrast().sentence == translate("compare.start")
    twin.advance(1500)
    found = twin.contrast()
    assert found.sentence.startswith("Harder at work on side B")
    assert found.difference.endswith("higher on side B")
    same = PairedModels(CompareRoute(HEALTHY, HEALTHY))
    same.advance(1500)
    assert same.contrast().sentence == translate("compare.alike", limit="5 %")
    silent = PairedModels(CompareRoute(HEALTHY, HEALTHY, command=0))
    silent.advance(1500)
    assert silent.contrast().sentence == translate("compare.silent")


def test_measures_of_equal_settings_cannot_be_told_apart():
    rows = measure_route(CompareRoute(SEVERE, SEVERE), runs=3)
    assert [row.measure for row in rows] == list(MAIN)
    for row in rows:
        assert row.difference.mean in (0.0, None)
        assert row.verdict in ("alike", "unknown")


def test_measures_tell_health_and_loss_apart():
    rows = {row.measure: row for row in measure_route(CompareRoute(HEALTHY, SEVERE))}
    index = rows["co_contraction_index"]
    assert index.verdict == "differs"
    means = [part.mean or 0.0 for part in (index.a, index.b, index.difference)]
    assert means[2] == pytest.approx(means[1] - means[0])
    assert means[2] > 0.1
    assert index.cells()[-1] == translate("measured.differs")


def test_measures_count_lesions_and_stimuli():
    cut = Configuration(lesions={"TH": 1.0})
    driven = Configuration(stimuli={"M1": 0.5})
    for setting in (cut, driven):
        rows = measure_route(CompareRoute(HEALTHY, setting), runs=4)
        assert "differs" in {row.verdict for row in rows}


# The address -----------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("pair", PAIRS)
def test_an_address_leads_back(name, pair):
    place = ready(pair)
    wanted = usual_setting(name, PRESETS[name].body or "hand")
    for there in (place, place.with_side("b", wanted), place.with_side("a", wanted)):
        assert read_route(there.address()) == there


def test_an_address_holds_levers_lesions_stimuli_seed_and_command():
    own = Configuration(
        HEALTHY.params.replace(stress=0.25), "neck", "mild", {"TH": 0.5}, {"M1": -0.2}
    )
    place = CompareRoute(own, HEALTHY.on("neck"), seed=12, command=0)
    assert read_route(place.address()) == place


def test_a_side_that_went_on_in_explore_is_taken_as_it_ended():
    place = read_route(urlencode({"a": "ms=10&did=5:touch:1", "b": ""}))
    assert place.a.params.touch == 1.0
    assert place.b == HEALTHY


@pytest.mark.parametrize(
    ("search", "field"),
    [
        ("pair=nonsense", "pair"), ("x=1", "address"), ("seed=-1", "seed"), ("seed=1e3", "seed"),
        ("body=tail", "body"), ("command=2", "command"), ("a=stress%3D9&b=", "stress"),
        ("a=preset%3Dnone", "preset"), ("body=arm&a=preset%3Dwriters_cramp", "joint"),
        ("a=" + "x" * 9000, "address"), ("&".join(["a=b"] * 300), "address"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_one_clear_line(search, field):
    with pytest.raises(InputError) as problem:
        read_route(search)
    assert field in str(problem.value)
    assert "\n" not in str(problem.value)
    pair, view = started(search)
    assert field in pair.shown.problem
    assert pair.route == ready()
    assert view.frames


words = st.sampled_from(["cut", "did", "driven", "preset", "ms", "", *levers()])
texts = st.text(max_size=30) | st.sampled_from(
    ["0", "1", "0.5", "nan", "inf", "1e999", "9" * 400, "biceps", "TH:0.5", "10:touch:1", "%",
     "\x00", "\ud800", *PRESETS, *NETWORKS]
)  # fmt: skip
sides = st.lists(st.tuples(words, texts), max_size=4).map(
    lambda pairs: urlencode(pairs, errors="replace")
)
fields = st.sampled_from(["pair", "a", "b", "body", "seed", "command", "x", ""])
values = st.sampled_from(list(PAIRS)) | texts | sides
searches = st.lists(st.tuples(fields, values), max_size=6).map(
    lambda pairs: urlencode(pairs, errors="replace")
) | st.text(max_size=60)


def outcome(search: str) -> CompareRoute | InputError:
    try:
        return read_route(search)
    except InputError as problem:
        return problem


@examples(500)
@given(searches)
@example("a=" + urlencode({"a": "a=b"}))
def test_any_address_is_a_place_or_one_line(search):
    found = outcome(search)
    if isinstance(found, InputError):
        assert "\n" not in str(found)
    else:
        assert read_route(found.address()) == found


# The clock -------------------------------------------------------------------------


def test_it_starts_paused_and_steps_both():
    pair, view = started()
    assert not pair.shown.playing
    view.say(type="key", action="step")
    a, b = halves(view.last)
    assert a[1] == b[1] == 10
    view.say(type="key", action="play")
    assert pair.shown.playing
    assert view.playing
    view.say(type="key", action="reset")
    assert not pair.shown.playing
    view.acknowledge()
    assert halves(view.last)[0][1] == 0


@pytest.mark.parametrize("message", [
    {}, {"type": "key", "action": "touch"}, {"type": "key", "action": ["play"]},
    {"type": "ack", "seq": "x"}, {"type": "ack", "seq": float("nan")}, {"type": 3},
])  # fmt: skip
def test_what_the_browser_says_is_not_trusted(message):
    pair, view = started()
    before = pair.shown
    view.say(**message)
    assert pair.shown == before


def test_wrong_values_are_told_and_change_nothing():
    pair, _ = started()
    place = pair.route
    for act in (
        lambda: pair.set_lever("a", "stress", 9), lambda: pair.set_lever("b", "nonsense", 1),
        lambda: pair.set_body("tail"), lambda: pair.set_speed("warp"),
        lambda: pair.choose_pair("none"), lambda: pair.load_preset("a", "none"),
        lambda: pair.set_lever("a", "stress", float("nan")),
    ):  # fmt: skip
        act()
        assert pair.shown.problem
        assert pair.route == place


def test_all_that_can_be_set():
    pair, view = started()
    pair.set_lever("b", "stress", 0.5)
    assert (pair.route.a.params.stress, pair.route.b.params.stress) == (0.0, 0.5)
    assert pair.model("b").params.stress == 0.5
    pair.load_preset("a", "writers_cramp")
    assert {s.body for s in pair.route.settings} == {"hand"}
    assert len(view.spec["muscles"]) == len(NETWORKS["hand"].body.muscles)
    pair.set_body("arm")
    assert pair.route.a.params.loss_region == ""
    pair.try_to_move(False)
    assert pair.model("a").command == pair.model("b").command == 0.0
    pair.new_seed()
    pair.choose_pair("touch")
    assert (pair.route.pair, pair.route.seed, pair.route.command) == ("touch", 2, 0)
    pair.beside_healthy(SEVERE)
    assert pair.route.settings == (SEVERE, HEALTHY)
    assert not pair.shown.problem
