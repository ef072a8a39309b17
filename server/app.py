"""The dashboard as Solara loads it: a component for each page, in one shell."""

import solara

from server.about import About
from server.compare.page import Compare
from server.explore import Explore
from server.laboratory import Laboratory
from server.lessons.page import Lessons
from server.pages import PAGES, title
from server.shell import Whole
from server.sweeps.page import Sweeps

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
    # The layout of the first page is that of all: the shell stays while the pages change.
    solara.Route(
        PAGES[name].strip("/") or "/",
        component=page,
        layout=LAYOUTS.get(name),
        label=title(name),
    )
    for name, page in COMPONENTS.items()
]
