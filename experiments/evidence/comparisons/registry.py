"""Every comparison of the model with a published finding, by topic."""

from collections.abc import Callable, Iterable

from motorloops.experiments.evidence.comparison import Comparison
from motorloops.experiments.evidence.comparisons import (
    interventions,
    movement,
    nuclei,
    oscillations,
    overflow,
    sensory_trick,
)
from motorloops.experiments.evidence.comparisons.afferents import (
    afferent_comparisons,
    reflex_comparisons,
)
from motorloops.experiments.evidence.comparisons.cortical_excitability import (
    conduction_comparisons,
    excitability_comparisons,
)

TOPICS: dict[str, Callable[[], Iterable[Comparison]]] = {
    "Reflexes": reflex_comparisons,
    "Shocks to the cortex": excitability_comparisons,
    "Movement and force": movement.comparisons,
    "Overflow and its causes": overflow.comparisons,
    "Muscle afferents": afferent_comparisons,
    "Sensory trick": sensory_trick.comparisons,
    "Care": interventions.comparisons,
    "Nuclei": nuclei.comparisons,
    "Rhythms": oscillations.comparisons,
    "Delays": conduction_comparisons,
}
COMPARISONS: tuple[tuple[str, Comparison], ...] = tuple(
    (topic, comparison) for topic, listed in TOPICS.items() for comparison in listed()
)
