"""The engine in Chromium: the bits of the native engine."""

from tests.helpers.browser_engine import TWIN, in_chromium, native, session


def test_chromium_gives_the_bits_of_the_engine(page):
    sample = [("arm", "moderate_stimulation"), ("hand", "writers_cramp"), ("neck", "cervical")]
    jobs = [(session(body, preset, seed=4), TWIN) for body, preset in sample]
    replayed = in_chromium(page, jobs)
    for (recording, twin), states in zip(jobs, replayed.states, strict=True):
        assert states == native(recording, twin)
