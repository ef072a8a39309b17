"""Recordings as JSON: everything in it is checked, as it may come from anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from model.errors import BadInput, choose
from model.event import Event
from model.params import SHORT_FORMS, Params, levers
from model.presets import PRESETS
from model.recording import MOST_EVENTS, MOST_MS, Recording
from model.setting import Setting

SCHEMA = 1
KIND = "recording"
MOST_TEXT = 2**18  # characters of a file
LONGEST = 80  # characters of a text in it
USUAL = Recording()


def as_data(recording: Recording) -> dict[str, Any]:
    """A recording as plain values for strict JSON; of the levers, those that are not as usual."""
    start, usual = recording.start, USUAL.start.params.as_dict()
    moved = {k: v for k, v in start.params.as_dict().items() if v != usual[k]}
    return {
        "motorloops": KIND,
        "schema": SCHEMA,
        "body": start.body,
        "preset": start.preset,
        "levers": moved,
        "lesions": dict(start.lesions),
        "stimuli": dict(start.stimuli),
        "seed": recording.seed,
        "command": recording.command,
        "ms": recording.ms,
        "events": [_row(event) for event in recording.events],
    }


def _row(event: Event) -> list[float | str]:
    row = [event.at_ms, event.what, event.value]
    return [*row, event.for_ms] if event.for_ms else row


def write(recording: Recording) -> str:
    """A recording as the text of a JSON file."""
    return json.dumps(as_data(recording), allow_nan=False, indent=1) + "\n"


def read(text: str) -> Recording:
    """Read the text of a JSON file.

    Raises:
        BadInput: For anything that is not a recording, in one line.
    """
    if len(text) > MOST_TEXT:
        raise BadInput("recording", f"{len(text)} characters", f"give at most {MOST_TEXT}")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput(
            "recording", _short(text), "give a JSON file that motorloops saved"
        ) from None
    return from_data(data)


def from_data(data: object) -> Recording:
    """Check plain values, all of which may be left out, and make a recording of them.

    Raises:
        BadInput: For an unknown name, a wrong type or a value out of range, in one line.
    """
    given = _mapping("recording", data)
    usual = as_data(USUAL)
    for name, value in given.items():
        choose("recording", name, usual)
        _check_plain(name, value)
    whole = {**usual, **given}
    if whole["motorloops"] != KIND:
        raise BadInput("motorloops", whole["motorloops"], f'give "{KIND}"')
    if whole["schema"] != SCHEMA:
        raise BadInput("schema", whole["schema"], f"this motorloops reads schema {SCHEMA}")
    for name in ("body", "preset"):
        if not isinstance(whole[name], str):
            raise BadInput(name, whole[name], "give a name")
    choose("preset", whole["preset"], PRESETS)
    setting = Setting(
        _params(whole["levers"]), whole["body"], whole["preset"],
        _mapping("lesions", whole["lesions"]), _mapping("stimuli", whole["stimuli"]),
    )  # fmt: skip
    ms = _whole("ms", whole["ms"])
    return Recording(setting, whole["seed"], whole["command"], ms, _events(whole["events"]))


def _params(data: object) -> Params:
    moved = _mapping("levers", data)
    for name in moved:
        choose("lever", name, [*levers(), *SHORT_FORMS])
    return Params().replace(**moved)


def _events(data: object) -> tuple[Event, ...]:
    if not isinstance(data, list) or len(data) > MOST_EVENTS:
        raise BadInput("events", _short(data), f"give a list of at most {MOST_EVENTS} events")
    for row in data:
        if not (isinstance(row, list) and len(row) in (3, 4) and isinstance(row[1], str)):
            raise BadInput("events", _short(row), 'give [ms, what, value], e.g. [500, "touch", 1]')
    return tuple(
        Event(_whole("events", at), what, value, *(_whole(what, ms) for ms in lasting))
        for at, what, value, *lasting in data
    )


def _mapping(field: str, data: object) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise BadInput(field, _short(data), "give names with values, { ... } in JSON")
    return data


def _whole(field: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_MS:
        raise BadInput(field, value, f"give whole milliseconds from 0 to {MOST_MS}")
    return value


def _check_plain(name: str, value: object) -> None:
    """Refuse what no recording holds, so that no message repeats a whole file."""
    if isinstance(value, (list, dict)):
        inside = value if isinstance(value, list) else [*value, *value.values()]
        for part in inside:
            _check_plain(name, part)
    elif isinstance(value, str) and len(value) > LONGEST:
        raise BadInput(name, _short(value), f"give a text of at most {LONGEST} characters")
    elif isinstance(value, int) and abs(value) >= 2**64:
        raise BadInput(name, "a number of many digits", "give one below 2^64")


def _short(value: object) -> str:
    told = value[:LONGEST] if isinstance(value, str) else repr(value)
    return told if len(told) < LONGEST else f"{told[: LONGEST - 4]} ..."
