"""`run --from`: a session that the dashboard saved, or a row of a sweep, once more."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from experiments.options import Option
from experiments.request import Request, check_room, read_network
from experiments.run import tell
from experiments.sweep.replay import refuse_others, replay_row
from model.errors import BadInput
from model.presets import preset
from model.recording import Recording
from model.recording_file import MOST_TEXT, read
from model.trajectory import Engine

BESIDES = ("--from", "--json", "--out", "--plot", "--engine")


def read_file(name: str) -> Recording:
    """Read a recording from a file.

    Raises:
        BadInput: for a file that is not there, too large, or not a recording.
    """
    try:
        with Path(name).open(encoding="utf-8") as file:
            text = file.read(MOST_TEXT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise BadInput("--from", name, f"give a file that motorloops saved ({reason})") from None
    return read(text)


def request_of(recording: Recording, engine: Engine) -> Request:
    """What to run: the recording once, with its own seed.

    Raises:
        BadInput: for a name that its body does not have, or a recording of no length.
    """
    start = recording.start
    network = read_network(start.body, None)
    protocol = recording.protocol(network)
    check_room(network, protocol)
    seeds = range(recording.seed, recording.seed + 1)
    return Request(network, preset(start.preset), start.params, protocol, seeds, engine)


def rerun(options: Namespace, known: Sequence[Option]) -> bool:
    """Do what `run --from` asks for, a saved session or a row of a sweep, and print it.

    Args:
        options: as typed.
        known: the options of `run`.

    Returns:
        Whether the run stayed finite, or the row came out as it is stored.

    Raises:
        BadInput: for an option that the source decides, or a source that is not one.
    """
    source = getattr(options, "from")
    if options.row is not None or Path(source).is_dir():
        return replay_row(options, known)
    refuse_others(options, known, BESIDES, "--from takes it from the file")
    return tell(request_of(read_file(source), options.engine), options)
