"""The choices of the page "What explains this?", their addresses, and what is asked of them."""

import numpy as np
import pytest

from motorloops.model.errors import InputError
from motorloops.model.params import LOSSES
from motorloops.server.explanation import (
    LONGEST_TABLE,
    LOST,
    MOST_SLIDERS,
    Choices,
    all_kinds,
    bodies,
    estimator_of,
    example_values,
    examples,
    explain,
    kinds,
    likely_condition,
    read_choices,
    table_of,
)
from motorloops.server.url_state import read_query

HEALTHY = Choices()
ALL = HEALTHY
for name in HEALTHY.estimator.paradigms:
    ALL = ALL if name in ALL.tests else ALL.toggled(name)
OVERFLOW = "graded_effort.overflow"


@pytest.mark.parametrize("body", bodies())
def test_every_test_of_a_body_has_a_few_sliders_within_what_the_model_gave(body):
    estimator = estimator_of(body)
    for paradigm in estimator.paradigms:
        found = kinds(estimator, paradigm)
        assert 1 <= len(found) <= MOST_SLIDERS
        for kind in found:
            assert kind.head in kind.members
            assert {estimator.measures[k].partition("@")[0] for k in kind.members} == {kind.key}
            assert len(kind.stops) > 10
            assert list(kind.stops) == sorted(set(kind.stops))
            at = np.interp(example_values(body, "healthy")[kind.head], kind.stops, kind.stops)
            assert at == pytest.approx(example_values(body, "healthy")[kind.head], rel=0.02)


@pytest.mark.parametrize("body", bodies())
def test_the_examples_are_health_and_a_loss_at_each_place(body):
    found = examples(estimator_of(body))
    assert found[0] == "healthy"
    assert set(found[1:]) <= set(LOSSES)
    different = {tuple(example_values(body, name)) for name in found}
    assert len(different) == len(found)


def test_a_slider_moves_one_kind_of_figure_and_nothing_else():
    kind = all_kinds(HEALTHY.estimator)[OVERFLOW]
    before, after = HEALTHY.values, HEALTHY.set(OVERFLOW, 0.1).values
    assert after[kind.head] == 0.1
    members = list(kind.members)
    assert (after[members] > before[members]).all()
    others = np.setdiff1d(np.arange(len(before)), members)
    assert (after[others] == before[others]).all()


def test_a_slider_that_stands_where_the_example_is_changes_nothing():
    kind = all_kinds(HEALTHY.estimator)[OVERFLOW]
    at = HEALTHY.values[kind.head]
    np.testing.assert_allclose(HEALTHY.set(OVERFLOW, at).values, HEALTHY.values, rtol=1e-9)


def test_only_the_tests_done_are_measured():
    one = HEALTHY.measurements().rows
    assert {row.paradigm for row in one} == {"graded_effort"}
    assert len(ALL.measurements().rows) == len(ALL.estimator.measures)


def test_the_last_test_stays():
    assert HEALTHY.toggled("graded_effort").tests == ("graded_effort",)
    others = tuple(name for name in ALL.tests if name != "graded_effort")
    assert ALL.toggled("graded_effort").tests == others


ADDRESSES = [
    HEALTHY,
    ALL,
    HEALTHY.started("loss_cortex"),
    ALL.started("loss_spinal").set(OVERFLOW, 0.25),
]


@pytest.mark.parametrize("choices", ADDRESSES)
def test_an_address_gives_the_choices_back(choices):
    assert read_choices(choices.query()) == choices


WRONG = [
    ("stress=1", "stress"),
    ("body=leg", "leg"),
    ("example=loss_love", "loss_love"),
    ("tests=graded_effort,chess", "chess"),
    ("moved=graded_effort.overflow:much", "much"),
    ("moved=graded_effort.overflow:nan", "nan"),
    ("moved=graded_effort.overflow:2", "2"),
    ("moved=graded_effort.luck:0.2", "luck"),
]


@pytest.mark.parametrize(("search", "named"), WRONG)
def test_a_wrong_address_is_refused_by_name(search, named):
    with pytest.raises(InputError, match=named):
        read_choices(search)


def test_the_table_of_the_figures_gives_the_same_answer():
    sliders = explain(ALL.started("loss_cortex")).answer
    table = explain(ALL.pasted(table_of(ALL.started("loss_cortex")))).answer
    assert sliders
    assert table
    for name, lever in sliders.levers.items():
        assert table.levers[name].mean == pytest.approx(lever.mean, abs=0.02)


TABLES = [
    ("", "table"),
    ("paradigm;measure;value;spread;n\n", "separate them by commas"),
    ("paradigm,measure,value,spread,n\ngraded_effort,luck,1,1,1\n", "luck"),
    ("paradigm,measure,value,spread,n\nchess,overflow,1,1,1\n", "chess"),
    ("paradigm,measure,value,spread,n\ngraded_effort,overflow@0.4,x,1,1\n", "value"),
    ("paradigm,measure,value,spread,n\n" + "," * LONGEST_TABLE, "characters"),
]


@pytest.mark.parametrize(("text", "named"), TABLES)
def test_a_table_that_cannot_be_used_is_refused_in_one_line_without_a_path(text, named):
    with pytest.raises(InputError, match=named) as refused:
        HEALTHY.pasted(text)
    assert "\n" not in str(refused.value)
    assert "/" not in str(refused.value).partition("allowed")[0]


@pytest.mark.parametrize("place", [name for name in examples(ALL.estimator) if name != "healthy"])
def test_all_tests_together_find_the_place_of_an_example(place):
    found = explain(ALL.started(place)).answer
    assert found
    assert max(found.largest, key=lambda name: found.largest[name]) == place
    lever = found.levers[place]
    assert lever.low <= LOST <= lever.high


def test_explore_opens_the_mean_levers_and_the_likeliest_region():
    found = explain(ALL.started("loss_spinal")).answer
    assert found
    start = read_query(likely_condition(found)).start
    assert start.body == "arm"
    assert start.params.loss_spinal == pytest.approx(found.levers["loss_spinal"].mean, abs=0.005)
    region = found.places["loss_region"]
    assert start.params.loss_region == max(region, key=lambda name: region[name])
