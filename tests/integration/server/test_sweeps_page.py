"""The page of sweeps without a browser: the form, the run, what is seen, and odd events."""

import io
import math

import pandas as pd
import pytest
import solara

from motorloops.model.measures import MEASURES
from motorloops.model.presets import PRESETS
from motorloops.server.pages.sweeps.design import OWN, movable
from motorloops.server.pages.sweeps.jobs import use_job_manager
from motorloops.server.pages.sweeps.page import Sweeps
from motorloops.server.pages.sweeps.route import read_route
from motorloops.server.pages.sweeps.studies import STUDIES
from motorloops.server.shell import use_setting
from motorloops.server.strings import translate
from tests.helpers.command import call
from tests.helpers.rendered import at_page, below, buttons, click, templates, texts
from tests.helpers.sweep_jobs import make_study
from tests.helpers.waiting import wait_until

ODD = [
    None, True, "", "x", "1", [], {}, [1], math.nan, math.inf, -math.inf, -1, 1e300, -1e300,
    10**400, 0.5, 2.5, "\x00", "../..", {"value": 1},
]  # fmt: skip


class Page:
    """The rendered page, with the setting and the desk behind it."""

    def __init__(self) -> None:
        found: list = []

        @solara.component
        def Spy():  # noqa: N802
            found.append((use_setting(), use_job_manager()))
            away, go = solara.use_state(False)
            found.append(go)
            return solara.v.Html(tag="p", children=["away"]) if away else Sweeps()

        self.box, self.context = solara.render(at_page(Spy()), handle_error=False)
        (self.setting, self.desk), self.go, *_ = found

    def parts(self, key: str) -> list:
        return [part for part in templates(self.box) if hasattr(part, key)]

    def picker(self, legend: str, k: int = 0):
        return [part for part in self.parts("legend") if part.legend == legend][k]

    def number(self, name: str):
        return next(part for part in self.parts("span") if part.name == name)

    @property
    def address(self) -> str:
        return next(part.query for part in self.parts("query"))

    @property
    def told(self) -> str:
        return " ".join(map(texts, self.having("role", "alert"))).strip()

    def having(self, attribute: str, value: str) -> list:
        every = ((w, getattr(w, "attributes", None) or {}) for w in below(self.box))
        return [w for w, own in every if own.get(attribute) == value]

    def press(self, key: str) -> None:
        click(buttons(self.box)[translate(key)])

    def small(self) -> None:
        for name in ("Loss: cortex", "Loss: spinal cord"):
            self.number(translate("sweeps.steps_of", lever=name)).vue_event_change(3)

    def run(self) -> None:
        self.small()
        self.press("sweeps.run")
        wait_until(lambda: self.maps() and self.parts("svg"))

    def maps(self) -> list:
        return self.parts("map")


@pytest.fixture
def page():
    made = Page()
    yield made
    made.context.close()


def test_the_form_changes_the_plan_and_its_address(page):
    assert page.address == ""
    assert "5 × 5 settings, 5 runs of each: 125 runs" in texts(page.box)
    page.picker(translate("sweeps.lever")).vue_event_pick("stress")
    page.number("Stress: from").vue_event_change(20)
    page.number("Stress: steps").vue_event_change(4)
    page.picker(translate("sweeps.seeds")).vue_event_pick("20")
    page.picker(translate("toolbar.preset")).vue_event_pick("writers_cramp")
    plan = read_route(page.address)[0].plan
    assert (plan.across.lever, plan.across.low, plan.across.steps) == ("stress", 0.2, 4)
    assert (plan.seeds, plan.start, plan.body) == (20, "writers_cramp", "hand")
    assert f"4 × 5 settings, 20 runs of each: {4 * 5 * 20} runs" in texts(page.box)
    assert "stress.low = 0.2\nstress.high = 1.0\nstress.count = 4\n" in toml(page)


def toml(page: Page) -> str:
    from urllib.parse import unquote

    links = (w.attributes.get("href", "") for w in below(page.box) if getattr(w, "tag", "") == "a")
    return next(unquote(href) for href in links if href.startswith("data:application/toml"))


def test_a_lever_is_not_offered_twice(page):
    first, second = (page.picker(translate("sweeps.lever"), k) for k in (0, 1))
    assert first.value not in [option["value"] for option in second.options]
    assert {option["value"] for option in first.options} == set(movable()) - {second.value}
    first.vue_event_pick(second.value)
    assert page.picker(translate("sweeps.lever")).value == "loss_cortex"


def test_what_cannot_be_run_is_told_and_cannot_be_started(page):
    page.number("Loss: cortex: to").vue_event_change(300)
    assert "loss_cortex: 3.0 is not allowed" in page.told
    assert buttons(page.box)[translate("sweeps.run")].attributes["aria-disabled"] == "true"
    page.press("sweeps.run")
    assert not page.desk.jobs
    page.number("Loss: cortex: to").vue_event_change(90)
    assert page.told == ""


def test_odd_events_change_nothing_or_are_told(page):
    page.small()
    tried = 0
    for _ in range(3):
        for value in ODD:
            boxes = [(part, part.vue_event_change) for part in page.parts("span")]
            for k in range(len(boxes)):
                page.parts("span")[k].vue_event_change(value)
                tried += 1
            for k in range(len(page.parts("legend"))):
                if isinstance(value, str | None):
                    page.parts("legend")[k].vue_event_pick(value)
                    tried += 1
            assert page.told == "" or "is not allowed" in page.told
            assert "\n" not in page.told
            assert "Traceback" not in texts(page.box)
            _, problem = read_route(page.address)
            assert not problem
    assert tried >= 300


def test_a_sweep_is_run_shown_and_looked_at_in_other_ways(page):
    page.run()
    (drawn,) = page.maps()
    before = drawn.map["rows"]
    assert [len(row) for row in drawn.map["rows"]] == [3, 3, 3]
    assert drawn.across == drawn.down == ["0 %", "50 %", "100 %"]
    assert "45 of 45" not in texts(page.box)
    jobs = dict(page.desk.jobs)
    page.picker(translate("sweeps.measure")).vue_event_pick("overflow")
    wait_until(lambda: "Overflow: mean of 5 runs" in page.maps()[0].words["caption"])
    assert page.maps()[0].map["rows"] != before
    wait_until(lambda: "Overflow along" in " ".join(part.text for part in page.parts("svg")))
    page.picker(translate("sweeps.along")).vue_event_pick("y")
    wait_until(lambda: [part for part in page.parts("legend") if part.legend == "Loss: cortex"])
    page.picker("Loss: cortex").vue_event_pick("2")
    title = translate("sweeps.bands", measure="Overflow", along="Loss: spinal cord",
                other="Loss: cortex 100 %")  # fmt: skip
    wait_until(lambda: title in " ".join(part.text for part in page.parts("svg")))
    assert page.desk.jobs == jobs
    place = read_route(page.address)[0]
    assert (place.plan.measure, place.along, place.at) == ("overflow", "y", 2)
    assert place.study in jobs


def test_a_cell_leads_to_explore_and_odd_cells_lead_nowhere(page):
    page.run()
    (drawn,) = page.maps()
    for odd in [*ODD, [9, 9], [0, True], [0.0, 0], [0], "[0, 0, 0]"]:
        drawn.vue_event_visit(odd)
    assert page.maps()
    assert drawn.map["rows"][1][2]["href"] == "/explore?loss_cortex=1&loss_spinal=0.5"


def saves(page: Page, kind: str, title: str = ""):
    """The buttons that save a kind of file, of the first group whose title contains a text."""
    found = [part for part in page.parts("asked") if title in part.title]
    return next(part for part in found if kind in [file["kind"] for file in part.files])


def save(page: Page, kind: str, title: str = "") -> tuple[str, bytes]:
    """Save a file: its name and content."""
    part = saves(page, kind, title)
    count = part.count
    part.vue_event_ask(kind)
    wait_until(lambda: part.count == count + 1)
    assert part.asked == kind
    return next(file["name"] for file in part.files if file["kind"] == kind), part.content


def test_rows_are_handed_on_when_asked_for(page):
    page.run()
    name, job = next(iter(page.desk.jobs.items()))
    assert saves(page, "parquet").content == b""
    file, csv = save(page, "csv", translate("sweeps.files"))
    assert file == f"{name}.csv"
    assert csv.startswith(b'"point","replicate","seed","loss_cortex","loss_spinal",')
    assert csv.count(b"\n") == 46
    file, parquet = save(page, "parquet")
    assert file == f"{name}.parquet"
    assert parquet[:4] == parquet[-4:] == b"PAR1"
    assert save(page, "csv", translate("sweeps.files"))[1] == csv
    for odd in [*ODD, "toml", "svg"]:
        saves(page, "parquet").vue_event_ask(odd)
    assert saves(page, "parquet").count == 3
    assert not page.told
    job.remove()  # as when the oldest make room
    saves(page, "parquet").vue_event_ask("parquet")
    wait_until(lambda: translate("save.gone", name=file) in page.told)


def numbers(csv: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(csv), comment="#")


def comments(csv: bytes) -> list[str]:
    return [line[2:] for line in csv.decode().splitlines() if line.startswith("# ")]


def test_figures_and_their_numbers_are_taken_home(page):
    page.run()
    name, job = next(iter(page.desk.jobs.items()))
    measure, record = "co_contraction_index", job.results.folder.record()
    page.picker(translate("sweeps.measure")).vue_event_pick(measure)
    title = "Co-contraction index"
    wait_until(lambda: title in page.maps()[0].words["caption"])
    wait_until(lambda: any(title in part.text for part in page.parts("svg")))
    frame = job.results.frame()
    for kinds, where in ((f"{measure}_map", title), (f"{measure}_along_loss_cortex", "along")):
        for kind in ("svg", "png"):
            file, svg = save(page, kind, where)
            assert file.startswith(f"{name}_{kinds}")
            assert file.endswith(f".{kind}")
            assert b"<svg" in svg
            assert b"Loss: cortex (%)" in svg
        file, csv = save(page, "csv", where)
        assert file.endswith(".csv")
        what, provenance, units = comments(csv)
        assert "o-contraction index" in what
        for part in (record["study"], record["hash"], record["motorloops"], record["atlas"]):
            assert part in provenance
        assert f"numpy {record['libraries']['numpy']}" in provenance
        assert units == f"units: loss_cortex: share; loss_spinal: share; {measure}: 1"
        table = numbers(csv)
        assert set(table["n"]) == {5}
        for at in (0.0, 0.5, 1.0):
            runs = frame[(frame["loss_cortex"] == at) & (frame["loss_spinal"] == 0.0)][measure]
            own = table[table["loss_cortex"] == at].to_dict("records")
            row = next(row for row in own if row.get("loss_spinal", 0.0) == 0.0)
            if "mean" in row:
                assert row["mean"] == pytest.approx(runs.mean())
                assert row["low"] <= row["mean"] <= row["high"]
            else:
                assert row["median"] == pytest.approx(runs.median())


def test_it_goes_on_while_the_visitor_is_away(page):
    page.small()
    page.press("sweeps.run")
    assert translate("sweep_states.running") in texts(page.box)
    bar = next(
        w for w in below(page.box) if getattr(w, "attributes", {}).get("role") == "progressbar"
    )
    assert bar.attributes["aria-valuemax"] == "45"
    assert bar.attributes["aria-valuetext"] == translate("sweeps.progress", done=0, runs=45)
    page.go(True)
    assert not page.maps()
    wait_until(lambda: page.desk.busy is None)
    page.go(False)
    wait_until(page.maps)
    assert page.number("Loss: cortex: steps").value == 3


def test_a_sweep_is_cancelled_and_resumed(page):
    page.small()
    page.press("sweeps.run")
    page.press("sweeps.cancel")
    wait_until(lambda: page.desk.busy is None)
    wait_until(lambda: translate("sweeps.resume") in buttons(page.box))
    assert translate("sweeps.run") in buttons(page.box)
    page.press("sweeps.resume")
    wait_until(page.maps)


def test_two_visitors_do_not_see_each_other(page):
    page.run()
    other = Page()
    name = next(iter(page.desk.jobs))
    assert name not in texts(other.box)
    assert not other.maps()
    assert other.desk is not page.desk
    other.context.close()


def test_it_starts_from_what_is_set_up_in_explore(page):
    page.setting.follow_explore("preset=moderate&stress=0.5&cut=TH:0.5")
    page.picker(translate("toolbar.preset")).vue_event_pick(OWN)
    assert "stress = 0.5" in toml(page)
    assert 'preset = "moderate"' in toml(page)
    assert translate("sweeps.left_out") in texts(page.box)
    assert "own=preset%3Dmoderate" in page.address


def test_every_start_and_measure_can_be_chosen(page):
    starts = [option["value"] for option in page.picker(translate("toolbar.preset")).options]
    assert starts == [*PRESETS, OWN]
    measures = [option["value"] for option in page.picker(translate("sweeps.measure")).options]
    assert measures == list(MEASURES)


def test_without_studies_it_is_said_how_to_see_some(page):
    assert "motorloops serve --studies DIR" in texts(page.box)


@pytest.fixture
def studies(tmp_path):
    make_study(tmp_path / "two levers")
    make_study(tmp_path / "drawn", "lhs")
    STUDIES.put(str(tmp_path))
    yield tmp_path
    STUDIES.put(None)


def test_studies_on_disk_are_listed_and_opened(studies):
    page = Page()
    wait_until(lambda: "drawn" in texts(page.box))
    titles = [translate("sweeps.open_name", name=name) for name in ("drawn", "two levers")]
    opens = {w.attributes.get("title"): w for w in below(page.box)
             if getattr(w, "tag", "") == "button"}  # fmt: skip
    click(opens[titles[1]])
    wait_until(page.maps)
    measures = page.picker(translate("sweeps.measure"))
    assert [option["value"] for option in measures.options] == ["overflow", "twist"]
    assert read_route(page.address)[0].study == "two levers"
    click(opens[titles[0]])
    wait_until(lambda: "Design lhs" in texts(page.box))
    assert not page.maps()
    page.context.close()


def test_the_regions_of_a_study_are_told_and_lead_to_explore(tmp_path):
    design = (
        '[design]\nkind = "lhs"\nsamples = 60\n[design.axes]\n'
        "loss_cortex = { low = 0.0, high = 0.9 }\neffort = { low = 0.2, high = 1.0 }\n"
        "[seeds]\ncount = 2\n"
    )
    (tmp_path / "some.toml").write_text(f'measures = ["largest_overflow"]\n{design}')
    (tmp_path / "studies").mkdir()
    out = tmp_path / "studies" / "two losses"
    assert call("sweep", str(tmp_path / "some.toml"), "--out", str(out)).code == 0
    STUDIES.put(str(tmp_path / "studies"))
    page = Page()
    try:
        wait_until(lambda: "two losses" in texts(page.box))
        opens = {w.attributes.get("title"): w for w in below(page.box)
                 if getattr(w, "tag", "") == "button"}  # fmt: skip
        click(opens[translate("sweeps.open_name", name="two losses")])
        wait_until(lambda: translate("sweep_regions.explore") in buttons(page.box))
        (region,) = (w for w in below(page.box) if getattr(w, "tag", "") == "li"
                     and translate("sweep_regions.explore") in texts(w))  # fmt: skip
        assert "Loss: cortex at least" in texts(region)
        assert translate("sweep_regions.outcome", measure="Largest overflow",
                         limit="0.03 MVC") in texts(page.box)  # fmt: skip
        page.press("sweep_regions.explore")
    finally:
        page.context.close()
        STUDIES.put(None)


def test_a_sweep_of_few_settings_says_how_many_regions_need(page):
    page.run()
    told = translate("sweep_regions.few", least=40, count=9)
    wait_until(lambda: told in texts(page.box))


def test_the_figures_of_a_report_are_shown_and_taken_home(tmp_path):
    design = (
        '[design]\nkind = "grid"\n[design.axes]\neffort = [0.2, 0.5, 0.8]\n[seeds]\ncount = 2\n'
    )
    (tmp_path / "one.toml").write_text(f'measures = ["largest_overflow"]\n{design}')
    (tmp_path / "studies").mkdir()
    out = tmp_path / "studies" / "one lever"
    assert call("sweep", str(tmp_path / "one.toml"), "--out", str(out)).code == 0
    STUDIES.put(str(tmp_path / "studies"))
    page = Page()
    try:
        wait_until(lambda: "one lever" in texts(page.box))
        opens = {w.attributes.get("title"): w for w in below(page.box)
                 if getattr(w, "tag", "") == "button"}  # fmt: skip
        click(opens[translate("sweeps.open_name", name="one lever")])
        wait_until(lambda: page.parts("svg"))
        assert all("<svg" in part.svg for part in page.parts("svg"))
        for kind in ("svg", "png", "csv"):
            file, content = save(page, kind)
            assert file == f"one_lever_dose-largest_overflow-effort.{kind}"
            assert (b"<svg" in content) == (kind != "csv")
        assert comments(content)[2] == "units: effort: share of full effort; largest_overflow: MVC"
        assert numbers(content)["effort"].tolist() == [0.2, 0.5, 0.8]
    finally:
        page.context.close()
        STUDIES.put(None)
