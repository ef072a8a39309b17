"""Who waits too long is ended, and who holds most makes room."""

import asyncio
import threading

import pytest

from motorloops.server import connections
from motorloops.server.connections import Watch


class Transport:
    """A connection that can only be aborted."""

    def __init__(self) -> None:
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True


class Fake:
    """A connection whose state a test sets."""

    def __init__(self, address: str = "here", state: tuple[float, object] | None = None) -> None:
        self.transport, self.client, self.state = Transport(), (address, 1), state

    def waiting(self):
        return self.state

    @property
    def ended(self) -> bool:
        return self.transport.aborted


def in_a_loop(steps) -> None:
    """Run steps in an event loop of a thread; the browser of other tests has one in this one."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(steps())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for error in failed:
        raise error


@pytest.fixture
def quick(monkeypatch):
    """Look often."""
    monkeypatch.setattr(connections, "LOOK_S", 0.01)


def test_who_waits_too_long_for_the_same_is_ended(quick):
    async def steps() -> None:
        watch = Watch()
        idle, busy, going_on = Fake(state=(0.05, "request")), Fake(), Fake(state=(0.05, 0))
        for connection in (idle, busy, going_on):
            watch.enter(connection)
        count = 0
        while not idle.ended:
            await asyncio.sleep(0.01)
            count += 1
            going_on.state = (0.05, count)
        assert not busy.ended
        assert not going_on.ended
        assert len(watch) == 2
        for connection in (busy, going_on):
            watch.leave(connection)
        while watch._looking is not None:
            await asyncio.sleep(0.01)

    in_a_loop(steps)


def test_too_many_connections_cost_the_address_that_has_most():
    async def steps() -> None:
        watch = Watch(most=100)
        others = [Fake(f"address {k}", (9.0, 1)) for k in range(10)]
        working = [Fake("many") for _ in range(5)]
        many = [Fake("many", (9.0, 1)) for _ in range(85)]
        for connection in (*others, *working, *many):
            watch.enter(connection)
        assert not any(connection.ended for connection in many)
        newcomer = Fake("new", (9.0, 1))
        watch.enter(newcomer)
        assert len(watch) <= 100
        assert many[0].ended  # the oldest
        assert not many[-1].ended
        assert not any(connection.ended for connection in (*others, *working, newcomer))

    in_a_loop(steps)


def test_nobody_at_work_is_ended_for_a_newcomer():
    async def steps() -> None:
        watch = Watch(most=10)
        working = [Fake() for _ in range(12)]
        for connection in working:
            watch.enter(connection)
        assert not any(connection.ended for connection in working)

    in_a_loop(steps)
