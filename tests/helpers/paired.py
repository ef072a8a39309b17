"""A comparison of two models whose browser is a stand-in."""

from motorloops.server.pages.compare.route import usual_setting
from motorloops.server.pages.compare.runner import CompareRunner
from tests.helpers.fake_view import FakeView

HEALTHY = usual_setting("healthy", "arm")
SEVERE = usual_setting("severe", "arm")


def started(search: str = "") -> tuple[CompareRunner, FakeView]:
    """A comparison whose browser is ready."""
    view = FakeView()
    pair = CompareRunner(view, search)  # type: ignore[arg-type]
    view.say(type="ready")
    return pair, view
