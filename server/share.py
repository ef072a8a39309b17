"""The menu by which a session is kept and handed on: as an address, and as a file."""

from collections.abc import Callable

import solara

from model.recording_file import MOST_TEXT
from server.runner import Runner
from server.words import table


@solara.component_vue("frontend/share.vue", vuetify=False)
def Menu(  # noqa: N802
    words: dict[str, str],
    file: dict[str, object],
    most: int,
    event_ask: Callable[[object], None],
    event_open: Callable[[object], None],
) -> None:
    """The menu itself.

    Args:
        words: The texts under ``share``.
        file: What the browser is to keep: ``name``, ``text`` and a ``count`` that rises.
        most: Largest file that is read, in bytes.
        event_ask: Called when a person wants a file.
        event_open: Called with the text of the file that a person opens.
    """


@solara.component
def Share(runner: Runner) -> solara.Element:  # noqa: N802
    """Copy the address, save the session, or open one."""
    file, keep = solara.use_state({"name": "", "text": "", "count": 0})

    def ask(_: object) -> None:
        shown = runner.shown
        name = f"motorloops-{shown.body}-{shown.preset}-{shown.seed}.json"
        keep({"name": name, "text": runner.save(), "count": int(file["count"]) + 1})

    return Menu(
        words=table()["share"],
        file=file,
        most=MOST_TEXT,
        event_ask=ask,
        event_open=open_text(runner),
    )


def open_text(runner: Runner) -> Callable[[object], None]:
    """Opens what the browser read from a file; anything but a text is not a file."""
    return lambda text: runner.open(text) if isinstance(text, str) else None
