"""The pages and their addresses; this module imports no page."""

from motorloops.server.strings import translate

PAGES = {
    "explore": "/",
    "compare": "/compare",
    "lessons": "/lessons",
    "sweeps": "/sweeps",
    "laboratory": "/laboratory",
    "about": "/about",
}
KEEPING = ("explore", "laboratory")  # whose address holds what is set up


def page_at(path: str) -> str:
    """Name of the page at a path, or nothing."""
    return next((name for name, own in PAGES.items() if own == path), "")


def title(page: str) -> str:
    """What a page is called in the browser's bar."""
    return translate("page.title", page=translate(f"pages.{page}"))
