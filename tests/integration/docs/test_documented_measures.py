"""The definitions of docs/model.md, written anew in plain numpy, give the measures' figures."""

import numpy as np
import pytest

from motorloops.model.measures import MEASURES, measure
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import TIMELINES
from tests.helpers.documented_model import DOCUMENT

ACTIVE = 0.05
MISSING = float("nan")
CASES = {
    "healthy": ("arm", "hold", {}, 1),
    "overflow": ("arm", "hold", {"loss": 0.6, "effort": 0.9}, 1),
    "locked": ("chain:5", "hold", {"loss": 0.95, "effort": 1.0}, 2),
    "tapping": ("hand", "tap", {"loss": 0.7}, 1),
    "no command": ("arm", "rest", {"loss": 0.3}, 5),
    "one joint": ("chain:1", "reach", {"loss": 0.5, "effort": 1.0}, 1),
    "a task": ("arm", "hold", {"loss": 0.6, "task": "hold_cup", "agonist": "pronator"}, 1),
    "an opponent in the task": ("neck", "hold", {"loss": 0.6, "task": "turn_head"}, 1),
    "several degrees of freedom": ("neck", "hold", {"loss": 0.7, "effort": 0.8}, 1),
}


def documented(ran, run):
    """The measures of one run, in the order of the document."""
    body, params = ran.network.body, ran.params[run]
    time, activation, angle = ran.time_ms, ran.activation[..., run], ran.angle[..., run]
    tried = [(start, end) for phase, start, end in ran.timeline.spans() if phase.command > 0]
    last = ran.timeline.duration_ms
    on, off = (tried[0][0], tried[-1][1]) if tried else (last, last)
    steady = (time > np.floor(on + 0.4 * (off - on))) & (time <= off)
    trying = (time > on) & (time <= off)
    wanted = body.channel(params.agonist or body.agonist)
    used = [wanted]
    if params.task:
        used = [channel for channel, _ in body.task(params.task).muscles]
        wanted = body.channel(params.agonist) if params.agonist else used[0]
    joints = {int(body.joint_of[channel]) for channel in used}
    far = np.min([body.distances(joint) for joint in joints], axis=0)[body.joint_of]
    a = activation[:, wanted]
    against = {n: share for n, share in body.antagonists(wanted) if n not in used}
    o = sum(share / sum(against.values()) * activation[:, n] for n, share in against.items())
    less, more = np.minimum(a, o), np.maximum(a, o)
    level = activation[steady].mean(axis=0) if steady.any() else np.full(far.shape, MISSING)
    outside = level[far > 0]
    onsets = first_activity(time, activation, trying)
    dofs = [body.joints.index(dof.joint) not in joints for dof in body.dofs]
    turns = np.degrees(np.abs(angle[steady].mean(axis=0)))[dofs] if steady.any() else []
    late = time[(time > off) & (activation >= ACTIVE).any(axis=1)]
    none_late = 0.0 if (time > off).any() else MISSING
    any_steady = steady.any()
    return {
        "co_contraction_index": 2 * less[steady].sum() / (a + o)[steady].sum()
        if any_steady else MISSING,
        "co_contraction_level": (less / np.maximum(more, 1e-12) * (a + o))[steady].mean()
        if any_steady else MISSING,
        "agonist_activation": level[wanted],
        "overflow": outside.mean() if len(outside) else MISSING,
        "largest_overflow": outside.max() if len(outside) else MISSING,
        "muscles_recruited": (np.delete(level, used) >= ACTIVE).sum() if any_steady else MISSING,
        "spread_latency": min(onsets[far > 0], default=np.inf) - on,
        "spread_speed": speed(onsets, far),
        "posture_error": np.mean(turns) if len(turns) else MISSING,
        "twist": max(turns, default=MISSING),
        "after_contraction": (late[-1] - off) / 1000 if len(late) else none_late,
        "burst_duration": burst(a) * time[0],
        "low_frequency_power": power(a[steady], time[0]),
    }  # fmt: skip


def first_activity(time, activation, trying):
    seen = (activation >= ACTIVE) & trying[:, None]
    return np.array([time[column][0] if column.any() else np.inf for column in seen.T])


def speed(onsets, far):
    first = {d: onsets[far == d].min() for d in set(far.tolist()) - {0}}
    joined = [d for d, onset in sorted(first.items()) if np.isfinite(onset)]
    if not joined or first[joined[-1]] <= first[joined[0]]:
        return MISSING
    return 1000 * (joined[-1] - joined[0]) / (first[joined[-1]] - first[joined[0]])


def burst(a):
    length = 0
    for above in a >= max(a.max() / 2, ACTIVE):
        if above:
            length += 1
        elif length:
            break
    return length


def power(a, step_ms):
    if len(a) < 2:
        return MISSING
    n = np.arange(len(a))
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / (len(a) - 1))
    hertz = n / (len(a) * step_ms / 1000)
    size = np.abs(np.fft.fft((a - a.mean()) * hann)) ** 2
    half = (n > 0) & (n <= len(a) // 2)
    return size[half & (hertz >= 3) & (hertz <= 12)].sum() / size[half].sum()


@pytest.mark.parametrize("name", CASES)
def test_the_definitions_in_the_document_are_the_measures(name):
    body, timeline, changes, every_ms = CASES[name]
    ran = simulate(
        Params().replace(**changes), TIMELINES[timeline](), [3, 4], body, every_ms=every_ms
    )
    frame = measure(ran)
    for run in range(2):
        found = documented(ran, run)
        assert set(found) <= set(MEASURES)
        for measured, value in found.items():
            expected = value if np.isfinite(value) else MISSING
            assert frame[measured][run] == pytest.approx(expected, rel=1e-9, nan_ok=True), measured


def test_every_measure_of_the_second_reading_is_defined_in_the_document():
    section = DOCUMENT.partition("#### Measures of a run")[2].partition("## Limits")[0]
    defined = documented(simulate(Params(), TIMELINES["hold"](0.4), [1], "chain:2"), 0)
    assert len(defined) >= 13
    assert [name for name in defined if f"`{name}`" not in section] == []
