"""As many sessions and connections as the server can carry, whoever comes."""

from contextlib import ExitStack

import pytest

from motorloops.server.admission import (
    ARRIVALS,
    ARRIVALS_RATE,
    MAX_TOGETHER,
    OF_ADDRESS,
    OF_SESSION,
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
        self.open = ExitStack()

    def fill(self, count: int) -> None:
        self.sessions = [(f"session {k}", f"visitor {k}") for k in range(count)]

    def admits(self, session: str, visitor: str, address: str = "here") -> bool:
        """Whether a connection is admitted, which stays open."""
        return self.open.enter_context(self.admission.connection(session, visitor, address))


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
    assert house.admits("new", "new")
    assert not house.admits("newer", "newer")
    assert house.admits("session 0", "visitor 0")
    assert house.admission.has_room("visitor 0")  # to load their page again
    assert house.admits("session of a reload", "visitor 0")


def test_no_place_is_given_twice(house):
    """Solara lists a session a while after its connection was admitted."""
    addresses = [f"address {k % 4}" for k in range(2 * SESSIONS)]
    admitted = [house.admits(f"s{k}", f"v{k}", address) for k, address in enumerate(addresses)]
    assert sum(admitted) == SESSIONS + MAX_TOGETHER
    assert not house.admission.has_room("new")
    house.open.close()
    assert house.admission.has_room("new")


def test_one_visitor_has_so_many_sessions(house):
    house.sessions = [(f"session {k}", "greedy") for k in range(OWN)]
    assert not house.admission.has_room("greedy")
    assert not house.admits("new", "greedy")
    assert house.admission.has_room("modest")


def test_one_visitor_has_so_many_connections(house):
    assert all(house.admits(f"session {k // 2}", "greedy") for k in range(OWN))
    assert not house.admits("session 0", "greedy")
    assert house.admits("another", "modest")
    house.open.close()
    assert house.admits("session 0", "greedy")


def test_one_session_has_so_many_connections(house):
    assert all(house.admits("session", "owner") for _ in range(OF_SESSION))
    assert not house.admits("session", "owner")


def test_a_connection_is_counted_until_it_ends_whatever_happens(house):
    for _ in range(OWN + 1):
        with pytest.raises(OSError, match="gone"), house.admission.connection("s", "unlucky", "x"):
            raise OSError("gone")
    assert house.admits("session", "unlucky")


def test_one_address_leaves_room_for_others(house):
    assert all(house.admits(f"s{k}", f"v{k}") for k in range(OF_ADDRESS))
    assert not house.admits("one more", "one more")
    assert house.admits("another", "another", "elsewhere")


def test_a_class_behind_one_address_gets_in_and_may_load_again(house):
    for k in range(6 * 40):
        assert house.admits(f"s{k}", f"v{k % 40}")
        house.open.close()


def test_a_flood_of_new_sessions_is_slowed_down(house):
    for k in range(int(ARRIVALS)):
        assert house.admits(f"s{k}", f"v{k}")
        house.open.close()
    assert not house.admits("one more", "one more")
    assert house.admits("another", "another", "elsewhere")
    house.now = 1 / ARRIVALS_RATE
    assert house.admits("one more", "one more")
    assert not house.admits("and one more", "and one more")


def test_what_is_refused_counts_against_nobody(house):
    house.sessions = [("session", "owner")]
    for k in range(2 * int(ARRIVALS)):
        assert not house.admits("session", f"thief {k}")
    assert house.admits("own session", "somebody")


def test_a_session_is_its_visitors_alone(house):
    house.sessions = [("session", "owner")]
    assert house.admits("session", "owner")
    assert not house.admits("session", "")
    assert not house.admits("session", "thief")


def test_a_session_that_begins_is_its_visitors_alone(house):
    assert house.admits("session", "owner")
    assert not house.admits("session", "thief")


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
