"""The dashboard as Solara loads it: a component for each page, in one shell."""

import solara

from motorloops.server.pages.about import About
from motorloops.server.pages.explain import Explain
from motorloops.server.pages.laboratory import Laboratory
from motorloops.server.pages.sweeps.page import Sweeps
from motorloops.server.routes import BROWSER_PAGES, PAGES, title
from motorloops.server.shell import Whole


@solara.component
def InBrowser() -> solara.Element:
    """A page that the shell shows by itself, because it runs in the visitor's browser."""
    return solara.v.Html(tag="span")


COMPONENTS = {
    **dict.fromkeys(BROWSER_PAGES, InBrowser),
    "sweeps": Sweeps,
    "laboratory": Laboratory,
    "explain": Explain,
    "about": About,
}
LAYOUTS = {"story": Whole}
routes = [
    # The layout of the first page applies to all: the shell stays while the pages change.
    solara.Route(
        PAGES[name].strip("/") or "/",
        component=page,
        layout=LAYOUTS.get(name),
        label=title(name),
    )
    for name, page in COMPONENTS.items()
]
