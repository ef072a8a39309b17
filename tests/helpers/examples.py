"""How many examples hypothesis draws: a part of them in `make test`, all in `make test-slow`."""

from typing import Any

from hypothesis import settings

PART = 5


def examples(count: int, base: settings | None = None, **options: Any) -> settings:
    """Settings of a property.

    Args:
        count: Examples in the wide run (profile `wide`); a fifth of them otherwise.
        base: Settings to start from.
        options: Further settings of hypothesis.
    """
    wide = settings.get_current_profile_name().startswith("wide")
    drawn = count if wide else max(count // PART, 5)
    return settings(base or settings(), max_examples=drawn, **options)
