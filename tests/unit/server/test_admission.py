"""So many may come in, each with so many connections, and none in too much of a hurry."""

import pytest

from motorloops.server.admission import (
    MAX_ARRIVALS,
    MAX_TOGETHER,
    MINUTE_S,
    OWN,
    SESSIONS,
    Admission,
    session_of,
)


class House:
    """Sessions and a clock that a test moves."""

    def __init__(self) -> None:
        self.sessions: list[tuple[str, str]] = []
        self.now = 0.0
        self.admission = Admission(lambda: self.sessions, lambda: self.now)

    def fill(self, count: int) -> None:
        self.sessions = [(f"session {k}", f"visitor {k}") for k in range(count)]


@pytest.fixture
def house() -> House:
    return House()


def test_there_is_room_until_the_last_session(house):
    house.fill(SESSIONS - 1)
    assert house.admission.has_room("new")
    house.fill(SESSIONS)
    assert not house.admission.has_room("new")
    assert not house.admission.has_room("")
    assert house.admission.has_room("visitor 0")


def test_those_who_were_let_in_together_find_room(house):
    house.fill(SESSIONS + MAX_TOGETHER - 1)
    assert house.admission.admits("new", "new", "here")
    house.fill(SESSIONS + MAX_TOGETHER)
    assert not house.admission.admits("new", "new", "here")
    assert house.admission.admits("session 0", "visitor 0", "here")


def test_one_visitor_has_so_many_sessions(house):
    house.sessions = [(f"session {k}", "greedy") for k in range(OWN)]
    assert not house.admission.has_room("greedy")
    assert house.admission.has_room("modest")


def test_one_visitor_has_so_many_connections(house):
    with house.admission.inside("greedy"):
        assert house.admission.admits("session", "greedy", "here")
    held = [house.admission.inside("greedy") for _ in range(OWN)]
    for connection in held:
        connection.__enter__()
    assert not house.admission.admits("session", "greedy", "here")
    assert house.admission.admits("session", "modest", "here")
    held.pop().__exit__(None, None, None)
    assert house.admission.admits("session", "greedy", "here")


def test_a_connection_is_counted_until_it_ends_whatever_happens(house):
    for _ in range(OWN + 1):
        with pytest.raises(OSError, match="gone"), house.admission.inside("unlucky"):
            raise OSError("gone")
    assert house.admission.admits("session", "unlucky", "here")


def test_too_many_in_a_minute(house):
    assert all(house.admission.admits("session", "", "here") for _ in range(MAX_ARRIVALS))
    assert not house.admission.admits("session", "", "here")
    assert house.admission.admits("session", "", "elsewhere")
    house.now = MINUTE_S + 1
    assert house.admission.admits("session", "", "here")


def test_a_session_is_its_visitors_alone(house):
    house.sessions = [("session", "owner")]
    assert house.admission.admits("session", "owner", "here")
    assert not house.admission.admits("session", "", "here")
    assert not house.admission.admits("session", "thief", "here")


@pytest.mark.parametrize(
    ("path", "query", "session"),
    [
        ("/jupyter/api/kernels/0-a/channels", b"session_id=1", "0-a"),
        ("/jupyter/api/kernels/0-a/channels", b"x=1&session_id=1", "0-a"),
        ("/jupyter/api/kernels/0-a/channels", b"session_id=../1", ""),
        ("/jupyter/api/kernels/../channels", b"session_id=1", ""),
        ("/jupyter/api/kernels/0-a/shell", b"session_id=1", ""),
        ("/jupyter/api/kernels/" + "a" * 65 + "/channels", b"session_id=1", ""),
    ],
)
def test_which_session(path, query, session):
    assert session_of(path, query) == session
