"""The read-out in words: active muscles, unwanted activity and co-contraction."""

import time
from dataclasses import dataclass, replace

import numpy as np

from motorloops.model.coefficients import commanded, opponents, task_channel
from motorloops.model.measures import ACTIVE, co_contraction_index
from motorloops.model.network.body import Body
from motorloops.model.params import Params
from motorloops.server.strings import list_in_words, sentence_case, translate

SAY_EVERY_S = 2.5
# Upper bounds of the index for each word above the healthy limit.
WORDS = ((0.3, "raised"), (0.6, "high"), (float("inf"), "very_high"))


@dataclass(frozen=True)
class Reading:
    """A summary of the last second, ready to be shown.

    Attributes:
        level: Co-contraction index of the task's joint, 0..1; 0 while its muscles are silent.
        index: The same in words, e.g. ``"0.23 raised"``.
        sentence: Which muscles are active, and which of them should not be.
    """

    level: float
    index: str
    sentence: str


class Pace:
    """Limits how often the sentence changes, so that it can be read or heard."""

    def __init__(self) -> None:
        self._at, self._sentence = -SAY_EVERY_S, ""  # time of the last change, and the sentence

    def hold(self, reading: Reading, now: float | None) -> Reading:
        """The reading with the sentence to show at ``now`` (s); the newest if ``now`` is None."""
        if now is not None and now < self._at + SAY_EVERY_S:
            return replace(reading, sentence=self._sentence)
        self._at, self._sentence = time.perf_counter(), reading.sentence
        return reading


def words_of(body: Body) -> tuple[tuple[float, str], ...]:
    """The words of the index with their upper bounds; "low" is up to the body's healthy limit."""
    limit = body.healthy_index
    return (limit, "low"), *((bound, word) for bound, word in WORDS if bound > limit)


def name_index(index: float, body: Body) -> str:
    """An index and its word."""
    word = next(word for bound, word in words_of(body) if index < bound)
    return f"{index:.2f} {translate(f'readout.{word}')}"


def read(samples: np.ndarray, body: Body, params: Params, *, trying: bool) -> Reading:
    """Describe the last second in words.

    Args:
        samples: Muscle activation 0..1, shape (S, M); S may be 0.
        body: The body with these muscles.
        params: Names the wanted muscle.
        trying: Whether the motor command is given.
    """
    if not len(samples):
        return Reading(0.0, translate("readout.none"), translate("readout.start"))
    wanted = task_channel(params, body)
    rivals = opponents(params, body)
    against = sum((share * samples[:, c] for c, share in rivals), np.zeros(len(samples)))
    common = 2.0 * np.minimum(samples[:, wanted], against).sum()
    level = float(co_contraction_index(common, (samples[:, wanted] + against).sum()))
    if samples[:, wanted].mean() + against.mean() < ACTIVE:
        level = 0.0
    active = [c for c in range(samples.shape[1]) if samples[:, c].mean() >= ACTIVE]
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
