"""Dose-response curves against curves that are known."""

import numpy as np
import pytest

from motorloops.experiments.analysis.dose_response import CHANGE, dose_response
from motorloops.experiments.analysis.frames import cells
from tests.helpers.synthetic_runs import runs

DOSES = [0.0, 0.5, 1.0]


def test_common_noise_falls_out_of_the_change_but_not_of_the_mean():
    frame = runs({"dose": DOSES}, lambda dose: 3.0 * dose, noise=5.0)
    told = dose_response(cells(frame, ["dose"], "y"), "dose")
    assert told.change_mean.tolist()[1:] == pytest.approx([1.5, 3.0])
    assert (told.change_high - told.change_low).iloc[1:].max() < 1e-9
    assert (told.high - told.low).min() > 1.0
    assert told[CHANGE].iloc[0].isna().all()


def test_each_curve_changes_from_its_own_lowest_dose():
    frame = runs({"b": [0.0, 1.0], "dose": DOSES}, lambda b, dose: 100.0 * b + (1 + b) * dose)
    told = dose_response(cells(frame, ["b", "dose"], "y"), "dose")
    assert told.change_mean.loc[(0.0, 1.0)] == pytest.approx(1.0)
    assert told.change_mean.loc[(1.0, 1.0)] == pytest.approx(2.0)


def test_a_replicate_without_the_lowest_dose_tells_no_change():
    frame = runs({"dose": DOSES}, lambda dose: dose, noise=1.0)
    frame.loc[(frame.dose == 0.0) & (frame.replicate < 3), "y"] = np.nan
    told = dose_response(cells(frame, ["dose"], "y"), "dose")
    assert told.n.tolist() == [5, 8, 8]
    assert told.change_n.tolist()[1:] == [5, 5]
