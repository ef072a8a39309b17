"""The binary message that paints one picture: what the server packs, the browser reads.

A frame is little-endian float32, in this order:

========  =======================================================================
words     meaning
========  =======================================================================
1         sequence number (answered by the browser when painted)
1         model time, ms, of the last sample
1         motor command given, 0 or 1
1         S, number of activation samples (``SAMPLE_MS`` apart, the last one now)
P * M     rate of every population for every muscle's channel, 0..1
E         strength left of every drawn connection, 1 = healthy
M         activation of every muscle now, 0..1
D         angle of every degree of freedom now, rad
S * M     activation of every muscle since the last frame, oldest sample first
========  =======================================================================
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

SAMPLE_MS = 10  # spacing of activation samples, model ms


def pack(head: Sequence[float], *parts: ArrayLike, samples: np.ndarray) -> bytes:
    """Pack one frame.

    Args:
        head: Sequence number (float32 holds it exactly up to 2**24), model time, command.
        parts: Rates (P, M), strengths (E,), activation (M,), angles (D,), in this order.
        samples: Muscle activation since the last frame, shape (S, M); S may be 0.
    """
    words = [[*head, len(samples)], *parts, samples]
    return np.concatenate([np.asarray(part, dtype="<f4").ravel() for part in words]).tobytes()
