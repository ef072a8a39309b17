"""A failure shows one plain sentence and a way back; its traceback is in the log alone."""

import threading

import pytest
import solara

from motorloops.server.components.elements import Button, tag
from motorloops.server.components.error_boundary import ErrorBoundary, use_background
from motorloops.server.shell import Whole
from motorloops.server.strings import translate
from tests.helpers.rendered import at_page, below, buttons, click, texts

SECRET = "secret-of-the-failure"


@solara.component
def Falls():  # noqa: N802
    raise RuntimeError(SECRET)


@solara.component
def FallsInEffect():  # noqa: N802
    def fall():
        raise RuntimeError(SECRET)

    solara.use_effect(fall, [])
    return tag("p", "well so far")


@solara.component
def FallsWhenPressed():  # noqa: N802
    def fall():
        raise RuntimeError(SECRET)

    return Button("Fall", fall)


def check(box, caplog) -> None:
    """An apology, two ways out, and no word of the cause but in the log."""
    told = texts(box)
    assert translate("failure.title") in told
    assert translate("failure.text") in told
    assert SECRET not in told
    assert "Traceback" not in told
    assert not [part for part in below(box) if SECRET in str(getattr(part, "value", ""))]
    ways = [part.attributes["href"] for part in below(box) if getattr(part, "tag", "") == "a"]
    assert ways == ["", "/"]
    logged = [
        record
        for record in caplog.records
        if record.name == "motorloops.server.components.error_boundary"
    ]
    assert [SECRET in str(record.exc_info[1]) for record in logged] == [True]


@pytest.mark.parametrize("part", [Falls, FallsInEffect])
def test_a_part_that_fails(part, caplog):
    box, context = solara.render(ErrorBoundary([part()]), handle_error=False)
    check(box, caplog)
    context.close()


def test_a_button_that_fails(caplog):
    box, context = solara.render(ErrorBoundary([FallsWhenPressed()]), handle_error=False)
    click(buttons(box)["Fall"])
    check(box, caplog)
    context.close()


def test_work_that_fails(caplog):
    waiting = threading.Event()

    @solara.component
    def Works():  # noqa: N802
        def work():
            waiting.wait()
            raise RuntimeError(SECRET)

        return tag("p", str(use_background(work, []).state))

    others = set(threading.enumerate())
    box, context = solara.render(ErrorBoundary([Works()]), handle_error=False)
    begun = set(threading.enumerate()) - others
    (working,) = [thread for thread in begun if thread.name.endswith("(runner)")]
    waiting.set()
    working.join()
    check(box, caplog)
    context.close()


def test_a_page_that_fails_keeps_its_bar_and_the_next_page_is_well(caplog):
    box, context = solara.render(at_page(Falls()), handle_error=False)
    check(box, caplog)
    assert translate("page.notice") in texts(box)
    context.close()


def test_a_shell_that_fails(monkeypatch, caplog):
    def fall(*_):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("motorloops.server.shell.SettingState", fall)
    box, context = solara.render(Whole([tag("p", "a page")]), handle_error=False)
    check(box, caplog)
    context.close()
