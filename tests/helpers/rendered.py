"""Parts of a page that Solara rendered without a browser."""

from collections.abc import Iterator

import ipyvue
import ipyvuetify as v
import solara

from motorloops.server import app
from motorloops.server.routes import PAGES
from motorloops.server.shell import Shell


def below(widget) -> Iterator:
    """The widget, its children, their children..."""
    yield widget
    for child in getattr(widget, "children", None) or []:
        yield from below(child)


def texts(widget) -> str:
    """All text below a widget."""
    return " ".join(part for part in below(widget) if isinstance(part, str))


def buttons(widget) -> dict[str, v.Html]:
    return {
        texts(part).strip(): part for part in below(widget) if getattr(part, "tag", "") == "button"
    }


def click(button: v.Html) -> None:
    button.fire_event("click", {})


def templates(widget) -> list:
    """Widgets made from our own templates."""
    return [part for part in below(widget) if isinstance(part, ipyvue.VueTemplate)]


def at_page(child: solara.Element, path: str = PAGES["about"]) -> solara.Element:
    """A page of the server in the shell, at an address."""
    inside = Shell(children=[child])
    return solara.RoutingProvider(children=[inside], routes=app.routes, pathname=path)
