"""The clock runs while it is let, never ahead of the browser, and bears many threads."""

import threading
import time

from motorloops.server.live.pacing import SPEEDS
from motorloops.server.live.runner import Runner
from motorloops.server.live.widget import WINDOW
from tests.helpers.fake_view import FakeView, started


def run_for(runner: Runner, seconds: float) -> None:
    cancel = threading.Event()
    thread = threading.Thread(target=runner.loop, args=(cancel,))
    thread.start()
    time.sleep(seconds)
    cancel.set()
    thread.join(5)
    assert not thread.is_alive()


class QuickView(FakeView):
    """Answers every frame at once."""

    def paint(self, frame: bytes, reading: dict | None = None) -> None:
        super().paint(frame, reading)
        threading.Thread(target=self.acknowledge).start()


def test_time_runs_only_while_playing():
    view = QuickView()
    runner = Runner(view)  # type: ignore[arg-type]
    view.say(type="ready")
    run_for(runner, 0.3)
    assert runner.model.time_ms == 0
    runner.toggle_play()
    run_for(runner, 0.6)
    moved = runner.model.time_ms
    assert moved > 0
    assert moved % SPEEDS["normal"] == 0
    runner.toggle_play()
    run_for(runner, 0.3)
    assert runner.model.time_ms == moved


def test_a_browser_that_does_not_answer_stops_the_clock():
    runner, view = started()
    runner.toggle_play()
    run_for(runner, 0.8)
    assert runner.model.time_ms <= WINDOW * SPEEDS["normal"]
    assert len(view.frames) <= WINDOW + 1


def test_samples_reach_the_browser_without_gaps():
    view = QuickView()
    runner = Runner(view)  # type: ignore[arg-type]
    view.say(type="ready")
    runner.toggle_play()
    run_for(runner, 0.6)
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
    clock.join(10)
    assert not clock.is_alive()
    assert runner.shown.problem == ""
