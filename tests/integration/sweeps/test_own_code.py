"""A study with own code and paradigms, run by the command, resumed, replayed, shown, exported."""

import json
import shutil

import pytest
from pyarrow import parquet

from motorloops.experiments.sweeps.results import open_results
from motorloops.server.pages.sweeps.results import load_result
from motorloops.server.pages.sweeps.studies import StudyStore
from tests.helpers.command import call, refused
from tests.helpers.own_code import own_code_study
from tests.helpers.studies import sweep

COLUMNS = ("overflow", "peak", "speed", "bump.overflow@0.5", "bump.overflow@0.5-healthy")
TRACE = "\nimport pathlib; (pathlib.Path(__file__).parent / 'executed').touch()\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A finished sweep; its module leaves a file beside itself whenever it is executed."""
    place = tmp_path_factory.mktemp("own code")
    told = sweep(own_code_study(place, TRACE), place / "out", "--threads", "2")
    (place / "out" / "executed").unlink()
    return place, told


def test_the_columns_are_there_and_described(made):
    place, told = made
    assert told["ok"] == told["total"] == 24
    results = open_results(place / "out")
    assert results.study.measures[:5] == COLUMNS
    frame = results.frame()
    assert frame[list(results.study.measures)].notna().all(axis=None)
    assert results.study.column("speed").unit == "rad/ms"
    assert results.study.column("speed").meaning == "Largest turn in a millisecond."
    assert results.study.column("bump.overflow@0.5").unit == "MVC"


def test_paradigms_give_the_figures_of_the_paradigm_alone(made):
    from motorloops.experiments.paradigms.paradigm import CHOSEN, RUNS
    from motorloops.experiments.paradigms.registry import PARADIGMS
    from motorloops.model.network.build import build_network
    from motorloops.model.params import Params

    row = open_results(made[0] / "out").row(5)
    assert row is not None
    params = Params().replace(loss=row["loss"], effort=row["effort"])
    frame = PARADIGMS["reciprocal_inhibition"].run(build_network("chain:2"), params, [row["seed"]])
    seen = 0
    for one, values in zip(frame.to_dict("records"), frame.attrs[RUNS], strict=True):
        place = f"@{one['at']:g}" if one["along"] else ""
        name = f"reciprocal_inhibition.{one['measure']}{place}"
        if one["condition"] == CHOSEN:
            assert row[name] == values[0]
        elif one["condition"] == "chosen - healthy":
            assert row[f"{name}-healthy"] == values[0]
        seen += one["condition"] != "healthy"
    assert seen == sum(name.startswith("reciprocal") for name in row) == 24


def test_rows_do_not_depend_on_the_chunks(made, tmp_path):
    told = sweep(own_code_study(tmp_path, TRACE, chunk=5), tmp_path / "out", "--threads", "1")
    assert told["hash"] == made[1]["hash"]


def test_what_is_shown_or_exported_executes_nothing(tmp_path):
    out = tmp_path / "studies" / "one"
    path = own_code_study(tmp_path, TRACE, paradigms=["bumps:BUMP"], seeds__count=1)
    sweep(path, out)
    (out / "executed").unlink()
    for argv in (
        ("status", str(out), "--verify"),
        ("show", str(out)),
        ("show", str(out), "--html", str(tmp_path / "show.html"), "--figures", str(tmp_path / "f")),
        ("export", str(out), str(tmp_path / "rows.parquet")),
    ):
        code, _, err = call(*argv)
        assert code == 0, err
    call("sensitivity", str(out))
    store = StudyStore()
    store.put(str(tmp_path / "studies"))
    (entry,) = store.entries()
    assert entry.name == "one"
    assert load_result("one", store.results("one")).grid is not None
    assert not (out / "executed").exists()
    assert "Speed (rad/ms), an own measure: Largest turn" in call("show", str(out)).out
    field = parquet.read_schema(tmp_path / "rows.parquet").field("speed")
    assert field.metadata == {b"unit": b"rad/ms", b"meaning": b"Largest turn in a millisecond."}


def test_a_row_is_run_again_with_the_copy(made, tmp_path):
    shutil.copytree(made[0] / "out", tmp_path / "moved")
    told = json.loads(call("run", "--from", str(tmp_path / "moved"), "--row", "7", "--json").out)
    assert told["same"]
    assert (tmp_path / "moved" / "executed").exists()


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_a_changed_copy_is_neither_executed_nor_resumed(made, tmp_path, change):
    out = tmp_path / "out"
    shutil.copytree(made[0] / "out", out)
    if change == "edit":
        (out / "bumps.py").write_text((out / "bumps.py").read_text() + "# more\n")
    else:
        (out / "bumps.py").unlink()
    for argv in (
        ("run", "--from", str(out), "--row", "7"),
        ("run", "--from", str(out), "--row", "7", "--out", str(tmp_path / "row.csv")),
        ("sweep", str(out / "study.toml"), "--out", str(out), "--resume"),
    ):
        assert "bumps" in refused(*argv)
    assert not (out / "executed").exists()


def test_a_sweep_resumes_with_the_same_source_alone(made, tmp_path):
    path, out = own_code_study(tmp_path, TRACE), tmp_path / "out"
    sweep(path, out)
    shutil.rmtree(out / "data")
    (out / "shards").mkdir(exist_ok=True)
    record = json.loads((out / "provenance.json").read_text())
    (out / "provenance.json").write_text(json.dumps({**record, "hash": None}))
    own_code_study(tmp_path, TRACE + "# more\n")
    line = refused("sweep", str(path), "--out", str(out), "--resume")
    assert "module bumps" in line
    assert record["own"]["bumps"] in line
    own_code_study(tmp_path, TRACE)
    assert sweep(path, out, "--resume")["hash"] == made[1]["hash"]
