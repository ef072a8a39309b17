"""The page "What explains this?": figures of tests in, an answer about the model out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import solara

from motorloops.experiments.analysis.labels import name_of, percent, title_of
from motorloops.experiments.formatting import figure, in_words
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.params import LOSSES, levers
from motorloops.server.components.elements import Button, Choice, Slider, Table, tag
from motorloops.server.components.units import scale_of
from motorloops.server.explanation import (
    LISTED,
    SURE,
    Choices,
    Found,
    Kind,
    bodies,
    example_values,
    examples,
    kinds,
    likely_condition,
    read_choices,
    table_of,
    use_answer,
)
from motorloops.server.networks import NETWORKS
from motorloops.server.routes import PAGES
from motorloops.server.shell import Address, Heading, use_search
from motorloops.server.strings import list_in_words, sentence_case, translate

if TYPE_CHECKING:
    from motorloops.experiments.inference.answer import Answer, Fit, LeverAnswer

WORST = 6  # figures in the table of fit
FIRST_NODES = 5
NO_BREAK = "\u00a0"
LITTLE = 0.1  # bits
SMALLEST = 0.001  # probability that is stated
PARTS = ("noise", "weights", "unseen")  # of the uncertainty
SHARES = ("MVC", "share")  # units that are shown in per cent


@solara.component_vue("../frontend/posterior.vue", vuetify=False)
def Posterior(bars: list[float], prior: float, low: float, high: float, text: str) -> None:
    """A histogram with its 90 % interval, beside the uniform distribution before any figure.

    Args:
        bars: Share of the probability in equal steps of the range.
        prior: The same share before any figure.
        low: Lower end of the interval, as a share of the range.
        high: Its upper end.
        text: Text alternative.
    """


@solara.component_vue("../frontend/pasted.vue", vuetify=False)
def Pasted(start: str, words: dict[str, str], event_use: Callable[[object], None]) -> None:
    """A box for a table.

    Args:
        start: What the second button fills in.
        words: ``label``, ``help``, ``use`` and ``fill``.
        event_use: Called with the text.
    """


def amount(lever: str, value: float) -> str:
    """A value of a lever as the pages show it."""
    share = scale_of(levers()[lever]) == 100.0
    return percent(value).replace(" ", NO_BREAK) if share else figure(value)


def site(lever: str) -> str:
    """The place of a loss, such as "cortex"."""
    return levers()[lever].label.lower()


def share_of(probability: float) -> str:
    """A probability in per cent, without 0 and 100."""
    if probability < 0.005:
        return translate("explain.under")
    return percent(probability) if probability < 0.995 else translate("explain.over")


def _with_unit(number: str, unit: str) -> str:
    words = "" if unit == "1" else translate(f"explain_units.{unit}") if unit in SHARES else unit
    return f"{number} {words}".strip()


def _number(value: float, unit: str) -> str:
    return figure(value * (100.0 if unit in SHARES else 1.0))


def figure_of(value: float, unit: str) -> str:
    """A figure of a test with its unit."""
    return _with_unit(_number(value, unit), unit)


def fit_fields(fit: Fit) -> dict[str, str]:
    """A measurement and its prediction, as texts."""
    one, unit = fit.measurement, fit.measurement.unit
    ends = {"low": _number(fit.low, unit), "high": _number(fit.high, unit)}
    return {
        "measure": in_words(title_of(f"{one.paradigm}.{one.measure}")),
        "value": figure_of(one.value, unit),
        "predicted": _with_unit(translate("explain.range", **ends), unit),
    }


def fit_sentence(answer: Answer) -> str:
    """Whether the figures fit the model."""
    fields = fit_fields(answer.most_off)
    little = answer.chance < SMALLEST
    chance = translate("explain.below", limit=SMALLEST) if little else f"{answer.chance:.2g}"
    if answer.most_off.outside:
        return translate("explain.outside", **fields)
    return translate("explain.off" if answer.unlike else "explain.fits", chance=chance, **fields)


def site_sentences(answer: Answer) -> list[str]:
    """Where the largest loss is, or that it cannot be told."""
    order = sorted(answer.largest.items(), key=lambda pair: -pair[1])
    if not order:
        return []
    told = [translate("explain.none")] if answer.may_be_healthy else []
    name, chance = order[0]
    if chance >= SURE:
        return [*told, translate("explain.site", place=site(name), share=share_of(chance))]
    places = [
        translate("explain.one_place", place=site(each), share=share_of(share))
        for each, share in order
        if share >= LISTED
    ]
    return [*told, translate("explain.no_site", places=list_in_words(places, len(places)))]


def lever_sentence(lever: LeverAnswer) -> str:
    """How much was lost, or that it cannot be told."""
    low, high = amount(lever.name, lever.low), amount(lever.name, lever.high)
    if lever.known:
        mean = amount(lever.name, lever.mean)
        return translate("explain.known", low=low, high=high, mean=mean)
    first, last = (amount(lever.name, end) for end in lever.prior)
    return translate("explain.unknown", low=low, high=high, prior_low=first, prior_high=last)


def place_word(lever: str, name: str) -> str:
    """A value of a lever that names a part of the body, in words."""
    return in_words(name) or levers()[lever].otherwise


def place_sentence(lever: str, chances: dict[str, float], *, healthy: bool = False) -> str:
    """The likeliest region, or that it cannot be told; of what may be healthy, none is named."""
    if healthy:
        return translate("explain.healthy_region", lever=name_of(lever))
    best = max(chances, key=lambda name: chances[name])
    return translate(
        "explain.region" if chances[best] >= SURE else "explain.no_region",
        lever=name_of(lever), place=place_word(lever, best), share=share_of(chances[best]),
    )  # fmt: skip


def next_sentence(answer: Answer) -> str:
    """Which further test is expected to tell most."""
    best = answer.next_tests[0]
    if best.information < LITTLE:
        return translate("explain.next_little")
    lever, share = best.shrinks
    return translate(
        "explain.next_text", test=PARADIGMS[best.paradigm].title, bits=f"{best.information:.1f}",
        lever=name_of(lever), share=percent(share),
    )  # fmt: skip


def _shares(rows: list[tuple[str, float, str]]) -> solara.Element:
    """Bars with their names and numbers: name, share of the longest possible bar, text."""
    lines = [
        tag(
            "li",
            tag("span", name),
            tag("span", tag("span", style=f"width:{100 * share:.1f}%"), classes="ml-share",
                aria_hidden="true"),
            tag("span", text),
        )
        for name, share, text in rows
    ]  # fmt: skip
    return tag("ul", *lines, classes="ml-shares")


def _part(title: str, *inside: solara.Element) -> solara.Element:
    return tag("section", tag("h3", title), *inside, classes="ml-inferred-part")


def _paragraphs(lines: list[str]) -> list[solara.Element]:
    return [tag("p", line) for line in lines]


def _sites(answer: Answer) -> list[solara.Element]:
    if not answer.largest:
        return []
    rows = [
        (sentence_case(site(name)), share, share_of(share))
        for name, share in answer.largest.items()
    ]
    told = _paragraphs(site_sentences(answer))
    return [_part(translate("explain.sites"), *told, _shares(rows))]


def _lever(answer: Answer, lever: LeverAnswer) -> solara.Element:
    prior = next(one for one in answer.estimator.levers if one.name == lever.name)
    first, last, told = prior.low, prior.high, lever_sentence(lever)
    ends = {"first": amount(lever.name, first), "last": amount(lever.name, last)}
    picture = Posterior(
        bars=list(lever.histogram), prior=1.0 / len(lever.histogram),
        low=(lever.low - first) / (last - first), high=(lever.high - first) / (last - first),
        text=translate("explain.picture", lever=name_of(lever.name), **ends),
    )  # fmt: skip
    scale = tag("p", *(tag("span", text) for text in ends.values()), classes="ml-ends",
                aria_hidden="true")  # fmt: skip
    return tag(
        "div", tag("h4", name_of(lever.name)), picture, scale,
        *([] if lever.known else [tag("p", tag("strong", translate("explain.cannot_tell")))]),
        tag("p", told),
        classes="ml-amount" + ("" if lever.known else " ml-cannot-tell"),
    )  # fmt: skip


def _levers(answer: Answer) -> solara.Element:
    pairs = [
        translate("explain.together", one=name_of(one), other=name_of(other))
        for one, other in answer.together
    ]
    return _part(
        translate("explain.levers"),
        tag("p", translate("explain.levers_text"), classes="ml-meaning"),
        tag("div", *(_lever(answer, lever) for lever in answer.levers.values()),
            classes="ml-amounts"),
        *_paragraphs(pairs),
    )  # fmt: skip


def _places(answer: Answer) -> list[solara.Element]:
    parts = []
    for place in answer.estimator.places:
        chances = dict(answer.places[place.name])
        before = dict(zip(place.names, place.probabilities, strict=True))
        rows = [
            (
                sentence_case(place_word(place.name, name)), share,
                f"{share_of(share)} ({translate('explain.before', share=percent(before[name]))})",
            )
            for name, share in chances.items()
        ]  # fmt: skip
        told = tag("p", place_sentence(place.name, chances, healthy=answer.may_be_healthy))
        parts.append(_part(name_of(place.name), told, _shares(rows)))
    return parts


def _nodes(answer: Answer) -> list[solara.Element]:
    if not answer.nodes:
        return []
    rows = [(key, share, share_of(share)) for key, share in answer.nodes[:FIRST_NODES]]
    alike = [
        translate("explain.nodes_alike", nodes=list_in_words([*group], len(group)))
        for group in answer.node_groups
    ]
    text = tag("p", translate("explain.nodes_text", count=len(answer.nodes)), classes="ml-meaning")
    return [_part(translate("explain.nodes"), text, _shares(rows), *_paragraphs(alike))]


def _fit(answer: Answer) -> solara.Element:
    worst = sorted(answer.fits, key=lambda fit: (not fit.outside, -abs(fit.distance)))[:WORST]
    rows = []
    for fit in worst:
        fields = fit_fields(fit)
        rows.append([*fields.values(), f"{fit.distance:.1f}"])
    return _part(
        translate("explain.fit"),
        tag("p", fit_sentence(answer)),
        Table(
            caption=translate("explain.fit_table"),
            columns=[
                translate(f"explain_fit.{key}")
                for key in ("figure", "given", "predicted", "distance")
            ],
            rows=rows, sentences=True,
        ),
    )  # fmt: skip


def _next(answer: Answer) -> list[solara.Element]:
    if not answer.next_tests:
        return []
    most = max(*(test.information for test in answer.next_tests), LITTLE)
    rows = []
    for test in answer.next_tests:
        bits, minutes = f"{test.information:.1f}", test.minutes
        text = (
            translate("explain.no_minutes", bits=bits)
            if minutes is None
            else translate("explain.minutes", bits=bits, minutes=f"{minutes:g}")
        )
        title = PARADIGMS[test.paradigm].title + ("" if test.accepted else "\u00a0*")
        rows.append((title, test.information / most, text))
    told = [tag("p", next_sentence(answer)), _shares(rows), tag("p", translate("explain.assumed"))]
    if not all(test.accepted for test in answer.next_tests):
        told.append(tag("p", translate("explain.next_other")))
    return [_part(translate("explain.next"), *told)]


def _parts(answer: Answer) -> list[solara.Element]:
    found = {name: lever.parts for name, lever in answer.levers.items() if lever.parts}
    if not found:
        return []
    rows = [
        [name_of(name), *(percent(parts[part]) for part in PARTS)] for name, parts in found.items()
    ]
    largest = max(PARTS, key=lambda part: sum(parts[part] for parts in found.values()))
    told = translate("explain.parts_text", part=translate(f"explain_parts.{largest}"))
    return [
        _part(
            translate("explain.parts"),
            tag("p", told),
            Table(
                caption=translate("explain.parts_table"),
                columns=[translate(f"explain_columns.{key}") for key in ("lever", *PARTS)],
                rows=rows, sentences=True,
            ),
        )
    ]  # fmt: skip


def _whole(answer: Answer) -> list[solara.Element]:
    """All parts of an answer; what must not be relied on says so first."""
    warning = (
        [tag("p", translate("explain.unlike", what=fit_sentence(answer)), classes="ml-problem")]
        if answer.unlike
        else []
    )
    link = tag(
        "a", translate("explain.explore"), classes="ml-press ml-primary",
        href=f"{PAGES['explore']}?{likely_condition(answer)}",
    )  # fmt: skip
    explore = [link, tag("p", translate("explain.explore_text"), classes="ml-meaning")]
    return [
        tag("div", *warning, role="alert"),
        *_sites(answer),
        _levers(answer),
        *_places(answer),
        *(explore if NETWORKS.is_packaged else []),  # Explore shows the server's own network
        *_next(answer),
        _fit(answer),
        *_parts(answer),
        *_nodes(answer),
    ]


@solara.component
def Result(found: Found) -> solara.Element:
    """The answer, or why there is none."""
    if found.answer is None:
        return tag("p", found.problem, classes="ml-problem", role="alert")
    return tag("div", *_whole(found.answer), classes="ml-inferred")


@solara.component
def Sliders(
    choices: Choices, paradigm: str, move: Callable[[Kind, object], None]
) -> solara.Element:
    """The sliders of a test.

    Args:
        choices: Of the visitor.
        paradigm: Name of the test.
        move: Called with a kind of figure, and the index of a stop of its slider.
    """
    estimator, values = choices.estimator, choices.values
    healthy = example_values(choices.body, examples(estimator)[0])

    def slider(kind: Kind) -> solara.Element:
        at = in_words(estimator.measures[kind.head].partition("@")[2])
        name = sentence_case(in_words(kind.name))
        value, usual = float(values[kind.head]), float(healthy[kind.head])
        return Slider(
            name=kind.key,
            label=translate("explain.place", name=name, at=at) if at else name,
            stops=[figure_of(stop, kind.unit) for stop in kind.stops],
            mark=kind.stop(usual),
            mark_label=translate("explain.mark", value=figure_of(usual, kind.unit)),
            value=kind.stop(value),
            told=figure_of(value, kind.unit),
            event_change=lambda index: move(kind, index),
        )

    parts = [slider(kind).key(kind.key) for kind in kinds(estimator, paradigm)]
    return tag("fieldset", tag("legend", PARADIGMS[paradigm].title), *parts, classes="ml-slides")


def example_label(name: str) -> str:
    """The name of an example."""
    if name not in LOSSES:
        return translate("explain.healthy")
    return translate("explain.lost", place=levers()[name].label)


@solara.component
def Figures(choices: Choices, attempt: Callable[[Callable[[], Choices]], None]) -> solara.Element:
    """Everything that a visitor chooses.

    Args:
        choices: The present ones.
        attempt: Called with a function that gives new ones.
    """
    estimator = choices.estimator

    def move(kind: Kind, index: object) -> None:
        """Move a slider; the index comes from the browser and is not trusted."""
        if type(index) is int and 0 <= index < len(kind.stops):
            attempt(lambda: choices.set(kind.key, kind.stops[index]))

    def paste(text: object) -> None:
        if isinstance(text, str):
            attempt(lambda: choices.pasted(text))

    body = Choice(
        name="body", legend=translate("toolbar.body"), value=choices.body,
        options=[{"value": name, "label": build_network(name).body.title} for name in bodies()],
        event_pick=lambda name: attempt(lambda: choices.on(name)),
    )  # fmt: skip
    start = [
        Button(
            example_label(name), lambda name=name: attempt(lambda: choices.started(name)),
            pressed=name == choices.example and not choices.moved,
        ).key(name)
        for name in examples(estimator)
    ]  # fmt: skip
    tests = [
        Button(
            PARADIGMS[name].title, lambda name=name: attempt(lambda: choices.toggled(name)),
            pressed=name in choices.tests,
        ).key(name)
        for name in estimator.paradigms
    ]  # fmt: skip
    used = [
        tag("p", translate("explain.table_used")),
        Button(translate("explain.table_back"), lambda: attempt(choices.without_table)),
    ]
    words = {key: translate(f"explain_table.{key}") for key in ("label", "help", "use", "fill")}
    return tag(
        "section",
        tag("h2", translate("explain.figures")),
        *([body.key("body")] if len(bodies()) > 1 else []),
        tag("fieldset", tag("legend", translate("explain.start")), *start,
            classes="ml-tests").key("start"),
        tag("fieldset", tag("legend", translate("explain.tests")), *tests,
            classes="ml-tests").key("tests"),
        tag("p", translate("explain.sliders"), classes="ml-meaning").key("help"),
        *(Sliders(choices, name, move).key(f"sliders {name}") for name in choices.tests),
        tag("div", *(used if choices.table is not None else []), classes="ml-order",
            role="status").key("used"),
        tag(
            "details",
            tag("summary", translate("explain.table")),
            Pasted(start=table_of(choices.without_table()), words=words, event_use=paste),
        ).key("table"),
        classes="ml-card ml-figures",
    )  # fmt: skip


@solara.component
def Asked() -> solara.Element:
    """A visitor's choices beside the answer to them."""
    search = use_search()
    choices, choose_ = solara.use_state(Choices(bodies()[0]))
    problem, tell = solara.use_state("")

    def attempt(make: Callable[[], Choices]) -> None:
        try:
            choose_(make())
            tell("")
        except InputError as refused:
            tell(str(refused))

    # On arrival, and when the visitor opens another address; not when this page changes its own.
    solara.use_effect(lambda: attempt(lambda: read_choices(search)), [solara.use_router().search])
    busy, found = use_answer(choices)
    told = [tag("p", problem, classes="ml-problem")] if problem else []
    return tag(
        "div",
        Address(query=choices.query()),
        tag("div", *told, role="alert"),
        tag(
            "div",
            Figures(choices, attempt),
            tag(
                "section",
                tag("h2", translate("explain.answer")),
                tag("p", translate("explain.notice"), classes="ml-warning"),
                tag("p", translate("explain.busy" if busy else "explain.ready"), role="status",
                    classes="ml-meaning"),
                *([Result(found)] if found else []),
                classes="ml-card",
            ),
            classes="ml-asked",
        ),
        classes="ml-wide-text",
    )  # fmt: skip


@solara.component
def Explain() -> solara.Element:
    """The page "What explains this?"."""
    apart = [] if NETWORKS.is_packaged else [tag("p", translate("explain.network"))]
    return tag(
        "div",
        Heading(text=translate("explain.heading")),
        tag("p", translate("explain.text"), classes="ml-note"),
        *apart,
        Asked() if bodies() else tag("p", translate("explain.nothing"), classes="ml-problem"),
        classes="ml-wide-text",
    )
