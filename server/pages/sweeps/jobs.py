"""The sweeps of a visitor, each in a separate process that can be stopped and resumed.

They belong to the visitor's cookie and not to one page, so that they survive a reload, a lost
connection, and a page that is closed and opened again within the hour.
"""

import atexit
import os
import subprocess
import sys
import threading
import time
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
TIDY_S = 30.0  # between two looks at what is stored
GRACE_S = 10.0  # from the request to stop to the forced end
PACKAGES = Path(__file__).parents[4]  # where the child finds the same package
WAITING, RUNNING, STOPPING = "waiting", "running", "stopping"
COMPLETE, STOPPED, FAILED = "complete", "stopped", "failed"
DIGITS = 6  # of a study's digest in the name of its sweep


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
        name: of the sweep, unique among those of its visitor.
        study: what to run.
        runs: number of runs.
        folder: its own folder; created when the sweep starts.
        ordered: when it was asked for, in seconds of the clock of its manager.

    Attributes:
        size: bytes of its folder, once it has ended.
    """

    def __init__(
        self, name: str, study: Study, runs: int, folder: Path, ordered: float = 0.0
    ) -> None:
        self.name, self.study, self.runs, self.ordered = name, study, runs, ordered
        self.state, self.size = JobState(), 0
        self.on_change: Callable[[], None] = lambda: None  # called when the state has changed
        self.is_attended: Callable[[], bool] = lambda: True  # whether its visitor has a page
        self._folder = folder
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

    def remove(self) -> None:
        """Remove its folder; it must have ended."""
        rmtree(self._folder, ignore_errors=True)

    def _put(self, now: str, problem: str = "") -> None:
        state = JobState(now, self._done(), problem)
        if not state.under_way:
            self.size = _bytes_in(self._folder)
        if state != self.state:
            self.state = state
            self.on_change()

    def _done(self) -> int:
        try:
            return int(status(self.results)["done"])
        except InputError:  # nothing is written yet
            return 0

    def _work(self, placed: bool) -> None:
        """Wait for a free slot, unless the job has one, then run.

        Visitors with an open page go first.
        """
        while not placed and not self._cancel.is_set():
            if self.is_attended():
                placed = SLOTS.acquire(timeout=LOOK_S)
            elif not self._cancel.wait(LOOK_S):
                placed = SLOTS.acquire(blocking=False)
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


def _bytes_in(folder: Path) -> int:
    """The size of all files of a folder; 0 if it is not there."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True)
class StorageLimits:
    """What is stored for visitors; beyond that the oldest goes first.

    A sweep that is running or waiting counts, but only ended ones are removed to make room.

    Attributes:
        seconds: how long, after the last page of a visitor has ended.
        sweeps: of one visitor.
        size: bytes of one visitor.
        absent: visitors without a page.
        all_sweeps: of all visitors.
        all_size: bytes of all visitors.
    """

    seconds: float = 3600.0
    sweeps: int = 8
    size: int = 16 * 2**20  # the largest sweep of the form takes a third of a megabyte
    absent: int = 100
    all_sweeps: int = 2000  # more than one address can have with its pages
    all_size: int = 2**30


LIMITS = StorageLimits()


class JobManager:
    """Owns the sweeps of one visitor and their folder; any thread may call any method.

    Args:
        limits: what is stored.
        clock: seconds.

    Attributes:
        attended: whether the visitor has an open page.
        before_start: called before a sweep is started, to make room.
    """

    def __init__(
        self, limits: StorageLimits = LIMITS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.jobs: dict[str, SweepJob] = {}
        self.attended = True
        self.before_start: Callable[[], None] = lambda: None
        self._limits, self._clock = limits, clock
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)  # notified when a sweep has changed
        self._folder: TemporaryDirectory[str] | None = None
        self._numbers = count(1)  # no folder is used twice
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
            The name of the new sweep. It begins with the name of the study and a part of its
            digest, so that no address shows the results of another study.

        Raises:
            InputError: If another sweep is running or waiting.
        """
        self.before_start()
        with self._lock:
            self._check_free()
            stem = f"{study.name}_{study.digest[:DIGITS]}"
            names = (stem if number == 1 else f"{stem}_{number}" for number in count(1))
            name = next(name for name in names if name not in taken and name not in self.jobs)
            folder = self._job_folder() / str(next(self._numbers))
            job = SweepJob(name, study, runs, folder, self._clock())
            job.on_change = self._notify
            job.is_attended = lambda: self.attended
            self.jobs[name] = job
            self._make_room()
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

    def remove(self, job: SweepJob) -> None:
        """Remove a sweep, unless it is running or waiting."""
        with self._lock:
            if self.jobs.get(job.name) is job and not job.state.under_way:
                del self.jobs[job.name]
                job.remove()
                self._notify()

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
        """A folder for temporary files, removed with the sweeps of the visitor."""
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

    def _make_room(self) -> None:
        """Remove the oldest sweeps beyond the limits of the visitor, but not the latest."""
        for job in list(self.jobs.values())[:-1]:
            size = sum(job.size for job in self.jobs.values())
            if len(self.jobs) > self._limits.sweeps or size > self._limits.size:
                self.remove(job)


class JobManagers:
    """The managers of all visitors of this server; any thread may call any method.

    Args:
        limits: what is stored.
        clock: seconds.
    """

    def __init__(
        self, limits: StorageLimits = LIMITS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits, self._clock = limits, clock
        self._lock = threading.RLock()
        self._managers: dict[str, JobManager] = {}
        self._pages: Counter[str] = Counter()
        self._absent: dict[str, float] = {}  # when each left, the longest absent first
        self._ended = threading.Event()
        self._tidying: threading.Thread | None = None

    def enter(self, visitor: str) -> JobManager:
        """The manager of a visitor who opens a page."""
        with self._lock:
            self._absent.pop(visitor, None)
            self._pages[visitor] += 1
            if visitor not in self._managers:
                self._managers[visitor] = manager = JobManager(self._limits, self._clock)
                manager.before_start = self._prepare
            self._managers[visitor].attended = True
            return self._managers[visitor]

    def leave(self, visitor: str) -> None:
        """A visitor has closed a page; sweeps are stored some time after the last one."""
        with self._lock:
            self._pages[visitor] -= 1
            self._pages += Counter()  # removes visitors without a page
            if visitor in self._pages or visitor not in self._managers:
                return
            self._managers[visitor].attended = False
            self._absent[visitor] = self._clock()
            stores = bool(self._managers[visitor].jobs)
        if stores:
            self.tidy()
        else:  # nothing to store, and others keep their place
            self._drop(visitor)

    def tidy(self) -> None:
        """Remove what is beyond the limits."""
        with self._lock:
            now, most = self._clock(), self._limits
            late = [name for name, at in self._absent.items() if now - at >= most.seconds]
            gone = [*late, *list(self._absent)[len(late) : -most.absent]]
        for visitor in gone:
            self._drop(visitor)
        with self._lock:
            stored = [
                (visitor in self._pages, job.ordered, manager, job)
                for visitor, manager in self._managers.items()
                for job in list(manager.jobs.values())
            ]
        number, size = len(stored), sum(job.size for *_, job in stored)
        ended = [row for row in stored if not row[-1].state.under_way]
        # The oldest first: those of visitors without a page, then all others.
        for *_, manager, job in sorted(ended, key=lambda row: row[:2]):
            if number <= most.all_sweeps and size <= most.all_size:
                return
            manager.remove(job)
            number, size = number - 1, size - job.size

    def close(self) -> None:
        """Drop all sweeps of all visitors."""
        self._ended.set()
        with self._lock:
            self._pages.clear()
        for visitor in list(self._managers):
            self._drop(visitor)

    def _prepare(self) -> None:
        """Make room for a sweep, and from now on look for what is to be removed."""
        with self._lock:
            if self._tidying is None:
                self._tidying = threading.Thread(target=self._keep_tidy, daemon=True)
                self._tidying.start()
        self.tidy()

    def _keep_tidy(self) -> None:
        while not self._ended.wait(TIDY_S):
            self.tidy()

    def _drop(self, visitor: str) -> None:
        """Remove all sweeps of a visitor, unless they have just come back."""
        with self._lock:
            if visitor in self._pages:
                return
            self._absent.pop(visitor, None)
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
