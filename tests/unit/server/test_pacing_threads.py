"""The clock runs while it is let, never ahead of the browser, and bears many threads."""

import threading

from motorloops.server.live.pacing import SPEEDS
from motorloops.server.live.runner import Runner
from motorloops.server.live.widget import WINDOW
from tests.helpers.fake_view import FakeView, started


class Turns(threading.Event):
    """Ends a clock after a number of turns, without a wait between them."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._left = count

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wait(self, timeout: float | None = None) -> bool:
        return False


class QuickView(FakeView):
    """Answers every frame at once."""

    def paint(self, frame: bytes, reading: dict) -> None:
        super().paint(frame, reading)
        threading.Thread(target=self.acknowledge).start()


def test_time_runs_only_while_playing():
    view = QuickView()
    runner = Runner(view)  # type: ignore[arg-type]
    view.say(type="ready")
    runner.loop(Turns(2))
    assert runner.model.time_ms == 0
    runner.toggle_play()
    runner.loop(Turns(10))
    moved = runner.model.time_ms
    assert moved > 0
    assert moved % SPEEDS["normal"] == 0
    runner.toggle_play()
    runner.loop(Turns(2))
    assert runner.model.time_ms == moved


def test_a_browser_that_does_not_answer_stops_the_clock():
    runner, view = started()
    runner.toggle_play()
    runner.loop(Turns(2 * WINDOW))
    assert runner.model.time_ms <= WINDOW * SPEEDS["normal"]
    assert len(view.frames) <= WINDOW + 1


def test_samples_reach_the_browser_without_gaps():
    view = QuickView()
    runner = Runner(view)  # type: ignore[arg-type]
    view.say(type="ready")
    runner.toggle_play()
    runner.loop(Turns(10))
    assert sum(frame[3] for frame in view.frames) * 10 == view.time_ms


def test_levers_and_clock_may_come_from_many_threads():
    view = QuickView()
    runner = Runner(view)  # type: ignore[arg-type]
    view.say(type="ready")
    runner.toggle_play()
    cancel = threading.Event()
    clock = threading.Thread(target=runner.loop, args=(cancel,))
    clock.start()
    for k in range(60):
        runner.set_lever("stress", (k % 10) / 10)
        runner.set_body(("arm", "neck")[k % 2]) if k % 20 == 0 else runner.reset()
    cancel.set()
    clock.join()
    assert runner.shown.problem == ""
