"""Paradigms of many conditions at once give the figures of each alone, in fewer calls."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from motorloops.experiments.paradigms import together
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import RUNS, healthy_like
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.paradigms.together import run_together
from motorloops.experiments.sweeps.paradigm_columns import column_name
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate_runs
from motorloops.model.timeline import hold, rest
from tests.helpers.paradigm_runs import carried

CHAIN = build_network("chain:2")
SETTINGS = [Params(loss_cortex=0.2 * k, effort=0.3 + 0.1 * (k % 2)) for k in range(4)]


@pytest.fixture
def calls(monkeypatch):
    """The number of runs of each shared simulation."""
    seen = []

    def counted(params, *args, **kwargs):
        seen.append(len(params))
        return simulate_runs(params, *args, **kwargs)

    monkeypatch.setattr(together, "simulate_runs", counted)
    return seen


@pytest.mark.parametrize(
    "name",
    [
        "reciprocal_inhibition", "silent_period", "sensory_trick", "resting_rates", "ballistic",
        "maximal_contraction", "tendon_vibration", "pallidal_stimulation", "cerebellar_drive",
    ],
)  # fmt: skip
def test_the_figures_are_those_of_the_paradigm_alone(name):
    run = PARADIGMS[name].run
    tasks = [partial(run, CHAIN, own, [1 + k // 2]) for k, own in enumerate(SETTINGS)]
    for done, task in zip(run_together(tasks), tasks, strict=True):
        found, alone = done.result(), task()
        pd.testing.assert_frame_equal(found, alone, check_exact=True)
        for one, other in zip(found.attrs[RUNS], alone.attrs[RUNS], strict=True):
            np.testing.assert_array_equal(one, other)


def test_runs_with_other_wanted_muscles_are_reduced_apart():
    run = PARADIGMS["ballistic"].run
    wanted = [muscle.key for muscle in CHAIN.body.muscles]
    tasks = [partial(run, CHAIN, Params().replace(agonist=key), [1]) for key in wanted]
    for done, task in zip(run_together(tasks), tasks, strict=True):
        pd.testing.assert_frame_equal(done.result(), task(), check_exact=True)


def _overflow(seconds, params, seeds):
    settings = healthy_like(params), params
    return observe(CHAIN, settings, hold(seconds), seeds, measures(["overflow"]))


def test_equal_timelines_share_a_call_and_equal_runs_are_simulated_once(calls):
    tasks = [partial(_overflow, 0.8, Params(loss_cortex=0.1 * k), [7]) for k in range(1, 6)]
    tasks.append(partial(_overflow, 0.9, SETTINGS[1], [7]))
    assert [done.result().shape for done in run_together(tasks)] == [(2, 1, 1)] * 6
    assert calls == [6, 2]  # five settings and their healthy reference


def test_another_seed_is_another_run(calls):
    tasks = [partial(_overflow, 0.8, SETTINGS[1], [seed]) for seed in (1, 2)]
    one, other = (done.result() for done in run_together(tasks))
    assert calls == [4]
    assert not np.array_equal(one, other)


def test_calls_are_limited_by_memory(calls, monkeypatch):
    monkeypatch.setattr(together, "CELLS", 1)
    monkeypatch.setattr(together, "ROW", 3)
    tasks = [partial(_overflow, 0.8, Params(loss_cortex=0.1 * k), [7]) for k in range(1, 6)]
    for done, task in zip(run_together(tasks), tasks, strict=True):
        np.testing.assert_array_equal(done.result(), task())
    assert calls == [3, 3, 2]


def test_one_that_fails_does_not_stop_the_others():
    def unknown():
        observe(CHAIN, (Params(agonist="nose"),), rest(0.1), [1], measures(["overflow"]))

    def wrong():
        raise KeyError("wrong")

    def bad_figures():
        observe(CHAIN, (Params(),), rest(0.1), [1], lambda trajectory: trajectory.rate[999])

    good = partial(_overflow, 0.8, SETTINGS[1], [1])
    done = run_together([unknown, good, wrong, bad_figures])
    np.testing.assert_array_equal(done[1].result(), good())
    for k, kind in ((0, InputError), (2, KeyError), (3, IndexError)):
        with pytest.raises(kind):
            done[k].result()


def test_an_interruption_ends_all_threads(monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(together, "simulate_runs", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_together([partial(_overflow, 0.8, params, [1]) for params in SETTINGS])


@pytest.mark.parametrize("name", PARADIGMS)
def test_every_figure_has_a_column_of_its_own(name):
    rows = carried(name).to_dict("records")
    columns = [
        column_name(name, row["measure"], row["at"] if row["along"] else None, row["condition"])
        for row in rows
    ]
    named = [column for column in columns if column is not None]
    assert len(set(named)) == len(named) > 0
    assert all(column.startswith(f"{name}.") for column in named)
    unnamed = [row["condition"] for row, column in zip(rows, columns, strict=True) if not column]
    assert all(condition.startswith("healthy") for condition in unnamed)
