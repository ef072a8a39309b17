"""Own timelines, measures and paradigms of a study: what is refused, and when code is executed."""

import sys
from importlib.metadata import EntryPoint

import numpy as np
import pytest

from motorloops.experiments.sweeps import own_code
from motorloops.experiments.sweeps.own_code import OwnCode, load
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.runner import run_study
from motorloops.experiments.sweeps.study import as_toml
from motorloops.experiments.sweeps.study_file import check_study, read_study
from motorloops.model.errors import InputError
from motorloops.model.measures import measure, measure_input
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline
from tests.helpers.command import refused
from tests.helpers.own_code import MODULE, own_code_study
from tests.helpers.studies import table

BROKEN = """
def broken(trajectory):
    return 1 / 0
broken_measure = Measure("1", "Broken", lambda view: view.nothing)
def flat(trajectory):
    return 3.0
def table(trajectory):
    return np.zeros((2, 3))
def words(trajectory):
    return np.array(["a"] * len(trajectory.seeds))
def overflow(trajectory):
    return np.zeros(len(trajectory.seeds))
seed = touch = overflow
def no_timeline(seconds):
    return seconds
def broken_timeline(seconds):
    raise KeyError("a key")
def short(seconds):
    return Timeline("short", 100, (Phase(0),))
def elsewhere(seconds):
    return Timeline("else", round(1000 * seconds), (Phase(0, stimuli={"IA/nose": 1.0}),))
number = 3
CLASH = Paradigm("silent_period", "", "", "", "assumption", _run)
RAISES = Paradigm("raises", "", "", "", "assumption", lambda network, base, seeds: {}["x"])
NO_FRAME = Paradigm("no_frame", "", "", "", "assumption", lambda network, base, seeds: 3)
def _twice(network, base, seeds):
    result = ParadigmResult()
    for _ in range(2):
        result.add("a", "1", {CHOSEN: np.zeros(len(seeds))})
    return result.frame()
TWICE = Paradigm("twice", "", "", "", "assumption", _twice)
def _few(network, base, seeds):
    result = ParadigmResult()
    result.add("a", "1", {CHOSEN: np.zeros(5)})
    return result.frame()
FEW = Paradigm("few", "", "", "", "assumption", _few)
"""
# Changes of the small study, with the key, the value and words of the message.
BAD = {
    "missing module": ({"measures": ["nowhere:peak"]}, "measures", "nowhere.py"),
    "missing dotted module": ({"measures": ["no.where:peak"]}, "measures", "no such module"),
    "missing name": ({"measures": ["bumps:peek"]}, "measures", 'did you mean "peak"?'),
    "no reference": ({"measures": ["bumps:"]}, "measures", "module:NAME"),
    "address": ({"measures": ["https://a.b/c:peak"]}, "measures", "module:NAME"),
    "path": ({"measures": ["../bumps:peak"]}, "measures", "module:NAME"),
    "main": ({"measures": ["__main__:peak"]}, "measures", "module:NAME"),
    "neither": ({"measures": ["overflwo"]}, "measures", 'did you mean "overflow"?'),
    "repeated": ({"measures": ["bumps:peak", "bumps:peak"]}, "measures", "once"),
    "wrong type": ({"measures": ["bumps:number"]}, "measures", "int"),
    "a class": ({"measures": ["bumps:Timeline"]}, "measures", "class Timeline"),
    "error": ({"measures": ["bumps:broken"]}, "measures", "ZeroDivisionError"),
    "error in a measure": ({"measures": ["bumps:broken_measure"]}, "measures", "AttributeError"),
    "one number": ({"measures": ["bumps:flat"]}, "measures", "float"),
    "a table": ({"measures": ["bumps:table"]}, "measures", "(2, 3)"),
    "words": ({"measures": ["bumps:words"]}, "measures", "numbers"),
    "name of a measure": ({"measures": ["bumps:overflow"]}, "measures", "packaged"),
    "name of a column": ({"measures": ["bumps:seed"]}, "measures", "another column"),
    "name of a lever": ({"measures": ["bumps:touch"]}, "measures", "another column"),
    "no timeline": ({"timeline": "bumps:no_timeline"}, "timeline", "float"),
    "error in a timeline": ({"timeline": "bumps:broken_timeline"}, "timeline", "KeyError"),
    "another duration": ({"timeline": "bumps:short"}, "seconds", "0.1 s"),
    "object of another duration": ({"timeline": "bumps:FIXED", "seconds": 0.5}, "seconds", "0.4"),
    "unknown node": ({"timeline": "bumps:elsewhere"}, "timeline", "IA/nose"),
    "no paradigm": ({"paradigms": ["bumps:peak"]}, "paradigms", "Measure"),
    "name of a paradigm": ({"paradigms": ["bumps:CLASH"]}, "paradigms", "silent_period"),
    "error in a paradigm": ({"paradigms": ["bumps:RAISES"]}, "paradigms", "KeyError"),
    "no frame": ({"paradigms": ["bumps:NO_FRAME"]}, "paradigms", "ParadigmResult"),
    "two figures alike": ({"paradigms": ["bumps:TWICE"]}, "paradigms", "twice.a"),
    "figures of other seeds": ({"paradigms": ["bumps:FEW"]}, "paradigms", "5 values"),
    "unknown paradigm": ({"paradigms": ["silent"]}, "paradigms", "silent_period"),
    "paradigms of agents": ({"engine": "agents"}, "engine", "compiled engine"),
    "paradigms with lesions": (
        {"design__axes": {"lesion": ["", "MN/flexor_0"]}}, "design.axes.lesion",
        "healthy_reference"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "key", "word"), BAD.values(), ids=BAD)
def test_bad_own_code_is_refused_in_one_line_before_anything_is_written(
    tmp_path, changes, key, word
):
    path = own_code_study(tmp_path, BROKEN, **changes)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert f": {key}: " in line, line
    assert word in line, line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("def", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        ("\0", "bumps raised"),
    ],
)
def test_a_module_that_cannot_be_executed_is_refused(tmp_path, text, word):
    path = own_code_study(tmp_path)
    (tmp_path / "bumps.py").write_text(text)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert "timeline: 'bumps:bumped'" in line
    assert word in line


def test_a_dry_run_tries_own_code_too(tmp_path):
    path = own_code_study(tmp_path, BROKEN, measures=["bumps:broken"])
    assert "ZeroDivisionError" in refused("sweep", str(path), "--dry-run")


def test_nothing_of_the_interpreter_is_left_changed(tmp_path):
    path, before, names = own_code_study(tmp_path), list(sys.path), set(sys.modules)
    planned(read_study(path))
    assert sys.path == before
    assert "bumps" not in sys.modules
    files = {name: getattr(sys.modules[name], "__file__", "") for name in {*sys.modules} - names}
    added = [name for name, file in files.items() if file == str(tmp_path / "bumps.py")]
    assert len(added) == 1
    assert added[0].startswith("_motorloops_study_")


def test_a_module_beside_the_study_comes_before_an_installed_one(tmp_path):
    path = own_code_study(tmp_path, measures=["json:peak"], timeline="hold", paradigms=None)
    (tmp_path / "json.py").write_text(MODULE, encoding="utf-8")
    study = planned(read_study(path))
    assert study.columns["peak"].unit == "MVC"
    assert "dumps" in vars(sys.modules["json"])


def test_an_installed_module_is_found(tmp_path):
    """One that returns no (R,) numbers, so that the message shows that it was called."""
    path = own_code_study(tmp_path, measures=["statistics:mean"], paradigms=None)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert "measures: 'statistics:mean'" in line
    assert "raised" in line


def test_entry_points_are_found_by_name(tmp_path, monkeypatch):
    (tmp_path / "own_package.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    groups = {
        "motorloops.timelines": [EntryPoint("bump_line", "own_package:bumped", "")],
        "motorloops.measures": [EntryPoint("top", "own_package:peak", ""),
                                EntryPoint("overflow", "own_package:peak", "")],
        "motorloops.paradigms": [EntryPoint("bump_test", "own_package:BUMP", "")],
    }  # fmt: skip
    monkeypatch.setattr(own_code, "entry_points", lambda group: groups[f"motorloops.{group[11:]}"])
    path = own_code_study(tmp_path, timeline="bump_line", measures=["top", "overflow"],
                          paradigms=["bump_test"])  # fmt: skip
    study = planned(read_study(path))
    assert study.measures == (
        "top", "overflow", "bump.overflow@0.5", "bump.overflow@0.5-healthy",
    )  # fmt: skip
    assert [r.text for r in study.own.references] == ["bump_line", "top", "bump_test"]
    assert study.timeline() == Timeline("bump", 400, (Phase(0), Phase(50, command=1.0), Phase(200)))
    (tmp_path / "stored.toml").write_text(as_toml(study), encoding="utf-8")
    for entries in groups.values():
        entries.clear()  # the package has been removed: results stay readable
    stored = read_study(tmp_path / "stored.toml")
    assert stored.identity() == study.identity()
    with pytest.raises(InputError, match="entry point"):
        planned(stored)


def test_a_study_without_own_code_has_no_part_in_this(tmp_path):
    study = check_study(table(), tmp_path / "small.toml")
    assert planned(study) is study
    assert study.own == OwnCode()


def test_reading_a_study_executes_nothing(tmp_path):
    path = own_code_study(tmp_path, "\nraise SystemExit('executed')\n")
    study = read_study(path)
    assert study.timeline_measures == ("overflow", "peak", "speed")
    assert study.own.digests().keys() == {"bumps"}
    with pytest.raises(InputError, match="executed"):
        planned(study)


def test_the_digest_is_that_of_what_is_executed(tmp_path):
    own = read_study(own_code_study(tmp_path)).own.fixed()
    own_code_study(tmp_path, "\n# changed\n")
    with pytest.raises(InputError) as caught:
        load(own)
    assert caught.value.field == "source of bumps.py"


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_own_measures_are_those_of_the_trajectory(tmp_path, precision):
    keys = {"paradigms": None, "precision": precision, "measures":
            ["overflow", "bumps:peak", "bumps:speed", "bumps:pallidal"]}  # fmt: skip
    results = run_study(own_code_study(tmp_path, **keys), tmp_path / "out", threads=1)
    row = results.row(7)
    assert row is not None
    params = Params().replace(loss=row["loss"], effort=row["effort"])
    timeline = Timeline("bump", 400, (Phase(0), Phase(50, command=1.0), Phase(200)))
    run = simulate(params, timeline, [row["seed"]], "chain:2", keep_rates=True)
    assert row["speed"] == np.abs(np.diff(run.angle[:, :, 0], axis=0)).max()  # float64 always
    assert row["pallidal"] == run.rate[:, 0].mean(axis=0)[0]
    rel = 0.0 if precision == "float64" else 1e-4
    assert row["peak"] == pytest.approx(
        measure_input(run).accumulators.trace[:, 0].max(), rel=rel, abs=0.0
    )
    assert row["overflow"] == pytest.approx(measure(run)["overflow"].iloc[0], rel=rel, abs=0.0)


def test_another_measure_beside_it_does_not_change_a_measure(tmp_path):
    keys = {"paradigms": None, "timeline": "hold"}
    for name, measures in (("one", ["overflow"]), ("more", ["overflow", "bumps:speed"])):
        run_study(own_code_study(tmp_path, measures=measures, **keys), tmp_path / name, threads=1)
    one, more = (read_frame(tmp_path / name) for name in ("one", "more"))
    assert one.equals(more)


def read_frame(folder):
    from motorloops.experiments.sweeps.results import open_results

    return open_results(folder).frame(["point", "seed", "overflow"])


def test_own_measures_see_lesions_and_agents(tmp_path):
    keys = {"paradigms": None, "timeline": "hold", "seconds": 0.5, "precision": "float64",
            "measures": ["bumps:peak", "bumps:speed"], "seeds__count": 1}  # fmt: skip
    lesions = {"lesion": ["", f"MN/{build_network('chain:2').body.agonist}"]}
    compiled, agents = (
        measured(planned(read_study(
            own_code_study(tmp_path, engine=engine, design__axes=lesions, **keys)
        )))
        for engine in ("compiled", "agents")
    )  # fmt: skip
    assert compiled["peak"][1] == 0.0 < compiled["peak"][0]
    for name, values in compiled.items():
        np.testing.assert_array_equal(values, agents[name])


def measured(study):
    """The measures of all runs of a study, in this thread."""
    from motorloops.experiments.sweeps.chunks import chunk_plan
    from motorloops.experiments.sweeps.worker import measure_runs

    task = chunk_plan(study, study.own.folder).task(0)
    seeds = np.ones(len(task), np.uint64)
    return measure_runs(task.group, task.columns, seeds).measures


def test_an_error_in_some_runs_is_the_reason_of_their_rows(tmp_path):
    extra = """
def picky(trajectory):
    if any(params.effort > 0.8 for params in trajectory.params):
        raise OSError("too strong")
    return np.zeros(len(trajectory.seeds))
"""
    keys = {"measures": ["bumps:picky"], "paradigms": None}
    results = run_study(own_code_study(tmp_path, extra, **keys), tmp_path / "out", threads=1)
    frame = results.frame(["effort", "status", "reason"], all_rows=True)
    assert ((frame["status"] == "failed") == (frame["effort"] > 0.8)).all()
    failed = frame[frame["status"] == "failed"]["reason"].unique()
    assert failed.tolist() == ["OwnCodeError: bumps:picky raised OSError: too strong"]
