"""All comparisons with published findings: ``TOPICS`` of every module of this package."""

from collections.abc import Callable, Iterable
from importlib import import_module
from pkgutil import iter_modules

from motorloops.experiments.evidence import comparisons
from motorloops.experiments.evidence.comparison import Comparison

# Order of presentation; topics that are not named here follow by name.
ORDER = (
    "Reflexes", "Shocks to the cortex", "Movement and force", "Overflow and its causes",
    "Muscle afferents", "Sensory trick", "Care", "Nuclei", "Rhythms", "Delays",
)  # fmt: skip


def _topics() -> dict[str, Callable[[], Iterable[Comparison]]]:
    figures: dict[str, Callable[[], Iterable[Comparison]]] = {}
    for info in iter_modules(comparisons.__path__, f"{comparisons.__name__}."):
        if info.name != __name__:
            figures |= getattr(import_module(info.name), "TOPICS", {})
    first = [topic for topic in ORDER if topic in figures]
    return {topic: figures[topic] for topic in [*first, *sorted(figures.keys() - set(ORDER))]}


COMPARISONS: tuple[tuple[str, Comparison], ...] = tuple(
    (topic, comparison) for topic, listed in _topics().items() for comparison in listed()
)
