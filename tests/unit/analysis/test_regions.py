"""Boxes in which an outcome is frequent, on points whose rule is known."""

import numpy as np
import pandas as pd
import pytest

from motorloops.experiments.analysis.regions import Box, Outcome, find_regions, read_outcome
from motorloops.model.errors import InputError

ABOVE = Outcome("twist", above=True, limit=0.5)


def runs(points, rule, seeds=2, flips=0.0, common=0.0):
    """Runs at random points of two numbers and a name; ``rule`` says where they show it."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame({
        "point": np.arange(points),
        "cortex": rng.random(points),
        "spinal": rng.random(points),
        "muscle": rng.choice(["biceps", "triceps", "deltoid"], points),
    })  # fmt: skip
    shown = np.asarray(rule(table, rng), bool)
    parts = []
    for seed in range(seeds):
        value = np.where(rng.random(points) < flips, ~shown, shown).astype(float)
        parts.append(table.assign(replicate=seed, twist=value + common * seed))
    return pd.concat(parts)


AXES = ["cortex", "spinal", "muscle"]


def span(box: Box, name: str) -> tuple[float, float]:
    """The range of an axis of numbers in a box."""
    allowed = box.restrictions[name]
    assert isinstance(allowed, tuple)
    return allowed


def test_a_known_box_is_found():
    frame = runs(400, lambda t, _: (t.cortex > 0.4) & (t.spinal > 0.3), flips=0.02)
    found = find_regions(frame, AXES, ABOVE)
    box = found.boxes[0]
    assert set(box.restrictions) == {"cortex", "spinal"}
    assert span(box, "cortex")[0] == pytest.approx(0.4, abs=0.06)
    assert span(box, "spinal")[0] == pytest.approx(0.3, abs=0.06)
    assert box.density > 0.9
    assert box.coverage > 0.85
    assert (found.points, found.held, found.runs, found.gaps) == (400, 200, 800, 0)


@pytest.mark.parametrize("seeds", [1, 5])
def test_noise_alone_gives_no_box(seeds):
    frame = runs(300, lambda t, rng: rng.random(len(t)) < 0.3, seeds)
    assert find_regions(frame, AXES, ABOVE).boxes == ()


def test_a_name_is_found():
    frame = runs(300, lambda t, _: (t.muscle == "biceps") & (t.cortex < 0.5))
    (box,) = find_regions(frame, AXES, ABOVE).boxes
    assert box.restrictions["muscle"] == frozenset(["biceps"])
    assert span(box, "cortex")[1] == pytest.approx(0.5, abs=0.06)
    assert "spinal" not in box.restrictions


def test_two_boxes_are_covered_in_turn():
    frame = runs(600, lambda t, _: (t.cortex < 0.25) | ((t.cortex > 0.6) & (t.spinal > 0.7)))
    first, second = find_regions(frame, AXES, ABOVE).boxes[:2]
    assert first.density > 0.9
    assert second.density > 0.9
    assert first.coverage + second.coverage > 0.8


def test_two_boxes_at_opposite_corners_are_both_found():
    def corners(t, _):
        return ((t.cortex < 0.3) & (t.spinal < 0.3)) | ((t.cortex > 0.7) & (t.spinal > 0.7))

    boxes = find_regions(runs(600, corners), AXES, ABOVE).boxes
    assert len(boxes) == 2
    assert min(box.density for box in boxes) > 0.9
    assert sum(box.coverage for box in boxes) > 0.9


def test_the_rim_of_a_box_is_no_second_box():
    def middle(t, _):
        return t.cortex.between(0.3, 0.6) & t.spinal.between(0.2, 0.7)

    (box,) = find_regions(runs(600, middle), AXES, ABOVE).boxes
    assert span(box, "cortex") == pytest.approx((0.3, 0.6), abs=0.06)
    assert span(box, "spinal") == pytest.approx((0.2, 0.7), abs=0.06)


def test_the_ends_of_a_range_are_round_and_judged_as_told():
    frame = runs(400, lambda t, _: t.cortex > 0.4)
    found = find_regions(frame, AXES, ABOVE)
    low, high = span(found.boxes[0], "cortex")
    assert low == round(low, 2)
    assert high == frame.cortex.max()
    inside = frame[frame.cortex >= low]
    assert found.boxes[0].density == pytest.approx((inside.twist > 0.5).mean(), abs=0.05)


def test_a_grid_of_two_levels_is_searched():
    frame = runs(400, lambda t, _: (t.cortex > 0.5) & (t.spinal < 0.5), flips=0.05)
    frame[["cortex", "spinal"]] = frame[["cortex", "spinal"]].round()
    (box,) = find_regions(frame, AXES, ABOVE).boxes
    assert box.restrictions == {"cortex": (1.0, 1.0), "spinal": (0.0, 0.0)}


def test_a_seed_that_all_points_share_decides_nothing():
    """A seed that lifts every point above the limit changes the share, not the box."""
    frame = runs(300, lambda t, _: t.spinal > 0.5, common=0.6)
    found = find_regions(frame, AXES, ABOVE)
    (box,) = found.boxes
    assert set(box.restrictions) == {"spinal"}
    assert span(box, "spinal")[0] == pytest.approx(0.5, abs=0.06)
    assert box.density > 0.9
    assert found.share > 0.7


def test_runs_without_a_value_are_left_out_and_counted():
    frame = runs(200, lambda t, _: t.cortex > 0.5)
    frame.loc[(frame.point < 30) & (frame.replicate == 0), "twist"] = np.nan
    found = find_regions(frame, AXES, ABOVE)
    assert (found.gaps, found.runs, found.points) == (30, 370, 200)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_outcome_of_no_run_or_every_run_has_no_region(share):
    found = find_regions(runs(100, lambda t, _: t.cortex < 2 * share), AXES, ABOVE)
    assert (found.boxes, found.share, found.shown) == ((), share, 200 * share)


def test_too_few_points_are_refused():
    with pytest.raises(InputError, match="points"):
        find_regions(runs(39, lambda t, _: t.cortex > 0.5), AXES, ABOVE)


def test_an_outcome_is_read():
    assert read_outcome(" twist<.2 ", ["twist"]) == Outcome("twist", above=False, limit=0.2)


@pytest.mark.parametrize(
    "text", ["", "twist", "twist>", "twist>=1", "twist>nan", "tw>1", "1<twist"]
)
def test_a_bad_outcome_is_refused(text):
    with pytest.raises(InputError, match="region"):
        read_outcome(text, ["twist"])
