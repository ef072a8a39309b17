"""The Laboratory: what is set up is tested in the background, shown, told and handed on."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import solara

from motorloops.experiments.paradigms.lesion import aimed as aim_lesion
from motorloops.experiments.paradigms.lesion import usual_node
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.server import paradigm_job
from motorloops.server.pages.laboratory import Laboratory, aimed_node, order_text
from motorloops.server.paradigm_job import ParadigmOrder, carry_out
from motorloops.server.shell import use_setting
from motorloops.server.strings import string_table, translate
from tests.helpers.rendered import at_page, buttons, click, templates, texts
from tests.helpers.waiting import wait_until

QUICK = "graded_effort"
ORDER = ParadigmOrder(QUICK, Params().replace(loss=0.35), "arm", "moderate", (1, 2), 1)
PATIENCE_S = 60


def test_an_order_is_carried_out_as_the_command_does_it():
    found = carry_out(ORDER)
    frame = PARADIGMS[QUICK].run(build_network("arm"), ORDER.params, ORDER.seeds)
    title, provenance, *_ = found.csv.splitlines()
    assert title == f"# {PARADIGMS[QUICK].title}"
    for part in (QUICK, "body arm", "seeds 1 to 2", build_network("arm").digest, "numpy "):
        assert part in provenance
    kept = pd.read_csv(io.StringIO(found.csv), comment="#")
    assert set(kept["unit"]) == set(frame["unit"])
    np.testing.assert_allclose(kept["mean"], frame["mean"].to_numpy(float))
    assert len(found.rows) == len(frame)
    assert all(len(row) == len(string_table()["laboratory"]["columns"]) for row in found.rows)
    assert "<svg" in found.svg
    assert PARADIGMS[QUICK].title in found.text
    assert "overflow" in found.text


def test_what_a_body_cannot_do_is_told_in_one_line():
    found = carry_out(replace(ORDER, params=Params().replace(agonist="nobody")))
    assert "not allowed" in found.problem
    assert not found.rows


def test_pictures_drawn_at_once_do_not_disturb_each_other():
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(carry_out, [ORDER] * 3))
    assert len({found.svg for found in drawn}) == 1


class Page:
    """The rendered page, and the setting behind it."""

    def __init__(self) -> None:
        states = []

        @solara.component
        def Spy():  # noqa: N802
            states.append(use_setting())
            return Laboratory()

        self.box, self.context = solara.render(at_page(Spy()), handle_error=False)
        self.setting = states[0]

    def picker(self):
        return next(w for w in templates(self.box) if getattr(w, "legend", "") == "Paradigm")

    def press(self, name: str) -> None:
        click(buttons(self.box)[name])

    def wait(self, what) -> None:
        wait_until(what)

    def results(self) -> list:
        return [w for w in templates(self.box) if hasattr(w, "svg")]


@pytest.fixture
def page():
    made = Page()
    yield made
    made.context.close()


def test_a_test_is_chosen_run_and_shown(page):
    assert translate("laboratory.empty") in texts(page.box)
    page.picker().vue_event_pick(QUICK)
    assert PARADIGMS[QUICK].method in texts(page.box)
    page.picker().vue_event_pick("nonsense")
    assert page.picker().value == QUICK
    page.setting.load_preset("severe")
    page.press("Run the paradigm")
    page.wait(page.results)
    assert "Severe loss everywhere" in texts(page.box)
    assert any(len(part.rows) == 84 for part in templates(page.box) if hasattr(part, "rows"))
    assert "Run the paradigm" in buttons(page.box)


def test_a_cancelled_test_shows_nothing_and_frees_its_place(page, monkeypatch):
    started, go = paradigm_job.threading.Event(), paradigm_job.threading.Event()

    def slow(order):
        started.set()
        assert go.wait(PATIENCE_S)
        return carry_out(order)

    monkeypatch.setattr(paradigm_job, "carry_out", slow)
    page.picker().vue_event_pick(QUICK)
    page.press("Run the paradigm")
    assert started.wait(PATIENCE_S)
    assert translate("laboratory.busy") in texts(page.box)
    page.press("Cancel")
    assert "Run the paradigm" in buttons(page.box)
    go.set()
    places = paradigm_job.SLOTS
    page.wait(lambda: places._value == places._initial_value)  # type: ignore[attr-defined]
    time.sleep(0.2)
    assert not page.results()


def test_two_sessions_do_not_wait_for_each_other(monkeypatch):
    both = paradigm_job.threading.Barrier(2, timeout=PATIENCE_S)

    def together(order):
        both.wait()  # only passes if both are under way at once
        return carry_out(order)

    monkeypatch.setattr(paradigm_job, "carry_out", together)
    pages = [Page(), Page()]
    for made in pages:
        made.picker().vue_event_pick(QUICK)
        made.press("Run the paradigm")
    for made in pages:
        made.wait(made.results)
        made.context.close()


def test_the_line_above_the_results_names_an_own_setting():
    assert "Moderate loss everywhere" in order_text(ORDER)
    assert translate("toolbar.own") in order_text(replace(ORDER, params=Params().replace(stress=1)))


def test_every_test_can_be_chosen(page):
    assert [option["value"] for option in page.picker().options] == list(PARADIGMS)


def test_a_lesion_is_aimed_at_the_node_that_is_picked(page):
    page.picker().vue_event_pick("lesion")
    lists = {w.legend: w for w in templates(page.box) if hasattr(w, "legend")}
    lists[translate("laboratory.aim_group")].vue_event_pick("PC")
    lists[translate("laboratory.aim_muscle")].vue_event_pick("triceps")
    lists[translate("laboratory.aim_group")].vue_event_pick("no such group")
    page.press("Run the paradigm")
    page.wait(page.results)
    places = {row[1] for part in templates(page.box) if hasattr(part, "rows") for row in part.rows}
    assert any(place.startswith("share of PC/triceps removed") for place in places)
    aimed = aim_lesion("PC/triceps")(build_network("arm"), Params(), range(1, 6))
    (saved,) = [part for part in templates(page.box) if hasattr(part, "asked")]
    names = [file["name"] for file in saved.files]
    assert names == [f"lesion_PC_triceps_arm_healthy.{kind}" for kind in ("svg", "png", "csv")]
    saved.vue_event_ask("png")
    assert saved.content == page.results()[0].svg.encode()  # the browser makes the PNG
    saved.vue_event_ask("csv")
    assert saved.count == 2
    numbers = pd.read_csv(io.BytesIO(saved.content), comment="#")["mean"]
    np.testing.assert_allclose(numbers, aimed["mean"].to_numpy(float))


def test_an_aim_that_the_body_lacks_falls_back_on_the_usual_one():
    network = build_network("hand")
    assert aimed_node("PC/biceps", network, Params()) == usual_node(network, Params())
    assert aimed_node("CMD/" + network.body.muscles[0].key, network, Params()).startswith("CMD/")
