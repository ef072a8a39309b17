"""What the engine in a browser needs of a network, in one file: its memory, names and levers.

The compiled code (``scripts/browser_engine.py``) is the engine's and that of the coefficients. It
works on arrays at addresses in a WebAssembly memory. :func:`session_of` makes these arrays with
the engine's own functions, :func:`lay_out` gives each its address and writes the arguments of each
compiled function, and :func:`engine_data` packs this for some networks, with all names, levers and
presets that a page needs, into one file. ``docs/concepts/browser_engine.md`` states its format.
"""

from __future__ import annotations

import inspect
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from motorloops.experiments.statistics import t_quantile
from motorloops.model import coefficients as co
from motorloops.model import measures, measuring, readout, recording, streams, timeline
from motorloops.model.coefficients import Choices, Now, Places, RestingWork
from motorloops.model.engine._accumulators import Roles, Windows, empty_accumulators
from motorloops.model.engine._arrays import (
    FLOAT64,
    BatchArrays,
    Normals,
    Trace,
    pack,
    workspace,
)
from motorloops.model.engine._draws import DRAWN, own_draws, own_width, shared_draws
from motorloops.model.engine._kernel import (
    Sizes,
    UpdatePlan,
    accumulate_trace,
    advance_rows,
    diverged_runs,
)
from motorloops.model.engine._simd import aligned
from motorloops.model.errors import InputError
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import Body, body_names, load_body
from motorloops.model.network.build import Network
from motorloops.model.network.wiring import SITES
from motorloops.model.noise import SEED_LIMIT
from motorloops.model.params import SHORT_FORMS, Params, levers
from motorloops.model.presets import DEFAULT_BODY, PRESETS
from motorloops.model.state import resting_state

LANES = 2  # runs in a memory: a person, and the same person healthy
BASE = 2**17  # first address of the arrays; below it are the stack and constants of the code
ALIGNMENT = 16  # bytes of the widest vectors of WebAssembly
TAIL = 2**21  # first address of the arrays that hold samples of measured runs
MEASURED_MS = measures.LATEST_MS  # longest run that is measured
SUMMARISED = 200  # most values of which a page can give the mean and its interval
MAGIC = "motorloops browser engine 1"


class Session(NamedTuple):
    """The arrays of :data:`LANES` runs of a network before their first step."""

    batch: BatchArrays
    windows: Windows
    sizes: Sizes
    plan: UpdatePlan
    places: Places
    lever: np.ndarray  # (L, LANES)
    usual: np.ndarray  # (L, 1)
    chosen: Choices
    now: Now
    work: RestingWork
    given: co.Coefficients  # the arrays of ``batch.given``, in the shapes of the model
    activation: np.ndarray  # (M, LANES) that of ``batch.state``
    toxin: np.ndarray  # (LANES,) the row of ``lever``
    recent: readout.Recent
    aim: readout.Aim
    out: readout.ReadOut
    paths: streams.Paths
    streams: streams.Streams
    asked: np.ndarray  # (3,) what set_course reads
    course: timeline.Course
    seen: measuring.Seen
    figures: measuring.Figures
    late: np.ndarray  # (D, LANES) what set_late_turn writes
    turns: measuring.Turns
    unasked: np.ndarray  # (LANES,) what set_unasked_turn writes
    diverged: np.ndarray  # (LANES,)


def session_of(network: Network) -> Session:
    """The arrays of a session; what a page sets (seeds, levers) has the values of health."""
    wiring, runs = network.wiring, [Params()] * LANES
    nodes, muscles, dofs = len(wiring.rule), len(wiring.motoneuron), len(wiring.inertia)
    state = pack(resting_state(wiring, np.zeros(LANES, np.uint64)), LANES, FLOAT64)
    work = workspace(wiring, LANES, FLOAT64)
    normals = Normals(aligned((DRAWN, LANES), FLOAT64))
    trace = Trace(*(aligned((rows, LANES), FLOAT64)
                    for rows in (MEASURED_MS * muscles, MEASURED_MS * dofs, 0)))  # fmt: skip
    roles = Roles(*(aligned((muscles, LANES), FLOAT64) for _ in Roles._fields))
    given = co.empty_coefficients(network, LANES)
    rows = co.Coefficients(*(array.reshape(-1, LANES) for array in given))
    batch = BatchArrays(
        wiring, rows, state, work, shared_draws(nodes, FLOAT64), own_draws(state.key, normals.of),
        normals, trace, empty_accumulators((muscles, dofs, MEASURED_MS), LANES, FLOAT64), roles,
    )  # fmt: skip
    sizes = Sizes(nodes, muscles, dofs, len(work.lag_row), LANES // own_width(LANES))
    plan = UpdatePlan(0, 0, True, 0, 0, False, 0, 0, False, False)
    resting = np.zeros((nodes, LANES))
    lever, chosen = co.lever_rows(runs), co.choices(network.body, runs)
    aim = readout.aim_of(network.body, runs[0])
    aims = readout.Aim(*(np.repeat(array, LANES, axis=-1) for array in aim))
    phases = max(
        timeline.phases_of(kind, MEASURED_MS, *options)
        for kind, _, options in _timelines().values()
    )
    course = timeline.Course(
        np.zeros(phases, np.int64), np.zeros(phases), np.zeros(6, np.int64),
        np.zeros(MEASURED_MS, np.int64),
    )  # fmt: skip
    body = network.body
    joints = np.array([body.joint_index(dof.joint) for dof in body.dofs])
    seen = measuring.Seen(
        aims.wanted, np.zeros((muscles, LANES), np.int64), aims.distance, body.joint_of.copy(),
        joints,
    )  # fmt: skip
    now = Now(np.zeros(1), resting, np.zeros(nodes), np.zeros(nodes), np.zeros((muscles, LANES)))
    return Session(
        batch, Windows(0, 0, 0), sizes, plan, co.places_of(network), lever,
        co.lever_rows(runs[:1]), chosen, now, co.resting_work(network, LANES), given,
        state.activation, lever[co.AT.toxin],
        readout.Recent(
            np.zeros((readout.MEMORY, muscles, LANES)), np.zeros(2, np.int64)
        ),
        aims, readout.empty_readout(muscles, LANES), streams.paths_of(network),
        streams.empty_streams(LANES),
        np.zeros(3), course, seen, measuring.empty_figures(dofs, LANES), np.zeros((dofs, LANES)),
        measuring.empty_turns(dofs, LANES), np.zeros(LANES), np.zeros(LANES, np.int64),
    )  # fmt: skip


class Call(NamedTuple):
    """A compiled function, with the names and the values of its arguments."""

    kernel: Callable[..., None]
    names: tuple[str, ...]
    arguments: tuple[Any, ...]


def calls_of(session: Session) -> dict[str, Call]:
    """The compiled functions of the browser's engine, by the names under which it exports them."""
    batch, net = session.batch, session.batch.net
    return {
        "set_resting_bias": Call(
            co.compiled_function(co.set_resting_bias),
            ("net", "places", "lever", "chosen", "usual", "work", "bias"),
            (net, session.places, session.lever, session.chosen, session.usual, session.work,
             session.now.resting),
        ),
        "set_coefficients": Call(
            co.compiled_function(co.set_coefficients),
            ("net", "places", "lever", "chosen", "now", "given"),
            (net, session.places, session.lever, session.chosen, session.now, session.given),
        ),
        "take_sample": Call(
            readout.compiled_function(readout.take_sample),
            ("activation", "injected", "toxin", "recent"),
            (session.activation, session.chosen.injected, session.toxin, session.recent),
        ),
        "set_readout": Call(
            readout.compiled_function(readout.set_readout),
            ("recent", "aim", "out"),
            (session.recent, session.aim, session.out),
        ),
        "set_streams": Call(
            streams.compiled_function(streams.set_streams),
            ("net", "paths", "chosen", "given", "batch.state", "level", "streams"),
            (net, session.paths, session.chosen, session.given, session.batch.state,
             session.out.level, session.streams),
        ),
        "advance": Call(
            advance_rows(LANES),
            ("batch", "windows", "sizes", "plan"),
            (session.batch, session.windows, session.sizes, session.plan),
        ),
        "set_course": Call(
            timeline.compiled_course(), ("kind", "asked", "course"),
            (0, session.asked, session.course),
        ),
        "keep_pull": Call(
            measuring.compiled_function(measuring.keep_pull),
            ("batch.trace.activation", "muscles", "first", "end", "injected", "toxin"),
            (batch.trace.activation, session.sizes.muscles, 0, 0, session.chosen.injected,
             session.toxin),
        ),
        "accumulate": Call(
            accumulate_trace(LANES),
            ("trace", "accumulators", "roles", "times", "samples", "windows", "sizes"),
            (batch.trace, batch.accumulators, batch.roles, session.course.times, 0,
             session.windows, session.sizes),
        ),
        "set_figures": Call(
            measuring.compiled_function(measuring.set_figures),
            ("sums", "seen", "windows", "times", "samples", "figures"),
            (batch.accumulators, session.seen, session.windows, session.course.times, 0,
             session.figures),
        ),
        "set_late_turn": Call(
            measuring.compiled_function(measuring.set_late_turn),
            ("angle", "times", "samples", "windows.off", "late"),
            (batch.trace.angle, session.course.times, 0, 0, session.late),
        ),
        "set_unasked_turn": Call(
            measuring.compiled_function(measuring.set_unasked_turn),
            ("turns", "unasked"), (session.turns, session.unasked),
        ),
        "set_diverged": Call(
            diverged_runs(), ("state", "diverged"), (batch.state, session.diverged)
        ),
    }  # fmt: skip


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The arrays and numbers of nested named tuples, with dotted names."""
    if isinstance(value, tuple):
        for field, inner in zip(value._fields, value, strict=True):  # type: ignore[attr-defined]
            yield from _leaves(f"{name}.{field}", inner)
    else:
        yield name, value


def _room(array: np.ndarray) -> int:
    return -(-array.nbytes // ALIGNMENT) * ALIGNMENT


# Arrays with a row for each sample of a measured run; a session that is not measured has no room
# for them.
SAMPLES = ("batch.trace.activation", "batch.trace.angle", "batch.accumulators.trace",
           "course.times")  # fmt: skip


class _Placed(NamedTuple):
    there: int
    nbytes: int


class Layout(NamedTuple):
    """The memory of a session."""

    size: int  # bytes, with everything below the arrays, without the samples of measured runs
    arrays: dict[str, tuple[int, np.ndarray]]  # address and initial values, by dotted name
    blocks: dict[str, int]  # address of the arguments of each function, in words of 8 bytes
    tail: dict[str, int]  # bytes a sample of the arrays that hold samples, by dotted name
    words: dict[str, list[int]]  # addresses of the numbers among the arguments, by dotted name
    arguments: tuple[int, np.ndarray]  # address and words of all arguments


def lay_out(session: Session) -> Layout:
    """Give each array of a session an address, and write the arguments of each function.

    An argument block holds what numba passes for each argument, each in 8 bytes: a number; or of
    an array two null pointers, the numbers of its elements and of their bytes, its address, its
    shape and its strides.
    """
    arrays: dict[str, tuple[int, np.ndarray]] = {}
    placed: dict[int, _Placed] = {}  # by address here
    blocks, values, end, tail_end = {}, [], BASE, TAIL
    words: dict[str, list[int]] = {}
    tail: dict[str, int] = {}
    for function, call in calls_of(session).items():
        blocks[function] = len(values)
        for argument in zip(call.names, call.arguments, strict=True):
            for name, value in _leaves(*argument):
                if not isinstance(value, np.ndarray):
                    words.setdefault(name, []).append(len(values))
                    values.append(int(value))
                    continue
                # An array may be a part of another one that came before.
                here, there = value.ctypes.data, None
                for start, (begins, nbytes) in placed.items():
                    if start <= here < start + nbytes:
                        there = begins + here - start
                if there is None:
                    samples = name in SAMPLES
                    there, room = tail_end if samples else end, _room(value)
                    placed.update({here: _Placed(there, value.nbytes)} if value.size else {})
                    end, tail_end = (end, tail_end + room) if samples else (end + room, tail_end)
                    tail.update({name: value.nbytes // MEASURED_MS} if samples else {})
                arrays.setdefault(name, (there, value))
                sizes = (value.size, value.itemsize)
                values += [0, 0, *sizes, there, *value.shape, *value.strides]
    size = end + 8 * len(values)
    if size > TAIL:
        raise ValueError(f"a session needs {size} bytes, which overlap the samples")
    return Layout(
        size,
        arrays,
        {name: end + 8 * word for name, word in blocks.items()},
        tail,
        {name: [end + 8 * word for word in places] for name, places in words.items()},
        (end, np.array(values, np.int64)),
    )


SMALLER = ("int8", "int16", "int32")
# What a page reads or writes, by the name of the argument and its fields.
PUBLIC = (
    "batch.own.key", "batch.work.scaled", "lever", "chosen.loss_steps",
    "chosen.other_side", "chosen.touch_steps", "chosen.commanded", "chosen.injected", "now.command",
    "now.stimulus", "now.lesion", "given.factor", "given.gain", "given.keep", "given.clamp",
    "given.plasticity",
    "aim.wanted", "aim.opposing", "aim.distance",
    "out.level", "out.active", "out.co_contraction", "out.overflow",
    "streams.go", "streams.stop", "streams.asked", "streams.other",
    "batch.roles.agonist", "batch.roles.opposing", "seen.wanted", "asked", "course.start",
    "course.command", "course.moments", "late", "unasked", "diverged",
    *(f"figures.{name}" for name in measuring.Figures._fields),
    *(f"turns.{name}" for name in measuring.Turns._fields),
)  # fmt: skip


class _Writer:
    """Collects arrays for the file; each is stored in the smallest kind that holds it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def add(self, address: int, array: np.ndarray) -> dict[str, Any]:
        """Where an array lies in the file, of what kind it is, and to what address it goes."""
        stored, lanes = array, 1
        if array.ndim > 1 and array.shape[-1] == LANES and (array == array[..., :1]).all():
            stored, lanes = array[..., 0], LANES  # all runs alike
        if array.dtype.kind in "iu":
            kinds = (kind for kind in SMALLER if np.array_equal(stored.astype(kind), stored))
            stored = stored.astype(next(kinds, "int64"))
        data = stored.astype(stored.dtype.newbyteorder("<")).tobytes()
        entry = {
            "to": address, "as": array.dtype.name, "from": self.size, "kind": stored.dtype.name,
            "count": stored.size, "lanes": lanes,
        }  # fmt: skip
        padded = data + bytes(-len(data) % 8)
        self.parts.append(padded)
        self.size += len(padded)
        return entry


def _lever_table(body: Body) -> dict[str, list[str]]:
    """What the levers that name a thing of the body may name."""
    names = {
        "muscle": [muscle.key for muscle in body.muscles], "joint": list(body.joints),
        "side": list(body.sides), "task": [task.key for task in body.tasks],
    }  # fmt: skip
    return {name: names[lever.of] for name, lever in levers().items() if lever.of}


def _aims(body: Body) -> dict[str, dict[str, dict[str, Any]]]:
    """What each task with each wanted muscle stands for, by their keys; "" for the usual one."""
    aims: dict[str, dict[str, dict[str, Any]]] = {}
    for task, agonist in itertools.product(
        ["", *(task.key for task in body.tasks)], ["", *(muscle.key for muscle in body.muscles)]
    ):
        params = Params(task=task, agonist=agonist)
        try:
            wanted = co.task_channel(params, body)
        except InputError:
            continue  # the task does not use this muscle
        aim = readout.aim_of(body, params)
        aims.setdefault(task, {})[agonist] = {
            "wanted": wanted,
            "commanded": co.command_shares(params, body).tolist(),
            "opposing": aim.opposing[:, 0].tolist(),
            "touch_steps": co.touch_steps(params, body).tolist(),
            "distance": aim.distance[:, 0].tolist(),
            "injected": co.injected_channel(params, body),
            "used": [int(m in co.commanded(params, body)) for m in range(len(body.muscles))],
            "asked": measures.asked_turns(params, body).astype(int).tolist(),
        }
    return aims


def is_drawn(network: Network) -> bool:
    """Whether the pages have a drawing of a body: a packaged one, not just another of its name."""
    body, atlas = network.body, load_atlas()
    if body.name not in body_names(atlas):
        return False
    packaged = load_body(body.name, atlas)
    return all(
        [row.key for row in getattr(body, part)] == [row.key for row in getattr(packaged, part)]
        for part in ("dofs", "muscles")
    )


def _body_entry(network: Network, writer: _Writer) -> dict[str, Any]:
    body, session = network.body, session_of(network)
    layout = lay_out(session)
    stored: dict[int, dict[str, Any]] = {}
    for address, array in layout.arrays.values():
        if array.size and array.any() and address not in stored:
            stored[address] = writer.add(address, array)
    names = {name.removeprefix("batch."): entry for name, entry in layout.arrays.items()
             if name in PUBLIC or name.startswith("batch.state.")}  # fmt: skip
    joints = list(body.joints)
    return {
        "name": body.name, "title": body.title, "sentence": body.sentence,
        "drawn": is_drawn(network), "agonist": body.agonist,
        "healthy_index": body.healthy_index, "digest": network.digest,
        "muscles": [
            {"key": row.key, "name": row.name, "side": row.side, "joint": row.joint,
             "group": row.group, "arms": [list(pair) for pair in row.moment_arms]}
            for row in body.muscles
        ],
        "dofs": [
            {"key": row.key, "joint": row.joint, "name": row.name, "x": row.x, "y": row.y}
            for row in body.dofs
        ],
        "joints": joints, "neighbours": [list(pair) for pair in body.neighbours],
        "tasks": [
            {"key": row.key, "title": row.title, "sentence": row.sentence} for row in body.tasks
        ],
        "populations": [
            {"key": row.key, "name": row.name, "region": row.region, "rule": row.rule,
             "max_hz": row.max_hz, "x": row.x, "y": row.y, "first": network.nodes_of(row.key).start}
            for row in network.populations
        ],
        "projections": [
            {"source": row.source, "target": row.target, "sign": row.sign, "site": row.site,
             "weight": row.weight}
            for row in network.projections
        ],
        "choices": _lever_table(body),
        "aims": _aims(body),
        "loss_steps": {key: co.loss_steps(body, key).tolist() for key in ["", *joints]},
        "touch_steps": {key: co.loss_steps(body, key).tolist() for key in joints},
        "other_side": {key: co.other_side(body, key).tolist() for key in ["", *body.sides]},
        "memory": {
            "size": layout.size, "blocks": layout.blocks, "words": layout.words,
            "samples": [
                {"at": layout.arrays[name][0], "bytes": each} for name, each in layout.tail.items()
            ],
            "arrays": {
                name: {"at": address, "as": array.dtype.name, "shape": list(array.shape)}
                for name, (address, array) in names.items()
            },
            "stored": [*stored.values(), writer.add(*layout.arguments)],
        },
    }  # fmt: skip


def _timelines() -> dict[str, tuple[int, float, tuple[float, float]]]:
    """The predefined timelines: number, usual seconds and usual options of ``phase_of``."""
    table = {}
    for kind, (name, make) in enumerate(timeline.TIMELINES.items()):
        seconds, *options = (row.default for row in inspect.signature(make).parameters.values())
        table[name] = kind, seconds, tuple([*options, 0.0, 0.0][:2])
    return table


def _measures() -> dict[str, dict[str, str]]:
    """The measures that the compiled code computes, and their units."""
    units = {name: row.unit for name, row in measures.MEASURES.items()
             if name in measuring.Figures._fields}  # fmt: skip
    return {name: {"unit": unit} for name, unit in {**units, "unasked_turn": "deg"}.items()}


def engine_data(networks: Sequence[Network]) -> bytes:
    """The file of the browser's engine for some networks.

    Returns:
        A line of JSON, filled with blanks to a multiple of 8 bytes, and the arrays that it refers
        to, little-endian, each from a multiple of 8 bytes on; equal networks give equal bytes.
    """
    writer = _Writer()
    bodies = {network.body.name: _body_entry(network, writer) for network in networks}
    header = {
        "file": MAGIC,
        "base": BASE,
        "lanes": LANES,
        "sample_ms": readout.SAMPLE_MS,
        "regions": list(streams.REGIONS),
        "sites": list(SITES),
        "levers": {
            name: {**asdict(lever), "kind": lever.kind, "allowed": lever.allowed}
            for name, lever in levers().items()
        },
        "rows": list(co.AT._fields),
        "short_forms": SHORT_FORMS,
        "default_body": DEFAULT_BODY,
        "presets": {
            name: {"title": row.title, "sentence": row.sentence, "body": row.body,
                   "changes": dict(row.changes)}
            for name, row in PRESETS.items()
        },
        "recording": {
            "kind": recording.KIND, "schema": recording.SCHEMA, "max_ms": recording.MAX_MS,
            "max_events": recording.MAX_EVENTS, "max_brief_ms": recording.MAX_BRIEF_MS,
            "max_current": recording.MAX_CURRENT, "seed_limit": str(SEED_LIMIT),
        },
        "measured_ms": MEASURED_MS,
        "measures": _measures(),
        "timelines": {
            name: {"kind": kind, "seconds": seconds, "options": options}
            for name, (kind, seconds, options) in _timelines().items()
        },
        "t_quantiles": [t_quantile(n) for n in range(2, SUMMARISED + 1)],
        "bodies": bodies,
    }  # fmt: skip
    line = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    line += b" " * (-(len(line) + 1) % 8) + b"\n"
    return line + b"".join(writer.parts)
