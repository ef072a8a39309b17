"""Where the healthy limit is passed, in words: the regions of a study's levers."""

from collections.abc import Callable
from dataclasses import dataclass

import solara

from motorloops.experiments.analysis.labels import (
    columns_of,
    level_text,
    listed,
    name_of,
    title_of,
    unit_of,
)
from motorloops.experiments.analysis.region_sections import share_text
from motorloops.experiments.analysis.regions import (
    MIN_POINTS,
    Box,
    Outcome,
    Regions,
    Restriction,
    ends_of,
    free_points,
    levers_vary_freely,
    unhealthy_outcomes,
)
from motorloops.experiments.analysis.report import study_regions
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import is_text
from motorloops.model.errors import InputError
from motorloops.model.params import SHORT_FORMS, levers
from motorloops.server.components.elements import Button, tag
from motorloops.server.components.error_boundary import use_background
from motorloops.server.pages.sweeps.design import level
from motorloops.server.pages.sweeps.grids import cell_link
from motorloops.server.strings import translate


@dataclass(frozen=True)
class SpokenRegion:
    """A region in words.

    Attributes:
        text: its sentences.
        href: the address of Explore with its middle; empty if Explore has no such setting.
    """

    text: str
    href: str


@dataclass(frozen=True)
class SpokenOutcome:
    """The regions of one outcome in words.

    Attributes:
        title: what is looked for.
        text: how many of all runs show it, or why there is no region.
        regions: in the order found.
        together: how much of it all regions hold; empty for under two.
    """

    title: str
    text: str
    regions: tuple[SpokenRegion, ...] = ()
    together: str = ""


def spoken(study: Study, found: Regions) -> SpokenOutcome:
    """Put the regions of an outcome into words."""
    with columns_of(study):
        limit = f"{found.outcome.limit:.10g} {unit_of(found.outcome.measure)}".rstrip()
    title = _title(found.outcome, limit)
    if found.shown in (0, found.runs):
        return SpokenOutcome(
            title, translate(f"sweep_regions.{'always' if found.shown else 'never'}")
        )
    if not found.boxes:
        share = share_text(found.shown / found.runs)
        return SpokenOutcome(title, translate("sweep_regions.none", share=share))
    share = share_text(found.share)
    regions = tuple(_region(study, found, number) for number in range(len(found.boxes)))
    total = share_text(sum(box.coverage for box in found.boxes))
    together = translate("sweep_regions.together", share=total) if len(regions) > 1 else ""
    return SpokenOutcome(title, translate("sweep_regions.base", share=share), regions, together)


def _title(outcome: Outcome, limit: str) -> str:
    return translate("sweep_regions.outcome", measure=title_of(outcome.measure), limit=limit)


def _region(study: Study, found: Regions, number: int) -> SpokenRegion:
    box = found.boxes[number]
    conditions = [_range(name, kept, found.ends[name]) for name, kept in box.restrictions.items()]
    key = "sweep_regions.later" if number else "sweep_regions.first"
    where = translate(
        key, levers=listed(conditions), density=share_text(box.density), runs=box.runs,
        coverage=share_text(box.coverage),
    )  # fmt: skip
    return SpokenRegion(where, middle(study, found, box))


def _range(name: str, allowed: Restriction, end: Restriction) -> str:
    lever = name_of(name)
    if isinstance(allowed, frozenset):
        names = listed(sorted(map(level_text, allowed)))
        return translate("sweep_regions.names", lever=lever, names=names)
    low, high = ends_of(allowed, end)
    if low is None or high is None:
        key, value = ("most", high) if low is None else ("least", low)
        text = "" if value is None else level(name, value)
        return translate(f"sweep_regions.{key}", lever=lever, level=text)
    if low == high:
        return translate("sweep_regions.at", lever=lever, level=level(name, low))
    return translate(
        "sweep_regions.between", lever=lever, low=level(name, low), high=level(name, high)
    )


def middle(study: Study, found: Regions, box: Box) -> str:
    """The address at which Explore opens with the middle of a region; empty if it cannot.

    Levers that the region does not restrict are in the middle of the range examined.
    """
    values: dict[str, float] = {}
    for name, end in found.ends.items():
        kept = box.restrictions.get(name, end)
        if is_text(name) or name not in levers() | SHORT_FORMS or isinstance(kept, frozenset):
            return ""
        values[name] = round(sum(kept) / 2.0, 3)
    try:
        return cell_link(study, values)
    except InputError:  # a setting that the levers do not allow together
        return ""


Found = tuple[SpokenOutcome, ...] | str


def look(results: Results, name: str) -> Found:
    """The regions of all outcomes of a study in words, or why there are none.

    Args:
        results: of the study.
        name: of its folder, for the message on results that cannot be read.
    """
    study = results.study
    try:
        outcomes = unhealthy_outcomes(study)
        if not outcomes:
            return translate("sweep_regions.no_limit")
        if (count := free_points(study)) < MIN_POINTS:
            return translate("sweep_regions.few", least=MIN_POINTS, count=count)
        return tuple(spoken(study, study_regions(results, outcome)) for outcome in outcomes)
    except (InputError, OSError, ValueError, KeyError) as error:  # the folder may change meanwhile
        return translate("sweeps.unreadable", name=name, problem=error)


NOTHING: tuple[Results | None, Found] = (None, "")  # before anything is found


@solara.component
def RegionsInWords(results: Results, name: str) -> solara.Element:
    """For which levers the healthy limits are passed, in words.

    Args:
        results: Of the study.
        name: Of its folder.
    """
    (of, found), keep = solara.use_state(NOTHING)
    router, shown = solara.use_router(), levers_vary_freely(results.study)

    def work() -> None:
        if shown:
            keep((results, look(results, name)))

    use_background(work, [results])
    if not shown:
        return tag("div")
    if of is not results:
        inside = [tag("p", translate("sweep_regions.looking"), role="status").key("looking")]
    elif isinstance(found, str):
        inside = [tag("p", found, classes="ml-note").key("none")]
    else:
        inside = [
            tag("p", translate("sweep_regions.text"), classes="ml-note").key("text"),
            *(_outcome(one, router.push).key(one.title) for one in found),
        ]
    return tag(
        "section", tag("h3", translate("sweep_regions.title")), *inside, classes="ml-regions"
    )


def _outcome(one: SpokenOutcome, go: Callable[[str], None]) -> solara.Element:
    items = [_item(region, number, go) for number, region in enumerate(one.regions, start=1)]
    together = [tag("p", one.together)] if one.together else []
    listed = [tag("ol", *items)] if items else []
    return tag("div", tag("h4", one.title), tag("p", one.text), *listed, *together)


def _item(region: SpokenRegion, number: int, go: Callable[[str], None]) -> solara.Element:
    text = tag("p", region.text)
    if not region.href:
        return tag("li", text)
    title = translate("sweep_regions.explore_title", number=number, region=region.text)
    return tag(
        "li",
        text,
        Button(translate("sweep_regions.explore"), lambda: go(region.href), title=title),
    )
