"""Controls that push a population to be more or less active, and those that put it right again."""

import solara

from model.condition import task_channel
from server.elements import Choice, Press, tag
from server.runner import Runner
from server.shown import Shown
from server.telling import STRENGTHS, push
from server.words import say


def switch(
    name: str, legend: str, words: tuple[str, str], *, on: bool, runner: Runner
) -> solara.Element:
    """One of two ways to stimulate; ``name`` is a field of :class:`Shown`."""
    return Choice(
        name=name,
        legend=legend,
        options=[{"value": str(k), "label": label} for k, label in enumerate(words)],
        value=str(int(on)),
        event_pick=lambda picked: runner.set_stimulus(**{name: picked == "1"}),
    )


@solara.component
def Stimulation(runner: Runner, shown: Shown, population: str) -> solara.Element:  # noqa: N802
    """How strongly, where and how long a population is stimulated, and a way to restore it."""
    network = runner.model.network
    own = [key for key in shown.stimuli if key.split("/")[0] == population]
    current = shown.stimuli.get(runner.driven_key(population), 0.0)
    wanted = network.body.muscles[task_channel(shown.params, network.body)].name
    named = {f"{value:g}": name for name, value in STRENGTHS.items()}
    now = "; ".join(push(network, key, shown.stimuli[key]) for key in own)
    idle = not own and population not in shown.lesions
    return tag(
        "div",
        Choice(
            name="stimulus",
            legend=say("stimulus.title"),
            options=[{"value": v, "label": say(f"stimulus.{n}")} for v, n in named.items()],
            value=f"{current:g}",
            event_pick=lambda picked: (
                runner.stimulate(population, STRENGTHS[named[picked]]) if picked in named else None
            ),
        ),
        tag("p", say("stimulus.meaning"), classes="ml-meaning"),
        tag(
            "div",
            switch(
                "one_channel",
                say("stimulus.reach"),
                (say("stimulus.all"), say("stimulus.one", muscle=wanted)),
                on=shown.one_channel,
                runner=runner,
            ),
            switch(
                "brief_stimulus",
                say("stimulus.kind"),
                (say("stimulus.held"), say("stimulus.brief")),
                on=shown.brief_stimulus,
                runner=runner,
            ),
            classes="ml-reach",
        ),
        tag("p", say("stimulus.now", what=now) if now else "", role="status", classes="ml-note"),
        Press(
            say("stimulus.mend"),
            lambda: runner.mend(population),
            idle=idle,
            title=say("stimulus.mend_help"),
        ),
        classes="ml-stimulation",
    )
