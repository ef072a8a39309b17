"""The live view of the Compare page: both sides' muscles on one axis of time."""

from server.live import FRONTEND, LiveView


class PairView(LiveView):
    """Paints two frames of one body, side A first; speaks as its parent does."""

    _esm = FRONTEND / "compare.js"
