"""Studies on disk: only finished ones directly inside the folder, and never a way out of it."""

import shutil
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.errors import InputError
from motorloops.server.pages.sweeps.results import MAX_ROWS, load_result
from motorloops.server.pages.sweeps.studies import StudyStore
from tests.helpers.command import call, refused
from tests.helpers.examples import examples
from tests.helpers.sweep_jobs import make_study


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A folder with two finished studies, one that was stopped, links, and things that are none."""
    place = tmp_path_factory.mktemp("studies")
    make_study(place / "two levers")
    make_study(place / "drawn", "lhs")
    (place / "nothing").mkdir()
    (place / "notes.txt").write_text("no study")
    stopped = place / "stopped"
    shutil.copytree(place / "drawn", stopped)
    shutil.rmtree(stopped / "data")
    spoilt = place / "spoilt"
    shutil.copytree(place / "drawn", spoilt)
    (spoilt / "study.toml").write_text("no = [")
    return place


@pytest.fixture(scope="module")
def outside(tmp_path_factory, root):
    """A finished study elsewhere, to which links inside the folder lead."""
    place = tmp_path_factory.mktemp("elsewhere") / "secret"
    shutil.copytree(root / "drawn", place)
    (root / "link").symlink_to(place)
    for part in ("data", "study.toml"):
        inside = root / f"linked {part}"
        shutil.copytree(root / "drawn", inside)
        shutil.rmtree(inside / part) if part == "data" else (inside / part).unlink()
        (inside / part).symlink_to(place / part)
    rows = root / "linked rows"
    shutil.copytree(root / "drawn", rows)
    (file,) = (rows / "data").iterdir()
    file.unlink()
    file.symlink_to(place / "data" / file.name)
    return place


@pytest.fixture
def shelf(root, outside):
    made = StudyStore()
    made.put(str(root))
    return made


def test_finished_studies_are_listed(shelf):
    found = {entry.name: entry for entry in shelf.entries()}
    assert set(found) == {"two levers", "drawn"}
    assert found["two levers"].runs == 18
    assert found["drawn"].runs == 8
    assert found["drawn"].study.design.kind == "lhs"
    assert found["drawn"].when.startswith("20")


def test_a_study_of_two_levers_is_opened_as_a_grid(shelf):
    opened = load_result("two levers", shelf.results("two levers"))
    assert not opened.problem
    assert opened.grid is not None
    assert opened.grid.axes == ("loss_cortex", "effort")
    assert opened.grid.levels("effort") == pytest.approx([0.2, 0.6, 1.0])


def test_any_other_study_is_no_grid(shelf):
    opened = load_result("drawn", shelf.results("drawn"))
    assert not opened.problem
    assert opened.grid is None
    assert opened.results is not None


def test_what_is_spoilt_is_told_in_one_line(shelf):
    opened = load_result("spoilt", shelf.results("spoilt"))
    assert "study.toml" in opened.problem
    assert "\n" not in opened.problem
    assert "Traceback" not in opened.problem


def test_a_study_that_is_too_large_for_a_page_is_not_read(shelf, monkeypatch):
    monkeypatch.setattr("motorloops.server.pages.sweeps.results.MAX_ROWS", 17)
    opened = load_result("two levers", shelf.results("two levers"))
    assert "18 rows" in opened.problem
    assert opened.results is None
    assert MAX_ROWS > 4500


def ways_out(root, outside) -> list[str]:
    aim = outside.name
    plain = [
        "", ".", "..", "../", f"../{outside.parent.name}/{aim}", str(outside), str(root / "drawn"),
        "drawn/", "./drawn", "drawn/../drawn", "drawn/data", "/", "//", "~", "link", "link/data",
        "linked data", "linked study.toml", "linked rows", "nothing", "stopped", "notes.txt",
        "drawn\x00", "\x00", "drawn\n", "DRAWN", " drawn", "drawn\\..", "..\\drawn", "\ud800",
    ]  # fmt: skip
    return [*plain, *(urllib.parse.quote(text, safe="", errors="replace") for text in plain[2:9])]


def test_no_name_leads_out_of_the_folder(shelf, root, outside):
    for name in ways_out(root, outside):
        assert shelf.results(name) is None, name
        opened = load_result(name, shelf.results(name))
        assert opened.results is None
        assert "\n" not in opened.problem.replace(name, "")


@examples(300)
@given(
    name=st.text(max_size=40) | st.lists(st.sampled_from(["..", "drawn", "/", "%2e"])).map("".join)
)
def test_any_name(root, outside, name):
    shelf = StudyStore()
    shelf.put(str(root))
    if name not in ("drawn", "two levers", "spoilt"):
        assert shelf.results(name) is None


def test_a_folder_that_is_taken_away_is_empty(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    shelf = StudyStore()
    shelf.put(str(folder))
    folder.rmdir()
    assert shelf.there
    assert list(shelf.entries()) == []


@pytest.mark.parametrize("folder", ["nowhere/at/all", "\x00", __file__])
def test_what_is_no_folder_is_refused(folder):
    with pytest.raises(InputError, match="studies"):
        StudyStore().put(folder)


def test_the_command_refuses_what_is_no_folder():
    assert "--studies" in refused("serve", "--studies", "nowhere/at/all")
    assert "--studies DIR" in call("serve", "--help").out


def test_without_a_folder_there_is_nothing():
    shelf = StudyStore()
    shelf.put(None)
    assert not shelf.there
    assert list(shelf.entries()) == []
    assert shelf.results("drawn") is None
