"""Claims about health: one muscle works, the others stay out, in every body."""

from collections.abc import Iterator

from experiments.behaviours import OTHER_BODIES
from experiments.claim import Claim, above, below, of, over_rest
from experiments.limits import HEALTHY

INDEX = below(HEALTHY["co_contraction_index"])
OUTSIDE = below(HEALTHY["largest_overflow"])


def _health() -> Iterator[Claim]:
    group = "Health"
    yield Claim(
        group, "The wanted muscle works", of("healthy", "agonist"), (0.3, 0.5), 0.05, above(0.2)
    )
    yield Claim(
        group,
        "Its opponent stays out (co-contraction index)",
        of("healthy", "index"),
        below(0.06),
        0.02,
        INDEX,
        "1",
    )
    yield Claim(
        group,
        "The most active muscle outside the task joint",
        of("healthy", "highest"),
        below(0.01),
        0.005,
        OUTSIDE,
    )
    yield Claim(
        group,
        "Mean activity later than 0.5 s after the command",
        of("healthy", "late"),
        below(0.002),
        0.002,
        below(0.005),
    )
    yield Claim(
        group,
        "Full stress: co-contraction index",
        of("stress", "index"),
        below(0.10),
        0.02,
        INDEX,
        "1",
    )
    yield Claim(
        group,
        "Full stress: the most active muscle outside the task joint",
        of("stress", "highest"),
        below(0.02),
        0.01,
        OUTSIDE,
    )


def _efforts() -> Iterator[Claim]:
    group = "Health"
    yield Claim(
        group, "Full effort: the wanted muscle", of("healthy full", "agonist"), above(0.85), 0.03
    )
    yield Claim(
        group,
        "Full effort: co-contraction index",
        of("healthy full", "index"),
        below(0.06),
        0.02,
        unit="1",
    )
    yield Claim(
        group,
        "Full effort: outside the task joint",
        of("healthy full", "highest"),
        below(0.015),
        0.007,
        finding="EFF-1",
    )
    yield Claim(
        group,
        "Strong effort: co-contraction index",
        of("healthy strong", "index"),
        below(0.06),
        0.02,
        unit="1",
    )
    yield Claim(
        group, "Weak effort: the wanted muscle", of("healthy weak", "agonist"), (0.08, 0.25), 0.05
    )
    yield Claim(
        group,
        "Weak effort: co-contraction index",
        of("healthy weak", "index"),
        below(0.10),
        0.03,
        unit="1",
    )


def _selection() -> Iterator[Claim]:
    group = "Health: go for the wanted muscle, stop for the next joints (rate over rest)"
    wanted, others = 0, 1
    for key, title, place, aim, scale, need in (
        ("D1", "Striatal go cells, wanted muscle", wanted, above(1.8), 0.2, above(1.0)),
        ("D1", "Striatal go cells, next joints", others, below(1.1), 0.1, below(1.2)),
        ("GPI", "Inner pallidum, wanted muscle", wanted, below(0.85), 0.05, below(1.0)),
        ("GPI", "Inner pallidum, next joints", others, above(1.02), 0.03, above(1.0)),
        ("TH", "Motor thalamus, wanted muscle", wanted, above(1.3), 0.1, above(1.0)),
        ("TH", "Motor thalamus, next joints", others, below(0.97), 0.05, below(1.0)),
        ("INH", "Cortical inhibition, next joints", others, above(1.3), 0.1, above(1.0)),
        ("PC", "Purkinje cells, next joints", others, above(1.3), 0.1, above(1.0)),
    ):
        yield Claim(group, title, over_rest(key, place), aim, scale, need, "1")


def _other_bodies() -> Iterator[Claim]:
    group = "Health in other bodies, with the same weights"
    for body in OTHER_BODIES:
        title = body.capitalize()
        yield Claim(
            group,
            f"{title}: co-contraction index",
            of(f"{body}: healthy", "index"),
            below(0.08),
            0.02,
            INDEX,
            "1",
        )
        yield Claim(
            group,
            f"{title}: the most active muscle outside the task joint",
            of(f"{body}: healthy", "highest"),
            below(0.01),
            0.005,
            OUTSIDE,
        )
        yield Claim(
            group,
            f"{title}: full stress, co-contraction index",
            of(f"{body}: stress", "index"),
            below(0.11),
            0.02,
            INDEX,
            "1",
        )
        yield Claim(
            group,
            f"{title}: full effort, co-contraction index",
            of(f"{body}: healthy full", "index"),
            below(0.10),
            0.03,
            unit="1",
        )
        yield Claim(
            group,
            f"{title}: full effort, outside the task joint",
            of(f"{body}: healthy full", "highest"),
            below(0.015),
            0.007,
        )


def claims() -> Iterator[Claim]:
    """All claims about health."""
    yield from _health()
    yield from _efforts()
    yield from _selection()
    yield from _other_bodies()
