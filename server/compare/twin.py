"""Two models that go on together on the same noise, and what tells them apart."""

from dataclasses import dataclass

import numpy as np

from model.body import Body
from model.event import Standing
from model.tally import ACTIVE
from server.compare.place import SIDES, Place
from server.readout import Reading
from server.simulation import Simulation
from server.words import listing, say

SAME = 0.05  # co-contraction indices that are closer than this are called alike


@dataclass(frozen=True)
class Contrast:
    """The last second of both sides, ready to be shown.

    Attributes:
        index_a: Co-contraction index of side A in words.
        index_b: The same of side B.
        difference: How B's index differs from A's, in words.
        sentence: Which muscles work harder on which side.
    """

    index_a: str
    index_b: str
    difference: str
    sentence: str


class Twin:
    """Two simulations with one clock, one body and the same noise.

    Args:
        place: What is compared.

    Raises:
        BadInput: For a name that the body does not have.
    """

    def __init__(self, place: Place) -> None:
        self.begin(place)

    def begin(self, place: Place) -> None:
        """Put time at zero, for both."""
        place.check()
        self.sides = tuple(Simulation(place.recording(side)) for side in SIDES)

    @property
    def time_ms(self) -> int:
        """Model time of both."""
        return self.sides[0].model.time_ms

    @property
    def body(self) -> Body:
        """The body of both."""
        return self.sides[0].network.body

    def put(self, place: Place) -> None:
        """Change what is set up on either side, from the next millisecond on.

        Raises:
            BadInput: For a name that the body does not have; nothing has changed then.
        """
        place.check()
        for side, setting in zip(self.sides, place.settings, strict=True):
            if side.standing != (wanted := Standing(setting, place.command)):
                side.put(wanted)

    def advance(self, ms: int) -> None:
        """Go on, both by as much."""
        for side in self.sides:
            side.advance(ms)

    def frame(self, seq: int) -> bytes:
        """A picture of both, side A first: two frames of the same length, see ``frame.py``."""
        return b"".join(side.frame(seq) for side in self.sides)

    def spec(self) -> dict[str, object]:
        """What the browser needs to draw both; the lanes follow side A's wanted muscle."""
        return self.sides[0].spec()

    def contrast(self) -> Contrast:
        """What told the sides apart in the last second."""
        a, b = (side.reading() for side in self.sides)
        if not len(self.sides[0].recent()):
            return Contrast(a.index, b.index, say("compare.none"), say("compare.start"))
        return Contrast(a.index, b.index, _difference(a, b), self._sentence())

    def _sentence(self) -> str:
        first, second = (side.recent().mean(axis=0) for side in self.sides)
        names = [muscle.name for muscle in self.body.muscles]
        parts = []
        for key, change in (("more_b", second - first), ("more_a", first - second)):
            order = [m for m in np.argsort(-change, kind="stable") if change[m] >= ACTIVE]
            if order:
                muscles = listing([names[m] for m in order])
                parts.append(say(f"compare.{key}", muscles=muscles))
        if not max(first.max(), second.max()) >= ACTIVE:
            return say("compare.silent")
        return " ".join(parts) or say("compare.alike", limit=f"{ACTIVE * 100:g} %")


def _difference(a: Reading, b: Reading) -> str:
    by = b.level - a.level
    word = "same" if abs(by) < SAME else "higher" if by > 0 else "lower"
    return say(f"compare.{word}", by=f"{by:+.2f}".replace("-", "−"))
