"""What the pages in the browser ask of the server: a rerun of a recording by the agents."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.network.build import build_network
from motorloops.model.recording import Recording, read_recording, write_recording
from motorloops.model.simulate import simulate
from motorloops.server.pages import browser_pages
from motorloops.server.pages.browser_pages import (
    CHECKED_MS,
    MAX_WAITING,
    BrowserPages,
    run_by_agents,
)
from motorloops.server.routes import BROWSER_PAGES, PAGES
from tests.helpers.browser_engine import session
from tests.helpers.examples import examples
from tests.helpers.invalid import invalid
from tests.helpers.waiting import wait_until

SHORT = write_recording(Recording(ms=20))


class Pages(BrowserPages):
    """The widget, with what it sends kept."""

    def __init__(self) -> None:
        self.sent: list[dict] = []
        super().__init__()

    def send(self, content, buffers=None) -> None:
        self.sent.append(content)

    def hear(self, message: object) -> None:
        self._heard(self, message, [])


def test_it_names_the_pages_of_both_kinds():
    pages = Pages()
    others = {row["name"]: row["path"] for row in pages.others}
    assert {**pages.pages, **others} == PAGES
    assert set(pages.pages) == set(BROWSER_PAGES)


def test_the_agents_give_the_bits_of_the_engine():
    recording = session("hand", "writers_cramp", seed=3, ms=120, changes=4)
    found = run_by_agents(recording)
    network = build_network("hand")
    timeline = recording.timeline(network)
    run = simulate(recording.start.params, timeline, [recording.seed], network)
    assert found["ms"] == 120
    assert found["activation"] == run.activation[-1, :, 0].tolist()
    assert found["angle"] == run.angle[-1, :, 0].tolist()


def test_a_long_recording_is_checked_at_its_beginning(monkeypatch):
    monkeypatch.setattr(browser_pages, "CHECKED_MS", 30)
    whole = read_recording('{"ms": 60, "events": [[10, "stress", 0.5], [40, "stress", 0]]}')
    begun = read_recording('{"ms": 30, "events": [[10, "stress", 0.5]]}')
    assert run_by_agents(whole) == run_by_agents(begun)
    assert CHECKED_MS > 30


def test_nothing_recorded_is_told():
    with invalid("recording", "0 ms"):
        run_by_agents(Recording())


def test_an_answer_names_the_question():
    pages = Pages()
    pages.hear({"type": "check", "number": 7, "recording": SHORT})
    wait_until(lambda: pages.sent)
    assert pages.sent[0]["type"] == "checked"
    assert pages.sent[0]["number"] == 7
    assert pages.sent[0]["ms"] == 20


@pytest.mark.parametrize("text", ["", "{", '{"body": "moon"}', '{"ms": 20, "lesions": {"XY": 1}}'])
def test_a_recording_that_cannot_be_run_is_told_in_one_line(text):
    pages = Pages()
    pages.hear({"type": "check", "number": 1, "recording": text})
    wait_until(lambda: pages.sent)
    assert "not allowed" in pages.sent[0]["problem"]
    assert "\n" not in pages.sent[0]["problem"]


words = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@examples(200)
@given(
    words
    | st.lists(words)
    | st.fixed_dictionaries(
        {}, optional={"type": words | st.just("check"), "number": words, "recording": st.none()}
    )
)
def test_anything_else_is_ignored(message):
    pages = Pages()
    pages.hear(message)
    assert pages.sent == []


@pytest.fixture
def held(monkeypatch):
    """Checks that wait until the test lets them go."""
    go = threading.Event()
    monkeypatch.setattr(browser_pages, "run_by_agents", lambda recording: go.wait(60) and {})
    yield go
    go.set()


def test_a_visitor_has_one_check_at_a_time_and_a_server_so_many(held):
    ask = {"type": "check", "number": 1, "recording": SHORT}
    visitors = [Pages() for _ in range(MAX_WAITING + 1)]
    for pages in visitors[:-1]:
        pages.hear(ask)
        assert pages.sent == []
    visitors[0].hear({**ask, "number": 2})
    assert [row["number"] for row in visitors[0].sent] == [2]
    assert visitors[0].sent[0]["problem"]
    visitors[-1].hear(ask)
    assert visitors[-1].sent[0]["problem"]
    held.set()
    wait_until(lambda: all(len(pages.sent) >= 1 for pages in visitors))
    wait_until(lambda: visitors[0].sent[-1] == {"type": "checked", "number": 1})
    visitors[-1].hear(ask)
    wait_until(lambda: len(visitors[-1].sent) == 2)
    assert "problem" not in visitors[-1].sent[-1]


def test_a_check_that_fails_says_so_and_frees_its_place(monkeypatch, caplog):
    def fails(recording):
        raise RuntimeError("secret")

    monkeypatch.setattr(browser_pages, "run_by_agents", fails)
    pages = Pages()
    for number in range(MAX_WAITING + 1):
        pages.hear({"type": "check", "number": number, "recording": SHORT})
        wait_until(lambda: len(pages.sent) == number + 1)  # noqa: B023
    assert all("secret" not in row["problem"] for row in pages.sent)
    assert "secret" in caplog.text
