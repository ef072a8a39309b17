"""Every sentence of the message about dystonia, measured in each body and judged.

The sentences are those that the project wants to tell: strong muscles that get a go without a
stop, stay on too long, draw in their neighbours, twist, pull and lock the body; what makes it
worse, and what helps. :func:`measure_message` puts each of them to the arm, the hand and the neck,
against the healthy twin on the same noise unless the question says otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

import numpy as np

from motorloops.experiments.calibration.behaviours import (
    BehaviourResult,
    cells,
    finite,
    judge,
    relief_over_time,
)
from motorloops.experiments.calibration.observations import (
    BODIES,
    FULL_EFFORT,
    LOCKED,
    Observation,
    observe_settings,
)
from motorloops.experiments.calibration.target import (
    Observations,
    Range,
    above,
    below,
    drop,
    ratio,
    rise,
    unasked_turn,
)
from motorloops.experiments.formatting import columns
from motorloops.experiments.statistics import HEALTHY_LIMITS
from motorloops.model.measures import measure_input
from motorloops.model.measuring import ACTIVE
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import preset
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold

TITLE = "Every sentence of the message, in each body"

Changes = Mapping[str, float | str]

# What counts, in every body alike: choices of this project, not published sizes.
STRONG = 0.95  # of the healthy twin's activity: not weaker
UNASKED_MVC = HEALTHY_LIMITS["largest_overflow"]  # of a muscle that should be silent
NOTICED_MVC = 0.01  # of a mean over all muscles outside the task joint
LONGER_S = 0.04
SEEN_DEG, WORSE_DEG = 8.0, 2.0  # a turn that is seen; a change of a turn
LEFT = 0.5  # share of the activity that is left after relaxing
RELIEF, FADED = 0.2, 0.1  # shares
FAR = 2  # joints from the task: a touch there should not help


PLACE = ("loss_region", "loss_width", "loss_side")  # levers that say where inhibition is lost


@dataclass(frozen=True)
class Patient:
    """The dystonia of one body: the levers of its ready condition, and of a severe one.

    Attributes:
        preset: name of the ready condition.
        dystonia: its levers.
        place: those of them that say where inhibition is lost.
        severe: the levers of the preset ``severe`` at the same place.
    """

    preset: str
    dystonia: Changes
    place: Changes
    severe: Changes


def _patient(name: str) -> Patient:
    changes = preset(name).changes
    place = {key: value for key, value in changes.items() if key in PLACE}
    return Patient(name, changes, place, {**preset("severe").changes, **place})


PATIENTS: Mapping[str, Patient] = {
    body: _patient(name)
    for body, name in (("arm", "moderate"), ("hand", "writers_cramp"), ("neck", "cervical"))
}
HARD = {"effort": preset("moderate_effort").changes["effort"]}
STRESS = {"stress": preset("moderate_stress").changes["stress"]}
TOUCH = {"touch": preset("moderate_touch").changes["touch"]}


def touched_joints(body: Body) -> tuple[str, str]:
    """The joint of the task, and the last of the joints farthest from it.

    The second is empty if no joint is :data:`FAR` joints away.
    """
    task = int(body.joint_of[body.channel(body.agonist)])
    steps = body.distances(task)
    last = len(steps) - 1 - int(steps[::-1].argmax())
    return body.joints[task], body.joints[last] if steps[last] >= FAR else ""


def message_settings(body: Body) -> dict[str, Params]:
    """The levers of each condition of the hold task, by its name."""
    patient, base = PATIENTS[body.name], Params()
    table: dict[str, Changes] = {
        f"{name}{suffix}": {**changes, **more}
        for name, changes in (("healthy", {}), ("dystonia", patient.dystonia))
        for suffix, more in (("", {}), (" full", {"effort": FULL_EFFORT}), (" hard", HARD))
    }
    table["stress"] = {**patient.dystonia, **STRESS}
    table["touch"] = {**patient.dystonia, **TOUCH}
    if far := touched_joints(body)[1]:
        table["touch far"] = {**patient.dystonia, **TOUCH, "touch_site": far}
    table |= {f"only {site}": {**patient.place, site: 1.0} for site in LOSSES}
    return {name: base.replace(**changes) for name, changes in table.items()}


@dataclass(frozen=True, eq=False)
class Lock:
    """What is left 4 to 5 s after the command at severe loss: (seeds,) arrays.

    Attributes:
        posture: largest turn (degrees) of any degree of freedom beyond the healthy twin's.
        untried: the same, never having tried.
        left: mean activity of all muscles, over that late in the hold; NaN if no muscle is active.
    """

    posture: np.ndarray
    untried: np.ndarray
    left: np.ndarray


def lock_of(hold_mvc: np.ndarray, late_mvc: np.ndarray, late_deg: np.ndarray) -> Lock:
    """What is left, from means over time.

    Args:
        hold_mvc: (M, seeds) activity late in the hold at severe loss.
        late_mvc: (M, seeds) the same 4 to 5 s after the command.
        late_deg: (3, D, seeds) turns at that time: healthy, severe, severe without any command.
    """
    healthy, tried, never = late_deg
    locked = late_mvc.max(axis=0) >= ACTIVE
    share = late_mvc.mean(axis=0) / np.maximum(hold_mvc.mean(axis=0), ACTIVE)
    return Lock(
        np.abs(tried - healthy).max(axis=0),
        np.abs(never - healthy).max(axis=0),
        np.where(locked, share, np.nan),
    )


def _lock(network: Network, seeds: Sequence[int]) -> Lock:
    severe = Params().replace(**PATIENTS[network.body.name].severe)
    settings = [Params(), severe, severe.replace(effort=0.0)]
    run = simulate(settings, hold(LOCKED[1] / 1000), seeds, network, every_ms=4)
    late = run.time_ms > LOCKED[0]
    shape = (-1, len(settings), len(seeds))
    held = measure_input(run).level.reshape(shape)
    after = run.activation[late].mean(axis=0).reshape(shape)
    turns = np.degrees(run.angle[late].mean(axis=0)).reshape(shape)
    return lock_of(held[:, 1], after[:, 1], turns.swapaxes(0, 1))


@dataclass(frozen=True, eq=False)
class Seen:
    """What was observed in one body.

    Attributes:
        by: observations of the hold task by condition.
        lock: at severe loss.
        relief: drop of overflow soon after a touch begins, and after 9 s of it; (seeds,) each.
        joints: the joint of the task, and the farthest; see :func:`touched_joints`.
    """

    by: Observations
    lock: Lock
    relief: tuple[np.ndarray, np.ndarray]
    joints: tuple[str, str]


Figure = Callable[[Seen], np.ndarray | str]  # a text says why the sentence cannot be asked


@dataclass(frozen=True)
class Question:
    """A sentence of the message and one figure of the body that shows it.

    Attributes:
        sentence: in plain words.
        measured: what is measured.
        condition: of the patient, in words; ``{near}`` and ``{far}`` stand for the joint of the
            task and the farthest.
        against: what it is compared with, in the same way.
        figure: computes the (seeds,) figure, or says why it cannot be asked.
        need: range in which the sentence is shown.
        unit: of the figure.
    """

    sentence: str
    measured: str
    condition: str
    against: str
    figure: Figure
    need: Range
    unit: str


def _hold(figure: Callable[[Observations], np.ndarray]) -> Figure:
    return lambda seen: figure(seen.by)


def pulled(one: Observation, twin: Observation) -> np.ndarray:
    """Largest turn (degrees) off the healthy place where the wanted muscle turns its joint."""
    return np.abs(one.turn - twin.turn)[one.asked].max(axis=0, initial=0.0)


def _turn_relief(touch: str) -> Callable[[Observations], np.ndarray]:
    """Share by which a touch lowers the largest turn not asked for."""

    def figure(seen: Observations) -> np.ndarray:
        treated, untreated = (unasked_turn(name, "healthy")(seen) for name in (touch, "dystonia"))
        return 1.0 - treated / np.maximum(untreated, 1.0)

    return figure


def _overflow_relief(touch: str) -> Callable[[Observations], np.ndarray]:
    return drop(touch, "dystonia", "overflow")


def _by_place(relief: Callable[[str], Callable[[Observations], np.ndarray]]) -> Figure:
    """Relief by a touch on the task joint, less that by one on the farthest."""

    def figure(seen: Seen) -> np.ndarray | str:
        if "touch far" not in seen.by:
            return f"no joint is {FAR} joints away from the task"
        return relief("touch")(seen.by) - relief("touch far")(seen.by)

    return figure


def _relaxing(seen: Seen) -> np.ndarray | str:
    return seen.lock.left if np.isfinite(seen.lock.left).any() else "no run is locked"


def _least_site(seen: Observations) -> np.ndarray:
    return np.min([rise("healthy", f"only {site}", "overflow")(seen) for site in LOSSES], axis=0)


def _harder_turn(seen: Observations) -> np.ndarray:
    usual = unasked_turn("dystonia", "healthy")(seen)
    return unasked_turn("dystonia hard", "healthy hard")(seen) - usual


_TWIN = "healthy twin"
_GO, _LOCKS, _HELPS = "Go without stop", "It locks", "A light touch helps"
_PLACE, _HARDER = "The place of the touch matters", "Trying harder makes it worse"
_NEAR, _UNTOUCHED = "touch ({near})", "no touch"
_EFFORTS = f"effort {HARD['effort']:g}", f"effort {Params().effort:g}"
_OVERFLOW, _TURN = "Activity outside the task joint", "Largest turn not asked for"

QUESTIONS: tuple[Question, ...] = (
    Question(
        "The muscles are strong", "Wanted muscle, ratio", "full effort", _TWIN,
        _hold(ratio("dystonia full", "healthy full", "agonist")), above(STRONG), "1",
    ),
    Question(
        _GO, "Go arrives: wanted muscle, ratio", "dystonia", _TWIN,
        _hold(ratio("dystonia", "healthy", "agonist")), above(STRONG), "1",
    ),
    Question(
        _GO, "Stop does not: opponents of the wanted muscle, rise", "dystonia", _TWIN,
        _hold(rise("healthy", "dystonia", "opponents")), above(UNASKED_MVC), "MVC",
    ),
    Question(
        "Muscles stay on too long", "Time that any muscle works on after the command, rise",
        "dystonia", _TWIN, _hold(rise("healthy", "dystonia", "after")), above(LONGER_S), "s",
    ),
    Question(
        "Neighbours join in", f"{_OVERFLOW}, rise", "dystonia", _TWIN,
        _hold(rise("healthy", "dystonia", "overflow")), above(NOTICED_MVC), "MVC",
    ),
    Question(
        "It twists", f"{_TURN}, beyond the twin's", "dystonia", _TWIN,
        _hold(unasked_turn("dystonia", "healthy")), above(SEEN_DEG), "degrees",
    ),
    Question(
        "It pulls", "Task joint, pulled off its healthy place", "dystonia", _TWIN,
        _hold(lambda seen: pulled(seen["dystonia"], seen["healthy"])), above(SEEN_DEG), "degrees",
    ),
    Question(
        _LOCKS, "Largest turn 4 to 5 s after relaxing", "severe dystonia", _TWIN,
        lambda seen: seen.lock.posture, above(SEEN_DEG), "degrees",
    ),
    Question(
        _LOCKS, "Largest turn at the same time, never having tried", "severe dystonia", _TWIN,
        lambda seen: seen.lock.untried, below(SEEN_DEG), "degrees",
    ),
    Question(
        "When it is locked, relaxing does not help", "Activity left 4 to 5 s after relaxing",
        "severe dystonia, locked", "late in the hold", _relaxing, above(LEFT), "share",
    ),
    Question(
        "Stress makes it worse", f"{_OVERFLOW}, rise", "dystonia under full stress", "no stress",
        _hold(rise("dystonia", "stress", "overflow")), above(NOTICED_MVC), "MVC",
    ),
    Question(
        _HELPS, f"{_OVERFLOW}, drop", _NEAR, _UNTOUCHED,
        _hold(_overflow_relief("touch")), above(RELIEF), "share",
    ),
    Question(
        _HELPS, f"{_TURN}, drop", _NEAR, _UNTOUCHED,
        _hold(_turn_relief("touch")), above(RELIEF), "share",
    ),
    Question(
        _PLACE, f"{_OVERFLOW}, difference of the drops", _NEAR, "touch ({far})",
        _by_place(_overflow_relief), above(RELIEF), "share",
    ),
    Question(
        _PLACE, f"{_TURN}, difference of the drops", _NEAR, "touch ({far})",
        _by_place(_turn_relief), above(RELIEF), "share",
    ),
    Question(
        "The help of a touch fades", f"{_OVERFLOW}, difference of the drops",
        "touch ({near}), 0.5 to 1.5 s after it begins", "9 to 10 s after it begins",
        lambda seen: seen.relief[0] - seen.relief[1], above(FADED), "share",
    ),
    Question(
        "Any of four places is enough", f"{_OVERFLOW}, the least rise of the four",
        "all inhibition lost at one place alone", _TWIN, _hold(_least_site),
        above(NOTICED_MVC), "MVC",
    ),
    Question(
        _HARDER, f"{_OVERFLOW}, rise", f"dystonia, {_EFFORTS[0]}", _EFFORTS[1],
        _hold(rise("dystonia", "dystonia hard", "overflow")), above(NOTICED_MVC), "MVC",
    ),
    Question(
        _HARDER, f"{_TURN} beyond the twin's, rise", f"dystonia, {_EFFORTS[0]}", _EFFORTS[1],
        _hold(_harder_turn), above(WORSE_DEG), "degrees",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class MessageRow:
    """A question put to one body.

    Attributes:
        question: what was asked.
        body: name of the body.
        condition: of the patient, in words.
        against: what it is compared with, in words.
        result: mean figure, interval and verdict; no figure where it cannot be asked.
        reason: why it cannot be asked; empty if it was.
    """

    question: Question
    body: str
    condition: str
    against: str
    result: BehaviourResult
    reason: str = ""


def ask(question: Question, body: str, seen: Seen) -> MessageRow:
    """Put a question to what was observed in a body."""
    figures = question.figure(seen)
    figures, reason = (np.zeros(0), figures) if isinstance(figures, str) else (figures, "")
    result = judge(question.sentence, question.measured, figures, question.need, question.unit)
    near, far = (joint.replace("_", " ") for joint in seen.joints)
    joints = {"near": near, "far": far or "none"}
    condition, against = question.condition.format(**joints), question.against.format(**joints)
    return MessageRow(question, body, condition, against, result, reason)


def measure_message(networks: Mapping[str, Network], seeds: Sequence[int]) -> list[MessageRow]:
    """Put every sentence to every body.

    Args:
        networks: by the name of the body; bodies that are not given are left out.
        seeds: of the noise; each condition runs once with each seed.

    Returns:
        A row a question and body, in the order of :data:`QUESTIONS`.
    """
    seen = {}
    for body in [body for body in BODIES if body in networks]:
        network = networks[body]
        settings = message_settings(network.body)
        by = observe_settings(network, settings, seeds)
        relief = relief_over_time(network, seeds, settings["dystonia"])
        seen[body] = Seen(by, _lock(network, seeds), relief, touched_joints(network.body))
    return [ask(question, body, seen[body]) for question in QUESTIONS for body in seen]


def message_as_dict(rows: Sequence[MessageRow]) -> dict[str, Any]:
    """The rows as values for JSON, and the levers of the conditions by body.

    A row that cannot be asked has null for its figures and for ``holds``, and a ``reason``.
    """
    listed = []
    for row in rows:
        result = finite(asdict(row.result))
        words = {"sentence": result.pop("group"), "measured": result.pop("text")}
        where = {"condition": row.condition, "against": row.against, "body": row.body}
        holds = None if row.reason else result["holds"]
        listed.append({**words, **where, **result, "holds": holds, "reason": row.reason})
    conditions = {
        body: {
            "preset": PATIENTS[body].preset,
            "dystonia": dict(PATIENTS[body].dystonia),
            "severe": dict(PATIENTS[body].severe),
        }
        for body in dict.fromkeys(row.body for row in rows)
    }
    return {"rows": listed, "conditions": conditions}


def message_summary(rows: Sequence[MessageRow]) -> str:
    """A sentence on the number of rows that are shown, in all and by body."""
    asked = [row for row in rows if not row.reason]
    by_body = ", ".join(
        f"{body} {sum(row.result.holds for row in asked if row.body == body)} of "
        f"{sum(row.body == body for row in asked)}"
        for body in dict.fromkeys(row.body for row in rows)
    )
    shown = sum(row.result.holds for row in asked)
    words = f"{shown} of {len(asked)} rows are shown ({by_body})."
    left = len(rows) - len(asked)
    return f"{words} {left} cannot be asked." if left else words


def _levers(changes: Changes) -> str:
    return ", ".join(
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in changes.items()
    )


def _notes(rows: Sequence[MessageRow]) -> list[str]:
    """A line on the conditions of each body, and one on the verdicts."""
    conditions = [
        f"{body}: dystonia is the preset {PATIENTS[body].preset} "
        f"({_levers(PATIENTS[body].dystonia)}); severe is {_levers(PATIENTS[body].severe)}."
        for body in dict.fromkeys(row.body for row in rows)
    ]
    seeds = max(row.result.n for row in rows)
    return [*conditions, f"n = {seeds} seeds. {message_summary(rows)}"]


def _row_cells(row: MessageRow) -> list[str]:
    figures = cells(row.result)
    return [*figures[:-1], f"cannot be asked: {row.reason}"] if row.reason else figures


def message_text(rows: Sequence[MessageRow]) -> str:
    """The rows as text: a paragraph a sentence."""
    table = [["mean", "95 % interval", "unit", "needed", "verdict", "body: condition, against"]]
    for sentence, of_sentence in groupby(rows, lambda row: row.question.sentence):
        table += [[""], [sentence]]
        for question, of_question in groupby(of_sentence, lambda row: row.question):
            table.append([f"  {question.measured}"])
            table += [
                [*_row_cells(row), f"{row.body}: {row.condition}, against {row.against}"]
                for row in of_question
            ]
    return "\n".join([columns(table, right=(0,)), "", *_notes(rows)])


HEADER = ("what is measured", "body", "condition", "against", "mean", "95 % interval", "unit")


def message_markdown(rows: Sequence[MessageRow]) -> str:
    """The rows as Markdown: a table a sentence."""
    lines: list[str] = []
    for sentence, of_sentence in groupby(rows, lambda row: row.question.sentence):
        lines += ["", f"**{sentence}**", "", f"| {' | '.join(HEADER)} | needed | |"]
        lines.append("|---" * (len(HEADER) + 2) + "|")
        for row in of_sentence:
            words = [row.question.measured, row.body, row.condition, row.against]
            lines.append(f"| {' | '.join([*words, *_row_cells(row)])} |")
    *conditions, verdicts = _notes(rows)
    notes = [f"- {line}" for line in conditions]
    return "\n".join([*lines, "", *notes, "", verdicts]).strip()
