"""The sweeps of a visitor, each in a separate process that can be stopped and resumed.

They belong to the visitor's cookie and not to one page, so that they survive a reload.
"""

import atexit
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import rmtree
from signal import SIGINT
from tempfile import TemporaryDirectory
from typing import cast
from uuid import uuid4

import solara

from motorloops.experiments.sweeps.results import Results, open_results, status
from motorloops.experiments.sweeps.study import Study, as_toml
from motorloops.model.errors import InputError
from motorloops.server.strings import translate

SLOTS = threading.BoundedSemaphore(1)  # sweeps that run at once, in all sessions together
LOOK_S = 0.4
GRACE_S = 10.0  # from the request to stop to the forced end
PACKAGES = Path(__file__).parents[4]  # where the child finds the same package
WAITING, RUNNING, STOPPING = "waiting", "running", "stopping"
COMPLETE, STOPPED, FAILED = "complete", "stopped", "failed"


@dataclass(frozen=True)
class JobState:
    """The state of a sweep.

    Attributes:
        now: one of the states above.
        done: number of finished runs.
        problem: why it failed, in one line; empty if it did not.
    """

    now: str = STOPPED
    done: int = 0
    problem: str = ""

    @property
    def under_way(self) -> bool:
        """Whether it is running or waiting to run."""
        return self.now in (WAITING, RUNNING, STOPPING)


@dataclass(frozen=True)
class JobView:
    """A sweep as the page shows it: its name, study, number of runs, and state."""

    name: str
    study: Study
    runs: int
    state: JobState


class SweepJob:
    """One sweep and its folder.

    Args:
        name: of the sweep, unique in its session.
        study: what to run.
        runs: number of runs.
        folder: its own folder; created when the sweep starts.
    """

    def __init__(self, name: str, study: Study, runs: int, folder: Path) -> None:
        self.name, self.study, self.runs = name, study, runs
        self.state = JobState()
        self.on_change: Callable[[], None] = lambda: None  # called when the state has changed
        self._file, self._out = folder / f"{study.name}.toml", folder / "results"
        self._log = folder / "log.txt"
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def shown(self) -> JobView:
        """The sweep as the page shows it."""
        return JobView(self.name, self.study, self.runs, self.state)

    @property
    def results(self) -> Results:
        """The results so far.

        Raises:
            InputError: If nothing was written yet.
        """
        return open_results(self._out)

    def start(self) -> None:
        """Start or resume it in the background."""
        if self.state.under_way or self.state.now == COMPLETE:
            return
        self._cancel.clear()
        free = SLOTS.acquire(blocking=False)
        self.state = JobState(RUNNING if free else WAITING, self.state.done)
        self._thread = threading.Thread(target=self._work, args=(free,), daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop it as Ctrl-C does: finished runs stay stored."""
        self._cancel.set()

    def end(self) -> None:
        """End it at once, and return when its process has ended."""
        self._cancel.set()
        if self._process is not None:
            self._process.kill()
        if self._thread is not None:
            self._thread.join(GRACE_S)  # the thread may wait for a closing page

    def _put(self, now: str, problem: str = "") -> None:
        state = JobState(now, self._done(), problem)
        if state != self.state:
            self.state = state
            self.on_change()

    def _done(self) -> int:
        try:
            return int(status(self.results)["done"])
        except InputError:  # nothing is written yet
            return 0

    def _work(self, placed: bool) -> None:
        """Wait for a free slot, unless the job has one, then run."""
        while not placed and not self._cancel.is_set():
            placed = SLOTS.acquire(timeout=LOOK_S)
        if not placed:
            self._put(STOPPED)
            return
        try:
            self._run()
        finally:
            SLOTS.release()

    def _run(self) -> None:
        try:
            code = self._carry_out()
        except OSError as error:  # no disk space or memory
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
        """Start the process, wait for its end, and return its exit code."""
        self._put(RUNNING)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(as_toml(self.study), encoding="utf-8")
        go_on = ["--resume"] if self._out.exists() else []
        words = ["sweep", str(self._file), "--out", str(self._out), "--threads", "1", *go_on]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "motorloops.server.pages.sweeps.child", *words],
                cwd=PACKAGES, stdin=subprocess.PIPE, stdout=log, stderr=log,
                env={**os.environ, "NUMBA_NUM_THREADS": "1"},
            )  # fmt: skip
        with self._process as process:
            try:
                self._follow(process)
            finally:
                process.kill()  # only if it does not stop on request
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


MAX_KEPT = 8  # sweeps of a visitor


class JobManager:
    """Owns the sweeps of one visitor and their folder; any thread may call any method."""

    def __init__(self) -> None:
        self.jobs: dict[str, SweepJob] = {}
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)  # notified when a sweep has changed
        self._folder: TemporaryDirectory[str] | None = None
        self._numbers = count(1)  # no name is used twice
        self._closed = False

    def shown(self) -> tuple[JobView, ...]:
        """All sweeps, the latest first, as the page shows them."""
        with self._lock:
            return tuple(job.shown for job in reversed(self.jobs.values()))

    def wait(self, seen: tuple[JobView, ...], seconds: float) -> tuple[JobView, ...]:
        """All sweeps, once they differ from those seen, or after so many seconds."""
        with self._news:
            self._news.wait_for(lambda: self.shown() != seen, seconds)
            return self.shown()

    @property
    def busy(self) -> SweepJob | None:
        """The sweep that is running or waiting, if any."""
        with self._lock:
            return next((job for job in self.jobs.values() if job.state.under_way), None)

    def start(self, study: Study, runs: int, taken: Collection[str] = ()) -> str:
        """Run a study in the background.

        Args:
            study: what to run.
            runs: number of runs.
            taken: names that are already in use.

        Returns:
            The name of the new sweep.

        Raises:
            InputError: If another sweep is running or waiting.
        """
        with self._lock:
            self._check_free()
            names = (f"{study.name}_{number}" for number in self._numbers)
            name = next(name for name in names if name not in taken)
            job = SweepJob(name, study, runs, self._job_folder() / name)
            job.on_change = self._notify
            self.jobs[name] = job
            self._forget()
            job.start()
            return name

    def resume(self, name: str) -> str:
        """Resume a stopped sweep; return its name.

        Raises:
            InputError: If another sweep is running or waiting.
        """
        with self._lock:
            self._check_free()
            if name in self.jobs:
                self.jobs[name].start()
            return name

    def cancel(self) -> None:
        """Stop the running sweep; finished runs stay stored."""
        if self.busy is not None:
            self.busy.cancel()

    def close(self) -> None:
        """End the running sweep, and remove all sweeps."""
        self._closed = True
        for job in list(self.jobs.values()):  # without the lock, as a job may wait for it
            job.on_change = lambda: None
            job.end()
        with self._lock:
            self.jobs.clear()
            if self._folder is not None:
                self._folder.cleanup()

    def scratch(self) -> Path:
        """A folder for temporary files, removed with the session."""
        folder = self._job_folder() / "scratch"
        folder.mkdir(exist_ok=True)
        return folder

    def _notify(self) -> None:
        with self._news:
            self._news.notify_all()

    def _check_free(self) -> None:
        if self._closed or self.busy is not None:
            raise InputError(
                translate("sweeps.run"),
                translate("sweeps.another"),
                translate("sweeps.one_at_a_time"),
            )

    def _job_folder(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = TemporaryDirectory(prefix="motorloops-", ignore_cleanup_errors=True)
            return Path(self._folder.name)

    def _forget(self) -> None:
        """Limit the number of sweeps: remove the oldest, unfinished ones first."""
        while len(self.jobs) > MAX_KEPT:
            old = list(self.jobs.values())[:-1]
            gone = next((job for job in old if job.state.now != COMPLETE), old[0])
            del self.jobs[gone.name]
            rmtree(self._job_folder() / gone.name, ignore_errors=True)


ALONE_S = 60.0  # how long a sweep runs on without a page of its visitor
KEPT_S = 1800.0  # how long the sweeps of a visitor without a page are stored
MAX_ABSENT = 20  # visitors without a page whose sweeps are stored


class JobManagers:
    """The managers of all visitors of this server; any thread may call any method.

    Args:
        alone_s: See :data:`ALONE_S`.
        kept_s: See :data:`KEPT_S`.
    """

    def __init__(self, alone_s: float = ALONE_S, kept_s: float = KEPT_S) -> None:
        self._alone_s, self._kept_s = alone_s, kept_s
        self._lock = threading.RLock()
        self._managers: dict[str, JobManager] = {}
        self._pages: Counter[str] = Counter()
        self._timers: dict[
            str, threading.Timer
        ] = {}  # of absent visitors, the longest absent first

    def enter(self, visitor: str) -> JobManager:
        """The manager of a visitor who opens a page."""
        with self._lock:
            self._stop_timer(visitor)
            self._pages[visitor] += 1
            return self._managers.setdefault(visitor, JobManager())

    def leave(self, visitor: str) -> None:
        """A visitor has closed a page; a sweep is stopped some time after the last one."""
        with self._lock:
            self._pages[visitor] -= 1
            self._pages += Counter()  # removes visitors without a page
            if visitor in self._pages or visitor not in self._managers:
                return
            if self._managers[visitor].jobs:
                self._later(visitor, self._alone_s, self._stop)
                gone = list(self._timers)[:-MAX_ABSENT]
            else:  # nothing to store, and others keep their place
                gone = [visitor]
        for other in gone:
            self._drop(other)

    def close(self) -> None:
        """Drop all sweeps of all visitors."""
        with self._lock:
            self._pages.clear()
        for visitor in list(self._managers):
            self._drop(visitor)

    def _later(self, visitor: str, seconds: float, act: Callable[[str], None]) -> None:
        timer = threading.Timer(seconds, act, (visitor,))
        timer.daemon = True
        self._timers[visitor] = timer
        timer.start()

    def _stop_timer(self, visitor: str) -> None:
        if timer := self._timers.pop(visitor, None):
            timer.cancel()

    def _stop(self, visitor: str) -> None:
        with self._lock:
            if visitor in self._pages or visitor not in self._managers:
                return
            self._managers[visitor].cancel()
            self._later(visitor, self._kept_s, self._drop)

    def _drop(self, visitor: str) -> None:
        """Remove all sweeps of a visitor, unless they have just come back."""
        with self._lock:
            if visitor in self._pages:
                return
            self._stop_timer(visitor)
            manager = self._managers.pop(visitor, None)
        if manager is not None:
            manager.close()


MANAGERS = JobManagers()  # shared by the whole server
atexit.register(MANAGERS.close)
_session = solara.create_context(cast(JobManager | None, None))


def _visitor() -> str:
    """The cookie of the visitor; a new name where there is no server."""
    kernel_context = sys.modules.get("solara.server.kernel_context")  # of a running server
    if kernel_context is not None and kernel_context.has_current_context():
        return kernel_context.get_current_context().session_id
    return str(uuid4())


def provide_job_manager() -> None:
    """Provide the visitor's manager, and note when the page is closed; a hook of the shell."""
    visitor = solara.use_memo(_visitor, [])
    manager = solara.use_memo(lambda: MANAGERS.enter(visitor), [])
    solara.use_effect(lambda: lambda: MANAGERS.leave(visitor), [])
    _session.provide(manager)


def use_job_manager() -> JobManager:
    """The manager of this visitor, the same on all pages."""
    manager = solara.use_context(_session)
    if manager is None:
        raise RuntimeError("a page stands inside the shell")
    return manager
