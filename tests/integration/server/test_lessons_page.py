"""The lessons without a browser: addresses, steps, worksheets, and measuring in the background."""

from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
import solara
from hypothesis import given
from hypothesis import strategies as st
from solara.routing import Router, router_context

from motorloops.server import shell
from motorloops.server.pages.lessons.elements import bar_rows, lesson_text, scale_top
from motorloops.server.pages.lessons.lesson import lessons
from motorloops.server.pages.lessons.measure import RUNS, measure_lesson, order_of
from motorloops.server.pages.lessons.page import Lessons
from motorloops.server.pages.lessons.route import (
    LAST_SEED,
    STEPS,
    VIEWS,
    LessonRoute,
    explore_link,
    read_route,
)
from motorloops.server.pages.lessons.steps import sentences
from motorloops.server.url_state import read_query
from tests.helpers.rendered import below, buttons, click, templates, texts
from tests.helpers.waiting import wait_until


class Visit:
    """The page at an address, without a browser; where it goes is kept in `went`."""

    def __init__(self, search: str) -> None:
        self.went: list[str] = []

        @solara.component
        def Site():  # noqa: N802
            path, set_path = solara.use_state(f"/lessons?{search}")

            def go(to: str) -> None:
                self.went.append(to)
                set_path(to)

            router_context.provide(Router(path, [], go))
            return Lessons()

        self.box, self.context = solara.render(Site(), handle_error=False)

    def texts(self) -> str:
        return texts(self.box)

    def wait(self, text: str, there: bool = True) -> str:
        wait_until(lambda: (text in self.texts()) == there)
        return self.texts()

    def links(self) -> dict[str, Any]:
        return {part.text: part for part in templates(self.box) if hasattr(part, "href")}

    def follow(self, text: str) -> None:
        self.links()[text].vue_event_visit(None)

    def title(self) -> str:
        return next(p.text for p in templates(self.box) if "<h1" in p.template.template)


@pytest.fixture
def visit():
    visits: list[Visit] = []

    def enter(search: str = "") -> Visit:
        visits.append(Visit(search))
        return visits[-1]

    yield enter
    for one in visits:
        one.context.close()


def test_the_list_leads_to_every_lesson(visit):
    page = visit()
    hrefs = [link.href for link in page.links().values()]
    count = len(lessons())
    assert [f"/lessons?lesson={n}" for n in range(1, count + 1)] == hrefs[:count]
    page.follow(lesson_text("page.open", number=4))
    assert page.title() == "Lesson 4: Spread"


@pytest.mark.parametrize("number", range(1, len(lessons()) + 1))
def test_the_steps_can_be_taken_in_any_order(visit, number):
    page = visit(f"lesson={number}")
    for step in reversed(STEPS):
        page.follow(f"{STEPS.index(step) + 1}. {lesson_text(f'steps.{step}')}")
        assert f"lesson={number}" in page.went[-1]
        headings = [p.text for p in templates(page.box) if "<h2" in p.template.template]
        assert headings == [lesson_text(f"steps.{step}")]
        current = [link.text for link in page.links().values() if link.current == "step"]
        assert current == [f"{STEPS.index(step) + 1}. {lesson_text(f'steps.{step}')}"]


def test_a_guess_is_kept_and_shown_beside_the_models_answer(visit):
    page = visit("lesson=2&seed=3")
    (choice,) = [part for part in templates(page.box) if hasattr(part, "options")]
    assert choice.value == ""
    choice.vue_event_pick("stronger")
    page.follow("Next: Run")
    page.follow("Next: Observe")
    assert "guess=stronger" in page.went[-1]
    words = page.wait(lesson_text("observe.table"))
    assert lesson_text("lesson.brakes.options.stronger") in words
    assert lesson_text("lesson.brakes.options.leaky") in words
    assert "wrong" not in words.lower()
    assert "[[" not in words


def test_nothing_is_measured_before_it_is_asked_for(visit):
    page = visit("lesson=6&step=run&seed=400")
    assert lesson_text("run.working") not in page.texts()
    click(buttons(page.box)[lesson_text("run.go", runs=RUNS)])
    page.wait(lesson_text("run.done", runs=RUNS))


def test_a_moved_lever_is_measured_where_it_is(visit):
    page = visit("lesson=6&step=run")
    (slider,) = [part for part in templates(page.box) if hasattr(part, "spec")]
    slider.vue_event_pick(0)
    assert lesson_text("run.moved", usual="100 %") in page.texts()
    click(buttons(page.box)[lesson_text("run.go", runs=RUNS)])
    assert page.went[-1] == "/lessons?lesson=6&step=run&at=0"
    page.wait(lesson_text("run.done", runs=RUNS))
    page.follow("Next: Observe")
    assert lesson_text("lesson.days.options.same") in page.wait(lesson_text("observe.table"))


def test_a_puzzle_takes_two_helpers_at_most(visit):
    page = visit("lesson=8&step=run")
    for key in ("touch", "stimulation", "drug"):
        click(buttons(page.box)[lesson_text(f"lesson.rescue.helpers.{key}")])
    assert page.went[-1].endswith("helpers=touch,stimulation")
    assert lesson_text("run.full") in page.texts()
    page.follow("Next: Observe")
    assert lesson_text("observe.solved") in page.wait(lesson_text("observe.table"))


def test_explain_tells_limits_sources_and_checks(visit):
    words = visit("lesson=6&step=explain").wait(lesson_text("explain.holds"))
    for part in ("leaves_out", "evidence.laboratory", "evidence.onset", "claims.healthy"):
        assert lesson_text(f"lesson.days.{part}") in words
    assert lesson_text("explain.sure", sure=lesson_text("sure.contested")) in words
    assert "Neuropsychologia" in words
    assert lesson_text("words.stress") in words


@pytest.mark.parametrize("number", range(1, len(lessons()) + 1))
def test_explore_opens_with_the_lessons_setting_and_seed(number):
    lesson = lessons()[number - 1]
    for condition in lesson.conditions.values():
        recording = read_query(urlsplit(explore_link(condition, 7)).query)
        assert recording.seed == 7
        assert recording.start.preset == condition.preset
        assert recording.start.params == condition.params()


def test_worksheets_hide_their_answers_until_asked(visit):
    page = visit("view=worksheets&seed=5")
    for number, lesson in enumerate(lessons(), 1):
        assert lesson_text(f"lesson.{lesson.key}.think") in page.texts()
        assert f"motorloops lesson {number}, seeds 5 to {4 + RUNS}" in page.texts()
    assert lesson_text("sheet.answer") not in page.texts()
    click(buttons(page.box)[lesson_text("sheet.show")])
    page.wait(lesson_text("sheet.answer"))
    page.wait(lesson_text("sheet.measuring"), there=False)
    click(buttons(page.box)[lesson_text("sheet.hide")])
    page.wait(lesson_text("sheet.answer"), there=False)


def test_the_teachers_links_set_lesson_seed_and_state(visit):
    page = visit("view=teacher&seed=7")
    hrefs = {link.href for link in page.links().values()}
    assert "/lessons?lesson=4&seed=7" in hrefs
    assert "/lessons?lesson=4&seed=7&large=1" in hrefs
    assert "/lessons?lesson=4&seed=7&step=observe" in hrefs
    click(buttons(page.box)[lesson_text("teacher.next_seed")])
    assert page.went == [f"/lessons?view=teacher&seed={7 + RUNS}"]


def test_large_type_stays_on_the_way(visit):
    page = visit("lesson=1&large=1")
    assert any("ml-large" in str(getattr(part, "class_", "")) for part in below(page.box))
    page.follow(lesson_text("page.next", title=lesson_text("lesson.brakes.title")))
    assert page.went[-1] == "/lessons?lesson=2&large=1"


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("lesson=99", "lesson: '99' is not allowed"),
        ("lesson=-1", "lesson"),
        ("seed=x", "seed: 'x' is not allowed"),
        ("lesson=2&step=lunch", "step"),
        ("lesson=2&guess=leeky", 'did you mean "leaky"?'),
        ("lesson=2&at=7", "give a number from 0 to 1"),
        ("lesson=2&at=nan", "give a number from 0 to 1"),
        ("lesson=8&at=1", "it has no lever"),
        ("lesson=8&helpers=touch,drug,toxin", "give at most 2"),
        ("view=secret", "view"),
        ("&".join(f"a{k}=1" for k in range(999)), "at most"),
        ("lesson=2&colour=red", "address: 'colour' is not allowed"),
        ("lesson=2&seed=1&seed=2", "give each field once"),
        ("step=run", "step: 'run' is not allowed; it needs a lesson"),
    ],
)
def test_a_wrong_address_is_told_in_one_line_and_left_out(visit, search, told):
    words = visit(search).texts()
    assert lesson_text("page.problem", problem="").strip() in words
    assert told in words
    assert "\n" not in read_route(search)[1]


@given(st.text(max_size=80))
def test_no_address_breaks_the_reader(search):
    place, _ = read_route(search)
    assert read_route(urlsplit(place.link()).query) == (place, "")


PLANS = st.integers(0, len(lessons()))


@given(
    lesson=PLANS,
    seed=st.integers(1, LAST_SEED),
    step=st.sampled_from(STEPS),
    view=st.sampled_from(("", *VIEWS)),
    large=st.booleans(),
    answers=st.booleans(),
)
def test_an_address_is_read_as_it_was_written(lesson, seed, step, view, large, answers):
    step = step if lesson else "predict"
    place = LessonRoute(view, lesson, seed, step, large=large, answers=answers)
    assert read_route(urlsplit(place.link()).query) == (place, "")


@pytest.mark.parametrize("number", range(1, len(lessons()) + 1))
def test_bars_show_every_seed_and_lie_on_the_track(number):
    measured = measure_lesson(number, 1)
    rows, top = bar_rows(measured), scale_top(measured)
    assert [row["key"] for row in rows] == list(measured.lesson.bars)
    for row in rows:
        dots = np.asarray(row["dots"])
        assert dots.shape == (RUNS,)
        assert ((dots >= 0) & (dots <= top)).all()
    assert len(sentences(measured)) == 3


def test_the_touch_begins_without_it_and_a_bad_day_on_a_calm_one(visit):
    for number, lever in ((5, "touch"), (6, "stress")):
        box = visit(f"lesson={number}&step=try").box
        (link,) = [part for part in below(box) if getattr(part, "tag", "") == "a"]
        params = read_query(urlsplit(link.attributes["href"]).query).start.params
        assert getattr(params, lever) == 0.0
        assert params.loss_cortex > 0.0
        plan = lessons()[number - 1]
        assert getattr(plan.conditions[plan.after].params(), lever) == 1.0  # what is added there


def test_a_small_difference_is_told_as_the_answer_tells_it(visit):
    words = visit("lesson=9&step=observe").wait(lesson_text("observe.table"))
    assert "is about the same with" in words
    assert lesson_text("lesson.limits.options.same") in words


def test_a_teacher_gets_the_path_of_each_lesson(visit):
    box = visit("view=teacher&seed=7").box
    paths = [part.path for part in templates(box) if hasattr(part, "path")]
    assert paths == [f"/lessons?lesson={n}&seed=7" for n in range(1, len(lessons()) + 1)]


def test_a_lesson_that_was_run_stays_run(visit):
    kept: dict[str, object] = {}
    asked = order_of(read_route("lesson=6&step=run")[0])
    kept["lesson"] = {"asked": asked}

    @solara.component
    def Site():  # noqa: N802
        router_context.provide(Router("/lessons?lesson=6&step=run", [], lambda to: None))
        shell._kept.provide(kept)
        return Lessons()

    box, context = solara.render(Site(), handle_error=False)
    wait_until(lambda: lesson_text("run.done", runs=RUNS) in texts(box))
    context.close()
