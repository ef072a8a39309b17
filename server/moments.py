"""Moments that a person keeps, to come back to them."""

import solara

from server.deeds import MOST_MOMENTS
from server.elements import Press, tag
from server.runner import Runner
from server.shown import Moment, Shown
from server.telling import condition
from server.words import say


def described(moment: Moment) -> str:
    """A moment in one line."""
    _, standing = moment.recording.moments()[-1]
    return say(
        "moments.row",
        number=moment.number,
        seconds=f"{moment.recording.ms / 1000:.2f}",
        condition=condition(standing.setting),
        body=standing.setting.body.replace("_", " "),
        index=moment.index,
    )


@solara.component
def Moments(runner: Runner, shown: Shown) -> solara.Element:  # noqa: N802
    """A button to keep this moment, and the list of those that are kept."""
    full = len(shown.moments) >= MOST_MOMENTS
    rows = [
        tag(
            "li",
            tag("span", described(moment)),
            Press(
                say("moments.go", number=moment.number),
                lambda number=moment.number: runner.go_to_moment(number),
            ),
            Press(
                say("moments.drop", number=moment.number),
                lambda number=moment.number: runner.drop_moment(number),
            ),
        ).key(f"moment {moment.number}")
        for moment in shown.moments
    ]
    note = say("moments.full") if full else "" if rows else say("moments.empty")
    return tag(
        "section",
        tag("h2", say("moments.title")),
        tag("p", say("moments.text"), classes="ml-note"),
        Press(say("moments.keep"), runner.keep_moment, idle=full),
        tag("ul", *rows, classes="ml-moments"),
        tag("p", note, classes="ml-note", role="status"),
        aria_label=say("moments.title"),
        classes="ml-kept",
    )
