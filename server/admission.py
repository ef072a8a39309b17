"""Admission control: limits on sessions, on connections per visitor and on connection attempts."""

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

SESSIONS = 20  # about what one process can send at 10 frames a second each
MAX_TOGETHER = 4  # margin for visitors whose pages were served at the same moment
OWN = 8  # sessions, and connections, of one visitor: each tab has one
MAX_ARRIVALS = 120  # new connections from one address in a minute, by all its visitors
MINUTE_S = 60.0
ID = re.compile(r"[0-9a-f-]{1,64}")
SOCKET = re.compile(rf"/jupyter/api/kernels/({ID.pattern})/channels")

Sessions = Callable[[], list[tuple[str, str]]]


def session_of(path: str, query: bytes) -> str:
    """The session named in a websocket's address; empty if the address is malformed."""
    found = SOCKET.fullmatch(path)
    asked = parse_qs(query.decode("latin-1")).get("session_id", [])
    return found[1] if found and len(asked) == 1 and ID.fullmatch(asked[0]) else ""


class Admission:
    """Counts sessions and connections and enforces their limits.

    Args:
        sessions: Lists the running sessions: the name of each, and its visitor's cookie.
        clock: Seconds.
    """

    def __init__(self, sessions: Sessions, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions = sessions
        self._clock = clock
        self._open: Counter[str] = Counter()  # connections by visitor
        self._knocks: dict[str, deque[float]] = {}  # times of new connections, by address

    def has_room(self, visitor: str, together: int = 0) -> bool:
        """Whether a visitor may have one more session.

        Args:
            visitor: Their cookie; empty for a new one.
            together: How many sessions above the limit are allowed.
        """
        visitors = [theirs for _, theirs in self._sessions()]
        if visitor in visitors:
            return visitors.count(visitor) < OWN and len(visitors) < 2 * SESSIONS
        return len(visitors) < SESSIONS + together

    def admits(self, session: str, visitor: str, address: str) -> bool:
        """Whether a visitor may open a connection to a session, of theirs or a new one."""
        owner = dict(self._sessions()).get(session)
        if self._hurries(address) or (owner is not None and owner != visitor):
            return False
        if (visitor and self._open[visitor] >= OWN) or self._open.total() >= 2 * SESSIONS:
            return False
        return owner is not None or self.has_room(visitor, MAX_TOGETHER)

    @contextmanager
    def inside(self, visitor: str) -> Iterator[None]:
        """Counts a connection while it is open."""
        self._open[visitor] += 1
        try:
            yield
        finally:
            self._open[visitor] -= 1
            self._open += Counter()  # removes visitors without a connection

    def _hurries(self, address: str) -> bool:
        """Record one more attempt from an address; return whether there were too many."""
        now = self._clock()
        for known in [key for key, knocks in self._knocks.items() if now - knocks[-1] > MINUTE_S]:
            del self._knocks[known]
        knocks = self._knocks.setdefault(address, deque(maxlen=MAX_ARRIVALS))
        hurried = len(knocks) == MAX_ARRIVALS and now - knocks[0] < MINUTE_S
        knocks.append(now)
        return hurried
