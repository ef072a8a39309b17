"""Admission control: how many sessions and connections one server carries.

The pages that play run in the browser; what a visitor costs the server is an open page (memory)
and its connection. Limits are per session and per visitor (a cookie). An address is limited only
where one alone could take all, because a class or a clinic may stand behind one. A refused attempt
counts for nothing.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs

SESSIONS = 240  # open pages: two each for 120 people; each holds about 3 MB
MAX_TOGETHER = 16  # margin for visitors whose pages were served at the same moment
RELOADED = 16  # margin for those inside who load their page again, before the old one ends
OWN = 8  # sessions, and connections, of one visitor: each tab has one
OF_SESSION = (
    3  # connections: a browser reconnects before the server notices that the old one is lost
)
OF_ADDRESS = 160  # sessions: a class of 40 with 4 tabs each; the others of 240 are for others
MOST = SESSIONS + MAX_TOGETHER + RELOADED
# New sessions of one address: a class of 40 may load 6 pages each at once, then 3 a minute each.
ARRIVALS = 240.0
ARRIVALS_RATE = 2.0  # a second
FORGET_S = ARRIVALS / ARRIVALS_RATE
ID = re.compile(r"[0-9a-f-]{1,64}")
SOCKET = re.compile(rf"/jupyter/api/kernels/({ID.pattern})/channels")

Sessions = Callable[[], list[tuple[str, str]]]


def session_of(path: str, query: bytes) -> str:
    """The session named in a websocket's address; empty if the address is malformed."""
    found = SOCKET.fullmatch(path)
    asked = parse_qs(query.decode("latin-1")).get("session_id", [])
    return found[1] if found and len(asked) == 1 and ID.fullmatch(asked[0]) else ""


def cookieless(session: str) -> str:
    """What stands for the cookie of a visitor who has none, for one session.

    Browsers send no cookie from a page in another site's frame. Its session comes back by its own
    name, which nobody else knows.
    """
    return f"cookieless:{session}"


@dataclass
class _Held:
    """The connections of a session, which may not have begun or may have ended."""

    visitor: str
    address: str
    connections: int = 0


class Admission:
    """Counts sessions and connections and enforces their limits.

    Every method is called in the event loop and waits for nothing, so that no two visitors can be
    given the same place.

    Args:
        sessions: Lists the running sessions: the name of each, and its visitor's cookie.
        clock: Seconds.
    """

    def __init__(self, sessions: Sessions, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions = sessions
        self._clock = clock
        self._held: dict[str, _Held] = {}  # by session
        self._arrivals: dict[str, tuple[float, float]] = {}  # by address: how many are left, when

    def has_room(self, visitor: str) -> bool:
        """Whether a page that a visitor asks for may become a session.

        Args:
            visitor: Their cookie; empty for a new one.
        """
        visitors = [theirs for _, theirs in self._all()]
        if visitor and visitor in visitors:
            return visitors.count(visitor) < OWN and len(visitors) < MOST
        return len(visitors) < SESSIONS

    @contextmanager
    def connection(self, session: str, visitor: str, address: str) -> Iterator[bool]:
        """A connection to a session, of theirs or a new one; counted while it is open.

        Yields:
            Whether it is admitted; a refused one is not counted.
        """
        admitted = self._admits(session, visitor, address)
        if not admitted:
            yield False
            return
        held = self._held.setdefault(session, _Held(visitor, address))
        held.connections += 1
        try:
            yield True
        finally:
            held.connections -= 1

    def _all(self) -> list[tuple[str, str]]:
        """All sessions, also those that begin just now: the name of each, and its visitor."""
        running = dict(self._sessions())
        for name, held in list(self._held.items()):
            if not held.connections and name not in running:
                del self._held[name]
        return list(
            {**{name: held.visitor for name, held in self._held.items()}, **running}.items()
        )

    def _admits(self, session: str, visitor: str, address: str) -> bool:
        sessions = dict(self._all())
        open_by = Counter[str]()
        for held in self._held.values():
            open_by[held.visitor] += held.connections
        if visitor and open_by[visitor] >= OWN:
            return False
        if session in sessions:
            held = self._held.get(session)
            free = held is None or held.connections < OF_SESSION
            return sessions[session] == visitor and free
        of_address = sum(held.address == address for held in self._held.values())
        inside = bool(visitor) and visitor in sessions.values()
        return (
            len(sessions) < (MOST if inside else SESSIONS + MAX_TOGETHER)
            and (not inside or list(sessions.values()).count(visitor) < OWN)
            and of_address < OF_ADDRESS
            and self._arrives(address)
        )

    def _arrives(self, address: str) -> bool:
        """Count one more session of an address, unless too many have just begun there."""
        now = self._clock()
        for known in [key for key, (_, at) in self._arrivals.items() if now - at > FORGET_S]:
            del self._arrivals[known]
        left, at = self._arrivals.get(address, (ARRIVALS, now))
        left = min(ARRIVALS, left + (now - at) * ARRIVALS_RATE)
        if left < 1:
            return False
        self._arrivals[address] = (left - 1, now)
        return True
