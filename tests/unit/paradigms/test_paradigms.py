"""What every paradigm keeps: its columns, its seeds, its picture."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from motorloops.experiments.formatting import in_words
from motorloops.experiments.paradigms.paradigm import COLUMNS
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from tests.helpers.paradigm_runs import carried

each = pytest.mark.parametrize("name", PARADIGMS)


@each
def test_a_paradigm_yields_its_columns(name):
    frame = carried(name)
    assert tuple(frame.columns) == COLUMNS
    assert not frame.duplicated(["measure", "along", "at", "condition"]).any()
    assert frame["n"].between(0, 3).all()
    full = frame[frame["n"] == 3]
    assert len(full) > len(frame) / 3  # a silent muscle has no coherence
    assert (full["low"] <= full["mean"]).all()
    assert (full["mean"] <= full["high"]).all()


@each
def test_a_paradigm_is_the_same_from_the_same_seeds_and_another_from_others(name):
    network, base = build_network("chain:2"), Params().replace(loss=0.3)
    run = PARADIGMS[name].run
    first = run(network, base, [1, 2])
    pd.testing.assert_frame_equal(first, run(network, base, [1, 2]))
    assert not first["mean"].equals(run(network, base, [3, 4])["mean"])


@each
def test_the_picture_shows_every_measure(name):
    frame = carried(name)
    figure = PARADIGMS[name].draw(frame)
    assert isinstance(figure, Figure)
    titles = {axes.get_title(loc="left") for axes in figure.axes}
    measured = {name for name in frame["measure"] if not name.endswith("_intact")}
    assert {in_words(name) for name in measured} <= titles


@pytest.mark.parametrize("name", [name for name in PARADIGMS if name != "surround_inhibition"])
def test_a_body_of_one_joint_has_gaps_where_it_has_no_others(name):
    frame = carried(name, body="chain:1", seeds=2)
    assert isinstance(PARADIGMS[name].draw(frame), Figure)
    elsewhere = frame[frame["measure"].str.contains("overflow|relief")]
    assert (elsewhere["n"] == 0).all()
    assert elsewhere["mean"].isna().all()
