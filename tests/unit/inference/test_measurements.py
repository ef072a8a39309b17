"""Measurement files: what they are read as, and each way in which one is refused."""

import csv
import io
import json
import math

import numpy as np
import pytest

from motorloops.experiments.inference.measurements import (
    IGNORED,
    LARGEST_FILE,
    Measurement,
    known_measures,
    read_measurements,
    template,
)
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.sweeps.paradigm_columns import paradigm_columns, paradigm_values
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES, measure
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold

HEADER = "paradigm,measure,value,spread,n,unit"
BODY = "chain:3"
GOOD = {
    "paradigm": "hold", "measure": "overflow", "value": 0.2, "spread": 0.06, "n": 9, "unit": "MVC",
}  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(content, name="person.csv"):
        path = tmp_path / name
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def read_row(written):
    """Read a file of one row: GOOD, with some cells changed."""

    def read(**cells):
        row = {**GOOD, **cells}
        line = ",".join(str(cell) for cell in row.values())
        return read_measurements(written(f"{','.join(row)}\n{line}\n"), BODY).rows[0]

    return read


def refusal(call, *args, **kwargs):
    with pytest.raises(InputError) as caught:
        call(*args, **kwargs)
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


def test_csv_and_json_are_read_alike(written):
    table = written(f"{HEADER}\n{','.join(map(str, GOOD.values()))}\nhold,twist,5,1,4,\n")
    items = [GOOD, {**GOOD, "measure": "twist", "value": 5, "spread": 1, "n": 4, "unit": None}]
    plain = written(json.dumps(items), "list.json")
    named = written(json.dumps({"body": BODY, "measurements": items}), "named.json")
    read = read_measurements(table, BODY)
    assert read == read_measurements(plain, BODY) == read_measurements(named)
    assert read.rows == (
        Measurement("hold", "overflow", 0.2, 0.06, 9, "MVC"),
        Measurement("hold", "twist", 5.0, 1.0, 4, "deg"),
    )
    assert read.values.tolist() == [0.2, 5.0]
    assert read.standard_errors.tolist() == pytest.approx([0.02, 0.5])


def test_a_spreadsheets_file_with_a_mark_and_blank_rows(written):
    row = ",".join(map(str, GOOD.values()))
    path = written(f"\ufeff{HEADER}\r\n\r\n {row} \r\n,,,,,\r\n")
    assert [one.measure for one in read_measurements(path, BODY).rows] == ["overflow"]


@pytest.mark.parametrize(
    ("name", "unit", "given", "value"),
    [
        ("overflow", "%", 20, 0.2),
        ("overflow", "% of MVC", 20, 0.2),
        ("overflow", "share", 0.2, 0.2),
        ("low_frequency_power", "%", 35, 0.35),
        ("co_contraction_index", "%", 35, 0.35),
        ("spread_latency", "s", 0.15, 150.0),
        ("after_contraction", "ms", 250, 0.25),
        ("twist", "rad", math.pi / 2, 90.0),
    ],
)
def test_convertible_units(read_row, name, unit, given, value):
    row = read_row(measure=name, unit=unit, value=given, spread=given / 2)
    assert row.value == pytest.approx(value, rel=1e-15)
    assert row.spread == pytest.approx(value / 2, rel=1e-15)
    assert row.unit == MEASURES[name].unit


def test_shares_of_different_things_are_not_converted(written):
    rows = "reciprocal_inhibition,conditioned_reflex@10,{},5,8,{}\n"
    read = read_measurements(written(f"{HEADER}\n{rows.format(0.6, 'share of test')}"), BODY)
    assert read.rows[0].value == 60.0
    error = refusal(read_measurements, written(f"{HEADER}\n{rows.format(60, '% of rest')}"), BODY)
    assert (error.field, error.value) == ("person.csv row 2 column unit", "% of rest")


@pytest.mark.parametrize(
    ("column", "value", "hint"),
    [
        ("paradigm", "silent_perod", "silent_period"),
        ("paradigm", "sensory_trick", ""),  # it compares conditions only
        ("measure", "overflw", "overflow"),
        ("measure", "", ""),
        ("unit", "ms", "MVC"),
        ("unit", "mV", "MVC"),
        ("value", "much", "number"),
        ("value", "nan", "number"),
        ("value", "0_1", "number"),
        ("value", "\uff11", "number"),
        ("value", "inf", "number"),
        ("value", "1.2", "0 to 1"),
        ("value", "-0.1", "0 to 1"),
        ("value", "", ""),
        ("spread", "", "standard deviation"),
        ("spread", "-0.1", "standard deviation"),
        ("spread", "nan", "standard deviation"),
        ("n", "", "repetitions"),
        ("n", "0", "whole number"),
        ("n", "-3", "whole number"),
        ("n", "2.5", "whole number"),
        ("n", "1e400", "whole number"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(read_row, column, value, hint):
    error = refusal(read_row, **{column: value})
    assert (error.field, error.value) == (f"person.csv row 2 column {column}", value)
    assert hint in error.allowed


def test_a_value_is_compared_with_its_range_in_the_unit_of_the_model(read_row):
    assert read_row(value=99, unit="%").value == 0.99
    assert refusal(read_row, value=101, unit="%").value == "101"
    assert refusal(read_row, measure="spread_latency", unit="ms", value=-1).value == "-1"
    most = len(build_network(BODY).body.muscles) - 1
    assert read_row(measure="muscles_recruited", unit="", value=most).value == most
    refusal(read_row, measure="muscles_recruited", unit="", value=most + 1)


@pytest.mark.parametrize("key", ["value", "spread", "n"])
@pytest.mark.parametrize("value", [True, [1], {}, 10**400, "x"])
def test_json_values_of_another_kind(written, key, value):
    path = written(json.dumps([{**GOOD, key: value}]), "person.json")
    assert refusal(read_measurements, path, BODY).field == f"person.json measurement 1 {key}"


@pytest.mark.parametrize("key", ["paradigm", "measure", "unit"])
def test_json_names_of_another_kind(written, key):
    path = written(json.dumps([{**GOOD, key: 3}]), "person.json")
    assert refusal(read_measurements, path, BODY).field == f"person.json measurement 1 {key}"


def test_the_same_measure_twice(written):
    row = ",".join(map(str, GOOD.values()))
    error = refusal(read_measurements, written(f"{HEADER}\n{row}\n{row}\n"), BODY)
    assert (error.field, error.value) == ("person.csv row 3 column measure", "overflow")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", ""),
        ("a.csv", HEADER),
        ("a.csv", f"{HEADER}\nhold,overflow,,,,MVC\n"),
        ("a.csv", b"\xff\xfe\x00paradigm"),
        ("a.csv", HEADER.replace(",", ";")),
        ("a.csv", f'{HEADER}\nhold,"overflow,1,1,1,'),
        ("a.csv", b"," * (LARGEST_FILE + 1)),
        ("a.txt", HEADER),
        ("a.json", ""),
        ("a.json", "[]"),
        ("a.json", "{"),
        ("a.json", '[{"n": 1, "n": 2}]'),
        ("a.json", "[" * 100_000),
        ("missing.csv", None),
    ],
)
def test_a_file_without_measurements_is_refused_as_a_whole(written, tmp_path, name, content):
    path = tmp_path / name if content is None else written(content, name)
    error = refusal(read_measurements, path, BODY)
    assert (error.field, error.value) == ("measurements", str(path))


@pytest.mark.parametrize(
    ("name", "content", "value"),
    [
        ("a.csv", HEADER.replace("spread", "spred"), "spred"),
        ("a.csv", HEADER.replace(",unit", ",value"), "value"),
        ("a.csv", HEADER.replace(",spread", ""), "no column spread"),
        ("a.csv", f"{HEADER}\nhold,overflow,0,2,0,0,6,9\n", "8 cells"),
        ("a.json", "3", 3),
        ("a.json", '[{"spred": 1}]', "spred"),
        ("a.json", "[3]", 3),
        ("a.json", '{"bodie": "arm"}', "bodie"),
        ("a.json", '{"body": 3}', 3),
        ("a.json", '{"body": "arm", "measurements": []}', "arm"),
        ("a.json", '{"measurements": {}}', {}),
    ],
)
def test_columns_and_keys_that_cannot_be_used(written, name, content, value):
    error = refusal(read_measurements, written(content, name), BODY)
    assert error.field.startswith(name)
    assert error.value == value


def test_known_measures_are_those_of_the_chosen_condition():
    assert list(known_measures("chain:1", "hold")) == [
        name for name, entry in MEASURES.items() if entry.joints == 1
    ]
    names = list(known_measures(BODY, "reciprocal_inhibition"))
    assert names[:3] == ["test_reflex", "conditioned_reflex@0", "conditioned_reflex@2"]
    assert len(names) == 12
    assert refusal(known_measures, "chain:1", "surround_inhibition").field == "paradigm"
    assert refusal(known_measures, "nobody", "hold").value == "nobody"


def test_changes_and_ratios_have_ranges_of_their_own():
    drive = known_measures(BODY, "cerebellar_drive")
    places = {name.partition("@")[0]: entry for name, entry in drive.items()}
    assert (places["overflow"].low, places["overflow"].high) == (0, 1)
    assert (places["change_of_overflow"].low, places["change_of_overflow"].high) == (-1, 1)
    assert places["change_of_nuclear_rate_at_rest"].low == -math.inf
    strength = known_measures(BODY, "maximal_contraction")["mean_strength_over_healthy"]
    assert (strength.low, strength.high) == (-math.inf, math.inf)
    rate = known_measures(BODY, "resting_rates")["rate_over_healthy@M1"]
    assert (rate.low, rate.high) == (0, math.inf)


@pytest.mark.parametrize(
    "paradigm", ["reciprocal_inhibition", "silent_period", "tendon_vibration", "ballistic"]
)
def test_the_models_own_figures_are_possible_values(paradigm):
    known = known_measures(BODY, paradigm)
    columns = list(paradigm_columns(PARADIGMS[paradigm], build_network(BODY), [Params()]))
    lost = Params(loss_cortex=0.6, loss_basal_ganglia=0.6, loss_spinal=0.6)
    values = paradigm_values(
        [PARADIGMS[paradigm]], columns, build_network(BODY), [Params(), lost], [1, 1]
    )
    for name, entry in known.items():
        seen = values[f"{paradigm}.{name}"]
        seen = seen[~np.isnan(seen)]
        assert ((entry.low <= seen) & (seen <= entry.high)).all(), (name, seen)


def test_a_filled_in_template_is_read_back(written):
    text = template(BODY, ["hold", "reciprocal_inhibition", "hold"])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["paradigm"], row["measure"]) for row in rows] == [
        (paradigm, name)
        for paradigm in ("hold", "reciprocal_inhibition")
        for name in known_measures(BODY, paradigm)
    ]
    assert "no measurement" in refusal(read_measurements, written(text), BODY).allowed
    for row in rows:
        row.update(value=row["healthy_mean"], spread=row["healthy_sd"], n="10")
    filled = [row for row in rows if row["healthy_sd"]]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(filled)
    read = read_measurements(written(stream.getvalue()), BODY)
    assert len(read.rows) == len(filled)
    assert set(IGNORED) <= set(rows[0])


def test_a_template_shows_the_healthy_model():
    text = template("chain:2", ["hold"])
    shown = {row["measure"]: row for row in csv.DictReader(io.StringIO(text))}
    table = measure(simulate(Params(), hold(), range(1, 11), "chain:2"))
    for name in ("agonist_activation", "co_contraction_index"):
        assert float(shown[name]["healthy_mean"]) == pytest.approx(table[name].mean(), rel=1e-3)
        assert float(shown[name]["healthy_sd"]) == pytest.approx(table[name].std(), rel=1e-3)
        assert shown[name]["unit"] == MEASURES[name].unit
