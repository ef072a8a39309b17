"""Going back is exact, far back too, and keeps few states."""

import numpy as np
import pytest

from motorloops.model.recording import Configuration, Recording
from motorloops.server.live.simulation import EVERY_MS, MAX, MEMORY, RECENT_MS, TRACES, Simulation
from motorloops.server.live.view import SAMPLE_MS

BACK_MS = 10


def state(simulation: Simulation) -> bytes:
    return b"".join(part.tobytes() for part in simulation.model.state)


def twin(simulation: Simulation) -> Simulation:
    other = Simulation(simulation.recording())
    other.rerun(simulation.recording())
    return other


@pytest.mark.parametrize("ms", [1, 10, 499, 500, 501, 3333, 9000, 30_001])
def test_a_step_back_is_the_state_that_was(ms):
    simulation = Simulation(Recording(Configuration(body="arm"), seed=3))
    simulation.advance(ms)
    simulation.back(BACK_MS)
    fresh = Simulation(Recording(Configuration(body="arm"), seed=3))
    fresh.advance(max(0, ms - BACK_MS) or 0)
    assert simulation.model.time_ms == max(0, ms - BACK_MS)
    assert state(simulation) == state(fresh)
    for one in (simulation, fresh):
        one.advance(777)
    assert state(simulation) == state(fresh)


@pytest.mark.parametrize("jump", [10, 130, 2500, 7000])
def test_many_steps_back_keep_traces_and_reading_whole(jump):
    simulation = Simulation(Recording())
    simulation.advance(20_000)
    while simulation.model.time_ms > 13_000:
        simulation.back(jump)
    other = twin(simulation)
    assert simulation.reading() == other.reading()
    samples = [
        one.frame(1)[-TRACES * 4 * len(one.network.body.muscles) :] for one in (simulation, other)
    ]
    assert samples[0] == samples[1]
    assert state(simulation) == state(other)


def test_back_at_the_start_stays_there():
    simulation = Simulation(Recording())
    start = state(simulation)
    simulation.back(BACK_MS)
    assert (simulation.model.time_ms, state(simulation)) == (0, start)


def test_few_states_are_kept_and_the_recent_ones_all():
    simulation = Simulation(Recording())
    simulation.rerun(Recording(ms=61_700))
    kept = list(simulation._checkpoints._kept)
    assert len(kept) <= MAX + RECENT_MS // EVERY_MS + 2
    assert kept[0] == 0
    now = simulation.model.time_ms // EVERY_MS * EVERY_MS
    assert set(range(now - RECENT_MS, now + 1, EVERY_MS)) <= set(kept)


def test_samples_of_the_read_out_are_those_of_the_last_second():
    simulation = Simulation(Recording())
    simulation.advance(1500)
    assert MEMORY * SAMPLE_MS == 1000
    simulation.back(400)
    fresh = Simulation(Recording())
    fresh.advance(1100)
    assert simulation.reading() == fresh.reading()
    np.testing.assert_array_equal(simulation._samples, fresh._samples)
