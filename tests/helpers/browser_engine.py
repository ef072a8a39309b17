"""Sessions for the engine of the browser: run by the native engine, and in WebAssembly."""

import base64
import json
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import wasmtime
from playwright.sync_api import Page

from motorloops.model import streams
from motorloops.model.coefficients import Coefficients, choices, lever_rows, make_coefficients
from motorloops.model.engine._batch import Batch
from motorloops.model.network.build import build_network
from motorloops.model.params import Params, levers
from motorloops.model.presets import PRESETS
from motorloops.model.recording import Configuration, Event, Recording, recording_to_dict
from motorloops.model.state import State, resting_state
from motorloops.model.timeline import Phase, params_after
from scripts.browser_engine import CODE, DATA, PLACE, update
from tests.helpers.source import ROOT

BODIES = ("arm", "hand", "neck")
TWIN: dict[str, Any] = {  # a healthy person in all else the same
    name: lever.default for name, lever in levers().items() if lever.group == "inhibition"
}
# A task may not use any muscle as its agonist.
SETTABLE = [n for n, row in levers().items() if row.group != "constant" and n != "agonist"]
LANES = 2


@cache
def built() -> tuple[bytes, bytes]:
    """The code and the data, made again if a source has changed."""
    update()
    return (PLACE / CODE).read_bytes(), (PLACE / DATA).read_bytes()


@cache
def header() -> dict[str, Any]:
    """The JSON at the start of the data."""
    return json.loads(built()[1].partition(b"\n")[0])


def all_presets() -> list[tuple[str, str]]:
    """Each body with each preset that may be used on it."""
    return [
        (body, name) for body in BODIES for name, row in PRESETS.items() if row.body in (None, body)
    ]


def session(body: str, preset: str, seed: int, ms: int = 5000, changes: int = 12) -> Recording:
    """A session with changes of all kinds at random times; equal arguments give equal sessions."""
    rng = np.random.default_rng([seed, BODIES.index(body), list(PRESETS).index(preset)])
    network = build_network(body)
    populations = [row.key for row in network.populations]
    things = {
        "muscle": [row.key for row in network.body.muscles], "joint": network.body.joints,
        "side": network.body.sides, "task": [row.key for row in network.body.tasks],
    }  # fmt: skip

    def of_lever(at: int, name: str) -> Event:
        lever = levers()[name]
        if lever.of:
            return Event(at, name, str(rng.choice(["", *things[lever.of]])))
        return Event(at, name, float(rng.uniform(lever.low, lever.high)))

    def one(at: int) -> Event:
        brief = int(rng.integers(2) * rng.integers(1, 1500))
        driven = rng.choice([*populations, *network.node_keys])
        kinds = [
            *(partial(of_lever, at, str(name)) for name in rng.choice(SETTABLE, 3)),
            lambda: Event(at, "touch", float(rng.random()), brief),
            lambda: Event(at, f"stimulus {driven}", float(rng.uniform(-0.5, 0.5)), brief),
            lambda: Event(at, f"lesion {rng.choice(populations)}", float(rng.random())),
            lambda: Event(at, "command", int(rng.integers(2))),
        ]
        return kinds[rng.integers(len(kinds))]()

    times = sorted(rng.integers(0, ms, changes).tolist())
    events = map(one, times)
    # At one time, the last change of a thing counts; and every session learns.
    kept = {(event.at_ms, event.what): event for event in events}
    plastic = Event(ms // 4, "plasticity", 0.5)
    kept = {**kept, (plastic.at_ms, plastic.what): plastic}
    ordered = tuple(sorted(kept.values(), key=lambda event: event.at_ms))
    params = Params().replace(**PRESETS[preset].changes)
    start = Configuration(
        params, body, preset, {"STN": 0.1}, {"M1": 0.01, "M1/" + things["muscle"][0]: 0.02}
    )
    return Recording(start, int(rng.integers(2**63)) * 2 + 1, 1, ms, ordered)


def _twins(recording: Recording, twin: Mapping[str, Any]) -> list[tuple[Phase, list[Params], int]]:
    """Each phase with the levers of both runs from then on, and its length."""
    network, seen, spans = build_network(recording.start.body), [], []
    for phase, start, end in recording.timeline(network).spans():
        seen.append(phase)
        (own,) = params_after([recording.start.params], seen)
        spans.append((phase, [own, own.replace(**twin)], end - start))
    return spans


def native(recording: Recording, twin: Mapping[str, Any]) -> list[dict[str, bytes]]:
    """The state after a session, array by array, of the person and of the twin."""
    *_, state = _after(recording, twin)
    return [_bytes(state, run) for run in range(LANES)]


def _after(
    recording: Recording, twin: Mapping[str, Any]
) -> tuple[list[Params], Coefficients, State]:
    """The levers and coefficients of both runs at the end of a session, and the state."""
    network = build_network(recording.start.body)
    state = resting_state(network.wiring, np.array([recording.seed] * LANES, np.uint64))
    batch, lesions, runs, given = Batch(network.wiring, state), {}, [], None
    for phase, runs, steps in _twins(recording, twin):
        lesions.update(phase.lesions)
        given = make_coefficients(network, runs, phase.command, phase.stimuli, lesions)
        batch.advance(given, steps)
    batch.store(state)
    assert given is not None
    return runs, given, state


def native_streams(
    recording: Recording, twin: Mapping[str, Any], level: np.ndarray
) -> list[dict[str, Any]]:
    """GO and STOP of both runs after a session; level: (M, 2) activity of the muscles."""
    network = build_network(recording.start.body)
    runs, given, state = _after(recording, twin)
    out = streams.streams_of(network, runs, given, state, level)
    columns = {name: array.T.tolist() for name, array in out._asdict().items()}
    return [{name: column[run] for name, column in columns.items()} for run in range(LANES)]


def _bytes(state: State, run: int) -> dict[str, bytes]:
    return {
        name: np.ascontiguousarray(array[..., run]).tobytes()
        for name, array in state._asdict().items()
    }


class WebAssembly:
    """The compiled code on the memory of one body, run by wasmtime."""

    def __init__(self, body: str) -> None:
        _, data = built()
        arrays = data[data.index(b"\n") + 1 :]
        self.memory_map = header()["bodies"][body]["memory"]
        store = wasmtime.Store(_engine())
        pages = -(-self.memory_map["size"] // 65536)
        memory_type = wasmtime.MemoryType(wasmtime.Limits(pages, None))
        self.memory, self.store = wasmtime.Memory(store, memory_type), store
        self.exports: Any = wasmtime.Instance(store, _module(), [self.memory]).exports(store)
        memory: Any = self.memory.get_buffer_ptr(store, pages * 65536)
        self.words = np.frombuffer(memory, np.uint8)
        for part in self.memory_map["stored"]:
            stored = np.frombuffer(arrays, part["kind"], part["count"], part["from"])
            self._array(part["to"], part["as"], part["count"] * part["lanes"])[:] = np.repeat(
                stored, part["lanes"]
            )

    def _array(self, at: int, kind: str, count: int) -> np.ndarray:
        return self.words[at : at + count * np.dtype(kind).itemsize].view(kind)

    def array(self, name: str) -> np.ndarray:
        """An array of the session, in its shape."""
        entry = self.memory_map["arrays"][name]
        size = int(np.prod(entry["shape"]))
        return self._array(entry["at"], entry["as"], size).reshape(entry["shape"])

    def word(self, name: str, value: int) -> None:
        """Set a number among the arguments."""
        for at in self.memory_map["words"][name]:
            self._array(at, "int64", 1)[0] = value

    def call(self, name: str) -> None:
        """Call a compiled function."""
        assert self.exports[name](self.store, self.memory_map["blocks"][name]) == 0


@cache
def _engine() -> wasmtime.Engine:
    return wasmtime.Engine()


@cache
def _module() -> wasmtime.Module:
    return wasmtime.Module(_engine(), built()[0])


def in_wasmtime(recording: Recording, twin: Mapping[str, Any]) -> list[dict[str, bytes]]:
    """The same as :func:`native`, in WebAssembly; what is set comes from the model's own code."""
    network, code = build_network(recording.start.body), WebAssembly(recording.start.body)
    low, high = recording.seed & 0xFFFFFFFF, recording.seed >> 32
    code.array("own.key")[:] = [[low] * LANES, [high] * LANES]
    code.word("plan.low", low)
    code.word("plan.high", high)
    code.word("plan.learning", 1)
    code.word("plan.shared_noise", 1)
    time, lesions = 0, {}
    for phase, runs, steps in _twins(recording, twin):
        lesions.update(phase.lesions)
        code.array("lever")[:] = lever_rows(runs)
        for name, array in choices(network.body, runs)._asdict().items():
            code.array(f"chosen.{name}")[:] = array
        code.array("now.command")[:] = phase.command
        for name, values in (("now.stimulus", phase.stimuli), ("now.lesion", lesions)):
            code.array(name)[:] = 0.0
            for key, value in values.items():
                code.array(name)[network.index(key)] = value
        code.call("set_resting_bias")
        code.call("set_coefficients")
        code.word("plan.start", time)
        code.word("plan.steps", steps)
        code.call("advance")
        time += steps
    state = {name: code.array(f"state.{name}") for name in State._fields}
    return [
        {name: array[..., run].tobytes() for name, array in state.items()} for run in range(LANES)
    ]


def _request(jobs: Sequence[tuple[Recording, Mapping[str, Any]]]) -> dict[str, Any]:
    code, data = built()
    parts = {
        "module": (ROOT / "server/frontend/app/engine.js").read_bytes(), "code": code, "data": data
    }  # fmt: skip
    rows = [
        {"recording": recording_to_dict(recording), "twin": twin, "seed": str(recording.seed)}
        for recording, twin in jobs
    ]
    return {**{k: base64.b64encode(v).decode() for k, v in parts.items()}, "jobs": rows}


def refused(calls: Sequence[str]) -> list[list[str]]:
    """For each call of a session in JavaScript: the field, what is allowed, and what changed."""
    program = """
      const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
      const bytes = (name) => new Uint8Array(Buffer.from(request[name], 'base64')).buffer;
      (async () => {
        const { loadEngine } = await import(`data:text/javascript;base64,${request.module}`);
        const engine = await loadEngine(bytes('code'), bytes('data'));
        const told = request.calls.map((call) => {
          const session = engine.create({ body: 'neck', preset: 'cervical' });
          session.advance(5);
          const before = session.recording();
          try {
            new Function('engine', 'session', call)(engine, session);
          } catch (error) {
            const same = session.recording() === before ? 'unchanged' : 'changed';
            return [error.name, error.field, error.allowed, same];
          }
          return ['accepted'];
        });
        process.stdout.write(JSON.stringify(told));
      })();
    """
    return json.loads(_node(program, {**_request([]), "calls": calls}))


def _node(program: str, request: Mapping[str, Any], *arguments: str) -> str:
    done = subprocess.run(
        ["node", "-e", program, *arguments], input=json.dumps(request), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


REPLAY = Path(__file__).with_name("replay.js")


class Replayed:
    """What a browser or node gives back: states by job, recordings, and times (ms)."""

    def __init__(self, answer: Any) -> None:
        self.loaded_ms = answer["loaded"]
        self.states = [
            [{name: bytes.fromhex(text) for name, text in run.items()} for run in row["state"]]
            for row in answer["results"]
        ]
        self.readouts = [row["readouts"] for row in answer["results"]]
        self.streams = [row["streams"] for row in answer["results"]]
        self.recordings = [row["recording"] for row in answer["results"]]
        self.took_ms = [row["ms"] for row in answer["results"]]


def in_node(jobs: Sequence[tuple[Recording, Mapping[str, Any]]]) -> Replayed:
    """Replay sessions with the page's module in node."""
    program = (
        "const replay = eval(require('fs').readFileSync(process.argv[1], 'utf8'));"
        "const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "replay(request).then((answer) => process.stdout.write(JSON.stringify(answer)));"
    )
    return Replayed(json.loads(_node(program, _request(jobs), str(REPLAY))))


def in_chromium(page: Page, jobs: Sequence[tuple[Recording, Mapping[str, Any]]]) -> Replayed:
    """Replay sessions with the page's module in Chromium."""
    program = REPLAY.read_text().partition("\n")[2].partition("\n")[2]
    return Replayed(page.evaluate(program, _request(jobs)))
