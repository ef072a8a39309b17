"""Runs of the healthy model as measurements of persons, for the packaged estimators."""

import numpy as np
import pytest

from motorloops import Params, build_network, infer, packaged_estimator
from motorloops.experiments.inference.measurements import Measurement, Measurements
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.sweeps.paradigm_columns import paradigm_values

PERSONS, TRIALS, FIRST_SEED = 4, 2, 101


@pytest.mark.parametrize("body", ["arm", "hand", "neck"])
def test_healthy_persons_are_not_called_unlike_the_model_nor_ill(body):
    estimator = packaged_estimator(body)
    values = paradigm_values(
        [PARADIGMS[name] for name in estimator.paradigms], estimator.measures, build_network(body),
        [Params()] * (PERSONS * TRIALS), range(FIRST_SEED, FIRST_SEED + PERSONS * TRIALS),
        reference=False,
    )  # fmt: skip
    figures = np.stack([values[name] for name in estimator.measures], axis=1)
    answers = [
        infer(measured(estimator, trials), estimator) for trials in np.split(figures, PERSONS)
    ]
    assert sum(answer.unlike for answer in answers) <= 1
    assert sum(answer.may_be_healthy for answer in answers) >= PERSONS - 1
    for name in estimator.paradigms:  # of each test alone, too
        chosen = estimator.paradigm_of == name
        alone = infer(measured(estimator, np.where(chosen, figures[:TRIALS], np.nan)), estimator)
        assert alone.may_be_healthy
    for answer in answers:
        assert max(answer.largest.values()) < 0.8  # from which a site is called likely
        assert all(answer.levers[site].low < 0.1 for site in answer.largest)


def measured(estimator, trials):
    """The mean and the spread of each figure over the trials of a person."""
    means, spreads = trials.mean(axis=0).tolist(), trials.std(axis=0, ddof=1).tolist()
    rows = []
    for k, name in enumerate(estimator.measures):
        paradigm, _, measure = name.partition(".")
        if np.isfinite(means[k]):
            unit = estimator.units[k]
            rows.append(Measurement(paradigm, measure, means[k], spreads[k], TRIALS, unit))
    return Measurements(estimator.body, tuple(rows))
