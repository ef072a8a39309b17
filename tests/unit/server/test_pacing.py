"""The server never runs ahead of the browser, and never forgets a change."""

from motorloops.server.live.pacing import FramePacer
from motorloops.server.live.widget import WINDOW


class View:
    def __init__(self) -> None:
        self.sent: list[tuple[bytes, dict]] = []

    def paint(self, frame: bytes, reading: dict) -> None:
        self.sent.append((frame, reading))


def made() -> tuple[FramePacer, View]:
    view = View()
    return FramePacer(view, lambda seq: (bytes([seq]), {"of": seq})), view  # type: ignore[arg-type]


def fill(painter: FramePacer) -> None:
    """Let as many frames be under way as may be."""
    painter.ready()
    for _ in range(WINDOW - 1):
        painter.owe()


def test_nothing_is_sent_before_the_browser_is_ready():
    painter, view = made()
    painter.owe()
    assert not view.sent
    painter.ready()
    assert [frame for frame, _ in view.sent] == [b"\x01"]


def test_it_stops_until_it_is_answered():
    painter, view = made()
    painter.ready()
    for _ in range(10):
        painter.owe()
    assert len(view.sent) == WINDOW
    assert not painter.wait(0)
    painter.painted(WINDOW)
    assert len(view.sent) == WINDOW + 1  # what was owed meanwhile, once
    assert painter.wait(0)


def test_odd_answers_change_nothing():
    painter, view = made()
    fill(painter)
    for answer in (0, -1, 99, "2", None, float("nan")):
        painter.painted(answer)
    assert not painter.wait(0)
    assert len(view.sent) == WINDOW


def test_a_lost_answer_is_made_up_for():
    painter, view = made()
    fill(painter)
    assert not painter.wait(0)
    painter.ready()
    assert len(view.sent) == WINDOW + 1


def test_a_frame_and_its_read_out_travel_together():
    painter, view = made()
    painter.ready()
    painter.owe()
    assert view.sent == [(b"\x01", {"of": 1}), (b"\x02", {"of": 2})]
