"""Measures in the browser: those of the model, bit for bit, and the statistics of the lessons."""

import math

import numpy as np
import pytest

from motorloops.experiments.statistics import summarise
from motorloops.model.measures import MEASURES
from motorloops.server.pages.lessons.lesson import Rule, lessons
from motorloops.server.pages.lessons.measure import Measured
from tests.helpers.browser_engine import header
from tests.helpers.browser_measures import as_arrays, by_model, differing, evaluate

SEEDS = [1, 2, 3]
CASES = [
    ("arm", "hold", 2.6, {"healthy": {}, "toxin": {"preset": "moderate_toxin"},
                          "healed": {"preset": "severe", "later": {"loss": 0.15, "toxin": 0.5}}}),
    ("hand", "reach", 2.0, {"healthy": {}, "cramp": {"preset": "writers_cramp"}}),
    ("neck", "tap", 2.9, {"healthy": {}, "turned": {"levers": {"loss": 0.7, "task": "turn_head"}}}),
    ("arm", "rest", 0.5, {"healthy": {}}),
    ("arm", "hold", 0.2, {"healthy": {}}),
]  # fmt: skip


def test_measures_are_those_of_the_model():
    asked = [
        {
            "body": body, "timeline": timeline, "seconds": seconds, "conditions": conditions,
            "seeds": SEEDS, "afterToxin": after,
        }
        for body, timeline, seconds, conditions in CASES for after in (True, False)
    ]  # fmt: skip
    program = "return Promise.all(given.asked.map((one) => measure(engine, one)));"
    for case, found in zip(asked, evaluate(program, asked=asked), strict=True):
        expected = by_model(case, SEEDS, case["afterToxin"])
        assert not differing(as_arrays(found), expected)


def test_toxin_changes_the_pull_and_not_the_drive():
    options = {
        "body": "arm", "conditions": {"toxin": {"preset": "moderate_toxin"}}, "seeds": SEEDS,
        "measures": ["co_contraction_index"],
    }  # fmt: skip
    program = (
        "return Promise.all([true, false].map((afterToxin) =>"
        " measure(engine, { ...given, afterToxin })));"
    )
    pull, drive = map(as_arrays, evaluate(program, **options))
    index = "co_contraction_index"
    assert (pull["toxin"][index] < drive["toxin"][index]).all()


def test_the_data_names_the_measures_and_their_units():
    names = header()["measures"]
    assert set(MEASURES) - set(names) == {"low_frequency_power"}
    assert set(names) - set(MEASURES) == {"unasked_turn"}
    assert all(names[name]["unit"] == MEASURES[name].unit for name in names if name in MEASURES)


def test_summaries_are_those_of_the_experiments():
    rng = np.random.default_rng(3)
    samples = [rng.normal(size=n).tolist() for n in range(201)]
    samples += [[math.nan, 1.0, 2.0, math.inf], [math.nan], [0.1] * 20]
    found = evaluate(
        "return given.samples.map((values) => summarise(engine, values.map((x) =>"
        " (x === null ? NaN : x))));",
        samples=[[x if math.isfinite(x) else None for x in values] for values in samples],
    )
    for values, seen in zip(samples, found, strict=True):
        expected = summarise(np.array(values), "").as_dict()
        assert seen == {key: expected[key] for key in ("mean", "low", "high", "n")}


def test_rules_are_decided_as_in_the_lessons():
    rng, lesson = np.random.default_rng(4), lessons()[0]
    figures = {key: {lesson.measure: rng.random(20), "overflow": rng.random(20)} for key in "abc"}
    figures["c"]["overflow"][3] = math.nan
    measured = Measured(lesson, figures)
    bounds = [(-0.2, 0.2), (-0.01, 0.01), (0.4, None), (None, 0.6), (0.55, 0.6)]
    rules = [
        Rule.model_validate({
            "take": take, "measure": measure,
            **({} if low is None else {"low": low}), **({} if high is None else {"high": high}),
        })
        for low, high in bounds for measure in ("", "overflow")
        for take in ({"a": 1.0}, {"a": 1.0, "b": -0.95}, {"c": 0.5, "a": 0.5})
    ]  # fmt: skip
    program = """
      const arrays = (row) => Object.fromEntries(Object.entries(row).map(([name, values]) =>
        [name, Float64Array.from(values, (x) => (x === null ? NaN : x))]));
      const found = Object.fromEntries(Object.entries(given.figures).map(([k, row]) =>
        [k, arrays(row)]));
      return given.rules.map((rule) => [
        holds(engine, rule, found, given.usual), valuesOf(rule, found, given.usual)]);
    """
    told = evaluate(
        program, usual=lesson.measure,
        rules=[rule.model_dump(exclude_unset=True) for rule in rules],
        figures={k: {name: [x if math.isfinite(x) else None for x in v] for name, v in row.items()}
                 for k, row in figures.items()},
    )  # fmt: skip
    assert [row[0] for row in told] == [measured.holds(rule) for rule in rules]
    assert {row[0] for row in told} == {True, False}
    for (_, values), rule in zip(told, rules, strict=True):
        assert np.array_equal(np.array(values, float), measured.values(rule), equal_nan=True)


REFUSED = {
    "{ conditions: {}, seeds: [1] }": "conditions",
    "{ conditions: { a: {} }, seeds: [] }": "number of seeds",
    "{ conditions: { a: {} }, seeds: [-1] }": "seed",
    "{ body: 'leg', conditions: { a: {} }, seeds: [1] }": "body",
    "{ conditions: { a: { preset: 'cervical' } }, seeds: [1] }": "preset",
    "{ conditions: { a: { levers: { stres: 1 } } }, seeds: [1] }": "lever",
    "{ conditions: { a: { later: { stress: 2 } } }, seeds: [1] }": "stress",
    "{ conditions: { a: {} }, timeline: 'jump', seeds: [1] }": "timeline",
    "{ conditions: { a: {} }, seconds: 0, seeds: [1] }": "seconds",
    "{ conditions: { a: {} }, seconds: 61, seeds: [1] }": "seconds",
    "{ conditions: { a: {} }, measures: ['low_frequency_power'], seeds: [1] }": "measure",
    "{ conditions: { a: {} }, twin: 'b', seeds: [1] }": "twin",
}


def test_bad_input_is_refused_by_name():
    program = """
      const fields = [];
      for (const text of given.calls) {
        const options = new Function(`return ${text}`)();
        fields.push(await measure(engine, options).then(() => "", (error) => error.field));
      }
      return fields;
    """
    assert evaluate(program, calls=list(REFUSED)) == list(REFUSED.values())


def test_it_tells_its_progress_and_can_be_stopped():
    program = """
      const told = [];
      const stop = new AbortController();
      const options = { conditions: { a: {}, b: {}, c: {} }, seconds: 1, seeds: [1, 2, 3] };
      await measure(engine, { ...options, progress: (done, all) => told.push([done, all]) });
      const stopped = await measure(engine, {
        ...options, signal: stop.signal, progress: () => stop.abort(new Error("enough")),
      }).then(() => "done", (error) => error.message);
      return { told, stopped };
    """
    answer = evaluate(program)
    assert answer == {"told": [[2, 9], [4, 9], [6, 9], [8, 9], [9, 9]], "stopped": "enough"}


@pytest.mark.parametrize("count", [201, 250])
def test_no_interval_is_given_for_more_values_than_there_are_quantiles(count):
    program = (
        "try { summarise(engine, new Float64Array(given.count)); } catch (e) { return e.field; }"
    )
    assert evaluate(program, count=count) == "number of values"
