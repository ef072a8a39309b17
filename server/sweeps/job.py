"""One sweep of a session: a process of its own that can be stopped, and gone on with."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT

from experiments.sweep.status import status
from experiments.sweep.store import Results, open_results
from experiments.sweep.study import Study
from experiments.sweep.toml import as_toml
from model.errors import BadInput

PLACES = threading.BoundedSemaphore(1)  # sweeps that run at once, whoever asked for them
LOOK_S = 0.4
GRACE_S = 10.0  # from being asked to stop to being made to
PACKAGES = Path(__file__).parents[2]  # where the child finds the same code
WAITING, RUNNING, STOPPING = "waiting", "running", "stopping"
COMPLETE, STOPPED, FAILED = "complete", "stopped", "failed"


@dataclass(frozen=True)
class State:
    """How far a sweep is.

    Attributes:
        now: one of the words above.
        done: runs that are done.
        problem: why it failed, in one line, or nothing.
    """

    now: str = STOPPED
    done: int = 0
    problem: str = ""

    @property
    def under_way(self) -> bool:
        """Whether it runs, or will."""
        return self.now in (WAITING, RUNNING, STOPPING)


@dataclass(frozen=True)
class Shown:
    """A sweep as the page shows it: its name, study, number of runs, and how far it is."""

    name: str
    study: Study
    runs: int
    state: State


class Job:
    """One sweep in its folder.

    Args:
        name: of the sweep, unique in its session.
        study: what to run.
        runs: how many runs that is.
        place: a folder of its own, not made yet.
    """

    def __init__(self, name: str, study: Study, runs: int, place: Path) -> None:
        self.name, self.study, self.runs = name, study, runs
        self.state = State()
        self.tell: Callable[[], None] = lambda: None  # called when the state has changed
        self._file, self._out = place / f"{study.name}.toml", place / "results"
        self._log = place / "log.txt"
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def shown(self) -> Shown:
        """What the page shows of it."""
        return Shown(self.name, self.study, self.runs, self.state)

    @property
    def results(self) -> Results:
        """What there is so far.

        Raises:
            BadInput: If nothing was written yet.
        """
        return open_results(self._out)

    def start(self) -> None:
        """Run it, or go on with it, in the background."""
        if self.state.under_way or self.state.now == COMPLETE:
            return
        self._cancel.clear()
        free = PLACES.acquire(blocking=False)
        self.state = State(RUNNING if free else WAITING, self.state.done)
        self._thread = threading.Thread(target=self._work, args=(free,), daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop it as Ctrl-C does: what is done is kept."""
        self._cancel.set()

    def end(self) -> None:
        """End it at once, and return when nothing of it runs."""
        self._cancel.set()
        if self._process is not None:
            self._process.kill()
        if self._thread is not None:
            self._thread.join(GRACE_S)  # not for ever: it may be telling a page that is closing

    def _put(self, now: str, problem: str = "") -> None:
        state = State(now, self._done(), problem)
        if state != self.state:
            self.state = state
            self.tell()

    def _done(self) -> int:
        try:
            return int(status(self.results)["done"])
        except BadInput:  # it has not begun to write
            return 0

    def _work(self, placed: bool) -> None:
        """Wait for a place, unless there is one already, then run."""
        while not placed and not self._cancel.is_set():
            placed = PLACES.acquire(timeout=LOOK_S)
        if not placed:
            self._put(STOPPED)
            return
        try:
            self._run()
        finally:
            PLACES.release()

    def _run(self) -> None:
        try:
            code = self._carry_out()
        except OSError as error:  # no room, no memory
            self._put(FAILED, f"{error.strerror or error}")
            return
        if code == 0:
            self._put(COMPLETE)
        elif self._cancel.is_set():
            self._put(STOPPED)
        else:
            said = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
            self._put(FAILED, said[-1] if said else f"{code}")

    def _carry_out(self) -> int:
        """Start the process and follow it to its end; returns its exit code."""
        self._put(RUNNING)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(as_toml(self.study), encoding="utf-8")
        go_on = ["--resume"] if self._out.exists() else []
        words = ["sweep", str(self._file), "--out", str(self._out), "--threads", "1", *go_on]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "server.sweeps.child", *words],
                cwd=PACKAGES, stdin=subprocess.PIPE, stdout=log, stderr=log,
                env={**os.environ, "NUMBA_NUM_THREADS": "1"},
            )  # fmt: skip
        with self._process as process:
            try:
                self._follow(process)
            finally:
                process.kill()  # only one that does not stop when it is asked to
        return process.returncode

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            if self._cancel.wait(LOOK_S):
                self._put(STOPPING)
                process.send_signal(SIGINT)
                try:
                    process.wait(GRACE_S)
                except subprocess.TimeoutExpired:
                    return
            else:
                self._put(RUNNING)
