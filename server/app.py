"""The dashboard as Solara loads it: a component for each page, in one shell."""

import solara

from motorloops.server.pages.about import About
from motorloops.server.pages.compare.page import Compare
from motorloops.server.pages.explore import Explore
from motorloops.server.pages.laboratory import Laboratory
from motorloops.server.pages.lessons.page import Lessons
from motorloops.server.pages.sweeps.page import Sweeps
from motorloops.server.routes import PAGES, title
from motorloops.server.shell import Whole

COMPONENTS = {
    "explore": Explore,
    "compare": Compare,
    "lessons": Lessons,
    "sweeps": Sweeps,
    "laboratory": Laboratory,
    "about": About,
}
LAYOUTS = {"explore": Whole}
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
