"""A closer look at one node: what it is, what it listens and talks to, how busy it is now."""

import solara

from model.atlas import Population, Projection
from model.body import Body
from server.elements import Choice, Press, tag
from server.runner import Runner
from server.shown import Shown
from server.sources import source_line
from server.stimulation import Stimulation
from server.words import say, sentence_case

SHARES = (0.0, 0.25, 0.5, 1.0)  # of a population's output that can be switched off


def way_to(runner: Runner, key: str, name: str) -> solara.Element:
    """The name of a population, which leads to it."""
    title, node = say("stimulus.choose", name=name), f"population:{key}"
    button = tag("button", name, classes="ml-named", type="button", title=title)

    def go(*_: object) -> None:
        if node != runner.shown.selected:  # a group that listens to itself leads nowhere else
            runner.select(node)

    solara.v.use_event(button, "click", go)
    return button


@solara.component
def Link(runner: Runner, row: Projection, other: str) -> solara.Element:  # noqa: N802
    """One projection, told from the side of the population at its other end."""
    names = {population.key: population.name for population in runner.model.network.populations}
    excites = row.sign == "excitatory"
    verb = say("inspector.excites" if excites else "inspector.inhibits")
    numbers = say("inspector.link", weight=f"{row.weight:g}", delay=row.delay_ms)
    return tag(
        "li",
        tag("span", classes=f"ml-sign ml-sign-{row.sign}", aria_hidden="true"),
        tag(
            "div",
            way_to(runner, other, names[other]),
            tag("span", f" {verb}, {say(f'inspector.{row.topology}')}: {numbers}"),
            tag("p", row.sentence, classes="ml-meaning"),
        ),
    )


def links(title: str, rows: list[solara.Element]) -> solara.Element:
    """A list of projections under a heading."""
    body = tag("ul", *rows, classes="ml-links") if rows else tag("p", say("inspector.none"))
    return tag("div", tag("h3", title), body)


def live(body: Body, words: list[str]) -> solara.Element:
    """One live bar a muscle; the browser fills in the numbers from the frames it paints."""
    rows = [
        tag(
            "li",
            tag("span", muscle.name),
            tag("span", classes="ml-meter", data_live=word),
        )
        for muscle, word in zip(body.muscles, words, strict=True)
    ]
    return tag("ul", *rows, classes="ml-live-rates")


def population_view(runner: Runner, row: Population) -> list[solara.Element]:
    """Everything about a population."""
    network = runner.model.network
    first = network.nodes_of(row.key).start
    words = [f"rate {first + c} {row.max_hz:g} Hz" for c in range(len(network.body.muscles))]
    into = [Link(runner, p, p.source) for p in network.projections if p.target == row.key]
    out = [Link(runner, p, p.target) for p in network.projections if p.source == row.key]
    rest = say("inspector.rest", rest=f"{row.rest_hz:g}", most=f"{row.max_hz:g}")
    return [
        tag("p", f"{row.sentence} {say('inspector.region', region=say(f'regions.{row.region}'))}"),
        tag("h3", say("inspector.rate")),
        live(network.body, words),
        tag("p", f"{rest} {source_line(row.source)}.", classes="ml-meaning"),
        links(say("inspector.inputs"), into),
        links(say("inspector.outputs"), out),
    ]


def muscle_view(body: Body, channel: int) -> list[solara.Element]:
    """Everything about a muscle."""
    muscle = body.muscles[channel]
    rivals = [body.muscles[other].name for other, _ in body.antagonists(channel)]
    where = say("inspector.muscle", joint=muscle.joint.replace("_", " "))
    return [
        tag("p", f"{where}. {say('inspector.driven')}"),
        tag("h3", say("inspector.activity")),
        tag(
            "ul",
            tag(
                "li",
                tag("span", muscle.name),
                tag("span", classes="ml-meter", data_live=f"muscle {channel} 100 %"),
            ),
            classes="ml-live-rates",
        ),
        tag("h3", say("inspector.opponents")),
        tag("p", ", ".join(rivals) or say("inspector.none")),
    ]


def lesion_choice(runner: Runner, population: str, share: float) -> solara.Element:
    """Switch a population off, wholly or in part."""
    return Choice(
        name="lesion",
        legend=say("inspector.lesion"),
        options=[{"value": f"{s:g}", "label": f"{s:.0%}".replace("%", " %")} for s in SHARES],
        value=f"{share:g}",
        event_pick=lambda picked: runner.lesion(population, float(picked)),
    )


@solara.component
def Inspector(runner: Runner, shown: Shown) -> solara.Element:  # noqa: N802
    """The panel for the selected node."""
    network = runner.model.network
    selected, (kind, _, key) = shown.selected, shown.selected.partition(":")
    heading = [tag("h2", say("inspector.title"))]
    if kind == "population":
        row = next(p for p in network.populations if p.key == key)
        heading = [tag("h2", f"{row.name} ({row.key})")]
        choice = lesion_choice(runner, key, shown.lesions.get(key, 0.0))
        content = [choice, Stimulation(runner, shown, key), *population_view(runner, row)]
    elif kind == "muscle":
        channel = network.body.channel(key)
        heading = [tag("h2", sentence_case(network.body.muscles[channel].name))]
        content = muscle_view(network.body, channel)
    else:
        content = [tag("p", say("inspector.empty"), classes="ml-note")]
    if kind:
        heading.append(Press(say("inspector.close"), lambda: runner.select(selected)))
    return tag(
        "section",
        tag("div", *heading, classes="ml-panel-head"),
        *content,
        classes="ml-inspector",
        aria_label=say("inspector.title"),
    )
