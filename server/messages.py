"""Messages from a browser are checked before Solara reads them.

Solara unpacks a binary frame by the header that the frame itself states, ends the session at a kind
of message that it does not know, and lets any client create widgets. Only what its own page sends
gets through here; the content of an event is checked by the code that acts on it.
"""

import json
import struct
import time
from collections.abc import Callable
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.types import StringConstraints

from motorloops.model.errors import InputError

MAX_BUFFERS = 16
MAX_DEPTH = 32  # of lists and objects in each other; the page's own messages have 6
MAX_VALUES = 10_000  # numbers, texts, lists and objects of one message; the page's own have 40
# A page sends at most 24 messages in a second while it loads, 400 when it comes back to a session
# and asks for the state of each widget, and 20 a second while a slider is dragged.
BURST = 1000.0
RATE = 50.0  # a second
BYTES = 2048  # count as one more message
RUN_COST = 100.0  # building a page takes as long as this many other messages

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]

Word = Annotated[str, StringConstraints(max_length=64)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Header(_Strict):
    # Solara sends it back with every status of the message, so that nothing may be added to it.
    model_config = ConfigDict(strict=True, extra="forbid")

    msg_type: Literal[
        "kernel_info_request", "comm_info_request", "comm_open", "comm_msg", "comm_close"
    ]
    msg_id: Id
    session: Word = ""
    username: Word = ""
    version: Word = ""
    date: Word = ""


class _Envelope(_Strict):
    header: _Header
    channel: Literal["shell"]
    content: dict[str, Any]
    metadata: dict[str, Any]
    parent_header: dict[str, Any]
    buffers: list[Any] = Field(max_length=0)


class _Info(_Strict):
    target_name: Id | None = None


class _Close(_Strict):
    comm_id: Id


class _Open(_Strict):
    comm_id: Id
    # The second one, which Solara does not have, is tried by the page that comes back to a session.
    target_name: Literal["solara.control", "jupyter.widget.control"]


class _Run(_Strict):
    path: str
    appName: None = None  # noqa: N815 - Solara's name
    themes: dict[Literal["light", "dark"], dict[str, str]]
    dark: bool | None = None


class _RunData(_Strict):
    method: Literal["run"]
    args: _Run


class _Update(_Strict):
    method: Literal["update"]
    state: dict[str, Any]
    buffer_paths: list[Any] = Field(default=[], max_length=0)


class _Custom(_Strict):
    method: Literal["custom"]
    content: dict[str, Any]


class _Ask(_Strict):
    method: Literal["request_state", "request_states", "app-status"]


class _Message(_Strict):
    comm_id: Id
    data: Annotated[_RunData | _Update | _Custom | _Ask, Field(discriminator="method")]


CONTENT: dict[str, type[BaseModel]] = {
    "kernel_info_request": _Strict,
    "comm_info_request": _Info,
    "comm_open": _Open,
    "comm_msg": _Message,
    "comm_close": _Close,
}


def check_message(data: str | bytes) -> float:
    """Check a message from a browser.

    Args:
        data: A text, or a binary frame of Jupyter's websocket protocol.

    Returns:
        What it costs, as a number of small messages.

    Raises:
        InputError: If it is none that the page sends.
    """
    text = _text_of(data) if isinstance(data, bytes) else data
    try:
        message = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InputError("message", text[:80], "give JSON") from None
    _check_size(message)
    if isinstance(data, bytes) and isinstance(message, dict):
        message["buffers"] = []
    kind = _checked(_Envelope, message, "message").header.msg_type
    content = _checked(CONTENT[kind], message["content"], f"{kind} content")
    runs = isinstance(content, _Message) and isinstance(content.data, _RunData)
    return 1 + len(data) / BYTES + (RUN_COST if runs else 0)


def _text_of(frame: bytes) -> str:
    """The JSON of a binary frame, whose header must fit its length.

    The header has the number of parts and where each begins, as unsigned 32-bit integers in network
    order; the first part is the JSON.
    """
    count = struct.unpack_from("!I", frame)[0] if len(frame) >= 4 else 0
    if not 1 <= count <= MAX_BUFFERS + 1 or 4 * (count + 1) > len(frame):
        allowed = f"give 1 to {MAX_BUFFERS + 1} parts that fit the frame"
        raise InputError("frame", f"{count} parts in {len(frame)} bytes", allowed)
    starts = struct.unpack_from(f"!{count}I", frame, 4)
    bounds = [4 * (count + 1), *starts, len(frame)]
    if starts[0] != bounds[0] or bounds != sorted(bounds):
        raise InputError("frame", starts, "give the parts in order, after the header")
    try:
        return frame[bounds[1] : bounds[2]].decode()
    except UnicodeDecodeError:
        raise InputError("frame", frame[bounds[1] : bounds[1] + 40], "give UTF-8") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check_size(message: object) -> None:
    """Count the values of a message and how deep they are, and stop at the limits."""
    level, count = [message], 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        if count > MAX_VALUES:
            raise InputError("message", f"{count} values", f"give at most {MAX_VALUES}")
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner += value.values()
            elif isinstance(value, list):
                inner += value
            if len(inner) > MAX_VALUES:
                raise InputError("message", f"{len(inner)} values", f"give at most {MAX_VALUES}")
        if not inner:
            return
        level = inner
    raise InputError("message", "nested values", f"nest at most {MAX_DEPTH} levels")


Model = TypeVar("Model", bound=BaseModel)


def _checked(model: type[Model], value: object, where: str) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as problem:
        error = problem.errors(include_url=False, include_context=False)[0]
        field = ".".join([where, *(str(part)[:40] for part in error["loc"])])
        raise InputError(field, error["input"], error["msg"][:200]) from None


class Meter:
    """Slows down a connection that sends more than a page does, by a token bucket.

    Args:
        clock: Seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left, self._at = BURST, clock()

    def delay(self, cost: float) -> float:
        """Count a message; return how long to wait before it is handled, in seconds."""
        now = self._clock()
        self._left = min(BURST, self._left + (now - self._at) * RATE) - cost
        self._at = now
        return max(0.0, -self._left / RATE)
