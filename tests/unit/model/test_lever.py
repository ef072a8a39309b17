"""One lever: what it allows, in words and in checks."""

import dataclasses

from motorloops.model.params import Lever, choice, constant, number
from tests.helpers.invalid import invalid


@dataclasses.dataclass
class Example:
    share: float = number(0.25, "Share", "A share.", "state")
    place: str = choice("Place", "A place.", "sensory", "joint", "nowhere")
    speed: float = constant(2.0, "m/s", 1.0, 3.0, "A speed")


def lever(name: str) -> Lever:
    (field,) = [field for field in dataclasses.fields(Example) if field.name == name]
    return Lever(name=name, **{**field.metadata, "default": field.default})


def test_a_number_knows_its_range_and_unit() -> None:
    share, speed = lever("share"), lever("speed")
    assert (share.kind, share.default, share.low, share.high) == ("number", 0.25, 0.0, 1.0)
    assert share.allowed == "give a number from 0 to 1 (share)"
    assert speed.allowed == "give a number from 1 to 3 (m/s)"
    assert (speed.group, speed.label, speed.meaning) == ("constant", "A speed", "A speed")
    assert share.check("0.5") == 0.5
    with invalid("speed", 0.99):
        speed.check(0.99)


def test_a_choice_names_what_it_ranges_over() -> None:
    place = lever("place")
    assert (place.kind, place.default) == ("choice", "")
    assert place.allowed == "name a joint of the body, or leave it empty (nowhere)"
    assert place.check("elbow") == "elbow"
    with invalid("place", 1.0):
        place.check(1.0)
