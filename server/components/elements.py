"""HTML elements as Solara components: buttons, choices, sliders, tables and source lines."""

from collections.abc import Callable

import solara
from ipywidgets import Widget

from motorloops.model.network.atlas import ASSUMPTION
from motorloops.server.networks import NETWORKS
from motorloops.server.strings import translate


def tag(
    name: str, *children: solara.Element | Widget | str, classes: str = "", **attributes: str
) -> solara.Element:
    """Return one HTML element.

    Args:
        name: Such as ``"section"``.
        children: Elements, widgets and texts inside it; texts are escaped by the browser.
        classes: CSS classes, separated by spaces.
        attributes: Such as ``aria_label``; ``_`` becomes ``-``, a trailing ``_`` is dropped.
    """
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return solara.v.Html(tag=name, class_=classes, attributes=named, children=list(children))


@solara.component
def Button(
    label: str,
    on_click: Callable[[], None],
    *,
    icon: str = "",
    classes: str = "",
    pressed: bool | None = None,
    idle: bool = False,
    title: str = "",
) -> solara.Element:
    """A real button of at least 44 px; ``pressed`` makes it a toggle.

    An ``idle`` button is disabled (``aria-disabled``) but keeps the focus.
    """
    attributes = {"type": "button", "title": title or label}
    if pressed is not None:
        attributes["aria_pressed"] = str(pressed).lower()
    if idle:
        attributes["aria_disabled"] = "true"
    inside: list[solara.Element | str] = [tag("span", label)]
    if icon:
        inside.insert(0, tag("span", classes=f"ml-icon ml-icon-{icon}", aria_hidden="true"))
    button = tag("button", *inside, classes=f"ml-press {classes}".strip(), **attributes)
    solara.v.use_event(button, "click", lambda *_: on_click())
    return button


@solara.component_vue("../frontend/choice.vue", vuetify=False)
def Choice(
    name: str,
    legend: str,
    options: list[dict[str, str]],
    value: str,
    event_pick: Callable[[str], None],
) -> None:
    """One of a few options as a row of large radio buttons.

    Args:
        name: Unique on the page.
        legend: What is chosen.
        options: ``{"value", "label"}`` each.
        value: The chosen option.
        event_pick: Called with the value of the chosen option.
    """


@solara.component_vue("../frontend/picker.vue", vuetify=False)
def Picker(
    legend: str, options: list[dict[str, str]], value: str, event_pick: Callable[[str], None]
) -> None:
    """One of many options as a native list; arguments as for :func:`Choice`."""


@solara.component_vue("../frontend/slider.vue", vuetify=False)
def Slider(
    name: str,
    label: str,
    stops: list[str],
    mark: int,
    mark_label: str,
    value: int,
    told: str,
    event_change: Callable[[object], None],
) -> None:
    """A labelled slider over given values, with a mark at one of them.

    Args:
        name: Unique on the page.
        label: Visible label.
        stops: The values, as texts.
        mark: Index of the value that is marked.
        mark_label: What stands there, such as ``"Healthy: 3"``.
        value: Index of the nearest value to the present one.
        told: The present value as text, shown until the slider is moved.
        event_change: Called with an index when a visitor has moved the slider.
    """


@solara.component_vue("../frontend/table.vue", vuetify=False)
def Table(caption: str, columns: list[str], rows: list[list[str]], sentences: bool = False) -> None:
    """A table of texts with its own scroll bar if it is wider than the screen.

    Args:
        caption: What the table contains.
        columns: Column headings.
        rows: Cells.
        sentences: Whether the cells are sentences: the table then has full height, and on a narrow
            screen each row is a card with the column heading in front of each cell.
    """


def source_line(key: str) -> str:
    """The source with this key, or the note that the value is our assumption."""
    if key == ASSUMPTION:
        return translate("inspector.assumption")
    return translate("inspector.source", source=NETWORKS.citation(key))
