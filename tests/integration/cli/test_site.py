"""`motorloops site`: a folder or a file, whole or not at all, and one line for what is refused."""

import re

import pytest

from motorloops.server import static_site
from motorloops.server.static_site import ENGINE_FILES, SINGLE, module_names
from motorloops.server.strings.messages import LANGUAGES
from scripts.browser_engine import update
from tests.helpers.command import call


@pytest.fixture(autouse=True, scope="module")
def built():
    update()


def refused(*typed: str) -> str:
    code, told, error = call("site", *typed)
    assert (code, told) == (2, "")
    assert error.count("\n") == 1
    return error


def test_the_folder_has_all_that_its_page_names(tmp_path):
    folder = tmp_path / "site"
    code, told, error = call("site", "--out", str(folder))
    assert (code, error) == (0, "")
    assert str(folder) in told
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    expected = {"index.html", "styles.css", "sources.json", "conditions.json", SINGLE}
    expected |= {f"app/{name}" for name in module_names()}
    expected |= {f"engine/{name}" for name in ENGINE_FILES}
    expected |= {f"texts/{language}.json" for language in LANGUAGES}
    assert expected <= files
    page = (folder / "index.html").read_text("utf-8")
    for address in re.findall(r'(?:href|src)="([^"]+)"', page):
        assert address.startswith("data:") or address in files


def test_an_older_site_is_replaced_and_nothing_of_it_stays(tmp_path):
    folder = tmp_path / "site"
    call("site", "--out", str(folder))
    (folder / "old.html").write_text("old")
    assert call("site", "--out", str(folder))[0] == 0
    assert not (folder / "old.html").exists()
    assert list(tmp_path.iterdir()) == [folder]


def test_a_failure_leaves_the_older_site_as_it_was(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    call("site", "--out", str(folder))
    before = sorted(folder.rglob("*"))

    def fails():
        yield "index.html", b"half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(static_site, "site_files", fails)
    assert "--out" in refused("--out", str(folder))
    assert sorted(folder.rglob("*")) == before
    assert (folder / "index.html").read_bytes() != b"half"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_foreign_folder_is_refused_and_kept(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    assert "--out" in refused("--out", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_is_no_place_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    assert "--out" in refused("--out", str(file))
    assert "--out" in refused("--out", str(file / "below"))
    assert "--single-file" in refused("--single-file", str(tmp_path / "page.txt"))
    assert "--single-file" in refused("--single-file", str(tmp_path / "none" / "page.html"))


@pytest.mark.parametrize("typed", [(), ("--out", "a", "--single-file", "a.html")])
def test_one_of_both_is_asked_for(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "--single-file" in refused(*typed)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", [("--out", "site"), ("--single-file", "page.html")])
def test_a_missing_engine_is_one_clear_line(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(static_site, "ENGINE", tmp_path / "none")
    code, told, error = call("site", *typed)
    assert (code, told) == (1, "")
    assert error.count("\n") == 1
    assert "make browser-engine" in error
    assert list(tmp_path.iterdir()) == []
