"""The error boundary of a page: a visitor sees one sentence, the log has the traceback."""

import logging
from collections.abc import Callable
from typing import Any

import reacton
import solara

from motorloops.server.components.elements import tag
from motorloops.server.strings import translate

logger = logging.getLogger(__name__)


def failure_text() -> solara.Element:
    """The error message, with links that restore the setting or start again."""
    return tag(
        "div",
        tag("h1", translate("failure.title")),
        tag("p", translate("failure.text")),
        tag(
            "p",
            tag("a", translate("failure.again"), href="", classes="ml-press ml-primary"),
            tag("a", translate("failure.afresh"), href="/", classes="ml-press"),
            classes="ml-ways",
        ),
        classes="ml-text ml-card",
        role="alert",
    )


@solara.component
def _Inside(children: list[solara.Element]) -> solara.Element:
    """The children; a failed effect counts as a failure of the enclosing component."""
    return tag("div", *children)


@solara.component
def ErrorBoundary(children: list[solara.Element]) -> solara.Element:
    """Children, or an error message once one of them has failed.

    A failure is an exception raised while they are rendered, in an effect, or in the callback of
    a :func:`~motorloops.server.components.elements.Button`. Solara alone would show the traceback.
    """
    failure, _ = reacton.use_exception()

    def note() -> None:
        if failure is not None:
            logger.error("a page failed", exc_info=failure)

    solara.use_effect(note, [failure])
    return failure_text() if failure is not None else _Inside(children)


def use_background(work: Callable[..., Any], dependencies: list[Any]) -> solara.Result[Any]:
    """Do work in a separate thread while the component is mounted; a hook.

    Args:
        work: If it takes an argument, it gets an event that is set when the component unmounts.
        dependencies: The work restarts when one of them changes.

    Returns:
        Whether the work is done, and its value.

    Raises:
        Exception: What the work raised, for the boundary around the component.
    """
    # The default (intrusive) way to cancel installs a tracer, which slows every line of Python.
    result = solara.use_thread(work, dependencies=dependencies, intrusive_cancel=False)
    if result.error is not None:
        raise result.error
    return result
