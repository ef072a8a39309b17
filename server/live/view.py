"""The drawing data of a network: the description, sent once, and the binary frames.

A frame is little-endian float32, in this order:

========  =======================================================================
words     meaning
========  =======================================================================
1         sequence number (answered by the browser when painted)
1         model time, ms, of the last sample
1         motor command given, 0 or 1
1         S, number of activation samples (``SAMPLE_MS`` apart, the last one now)
P * M     rate of every population for every muscle's channel, 0..1
E         strength left of every drawn connection, 1 = healthy
M         activity of every muscle now, after the toxin, 0..1
D         angle of every degree of freedom now, rad
S * M     activity of every muscle since the last frame, oldest sample first
S         motor command at each of these samples, 0 or 1
========  =======================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from motorloops.model.coefficients import commanded, make_coefficients, opponents, task_channel
from motorloops.model.network.atlas import Projection
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.network.wiring import SITES
from motorloops.model.params import Params
from motorloops.model.readout import SAMPLE_MS
from motorloops.model.recording import Configuration, in_nodes
from motorloops.server.live.body_figure import describe_figure
from motorloops.server.strings import string_table, translate


def pack(
    head: Sequence[float], *parts: ArrayLike, samples: np.ndarray, commands: np.ndarray
) -> bytes:
    """Pack one frame.

    Args:
        head: Sequence number (float32 holds it exactly up to 2**24), model time, command.
        parts: Rates (P, M), strengths (E,), muscle activity (M,), angles (D,), in this order.
        samples: Muscle activity since the last frame, shape (S, M); S may be 0.
        commands: Motor command at each sample, shape (S,).
    """
    words = [[*head, len(samples)], *parts, samples, commands]
    return np.concatenate([np.asarray(part, dtype="<f4").ravel() for part in words]).tobytes()


WINDOW_MS = 5000  # length of the muscle traces


@dataclass(frozen=True)
class Edge:
    """All projections of one sign between two populations, drawn as one line."""

    source: str
    target: str
    sign: str
    projections: tuple[Projection, ...]


def merge(network: Network) -> tuple[Edge, ...]:
    """Merge the projections into one edge per (source, target, sign)."""
    groups: dict[tuple[str, str, str], list[Projection]] = {}
    for row in network.projections:
        groups.setdefault((row.source, row.target, row.sign), []).append(row)
    return tuple(Edge(*key, tuple(rows)) for key, rows in groups.items())


def _weights(
    network: Network, edges: tuple[Edge, ...], params: Params, lesions: Mapping[str, float]
) -> np.ndarray:
    """Weight of every edge under the levers, mean over the muscles, shape (E,)."""
    coefficients = make_coefficients(network, [params], lesions=in_nodes(network, lesions))
    factor = dict(zip(SITES, coefficients.factor[:, :, 0].mean(axis=1), strict=True))
    weights = []
    for edge in edges:
        leaves = coefficients.keep[network.nodes_of(edge.source), 0].mean()
        weights.append(leaves * sum(row.weight * factor[row.site] for row in edge.projections))
    return np.array(weights)


def strengths(
    network: Network, edges: tuple[Edge, ...], params: Params, lesions: Mapping[str, float]
) -> np.ndarray:
    """Strength of each drawn edge relative to the healthy network, shape (E,)."""
    healthy = _weights(network, edges, Params(), {})
    return _weights(network, edges, params, lesions) / np.maximum(healthy, 1e-9)


def lanes(body: Body, wanted: int) -> list[dict[str, Any]]:
    """Pair each muscle with its strongest free opponent, the wanted muscle's joint first.

    Returns:
        One row per lane: ``{"up": channel, "down": channel or None, "joint": key}``;
        ``up`` is drawn above the lane's baseline and ``down`` mirrored below it.
    """
    steps = body.distances(int(body.joint_of[wanted]))[body.joint_of]
    order = sorted(range(len(body.muscles)), key=lambda c: (c != wanted, steps[c], c))
    free, rows = set(order), []
    for channel in order:
        if channel not in free:
            continue
        free.discard(channel)
        rivals = [pair for pair in body.antagonists(channel) if pair[0] in free]
        down = max(rivals, key=lambda pair: pair[1])[0] if rivals else None
        free.discard(down)
        rows.append({"up": channel, "down": down, "joint": body.muscles[channel].joint})
    return rows


def order_of(network: Network) -> np.ndarray:
    """Index into ``MotorModel.rate`` for every (population, channel), shape (P, M)."""
    return np.array(
        [
            [network.index(f"{population.key}/{muscle.key}") for muscle in network.body.muscles]
            for population in network.populations
        ]
    )


def touched(params: Params, body: Body) -> str:
    """Key of the joint whose skin is touched; empty if none."""
    task = body.muscles[task_channel(params, body)].joint
    return (params.touch_site or task) if params.touch > 0 else ""


def describe_network(
    network: Network, edges: tuple[Edge, ...], setting: Configuration
) -> dict[str, Any]:
    """The description of a body's network for the browser, sent when any of it changes."""
    body, lesions = network.body, setting.lesions
    wanted = task_channel(setting.params, body)
    place = {population.key: index for index, population in enumerate(network.populations)}
    return {
        "populations": [
            {
                "key": row.key,
                "name": row.name,
                "region": row.region,
                "x": row.x,
                "y": row.y,
                "max_hz": row.max_hz,
                "lesion": lesions.get(row.key, 0.0),
            }
            for row in network.populations
        ],
        "regions": {row.region: translate(f"regions.{row.region}") for row in network.populations},
        "edges": [
            {"source": place[edge.source], "target": place[edge.target], "sign": edge.sign}
            for edge in edges
        ],
        "muscles": [{"key": row.key, "name": row.name, "joint": row.joint} for row in body.muscles],
        "dofs": [row.name for row in body.dofs],
        "lanes": lanes(body, wanted),
        "wanted": wanted,
        "task": list(commanded(setting.params, body)),
        "outlet": next((row.key for row in network.populations if row.rule == "recruitment"), ""),
        "opponents": [channel for channel, _ in opponents(setting.params, body)],
        "sample_ms": SAMPLE_MS,
        "window_ms": WINDOW_MS,
        "body": describe_figure(body, touched(setting.params, body)),
        "words": string_table()["picture"],
    }
