"""Parse numbers, seeds and networks from the text of a command line or a form."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

from motorloops.model.errors import InputError
from motorloops.model.network.build import Network, build_network
from motorloops.model.noise import check_seed
from motorloops.model.presets import DEFAULT_BODY

MAX_SEEDS = 100_000


def whole_number(field: str, text: str, low: int, high: int) -> int:
    """Read a whole number from ``low`` to ``high``.

    Raises:
        InputError: for any other text.
    """
    # Check the length first: Python does not parse thousands of digits.
    number = int(text) if re.fullmatch(r"\s*[0-9]{1,20}\s*", text) else -1
    if not low <= number <= high:
        raise InputError(field, text, f"give a whole number from {low} to {high}")
    return number


def share(field: str, text: str) -> float:
    """Read a share, from 0 to 1.

    Raises:
        InputError: for any other text.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.0 <= number <= 1.0:
        raise InputError(field, text, "give a number from 0 to 1")
    return number


def read_seconds(text: str) -> float:
    """Read a duration (s).

    Raises:
        InputError: for a text that is no number.
    """
    try:
        return float(text)
    except ValueError:
        raise InputError("seconds", text, "give a number of seconds") from None


def read_seeds(first: str, count: str) -> range:
    """Return the seeds of ``count`` runs: consecutive numbers from ``first``.

    Raises:
        InputError: for a text that is no number, or a number out of range.
    """
    start = check_seed(whole_number("seed", first, 0, 2**64 - 1))
    number = whole_number("seeds", count, 1, MAX_SEEDS)
    check_seed(start + number - 1)
    return range(start, start + number)


def check_one_network(file: str | None, *others: tuple[str, str | None]) -> None:
    """Refuse a network file together with other options that choose a network.

    Args:
        file: GraphML file of `--network`; None if it was not given.
        others: name and value of the other options; None if an option was not given.

    Raises:
        InputError: for the first option that is given beside the file.
    """
    for option, value in others if file is not None else ():
        if value is not None:
            allowed = "leave it out: the file of --network holds body and tables"
            raise InputError(option, value, allowed)


def read_network(
    body: str | None, atlas: str | None, file: str | None = None, default: str = DEFAULT_BODY
) -> Network:
    """Read the network that the options ``--body``, ``--atlas`` and ``--network`` name.

    Args:
        body: name of a body; None if the option was not given.
        atlas: folder of atlas tables; None for the packaged atlas.
        file: GraphML file that holds a whole network, in place of body and atlas.
        default: body where neither a body nor a file is named.

    Raises:
        InputError: for a body, a folder or a file that cannot be used, or for a file together
            with a body or an atlas.
    """
    if file is None:
        return build_network(default if body is None else body, _folder(atlas))
    check_one_network(file, ("--body", body), ("--atlas", atlas))
    from motorloops.model.network.graphml import read_graphml  # networkx is only needed here

    return read_graphml(Path(file))


def read_networks(
    bodies: Sequence[str], atlas: str | None, file: str | None = None
) -> dict[str, Network]:
    """Read the networks of several bodies, by name, for commands that compare bodies.

    Args:
        bodies: names; the first one is needed.
        atlas: folder of atlas tables, which must hold all these bodies; None for the packaged one.
        file: GraphML file; its body must be the first of ``bodies``, the others are left out.

    Raises:
        InputError: as :func:`read_network`, or for a file with another body.
    """
    if file is None:
        return {body: build_network(body, _folder(atlas)) for body in bodies}
    network = read_network(None, atlas, file)
    if network.body.name != bodies[0]:
        allowed = f'give a network of the body "{bodies[0]}", not "{network.body.name}"'
        raise InputError("--network", file, allowed)
    return {bodies[0]: network}


def _folder(atlas: str | None) -> Path | None:
    return None if atlas is None else Path(atlas)
