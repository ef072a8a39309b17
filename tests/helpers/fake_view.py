"""A live view without a browser: it keeps what is painted, and answers when told to."""

from collections.abc import Callable

import numpy as np

from motorloops.server.live.runner import Runner

HEAD = 4


class FakeView:
    """Stands in for :class:`motorloops.server.live.widget.LiveView`."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []
        self.readings: list[dict] = []
        self.spec: dict = {}
        self.playing, self.selected = False, ""
        self.hear: Callable[..., None] = lambda *_: None

    def on_msg(self, hear: Callable[..., None]) -> None:
        self.hear = hear

    def paint(self, frame: bytes, reading: dict) -> None:
        self.frames.append(np.frombuffer(frame, "<f4"))
        self.readings.append(reading)

    def say(self, **message: object) -> None:
        self.hear(self, message, [])

    def acknowledge(self) -> None:
        self.say(type="ack", seq=float(self.frames[-1][0]))

    # Parts of the last frame ----------------------------------------------------

    @property
    def last(self) -> np.ndarray:
        return self.frames[-1]

    @property
    def time_ms(self) -> float:
        return float(self.last[1])

    @property
    def strengths(self) -> np.ndarray:
        muscles = len(self.spec["muscles"])
        first = HEAD + len(self.spec["populations"]) * muscles
        return self.last[first : first + len(self.spec["edges"])]


def started(body: str = "arm") -> tuple[Runner, FakeView]:
    """A runner whose browser is ready."""
    view = FakeView()
    runner = Runner(view, body)  # type: ignore[arg-type]
    view.say(type="ready")
    return runner, view
