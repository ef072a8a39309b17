"""A frame holds what its table says, in that order."""

import numpy as np

from motorloops.server.live.view import pack

NONE = np.empty(0)


def test_layout():
    rates, strengths = np.arange(6).reshape(3, 2) / 10, [1.0, 0.5]
    samples = np.array([[0.1, 0.2], [0.3, 0.4]])
    words = np.frombuffer(
        pack(
            (7, 120, 1), rates, strengths, [0.3, 0.4], [-0.5],
            samples=samples, commands=np.array([0, 1]),
        ), "<f4",
    )  # fmt: skip
    assert words[:4].tolist() == [7, 120, 1, 2]
    parts = [*rates.ravel(), *strengths, 0.3, 0.4, -0.5, *samples.ravel(), 0, 1]
    np.testing.assert_allclose(words[4:], parts, rtol=1e-6)


def test_no_samples():
    frame = pack(
        (1, 0, 0), np.zeros((3, 2)), [1.0], [0, 0], samples=np.empty((0, 2)), commands=NONE
    )
    assert len(frame) == 4 * (4 + 6 + 1 + 2)


def test_a_day_of_frames_counts_exactly():
    seq = 20 * 60 * 60 * 24
    frame = pack((seq, 0, 0), samples=np.empty((0, 2)), commands=NONE)
    assert int(np.frombuffer(frame, "<f4")[0]) == seq
