"""The Explore page: Solara lays out controls, live view, read-out and inspector."""

import solara

from model.params import levers
from server.boundary import use_background
from server.controls import Levers
from server.elements import Choice, Press, tag
from server.gauge import Gauge, Told
from server.inspector import Inspector
from server.live import LiveView
from server.log import Log
from server.moments import Moments
from server.runner import Runner
from server.share import Share
from server.shell import Address, Heading, problem_box, use_runner, use_shown
from server.toolbar import Bar, Scene
from server.words import say, table

TOUCHES = ("held", "brief")


@solara.component_vue("frontend/hint.vue", vuetify=False)
def Hint(words: dict[str, str]) -> None:  # noqa: N802
    """The first steps, until a person has read them; the browser remembers that.

    Args:
        words: ``label``, ``text`` and ``close``.
    """


def first_steps() -> dict[str, str]:
    """The words of the first hint, with the names that its button and its lever bear."""
    names = {"play": say("toolbar.play"), "lever": levers()["loss_basal_ganglia"].label}
    return {**table()["hint"], "text": say("hint.text", **names)}


@solara.component
def Touch(runner: Runner, brief: bool) -> solara.Element:  # noqa: N802
    """How long a touch of the body lasts; the joints stand in the live view."""
    kind = TOUCHES[brief]
    return tag(
        "section",
        Choice(
            name="touch_kind",
            legend=say("touching.kind"),
            options=[{"value": key, "label": say(f"touching.{key}")} for key in TOUCHES],
            value=kind,
            event_pick=runner.set_touch_kind,
        ),
        tag("p", say(f"touching.{kind}_help"), classes="ml-meaning"),
        classes="ml-touch",
        aria_label=say("touching.title"),
    )


@solara.component
def Options(view: LiveView, runner: Runner, seed: int) -> solara.Element:  # noqa: N802
    """Shortcuts and the random seed, folded away."""
    _, redraw = solara.use_state(view.shortcuts)

    def switch() -> None:
        view.shortcuts = not view.shortcuts
        redraw(view.shortcuts)

    return tag(
        "details",
        tag("summary", say("toolbar.more")),
        tag(
            "div",
            Press(say("toolbar.shortcuts"), switch, pressed=view.shortcuts),
            tag("p", say("toolbar.seed", seed=seed)),
            Press(say("toolbar.new_seed"), runner.new_seed),
            classes="ml-sheet",
        ),
        classes="ml-menu",
        name_="menu",  # opening one closes the other
    )


@solara.component
def Help() -> solara.Element:  # noqa: N802
    """How to read the picture, and the keys."""
    keys = [
        tag("div", tag("dt", tag("kbd", key)), tag("dd", meaning))
        for key, meaning in table()["help"]["keys"]
    ]
    return tag(
        "details",
        tag("summary", say("help.title")),
        tag(
            "div",
            tag("h2", say("help.picture_title")),
            *(tag("p", say(f"help.{part}")) for part in ("picture", "links", "traces")),
            *(tag("p", say(f"reading.{part}")) for part in ("dots", "body")),
            tag("h2", say("help.keys_title")),
            tag("dl", *keys, classes="ml-keys"),
            tag("p", say("help.keys_note")),
            classes="ml-sheet",
            tabindex="0",  # it scrolls, and holds nothing else that takes the focus
            role="region",
            aria_label=say("help.title"),
        ),
        classes="ml-menu ml-help",
        name_="menu",
    )


@solara.component
def Explore() -> solara.Element:  # noqa: N802
    """The live network with its levers."""
    runner = use_runner()
    shown = use_shown(runner)
    use_background(runner.loop, [])
    menus = [Options(runner.view, runner, shown.seed), Share(runner), Help()]
    return tag(
        "div",
        Address(query=runner.address()),
        tag(
            "div",
            Heading(text=say("page.heading")),
            Hint(words=first_steps()),
            tag("div", *menus, classes="ml-menus"),
            classes="ml-head",
        ),
        Bar(runner, shown),
        Scene(runner, shown),
        problem_box(shown),
        tag(
            "div",
            Gauge(),
            tag("div", runner.view, classes="ml-view"),
            Told(),
            Touch(runner, shown.brief_touch),
            Inspector(runner, shown),
            Levers(runner, shown.params, shown.body),
            classes="ml-grid ml-closer" if shown.selected else "ml-grid",
        ),
        tag("div", Moments(runner, shown), Log(runner, shown), classes="ml-deeds"),
        classes="ml-explore",
    )
