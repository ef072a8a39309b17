"""The page of a report as a browser shows it: nothing loaded, nothing too wide, for everyone."""

import re

import numpy as np
import pytest

from motorloops.experiments.analysis.plots import inline_svg, write_figure
from motorloops.experiments.analysis.report import report_html, sweep_report
from tests.helpers.synthetic_sweeps import (
    SITES,
    by_population,
    drawn,
    grid,
    lesions,
    losing,
    swept,
)
from tests.helpers.visitor import appearances, check_appearances

SWEEPS = {
    "grid": lambda: swept(grid(5), losing),
    "pairs": lambda: swept(grid(4, 4, SITES[:2], "pairs"), losing),
    "sobol": lambda: swept(drawn("sobol", samples=64, second_order=True), losing),
    "morris": lambda: swept(drawn("morris", trajectories=8), losing),
    "lesions": lambda: swept(lesions(4), by_population),
    "points": lambda: swept(grid(3, 2, ("loss", "touch", "stress")), losing),
}


@pytest.fixture(scope="module")
def reports():
    return {name: sweep_report(make()) for name, make in SWEEPS.items()}


@pytest.fixture(scope="module")
def pages(reports):
    return {name: report_html(report) for name, report in reports.items()}


@pytest.fixture(scope="module")
def files(pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", SWEEPS)
def test_the_page_stands_alone_fits_and_breaks_no_rule(files, new_page, axe_script, name):
    opened = new_page()
    told, asked = [], []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    url = (files / f"{name}.html").as_uri()
    opened.goto(url)
    opened.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert (told, [found for found in asked if not found.startswith("data:")]) == ([], [url])
    check_appearances(opened, axe_script)
    small = """() => [...document.querySelectorAll("svg text")]
        .map((text) => text.getBoundingClientRect().height).filter((high) => high < 8).length"""
    for _ in appearances(opened):
        assert opened.evaluate(small) == 0


def test_every_figure_has_words_above_numbers_below_and_an_alternative(reports, pages):
    for name, report in reports.items():
        text = pages[name]
        assert text.count("<svg") == text.count('role="img" aria-label="') == len(report.sections)
        assert text.count("<table>") == len(report.sections)
        assert all(part.sentences and part.alternative for part in report.sections)


def test_the_page_has_no_script_and_no_address(pages):
    for text in pages.values():
        assert "<script" not in text
        addresses = set(re.findall(r'https?://[^"\s<]+', text))
        assert addresses <= {"http://www.w3.org/1999/xlink"}


def test_ids_are_unique_and_links_lead_to_them(pages):
    for text in pages.values():
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        links = re.findall(r'href="#([^"]+)"', text) + re.findall(r"url\(#([^)]+)\)", text)
        assert set(links) <= set(ids)


def test_what_people_wrote_cannot_break_the_page():
    table = {**grid(3), "name": "<b>", "description": '"<script>alert(1)</script>'}
    text = report_html(sweep_report(swept(table, losing)))
    assert "<script" not in text
    assert "&lt;b&gt;" in text


def test_the_same_runs_draw_the_same_files(reports, tmp_path):
    part = reports["grid"].sections[0]
    again = sweep_report(SWEEPS["grid"]()).sections[0]
    assert inline_svg(part) == inline_svg(again)
    for suffix, start in ((".svg", b"<?xml"), (".png", b"\x89PNG")):
        for name, one in (("one", part), ("two", again)):
            write_figure(one, tmp_path / name, suffix)
        assert (tmp_path / "one").read_bytes().startswith(start)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_measure_without_any_value_is_told_in_words():
    found = swept(grid(3), losing)
    found.rows["spread_latency"] = np.nan
    report = sweep_report(found)
    assert any(line.startswith("Spread latency") for line in report.refused)
    assert "What cannot be said" in report_html(report)
