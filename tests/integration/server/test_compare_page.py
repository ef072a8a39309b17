"""The Compare page, rendered without a browser."""

from collections.abc import Callable
from urllib.parse import urlsplit

import solara

from motorloops.model.params import levers
from motorloops.server.components.levers import HIDDEN
from motorloops.server.pages.compare.page import YOURS, Scene, SideCard, SideLevers
from motorloops.server.pages.compare.route import PAIRS, usual_setting
from motorloops.server.pages.compare.runner import CompareRunner
from motorloops.server.strings import translate
from motorloops.server.url_state import read_query
from tests.helpers.paired import HEALTHY, started
from tests.helpers.rendered import below, templates, texts


def shown(pair: CompareRunner, part: Callable, *arguments: object):
    """A part of the page, drawn for what the pair shows now."""
    box, _ = solara.render(part(pair, pair.shown, *arguments), handle_error=False)
    return box


def options(widget) -> list[dict[str, str]]:
    return next(part for part in templates(widget) if hasattr(part, "legend")).options


def test_every_pair_can_be_picked():
    pair, _ = started()
    own = usual_setting("stressed", "arm")
    picker = next(w for w in templates(shown(pair, Scene, own)) if w.value == "dystonia")
    assert [option["value"] for option in picker.options] == [*PAIRS, YOURS]
    for name in PAIRS:
        picker.vue_event_pick(name)
        assert pair.route.pair == name
    picker.vue_event_pick(YOURS)
    assert pair.route.settings == (own, HEALTHY)
    assert options(shown(pair, Scene, own))[-1]["value"] == YOURS
    pair.set_lever("b", "stress", 0.5)
    box = shown(pair, Scene, own)
    assert options(box)[0] == {"value": "", "label": translate("compare.own")}
    assert translate("compare.own_text") in texts(box)
    picker.vue_event_pick("nonsense")
    assert "nonsense" in pair.shown.problem


def test_a_side_leads_to_explore_as_it_is_set_up():
    pair, _ = started()
    pair.set_lever("b", "stress", 0.5)
    pair.new_seed()
    link = next(w for w in below(shown(pair, SideCard, "b")) if getattr(w, "tag", "") == "a")
    found = read_query(urlsplit(link.attributes["href"]).query)
    assert found == pair.route.recording("b")
    assert found.seed == 2


def test_the_levers_are_those_of_the_chosen_side():
    pair, _ = started()
    box = shown(pair, SideLevers)
    names = [w.spec["name"] for w in templates(box) if hasattr(w, "spec")]
    assert len(names) == len(set(names))
    numbers = [v.name for v in levers().values() if v.kind == "number" and v.group not in HIDDEN]
    assert set(names) == {*numbers, "loss"}
    for side, other in (("a", "b"), ("b", "a")):
        next(w for w in templates(box) if getattr(w, "name", "") == "side").vue_event_pick(side)
        slider = next(w for w in templates(box) if getattr(w, "spec", {}).get("name") == "stress")
        before = getattr(pair.route, other)
        slider.vue_event_pick(40)
        assert getattr(pair.route, side).params.stress == 0.4
        assert getattr(pair.route, other) == before
