"""The read-out in words: active muscles, unwanted activity and co-contraction.

It is computed for every frame, so that sentence, gauge and picture show the same moment. Muscle
activity is shown after the toxin: botulinum toxin blocks part of a muscle behind its nerve.
"""

from dataclasses import dataclass

import numpy as np

from motorloops.model import readout
from motorloops.model.coefficients import (
    commanded,
    injected_channel,
    opponents,
    task_channel,
)
from motorloops.model.network.body import Body
from motorloops.model.params import Params
from motorloops.model.readout import aim_of, read_out
from motorloops.server.strings import list_in_words, sentence_case, translate

# Upper bounds of the index for each word above the healthy limit.
WORDS = ((0.3, "raised"), (0.6, "high"), (float("inf"), "very_high"))


@dataclass(frozen=True)
class Reading:
    """A summary of the present moment, ready to be shown.

    Attributes:
        level: Co-contraction index of the task's joint, 0..1; 0 while its muscles are silent.
        index: The same in words, e.g. ``"0.23 raised"``.
        sentence: Which muscles are active, and which of them should not be.
    """

    level: float
    index: str
    sentence: str


def unblocked(params: Params, body: Body) -> np.ndarray:
    """Share of each muscle's fibres that botulinum toxin leaves working, shape (M,)."""
    injected = injected_channel(params, body)
    shares = [readout.unblocked(m, injected, params.toxin) for m in range(len(body.muscles))]
    return np.array(shares)


def persistent(samples: np.ndarray) -> np.ndarray:
    """Which values are clearly above zero now, shape (M,); S > 0 samples of shape (S, M)."""
    return read_out(samples).active[:, 0] > 0


def words_of(body: Body) -> tuple[tuple[float, str], ...]:
    """The words of the index with their upper bounds; "low" is up to the body's healthy limit."""
    limit = body.healthy_index
    return (limit, "low"), *((bound, word) for bound, word in WORDS if bound > limit)


def name_index(index: float, body: Body) -> str:
    """An index and its word."""
    word = next(word for bound, word in words_of(body) if index < bound)
    return f"{index:.2f} {translate(f'readout.{word}')}"


def read(samples: np.ndarray, body: Body, params: Params, *, trying: bool) -> Reading:
    """Describe the present moment in words.

    Args:
        samples: Muscle activity 0..1 of the last second, shape (S, M); S may be 0.
        body: The body with these muscles.
        params: Names the wanted muscle.
        trying: Whether the motor command is given.
    """
    if not len(samples):
        return Reading(0.0, translate("readout.none"), translate("readout.start"))
    wanted, rivals = task_channel(params, body), opponents(params, body)
    now = read_out(samples, aim_of(body, params))
    level, active = float(now.co_contraction[0]), np.flatnonzero(now.active[:, 0]).tolist()
    used = [wanted, *(c for c in commanded(params, body) if c != wanted)]
    sentence = _sentence(body, active, used, rivals, trying)
    return Reading(
        level, name_index(level, body) if active else translate("readout.none"), sentence
    )


def _sentence(
    body: Body, active: list[int], used: list[int], rivals: list[tuple[int, float]], trying: bool
) -> str:
    names = {c: body.muscles[c].name for c in active}
    if not active:
        return translate("readout.silent_trying" if trying else "readout.silent")
    if not trying:
        return translate("readout.locked", muscles=list_in_words(list(names.values())))
    against = [names[c] for c, _ in rivals if c in names]
    others = [names[c] for c in active if c not in used and c not in {r for r, _ in rivals}]
    parts = [
        translate(
            f"readout.{'wanted' if wanted in names else 'wanted_silent'}",
            muscle=sentence_case(body.muscles[wanted].name),
        )
        for wanted in used
    ]
    parts.append(
        translate("readout.opponent", muscles=list_in_words(against))
        if against
        else translate("readout.opponent_quiet")
    )
    parts.append(
        translate("readout.others", muscles=list_in_words(others))
        if others
        else translate("readout.others_quiet")
    )
    return " ".join(parts)
