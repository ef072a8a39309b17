"""The sweeps of one session: one under way at most, the latest few kept until the session ends."""

import threading
from collections.abc import Callable, Collection
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import cast

import solara

from experiments.sweep.study import Study
from model.errors import BadInput
from server.sweeps.job import COMPLETE, Job, Shown
from server.words import say

MOST_KEPT = 8  # sweeps of a session


class Desk:
    """Owns the sweeps of one session, and a folder for them; any thread may call any method."""

    def __init__(self) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self.jobs: dict[str, Job] = {}
        self._lock = threading.RLock()
        self._folder: TemporaryDirectory[str] | None = None
        self._numbers = count(1)  # no name is given twice
        self._closed = False

    def shown(self) -> tuple[Shown, ...]:
        """All sweeps, the latest first, as the page shows them."""
        with self._lock:
            return tuple(job.shown for job in reversed(self.jobs.values()))

    @property
    def busy(self) -> Job | None:
        """The sweep that is under way, if any."""
        with self._lock:
            return next((job for job in self.jobs.values() if job.state.under_way), None)

    def start(self, study: Study, runs: int, taken: Collection[str] = ()) -> str:
        """Run a study in the background.

        Args:
            study: what to run.
            runs: how many runs that is.
            taken: names that the sweep may not have.

        Returns:
            The name of the new sweep.

        Raises:
            BadInput: If one is under way.
        """
        with self._lock:
            self._check_free()
            names = (f"{study.name}_{number}" for number in self._numbers)
            name = next(name for name in names if name not in taken)
            job = Job(name, study, runs, self._place() / name)
            job.tell = self._tell
            self.jobs[name] = job
            self._forget()
            job.start()
            return name

    def resume(self, name: str) -> str:
        """Go on with a sweep that was stopped; returns its name.

        Raises:
            BadInput: If one is under way.
        """
        with self._lock:
            self._check_free()
            if name in self.jobs:
                self.jobs[name].start()
            return name

    def cancel(self) -> None:
        """Stop what is under way; what is done is kept."""
        if self.busy is not None:
            self.busy.cancel()

    def close(self) -> None:
        """End what is under way, and remove all that was kept."""
        self._closed = True
        for job in list(self.jobs.values()):  # without the lock, which a job may wait for
            job.tell = lambda: None
            job.end()
        with self._lock:
            self.jobs.clear()
            if self._folder is not None:
                self._folder.cleanup()

    def scratch(self) -> Path:
        """A folder for files of a moment, gone with the session."""
        place = self._place() / "scratch"
        place.mkdir(exist_ok=True)
        return place

    def _tell(self) -> None:
        self.on_change()

    def _check_free(self) -> None:
        if self._closed or self.busy is not None:
            raise BadInput(say("sweeps.run"), say("sweeps.another"), say("sweeps.one_at_a_time"))

    def _place(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = TemporaryDirectory(prefix="motorloops-", ignore_cleanup_errors=True)
            return Path(self._folder.name)

    def _forget(self) -> None:
        """Keep the latest few: the oldest go, unfinished ones first."""
        while len(self.jobs) > MOST_KEPT:
            old = list(self.jobs.values())[:-1]
            gone = next((job for job in old if job.state.now != COMPLETE), old[0])
            del self.jobs[gone.name]
            rmtree(self._place() / gone.name, ignore_errors=True)


_session = solara.create_context(cast(Desk | None, None))


def provide_desk() -> None:
    """Give the session a desk, and clear it away when the session ends; a hook of the shell."""
    desk = solara.use_memo(Desk, [])
    solara.use_effect(lambda: desk.close, [])
    _session.provide(desk)


def use_desk() -> Desk:
    """The desk of this session, the same on all pages."""
    desk = solara.use_context(_session)
    if desk is None:
        raise RuntimeError("a page stands inside the shell")
    return desk
