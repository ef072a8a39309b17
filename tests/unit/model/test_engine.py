"""The compiled engine: how it runs, what it records, and single mechanisms."""

import inspect
import platform
import subprocess
import sys
import threading
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from motorloops.model.coefficients import Coefficients, make_coefficients
from motorloops.model.engine import _kernel
from motorloops.model.engine._batch import Batch
from motorloops.model.engine._kernel import advance_rows
from motorloops.model.network.build import Network, build_network
from motorloops.model.network.wiring import NOT_PLASTIC
from motorloops.model.params import Params
from motorloops.model.state import State, resting_state
from tests.helpers.runs import QUIET, advance
from tests.helpers.source import ROOT, sources

ARM = build_network("arm")


def start(network: Network, seeds: list[int]) -> State:
    return resting_state(network.wiring, np.array(seeds, np.uint64))


def go(
    steps: int, coefficients: Coefficients, state: State, network: Network = ARM, at: int = 0
) -> State:
    advance(network.wiring, coefficients, state, at, steps)
    return state


def same(one: State, other: State) -> bool:
    return all(a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))


# --- how it runs ------------------------------------------------------------------------


def test_float32_flushes_subnormal_numbers_and_the_rest_of_python_does_not() -> None:
    """Rates that fade end at zero in float32 on x86-64; then the process computes as before."""
    flushes = platform.machine().lower() in ("x86_64", "amd64")
    coefficients = make_coefficients(ARM, [Params()], command=1.0)
    batch, tiny = Batch(ARM.wiring, start(ARM, [1]), np.dtype("float32")), np.finfo("float32").tiny
    batch.advance(coefficients, 800)
    found = start(ARM, [1])
    batch.store(found)
    assert ((found.past != 0.0) & (np.abs(found.past) < tiny)).any() != flushes
    small = np.full(64, tiny, np.float32)
    assert (small * np.float32(0.25) > 0.0).all()


def test_python_goes_on_while_the_engine_runs() -> None:
    """The engine releases the interpreter, so another thread gets a turn in the middle of a call.

    Python is told to take the interpreter from no thread, so only a call that releases it can
    give the waiting thread its turn.
    """
    network = build_network("neck")
    coefficients = make_coefficients(network, [Params()] * 32, command=1.0)
    batch = Batch(network.wiring, start(network, list(range(32))))
    with patch("motorloops.model.engine._batch.advance_rows") as kernel:
        batch.advance(coefficients, 500)
    arguments = kernel.return_value.call_args.args
    step = advance_rows(batch.lanes)
    step(*arguments)  # compiled or read from the cache before anybody waits
    running, had_a_turn, seen = threading.Event(), threading.Event(), []

    def run_engine() -> None:
        running.set()
        for _ in range(400):
            step(*arguments)
            if had_a_turn.is_set():
                break
        seen.append(had_a_turn.is_set())

    usual = sys.getswitchinterval()
    worker = threading.Thread(target=run_engine)
    try:
        sys.setswitchinterval(1000.0)
        worker.start()
        running.wait()
        had_a_turn.set()
        worker.join()
    finally:
        sys.setswitchinterval(usual)
    assert seen == [True]


def test_importing_the_engine_loads_no_heavy_library() -> None:
    heavy = ("mesa", "solara", "pandas", "networkx", "matplotlib", "pyarrow")
    code = "import sys, motorloops.model.engine._kernel, motorloops.model.network.build; "
    code += f"print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


COMPILED_IN = (
    "motorloops.model.dynamics",
    "motorloops.model.engine._simd",
    "motorloops.model.noise",
    "motorloops.model.engine._draws",
    "motorloops.model.engine._accumulators",
    "motorloops.model.network.wiring",
    "motorloops.model.engine._kernel",
)
# Of what the compiled modules import, these hold types and arrays and no compiled code.
MODULES = {s.module for s in sources("model") if s.path.name != "__init__.py"}
NOT_COMPILED = {
    "motorloops.model.compilation",
    "motorloops.model.errors",
    "motorloops.model.network.body",
    "motorloops.model.engine._arrays",
    "motorloops.model.coefficients",
    "motorloops.model.state",
}


@pytest.mark.parametrize("name", COMPILED_IN)
def test_an_edited_equation_is_compiled_again(name: str) -> None:
    """Numba's cache looks at a kernel's file and name: the name knows the equations."""

    def cache_file() -> str:
        kernel: Any = _kernel.compiled(lambda: None)
        return kernel._cache._cache_file._index_name

    before, read = cache_file(), inspect.getsource
    edited = lambda module: read(module) + "# edited" * (module.__name__ == name)  # noqa: E731
    with patch.object(inspect, "getsource", edited):
        assert cache_file() != before
    assert cache_file() == before


def test_no_module_is_compiled_in_unnoticed() -> None:
    """What the compiled modules import of ours is compiled too, or holds only types."""
    seen = set()
    for source in sources("model"):
        if source.module in COMPILED_IN:
            names = {f"{found.module}.{found.name}" for found in source.imports}
            names |= {found.module for found in source.imports}
            ours = {name for name in names if name in MODULES}
            assert ours <= {*COMPILED_IN, *NOT_COMPILED}, source.label
            seen.add(source.module)
    assert seen == set(COMPILED_IN)


def test_steps_may_be_taken_in_any_portions() -> None:
    coefficients = make_coefficients(ARM, [Params(effort=0.8)], command=1.0)
    whole, parts = go(200, coefficients, start(ARM, [3])), start(ARM, [3])
    at = 0
    for steps in (1, 2, 17, 0, 80, 100):
        go(steps, coefficients, parts, at=at)
        at += steps
    assert at == 200
    assert same(whole, parts)


def test_the_noise_belongs_to_the_step_and_not_to_the_call() -> None:
    coefficients = make_coefficients(ARM, [Params()])
    early, late = (
        go(5, coefficients, start(ARM, [3])),
        go(5, coefficients, start(ARM, [3]), at=1000),
    )
    assert early.noise.tobytes() != late.noise.tobytes()


def test_a_trace_keeps_every_nth_state() -> None:
    coefficients = make_coefficients(ARM, [Params()] * 2, command=1.0)
    batch = Batch(ARM.wiring, start(ARM, [1, 2]))
    batch.keep_trace(70, 7, keep_rates=True)
    batch.advance(coefficients, 30)
    batch.advance(coefficients, 40)
    again = start(ARM, [1, 2])
    for row in range(10):
        go(7, coefficients, again, at=7 * row)
        for name in ("activation", "angle", "rate"):
            kept, now = getattr(batch.trace, name), getattr(again, name)
            assert (kept.reshape(10, -1, batch.lanes)[row, :, :2] == now).all()


def test_runs_with_and_without_learning_share_a_batch() -> None:
    """A run that no longer learns keeps what it learnt, whatever its neighbours do."""
    learning, learnt = Params(plasticity=1.0, forgetting=0.5), Params(forgetting=0.5)

    def from_grown(runs: list[Params]) -> State:
        state = start(ARM, [1] * len(runs))
        state.strength[:] = 1.7
        return go(20, make_coefficients(ARM, runs, command=1.0), state)

    alone, together = from_grown([learnt]), from_grown([learning, learnt])
    assert (alone.strength == 1.7).all()
    assert together.strength[:, 1].tobytes() == alone.strength[:, 0].tobytes()
    assert (together.strength[:, 0] < 1.7).any()


# --- single mechanisms ------------------------------------------------------------------


def test_a_spike_of_input_arrives_after_its_delay() -> None:
    """Push one node for one step; its targets leave their rest exactly one delay later."""
    wiring = ARM.wiring
    quiet = make_coefficients(ARM, [QUIET])
    node = ARM.index("GPI/biceps")
    pushed, still = start(ARM, [1]), start(ARM, [1])
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))
    outgoing = wiring.source == node
    delays = {int(t): int(wiring.delay[outgoing][target[outgoing] == t].min())
              for t in target[outgoing]}  # fmt: skip
    push = make_coefficients(ARM, [QUIET], stimuli={"GPI/biceps": 1.0})
    go(1, push, pushed)
    go(1, quiet, still)
    assert pushed.rate[node] != still.rate[node]
    for t, delay in delays.items():
        one, other = ([array.copy() for array in state] for state in (pushed, still))
        moved, at = State(*one), 1
        rest = State(*other)
        while moved.rate[t, 0] == rest.rate[t, 0]:
            go(1, quiet, moved, at=at)
            go(1, quiet, rest, at=at)
            at += 1
            assert at < 300
        assert at - 1 == delay


def test_a_held_touch_fades_with_its_time_and_share() -> None:
    params = QUIET.replace(touch=0.8, touch_adaptation=0.75, touch_tau=400.0)
    coefficients, state = make_coefficients(ARM, [params]), start(ARM, [1])
    skin = ARM.index("SKIN/biceps")
    felt = []
    for step in range(2000):
        go(1, coefficients, state, at=step)
        felt.append(state.rate[skin, 0])
    time_ms = np.arange(1, 2001)
    # 0.8 of touch, of which 0.75 fades with 400 ms; the skin's own 10 ms come on top.
    expected = 0.8 * (1 - 0.75 * (1 - np.exp(-time_ms / 400.0)))
    late = time_ms > 100
    assert np.array(felt)[late] == pytest.approx(expected[late], abs=0.02)
    assert felt[-1] == pytest.approx(0.8 * (1 - 0.75 * (1 - np.exp(-5.0))), abs=0.005)
    assert max(felt) > 0.7


def test_a_blocked_muscle_is_active_without_force() -> None:
    params = Params(effort=1.0, toxin=1.0, toxin_muscle="biceps")
    state = go(400, make_coefficients(ARM, [params], command=1.0), start(ARM, [1]))
    biceps = ARM.body.channel("biceps")
    assert state.activation[biceps, 0] > 0.0
    assert state.force[biceps, 0] == 0.0


def test_force_and_posture_follow_activation_at_steady_state() -> None:
    """Clamp all motoneurones of a quiet arm: each joint settles where torque meets stiffness."""
    quiet = make_coefficients(ARM, [QUIET])
    state, motoneuron = start(ARM, [1]), ARM.wiring.motoneuron
    drive = np.linspace(0.1, 0.8, len(motoneuron))
    quiet.keep[motoneuron] = 0.0
    quiet.clamp[motoneuron, 0] = drive
    go(4000, quiet, state)
    assert state.activation[:, 0] == pytest.approx(drive, rel=1e-6)
    assert np.abs(state.velocity).max() < 1e-3
    for d, dof in enumerate(ARM.body.dofs):
        assert dof.stiffness * state.angle[d, 0] == pytest.approx(state.torque[d, 0], rel=1e-3)
    for m, muscle in enumerate(ARM.body.muscles):
        turn = sum(arm * state.angle[dof, 0] for dof, arm in muscle.moment_arms)
        length = muscle.length - 0.2 * turn
        expected = muscle.strength * drive[m] * (1 - ((length - 1) / 0.56) ** 2)
        assert state.force[m, 0] == pytest.approx(expected, rel=1e-3)


def test_a_stretched_muscle_fires_its_spindle_and_a_short_one_rests_it() -> None:
    params = QUIET.replace(spindle_length=1.0, spindle_velocity=0.0, lever_arm=0.2)
    state = start(ARM, [1])
    elbow = [dof.key for dof in ARM.body.dofs].index("elbow/flexion")
    state.angle[elbow] = 0.3
    go(1, make_coefficients(ARM, [params]), state)
    moved = state.rate[:, 0] - ARM.wiring.rest
    step = ARM.wiring.step[ARM.index("IA/triceps")]
    assert moved[ARM.index("IA/triceps")] == pytest.approx(step * 0.2 * 0.3)
    assert moved[ARM.index("IA/biceps")] == pytest.approx(
        -step * min(0.2 * 0.3, ARM.wiring.rest[ARM.index("IA/biceps")])
    )


def test_plastic_synapses_grow_only_where_both_ends_are_active() -> None:
    params = QUIET.replace(plasticity=1.0, forgetting=0.0, hebb_threshold=0.05)
    coefficients = make_coefficients(ARM, [params], stimuli={"M1/biceps": 3.0})
    state = go(1500, coefficients, start(ARM, [1]))
    wiring = ARM.wiring
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))
    grown = {int(wiring.plastic[e]): (int(wiring.source[e]), int(target[e]))
             for e in np.flatnonzero(wiring.plastic != NOT_PLASTIC)}  # fmt: skip
    strength, active = state.strength[:, 0], ARM.index("M1/biceps")
    assert strength.min() >= 1.0
    assert strength.max() > 1.001
    best = grown[int(strength.argmax())]
    assert active in best
