"""The live view: the widget that draws the network, the body and the muscle traces."""

from pathlib import Path

import anywidget
import traitlets

FRONTEND = Path(__file__).parent.parent / "frontend"
WINDOW = 4  # frames in flight; the browser acknowledges every fourth, as each message costs time


class LiveView(anywidget.AnyWidget):
    """Canvas network and scrolling traces; frames arrive as messages, see ``view.py``.

    The browser answers with messages of its own: ``ready`` once it can paint, ``ack`` with the
    sequence number of every ``WINDOW``-th frame it has painted, ``select`` with a node's name, and
    ``key`` with a toolbar action when a keyboard shortcut is pressed.
    """

    _esm = FRONTEND / "live.js"
    spec = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    window = traitlets.Int(WINDOW).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    shortcuts = traitlets.Bool(True).tag(sync=True)

    def paint(self, frame: bytes, reading: dict[str, object]) -> None:
        """Send one packed frame and the read-out of the same moment."""
        self.send({"type": "frame", "reading": reading}, buffers=[frame])
