"""Waiting for what happens elsewhere, as long as the time limit of the test allows."""

import time
from collections.abc import Callable

PAUSE_S = 0.01


def wait_until(condition: Callable[[], object]) -> None:
    """Look again and again until a condition is true."""
    while not condition():
        time.sleep(PAUSE_S)
