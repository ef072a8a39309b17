"""What one `run` is asked to do, read from texts and checked as a whole."""

import math
import re
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from motorloops.model.errors import InputError, choose
from motorloops.model.network.body import DEFAULT_BODY
from motorloops.model.network.build import Network, build_network
from motorloops.model.noise import check_seed
from motorloops.model.params import Params, parse_pairs
from motorloops.model.presets import Preset, preset
from motorloops.model.simulate import Engine
from motorloops.model.timeline import TIMELINES, Timeline

MAX_SEEDS = 100_000
MAX_CELLS = 2**28  # samples x (muscles + joints) of one run: two gigabytes


@dataclass(frozen=True)
class RunRequest:
    """One condition, to be run once for each seed."""

    network: Network
    preset: Preset
    params: Params
    timeline: Timeline
    seeds: range
    engine: Engine


def whole_number(field: str, text: str, low: int, high: int) -> int:
    """Read a whole number from ``low`` to ``high``.

    Raises:
        BadInput: for any other text.
    """
    # The length first: Python refuses to read thousands of digits.
    number = int(text) if re.fullmatch(r"\s*[0-9]{1,20}\s*", text) else -1
    if not low <= number <= high:
        raise InputError(field, text, f"give a whole number from {low} to {high}")
    return number


def share(field: str, text: str) -> float:
    """Read a share, from 0 to 1.

    Raises:
        BadInput: for any other text.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.0 <= number <= 1.0:
        raise InputError(field, text, "give a number from 0 to 1")
    return number


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError("seconds", text, "give a number of seconds") from None


def read_network(body: str, atlas: str | None) -> Network:
    """The network of a body by the packaged atlas, or by the one in a folder."""
    return build_network(body, None if atlas is None else Path(atlas))


def _network(options: Namespace, usual_body: str) -> Network:
    if options.network is None:
        return read_network(usual_body if options.body is None else options.body, options.atlas)
    for name in ("body", "atlas"):
        if (value := getattr(options, name)) is not None:
            raise InputError(f"--{name}", value, "leave it out: the file of --network says it all")
    from motorloops.model.network.graphml import read_graphml  # networkx is not needed otherwise

    return read_graphml(Path(options.network))


def read_seeds(first: str, count: str) -> range:
    """The seeds of ``count`` runs, from ``first`` on.

    Raises:
        BadInput: for a text that is no number, or out of range.
    """
    start = check_seed(whole_number("seed", first, 0, 2**64 - 1))
    number = whole_number("seeds", count, 1, MAX_SEEDS)
    check_seed(start + number - 1)
    return range(start, start + number)


def check_room(network: Network, timeline: Timeline) -> None:
    """Make sure that one run fits into memory.

    Raises:
        BadInput: for a run that is too long for its body.
    """
    width = len(network.body.muscles) + len(network.body.dofs)
    if timeline.duration_ms * width > MAX_CELLS:
        allowed = f"this body leaves room for at most {MAX_CELLS // width // 1000} s"
        raise InputError("seconds", timeline.duration_ms / 1000, allowed)


def read_request(options: Namespace) -> RunRequest:
    """Read the options of `run`, all as typed, None where not given.

    Args:
        options: preset, body, network, atlas, changes (a list of ``lever=value``), protocol,
            seconds, seed, seeds, engine.

    Raises:
        BadInput: for anything that cannot be used.
    """
    chosen = preset(options.preset)
    params = Params().replace(**{**chosen.changes, **parse_pairs(options.changes)})
    choose("protocol", options.protocol, TIMELINES)
    timeline = TIMELINES[options.protocol](_seconds(options.seconds))
    seeds = read_seeds(options.seed, options.seeds)
    network = _network(options, chosen.body or DEFAULT_BODY)
    check_room(network, timeline)
    return RunRequest(network, chosen, params, timeline, seeds, options.engine)
