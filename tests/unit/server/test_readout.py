"""The read-out says what the last second of muscle activity shows."""

from dataclasses import replace

import numpy as np
import pytest

from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.readout import NOW
from motorloops.server.live.readout import Reading, name_index, persistent, read, words_of
from motorloops.server.strings import translate

BODY = build_network("arm").body


def told(trying: bool = True, params: Params | None = None, **levels: float) -> Reading:
    samples = np.zeros((50, len(BODY.muscles)))
    for muscle, level in levels.items():
        samples[:, BODY.channel(muscle)] = level
    return read(samples, BODY, params or Params(), trying=trying)


def test_before_the_start():
    reading = read(np.empty((0, 8)), BODY, Params(), trying=True)
    assert reading == Reading(0.0, translate("readout.none"), translate("readout.start"))


def test_a_clean_movement():
    reading = told(biceps=0.4)
    assert reading.level == 0
    assert reading.index == "0.00 low"
    assert reading.sentence.startswith("Biceps works as wanted. The opponent stays quiet.")


def test_co_contraction_and_overflow_are_named():
    reading = told(biceps=0.4, triceps=0.2, wrist_flexor=0.2)
    assert reading.level == pytest.approx(2 * 0.2 / 0.6)
    assert "(triceps) works against it" in reading.sentence
    assert "Unwanted: wrist flexor." in reading.sentence


def test_silence_and_locking_while_relaxed():
    assert told(trying=False).sentence == translate("readout.silent")
    locked = told(trying=False, biceps=0.5, triceps=0.4).sentence
    assert locked.endswith("biceps and triceps.")


def test_the_wanted_muscle_follows_its_lever():
    reading = told(params=Params().replace(agonist="triceps"), triceps=0.3)
    assert reading.sentence.startswith("Triceps works as wanted.")


@pytest.mark.parametrize(
    ("index", "word"),
    [(0.0, "low"), (0.15, "raised"), (0.3, "high"), (0.59, "high"), (1.0, "very high")],
)
def test_words_of_the_index(index, word):
    assert name_index(index, replace(BODY, healthy_index=0.15)).endswith(f" {word}")


@pytest.mark.parametrize("line", [0.0, 0.05, 0.15, 0.3, 0.45, 0.6, 1.0])
def test_low_is_up_to_the_healthy_line_of_the_body(line):
    body = replace(BODY, healthy_index=line)
    assert line == 0.0 or name_index(0.999 * line, body).endswith(" low")
    assert not name_index(line, body).endswith(" low")
    bounds = [bound for bound, _ in words_of(body)]
    assert bounds == sorted(set(bounds))


def test_the_muscles_of_a_task_all_work_as_wanted():
    params = Params().replace(task="point")
    sentence = told(params=params, anterior_deltoid=0.4, triceps=0.3, finger_extensor=0.2).sentence
    assert "Triceps works as wanted." in sentence
    assert "Wrist extensor is wanted but is not active." in sentence
    assert "No other muscle is active." in sentence


def test_the_read_out_is_of_now_and_not_of_the_last_second():
    samples = np.zeros((100, len(BODY.muscles)))
    samples[: 100 - NOW, BODY.channel("biceps")] = 0.5
    silent = read(samples, BODY, Params(), trying=False)
    assert silent == Reading(0.0, translate("readout.none"), translate("readout.silent"))
    assert read(samples[: 100 - NOW], BODY, Params(), trying=False).sentence.endswith("biceps.")


def test_a_muscle_at_the_limit_does_not_flicker():
    noise = np.random.default_rng(1).normal(0.0, 0.012, 400)
    level = np.stack([0.055 + noise, np.linspace(0.08, 0.0, 400)], axis=1)
    told = [persistent(level[max(0, k - 100) : k]) for k in range(100, 401, 5)]
    changes = np.abs(np.diff(np.array(told, dtype=int), axis=0)).sum(axis=0)
    assert changes.tolist() == [0, 1]
    assert not persistent(np.full((100, 1), 0.04)).any()
