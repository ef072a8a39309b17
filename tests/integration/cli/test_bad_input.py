"""Every wrong input is one line that helps, exit code 2, and leaves no file behind."""

import contextlib
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.cli.main import RUN_OPTIONS
from motorloops.experiments.cli.options import UsageError
from motorloops.model.errors import InputError
from motorloops.model.params import SHORT_FORMS, levers
from tests.helpers.command import call, refused
from tests.helpers.requests import asked
from tests.helpers.tables import Tables

ARM, JOINTS = "bodies/arm.csv", "bodies/arm_joints.csv"
SMALL = ("--body", "chain:1", "--seconds", "0.02")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--preset", "moderate_tuch"), ("preset", "'moderate_tuch'", '"moderate_touch"')),
        (("--set", "los_cortex=0.5"), ("lever", "'los_cortex'", '"loss_cortex"')),
        (("--body", "hnad"), ("body", "'hnad'", '"hand"')),
        (("--body", "chain:0"), ("body", "'chain:0'", "from 1 to 10000")),
        (("--agonist", "tricep"), ("muscle", "'tricep'", '"triceps"')),
        (("--set", "toxin_muscle=bicep"), ("muscle", "'bicep'", '"biceps"')),
        (("--set", "touch_site=elbw"), ("joint", "'elbw'", '"elbow"')),
        (("--set", "loss=1.5"), ("loss", "'1.5'", "from 0 to 1")),
        (("--effort", "-0.1"), ("effort", "'-0.1'", "from 0 to 1")),
        (("--set", "stress=nan"), ("stress", "'nan'", "from 0 to 1")),
        (("--set", "stress=-inf"), ("stress", "'-inf'", "from 0 to 1")),
        (("--effort", "-inf"), ("effort", "'-inf'", "from 0 to 1")),
        (("--set", "stress=much"), ("stress", "'much'", "from 0 to 1")),
        (("--set", "stress"), ("--set", "'stress'", "lever=value")),
        (("--seconds", "0"), ("seconds", "0", "at most 3600")),
        (("--seconds", "0.3"), ("seconds", "0.3", "at least 0.301")),
        (("--seconds", "nan"), ("seconds", "nan", "at most 3600")),
        (("--seconds", "soon"), ("seconds", "'soon'", "number of seconds")),
        (("--seed", "-1"), ("seed", "'-1'", "from 0 to")),
        (("--seed", "18446744073709551615", "--seeds", "2"), ("seed", "2^64 - 1")),
        (("--seeds", "0"), ("seeds", "'0'", "from 1 to")),
        (("--timeline", "hld"), ("timeline", "'hld'", '"hold"')),
        (("--engine", "agent"), ("engine", "'agent'", '"agents"')),
        (("--network", "none.graphml"), ("network file", "'none.graphml'", "No such file")),
        (("--atlas", "none"), ("atlas folder", "none")),
        (("--presett", "mild"), ("option", "'--presett'", '"--preset"')),
        (("--out", "a.xls"), ("--out", "'a.xls'", ".csv or .parquet")),
        (("--out", "none/a.csv"), ("--out", "'none/a.csv'", "No such file or directory")),
        (("--plot", "a.pdf"), ("--plot", "'a.pdf'", ".png or .svg")),
    ],
)  # fmt: skip
def test_a_run_is_refused_in_one_line(tmp_path, monkeypatch, argv, words):
    monkeypatch.chdir(tmp_path)
    line = refused("run", "--plot", "kept.png", "--out", "kept.csv", *argv)
    assert [word for word in words if word not in line] == [], line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("rnu",), ("command", "'rnu'", '"run"')),
        (("levers", "--jsn"), ("option", "'--jsn'", '"--json"')),
        (("bodies", "--atlas", "none"), ("atlas folder", "none")),
        (("network",), ("--out",)),
        (("network", "--out", "a.gml"), ("--out", "'a.gml'", ".graphml or .json")),
        (("network", "--out", "a.json", "--body", "nek"), ("body", "'nek'", '"neck"')),
        (("serve", "--port", "http"), ("port", "'http'", "from 0 to 65535")),
        (("serve", "--port", "65536"), ("port", "'65536'", "from 0 to 65535")),
        (("serve", "--embed-in", "school.example"), ("--embed-in", "'school.example'", "https://")),
        (("serve", "--host", "nowhere.invalid"), ("host", "'nowhere.invalid'")),
    ],
)
def test_the_other_commands_refuse_in_one_line_too(tmp_path, monkeypatch, argv, words):
    monkeypatch.chdir(tmp_path)
    line = refused(*argv)
    assert [word for word in words if word not in line] == [], line
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_told():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        line = refused("serve", "--port", port)
    assert port in line
    assert "in use" in line


def unknown_node(tables):
    tables.set("projections.csv", 0, "target", "GPX")
    return "projections.csv row 2 column target", "'GPX'", '"GPI"'


def missing_column(tables):
    header, *rows = tables.read("populations.csv")
    at = header.index("tau_ms")
    tables.write("populations.csv", [row[:at] + row[at + 1 :] for row in [header, *rows]])
    return "populations.csv", "tau_ms"


def duplicate(tables):
    tables.repeat("projections.csv", 0)
    return "projections.csv", "CMD"


def self_antagonist(tables):
    tables.set(ARM, tables.repeat(ARM, tables.find(ARM, muscle="biceps")), "moment_arm", "-1")
    return ARM, "biceps"


def no_antagonist(tables):
    tables.drop(ARM, tables.find(ARM, muscle="triceps"))
    return ARM, "'biceps'", "antagonist"


def disconnected_muscle(tables):
    header, *rows = tables.read(JOINTS)
    joint, neighbours = header.index("joint"), header.index("neighbours")
    for number, row in enumerate(rows):
        ends = {"wrist": "fingers", "elbow": "shoulder"}  # no link between the two
        tables.set(JOINTS, number, "neighbours", ends.get(row[joint], row[neighbours]))
    return JOINTS, "'wrist_flexor'", "connected"


def out_of_range(tables):
    tables.set("projections.csv", 0, "delay_ms", "0")
    return "projections.csv row 2 column delay_ms", "'0'", "1"


@pytest.mark.parametrize(
    "spoil",
    [unknown_node, missing_column, duplicate, self_antagonist, no_antagonist,
     disconnected_muscle, out_of_range],
)  # fmt: skip
def test_a_broken_atlas_is_refused_with_row_and_column(tmp_path, monkeypatch, spoil):
    tables = Tables(tmp_path / "atlas")
    words = spoil(tables)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for argv in (("run", "--out", "a.csv"), ("network", "--out", "a.json")):
        line = refused(*argv, "--atlas", str(tables.folder))
        assert [word for word in words if word not in line] == [], line
    assert list((tmp_path / "here").iterdir()) == []


names = st.sampled_from([*levers(), *SHORT_FORMS]) | st.text(max_size=20)
values = (
    st.floats(width=32).map(str)
    | st.sampled_from(["", "nan", "inf", "-inf", "1e400", "0x1", "１", "biceps", "j0", "flexor_0"])
    | st.text(max_size=20)
)


@given(name=names, value=values)
def test_any_lever_with_any_value_is_run_or_refused(name, value):
    code, out, err = call("run", *SMALL, "--set", f"{name}={value}")
    assert code in (0, 2), err
    assert len(err.splitlines()) == (code == 2), err
    assert bool(out) == (code == 0)


@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_words_are_read_or_refused(words):
    code, _, err = call("levers", *words)
    assert code in (0, 2), err
    assert len(err.splitlines()) == (code == 2), err


@given(
    option=st.sampled_from([option.flag for option in RUN_OPTIONS if option.metavar]),
    value=values,
)
def test_any_value_of_an_option_is_read_or_refused(option, value):
    line = "read"
    try:
        asked(*SMALL, option, value)
    except (InputError, UsageError) as error:
        line = str(error)
    assert len(line.splitlines()) == 1
