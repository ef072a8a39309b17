"""What is stored of the sweeps of visitors, and for how long: a clock that is set, no process."""

from dataclasses import replace

import pytest

from motorloops.model.recording import Configuration
from motorloops.server.pages.sweeps import jobs
from motorloops.server.pages.sweeps.jobs import (
    LIMITS,
    RUNNING,
    WAITING,
    JobManager,
    JobManagers,
    JobState,
    StorageLimits,
)
from tests.helpers.sweep_jobs import SMALL, begin

STUDY = SMALL.study(Configuration())
HOUR = LIMITS.seconds


class Clock:
    """Seconds that only a test moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(jobs.SweepJob, "start", lambda job: None)
    monkeypatch.setattr(jobs, "TIDY_S", 1e6)  # only the test tidies
    return Clock()


@pytest.fixture
def serve(clock):
    """Makes the managers of a server with given limits."""
    made: list[JobManagers] = []

    def start(**limits: float) -> JobManagers:
        made.append(JobManagers(replace(LIMITS, **limits), clock))
        return made[-1]

    yield start
    for managers in made:
        managers.close()


def names(manager: JobManager) -> list[str]:
    return [job.name for job in manager.shown()]


def store(manager: JobManager, size: int = 0) -> str:
    """Store one more sweep that has ended, of so many bytes."""
    name = begin(manager, SMALL)
    manager.jobs[name].size = size
    return name


def test_sweeps_are_stored_for_an_hour_after_the_last_page(serve, clock):
    managers = serve()
    manager = managers.enter("one")
    name, folder = store(manager), manager.scratch().parent
    managers.enter("one")  # a second tab
    managers.leave("one")
    clock.now = 10 * HOUR  # a page is open, however long
    managers.tidy()
    assert names(manager) == [name]
    managers.leave("one")
    clock.now += HOUR - 1
    managers.tidy()
    assert managers.enter("one") is manager
    managers.leave("one")  # a new hour begins
    clock.now += HOUR - 1
    managers.tidy()
    assert folder.exists()
    clock.now += 1
    managers.tidy()
    assert not folder.exists()
    assert names(managers.enter("one")) == []


def test_no_visitor_finds_the_sweeps_of_another(serve):
    managers = serve()
    name = store(managers.enter("one"))
    other = managers.enter("another")
    assert names(other) == []
    assert other.scratch().parent != managers.enter("one").scratch().parent
    store(other)
    managers.leave("another")
    assert names(managers.enter("one")) == [name]


def test_one_visitor_has_the_latest_sweeps(serve):
    manager = serve(sweeps=3).enter("one")
    made = [store(manager) for _ in range(5)]
    assert names(manager) == made[:1:-1]


def test_one_visitor_has_so_many_bytes(serve):
    manager = serve(size=100).enter("one")
    first, second = store(manager, 60), store(manager, 50)
    assert names(manager) == [second, first]  # 110 bytes: at the next sweep the oldest goes
    third = store(manager, 1)
    assert names(manager) == [third, second]
    manager.jobs[third].size = 1000
    fourth = store(manager)
    assert names(manager) == [fourth]


def test_a_name_says_which_study_it_is(serve):
    manager = serve().enter("one")
    stem = f"{STUDY.name}_{STUDY.digest[:6]}"
    assert [store(manager), store(manager)] == [stem, f"{stem}_2"]
    other = replace(SMALL, seeds=10).study(Configuration())
    assert not manager.start(other, 90).startswith(stem)


def test_no_sweep_takes_the_name_of_a_study_on_disk(serve):
    manager = serve().enter("one")
    stem = f"{STUDY.name}_{STUDY.digest[:6]}"
    assert manager.start(STUDY, 45, [stem]) == f"{stem}_2"


@pytest.mark.parametrize(
    "limits", [{"all_sweeps": 3}, {"all_size": 30}], ids=["sweeps", "bytes"]
)  # fmt: skip
def test_the_oldest_sweeps_of_absent_visitors_go_first(serve, clock, limits):
    managers = serve(**limits)
    here = managers.enter("here")
    kept = []
    for clock.now, visitor in enumerate(["here", "away", "gone"], start=1):
        kept.append(store(managers.enter(visitor), 10))
        if visitor != "here":
            managers.leave(visitor)
    away, gone = managers.enter("away"), managers.enter("gone")
    assert all(names(manager) == kept[:1] for manager in (here, away, gone))
    managers.leave("away")
    managers.leave("gone")
    clock.now += 1
    store(here, 10)
    managers.tidy()  # four sweeps: one is too many
    assert (len(names(here)), len(names(away)), len(names(gone))) == (2, 0, 1)
    for _ in range(2):
        clock.now += 1
        store(here, 10)
        managers.tidy()
    assert (len(names(here)), len(names(gone))) == (3, 0)  # and now its own oldest
    assert kept[0] not in names(here)


@pytest.mark.parametrize("state", [RUNNING, WAITING])
def test_what_runs_makes_no_room(serve, state):
    managers = serve(all_sweeps=1)
    manager = managers.enter("one")
    running = manager.jobs[store(manager)]
    running.state = JobState(state)
    other = managers.enter("another")
    store(other)
    managers.tidy()
    assert names(manager) == [running.name]
    assert names(other) == []


def test_visitors_without_a_page_are_few(serve, clock):
    managers = serve(absent=2)
    folders = []
    for clock.now, visitor in enumerate("abc"):
        manager = managers.enter(visitor)
        store(manager)
        folders.append(manager.scratch().parent)
        managers.leave(visitor)
        for reader in "xyz":  # who has no sweeps
            scratch = managers.enter(reader).scratch()
            managers.leave(reader)
            assert not scratch.exists()
    assert [folder.exists() for folder in folders] == [False, True, True]
    managers.close()
    assert not any(folder.exists() for folder in folders)


def test_pages_of_one_address_cannot_take_the_place_of_all_sweeps():
    from motorloops.server.admission import OF_ADDRESS

    limits = StorageLimits()
    assert OF_ADDRESS * limits.sweeps < limits.all_sweeps
