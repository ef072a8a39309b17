"""Running a timeline: order of runs, sampling, phases, and input that cannot be run."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest

from motorloops.model import simulate as simulate_module
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.noise import check_seed
from motorloops.model.params import Params, levers
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline, hold, params_after, rest
from tests.helpers.invalid import invalid
from tests.helpers.runs import bits
from tests.helpers.source import ROOT

SHORT = hold(0.1, rest_s=0.02, hold_s=0.05)
# Every mechanism is on, so that every lever has something to change.
BUSY = Params(
    loss_cortex=0.4, loss_basal_ganglia=0.4, loss_cerebellum=0.4, loss_spinal=0.4,
    loss_region="elbow", touch=0.5, touch_site="elbow", map_overlap=0.3, stress=0.5, fatigue=0.5,
    effort=0.7, agonist="biceps", toxin=0.5, toxin_muscle="biceps", pallidal_stimulation=0.4,
    anticholinergic=0.4, lesion_thalamus=0.1, lesion_pallidum=0.1, plasticity=0.8,
    homeostasis=0.5, hebb_threshold=0.0001, touch_expected=0.5,
)  # fmt: skip
ONE_SIDED = Params(loss_spinal=0.4, loss_side="left")  # of the neck


def run(
    params: Params, timeline: Timeline = SHORT, seed: int = 1, body: str = "arm"
) -> tuple[bytes, ...]:
    return bits(simulate(params, timeline, [seed], body, keep_rates=True))


def test_shapes_and_order_of_runs() -> None:
    settings = [Params(), Params(stress=1.0)]
    made = simulate(settings, SHORT, [5, 6, 7], "neck", every_ms=4, keep_rates=True)
    body = made.network.body
    assert made.activation.shape == (25, len(body.muscles), 6)
    assert made.angle.shape == (25, len(body.dofs), 6)
    assert made.rate.shape == (25, len(made.network.node_keys), 6)
    assert made.time_ms.tolist() == list(range(4, 101, 4))
    assert made.seeds == (5, 6, 7, 5, 6, 7)
    assert made.params == tuple(p for p in settings for _ in range(3))
    assert simulate(Params(), SHORT, [1]).rate.shape[0] == 0


def test_a_coarse_sample_is_part_of_the_fine_one() -> None:
    fine = simulate(BUSY, SHORT, [1], keep_rates=True)
    coarse = simulate(BUSY, SHORT, [1], keep_rates=True, every_ms=7)
    assert coarse.time_ms.tolist() == fine.time_ms[6::7].tolist()
    for name in ("activation", "angle", "rate"):
        assert (getattr(coarse, name) == getattr(fine, name)[6::7]).all()


def test_the_same_call_gives_the_same_bits_and_another_seed_others() -> None:
    assert run(BUSY) == run(BUSY)
    assert len({run(BUSY, seed=seed) for seed in (1, 2, 2**32 + 1, 2**64 - 1)}) == 4


def test_settings_with_a_seed_in_common_share_their_noise() -> None:
    calm = Params(noise_slope=0.0)
    made = simulate([calm, calm.replace(effort=0.41)], rest(0.05), [3], keep_rates=True)
    assert made.rate[..., 0].tobytes() == made.rate[..., 1].tobytes()
    assert made.rate[-1, :, 0].tobytes() != made.rate[0, :, 0].tobytes()


@pytest.mark.parametrize("name", levers())
def test_every_lever_changes_the_run(name: str) -> None:
    """No lever is a dummy: the simulation, and not only the condition, depends on each."""
    lever = levers()[name]
    other = {"loss_region": "wrist", "touch_site": "wrist", "agonist": "triceps",
             "toxin_muscle": "triceps", "loss_side": "right",
             "task": "hold_cup"}.get(name, lever.low)  # fmt: skip
    base, body = (ONE_SIDED, "neck") if "side" in name else (BUSY, "arm")
    if other == getattr(base, name):
        other = lever.high
    longer = hold(0.4, rest_s=0.05, hold_s=0.3)
    assert run(base.replace(**{name: other}), longer, 1, body) != run(base, longer, 1, body)


def test_a_phase_changes_levers_to_the_end_and_stimuli_for_itself() -> None:
    quiet = Params(noise_floor=0.0, noise_slope=0.0)
    pulse = {"M1/biceps": 0.5}
    phases = (Phase(0), Phase(20, stimuli=pulse), Phase(40))
    made = simulate(quiet, Timeline("pulse", 400, phases), [1], keep_rates=True)
    node = made.network.index("M1/biceps")
    rested = made.network.wiring.rest[node]
    assert made.rate[19, node, 0] == pytest.approx(rested)
    assert made.rate[39, node, 0] > rested + 0.05
    assert made.rate[-1, node, 0] < made.rate[39, node, 0] - 0.05
    kept = (Phase(0), Phase(20, levers={"effort": 0.9}), Phase(30, command=1.0))
    all_along = (Phase(0, levers={"effort": 0.9}), Phase(30, command=1.0))
    assert run(Params(), Timeline("a", 60, kept)) == run(Params(), Timeline("b", 60, all_along))
    without = (Phase(0), Phase(30, command=1.0))
    assert run(Params(), Timeline("a", 60, kept)) != run(Params(), Timeline("c", 60, without))


def test_a_lesion_lasts_to_the_end() -> None:
    cut = {"MN/biceps": 1.0}
    tried = hold(0.5, rest_s=0.05, hold_s=0.4)
    lesioned = replace(tried, phases=(Phase(0, lesions=cut), *tried.phases[1:]))
    biceps = build_network().body.channel("biceps")
    before = simulate(Params(effort=1.0), tried, [1]).activation[:, biceps]
    after = simulate(Params(effort=1.0), lesioned, [1]).activation[:, biceps]
    assert before.max() > 0.0
    assert not after.any()


def test_changes_of_several_phases_add_up() -> None:
    phases = [Phase(0, levers={"stress": 0.5, "effort": 0.1}), Phase(1, levers={"stress": 0.7})]
    (params,) = params_after([Params()], phases)
    assert params == Params(stress=0.7, effort=0.1)


def test_all_runs_share_a_batch_of_any_number_of_threads() -> None:
    many = [Params(effort=0.1 * k) for k in range(10)]
    with patch.object(simulate_module, "lanes_of", lambda *_: 3):
        made = {
            simulate(many, SHORT, [1, 2], threads=threads).activation.tobytes()
            for threads in (None, 1, 4)
        }
    assert len(made) == 1


def test_a_network_may_be_given_in_place_of_a_name() -> None:
    network = build_network("hand")
    made = simulate(Params(), SHORT, [1], network)
    assert made.network is network
    assert made.activation.tobytes() == simulate(Params(), SHORT, [1], "hand").activation.tobytes()


def test_a_frame_has_a_column_for_everything() -> None:
    made = simulate(Params(), SHORT, [1, 2], "arm", every_ms=10, keep_rates=True)
    frame = made.frame(1)
    assert len(frame) == 10
    assert frame["time_ms"].tolist() == list(range(10, 101, 10))
    assert frame["muscle/biceps"].tolist() == made.activation[:, 2, 1].tolist()
    assert frame["joint/elbow/flexion"].tolist() == made.angle[:, 1, 1].tolist()
    node = made.network.index("GPI/biceps")
    assert frame["GPI/biceps"].tolist() == made.rate[:, node, 1].tolist()
    body = made.network.body
    assert frame.shape[1] == 1 + len(body.muscles) + len(body.dofs) + len(made.network.node_keys)
    assert "GPI/biceps" not in simulate(Params(), SHORT, [1]).frame()


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, "1", None, True])
def test_a_wrong_seed_is_refused(seed: object) -> None:
    with invalid("seed", seed):
        check_seed(seed)
    with invalid("seed", seed):
        simulate(Params(), SHORT, [seed])  # type: ignore[list-item]


def test_whole_numbers_of_numpy_are_seeds() -> None:
    assert check_seed(np.uint64(2**64 - 1)) == 2**64 - 1
    assert type(check_seed(np.int64(3))) is int


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: simulate(Params(), SHORT, []), "at least one"),
        (lambda: simulate([], SHORT, [1]), "at least one"),
        (lambda: simulate(Params(), SHORT, [1], "arn"), 'did you mean "arm"'),
        (lambda: simulate(Params(), SHORT, [1], engine="compild"), "compiled"),  # type: ignore[arg-type]
        (lambda: simulate(Params(agonist="bicep"), SHORT, [1]), 'did you mean "biceps"'),
        (lambda: simulate(Params(), SHORT, [1], every_ms=0), "every_ms"),
        (lambda: simulate(Params(), Timeline("x", 9, (Phase(0, stimuli={"M1/x": 1}),)), [1]), "M1"),
        (lambda: simulate(Params(), Timeline("x", 9, (Phase(0, lesions={"M1/x": 1}),)), [1]), "M1"),
    ],
)
def test_what_cannot_be_run_is_refused(call: Callable[[], object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()


def test_a_compiled_run_loads_neither_mesa_nor_pandas() -> None:
    code = """
import sys
from motorloops.model.params import Params
from motorloops.model.timeline import rest
from motorloops.model.simulate import simulate
simulate(Params(), rest(0.002), [1])
print([name for name in ("mesa", "pandas", "networkx", "solara") if name in sys.modules])
simulate(Params(), rest(0.002), [1], engine="agents")
print("mesa" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["[]", "True"], done.stdout + done.stderr
