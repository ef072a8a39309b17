"""A calibration's folder: it goes on where it was, and takes nothing else in."""

import numpy as np

from motorloops.experiments.calibration.ensemble import open_folder
from motorloops.experiments.fitted_sets import FittedSet
from tests.helpers.invalid import invalid

KEYS = ("A>B same", "B>A antagonist")
SETTINGS = {"starts": 2, "atlas": "abc"}


def test_sets_come_back_as_they_were_kept_in_the_order_of_their_starts(tmp_path):
    folder = open_folder(str(tmp_path / "new"), SETTINGS, KEYS)
    folder.add(FittedSet(1, 3.25, np.array([0.1234, 2.5])))
    folder.add(FittedSet(0, 1.5, np.array([1.0, 0.02])))
    again = open_folder(str(tmp_path / "new"), SETTINGS, KEYS)
    assert [(one.start, one.loss) for one in again.sets] == [(0, 1.5), (1, 3.25)]
    np.testing.assert_array_equal(again.sets[1].weights, [0.1234, 2.5])


def test_another_calibration_is_refused(tmp_path):
    open_folder(str(tmp_path / "new"), SETTINGS, KEYS)
    with invalid("--out", str(tmp_path / "new")):
        open_folder(str(tmp_path / "new"), {**SETTINGS, "starts": 3}, KEYS)


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with invalid("--out", str(tmp_path)):
        open_folder(str(tmp_path), SETTINGS, KEYS)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with invalid("--out", str(tmp_path / "file" / "inside")):
        open_folder(str(tmp_path / "file" / "inside"), SETTINGS, KEYS)
