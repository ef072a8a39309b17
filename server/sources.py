"""Where a value or a method comes from, in words."""

from model.atlas import ASSUMPTION
from model.citation import citation
from server.words import say


def source_line(key: str) -> str:
    """The source with this key, or that it is our assumption."""
    if key == ASSUMPTION:
        return say("inspector.assumption")
    return say("inspector.source", source=citation(key))
