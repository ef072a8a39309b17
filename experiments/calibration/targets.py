"""All calibration targets: each behaviour as a figure, with the range it needs and its aim.

``need`` is the range in which the behaviour is shown; the table of behaviours and the tests use
it. ``aim`` is the range that calibration aims at: narrower by a margin, so that health and the
graded effects of a loss survive small changes of the weights. All targets are used for tuning; none
of them is a prediction.
"""

from collections.abc import Collection, Iterator

import numpy as np

from motorloops.experiments.calibration.observations import GRADES, OTHER_BODIES, SEVERE
from motorloops.experiments.calibration.target import (
    PHASES_MS,
    Range,
    Target,
    above,
    at,
    below,
    delay,
    drop,
    inhibition_at,
    of,
    of_paradigm,
    over_rest,
    ratio,
    rise,
    unasked_turn,
)
from motorloops.experiments.statistics import HEALTHY_LIMITS
from motorloops.model.params import LOSSES

# Needed of every body alike; the line that pages draw is the body's own (``healthy_index``).
INDEX = below(0.15)
OUTSIDE = below(HEALTHY_LIMITS["largest_overflow"])


def _health() -> Iterator[Target]:
    group = "Health"
    yield Target(
        group, "The wanted muscle works", of("healthy", "agonist"), (0.3, 0.6), 0.05, above(0.2)
    )
    yield Target(
        group,
        "Its opponent stays out (co-contraction index)",
        of("healthy", "index"),
        below(0.06),
        0.02,
        INDEX,
        "1",
    )
    yield Target(
        group,
        "The most active muscle outside the task joint",
        of("healthy", "highest"),
        below(0.01),
        0.005,
        OUTSIDE,
    )
    yield Target(
        group,
        "Mean activity later than 0.5 s after the command",
        of("healthy", "late"),
        below(0.002),
        0.002,
        below(0.005),
    )
    yield Target(
        group,
        "Full stress: co-contraction index",
        of("stress", "index"),
        below(0.10),
        0.02,
        INDEX,
        "1",
    )
    yield Target(
        group,
        "Full stress: the most active muscle outside the task joint",
        of("stress", "highest"),
        below(0.02),
        0.007,
        OUTSIDE,
    )


def _efforts() -> Iterator[Target]:
    group = "Health"
    yield Target(
        group, "Full effort: the wanted muscle", of("healthy full", "agonist"), above(0.85), 0.03
    )
    yield Target(
        group,
        "Full effort: co-contraction index",
        of("healthy full", "index"),
        below(0.06),
        0.02,
        unit="1",
    )
    yield Target(
        group,
        "Full effort: outside the task joint",
        of("healthy full", "highest"),
        below(0.02),
        0.007,
    )
    yield Target(
        group,
        "Strong effort: co-contraction index",
        of("healthy strong", "index"),
        below(0.06),
        0.02,
        unit="1",
    )
    yield Target(
        group, "Weak effort: the wanted muscle", of("healthy weak", "agonist"), (0.08, 0.25), 0.05
    )
    yield Target(
        group,
        "Weak effort: co-contraction index",
        of("healthy weak", "index"),
        below(0.10),
        0.03,
        unit="1",
    )


def _selection() -> Iterator[Target]:
    group = "Health: go for the wanted muscle, stop for the next joints (rate over rest)"
    wanted, others, opponents = 0, 1, 2
    for key, title, place, aim, scale, need in (
        ("D1", "Striatal go cells, wanted muscle", wanted, above(1.8), 0.2, above(1.0)),
        ("D1", "Striatal go cells, next joints", others, below(1.25), 0.1, below(1.4)),
        ("GPI", "Inner pallidum, wanted muscle", wanted, below(0.85), 0.05, below(1.0)),
        ("GPI", "Inner pallidum, next joints", others, above(1.02), 0.03, above(1.0)),
        ("TH", "Motor thalamus, wanted muscle", wanted, above(1.3), 0.1, above(1.0)),
        ("TH", "Motor thalamus, next joints", others, below(0.97), 0.05, below(1.0)),
        ("TH", "Motor thalamus, opponents", opponents, below(1.1), 0.1, None),
        ("INH", "Cortical inhibition, next joints", others, above(1.3), 0.1, above(1.0)),
        ("PC", "Purkinje cells, next joints", others, above(1.3), 0.1, above(1.0)),
    ):
        yield Target(group, title, over_rest(key, place), aim, scale, need, "1")


def _other_bodies() -> Iterator[Target]:
    group = "Health in other bodies, with the same weights"
    for body in OTHER_BODIES:
        title = body.capitalize()
        yield Target(
            group,
            f"{title}: co-contraction index",
            of(f"{body}: healthy", "index"),
            below(0.08),
            0.02,
            INDEX,
            "1",
            body=body,
        )
        yield Target(
            group,
            f"{title}: the most active muscle outside the task joint",
            of(f"{body}: healthy", "highest"),
            below(0.01),
            0.005,
            OUTSIDE,
            body=body,
        )
        yield Target(
            group,
            f"{title}: full stress, co-contraction index",
            of(f"{body}: stress", "index"),
            below(0.11),
            0.02,
            INDEX,
            "1",
            body=body,
        )
        yield Target(
            group,
            f"{title}: full effort, co-contraction index",
            of(f"{body}: healthy full", "index"),
            below(0.10),
            0.03,
            unit="1",
            body=body,
        )
        yield Target(
            group,
            f"{title}: full effort, outside the task joint",
            of(f"{body}: healthy full", "highest"),
            below(0.015),
            0.007,
            body=body,
        )


def health_targets() -> Iterator[Target]:
    """All targets of health."""
    yield from _health()
    yield from _efforts()
    yield from _selection()
    yield from _other_bodies()


SITE_NAMES = {name: name.removeprefix("loss_").replace("_", " ") for name in LOSSES}
EVERYWHERE = "Inhibition lost everywhere"
CARE = "Effort, stress, touch and care"
AIMS = {
    0.15: ((0.10, 0.22), (0.01, 0.05), (0.0, 0.01)),
    0.3: ((0.25, 0.42), (0.06, 0.15), (0.005, 0.04)),
    0.45: ((0.42, 0.62), (0.16, 0.32), (0.03, 0.12)),
    0.6: ((0.62, 0.85), (0.34, 0.60), (0.12, 0.38)),
    SEVERE: ((0.80, 1.0), (0.55, 1.0), (0.35, 1.0)),
}


def _steps() -> Iterator[Target]:
    group, before = EVERYWHERE, "healthy"
    for grade in GRADES:
        name = f"loss {grade:g}"
        yield Target(
            group,
            f"Loss {grade:g}: rise of the co-contraction index by this step",
            rise(before, name, "index"),
            above(0.05),
            0.03,
            above(0.02),
            "1",
            finding="COC-1",
        )
        yield Target(
            group,
            f"Loss {grade:g}: rise of overflow by this step",
            rise(before, name, "overflow"),
            above(0.003),
            0.002,
            above(0.002),
            finding="OVF-1",
        )
        before = name


def _spread_and_locking() -> Iterator[Target]:
    group = EVERYWHERE
    for grade in GRADES[1:]:
        name = f"loss {grade:g}"
        yield Target(
            group,
            f"Loss {grade:g}: next joint minus second joint",
            lambda seen, name=name: seen[name].distance[1] - seen[name].distance[2],
            above(0.02),
            0.02,
            above(0.01),
        )
    last = f"loss {GRADES[-1]:g}"
    yield Target(
        group,
        f"Loss {GRADES[-1]:g}: the second joint joins later by",
        delay(last),
        above(20.0),
        10.0,
        above(1.0),
        "ms",
    )
    severe = f"loss {SEVERE:g}"
    yield Target(
        group,
        f"Loss {SEVERE:g}: activity 0.5 to 1 s after the command",
        of(severe, "late"),
        above(0.4),
        0.05,
        above(0.1),
    )
    yield Target(
        group,
        f"Loss {SEVERE:g}: the same time, never having tried",
        of("relaxed start", "late"),
        (0.007, 0.06),
        0.005,
        below(0.1),
    )


def _grades() -> Iterator[Target]:
    group = EVERYWHERE
    for grade, (index, near, far) in AIMS.items():
        name = f"loss {grade:g}"
        yield Target(group, f"{name}: index", of(name, "index"), index, 0.06, unit="1")
        yield Target(group, f"{name}: next joint", at(name, 1), near, 0.04)
        yield Target(group, f"{name}: second joint", at(name, 2), far, 0.03)
        yield Target(group, f"{name}: before the command", of(name, "before"), below(0.03), 0.01)
        yield Target(
            group,
            f"{name}: full effort, over healthy",
            ratio(f"{name} full", "healthy full", "agonist"),
            (0.95, 1.08),
            0.02,
            unit="1",
            finding="MVC-2",
        )
    for grade in GRADES:
        name, late = f"loss {grade:g}", 0.35 if grade == GRADES[-1] else 0.02
        yield Target(
            group,
            f"{name}: after the command",
            of(name, "late"),
            below(late),
            0.03,
            finding="REL-1",
        )
        yield Target(group, f"{name}: agonist", of(name, "agonist"), (0.3, 0.85), 0.08)


def _sites() -> Iterator[Target]:
    group = "Inhibition lost at one site alone"
    for site, title in SITE_NAMES.items():
        name = f"only {site}"
        yield Target(
            group,
            f"Only {title}: co-contraction index",
            of(name, "index"),
            (0.36, 0.65),
            0.025,
            above(0.3),
            "1",
            "LOC-1",
        )
        yield Target(
            group,
            f"Only {title}: wanted muscle, over healthy",
            ratio(name, "healthy", "agonist"),
            (1.0, 2.0),
            0.06,
            above(0.95),
            "1",
        )
        yield Target(
            group,
            f"Only {title}: full effort, over healthy",
            ratio(f"{name} full", "healthy full", "agonist"),
            (0.97, 1.08),
            0.02,
            above(0.95),
            "1",
        )
        yield Target(group, f"Only {title}: next joint", at(name, 1), (0.04, 0.25), 0.03)
        yield Target(group, f"Only {title}: after the command", of(name, "late"), below(0.02), 0.02)
        yield Target(group, f"Only {title}: before it", of(name, "before"), below(0.03), 0.01)


def _effort_and_stress() -> Iterator[Target]:
    group = CARE
    yield Target(
        group,
        "Effort 0.4 over 0.2: overflow",
        ratio("loss 0.3", "less effort", "overflow"),
        above(1.5),
        0.15,
        above(1.1),
        "1",
    )
    yield Target(
        group,
        "Effort 0.8 over 0.4: overflow",
        ratio("more effort", "loss 0.3", "overflow"),
        above(1.5),
        0.15,
        above(1.1),
        "1",
    )
    yield Target(
        group,
        "Full stress over none: overflow",
        ratio("stressed", "loss 0.3", "overflow"),
        (1.4, 3.5),
        0.15,
        above(1.1),
        "1",
        "STR-1",
    )


def _touch() -> Iterator[Target]:
    group = CARE
    yield Target(
        group,
        "Touch on the task joint, moderate loss: drop of overflow",
        drop("touch", "moderate", "overflow"),
        (0.52, 0.95),
        0.05,
        above(0.4),
        "share",
        "TRK-3",
    )
    yield Target(
        group,
        "Touch on the task joint, moderate loss: drop of the index",
        drop("touch", "moderate", "index"),
        above(0.3),
        0.08,
        unit="share",
        finding="TRK-3",
    )
    yield Target(
        group,
        "Touch, moderate loss: wanted muscle preserved",
        ratio("touch", "moderate", "agonist"),
        above(0.75),
        0.05,
        unit="share",
    )
    yield Target(
        group,
        "Touch on the task joint, severe loss: drop of overflow",
        drop("touch severe", f"loss {SEVERE:g}", "overflow"),
        (-0.05, 0.12),
        0.05,
        (-0.2, 0.2),
        "share",
        finding="TRK-4",
    )
    yield Target(
        group,
        "Touch two joints away, moderate loss: drop of overflow",
        drop("touch remote", "moderate", "overflow"),
        (-0.05, 0.2),
        0.04,
        (-0.2, 0.25),
        "share",
    )


def _stimulation() -> Iterator[Target]:
    group = CARE
    yield Target(
        group, "Anticholinergic drug, moderate loss: drop of overflow",
        drop("drug", "moderate", "overflow"), (0.15, 0.6), 0.05, unit="share", finding="DRG-1",
    )  # fmt: skip
    yield Target(
        group,
        "Pallidal stimulation, moderate loss: drop of overflow",
        drop("stimulation", "moderate", "overflow"),
        (0.32, 0.5),
        0.03,
        above(0.15),
        "share",
        "DBS-2",
    )
    yield Target(
        group,
        "Pallidal stimulation, basal ganglia alone: drop of overflow",
        drop("stimulation basal ganglia", "only loss_basal_ganglia", "overflow"),
        above(0.4),
        0.1,
        above(0.15),
        "share",
        finding="DBS-1",
    )
    yield Target(
        group,
        "Pallidal stimulation: wanted muscle preserved",
        ratio("stimulation", "moderate", "agonist"),
        above(0.75),
        0.05,
        unit="share",
    )


def _postures() -> Iterator[Target]:
    group = "Postures that the task does not ask for, beyond the healthy twin's"
    for body, prefix, name, text, need in (
        ("arm", "", "moderate", "Moderate loss", 8.0),
        ("arm", "", f"loss {SEVERE:g}", "Severe loss", 20.0),
        ("hand", "hand: ", "writers_cramp", "Writing hand", 20.0),
        ("neck", "neck: ", "cervical", "Neck", 20.0),
    ):
        yield Target(
            group, f"{text}: largest turn", unasked_turn(f"{prefix}{name}", f"{prefix}healthy"),
            (1.25 * need, 6.0 * need), 0.15 * need, above(need), "degrees", body=body,
        )  # fmt: skip


def _spared() -> Iterator[Target]:
    group = CARE
    yield Target(
        group, "Full stress in health: rise of the index", rise("healthy", "stress", "index"),
        (0.03, 0.08), 0.01, unit="1", finding="STR-1",
    )  # fmt: skip
    yield Target(
        group, "Touch in health: wanted muscle, over untouched",
        ratio("healthy touch", "healthy", "agonist"), (0.97, 1.05), 0.02, unit="1",
        finding="TRK-5",
    )  # fmt: skip
    yield Target(
        group, "Touch, cortex alone: drop of the index", drop("cortex touch", "only loss_cortex",
        "index"), (0.25, 0.85), 0.06, unit="share",
    )  # fmt: skip
    yield Target(
        group, "Pallidal stimulation, neck: drop of the index",
        drop("neck: cervical stimulation", "neck: cervical", "index"), (0.25, 0.6),
        0.1, unit="share", finding="DBS-2", body="neck",
    )  # fmt: skip
    yield Target(
        group, "Touch, neck: drop of the largest turn",
        lambda seen: 1.0
        - unasked_turn("neck: cervical touch", "neck: healthy")(seen)
        / np.maximum(unasked_turn("neck: cervical", "neck: healthy")(seen), 1.0),
        (0.3, 0.9), 0.1, unit="share", body="neck",
    )  # fmt: skip
    for effort, aim in ((0.3, (0.15, 0.42)), (0.6, (0.45, 0.8))):
        yield Target(
            "Health", f"Effort {effort:g}: the wanted muscle", of(f"healthy {effort:g}", "agonist"),
            aim, 0.04,
        )  # fmt: skip


def loss_targets() -> Iterator[Target]:
    """All targets of lost inhibition."""
    for part in (_steps, _spread_and_locking, _grades, _sites):
        yield from part()
    for part in (_effort_and_stress, _touch, _stimulation, _postures, _spared):
        yield from part()


# Published mean and standard deviation of the inhibition (%) in healthy people (RI-1).
_INHIBITION: tuple[Range, ...] = ((41.0, 17.0), (40.0, 13.0), (36.0, 20.0))


def _reciprocal() -> Iterator[Target]:
    for interval, (mean, deviation) in zip(PHASES_MS, _INHIBITION, strict=True):
        yield Target(
            "Paradigms, in health",
            f"Reciprocal inhibition at {interval} ms",
            of_paradigm(inhibition_at(interval)),
            (mean - 0.9 * deviation, mean + 0.9 * deviation),
            deviation / 5.0,
            unit="%",
            finding="RI-1",
        )


def paradigm_targets() -> Iterator[Target]:
    """All targets from paradigms."""
    yield from _reciprocal()
    group = "Paradigms, in health"
    yield Target(
        group, "Neighbour's answer to a cortical shock as the movement begins, over rest",
        of_paradigm("cortical_response"), below(95.0), 10.0, unit="%", finding="SI-1",
    )  # fmt: skip
    yield Target(
        group, "The same in the hold, over rest", of_paradigm("cortical_response in the hold"),
        above(110.0), 10.0, unit="%", finding="SI-1",
    )  # fmt: skip
    yield Target(
        group, "Neighbour's answer to a reflex at the same time, over rest",
        of_paradigm("spinal_response"), above(100.0), 10.0, unit="%", finding="SI-3",
    )  # fmt: skip
    yield Target(
        group, "Held grip: overflow at 0.4 less that at 0.05 of full effort", of_paradigm("grip"),
        (0.006, 0.02), 0.002, finding="EFF-1",
    )  # fmt: skip
    group = "Paradigms, severe loss"
    yield Target(
        group, "Activity 4 to 5 s after relaxing", of_paradigm("locked"), above(0.45), 0.05
    )
    yield Target(
        group, "The same time, never having tried", of_paradigm("never tried"), (0.005, 0.06), 0.005
    )
    group = "Paradigms, moderate loss"
    yield Target(
        group, "Overflow, over health", ratio("moderate", "healthy", "overflow"), above(4.0), 0.5,
        unit="1", finding="OVF-1",
    )  # fmt: skip
    for nucleus, key, finding, aim in (
        ("Inner pallidum", "GPI", "GPi-1.1", (0.6, 0.78)),
        ("Outer pallidum", "GPE", "GPi-1.2", (0.7, 0.85)),
    ):
        yield Target(
            group, f"{nucleus} at rest, over health", of_paradigm(key), aim, 0.035, unit="1",
            finding=finding,
        )  # fmt: skip
    yield Target(
        group, "Burst of the wanted muscle in a fast movement, over health",
        of_paradigm("burst over fast"), above(1.1), 0.05, unit="1", finding="BST-1",
    )  # fmt: skip
    yield Target(
        group, "The same over health moving slowly",
        of_paradigm("burst over slow"), above(1.05), 0.05, unit="1", finding="BST-1",
    )  # fmt: skip
    yield Target(
        group, "Top speed of the fast movement, over health", of_paradigm("speed over fast"),
        (0.6, 0.9), 0.05, unit="1", finding="BST-1",
    )  # fmt: skip
    yield Target(
        group, "Any muscle active after the command: longer than in health by",
        rise("healthy", "moderate", "after"), (0.04, 0.5), 0.04, unit="s", finding="REL-1",
    )  # fmt: skip


TARGETS: tuple[Target, ...] = (
    *health_targets(),
    *loss_targets(),
    *paradigm_targets(),
)
BEHAVIOURS: tuple[Target, ...] = tuple(target for target in TARGETS if target.need is not None)


def targets_of(bodies: Collection[str]) -> tuple[Target, ...]:
    """The targets that need these bodies only."""
    return tuple(target for target in TARGETS if target.body in bodies)
