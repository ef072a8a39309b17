"""The page "What explains this?": figures are chosen, and the answer says what cannot be told."""

from dataclasses import replace
from pathlib import Path

import pytest
import solara

from motorloops.server.explanation import Choices, examples, explain
from motorloops.server.networks import NETWORKS
from motorloops.server.pages import explain as page_of
from motorloops.server.pages.explain import Explain
from motorloops.server.routes import PAGES
from motorloops.server.strings import translate
from tests.helpers.rendered import at_page, below, buttons, click, templates, texts
from tests.helpers.waiting import wait_until


class Page:
    """The rendered page."""

    def __init__(self) -> None:
        self.box, self.context = solara.render(
            at_page(Explain(), PAGES["explain"]), handle_error=False
        )
        self.wait()

    def wait(self) -> None:
        """Wait for the answer to what is shown."""
        wait_until(lambda: translate("explain.ready") in texts(self.box) and self.pictures())

    def pictures(self) -> list:
        return [part for part in templates(self.box) if hasattr(part, "prior")]

    def sliders(self) -> dict[str, object]:
        return {part.name: part for part in templates(self.box) if hasattr(part, "stops")}

    def pasted(self):
        return next(part for part in templates(self.box) if hasattr(part, "start"))

    def link(self) -> str:
        (found,) = [w for w in below(self.box) if getattr(w, "tag", "") == "a"]
        return found.attributes["href"]

    def alerts(self) -> str:
        parts = [part for part in below(self.box) if getattr(part, "attributes", None)]
        found = [part for part in parts if part.attributes.get("role") == "alert"]
        return " ".join(map(texts, found)).strip()


@pytest.fixture
def page():
    made = Page()
    yield made
    made.context.close()


def test_the_answer_stands_beside_the_notice(page):
    told = texts(page.box)
    assert translate("explain.notice") in told
    assert translate("explain.none") in told
    assert translate("explain.healthy_region", lever=page_of.name_of("loss_region")) in told
    assert translate("explain.cannot_tell") in told
    assert len(page.pictures()) == len(Choices().estimator.levers)


def test_an_example_a_test_and_a_slider_change_the_answer(page):
    first = page.link()
    click(buttons(page.box)[page_of.example_label("loss_cortex")])
    wait_until(lambda: page.link() != first)
    assert not any(name.startswith("ballistic") for name in page.sliders())
    click(buttons(page.box)["Ballistic movement"])
    wait_until(lambda: any(name.startswith("ballistic") for name in page.sliders()))
    slider = page.sliders()["graded_effort.overflow"]
    slider.vue_event_change(len(slider.stops) - 1)
    wait_until(lambda: translate("explain.unlike", what="").strip() in page.alerts())
    click(buttons(page.box)[page_of.example_label("loss_cortex")])  # starts again
    wait_until(lambda: page.alerts() == "")


@pytest.mark.parametrize("index", [-1, 10**6, 0.5, "1", None, True])
def test_a_slider_takes_only_its_own_stops(page, index):
    slider = page.sliders()["graded_effort.overflow"]
    before = slider.told
    slider.vue_event_change(index)
    assert page.sliders()["graded_effort.overflow"].told == before


def test_a_pasted_table_is_answered_or_refused_in_one_line(page):
    page.pasted().vue_event_use("paradigm,measure,value,spread,n\nchess,luck,1,1,1\n")
    wait_until(lambda: "chess" in page.alerts())
    page.pasted().vue_event_use(page.pasted().start)
    wait_until(lambda: page.alerts() == "" and translate("explain.table_used") in texts(page.box))
    page.wait()
    click(buttons(page.box)[translate("explain.table_back")])
    wait_until(lambda: translate("explain.table_used") not in texts(page.box))


def every(example: str):
    choices = Choices().started(example)
    found = explain(replace(choices, tests=choices.estimator.paradigms)).answer
    assert found
    return found


def test_what_cannot_be_told_is_said_and_what_is_sure_too():
    sure, unsure = every("loss_cortex"), explain(Choices()).answer
    assert unsure
    (told,) = page_of.site_sentences(sure)
    assert page_of.site("loss_cortex") in told
    assert not sure.may_be_healthy
    none, not_told = page_of.site_sentences(unsure)
    assert none == translate("explain.none")
    assert not_told.startswith(translate("explain.no_site", places="").rstrip(" ."))


def test_a_wide_interval_is_told_beside_the_one_before_any_figure():
    lever = next(iter(every("loss_cortex").levers.values()))
    wide = replace(lever, low=0.05, high=0.65, known=False)
    for end in (*lever.prior, wide.low, wide.high):
        assert page_of.amount(lever.name, end) in page_of.lever_sentence(wide)
    assert page_of.amount(lever.name, lever.prior[1]) not in page_of.lever_sentence(lever)


def test_a_test_that_tells_little_is_not_recommended():
    found = explain(Choices()).answer
    assert found
    little = [replace(test, information=0.01) for test in found.next_tests]
    assert page_of.next_sentence(replace(found, next_tests=little)) == translate(
        "explain.next_little"
    )
    assert page_of.next_sentence(found) != translate("explain.next_little")


def test_probabilities_are_never_zero_or_one():
    assert page_of.share_of(0.0) == translate("explain.under")
    assert page_of.share_of(1.0) == translate("explain.over")
    assert page_of.share_of(0.5) == "50 %"


def test_the_examples_have_names():
    labels = [page_of.example_label(name) for name in examples(Choices().estimator)]
    assert len(set(labels)) == len(labels)


def test_without_an_estimator_the_page_says_so(monkeypatch):
    monkeypatch.setattr(page_of, "bodies", lambda: ())
    box, context = solara.render(at_page(Explain(), PAGES["explain"]), handle_error=False)
    assert translate("explain.nothing") in texts(box)
    context.close()


def test_the_page_does_not_lead_to_another_network(monkeypatch):
    found = explain(Choices())
    assert translate("explain.explore") in shown(found)
    monkeypatch.setattr(NETWORKS, "file", Path("own.graphml"))
    assert translate("explain.explore") not in shown(found)


def shown(found) -> str:
    box, context = solara.render(page_of.Result(found), handle_error=False)
    told = texts(box)
    context.close()
    return told


def test_a_region_is_named_and_everywhere_too():
    assert page_of.place_word("loss_region", "") == "everywhere"
    told = page_of.place_sentence("loss_region", {"": 0.1, "elbow": 0.9})
    assert "elbow (90 %)" in told
    assert told != page_of.place_sentence("loss_region", {"": 0.4, "elbow": 0.6})
    told = page_of.place_sentence("loss_region", {"": 0.1, "elbow": 0.9}, healthy=True)
    assert "elbow" not in told
