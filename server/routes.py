"""The pages and their addresses; this module imports no page."""

from motorloops.server.strings import translate

PAGES = {
    "story": "/",
    "explore": "/explore",
    "compare": "/compare",
    "lessons": "/lessons",
    "sweeps": "/sweeps",
    "laboratory": "/laboratory",
    "explain": "/explain",
    "about": "/about",
}
BROWSER_PAGES = ("story", "explore", "compare", "lessons")  # they run in the visitor's browser
KEEPING = ("explore", "laboratory")  # pages whose address contains the current setting


def page_at(path: str) -> str:
    """Name of the page at a path; empty if there is none."""
    return next((name for name, own in PAGES.items() if own == path), "")


def title(page: str) -> str:
    """The page title shown by the browser."""
    return translate("page.title", page=translate(f"pages.{page}"))
