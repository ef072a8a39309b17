"""The conditions that calibration targets need, and the observation of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from motorloops.model.measures import (
    MEASURES,
    MeasureInput,
    asked_turns,
    measure_input,
    overflow_by_distance,
    roles,
)
from motorloops.model.measuring import LATE_MS
from motorloops.model.network.build import Network
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import preset
from motorloops.model.simulate import Trajectory, simulate
from motorloops.model.timeline import hold

SAMPLE_MS = 20

# Population -> (seeds,) rate over rest: of the wanted muscle, at the next joints, of opponents.
Selection = Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]]


def selection(network: Network, seeds: Sequence[int], params: Params = Params()) -> Selection:
    """Ratio of the rates during the hold to those before it, for populations active at rest.

    Args:
        network: the network.
        seeds: of the noise; one run per seed.
        params: levers; health by default.
    """
    run = simulate(params, hold(), seeds, network, every_ms=SAMPLE_MS, keep_rates=True, threads=1)
    seen = measure_input(run)
    on, _ = run.timeline.trying()
    agonist, next_joint = int(seen.agonist[0]), seen.distance[:, 0] == 1
    opponents, shares = map(np.array, zip(*network.body.antagonists(agonist), strict=True))
    results = {}
    for population in network.populations:
        if population.rest > 0:
            rate = run.rate[:, network.nodes_of(population.key)]
            rest = rate[run.time_ms <= on].mean(axis=0)
            over = rate[seen.steady].mean(axis=0) / rest
            results[population.key] = (
                over[agonist], over[next_joint].mean(axis=0), shares @ over[opponents]
            )  # fmt: skip
    return results


FULL_EFFORT, STRONG_EFFORT = 1.0, 0.7
LOCKED = (5300, 6300)  # window (ms) that starts 4 s after the command of a hold
GRADES = (0.15, 0.3, 0.45, 0.6)  # loss of inhibition at all sites, step by step
MODERATE, SEVERE = (float(preset(name).changes["loss"]) for name in ("moderate", "severe"))
FARTHEST = "fingers"  # joint of the arm two joints away from the task

TASK_BODY = "arm"
OTHER_BODIES = ("hand", "neck")  # must be healthy with the same weights
BODIES = (TASK_BODY, *OTHER_BODIES)
HEALTH = ("healthy", "healthy full", "stress")
# Conditions of the other bodies: health, and the ready condition that is named after a disease.
OTHER_CONDITIONS = {
    "hand": (*HEALTH, "writers_cramp"),
    "neck": (*HEALTH, "cervical", "cervical touch", "cervical stimulation"),
}

Changes = Mapping[str, float | str]


def _conditions() -> dict[str, Changes]:
    table: dict[str, Changes] = {
        "healthy": {},
        "healthy weak": {"effort": 0.2},
        "healthy strong": {"effort": STRONG_EFFORT},
        "healthy full": {"effort": FULL_EFFORT},
        "stress": {"stress": 1.0},
    }
    for grade in (*GRADES, SEVERE):
        table[f"loss {grade:g}"] = {"loss": grade}
        table[f"loss {grade:g} full"] = {"loss": grade, "effort": FULL_EFFORT}
    for site in LOSSES:
        table[f"only {site}"] = {site: 1.0}
        table[f"only {site} full"] = {site: 1.0, "effort": FULL_EFFORT}
    table |= {
        "relaxed start": {"loss": SEVERE, "effort": 0.0},
        "less effort": {"loss": 0.3, "effort": 0.2},
        "more effort": {"loss": 0.3, "effort": 0.8},
        "stressed": {"loss": 0.3, "stress": 1.0},
        "moderate": {"loss": MODERATE},
        "touch": {"loss": MODERATE, "touch": 1.0},
        "touch severe": {"loss": SEVERE, "touch": 1.0},
        "touch remote": {"loss": MODERATE, "touch": 1.0, "touch_site": FARTHEST},
        "stimulation": {"loss": MODERATE, "pallidal_stimulation": 1.0},
        "drug": {"loss": MODERATE, "anticholinergic": 1.0},
        "stimulation basal ganglia": {"loss_basal_ganglia": 1.0, "pallidal_stimulation": 1.0},
        "healthy touch": {"touch": 1.0},
        "cortex touch": {"loss_cortex": 1.0, "touch": 1.0},
        "healthy 0.3": {"effort": 0.3},
        "healthy 0.6": {"effort": 0.6},
        "writers_cramp": preset("writers_cramp").changes,
        "cervical": preset("cervical").changes,
        "cervical touch": {**preset("cervical").changes, "touch": 1.0},
        "cervical stimulation": {**preset("cervical").changes, "pallidal_stimulation": 1.0},
    }
    return table


CONDITIONS = _conditions()
ARM_CONDITIONS = tuple(
    name for name in CONDITIONS if name.partition(" ")[0] not in ("writers_cramp", "cervical")
)


@dataclass(frozen=True, eq=False)
class Observation:
    """The observation of one condition: (seeds,) arrays, activity as a share of MVC.

    Attributes:
        index: co-contraction index of the task joint.
        distance: (distances, seeds) activity by joints from the task, 0 the agonist's partners.
        overflow: mean over the muscles outside the task joint.
        highest: the most active muscle outside the task joint.
        before: mean over all muscles before the command.
        late: mean over all muscles more than :data:`LATE_MS` after the command.
        after: time (s) after the command for which any muscle is active.
        latency: (distances, seeds) ms to the first activity at each distance; NaN if none.
        turn: (D, seeds) mean angle (degrees) of each degree of freedom late in the hold.
        rest_turn: (D, seeds) the same more than :data:`LATE_MS` after the command.
        opponents: mean over the muscles that oppose the wanted one, by their share.
        asked: (D,) which degrees of freedom the wanted muscles turn.
        selection: rates over rest by population, where they were measured.
        paradigms: figures of paradigms by name, where they were run.
    """

    agonist: np.ndarray
    index: np.ndarray
    distance: np.ndarray
    overflow: np.ndarray
    highest: np.ndarray
    before: np.ndarray
    late: np.ndarray
    after: np.ndarray
    latency: np.ndarray
    turn: np.ndarray
    rest_turn: np.ndarray
    opponents: np.ndarray
    asked: np.ndarray
    selection: Selection = field(default_factory=dict)
    paradigms: Mapping[str, np.ndarray] = field(default_factory=dict)


def _onsets(seen: MeasureInput) -> np.ndarray:
    rows = []
    for d in range(int(seen.distance.max()) + 1):
        joined = (seen.distance == d) & ~np.isnan(seen.onset_ms)
        first = np.where(joined, seen.onset_ms, np.inf).min(axis=0)
        rows.append(np.where(np.isinf(first), np.nan, first))
    return np.stack(rows)


def _see(trajectory: Trajectory) -> list[np.ndarray]:
    seen = measure_input(trajectory)
    on, off = trajectory.timeline.trying()
    time, activation = trajectory.time_ms, trajectory.activation
    return [
        MEASURES["agonist_activation"].compute(seen),
        MEASURES["co_contraction_index"].compute(seen),
        overflow_by_distance(seen),
        MEASURES["overflow"].compute(seen),
        MEASURES["largest_overflow"].compute(seen),
        activation[time <= on].mean(axis=(0, 1)),
        activation[time > off + LATE_MS].mean(axis=(0, 1)),
        MEASURES["after_contraction"].compute(seen),
        _onsets(seen),
        np.degrees(trajectory.angle[seen.steady].mean(axis=0)),
        np.degrees(trajectory.angle[time > off + LATE_MS].mean(axis=0)),
        (roles(trajectory.network, trajectory.params).opposing * seen.level).sum(axis=0),
    ]


def observe_settings(
    network: Network,
    settings: Mapping[str, Params],
    seeds: Sequence[int],
    threads: int | None = None,
) -> dict[str, Observation]:
    """Run the standard hold task with every setting, all with the same noise, in one call.

    Args:
        network: of all runs.
        settings: levers by the name of the condition.
        seeds: one run a condition and seed.
        threads: number of threads.
    """
    runs = list(settings.values())
    seen = _see(simulate(runs, hold(), seeds, network, every_ms=4, threads=threads))
    split = [np.split(values, len(runs), axis=-1) for values in seen]
    results = {}
    body = network.body
    for k, (name, setting) in enumerate(settings.items()):
        asked = asked_turns(setting, body)
        results[name] = Observation(*(part[k] for part in split), asked=asked)
    return results


def observe(
    network: Network,
    seeds: Sequence[int],
    names: Sequence[str] = ARM_CONDITIONS,
    threads: int | None = None,
) -> dict[str, Observation]:
    """Run the standard hold task in the named conditions, all with the same noise.

    Args:
        network: of all runs (remote touch needs a joint called ``fingers``).
        seeds: one run a condition and seed.
        names: keys of :data:`CONDITIONS`.
        threads: number of threads.
    """
    base = Params()
    settings = {name: base.replace(**CONDITIONS[name]) for name in names}
    return observe_settings(network, settings, seeds, threads)


def locking(network: Network, seeds: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Activity 4 to 5 s after a command at severe loss, and without any command: (seeds,) each."""
    lossy, timeline = Params().replace(loss=SEVERE), hold(LOCKED[1] / 1000)
    runs = simulate([lossy, lossy.replace(effort=0.0)], timeline, seeds, network, every_ms=4)
    inside = runs.time_ms > LOCKED[0]
    tried, never = np.split(runs.activation[inside].mean(axis=(0, 1)), 2)
    return tried, never


def observe_all(
    networks: Mapping[str, Network], seeds: Sequence[int], threads: int | None = None
) -> dict[str, Observation]:
    """Observe all conditions in the arm, and health in the other bodies that are given.

    Args:
        networks: by body; observations of a body other than the arm are keyed ``"hand: stress"``.
        seeds: one run a condition and seed.
        threads: number of threads.
    """
    seen = observe(networks[TASK_BODY], seeds, threads=threads)
    chosen = selection(networks[TASK_BODY], seeds)
    seen["healthy"] = replace(seen["healthy"], selection=chosen)
    for name in [body for body in OTHER_BODIES if body in networks]:
        other = observe(networks[name], seeds, OTHER_CONDITIONS[name], threads)
        seen |= {f"{name}: {condition}": results for condition, results in other.items()}
    return seen
