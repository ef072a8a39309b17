"""The pages that run in the visitor's browser: Story, Explore, Compare and Lessons, in one widget.

Nothing of them is computed here. The server runs a recording of a visitor again by the Mesa agents
when asked to, so that a visitor can see that both give the same bits.
"""

import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from motorloops.model.errors import InputError
from motorloops.model.recording import Recording, read_recording
from motorloops.model.simulate import simulate
from motorloops.server.networks import NETWORKS
from motorloops.server.routes import BROWSER_PAGES, PAGES
from motorloops.server.strings import translate
from motorloops.server.strings.messages import LANGUAGES

FRONTEND = Path(__file__).parent.parent / "frontend"
CHECKED_MS = 2000  # of a recording: the agents take about as long as a visitor waits
MAX_WAITING = 8  # checks that run or wait for their turn, of all visitors
BUSY = "this server checks as much as it can; try again in a minute"
_ONE_AT_A_TIME = threading.Lock()
_PLACES = threading.BoundedSemaphore(MAX_WAITING)


def run_by_agents(recording: Recording) -> dict[str, Any]:
    """The state of the muscles and joints after the first milliseconds of a recording.

    Args:
        recording: Of a visitor.

    Returns:
        ``ms``, and ``activation`` and ``angle`` at that time, by muscle and degree of freedom.

    Raises:
        InputError: If the body is not offered, or lacks what the recording names.
    """
    network = NETWORKS.network(recording.start.body)
    recording.check(network)
    ms = min(recording.ms, CHECKED_MS)
    if ms == 0:
        raise InputError("recording", "0 ms", "press Play first")
    timeline = recording.timeline(network)
    first = type(timeline)(
        timeline.name, ms, tuple(phase for phase in timeline.phases if phase.at_ms < ms)
    )
    with _ONE_AT_A_TIME:  # agents are slow, and each visitor may ask
        run = simulate(recording.start.params, first, [recording.seed], network, engine="agents")
    return {
        "ms": ms,
        "activation": run.activation[-1, :, 0].tolist(),
        "angle": run.angle[-1, :, 0].tolist(),
    }


class BrowserPages(anywidget.AnyWidget):
    """The element in which the pages stand."""

    _esm = FRONTEND / "pages.js"
    pages = traitlets.Dict().tag(sync=True)
    others = traitlets.List().tag(sync=True)
    languages = traitlets.List().tag(sync=True)
    packaged = traitlets.Bool().tag(sync=True)  # whether the networks are the packaged ones
    explored = traitlets.Unicode().tag(sync=True)  # address of what Explore shows, on leaving it

    def __init__(self) -> None:
        others = [{"name": n, "path": path} for n, path in PAGES.items() if n not in BROWSER_PAGES]
        own = {name: PAGES[name] for name in BROWSER_PAGES}
        super().__init__(
            pages=own, others=others, languages=list(LANGUAGES), packaged=NETWORKS.is_packaged
        )
        self._checking = threading.Lock()  # a visitor has one check at a time
        self.on_msg(self._heard)

    def _heard(self, _widget: object, message: object, _buffers: object) -> None:
        """A message of the pages; anything else than a request for a check is ignored."""
        if not isinstance(message, Mapping) or message.get("type") != "check":
            return
        number, text = message.get("number"), message.get("recording")
        if not (isinstance(number, int) and isinstance(text, str)):
            return
        if not self._checking.acquire(blocking=False):
            self._tell(number, problem=str(InputError("check", number, "one is under way; wait")))
        elif not _PLACES.acquire(blocking=False):
            self._checking.release()
            self._tell(number, problem=str(InputError("check", number, BUSY)))
        else:
            threading.Thread(target=self._check, args=(number, text), daemon=True).start()

    def _check(self, number: int, text: str) -> None:
        try:
            found = run_by_agents(read_recording(text))
        except InputError as problem:
            found = {"problem": str(problem)}
        except Exception:  # a programming error, which must not leave the page waiting
            logging.getLogger(__name__).exception("a check has failed")
            found = {"problem": translate("failure.title")}
        finally:
            _PLACES.release()
            self._checking.release()
        self._tell(number, **found)

    def _tell(self, number: int, **found: Any) -> None:
        self.send({"type": "checked", "number": number, **found})
