"""Measures without traces: the figures of the traces, whatever runs beside; and float32."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from motorloops.model.measures import MEASURES, measure
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import Outcomes, simulate, simulate_outcomes
from motorloops.model.timeline import Phase, Timeline, hold
from tests.helpers.invalid import invalid

ARM = build_network("arm")
SHORT = hold(0.7, rest_s=0.05, hold_s=0.4)
SETTINGS = [
    Params(), Params().replace(loss=0.6), Params(agonist="wrist_flexor", effort=0.8),
    Params(stress=0.7, touch=0.5, toxin=0.4).replace(loss=0.3), Params().replace(loss=0.8),
]  # fmt: skip


def same(one: Outcomes, other: Outcomes) -> bool:
    return all(
        np.array_equal(one.measures[name], other.measures[name], equal_nan=True)
        for name in MEASURES
    ) and bool((one.diverged == other.diverged).all())


@pytest.mark.parametrize("body", ["arm", "neck", "chain:3"])
def test_the_figures_are_those_of_the_traces_to_the_last_bit(body: str) -> None:
    network = build_network(body)
    settings = [Params(), Params(stress=0.7).replace(loss=0.6)]
    expected = measure(simulate(settings, SHORT, [3, 4], network))
    got = simulate_outcomes([settings[0]] * 2 + [settings[1]] * 2, SHORT, [3, 4] * 2, network,
                   precision="float64")  # fmt: skip
    columns = pd.DataFrame({"seed": expected["seed"], **got.measures})
    pd.testing.assert_frame_equal(columns, expected, check_exact=True)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_run_has_the_same_figures_in_any_company(precision) -> None:
    """Alone, in a full row, in a row that is not full, with seeds shared or not, in threads."""
    many = [SETTINGS[k % 5] for k in range(150)]
    seeds = [5 if k < 40 else k for k in range(150)]
    together = simulate_outcomes(many, SHORT, seeds, ARM, precision=precision)
    threaded = simulate_outcomes(many, SHORT, seeds, ARM, precision=precision, threads=3)
    assert same(together, threaded)
    for k in (0, 39, 40, 127, 128, 149):
        alone = simulate_outcomes([many[k]], SHORT, [seeds[k]], ARM, precision=precision)
        for name in MEASURES:
            assert np.array_equal(
                alone.measures[name], together.measures[name][[k]], equal_nan=True
            ), (k, name)


def test_single_precision_has_the_statistics_of_double() -> None:
    """Same seeds: the difference of a mean is far below its standard error."""
    seeds = list(range(40))
    for setting in SETTINGS:
        one, two = (
            simulate_outcomes([setting] * 40, SHORT, seeds, ARM, precision=precision).measures
            for precision in ("float32", "float64")
        )
        for name in MEASURES:
            assert (np.isnan(one[name]) == np.isnan(two[name])).all(), name
            if np.isnan(two[name]).all():
                continue
            error = np.nanstd(two[name]) / np.sqrt(40)
            assert abs(np.nanmean(one[name]) - np.nanmean(two[name])) <= 0.05 * error + 1e-6, name


def test_each_run_may_have_its_own_lesions() -> None:
    lesions = [{}, {"GPI/biceps": 1.0}, {"D1/biceps": 0.5, "PC/biceps": 1.0}]
    together = simulate_outcomes([SETTINGS[1]] * 3, SHORT, [1] * 3, ARM, precision="float64",
                        lesions=lesions)  # fmt: skip
    for k, removed in enumerate(lesions):
        first, *others = SHORT.phases
        timeline = Timeline(
            "lesioned", SHORT.duration_ms, (Phase(0, first.command, lesions=removed), *others)
        )
        expected = measure(simulate(SETTINGS[1], timeline, [1], ARM))
        for name in MEASURES:
            assert np.array_equal(
                together.measures[name][[k]], expected[name].to_numpy(float), equal_nan=True
            )
    assert len(set(together.measures["agonist_activation"])) == 3


def test_a_run_that_diverges_says_so_and_has_no_figures() -> None:
    """Joints with next to no inertia cannot be integrated in steps of a millisecond."""
    wild = replace(ARM, wiring=ARM.wiring._replace(inertia=ARM.wiring.inertia * 1e-6))
    got = simulate_outcomes(SETTINGS, SHORT, [1] * 5, wild)
    assert got.diverged.all()
    assert all(np.isnan(values).all() for values in got.measures.values())
    assert not simulate_outcomes(SETTINGS, SHORT, [1] * 5, ARM).diverged.any()


def test_an_unknown_precision_is_refused() -> None:
    with invalid("precision", "float16"):
        simulate_outcomes([Params()], SHORT, [1], ARM, precision="float16")  # type: ignore[arg-type]
