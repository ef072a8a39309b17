"""The picture of the muscles: drawn for any body, from any number of blocks."""

import numpy as np
import pytest

from motorloops.experiments.run import ActivationPlot, Traces
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold, rest


def trajectory_of(body="arm", seeds=(1, 2), timeline=None):
    return simulate(Params().replace(loss=0.3), timeline or hold(0.6), seeds, body)


def test_blocks_add_up():
    whole = Traces.of(trajectory_of(seeds=(1, 2, 3)))
    parts = Traces.of(trajectory_of(seeds=(1,))) + Traces.of(trajectory_of(seeds=(2, 3)))
    assert whole.runs == parts.runs == 3
    for name in ("time_s", "low", "high"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    np.testing.assert_allclose(whole.total, parts.total)
    assert (parts.low <= parts.total / 3 + 1e-12).all()
    assert (parts.total / 3 <= parts.high + 1e-12).all()


def test_long_runs_are_thinned():
    assert len(Traces.of(trajectory_of(timeline=rest(9.0), seeds=(1,))).time_s) <= 4000


@pytest.mark.parametrize("body", ["arm", "chain:1", "neck", "ring:20"])
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_is_drawn(tmp_path, body, kind):
    plot = ActivationPlot()
    plot.add(trajectory_of(body))
    plot.add(trajectory_of(body, seeds=(3,)))
    plot.write(tmp_path / "picture", kind, "A title")
    start = (tmp_path / "picture").read_bytes()[:300]
    assert start.startswith(b"\x89PNG" if kind == "png" else b"<?xml")


def test_the_shortest_run_can_be_drawn(tmp_path):
    plot = ActivationPlot()
    plot.add(trajectory_of(timeline=hold(0.001)))
    plot.write(tmp_path / "picture", "svg", "")
    assert (tmp_path / "picture").stat().st_size


def test_nothing_cannot_be_drawn(tmp_path):
    with pytest.raises(RuntimeError, match="no run"):
        ActivationPlot().write(tmp_path / "picture", "png", "")
