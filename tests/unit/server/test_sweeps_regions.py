"""The regions of a study in words, as the Sweeps page says them."""

from urllib.parse import urlsplit

import numpy as np
import pytest

from motorloops.experiments.analysis.regions import regions_of
from motorloops.server.pages.sweeps.regions import look, spoken
from motorloops.server.strings import translate
from motorloops.server.url_state import read_query
from tests.helpers.synthetic_sweeps import drawn, grid, losing, swept


@pytest.fixture(scope="module")
def studied():
    return swept(drawn("lhs", ("loss_cortex", "loss_spinal", "touch"), samples=400), losing)


@pytest.fixture(scope="module")
def outcomes(studied):
    return look(studied, "name")


def test_every_measure_with_a_healthy_limit_is_told(outcomes):
    limits = ("Co-contraction index above 0.13", "After contraction above 0.5 s")
    assert [one.title for one in outcomes] == list(limits)


def test_a_region_has_its_levers_in_per_cent_and_its_shares(studied, outcomes):
    found = regions_of(studied.study, studied.frame(), "after_contraction>0.5")
    told = outcomes[1]
    assert len(told.regions) == len(found.boxes) > 0
    box, text = found.boxes[0], told.regions[0].text
    low = min(box.restrictions["loss_cortex"])
    assert f"Loss: cortex at least {100 * float(low):.4g} %" in text
    assert f"{100 * box.density:.0f} %" in text
    assert f"{box.runs} runs" in text
    assert f"{100 * box.coverage:.0f} %" in text
    assert f"{100 * found.share:.0f} %" in told.text


def test_the_link_leads_to_the_middle_of_the_region(studied, outcomes):
    found = regions_of(studied.study, studied.frame(), "after_contraction>0.5")
    for box, region in zip(found.boxes, outcomes[1].regions, strict=True):
        params = read_query(urlsplit(region.href).query).start.params
        for name, end in found.ends.items():
            middle = np.mean([*map(float, box.restrictions.get(name, end))])
            assert getattr(params, name) == pytest.approx(middle, abs=0.001)


def test_regions_of_which_explore_has_no_setting_have_no_link():
    table = grid(8, 2, ("loss_cortex", "loss_spinal"))
    table["design"]["axes"]["agonist"] = ["biceps", "triceps"]
    found = swept(table, losing)
    (one,) = [spoken(found.study, regions_of(found.study, found.frame(), "overflow>0.3"))]
    assert one.regions
    assert [region.href for region in one.regions] == [""] * len(one.regions)


@pytest.mark.parametrize(
    ("measure", "table", "key"),
    [
        ("after_contraction", grid(5, 2), "few"),
        ("spread_latency", grid(8, 2), "no_limit"),
    ],
)
def test_why_there_are_no_regions_is_told(measure, table, key):
    told = look(swept({**table, "measures": [measure]}, losing), "name")
    assert told == translate(f"sweep_regions.{key}", least=40, count=25)


@pytest.mark.parametrize(("limit", "key"), [(9, "never"), (-1, "always")])
def test_all_runs_and_no_run_are_told_as_such(studied, limit, key):
    found = regions_of(studied.study, studied.frame(), f"overflow>{limit}")
    told = spoken(studied.study, found)
    assert (told.text, told.regions) == (translate(f"sweep_regions.{key}"), ())


def test_what_cannot_be_read_is_told(studied):
    gone = type(studied)(studied.study, studied.rows.drop(columns="point"))
    assert str(look(gone, "name")).startswith("“name” cannot be read")
