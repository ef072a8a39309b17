"""Claims from published findings that calibration asks for: what the tests of the clinic give.

They guide the fit only; how the model stands beside these findings is for the table of evidence
to say. The ranges are those that physiology gives, or signs where no figure could be read.
"""

from collections.abc import Iterator

from experiments.claim import Claim, Range, above, below, ratio, tested
from experiments.clinic import PHASES_MS, inhibited

# Published mean and standard deviation of the inhibition (%) in healthy people (RI-1).
_INHIBITION: tuple[Range, ...] = ((41.0, 17.0), (40.0, 13.0), (36.0, 20.0))


def _reciprocal() -> Iterator[Claim]:
    for interval, (mean, deviation) in zip(PHASES_MS, _INHIBITION, strict=True):
        yield Claim(
            "Tests of the clinic, in health",
            f"Reciprocal inhibition at {interval} ms",
            tested(inhibited(interval)),
            (mean - deviation, mean + deviation),
            deviation,
            unit="%",
            finding="RI-1",
        )


def claims() -> Iterator[Claim]:
    """All claims from published findings."""
    yield from _reciprocal()
    group = "Tests of the clinic, in health"
    yield Claim(
        group, "Neighbour's answer to a cortical shock as the movement begins, over rest",
        tested("cortical_response"), below(95.0), 10.0, unit="%", finding="SI-1",
    )  # fmt: skip
    yield Claim(
        group, "Neighbour's answer to a reflex at the same time, over rest",
        tested("spinal_response"), above(100.0), 10.0, unit="%", finding="SI-3",
    )  # fmt: skip
    group = "Tests of the clinic, moderate loss"
    yield Claim(
        group, "Overflow, over health", ratio("moderate", "healthy", "overflow"), above(4.0), 0.5,
        unit="1", finding="OVF-1",
    )  # fmt: skip
    yield Claim(
        group, "Burst of the wanted muscle in a fast movement, over health",
        tested("burst over fast"), above(1.1), 0.05, unit="1", finding="BST-1",
    )  # fmt: skip
    yield Claim(
        group, "The same over health moving slowly",
        tested("burst over slow"), above(1.05), 0.05, unit="1", finding="BST-1",
    )  # fmt: skip
