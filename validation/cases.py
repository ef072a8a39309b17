"""The cases compared: the hold in health and with each loss, and changes of every other lever."""

from dataclasses import dataclass

from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.model.timeline import Phase, Timeline, hold

QUIET = Params(noise_floor=0.0, noise_slope=0.0)
PRESET_CASES = (
    "healthy", "cortex", "basal_ganglia", "cerebellum", "spinal", "moderate", "severe",
)  # fmt: skip
# Each lever has an effect at its value; a touch fades during the case.
ALL_LEVERS = QUIET.replace(
    loss_cortex=0.6, loss_basal_ganglia=0.4, loss_cerebellum=0.5, loss_spinal=0.3, touch=0.7,
    map_overlap=0.4, proprioceptive_gain=1.5, stress=0.6, fatigue=0.3, effort=0.9, toxin=0.5,
    pallidal_stimulation=0.3, anticholinergic=0.4, lesion_thalamus=0.1, lesion_pallidum=0.2,
    plasticity=0.9, hebb_threshold=0.001, homeostasis=0.4, touch_tau=300.0, touch_expected=0.6,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One run of the comparison: its levers, without noise, and its timeline."""

    name: str
    params: Params
    timeline: Timeline


def on_the_way(task: Timeline, network: Network) -> Timeline:
    """The task with touch, stress, stimulation, a stimulus and a lesion, a fifth of it apart."""
    first, last = network.node_keys[len(network.body.muscles)], network.node_keys[0]
    parts = [
        {"levers": {"touch": 1.0}},
        {"levers": {"stress": 0.8}, "stimuli": {first: 0.2}},
        {"levers": {"touch": 0.0, "pallidal_stimulation": 1.0}},
        {"lesions": {last: 0.5}},
    ]
    spans = task.spans()
    starts = {start: {} for _, start, _ in spans}
    for number, part in enumerate(parts, start=1):
        starts[number * task.duration_ms // 5] = part
    phases = []
    for start in sorted(starts):
        command = next(phase.command for phase, begin, end in spans if begin <= start < end)
        phases.append(Phase(start, command=command, **starts[start]))
    return Timeline(f"{task.name}, levers on the way", task.duration_ms, tuple(phases))


def all_cases(network: Network, task: Timeline | None = None) -> tuple[Case, ...]:
    """Every case on one body.

    Args:
        network: of the body.
        task: the timeline; the default hold if None.
    """
    task, body = task or hold(), network.body
    cases = [Case(name, QUIET.replace(**PRESETS[name].changes), task) for name in PRESET_CASES]
    busy, moderate = on_the_way(task, network), QUIET.replace(**PRESETS["moderate"].changes)
    placed = ALL_LEVERS.replace(
        agonist=body.muscles[-1].key, toxin_muscle=body.muscles[0].key,
        loss_region=body.joints[0], loss_width=2.0, touch_site=body.joints[-1],
        loss_side=body.sides[-1] if body.sides else "",
    )  # fmt: skip
    untreated = QUIET.replace(
        loss_basal_ganglia=0.6, loss_cerebellum=0.3, lesion_pallidum=0.5, lesion_thalamus=0.2,
        map_overlap=0.3, touch_expected=1.0, homeostasis=0.0,
        loss_side=body.sides[0] if body.sides else "",
    )  # fmt: skip
    for act in body.tasks:
        tried = QUIET.replace(task=act.key, toxin=0.5)
        other = body.muscles[act.muscles[-1][0]].key
        cases.append(Case(f"task {act.key}", tried, task))
        cases.append(Case(f"task {act.key}, {other}", tried.replace(agonist=other), task))
    cases += [
        Case("nothing compensated", untreated, task),
        Case("levers on the way", moderate, busy), Case("all levers at once", placed, busy),
    ]  # fmt: skip
    return tuple(cases)
