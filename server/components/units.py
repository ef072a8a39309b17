"""Levers as the pages show them: shares in per cent, all other values in their own unit."""

from motorloops.model.params import Lever


def scale_of(lever: Lever) -> float:
    """By what a value is multiplied to be shown."""
    return 100.0 if lever.unit.startswith("share") else 1.0


def to_model(shown: object, scale: float) -> object:
    """Convert a displayed number to the lever's unit; other values are left for its validation."""
    if isinstance(shown, bool) or not isinstance(shown, (int, float)):
        return shown
    return round(shown / scale, 6)
