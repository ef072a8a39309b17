"""Sensory trick: where the skin is touched, how strongly, and how long it helps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.protocols.courses import UNTREATED, Course, relief, tell_course
from experiments.protocols.observing import measures, observe
from experiments.protocols.paradigm import Findings, Paradigm
from model.network import Network
from model.params import Params
from model.protocol import hold

if TYPE_CHECKING:
    import pandas as pd

STRENGTHS = (0.25, 0.5, 0.75, 1.0)
MOST = 12  # joints that are touched one by one
TOUCH = "touch"
COURSE = Course("touch", TOUCH, 1300, 9300, 12300)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    findings, joints = Findings(), network.body.joints[:MOST]
    own = base.replace(touch=0.0)
    places = [own.replace(touch=1.0, touch_site=joint) for joint in joints]
    strengths = [own.replace(touch=strength) for strength in STRENGTHS]
    names = ("overflow", "co_contraction_index")
    settings = (own, *places, *strengths)
    untouched, *touched = observe(network, settings, hold(), seeds, measures(names))
    steps = [("touched joint", joint) for joint in joints]
    steps += [("strength of the touch", strength) for strength in STRENGTHS]
    for (along, at), found in zip(steps, touched, strict=True):
        by = "by_place" if isinstance(at, str) else "by_strength"
        for name, unit, before, after in zip(names, ("MVC", "1"), untouched, found, strict=True):
            findings.add(f"{name}_{by}", unit, {UNTREATED: before, TOUCH: after}, along, at)
        findings.add(f"relief_{by}", "share", {TOUCH: relief(untouched[0], found[0])}, along, at)
    tell_course(findings, COURSE, network, base, seeds)
    return findings.frame()


PARADIGM = Paradigm(
    "sensory_trick",
    "Sensory trick",
    "Does a light touch quiet muscles that should be silent: where, how strong, for how long?",
    "The clinic records EMG while the patient touches the skin, and where a touch helps. Here: a "
    "full touch from the start of the hold task at each joint in turn, touches of rising strength "
    "where the condition touches (by default the task's joint), and a touch 8 s long in the middle "
    "of a long hold. relief is the share of overflow that is gone, by the same noise.",
    "assumption",
    _run,
)
