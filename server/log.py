"""The folded list of what was done, in words, from the recording itself."""

import solara

from model.errors import BadInput
from server.elements import tag
from server.runner import Runner
from server.shown import Shown
from server.telling import told
from server.words import say

MOST_ROWS = 50


@solara.component
def Log(runner: Runner, shown: Shown) -> solara.Element:  # noqa: N802
    """What was done so far, the newest on top; another ``shown`` renders it anew."""
    try:
        rows = told(runner.recording(), runner.model.network)
        older = len(rows) - MOST_ROWS
        lines = [
            tag("li", say("log.row", seconds=f"{at / 1000:.2f}", what=what))
            for at, what in reversed(rows[-MOST_ROWS:])
        ]
    except BadInput as problem:  # longer than what can be kept
        older, lines = 0, [tag("li", str(problem))]
    more = [tag("p", say("log.older", count=older), classes="ml-note")] if older > 0 else []
    return tag(
        "details",
        tag("summary", tag("h2", say("log.title"))),
        tag("p", say("log.text"), classes="ml-note"),
        tag(
            "div",
            tag("ul", *lines),
            classes="ml-log",
            role="region",
            aria_label=say("log.list"),
            tabindex="0",  # so that it can be scrolled by keyboard
        ),
        *more,
        classes="ml-fold",
    )
