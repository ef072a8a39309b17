"""The Explore page: live view, levers, read-out, inspector, saved moments and event log."""

from collections.abc import Callable

import solara

from motorloops.model.coefficients import task_channel
from motorloops.model.errors import InputError
from motorloops.model.network.atlas import Population, Projection
from motorloops.model.network.body import Body
from motorloops.model.params import Params, levers
from motorloops.model.recording import MAX_TEXT
from motorloops.server.components.elements import Button, Choice, source_line, tag
from motorloops.server.components.error_boundary import use_background
from motorloops.server.components.levers import Levers
from motorloops.server.components.readout import sentence, toxin_note
from motorloops.server.components.toolbar import Bar, Scene
from motorloops.server.live.commands import MAX_MOMENTS
from motorloops.server.live.event_log import STRENGTHS, condition, event_texts, push
from motorloops.server.live.readout import words_of
from motorloops.server.live.runner import Runner
from motorloops.server.live.session import KeptMoment, ViewState
from motorloops.server.live.widget import LiveView
from motorloops.server.shell import Address, Heading, problem_box, starter, use_runner, use_shown
from motorloops.server.strings import sentence_case, string_table, translate


def zones(body: Body) -> list[tuple[float, float, str]]:
    """The ranges of a body's scale: lower bound, upper bound and word."""
    words = words_of(body)
    bounds = [0.0, *(min(bound, 1.0) for bound, _ in words)]
    return list(zip(bounds, bounds[1:], (word for _, word in words), strict=False))


def scale(body: Body) -> solara.Element:
    """The scale with a word for every range, the healthy mark and a needle."""
    stretches = [
        tag("span", tag("span", translate(f"readout.{word}")), classes=f"ml-zone ml-zone-{word}",
            style=f"flex-grow:{high - low:g}", data_from=f"{low:g}")
        for low, high, word in zones(body)
    ]  # fmt: skip
    return tag(
        "div",
        tag("div", *stretches, classes="ml-zones"),
        tag("div", classes="ml-needle"),
        classes="ml-gauge",
        aria_hidden="true",
        data_reading="level",
        style=f"--limit:{body.healthy_index}",
    )


@solara.component
def Gauge(body: Body) -> solara.Element:
    """The co-contraction index as a gauge.

    The live view fills in the ``data-reading`` parts from its frames: a Solara render
    for each would cost the server more than all frames together.
    """
    return tag(
        "section",
        tag(
            "div",
            tag("h2", translate("readout.index")),
            tag("strong", data_reading="index"),
            classes="ml-index",
        ),
        scale(body),
        classes="ml-readout",
        aria_label=translate("readout.index"),
    )


@solara.component
def GaugeText(body: Body, params: Params) -> solara.Element:
    """The read-out sentence, filled in like the gauge."""
    return tag(
        "section",
        tag("h2", translate("readout.title")),
        *sentence(),
        *toxin_note(params, body),
        tag(
            "p", translate("readout.healthy", limit=f"{body.healthy_index:g}"), classes="ml-meaning"
        ),
        classes="ml-happens",
        aria_label=translate("readout.title"),
    )


SHARES = (0.0, 0.25, 0.5, 1.0)  # shares of a population's output that can be switched off


def way_to(runner: Runner, key: str, name: str) -> solara.Element:
    """The name of a population, as a button that selects it."""
    title, node = translate("stimulus.choose", name=name), f"population:{key}"
    button = tag("button", name, classes="ml-named", type="button", title=title)

    def go(*_: object) -> None:
        if node != runner.shown.selected:  # a group that projects to itself stays selected
            runner.select(node)

    solara.v.use_event(button, "click", go)
    return button


@solara.component
def Link(runner: Runner, row: Projection, other: str) -> solara.Element:
    """One projection, with the population at its other end."""
    names = {population.key: population.name for population in runner.model.network.populations}
    excites = row.sign == "excitatory"
    verb = translate("inspector.excites" if excites else "inspector.inhibits")
    numbers = translate("inspector.link", weight=f"{row.weight:g}", delay=row.delay_ms)
    return tag(
        "li",
        tag("span", classes=f"ml-sign ml-sign-{row.sign}", aria_hidden="true"),
        tag(
            "div",
            way_to(runner, other, names[other]),
            tag("span", f" {verb}, {translate(f'inspector.{row.topology}')}: {numbers}"),
            tag("p", row.sentence, classes="ml-meaning"),
        ),
    )


def links(title: str, rows: list[solara.Element]) -> solara.Element:
    """A list of projections under a heading."""
    body = tag("ul", *rows, classes="ml-links") if rows else tag("p", translate("inspector.none"))
    return tag("div", tag("h3", title), body)


def live(body: Body, words: list[str]) -> solara.Element:
    """One live bar per muscle; the browser fills in the numbers from the frames it paints."""
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
    """The inspector's text on a population."""
    network = runner.model.network
    first = network.nodes_of(row.key).start
    words = [f"rate {first + c} {row.max_hz:g} Hz" for c in range(len(network.body.muscles))]
    into = [Link(runner, p, p.source) for p in network.projections if p.target == row.key]
    out = [Link(runner, p, p.target) for p in network.projections if p.source == row.key]
    rest = translate("inspector.rest", rest=f"{row.rest_hz:g}", most=f"{row.max_hz:g}")
    region = translate("inspector.region", region=translate(f"regions.{row.region}"))
    return [
        tag("p", f"{row.sentence} {region}"),
        tag("h3", translate("inspector.rate")),
        live(network.body, words),
        tag("p", f"{rest} {source_line(row.source)}.", classes="ml-meaning"),
        links(translate("inspector.inputs"), into),
        links(translate("inspector.outputs"), out),
    ]


def muscle_view(body: Body, channel: int) -> list[solara.Element]:
    """The inspector's text on a muscle."""
    muscle = body.muscles[channel]
    rivals = [body.muscles[other].name for other, _ in body.antagonists(channel)]
    where = translate("inspector.muscle", joint=muscle.joint.replace("_", " "))
    return [
        tag("p", f"{where}. {translate('inspector.driven')}"),
        tag("h3", translate("inspector.activity")),
        tag(
            "ul",
            tag(
                "li",
                tag("span", muscle.name),
                tag("span", classes="ml-meter", data_live=f"muscle {channel} 100 %"),
            ),
            classes="ml-live-rates",
        ),
        tag("h3", translate("inspector.opponents")),
        tag("p", ", ".join(rivals) or translate("inspector.none")),
    ]


def lesion_choice(runner: Runner, population: str, share: float) -> solara.Element:
    """Switch a population off, fully or in part."""
    return Choice(
        name="lesion",
        legend=translate("inspector.lesion"),
        options=[{"value": f"{s:g}", "label": f"{s:.0%}".replace("%", " %")} for s in SHARES],
        value=f"{share:g}",
        event_pick=lambda picked: runner.lesion(population, float(picked)),
    )


@solara.component
def Inspector(runner: Runner, shown: ViewState) -> solara.Element:
    """The panel for the selected node."""
    network = runner.model.network
    selected, (kind, _, key) = shown.selected, shown.selected.partition(":")
    heading = [tag("h2", translate("inspector.title"))]
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
        content = [tag("p", translate("inspector.empty"), classes="ml-note")]
    if kind:
        heading.append(Button(translate("inspector.close"), lambda: runner.select(selected)))
    return tag(
        "section",
        tag("div", *heading, classes="ml-panel-head"),
        *content,
        classes="ml-inspector",
        aria_label=translate("inspector.title"),
    )


@solara.component_vue("../frontend/share.vue", vuetify=False)
def Menu(
    words: dict[str, str],
    file: dict[str, object],
    most: int,
    event_ask: Callable[[object], None],
    event_open: Callable[[object], None],
) -> None:
    """The Share menu.

    Args:
        words: The texts under ``share``.
        file: The file to save: ``name``, ``text`` and a ``count`` that increases.
        most: Size of the largest file that is read, bytes.
        event_ask: Called when a visitor asks for a file.
        event_open: Called with the text of the file that a visitor opens.
    """


@solara.component
def Share(runner: Runner) -> solara.Element:
    """Copy the address, save the session, or open a saved one."""
    file, keep = solara.use_state({"name": "", "text": "", "count": 0})

    def ask(_: object) -> None:
        shown = runner.shown
        name = f"motorloops-{shown.body}-{shown.preset}-{shown.seed}.json"
        keep({"name": name, "text": runner.save(), "count": int(file["count"]) + 1})

    return Menu(
        words=string_table()["share"],
        file=file,
        most=MAX_TEXT,
        event_ask=ask,
        event_open=open_text(runner),
    )


def open_text(runner: Runner) -> Callable[[object], None]:
    """Open the text that the browser read from a file; other values are ignored."""
    return lambda text: runner.open(text) if isinstance(text, str) else None


def described(moment: KeptMoment) -> str:
    """A moment in one line."""
    _, standing = moment.recording.moments()[-1]
    return translate(
        "moments.row",
        number=moment.number,
        seconds=f"{moment.recording.ms / 1000:.2f}",
        condition=condition(standing.configuration),
        body=standing.configuration.body.replace("_", " "),
        index=moment.index,
    )


@solara.component
def Moments(runner: Runner, shown: ViewState) -> solara.Element:
    """A button to save this moment, and the list of saved moments."""
    full = len(shown.moments) >= MAX_MOMENTS
    rows = [
        tag(
            "li",
            tag("span", described(moment)),
            Button(
                translate("moments.go", number=moment.number),
                lambda number=moment.number: runner.go_to_moment(number),
            ),
            Button(
                translate("moments.drop", number=moment.number),
                lambda number=moment.number: runner.drop_moment(number),
            ),
        ).key(f"moment {moment.number}")
        for moment in shown.moments
    ]
    note = translate("moments.full") if full else "" if rows else translate("moments.empty")
    return tag(
        "section",
        tag("h2", translate("moments.title")),
        tag("p", translate("moments.text"), classes="ml-note"),
        Button(translate("moments.keep"), runner.keep_moment, idle=full),
        tag("ul", *rows, classes="ml-moments"),
        tag("p", note, classes="ml-note", role="status"),
        aria_label=translate("moments.title"),
        classes="ml-moments-card",
    )


MAX_ROWS = 50


@solara.component
def EventLog(runner: Runner, shown: ViewState) -> solara.Element:
    """The event log, newest first; a new ``shown`` renders it again."""
    try:
        rows = event_texts(runner.recording(), runner.model.network)
        older = len(rows) - MAX_ROWS
        lines = [
            tag("li", translate("log.row", seconds=f"{at / 1000:.2f}", what=what))
            for at, what in reversed(rows[-MAX_ROWS:])
        ]
    except InputError as problem:  # longer than a recording can be
        older, lines = 0, [tag("li", str(problem))]
    more = [tag("p", translate("log.older", count=older), classes="ml-note")] if older > 0 else []
    return tag(
        "details",
        tag("summary", tag("h2", translate("log.title"))),
        tag("p", translate("log.text"), classes="ml-note"),
        tag(
            "div",
            tag("ul", *lines),
            classes="ml-log",
            role="region",
            aria_label=translate("log.list"),
            tabindex="0",  # allows scrolling by keyboard
        ),
        *more,
        classes="ml-fold",
    )


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
def Stimulation(runner: Runner, shown: ViewState, population: str) -> solara.Element:
    """Strength, reach and duration of a population's stimulation, and a button to restore it."""
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
            legend=translate("stimulus.title"),
            options=[{"value": v, "label": translate(f"stimulus.{n}")} for v, n in named.items()],
            value=f"{current:g}",
            event_pick=lambda picked: (
                runner.stimulate(population, STRENGTHS[named[picked]]) if picked in named else None
            ),
        ),
        tag("p", translate("stimulus.meaning"), classes="ml-meaning"),
        tag(
            "div",
            switch(
                "one_channel",
                translate("stimulus.reach"),
                (translate("stimulus.all"), translate("stimulus.one", muscle=wanted)),
                on=shown.one_channel,
                runner=runner,
            ),
            switch(
                "brief_stimulus",
                translate("stimulus.kind"),
                (translate("stimulus.held"), translate("stimulus.brief")),
                on=shown.brief_stimulus,
                runner=runner,
            ),
            classes="ml-reach",
        ),
        tag(
            "p",
            translate("stimulus.now", what=now) if now else "",
            role="status",
            classes="ml-note",
        ),
        Button(
            translate("stimulus.mend"),
            lambda: runner.mend(population),
            idle=idle,
            title=translate("stimulus.mend_help"),
        ),
        classes="ml-stimulation",
    )


TOUCHES = ("held", "brief")


@solara.component_vue("../frontend/hint.vue", vuetify=False)
def Hint(words: dict[str, str]) -> None:
    """The first hint, until a visitor closes it; the browser stores that.

    Args:
        words: ``label``, ``text`` and ``close``.
    """


def first_steps() -> dict[str, str]:
    """The text of the first hint, with the names of its button and its lever."""
    names = {"play": translate("toolbar.play"), "lever": levers()["loss_basal_ganglia"].label}
    return {**string_table()["hint"], "text": translate("hint.text", **names)}


@solara.component
def Touch(runner: Runner, brief: bool) -> solara.Element:
    """The duration of a touch of the body; the joints are in the live view."""
    kind = TOUCHES[brief]
    return tag(
        "section",
        Choice(
            name="touch_kind",
            legend=translate("touching.kind"),
            options=[{"value": key, "label": translate(f"touching.{key}")} for key in TOUCHES],
            value=kind,
            event_pick=runner.set_touch_kind,
        ),
        tag("p", translate(f"touching.{kind}_help"), classes="ml-meaning"),
        classes="ml-touch",
        aria_label=translate("touching.title"),
    )


@solara.component
def Options(view: LiveView, runner: Runner, seed: int) -> solara.Element:
    """Shortcuts and the random seed, in a collapsed menu."""
    _, redraw = solara.use_state(view.shortcuts)

    def switch() -> None:
        view.shortcuts = not view.shortcuts
        redraw(view.shortcuts)

    return tag(
        "details",
        tag("summary", translate("toolbar.more")),
        tag(
            "div",
            Button(translate("toolbar.shortcuts"), switch, pressed=view.shortcuts),
            tag("p", translate("toolbar.seed", seed=seed)),
            Button(translate("toolbar.new_seed"), runner.new_seed),
            classes="ml-sheet",
        ),
        classes="ml-menu",
        name_="menu",  # opening one closes the other
    )


@solara.component
def Help() -> solara.Element:
    """The help: how to read the picture, and the keys."""
    keys = [
        tag("div", tag("dt", tag("kbd", key)), tag("dd", meaning))
        for key, meaning in string_table()["help"]["keys"]
    ]
    return tag(
        "details",
        tag("summary", translate("help.title")),
        tag(
            "div",
            tag("h2", translate("help.picture_title")),
            *(tag("p", translate(f"help.{part}")) for part in ("picture", "links", "traces")),
            *(tag("p", translate(f"reading.{part}")) for part in ("dots", "body")),
            tag("h2", translate("help.keys_title")),
            tag("dl", *keys, classes="ml-keys"),
            tag("p", translate("help.keys_note")),
            classes="ml-sheet",
            tabindex="0",  # it scrolls, and contains nothing that takes the focus
            role="region",
            aria_label=translate("help.title"),
        ),
        classes="ml-menu ml-help",
        name_="menu",
    )


@solara.component
def Explore() -> solara.Element:
    """The live network with its levers."""
    runner = use_runner()
    shown = use_shown(runner, starter(runner.play))
    use_background(runner.loop, [])
    body = runner.model.network.body
    menus = [Options(runner.view, runner, shown.seed), Share(runner), Help()]
    return tag(
        "div",
        Address(query=runner.address()),
        tag(
            "div",
            Heading(text=translate("page.heading")),
            Hint(words=first_steps()),
            tag("div", *menus, classes="ml-menus"),
            classes="ml-head",
        ),
        Bar(runner, shown),
        Scene(runner, shown),
        problem_box(shown),
        tag(
            "div",
            Gauge(body),
            tag("div", runner.view, classes="ml-view"),
            GaugeText(body, shown.params),
            Touch(runner, shown.brief_touch),
            Inspector(runner, shown),
            Levers(runner, shown.params, shown.body),
            classes="ml-grid ml-closer" if shown.selected else "ml-grid",
        ),
        tag("div", Moments(runner, shown), EventLog(runner, shown), classes="ml-session"),
        classes="ml-explore",
    )
