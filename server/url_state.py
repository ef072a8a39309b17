"""A recording as the query of an address; only values that differ from the defaults."""

import re
from collections.abc import Collection, Iterable
from math import inf
from urllib.parse import parse_qsl, urlencode

from motorloops.model.errors import InputError, choose
from motorloops.model.params import SHORT_FORMS, Params, expand, levers
from motorloops.model.presets import preset
from motorloops.model.recording import DEFAULTS, Recording, recording_from_dict, recording_to_dict
from motorloops.server.networks import NETWORKS

LONGEST = 1800  # characters; some programs cut off longer addresses
MAX_FIELDS = 200
DID, CUT, DRIVEN = "did", "cut", "driven"  # fields for events, lesions and stimuli
TEST = "test"  # a field of the laboratory's address
NUMBERS = ("schema", "seed", "command", "ms")
PLAIN = ":,"  # characters that need no escape in a query
PLAY = "play"  # 1 if Explore starts by itself


def write_query(recording: Recording) -> str:
    """The query of a recording; with too many events, only the present setting."""
    whole = _query(recording)
    if len(whole) <= LONGEST:
        return whole
    standing = recording.moments()[-1][1].over(inf)
    return _query(Recording(standing.configuration, recording.seed, standing.command))


def _query(recording: Recording) -> str:
    data, usual, start = (
        recording_to_dict(recording),
        recording_to_dict(DEFAULTS),
        preset(recording.start.preset),
    )
    fields = {} if start.name == DEFAULTS.start.preset else {"preset": start.name}
    if data["body"] != (start.body or DEFAULTS.start.body):
        fields["body"] = data["body"]
    base, params = _base(start.name), recording.start.params.as_dict()
    fields |= {name: _plain(value) for name, value in params.items() if value != base[name]}
    fields |= {name: str(data[name]) for name in NUMBERS if data[name] != usual[name]}
    for field, name in ((CUT, "lesions"), (DRIVEN, "stimuli")):
        fields[field] = ",".join(f"{key}:{_plain(value)}" for key, value in data[name].items())
    rows = [[at, what, *map(_plain, rest)] for at, what, *rest in data["events"]]
    fields[DID] = ",".join(":".join(map(str, row)) for row in rows)
    return urlencode({k: v for k, v in fields.items() if v or k in params}, safe=PLAIN)


def read_query(search: str) -> Recording:
    """Read a query.

    Raises:
        InputError: For any value that is not allowed, in one line.
    """
    fields = fields_of(search)
    data: dict[str, object] = {n: _number(n, fields.pop(n)) for n in NUMBERS if n in fields}
    name = fields.pop("preset", DEFAULTS.start.preset)
    start = preset(name)
    body = fields.pop("body", NETWORKS.body_of(start))
    data |= {"preset": name, "body": NETWORKS.check_body(body)}
    for field, part in ((CUT, "lesions"), (DRIVEN, "stimuli")):
        data[part] = {key: _float(v) for key, v in _parts(fields.pop(field, ""), field, (2,))}
    data["events"] = [
        [_number(DID, at), name, _float(value), *(_number(DID, ms) for ms in lasting)]
        for at, what, value, *lasting in _parts(fields.pop(DID, ""), DID, (3, 4))
        for name in SHORT_FORMS.get(what, (what,))
    ]
    check_known(fields, [*NUMBERS, "preset", "body", CUT, DRIVEN, DID, *levers(), *SHORT_FORMS])
    data["levers"] = _base(name)
    for field, value in fields.items():  # the last one counts, as on the command line
        data["levers"] |= expand({field: value}) if field in SHORT_FORMS else {field: value}
    return recording_from_dict(data)


def is_of_explore(search: str) -> bool:
    """Whether a query has a field of Explore, which once stood at the address of the story."""
    names = {name for name, _ in parse_qsl(search, keep_blank_values=True)}
    own = {*NUMBERS, "preset", "body", CUT, DRIVEN, DID, PLAY, *levers(), *SHORT_FORMS}
    return not names.isdisjoint(own)


def check_known(fields: Iterable[str], known: Collection[str]) -> None:
    """Check the names of fields.

    Raises:
        InputError: For the first that an address of this page does not have.
    """
    for field in fields:
        if not known:
            raise InputError("address", field[:40], "this page has no settings in its address")
        choose("address", field[:40], known)


def split_query(search: str | None, own: Collection[str]) -> tuple[dict[str, str], str]:
    """Separate the fields of a page from those of the setting that it shows.

    Returns:
        The page's own fields, and the query without them; the whole query if it cannot be read.
    """
    try:
        fields = fields_of(search or "")
    except InputError:  # reported by the reader of the other fields
        return {}, search or ""
    mine = {name: fields.pop(name) for name in own if name in fields}
    return mine, urlencode(fields, safe=PLAIN) if mine else search or ""


def fields_of(search: str) -> dict[str, str]:
    """The fields of a query.

    Raises:
        InputError: If the query is too long, has too many fields, or repeats one.
    """
    if len(search) > 4 * LONGEST:
        raise InputError("address", f"{len(search)} characters", f"give at most {4 * LONGEST}")
    try:
        pairs = parse_qsl(search, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise InputError("address", "many fields", f"give at most {MAX_FIELDS}") from None
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise InputError("address", name[:40], "give each field once")
    return dict(pairs)


def _base(name: str) -> dict[str, float | str]:
    return Params().replace(**preset(name).changes).as_dict()


def _parts(text: str, field: str, lengths: tuple[int, ...]) -> Iterable[list[str]]:
    for part in filter(None, text.split(",")):
        words = part.split(":")
        if len(words) not in lengths:
            raise InputError(field, part[:80], f"give {lengths[0]} parts with a colon between them")
        yield words


def _number(field: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,20}", text):
        raise InputError(field, text[:80], "give a whole number")
    return int(text)


def _float(text: str) -> float | str:
    """A number, or the text itself if it is not a number."""
    try:
        return float(text)
    except ValueError:
        return text


def _plain(value: float | str) -> str:
    """The shortest text that is read as the same value."""
    return value if isinstance(value, str) else repr(value).removesuffix(".0")
