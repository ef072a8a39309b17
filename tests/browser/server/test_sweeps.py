"""A sweep as a visitor meets it in headless Chromium: designed, run, read, kept; by keyboard."""

import io
import re
import struct

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from motorloops.server.strings import translate
from scripts.served import Served
from tests.helpers.command import call
from tests.helpers.sweep_jobs import make_study
from tests.helpers.visitor import READY, Visitor, appearances, check_appearances, small_targets

THREE = "?xsteps=3&ysteps=3"
LONG = "?xsteps=15&ysteps=15&seeds=20&body=neck&start=severe"
FOCUS = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
MOST_TABS = 60


@pytest.fixture
def meet(server_url, new_page):
    """Opens the page of sweeps; nothing may go wrong on it."""
    visitors: list[Visitor] = []

    def enter(query: str = THREE, size=(1280, 800), url: str = server_url, **options) -> Page:
        visitors.append(Visitor(new_page(width=size[0], height=size[1], **options), url))
        page = visitors[-1].page
        page.goto(f"{url}/sweeps{query}")
        expect(page.locator(".ml-page h1")).to_be_visible(timeout=READY)
        return page

    yield enter
    for visitor in visitors:
        visitor.check()


def button(page: Page, key: str):
    return page.get_by_role("button", name=translate(key), exact=True)


def run(page: Page) -> Page:
    button(page, "sweeps.run").click()
    expect(page.locator(".ml-map td a")).to_have_count(9, timeout=READY)
    expect(page.locator(".ml-findings img")).to_be_visible(timeout=READY)
    return page


def test_from_the_form_to_the_map_to_explore_and_back(meet):
    page = meet("")
    for lever in ("Loss: cortex", "Loss: spinal cord"):
        box = page.get_by_role("spinbutton", name=translate("sweeps.steps_of", lever=lever))
        box.fill("3")
        box.press("Tab")
    expect(page.get_by_text("3 × 3 settings, 5 runs of each: 45 runs")).to_be_visible()
    run(page)
    page.get_by_role("link", name="Loss: cortex 50 %, Loss: spinal cord 100 %").click()
    page.wait_for_function("() => location.pathname === '/explore' && window.motorloops?.live")
    levers = page.evaluate("() => motorloops.live.levers")
    assert (levers["loss_cortex"], levers["loss_spinal"]) == (0.5, 1)
    assert page.url.endswith("/explore?loss_cortex=0.5&loss_spinal=1")
    page.go_back()
    expect(page.locator(".ml-map td a")).to_have_count(9, timeout=READY)
    expect(page.get_by_role("spinbutton", name="Loss: cortex: steps")).to_have_value("3")


def seen(page: Page) -> list[object]:
    """The cells, the measure and the axis that a page shows, and its address."""
    expect(page.locator(".ml-map td a")).to_have_count(9, timeout=READY)
    expect(page.locator(".ml-findings img")).to_be_visible(timeout=READY)
    return [
        page.locator(".ml-map td a").evaluate_all("all => all.map((a) => [a.ariaLabel, a.href])"),
        page.get_by_label(translate("sweeps.measure")).input_value(),
        page.locator(".ml-findings img").get_attribute("alt"),
        page.url,
    ]


def test_a_map_survives_a_reload_and_a_closed_page(meet):
    page = run(meet())
    page.get_by_label(translate("sweeps.measure")).select_option("twist")
    page.get_by_role("radio", name="Loss: spinal cord", exact=True).check(force=True)
    page.wait_for_url("**along=y**")
    expect(page.locator(".ml-findings img")).to_have_attribute(
        "alt", re.compile("Twist along Loss: spinal cord"), timeout=READY
    )
    before = seen(page)
    page.reload()
    assert seen(page) == before
    expect(page.locator(".ml-studies li").first).to_contain_text(translate("sweep_states.complete"))
    context, address = page.context, page.url
    page.close()
    again = context.new_page()
    again.goto(address)
    assert seen(again) == before
    name = again.locator(".ml-studies li strong").first.inner_text()
    (cookie,) = context.cookies()
    assert cookie.get("httpOnly")
    assert cookie.get("value", "") not in address
    other = meet(address.partition("/sweeps")[2])  # another visitor
    expect(other.get_by_text(translate("sweeps.unknown", name=name))).to_be_visible(timeout=READY)
    expect(other.locator(".ml-map")).to_have_count(0)


def saved(page: Page, group: str, key: str) -> tuple[str, bytes]:
    """Save a file by keyboard: its name and content."""
    group_of = page.get_by_role("group", name=re.compile(f"^{re.escape(group)}"))
    with page.expect_download(timeout=READY) as download:
        group_of.get_by_role("button", name=translate(key), exact=True).press("Enter")
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_the_figures_are_taken_home(meet):
    page = run(meet())
    name = page.locator(".ml-studies li strong").first.inner_text()
    map_ = translate("save.title", title="Co-contraction index: mean")
    bands = translate("save.title", title="Co-contraction index along")
    for group, kind in ((map_, "map"), (bands, "along_loss_cortex")):
        file, svg = saved(page, group, "save.svg")
        assert file.startswith(f"{name}_co_contraction_index_{kind}")
        assert b"<svg" in svg
        file, png = saved(page, group, "save.png")
        assert file.endswith(".png")
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        width = struct.unpack(">I", png[16:20])[0]
        assert width > 1000
        file, csv = saved(page, group, "save.csv")
        assert csv.startswith(b"# ")
        assert len(pd.read_csv(io.BytesIO(csv), comment="#")) in (3, 9)


def tab_to(page: Page, text: str, key: str = "Tab") -> None:
    for _ in range(MOST_TABS):
        if text in page.evaluate(FOCUS):
            return
        page.keyboard.press(key)
    pytest.fail(f"no way to {text!r} by keyboard")


def test_by_keyboard_alone(meet):
    page = meet()
    page.locator(".ml-page h1").focus()
    tab_to(page, translate("sweeps.run"))
    page.keyboard.press("Enter")
    expect(page.locator(".ml-map td a")).to_have_count(9, timeout=READY)
    expect(button(page, "sweeps.run")).to_be_visible()
    page.locator("#content").focus()
    tab_to(page, "Loss: cortex 0 %, Loss: spinal cord 0 %")
    page.keyboard.press("ArrowUp")  # there is nothing above
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "Loss: cortex 50 %, Loss: spinal cord 50 %" in page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore?loss_cortex=0.5&loss_spinal=0.5")


def test_results_break_no_accessibility_rule(meet, axe_script):
    page = run(meet())
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    check_appearances(page, axe_script)
    for _ in appearances(page):
        assert small_targets(page) == []
        boxes = [cell.bounding_box() for cell in page.locator(".ml-map td a").all()]
        assert all(box and min(box["width"], box["height"]) >= 44 for box in boxes)


def test_a_wide_map_scrolls_by_itself(meet):
    page = meet("?xsteps=15&ysteps=3", size=(390, 844))
    button(page, "sweeps.run").click()
    expect(page.locator(".ml-map td a")).to_have_count(45, timeout=READY)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = "document.querySelector('.ml-map .ml-wide')"
    assert page.evaluate(f"{wide}.scrollWidth > {wide}.clientWidth")
    page.evaluate(f"{wide}.scrollLeft = 300")
    head = page.locator(".ml-map th[scope=row]").first.bounding_box()
    assert head
    assert 0 <= head["x"] < 60  # the row's own value stays in sight


def test_rows_are_kept_as_files(meet, tmp_path):
    page = run(meet())
    frames = {}
    for kind, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet)):
        with page.expect_download() as download:
            button(page, f"sweep_files.{kind}").click()
        name = download.value.suggested_filename
        assert re.fullmatch(rf"loss_cortex_by_loss_spinal_[0-9a-f]{{6}}\.{kind}", name)
        download.value.save_as(tmp_path / kind)
        frames[kind] = read(io.BytesIO((tmp_path / kind).read_bytes()))
    assert len(frames["parquet"]) == 45
    pd.testing.assert_frame_equal(
        frames["csv"].drop(columns="reason"), frames["parquet"].drop(columns="reason"),
        check_dtype=False,
    )  # fmt: skip
    page.get_by_text(translate("sweeps.command")).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name=translate("sweeps.download_toml")).first.click()
    assert download.value.suggested_filename == "loss_cortex_by_loss_spinal.toml"


def test_a_measure_is_chosen_without_running_again(meet):
    page = run(meet())
    page.get_by_label(translate("sweeps.measure")).select_option("twist")
    expect(page.locator(".ml-map caption")).to_contain_text("Twist")
    expect(page.locator(".ml-studies li")).to_have_count(1)
    page.wait_for_url("**measure=twist**")


def test_it_runs_on_while_one_is_away_and_is_cancelled(meet):
    page = meet(LONG)
    button(page, "sweeps.run").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuemax", "4500", timeout=READY)
    expect(bar).not_to_have_attribute("aria-valuenow", "0", timeout=READY)
    bars = page.get_by_role("navigation", name="Pages")
    bars.get_by_role("link", name="About", exact=True).click()
    expect(page.locator(".ml-page h1")).to_have_text(translate("about.heading"), timeout=READY)
    bars.get_by_role("link", name="Sweeps", exact=True).click()
    expect(bar).to_be_visible(timeout=READY)
    button(page, "sweeps.cancel").click()
    expect(button(page, "sweeps.resume")).to_be_visible(timeout=READY)
    expect(button(page, "sweeps.run")).to_be_visible()


def test_a_wrong_address_is_told_in_words(meet):
    page = meet("?xlow=9")
    expect(page.get_by_role("alert")).to_contain_text("loss_cortex: 9.0", timeout=READY)
    page = meet("?study=..%2F..%2Fetc")
    expect(page.get_by_text(translate("sweeps.unknown", name="../../etc"))).to_be_visible(
        timeout=READY
    )


@pytest.fixture
def own(tmp_path):
    """A server with two studies in its folder."""
    (tmp_path / "studies").mkdir()
    make_study(tmp_path / "studies" / "two levers")
    make_study(tmp_path / "studies" / "drawn", "lhs")
    make_study(tmp_path / "secret")
    server = Served(tmp_path, "--studies", str(tmp_path / "studies"))
    server.start()
    yield server
    server.kill()


def test_studies_on_disk_are_browsed(meet, own, tmp_path):
    page = meet("", url=own.url)
    page.get_by_title("Open two levers").click()
    expect(page.locator(".ml-map td a")).to_have_count(9, timeout=READY)
    page.get_by_title("Open drawn").click()
    expect(page.get_by_text("Design lhs over")).to_be_visible(timeout=READY)
    for name in ("..%2Fsecret", "%2e%2e/secret", str(tmp_path / "secret"), "drawn%00"):
        page = meet(f"?study={name}", url=own.url)
        expect(page.get_by_text("There is no sweep called")).to_be_visible(timeout=READY)


@pytest.fixture
def with_regions(tmp_path):
    """A server with a study in which the regions of an outcome can be found."""
    text = (
        'measures = ["largest_overflow"]\n[design]\nkind = "lhs"\nsamples = 60\n[design.axes]\n'
        "loss_cortex = { low = 0.0, high = 0.9 }\neffort = { low = 0.2, high = 1.0 }\n"
        "[seeds]\ncount = 2\n"
    )
    (tmp_path / "some.toml").write_text(text)
    (tmp_path / "studies").mkdir()
    out = str(tmp_path / "studies" / "some")
    assert call("sweep", str(tmp_path / "some.toml"), "--out", out).code == 0
    server = Served(tmp_path, "--studies", str(tmp_path / "studies"))
    server.start()
    yield server
    server.kill()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["wide", "narrow"])
def test_regions_are_read_and_followed_by_keyboard(meet, with_regions, axe_script, size):
    page = meet("?study=some", size=size, url=with_regions.url)
    expect(page.locator(".ml-regions li")).to_have_count(1, timeout=READY)
    expect(page.locator(".ml-regions li")).to_contain_text("Loss: cortex at least")
    check_appearances(page, axe_script)
    assert small_targets(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.locator(".ml-regions h3").scroll_into_view_if_needed()
    page.get_by_role("button", name=translate("sweep_regions.explore"), exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore?**loss_cortex=**")
