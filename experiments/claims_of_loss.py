"""Claims about lost inhibition: it spreads, it locks, and what makes it worse or better."""

from collections.abc import Iterator

from experiments.behaviours import GRADES, SEVERE
from experiments.claim import Claim, above, at, below, delay, drop, of, ratio, rise
from model.params import LOSSES

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


def _steps() -> Iterator[Claim]:
    group, before = EVERYWHERE, "healthy"
    for grade in GRADES:
        name = f"loss {grade:g}"
        yield Claim(
            group,
            f"Loss {grade:g}: rise of the co-contraction index by this step",
            rise(before, name, "index"),
            above(0.05),
            0.03,
            above(0.02),
            "1",
            finding="COC-1",
        )
        yield Claim(
            group,
            f"Loss {grade:g}: rise of overflow by this step",
            rise(before, name, "overflow"),
            above(0.003),
            0.002,
            above(0.002),
            finding="OVF-1",
        )
        before = name


def _spread_and_locking() -> Iterator[Claim]:
    group = EVERYWHERE
    for grade in GRADES[1:]:
        name = f"loss {grade:g}"
        yield Claim(
            group,
            f"Loss {grade:g}: next joint minus second joint",
            lambda seen, name=name: seen[name].distance[1] - seen[name].distance[2],
            above(0.02),
            0.02,
            above(0.01),
        )
    last = f"loss {GRADES[-1]:g}"
    yield Claim(
        group,
        f"Loss {GRADES[-1]:g}: the second joint joins later by",
        delay(last),
        above(20.0),
        10.0,
        above(1.0),
        "ms",
    )
    severe = f"loss {SEVERE:g}"
    yield Claim(
        group,
        f"Loss {SEVERE:g}: activity 0.5 to 1 s after the command",
        of(severe, "late"),
        above(0.4),
        0.05,
        above(0.1),
    )
    yield Claim(
        group,
        f"Loss {SEVERE:g}: the same time, never having tried",
        of("relaxed start", "late"),
        below(0.004),
        0.003,
        below(0.01),
    )


def _grades() -> Iterator[Claim]:
    group = EVERYWHERE
    for grade, (index, near, far) in AIMS.items():
        name = f"loss {grade:g}"
        yield Claim(group, f"{name}: index", of(name, "index"), index, 0.06, unit="1")
        yield Claim(group, f"{name}: next joint", at(name, 1), near, 0.04)
        yield Claim(group, f"{name}: second joint", at(name, 2), far, 0.03)
        yield Claim(group, f"{name}: before the command", of(name, "before"), below(0.005), 0.003)
        yield Claim(
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
        yield Claim(
            group,
            f"{name}: after the command",
            of(name, "late"),
            below(late),
            0.03,
            finding="REL-1",
        )
        yield Claim(group, f"{name}: agonist", of(name, "agonist"), (0.3, 0.85), 0.08)


def _sites() -> Iterator[Claim]:
    group = "Inhibition lost at one site alone"
    for site, title in SITE_NAMES.items():
        name = f"only {site}"
        yield Claim(
            group,
            f"Only {title}: co-contraction index",
            of(name, "index"),
            (0.38, 0.65),
            0.04,
            above(0.3),
            "1",
            "LOC-1",
        )
        yield Claim(
            group,
            f"Only {title}: wanted muscle, over healthy",
            ratio(name, "healthy", "agonist"),
            (1.0, 2.0),
            0.06,
            above(0.95),
            "1",
        )
        yield Claim(
            group,
            f"Only {title}: full effort, over healthy",
            ratio(f"{name} full", "healthy full", "agonist"),
            (0.97, 1.08),
            0.02,
            above(0.95),
            "1",
        )
        yield Claim(group, f"Only {title}: next joint", at(name, 1), (0.04, 0.25), 0.03)
        yield Claim(group, f"Only {title}: after the command", of(name, "late"), below(0.02), 0.02)
        yield Claim(group, f"Only {title}: before it", of(name, "before"), below(0.005), 0.003)


def _effort_and_stress() -> Iterator[Claim]:
    group = CARE
    yield Claim(
        group,
        "Effort 0.4 over 0.2: overflow",
        ratio("loss 0.3", "less effort", "overflow"),
        above(1.5),
        0.15,
        above(1.1),
        "1",
    )
    yield Claim(
        group,
        "Effort 0.8 over 0.4: overflow",
        ratio("more effort", "loss 0.3", "overflow"),
        above(1.5),
        0.15,
        above(1.1),
        "1",
    )
    yield Claim(
        group,
        "Full stress over none: overflow",
        ratio("stressed", "loss 0.3", "overflow"),
        (1.4, 3.5),
        0.15,
        above(1.1),
        "1",
        "STR-1",
    )


def _touch() -> Iterator[Claim]:
    group = CARE
    yield Claim(
        group,
        "Touch on the task joint, moderate loss: drop of overflow",
        drop("touch", "moderate", "overflow"),
        (0.52, 0.95),
        0.05,
        above(0.4),
        "share",
        "TRK-3",
    )
    yield Claim(
        group,
        "Touch on the task joint, moderate loss: drop of the index",
        drop("touch", "moderate", "index"),
        above(0.3),
        0.08,
        unit="share",
        finding="TRK-3",
    )
    yield Claim(
        group,
        "Touch, moderate loss: wanted muscle kept",
        ratio("touch", "moderate", "agonist"),
        above(0.75),
        0.05,
        unit="share",
    )
    yield Claim(
        group,
        "Touch on the task joint, severe loss: drop of overflow",
        drop("touch severe", f"loss {SEVERE:g}", "overflow"),
        (-0.05, 0.12),
        0.05,
        (-0.2, 0.2),
        "share",
        finding="TRK-4",
    )
    yield Claim(
        group,
        "Touch two joints away, moderate loss: drop of overflow",
        drop("touch remote", "moderate", "overflow"),
        (-0.05, 0.12),
        0.04,
        (-0.2, 0.2),
        "share",
    )


def _stimulation() -> Iterator[Claim]:
    group = CARE
    yield Claim(
        group,
        "Pallidal stimulation, moderate loss: drop of overflow",
        drop("stimulation", "moderate", "overflow"),
        (0.25, 0.6),
        0.06,
        above(0.15),
        "share",
        "DBS-2",
    )
    yield Claim(
        group,
        "Pallidal stimulation, basal ganglia alone: drop of overflow",
        drop("stimulation basal ganglia", "only loss_basal_ganglia", "overflow"),
        above(0.4),
        0.1,
        above(0.15),
        "share",
        finding="DBS-1",
    )
    yield Claim(
        group,
        "Pallidal stimulation: wanted muscle kept",
        ratio("stimulation", "moderate", "agonist"),
        above(0.75),
        0.05,
        unit="share",
    )


def claims() -> Iterator[Claim]:
    """All claims about lost inhibition."""
    for part in (_steps, _spread_and_locking, _grades, _sites):
        yield from part()
    for part in (_effort_and_stress, _touch, _stimulation):
        yield from part()
