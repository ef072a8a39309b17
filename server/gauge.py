"""The read-out of the Explore page: how much opponents fight, as a gauge, a number and words."""

import solara

from server.elements import tag
from server.readout import HEALTHY, WORDS
from server.words import say


def zones() -> list[tuple[float, float, str]]:
    """The stretches of the scale: from, to, and the word for what lies between."""
    bounds = [0.0, *(min(bound, 1.0) for bound, _ in WORDS)]
    words = [say(f"readout.{word}") for _, word in WORDS]
    return list(zip(bounds, bounds[1:], words, strict=False))


def scale() -> solara.Element:
    """The scale with a word for every stretch, the healthy mark, and a needle."""
    stretches = [
        tag("span", tag("span", word), classes="ml-zone", style=f"flex-grow:{high - low:g}",
            data_from=f"{low:g}")
        for low, high, word in zones()
    ]  # fmt: skip
    return tag(
        "div",
        tag("div", *stretches, classes="ml-zones"),
        tag("div", classes="ml-needle"),
        classes="ml-gauge",
        aria_hidden="true",
        data_reading="level",
        style=f"--limit:{HEALTHY}",
    )


@solara.component
def Gauge() -> solara.Element:  # noqa: N802
    """How much opponents fight, as a gauge.

    The live view fills in the ``data-reading`` parts from its frames: a render of Solara's
    twice a second would cost the server more than all frames together.
    """
    return tag(
        "section",
        tag(
            "div",
            tag("h2", say("readout.index")),
            tag("strong", data_reading="index"),
            classes="ml-index",
        ),
        scale(),
        classes="ml-readout",
        aria_label=say("readout.index"),
    )


@solara.component
def Told() -> solara.Element:  # noqa: N802
    """What happens now in words, filled in as the gauge is."""
    return tag(
        "section",
        tag("h2", say("readout.title")),
        tag("p", role="status", classes="ml-sentence", data_reading="sentence"),
        tag("p", say("readout.healthy", limit=f"{HEALTHY:g}"), classes="ml-meaning"),
        classes="ml-happens",
        aria_label=say("readout.title"),
    )
