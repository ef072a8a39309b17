"""A finished study is extended or merged; its rows are those of one that ran in one go."""

import json
import shutil
from pathlib import Path

import pytest

from motorloops import extend_study, merge_studies, open_results, run_study
from motorloops.experiments.sweeps import runner, session, worker
from motorloops.experiments.sweeps.crate import CRATE
from motorloops.experiments.sweeps.results import status
from motorloops.model.errors import InputError
from tests.helpers.command import call, refused
from tests.helpers.own_studies import KEYS, own_study, write_networks
from tests.helpers.studies import study, sweep

BASE = {
    "body": "chain:1", "seconds": 0.4, "measures": ["agonist_activation", "spread_latency"],
    "chunk": 7,
}  # fmt: skip
RANGES = {"loss_cortex": {"low": 0.0, "high": 0.6}, "noise_tau": {"low": 10.0, "high": 90.0}}


def table(design, seeds=2, **more):
    more_seeds = {"kind": more.pop("kind")} if "kind" in more else {}
    first = {"first": more.pop("first")} if "first" in more else {}
    return {**BASE, "design": design, "seeds": {"count": seeds, **more_seeds, **first}, **more}


def grid(loss, effort=(0.2, 0.9)):
    return {"kind": "grid", "axes": {"loss": loss, "effort": list(effort)}}


def pairs(touch, effort):
    return {"kind": "pairs", "axes": {"touch": touch, "stress": [0.1, 0.3], "effort": effort}}


def points(loss, effort):
    return {"kind": "list", "axes": {"loss": loss, "effort": effort}}


def drawn(kind, size):
    more = {"trajectories": size} if kind == "morris" else {"samples": size}
    return {"kind": kind, "axes": RANGES, **more}


TWO, MORE = [0.0, 0.5], [0.0, 0.25, 0.5, 0.8]
RANGE = {"low": 0.0, "high": 0.9}
EXTENSIONS = {
    "seeds": (table(grid(TWO)), table(grid(TWO), 5)),
    "seeds_of_independent_noise": (
        table(grid(TWO), kind="independent"), table(grid(TWO), 5, kind="independent"),
    ),
    "levels": (table(grid(TWO)), table(grid(MORE, (0.2, 0.4, 0.9)), 3)),
    "levels_after_the_others": (
        table(grid(TWO), kind="independent"), table(grid([*TWO, 0.8]), kind="independent"),
    ),
    "steps": (table(grid({**RANGE, "count": 4})), table(grid({**RANGE, "count": 7}))),
    "pairs": (
        table(pairs([0.5, 1.0], [0.7, 0.8])), table(pairs([0.2, 0.5, 1.0], [0.7, 0.75, 0.8]), 3),
    ),
    "list": (
        table(points([0.1, 0.5], [0.2, 0.2])), table(points([0.1, 0.3, 0.5], [0.2, 0.9, 0.2])),
    ),
    "lhs": (table(drawn("lhs", 4)), table(drawn("lhs", 4), 3)),
    "sobol": (
        table(drawn("sobol", 4), kind="independent"),
        table(drawn("sobol", 8), 3, kind="independent"),
    ),
    "morris": (table(drawn("morris", 3)), table(drawn("morris", 5))),
}  # fmt: skip


def runs_of(monkeypatch):
    """The numbers of runs that workers make from now on."""
    made, whole = [], worker.simulate_outcomes

    def simulate(params, *args, **more):
        made.append(len(params))
        return whole(params, *args, **more)

    monkeypatch.setattr(worker, "simulate_outcomes", simulate)
    return made


@pytest.mark.parametrize(("small", "large"), EXTENSIONS.values(), ids=EXTENSIONS)
def test_an_extended_study_is_that_of_one_go(tmp_path, monkeypatch, small, large):
    run_study(large, tmp_path / "at_once", threads=1)
    before = status(run_study(small, tmp_path / "out", threads=1))["done"]
    made = runs_of(monkeypatch)
    seen = status(extend_study(large, tmp_path / "out", threads=2), verify=True)
    expected = status(open_results(tmp_path / "at_once"))
    assert (seen["hash"], seen["state"]) == (expected["hash"], "complete")
    assert sum(made) == seen["done"] - before > 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        ".lock", CRATE, "data", "provenance.json", "study.toml",
    }  # fmt: skip
    record = json.loads((tmp_path / "out" / "provenance.json").read_text())
    assert record["takes_over"][0]["rows"] == before
    assert len(record["sessions"]) == 2


REFUSED = {
    "fewer_seeds": (table(grid(TWO), 3), table(grid(TWO)), "seeds.count"),
    "another_length": (table(grid(TWO)), table(grid(TWO), 3, seconds=0.5), "seconds"),
    "fewer_levels": (table(grid(TWO)), table(grid([0.0, 0.7]), 3), "design.axes.loss"),
    "levels_in_another_order": (table(grid(TWO)), table(grid([0.5, 0.0, 0.7])), "design.axes.loss"),
    "other_steps": (
        table(grid({**RANGE, "count": 4})), table(grid({**RANGE, "count": 5})), "design.axes.loss",
    ),
    "other_points": (
        table(points([0.1, 0.5], [0.2, 0.2])), table(points([0.5, 0.1], [0.2, 0.2]), 3), "design",
    ),
    "hypercube": (table(drawn("lhs", 4)), table(drawn("lhs", 8)), "design"),
    "levels_between_of_independent_noise": (
        table(grid(TWO), kind="independent"), table(grid(MORE), kind="independent"), "design",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("small", "large", "field"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_extension_is_refused(tmp_path, small, large, field):
    run_study(small, tmp_path / "out", threads=1)
    with pytest.raises(InputError) as caught:
        extend_study(large, tmp_path / "out")
    assert caught.value.field == field
    assert not (tmp_path / "out" / "extension").exists()
    assert status(open_results(tmp_path / "out"), verify=True)["verified"]


def test_extending_needs_a_finished_sweep_of_the_same_model(tmp_path, monkeypatch):
    path, out = study(tmp_path), tmp_path / "out"
    assert "leave out --extend" in refused("sweep", str(path), "--out", str(out), "--extend")
    sweep(path, out)
    line = refused("sweep", str(path), "--out", str(out), "--extend", "--resume")
    assert "--extend" in line
    monkeypatch.setattr("motorloops.experiments.sweeps.provenance.code_digest", lambda: "other")
    line = refused("sweep", str(path), "--out", str(out), "--extend", "--seeds", "5")
    assert "the model's code changed" in line


def test_a_study_that_lacks_nothing_is_left_as_it_is(tmp_path, undisturbed):
    shutil.copytree(undisturbed, tmp_path / "out")
    before = (tmp_path / "out" / "provenance.json").read_bytes()
    told = sweep(study(tmp_path), tmp_path / "out", "--extend")
    assert told["complete"]
    assert (tmp_path / "out" / "provenance.json").read_bytes() == before


def test_an_interrupted_extension_goes_on_and_the_study_stays_readable(tmp_path, expected):
    path, out = study(tmp_path, seeds__count=2), tmp_path / "out"
    sweep(path, out)
    whole, made = worker.simulate_outcomes, []

    def fail_later(*args, **more):
        made.append(1)
        if len(made) > 2:
            raise MemoryError
        return whole(*args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "simulate_outcomes", fail_later)
        argv = ("sweep", str(study(tmp_path)), "--out", str(out), "--extend", "--threads", "1")
        code, _, err = call(*argv)
    assert code == 1
    line = f"motorloops sweep {out}/extension/study.toml --out {out} --extend"
    assert line in err
    assert len(open_results(out).frame()) == 24
    told = json.loads(call("status", str(out), "--json").out)
    assert (told["state"], told["total"]) == ("complete", 24)
    done = told["extension"].pop("done")
    assert told["extension"] == {"state": "stopped", "total": 48}
    assert 24 < done < 48
    assert line in call("status", str(out)).out
    assert "seeds.count" in refused(
        "sweep", str(study(tmp_path, seeds__count=6)), "--out", str(out), "--extend"
    )
    assert sweep(out / "extension" / "study.toml", out, "--extend")["hash"] == expected


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_a_crash_while_an_extension_takes_its_place_is_mended(tmp_path, expected, step):
    """Each step ends in a rename or a file that is written; the next one fails."""
    path, out = study(tmp_path, seeds__count=2), tmp_path / "out"
    sweep(path, out)
    count = []

    def failing(act):
        def fail(*args):
            count.append(1)
            if len(count) == step:
                raise OSError(5, "Input/output error")
            return act(*args)

        return fail

    with pytest.MonkeyPatch.context() as patch:
        whole = session.adopt

        def adopt(folder):
            with pytest.MonkeyPatch.context() as inner:
                inner.setattr(Path, "rename", failing(Path.rename))
                inner.setattr(session, "write_whole", failing(session.write_whole))
                whole(folder)

        patch.setattr(runner, "adopt", adopt)
        code = call("sweep", str(study(tmp_path)), "--out", str(out), "--extend").code
    assert code == 1
    told = sweep(study(tmp_path), out, "--extend")
    assert (told["hash"], told["done"]) == (expected, 48)
    assert call("status", str(out), "--verify").code == 0


def test_a_table_of_points_can_grow(tmp_path):
    rows = ["loss,effort", "0.1,0.3", "0.5,0.9", "0.7,0.9"]
    design = {"kind": "list", "file": "points.csv"}
    for name, count in (("at_once", 4), ("out", 3)):
        (tmp_path / "points.csv").write_text("\n".join(rows[:count]))
        run_study(study(tmp_path, design=design), tmp_path / name)
    (tmp_path / "points.csv").write_text("\n".join(rows))
    told = status(extend_study(study(tmp_path, design=design), tmp_path / "out"), verify=True)
    assert told["hash"] == status(open_results(tmp_path / "at_once"))["hash"]
    copy = (tmp_path / "out" / "points.csv").read_text()
    assert copy.splitlines() == rows


def test_a_study_of_an_own_network_is_extended_and_merged_from_its_copies(tmp_path):
    for kind in KEYS:
        place = tmp_path / kind
        place.mkdir()
        own = write_networks(tmp_path / f"own_{kind}")
        path = own_study(own, place, kind, seeds__count=2)
        for first in (0, 2):
            argv = ("--set", f"seeds.first={first}")
            sweep(path, place / f"part_{first}", *argv)
        sweep(path, place / "at_once", "--seeds", "4")
        parts = [str(place / f"part_{first}") for first in (0, 2)]
        shutil.rmtree(own)
        for name in ("tables", "net.graphml", "small.toml"):
            gone = place / name
            shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
        expected = status(open_results(place / "at_once"))["hash"]
        merged = merge_studies(place / "merged", parts)
        assert status(merged, verify=True)["hash"] == expected
        kept = place / "part_0" / "study.toml"
        assert sweep(kept, place / "part_0", "--extend", "--seeds", "4")["hash"] == expected
        told = call("run", "--from", str(place / "merged"), "--row", "40", "--json")
        assert json.loads(told.out)["same"]


def test_a_dry_run_tells_the_new_runs(tmp_path, undisturbed):
    shutil.copytree(undisturbed, tmp_path / "out")
    argv = ("sweep", str(study(tmp_path, seeds__count=6)), "--out", str(tmp_path / "out"))
    told = json.loads(call(*argv, "--extend", "--dry-run", "--json").out)
    assert (told["runs"], told["new_runs"]) == (72, 24)


MERGES = {
    "seeds": (
        [table(grid(TWO), 2), table(grid(TWO), 3, first=2)], table(grid(TWO), 5),
    ),
    "seeds_of_independent_noise": (
        [table(grid(TWO), 3, first=2, kind="independent"), table(grid(TWO), 2, kind="independent")],
        table(grid(TWO), 5, kind="independent"),
    ),
    "levels": (
        [table(grid([0.0, 0.8])), table(grid([0.3, 0.5]))], table(grid([0.0, 0.3, 0.5, 0.8])),
    ),
    "overlapping": ([table(grid(TWO)), table(grid([0.5, 0.9]))], table(grid([0.0, 0.5, 0.9]))),
    "list": (
        [table(points([0.5, 0.1], [0.2, 0.2])), table(points([0.5, 0.3], [0.2, 0.2]))],
        table(points([0.5, 0.1, 0.3], [0.2, 0.2, 0.2])),
    ),
    "sobol": ([table(drawn("sobol", 8)), table(drawn("sobol", 4))], table(drawn("sobol", 8))),
    "four": (
        [table(grid([a]), 2, first=b) for a in TWO for b in (0, 2)], table(grid(TWO), 4),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "whole"), MERGES.values(), ids=MERGES)
def test_merged_sweeps_are_that_of_one_go(tmp_path, monkeypatch, parts, whole):
    run_study(whole, tmp_path / "at_once", threads=1)
    folders = [tmp_path / f"part_{number}" for number in range(len(parts))]
    for part, folder in zip(parts, folders, strict=True):
        run_study(part, folder, threads=1)
    made = runs_of(monkeypatch)
    seen = status(merge_studies(tmp_path / "out", folders), verify=True)
    expected = status(open_results(tmp_path / "at_once"))
    assert (seen["hash"], seen["total"]) == (expected["hash"], expected["total"])
    assert made == []
    assert call("show", str(tmp_path / "out")).code == 0
    assert call("export", str(tmp_path / "out"), str(tmp_path / "rows.csv")).code == 0
    told = call("run", "--from", str(tmp_path / "out"), "--row", str(seen["total"] - 1), "--json")
    assert json.loads(told.out)["same"]
    assert status(extend_study(whole, tmp_path / "out"))["hash"] == expected["hash"]


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    out = tmp_path_factory.mktemp("part") / "part"
    run_study(table(grid(TWO)), out, threads=1)
    return out


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (table(grid(TWO), seconds=0.5), ("seconds", "0.5", "0.4")),
        (table(grid(TWO), first=3), ("point 0, replicate 2",)),
        (table(grid([0.7], (0.2,))), ("point 5, replicate 0", "effort = 0.9")),
        (table(grid([0.2, 0.7]), kind="independent"), ("seeds.kind", "independent")),
        (table(points(TWO, TWO)), ("design.kind", "list")),
    ],
)
def test_what_does_not_belong_together_is_refused(tmp_path, part, other, words):
    run_study(other, tmp_path / "other", threads=1)
    line = refused("merge", str(tmp_path / "out"), str(part), str(tmp_path / "other"))
    assert [word for word in words if word not in line] == [], line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other"]


def test_sampled_rows_can_be_analysed_after_a_merge(tmp_path):
    for first in (0, 2):
        run_study(table(drawn("sobol", 64), first=first), tmp_path / f"part_{first}")
    folders = [str(tmp_path / f"part_{first}") for first in (0, 2)]
    assert call("merge", str(tmp_path / "out"), *folders).code == 0
    told = json.loads(call("sensitivity", str(tmp_path / "out"), "--json").out)
    assert told["measures"]["agonist_activation"]["replicates"][1] == 4


def test_conflicting_rows_are_refused(tmp_path, part, monkeypatch):
    whole = worker.simulate_outcomes

    def other(*args, **more):
        found = whole(*args, **more)
        found.measures["agonist_activation"][:] += 1.0
        return found

    monkeypatch.setattr(worker, "simulate_outcomes", other)
    run_study(table(grid([0.5, 0.9])), tmp_path / "other", threads=1)
    line = refused("merge", str(tmp_path / "out"), str(part), str(tmp_path / "other"))
    assert "other: agonist_activation" in line
    assert "point 2, replicate 0" in line
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_merged_is_refused(tmp_path, part):
    out = str(tmp_path / "out")
    assert "two sweeps or more" in refused("merge", out, str(part))
    assert "give the folder of a sweep" in refused("merge", out, str(part), str(tmp_path))
    assert "a sweep is there" in refused("merge", str(part), str(part), str(part))
    copy = shutil.copytree(part, tmp_path / "copy")
    (copy / "data" / "part-00000.parquet").unlink()
    assert "part-00000" in refused("merge", out, str(part), str(copy))
    record = json.loads((part / "provenance.json").read_text())
    shutil.rmtree(copy)
    shutil.copytree(part, copy)
    (copy / "provenance.json").write_text(json.dumps(record | {"code": "another"}))
    assert "the model's code" in refused("merge", out, str(part), str(copy))
    assert not (tmp_path / "out").exists()
