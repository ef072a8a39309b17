"""What the map and the bands show: means and percentiles of the rows, and the way to Explore."""

from dataclasses import replace

import numpy as np
import pytest

from motorloops.experiments.sweeps.results import open_results
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.server import theme
from motorloops.server.pages.sweeps.grids import (
    MAX_LEVELS,
    PERCENTILES,
    GridTable,
    bands,
    bands_frame,
    grid_of,
    heat,
)
from motorloops.server.pages.sweeps.jobs import JobManager
from motorloops.server.url_state import read_query
from tests.helpers.colour import contrast
from tests.helpers.command import call
from tests.helpers.sweep_jobs import SMALL, finish

LEVELS = [0.0, 0.5, 1.0]


@pytest.fixture(scope="module")
def grid():
    desk = JobManager()
    yield grid_of(desk.jobs[finish(desk, SMALL)].results)
    desk.close()


def figures(grid: GridTable, measure: str, across: float, down: float) -> np.ndarray:
    frame = grid.frame
    here = (frame["loss_cortex"] == across) & (frame["loss_spinal"] == down)
    return frame.loc[here, measure].to_numpy()


def test_the_map_shows_the_means(grid):
    drawn = heat(grid, "overflow")
    means = np.array([[figures(grid, "overflow", a, d).mean() for a in LEVELS] for d in LEVELS])
    assert means.std() > 0
    told = np.array([[float(cell.text) for cell in row] for row in drawn.rows])
    np.testing.assert_allclose(told, means, atol=0.0006)
    shares = np.array([[cell.share for cell in row] for row in drawn.rows])
    np.testing.assert_allclose(shares, (means - means.min()) / np.ptp(means))
    assert float(drawn.low.split()[0]) == pytest.approx(means.min(), abs=0.0006)
    assert float(drawn.high.split()[0]) == pytest.approx(means.max(), abs=0.0006)


def test_each_cell_leads_to_its_own_setting(grid):
    for row, down in zip(heat(grid, "overflow").rows, LEVELS, strict=True):
        for cell, across in zip(row, LEVELS, strict=True):
            start = read_query(cell.href.removeprefix("/explore").removeprefix("?")).start
            assert start.params == Params().replace(loss_cortex=across, loss_spinal=down)
            assert start.body == "arm"
            assert cell.text in cell.label
            assert f"{100 * across:g} %" in cell.label


def test_cells_above_the_healthy_limit_are_marked(grid):
    measure = "co_contraction_index"
    cells = [cell for row in heat(grid, measure).rows for cell in row]
    marked = [cell.over for cell in cells]
    assert marked == [float(cell.text) > build_network("arm").body.healthy_index for cell in cells]
    assert {True, False} == set(marked)
    assert not any(cell.over for row in heat(grid, "twist").rows for cell in row)


@pytest.mark.parametrize(("line", "over"), [(0.0, True), (1.0, False)])
def test_the_limit_is_that_of_the_body_of_the_study(grid, line, over):
    other = replace(grid, body=replace(grid.body, healthy_index=line))
    measure = "co_contraction_index"
    assert {cell.over for row in heat(other, measure).rows for cell in row} == {over}
    assert other.limit(measure) == line
    assert other.limit("largest_overflow") == grid.limit("largest_overflow")
    assert other.limit("twist") is None


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_a_map_and_bands(grid, measure):
    drawn = heat(grid, measure)
    assert [len(row) for row in drawn.rows] == [3, 3, 3]
    for cell in (cell for row in drawn.rows for cell in row):
        assert (cell.share is None) == (cell.text == "-")
        assert cell.share is None or 0 <= cell.share <= 1
    told = bands(grid, measure, "loss_spinal", 0.5)
    assert len(told.rows) == 3
    assert "<svg" in told.svg


def test_a_measure_without_a_value_is_a_gap(grid):
    empty = replace(grid, frame=grid.frame.assign(twist=np.nan))
    drawn = heat(empty, "twist")
    assert {cell.text for row in drawn.rows for cell in row} == {"-"}
    assert {cell.share for row in drawn.rows for cell in row} == {None}
    assert bands(empty, "twist", "loss_cortex", 0.0).rows[0] == ("0 %", "-", "-", "-", "0")


def test_bands_are_the_percentiles_of_the_runs(grid):
    frame = bands_frame(grid, "overflow", "loss_cortex", 0.5)
    for at in LEVELS:
        seen = np.percentile(figures(grid, "overflow", at, 0.5), list(PERCENTILES.values()))
        np.testing.assert_allclose(frame.loc[at, list(PERCENTILES)], seen)
    other = bands_frame(grid, "overflow", "loss_spinal", 0.5)
    assert other.index.name == "loss_spinal"
    assert frame["n"].tolist() == [5, 5, 5]
    assert frame["median"].tolist()[1] == other["median"].tolist()[1]
    assert not np.allclose(frame["median"], other["median"])


def test_a_fine_grid_is_shown_by_evenly_spread_levels(tmp_path):
    file = tmp_path / "fine.toml"
    axes = "loss_cortex = { low = 0.0, high = 1.0, count = 31 }\neffort = [0.2, 0.4]\n"
    file.write_text(f'measures = ["twist"]\n[design]\nkind = "grid"\n[design.axes]\n{axes}')
    assert call("sweep", str(file), "--out", str(tmp_path / "out")).code == 0
    fine = grid_of(open_results(tmp_path / "out"))
    assert fine is not None
    shown = fine.levels("loss_cortex")
    assert len(shown) == MAX_LEVELS
    assert (shown[0], shown[-1]) == (0.0, 1.0)
    assert [len(row) for row in heat(fine, "twist").rows] == [MAX_LEVELS] * 2
    assert len(bands(fine, "twist", "loss_cortex", 0.2).rows) == 31


def mixed(high: str, low: str, share: float) -> str:
    ends = [(int(high[i : i + 2], 16), int(low[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in ends)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_numbers_can_be_read_on_every_colour_of_the_scale(colours):
    grounds = [mixed(colours["heat"], colours["card"], k / 100) for k in range(101)]
    assert min(contrast(colours["ink"], ground) for ground in grounds) >= 4.5
    # Without colour vision lightness alone tells more from less: it never turns back.
    steps = [contrast(ground, colours["card"]) for ground in grounds]
    assert steps == sorted(steps)
    assert steps[-1] > 2.5
