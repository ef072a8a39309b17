"""Sweeps of a session: the rows of the command; stopped, gone on with, limited, cleared away."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from motorloops.experiments.sweeps.study import as_toml
from motorloops.model.errors import InputError
from motorloops.model.recording import Configuration
from motorloops.server.pages.sweeps import jobs
from motorloops.server.pages.sweeps.jobs import (
    COMPLETE,
    FAILED,
    LIMITS,
    RUNNING,
    STOPPED,
    WAITING,
    JobManager,
    JobManagers,
)
from motorloops.server.pages.sweeps.results import rows_as
from tests.helpers.command import call
from tests.helpers.source import ROOT
from tests.helpers.sweep_jobs import LONG, SMALL, begin, finish
from tests.helpers.waiting import wait_until


@pytest.fixture
def desk():
    made = JobManager()
    yield made
    made.close()


def hash_by_command(plan, folder: Path, text: str = "") -> str:
    file = folder / "study.toml"
    file.write_text(text or as_toml(plan.study(Configuration())))
    done = call("sweep", str(file), "--out", str(folder / "results"), "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)["hash"]


def hash_of(desk: JobManager, name: str) -> str:
    record = json.loads(desk.jobs[name].results.folder.provenance.read_text())
    return record["hash"]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_sweep_of_the_page_gives_the_rows_of_the_command(desk, tmp_path):
    name = finish(desk, SMALL)
    state = desk.jobs[name].state
    assert (state.now, state.done) == (COMPLETE, 45)
    assert hash_of(desk, name) == hash_by_command(SMALL, tmp_path)


def test_it_is_cancelled_kept_and_gone_on_with(desk, tmp_path):
    name = begin(desk, LONG)
    job = desk.jobs[name]
    wait_until(lambda: job.state.done > 0)
    desk.cancel()
    wait_until(lambda: desk.busy is None)
    assert job.state.now == STOPPED
    assert 0 < job.state.done < LONG.runs
    assert not job.results.complete
    assert desk.resume(name) == name
    wait_until(lambda: desk.busy is None)
    assert (job.state.now, job.state.done) == (COMPLETE, LONG.runs)
    sessions = json.loads(job.results.folder.provenance.read_text())["sessions"]
    assert len(sessions) == 2
    assert sessions[1]["runs_before"] > 0
    assert hash_of(desk, name) == hash_by_command(LONG, tmp_path)


def test_one_at_a_time_in_a_session_and_others_wait(desk):
    other = JobManager()
    try:
        first = begin(desk, LONG)
        assert desk.jobs[first].state.now == RUNNING
        with pytest.raises(InputError, match="wait for the first one"):
            begin(desk, SMALL)
        second = begin(other, SMALL)
        assert other.jobs[second].state.now == WAITING
        with pytest.raises(InputError, match="not allowed"):
            other.resume(second)
        assert set(desk.jobs) == {first}
        assert set(other.jobs) == {second}
        desk.cancel()
        wait_until(lambda: other.busy is None)
        assert other.jobs[second].state.now == COMPLETE
        assert desk.jobs[first].state.now == STOPPED
    finally:
        other.close()


def test_what_waits_can_be_cancelled(desk):
    other = JobManager()
    try:
        begin(desk, LONG)
        second = begin(other, SMALL)
        other.cancel()
        wait_until(lambda: other.busy is None)
        assert other.jobs[second].state.now == STOPPED
        assert other.jobs[second].state.done == 0
    finally:
        other.close()


def test_a_session_that_ends_leaves_nothing_behind():
    desk = JobManager()
    begin(desk, LONG)
    folder = desk.scratch().parent
    job = next(iter(desk.jobs.values()))
    wait_until(lambda: job._process is not None)
    desk.close()
    assert job._process is not None
    assert not alive(job._process.pid)
    assert not folder.exists()
    assert jobs.SLOTS.acquire(timeout=10)
    jobs.SLOTS.release()
    with pytest.raises(InputError):
        begin(desk, SMALL)


SERVER = """
import sys, time
from tests.helpers.sweep_jobs import LONG, begin
from motorloops.server.pages.sweeps.jobs import JobManager
desk = JobManager()
job = desk.jobs[begin(desk, LONG)]
while job._process is None: time.sleep(0.01)
print(job._process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_sweep_never_outlives_its_server(end, tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, env=environment
    ) as server:
        assert server.stdout is not None
        child = int(server.stdout.readline())
        assert alive(child)
        server.send_signal(end)
        server.wait()
        wait_until(lambda: not alive(child))


def test_a_sweep_that_fails_says_why(desk, monkeypatch):
    monkeypatch.setattr(jobs, "as_toml", lambda study: 'name = "x"\n[design]\nkind = "oval"\n')
    name = finish(desk, SMALL)
    state = desk.jobs[name].state
    assert state.now == FAILED
    assert "oval" in state.problem
    assert "Traceback" not in state.problem


def test_changes_are_told(desk):
    begin(desk, SMALL)
    seen, told = desk.shown(), []
    while seen[0].state.under_way:
        seen = desk.wait(seen, 60.0)
        told.append(seen[0].state)
    assert told[-1].now == COMPLETE
    assert told[-1].done == 45
    assert len(told) < 20  # it waits for a change


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_rows_to_keep_are_those_of_the_command(desk, kind, tmp_path):
    results = desk.jobs[finish(desk, SMALL)].results
    file = tmp_path / f"rows.{kind}"
    assert call("export", str(results.folder.path), str(file)).code == 0
    assert rows_as(results, kind, desk.scratch()) == file.read_bytes()
    assert list(desk.scratch().iterdir()) == []


def test_folders_of_sessions_are_apart(desk):
    other = JobManager()
    assert desk.scratch().parent != other.scratch().parent
    assert desk.scratch().is_relative_to(tempfile.gettempdir())
    assert desk.scratch().parent.stat().st_mode & 0o077 == 0  # nobody else may look
    other.close()
    assert desk.scratch().exists()


def test_sweeps_survive_a_reload_and_belong_to_their_visitor():
    managers = JobManagers()
    try:
        name = finish(managers.enter("one"), SMALL)
        managers.leave("one")
        again = managers.enter("one")
        assert again.jobs[name].state.now == COMPLETE
        assert again.jobs[name].results.complete
        assert managers.enter("another").jobs == {}
    finally:
        managers.close()


def test_a_sweep_runs_on_without_a_page_and_is_ended_when_none_comes_back():
    now = [0.0]
    managers = JobManagers(clock=lambda: now[0])
    try:
        first = managers.enter("one")
        job = first.jobs[begin(first, LONG)]
        managers.leave("one")
        wait_until(lambda: job.state.done > 0)
        now[0] = LIMITS.seconds - 1
        managers.tidy()
        assert job.state.under_way or job.state.now == COMPLETE
        assert managers.enter("one").jobs[job.name] is job
        managers.leave("one")
        now[0] += LIMITS.seconds
        managers.tidy()
        assert job._process is not None
        assert not alive(job._process.pid)
        assert managers.enter("one").jobs == {}
    finally:
        managers.close()


def test_what_a_sweep_stores_is_counted(desk):
    job = desk.jobs[finish(desk, SMALL)]
    files = [path for path in job.results.folder.path.rglob("*") if path.is_file()]
    assert job.size > sum(path.stat().st_size for path in files) > 0


def test_a_waiting_sweep_of_an_absent_visitor_lets_others_go_first(desk):
    """Both wait for the same place; the one whose visitor has no page asked first."""
    running, absent = JobManager(), JobManager()
    order: list[str] = []
    try:
        begin(running, LONG)
        absent.attended = False
        jobs = {}
        for label, manager in (("absent", absent), ("present", desk)):
            job = jobs[label] = manager.jobs[begin(manager, SMALL)]

            def note(label=label, job=job) -> None:
                if job.state.now == RUNNING and label not in order:
                    order.append(label)

            job.on_change = note
        running.cancel()
        wait_until(lambda: len(order) == 2)
        assert order == ["present", "absent"]
        wait_until(lambda: absent.busy is None)
        assert jobs["absent"].state.now == COMPLETE
    finally:
        absent.close()
        running.close()
