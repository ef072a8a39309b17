"""What no page sends is refused in one line, before Solara reads it; what a page sends is not."""

import json
import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.errors import InputError
from motorloops.server.messages import BURST, RATE, RUN_COST, Meter, check_message
from scripts.hostile import GOOD, REFUSED, RUN, event, message, packed
from tests.helpers.examples import examples

CONTROL = {"comm_id": "1", "target_name": "solara.control", "data": {}}
PAGES_OWN = [
    message("kernel_info_request"),
    message("comm_open", CONTROL),
    message("comm_open", {**CONTROL, "target_name": "jupyter.widget.control"}),
    message("comm_info_request", {"target_name": "jupyter.widget"}),
    message("comm_close", {"comm_id": "1", "data": {}}),
    event({"method": "run", "args": {**RUN, "themes": {"light": {}, "dark": {}}}}),
    event({"method": "app-status"}),
    event({"method": "request_state"}),
    event({"method": "request_states"}),
    event({"method": "update", "state": {"dark_effective": False}, "buffer_paths": []}),
    event({"method": "custom", "content": {"type": "check", "number": 4, "recording": "{}"}}),
]


@pytest.mark.parametrize("said", PAGES_OWN, ids=range(len(PAGES_OWN)))
def test_what_a_page_sends(said):
    text = json.dumps(said)
    assert check_message(text) >= 1
    said.pop("buffers")
    assert check_message(packed(json.dumps(said).encode(), b"buffer", b"")) >= 1


@pytest.mark.parametrize("data", REFUSED, ids=range(len(REFUSED)))
def test_what_no_page_sends(data):
    with pytest.raises(InputError) as refused:
        check_message(data)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 1000


def test_a_header_takes_no_memory_that_the_frame_does_not_have():
    tracemalloc.start()
    try:
        for count in (2**31 - 1, 2**32 - 1, 2**20):
            with pytest.raises(InputError):
                check_message(struct.pack("!I", count) + b"\0" * 64)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def taken_or_refused(data: str | bytes) -> bool:
    """Whether a message is taken, or refused in one line; anything else is raised."""
    try:
        return check_message(data) >= 1
    except InputError as problem:
        return "\n" not in str(problem)


@examples(500)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_anything_is_taken_or_refused(data):
    assert taken_or_refused(data)


@examples(300)
@given(st.data())
def test_a_damaged_frame_is_taken_or_refused(data):
    frame = bytearray(packed(GOOD.encode(), b"buffer"))
    for _ in range(data.draw(st.integers(1, 6))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    assert taken_or_refused(bytes(frame))


def test_the_cost_of_a_message():
    small = check_message(GOOD)
    assert check_message(json.dumps(event({"method": "run", "args": RUN}))) > RUN_COST
    assert (
        check_message(json.dumps(event({"method": "custom", "content": {"x": "y" * 10**5}})))
        > 10 * small
    )


def test_a_page_is_never_slowed_down_and_a_flood_is():
    now = [0.0]
    meter = Meter(lambda: now[0])
    for _ in range(500):  # the messages of a page that comes back
        assert meter.delay(1.0) == 0
    for _ in range(1000):  # half a minute of a dragged slider of a sweep
        now[0] += 1 / 30
        assert meter.delay(1.0) == 0
    waited = sum(meter.delay(1.0) > 0 for _ in range(int(2 * BURST)))
    assert waited >= BURST
    now[0] += 2 * BURST / RATE + 1
    assert meter.delay(1.0) == 0
