"""How the parts of the page change what it shows: by what they change, whatever else has changed.

A person may be faster than a page is drawn; a change that carried the whole of what was drawn
would take the one before it back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from server.sweeps.place import Place


@dataclass(frozen=True)
class Pen:
    """Writes changes into the place of a page.

    Attributes:
        put: is given what makes the next place of the one before.
    """

    put: Callable[[Callable[[Place], Place]], None]

    def place(self, **fields: object) -> None:
        """Change fields of the place."""
        self.put(lambda place: replace(place, **fields))

    def plan(self, **fields: object) -> None:
        """Change fields of its plan."""
        self.put(lambda place: replace(place, plan=replace(place.plan, **fields)))

    def values(self, way: str, **fields: object) -> None:
        """Change fields of the values ``"across"`` or ``"down"``."""

        def adjusted(place: Place) -> Place:
            values = replace(getattr(place.plan, way), **fields)
            return replace(place, plan=replace(place.plan, **{way: values}))

        self.put(adjusted)
