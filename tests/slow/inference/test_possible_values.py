"""No paradigm of the arm gives a figure outside the range that measurements may have."""

import numpy as np
import pytest

from motorloops.experiments.inference.measurements import known_measures
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.sweeps.paradigm_columns import paradigm_columns, paradigm_values
from motorloops.model.network.build import build_network
from motorloops.model.params import Params

COMPARISONS = {"sensory_trick", "pallidal_stimulation"}  # no figure of the chosen condition alone
LOSSES = (
    Params(),
    Params(loss_cortex=0.7, loss_basal_ganglia=0.7, loss_spinal=0.7, loss_cerebellum=0.7),
    Params(loss_spinal=0.5, stress=1.0),
)


@pytest.mark.parametrize("name", sorted(PARADIGMS.keys() - COMPARISONS - {"lesion_atlas"}))
def test_the_models_own_figures_are_possible_values(name):
    network, paradigm = build_network("arm"), PARADIGMS[name]
    columns = list(paradigm_columns(paradigm, network, [Params()]))
    values = paradigm_values([paradigm], columns, network, LOSSES, [1, 2, 3])
    for measure, entry in known_measures("arm", name).items():
        seen = values[f"{name}.{measure}"]
        seen = seen[~np.isnan(seen)]
        assert ((entry.low <= seen) & (seen <= entry.high)).all(), (measure, seen)
