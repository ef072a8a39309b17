"""The error boundary of a page: a visitor sees one sentence, the log has the traceback."""

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

import reacton
import solara

from motorloops.server.components.elements import tag
from motorloops.server.strings import translate

logger = logging.getLogger(__name__)
PATIENCE_S = 0.2  # of a wait for a slot, after which it looks whether the page is still there
Wanted = TypeVar("Wanted")
Made = TypeVar("Made")


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


def use_latest(
    wanted: Wanted | None, work: Callable[[Wanted], Made], slots: threading.Semaphore
) -> Made | None:
    """Do work for what is wanted in a separate thread, as soon as a slot is free; a hook.

    Args:
        wanted: What to work on; another one, or None, drops the previous one.
        work: Makes the result.
        slots: One is held while the work is done.

    Returns:
        The latest result; it may be that of an earlier ``wanted``. None if there is none yet.
    """
    latest, keep = solara.use_state(cast(Made | None, None))

    def attend(cancel: threading.Event) -> None:
        while wanted is not None and not cancel.is_set():
            if not slots.acquire(timeout=PATIENCE_S):
                continue
            try:
                made = work(wanted)
            finally:
                slots.release()
            if not cancel.is_set():
                keep(made)
            return

    use_background(attend, [wanted])
    return latest
