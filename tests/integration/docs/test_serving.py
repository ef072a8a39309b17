"""The limits on the page about serving are those of the code."""

import re

import pytest

from motorloops.server import admission, connections, logs, messages, web
from motorloops.server.pages.sweeps.jobs import LIMITS as STORED
from motorloops.server.pages.sweeps.jobs import SLOTS
from tests.helpers.source import ROOT

PAGE = (ROOT / "docs" / "how_to" / "serve.md").read_text(encoding="utf-8")
LIMITS = {
    "open pages": [admission.SESSIONS],
    "open pages of one visitor": [admission.OWN],
    "open pages of one address": [admission.OF_ADDRESS],
    "new pages of one address": [admission.ARRIVALS, admission.ARRIVALS_RATE],
    "sweeps that run at once": [SLOTS._initial_value],  # type: ignore[attr-defined]
    "sweeps of one visitor": [STORED.sweeps, STORED.size / 2**20],
    "sweeps of all visitors": [STORED.all_sweeps, STORED.all_size / 2**30, STORED.absent],
    "connections": [connections.CONNECTIONS],
    "time for a request to arrive": [connections.REQUEST_S],
    "time for a reader to take 48 kB": [connections.SEND_S],
    "messages of a page": [messages.BURST, messages.RATE],
    "size of a message": [round(web.MAX_MESSAGE / 1000)],
    "lines in the log": [logs.LINES],
}
ROWS = dict(re.findall(r"^\| ([a-z][^|]+?) \| ([^|]*\d[^|]*?) \|", PAGE, re.MULTILINE))


def test_every_limit_is_on_the_page():
    assert set(ROWS) == set(LIMITS)


@pytest.mark.parametrize("what", LIMITS)
def test_a_limit_is_that_of_the_code(what):
    assert [float(number) for number in re.findall(r"\d+", ROWS[what])] == LIMITS[what]
