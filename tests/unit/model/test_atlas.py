"""The packaged tables are sound, and a spoilt table is refused at the spoilt cell."""

from itertools import combinations
from math import dist
from pathlib import Path

import pytest

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import ASSUMPTION, PACKAGED_ATLAS, TABLES, load_atlas
from tests.helpers.tables import Tables

POPULATIONS, PROJECTIONS, REFERENCES = "populations.csv", "projections.csv", "references.csv"


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return Tables(tmp_path / "atlas")


def refused(tables: Tables, field: str, *words: str) -> None:
    """Load the tables, expect a refusal that names ``field`` and says ``words``."""
    with pytest.raises(InputError) as caught:
        load_atlas(tables.folder)
    assert caught.value.field == field
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


# --- the packaged tables ---------------------------------------------------------------


def test_the_packaged_atlas_has_its_populations_and_both_views_of_weight() -> None:
    atlas = load_atlas()
    keys = " ".join(population.key for population in atlas.populations)
    assert keys == ("CMD M1 INH GABAB D1 D2 FSI GPE STN GPI TH PC DCN S1 MN IAIN RC PAD IA SKIN")
    brake = next(row for row in atlas.projections if row.key == "GPI>TH same")
    assert brake.weight > 0
    assert brake.signed_weight == -brake.weight
    go = next(row for row in atlas.projections if row.key == "TH>M1 same")
    assert go.signed_weight == go.weight
    assert atlas.population("GPI").rest == pytest.approx(0.52)


def test_every_site_scales_something() -> None:
    assert {row.site for row in load_atlas().projections} == {
        "", "cortex", "basal_ganglia", "cerebellum", "spinal", "map_own", "map_spread",
        "striatal_input",
    }  # fmt: skip


def test_the_drug_acts_on_what_excites_the_striatum_alone() -> None:
    atlas = load_atlas()
    drugged = [row for row in atlas.projections if row.site == "striatal_input"]
    assert {row.target for row in drugged} >= {"D1", "D2"}
    for row in drugged:
        assert atlas.population(row.target).region == "basal_ganglia"
        assert row.sign == "excitatory"


def test_nodes_have_room_in_the_picture_and_muscles_below_them() -> None:
    places = {row.key: (row.x, row.y) for row in load_atlas().populations}
    for one, other in combinations(places, 2):
        assert dist(places[one], places[other]) >= 0.11, (one, other)
    assert min(y for _, y in places.values()) > 0.08


def test_each_sentence_is_one_short_plain_sentence() -> None:
    atlas = load_atlas()
    for row in (*atlas.populations, *atlas.projections):
        assert row.sentence.endswith("."), row.key
        assert row.sentence.count(". ") == 0, row.key
        assert len(row.sentence.split()) <= 20, row.key


def test_keys_named_in_a_note_are_references_too() -> None:
    atlas = load_atlas()
    keys = {reference.key for reference in atlas.references}
    named = {
        word.strip("().,;")
        for row in (*atlas.populations, *atlas.projections)
        for word in row.note.split()
        if word.startswith("(") and word.strip("().,;")[-4:].isdigit()
    }
    assert named
    assert named <= keys


def test_an_unknown_population_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match='did you mean "GPI"'):
        load_atlas().population("GPi")


def test_the_atlas_is_loaded_once(tables: Tables) -> None:
    atlas = load_atlas(tables.folder)
    assert load_atlas(tables.folder) is atlas
    assert load_atlas() is load_atlas(PACKAGED_ATLAS)


def test_an_edited_table_is_read_again(tables: Tables) -> None:
    before = load_atlas(tables.folder)
    tables.set(PROJECTIONS, 0, "weight", "0.123")
    after = load_atlas(tables.folder)
    assert before.projections[0].weight == load_atlas().projections[0].weight != 0.123
    assert after.projections[0].weight == 0.123


# --- files, columns and cells -----------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_file_is_refused(tables: Tables, table: str) -> None:
    (tables.folder / table).unlink()
    refused(tables, table, "must hold")


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_atlas(tmp_path / "nowhere")
    assert caught.value.field == "atlas folder"
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        load_atlas(tmp_path / "empty")
    assert caught.value.field == "populations.csv"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'key,"name\n'])
def test_a_file_that_is_no_csv_is_refused(tables: Tables, content: bytes) -> None:
    (tables.folder / REFERENCES).write_bytes(content)
    refused(tables, REFERENCES, "readable CSV")


@pytest.mark.parametrize("content", ["", "key,authors,year,title,journal,doi\n\n"])
def test_an_empty_table_is_refused(tables: Tables, content: str) -> None:
    (tables.folder / REFERENCES).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"references\.csv"):
        load_atlas(tables.folder)


def test_missing_unknown_and_repeated_columns_are_refused(tables: Tables) -> None:
    rows = tables.read(PROJECTIONS)
    tables.write(PROJECTIONS, [row[:5] + row[6:] for row in rows])
    refused(tables, "projections.csv column delay_ms", "missing")
    tables.write(PROJECTIONS, [[*row, "weights" if n == 0 else "1"] for n, row in enumerate(rows)])
    refused(tables, "projections.csv header", "weights", 'did you mean "weight"')
    tables.write(PROJECTIONS, [[*row, row[4]] for row in rows])
    refused(tables, "projections.csv column weight", "repeated")


def test_a_table_without_the_optional_columns_has_their_defaults(tables: Tables) -> None:
    for column in ("expectation", "homeostasis"):
        tables.drop_column(POPULATIONS, column)
    rows = load_atlas(tables.folder).populations
    assert {(row.expectation, row.homeostasis) for row in rows} == {(0.0, 1.0)}
    unchanged = {"expectation": 0.0, "homeostasis": 1.0}
    assert rows == tuple(row.model_copy(update=unchanged) for row in load_atlas().populations)


def test_an_optional_column_may_not_stand_twice(tables: Tables) -> None:
    header, *rows = tables.read(POPULATIONS)
    column = header.index("homeostasis")
    tables.write(POPULATIONS, [[*row, row[column]] for row in (header, *rows)])
    refused(tables, "populations.csv column homeostasis", "repeated")


def test_columns_may_stand_in_any_order_and_rows_may_end_with_a_blank_line(tables: Tables) -> None:
    tables.write(PROJECTIONS, [row[::-1] for row in tables.read(PROJECTIONS)])
    path = tables.folder / PROJECTIONS
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert load_atlas(tables.folder).projections == load_atlas().projections


def test_a_row_with_too_few_cells_is_refused(tables: Tables) -> None:
    rows = tables.read(PROJECTIONS)
    tables.write(PROJECTIONS, [*rows[:11], rows[11][:-1], *rows[12:]])
    refused(tables, "projections.csv row 12", "10 cells", "11")


NUMBERS = [
    (POPULATIONS, "tau_ms", "0.5", "1001", "a number from 1 to 1000"),
    (POPULATIONS, "rest_hz", "-1", "1001", "a number from 0 to 1000"),
    (POPULATIONS, "max_hz", "0", "1001", "a number above 0 to 1000"),
    (POPULATIONS, "x", "-0.1", "1.1", "a number from 0 to 1"),
    (POPULATIONS, "y", "-0.1", "1.1", "a number from 0 to 1"),
    (POPULATIONS, "stress", "-0.1", "1.1", "a number from 0 to 1"),
    (POPULATIONS, "expectation", "-0.1", "1.1", "a number from 0 to 1"),
    (POPULATIONS, "homeostasis", "-0.1", "1.1", "a number from 0 to 1"),
    (PROJECTIONS, "weight", "-0.1", "21", "a number from 0 to 20"),
    (PROJECTIONS, "delay_ms", "0", "201", "a whole number from 1 to 200"),
    (PROJECTIONS, "plastic", "-1", "2", "a whole number from 0 to 1"),
    (REFERENCES, "year", "1799", "2101", "a whole number from 1800 to 2100"),
]


@pytest.mark.parametrize(("table", "column", "low", "high", "allowed"), NUMBERS)
def test_numbers_out_of_range_or_no_numbers_are_refused(
    tables: Tables, table: str, column: str, low: str, high: str, allowed: str
) -> None:
    for value in (low, high, "fast", "", "nan", "inf", "-inf"):
        tables.set(table, 10, column, value)
        refused(tables, f"{table} row 12 column {column}", repr(value), allowed)


def test_a_delay_must_be_whole(tables: Tables) -> None:
    tables.set(PROJECTIONS, 10, "delay_ms", "2.5")
    refused(tables, "projections.csv row 12 column delay_ms", "'2.5'", "whole number")


@pytest.mark.parametrize(
    ("table", "column", "value", "allowed"),
    [
        (POPULATIONS, "region", "brain", "basal_ganglia"),
        (POPULATIONS, "agent", "Cortx", "SpinalCord"),
        (POPULATIONS, "rule", "linear", "recruitment"),
        (PROJECTIONS, "topology", "all", "diffuse"),
        (PROJECTIONS, "sign", "+", "inhibitory"),
        (PROJECTIONS, "site", "brain", "map_spread"),
        (POPULATIONS, "key", "GPI/x", "letters"),
        (POPULATIONS, "sentence", " ", "some text"),
        (PROJECTIONS, "sentence", "", "some text"),
        (REFERENCES, "title", "", "some text"),
    ],
)
def test_words_outside_the_list_are_refused(
    tables: Tables, table: str, column: str, value: str, allowed: str
) -> None:
    tables.set(table, 10, column, value)
    refused(tables, f"{table} row 12 column {column}", allowed)


# --- what rows say of each other --------------------------------------------------------


@pytest.mark.parametrize("column", ["source", "target"])
def test_a_projection_of_an_unknown_population_is_refused(tables: Tables, column: str) -> None:
    tables.set(PROJECTIONS, 0, column, "GPX")
    refused(tables, f"projections.csv row 2 column {column}", 'did you mean "GP')


@pytest.mark.parametrize(
    ("table", "column"),
    [(POPULATIONS, "key"), (PROJECTIONS, "topology"), (REFERENCES, "key")],
)
def test_a_row_given_twice_is_refused(tables: Tables, table: str, column: str) -> None:
    index = tables.repeat(table, 3)
    refused(tables, f"{table} row {index + 2} column {column}", "different")


@pytest.mark.parametrize("topology", ["same", "antagonist", "neighbour"])
def test_diffuse_and_another_topology_would_connect_a_pair_twice(
    tables: Tables, topology: str
) -> None:
    diffuse = tables.find(PROJECTIONS, source="STN", target="GPI", topology="diffuse")
    index = tables.repeat(PROJECTIONS, diffuse)
    tables.set(PROJECTIONS, index, "topology", topology)
    refused(tables, f"projections.csv row {index + 2} column topology", "twice")


def test_diffuse_after_another_topology_is_refused_too(tables: Tables) -> None:
    index = tables.repeat(PROJECTIONS, tables.find(PROJECTIONS, source="GPI", target="TH"))
    tables.set(PROJECTIONS, index, "topology", "diffuse")
    refused(tables, f"projections.csv row {index + 2} column topology", "twice")


@pytest.mark.parametrize(("table", "column"), [(POPULATIONS, "source"), (PROJECTIONS, "reference")])
def test_a_source_must_be_known_and_an_assumption_explained(
    tables: Tables, table: str, column: str
) -> None:
    tables.set(table, 0, column, "starr2006")
    refused(tables, f"{table} row 2 column {column}", 'did you mean "starr2005"')
    tables.set(table, 0, column, ASSUMPTION)
    tables.set(table, 0, "note", " ")
    refused(tables, f"{table} row 2 column note", "says why")


@pytest.mark.parametrize("rest", ["0", "100", "150"])
def test_a_rate_population_rests_strictly_inside_its_range(tables: Tables, rest: str) -> None:
    tables.set(POPULATIONS, tables.find(POPULATIONS, key="M1"), "rest_hz", rest)
    refused(tables, "populations.csv row 3 column rest_hz", "below max_hz 100")


def test_a_special_population_may_rest_at_zero_but_not_at_its_maximum(tables: Tables) -> None:
    skin = tables.find(POPULATIONS, key="SKIN")
    assert load_atlas(tables.folder).population("SKIN").rest == 0
    tables.set(POPULATIONS, skin, "rest_hz", tables.get(POPULATIONS, skin, "max_hz"))
    refused(tables, f"populations.csv row {skin + 2} column rest_hz", "below max_hz")


@pytest.mark.parametrize("key", ["CMD", "MN", "IA", "SKIN"])
def test_each_special_rule_belongs_to_exactly_one_population(tables: Tables, key: str) -> None:
    row = tables.find(POPULATIONS, key=key)
    rule = tables.get(POPULATIONS, row, "rule")
    second = tables.find(POPULATIONS, key="TH")
    tables.set(POPULATIONS, second, "rule", rule)
    tables.set(POPULATIONS, second, "agent", tables.get(POPULATIONS, row, "agent"))
    refused(tables, "populations.csv column rule", f"2 x {rule}", "exactly one")


@pytest.mark.parametrize(
    ("key", "agent"),
    [("MN", "Cortex"), ("CMD", "Thalamus"), ("IA", "SpinalCord"), ("S1", "Afferent")],
)
def test_an_agent_must_be_able_to_follow_its_rule(tables: Tables, key: str, agent: str) -> None:
    row = tables.find(POPULATIONS, key=key)
    tables.set(POPULATIONS, row, "agent", agent)
    refused(tables, f"populations.csv row {row + 2} column rule", f"the agent {agent} cannot")


def test_a_projection_onto_the_skin_is_refused(tables: Tables) -> None:
    tables.set(PROJECTIONS, 10, "target", "SKIN")
    refused(tables, "projections.csv row 12 column target", "'SKIN' is not allowed")
