"""An answer as sentences, figures and tables, and as values for JSON."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from motorloops.experiments.analysis.labels import name_of, percent, title_of
from motorloops.experiments.analysis.plots import COLOURS, GREY, Section
from motorloops.experiments.analysis.report import MAX_ROWS, Report
from motorloops.experiments.formatting import figure, in_words
from motorloops.experiments.inference.answer import Answer, Fit, LeverAnswer
from motorloops.model.params import LOSSES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FIRST_NODES = 10
SURE = 0.8  # probability from which a place is called likely
DISTANCE = (
    "A distance is from what all other measurements lead to expect, in the usual distances of runs "
    "like these; above 0, the measurement is larger than expected."
)
LINE = 64  # characters of a small text across a figure
WORST = 8  # measurements shown in the figure of fit
PARTS = {
    "noise": "noise of the trials",
    "weights": "strengths of connections, which differ between people",
    "unseen": "what these tests do not see",
}


@dataclass(frozen=True, eq=False)
class AnswerReport(Report):
    """The report of an answer."""

    kind: ClassVar[str] = "report"
    whole: ClassVar[str] = "in what `motorloops infer` prints with --json"

    answer: Answer


def _range(lever: LeverAnswer) -> str:
    return f"{figure(lever.low)} to {figure(lever.high)}"


def _site(name: str) -> str:
    return name_of(name).removeprefix("Loss: ").lower()


def _lever(name: str) -> str:
    """A lever in a sentence."""
    return f"the loss in the {_site(name)}" if name in LOSSES else name_of(name).lower()


def _first(words: Sequence[str]) -> list[str]:
    """The first words of many, and how many more there are."""
    if len(words) <= FIRST_NODES:
        return [*words]
    return [*words[:FIRST_NODES], f"{len(words) - FIRST_NODES} more"]


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _lever_sentences(answer: Answer) -> Iterator[str]:
    healthy = answer.may_be_healthy
    if healthy:
        yield (
            "Health cannot be ruled out: the interval of every loss reaches down to nearly 0, or "
            "is nearly as wide as before any measurement."
        )
    if answer.largest:
        name, chance = max(answer.largest.items(), key=lambda pair: pair[1])
        supposed = "If anything was lost, the" if healthy else "The"
        if chance >= SURE:
            yield (
                f"{supposed} largest loss is in the {_site(name)}, with {percent(chance)} "
                "probability."
            )
        else:
            order = sorted(answer.largest.items(), key=lambda pair: -pair[1])
            shown = _listed([f"{_site(n)} ({percent(p)})" for n, p in order if p >= 0.05])
            yield f"{supposed} site of the largest loss cannot be told for certain: {shown}."
    unknown = [_lever(name) for name, lever in answer.levers.items() if not lever.known]
    if unknown:
        yield (
            f"Cannot tell: {_listed(unknown)}. The 90 % interval is nearly as wide as before any "
            "measurement."
        )
    for one, other in answer.together:
        yield (
            f"Hard to tell apart: {_lever(one)} and {_lever(other)}. More of the one with less "
            "of the other gives the same measurements."
        )
    others = answer.estimator.calibration.get("other_weights")
    if others:
        held = sorted(lever["coverage"] for lever in others["levers"].values())
        least = min(lever["lowest_coverage"] for lever in others["levers"].values())
        each = round(others["runs"] / others["sets"])
        yield (
            "The 90 % intervals are meant for networks that the estimator has not seen. With all "
            f"its tests they held the true value in {percent(held[0])} or more of such runs, but "
            f"for one lever of one network in only {percent(least)} of about {each}. A person may "
            "be as far off."
        )


def _lever_table(answer: Answer) -> pd.DataFrame:
    import pandas as pd

    rows = {
        name_of(name): {
            "mean": lever.mean, "from": lever.low, "to": lever.high,
            "before: from": lever.prior[0], "to ": lever.prior[1],
            "told": "yes" if lever.known else "cannot tell",
        }
        for name, lever in answer.levers.items()
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("lever")


def _draw_levers(answer: Answer, drawing: Figure) -> None:
    panels = drawing.subplots(len(answer.levers), 1, squeeze=False)[:, 0]
    ranges = {lever.name: (lever.low, lever.high) for lever in answer.estimator.levers}
    for axes, (name, lever) in zip(panels, answer.levers.items(), strict=True):
        low, high = ranges[name]
        width = (high - low) / len(lever.histogram)
        at = [low + (k + 0.5) * width for k in range(len(lever.histogram))]
        axes.bar(at, lever.histogram, width=width, color=COLOURS[0])
        axes.axhline(1.0 / len(lever.histogram), color=GREY, ls="--", lw=1)
        axes.plot([lever.low, lever.high], [0, 0], color=COLOURS[1], lw=5, solid_capstyle="butt")
        axes.set_xlim(low, high)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_title(name_of(name), loc="left", fontsize="medium")


def _draw_bars(names: Sequence[str], shares: Sequence[float], label: str, drawing: Figure) -> None:
    axes = drawing.subplots()
    axes.barh(range(len(names)), shares, color=COLOURS[0])
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(left=0.0)
    axes.set_xlabel(label)


def _place_word(name: str) -> str:
    return in_words(name) if name else "no restriction"


def _place_section(answer: Answer, name: str) -> Section:
    import pandas as pd

    chances = answer.places[name]
    best, chance = max(chances.items(), key=lambda pair: pair[1])
    if answer.may_be_healthy:
        told = "The table holds only if anything was lost, and health cannot be ruled out."
    elif chance >= SURE:
        told = f"Most likely: {_place_word(best)}, with {percent(chance)} probability."
    else:
        told = f"Cannot tell for certain; most likely is {_place_word(best)} ({percent(chance)})."
    words = [_place_word(each) for each in chances]
    prior = next(place for place in answer.estimator.places if place.name == name)
    table = pd.DataFrame(
        {"probability": list(chances.values()), "before": list(prior.probabilities)}, index=words
    ).rename_axis(name_of(name).lower())
    return Section(
        name, name_of(name), (told,), f"Bars: probability of each {name_of(name).lower()}.",
        partial(_draw_bars, words, list(chances.values()), "probability"),
        0.9 + 0.3 * len(words), table,
    )  # fmt: skip


def _node_section(answer: Answer) -> Section:
    import pandas as pd

    first = answer.nodes[:FIRST_NODES]
    total, count = 0.0, 0
    for _, chance in answer.nodes:
        total, count = total + chance, count + 1
        if total >= 0.9:
            break
    sentences = [
        "If a single node had lost all of its output, and nothing else were wrong, these would be "
        f"the most likely. {count} of {len(answer.nodes)} nodes together have 90 % probability."
    ]
    sentences += [
        f"These tests do not tell apart: {_listed(_first(group))}." for group in answer.node_groups
    ]
    names, chances = [key for key, _ in first], [chance for _, chance in first]
    table = pd.DataFrame({"probability": chances}, index=names).rename_axis("node")
    return Section(
        "nodes", "Which single node", tuple(sentences), "Bars: probability of the first nodes.",
        partial(_draw_bars, names, chances, "probability"), 0.9 + 0.3 * len(names), table,
    )  # fmt: skip


def _measure(fit: Fit) -> str:
    title = title_of(f"{fit.measurement.paradigm}.{fit.measurement.measure}")
    return title.replace("_", " ")


def _draw_fit(fits: Sequence[Fit], drawing: Figure) -> None:
    axes = drawing.subplots()
    for k, fit in enumerate(fits):
        colour = COLOURS[1] if fit.outside or abs(fit.distance) > 3.0 else COLOURS[0]
        axes.barh(k, fit.distance, height=0.34, color=colour)
        # Above its bar, as a name may be longer than half of the figure is wide.
        axes.annotate(
            textwrap.fill(_measure(fit), LINE), (0.0, k - 0.21), fontsize="small",
            xycoords=("axes fraction", "data"), verticalalignment="bottom",
        )  # fmt: skip
    axes.set_ylim(len(fits) - 0.5, -0.9)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    every = range(len(fits))
    axes.vlines([0.0] * len(fits), [k - 0.2 for k in every], [k + 0.2 for k in every], GREY, lw=0.8)
    axes.set_xlabel("distance (sd)")


def _alike(values: Sequence[float]) -> list[str]:
    """Numbers with the same decimals, so many that the largest has two figures."""
    largest = max(map(abs, values))
    if not 1e-9 < largest < 0.01:
        return [figure(value) for value in values]
    decimals = 1 - math.floor(math.log10(largest))
    return [f"{round(value, decimals) + 0.0:.{decimals}f}" for value in values]


def _fit_sentence(answer: Answer) -> str:
    off = answer.most_off
    unit = "" if off.measurement.unit == "1" else f" {off.measurement.unit}"
    value, low, high = _alike([off.measurement.value, off.low, off.high])
    what = f"{_measure(off)} is {value}{unit}, and the model predicts {low} to {high}"
    if len(answer.fits) > 1:
        more = "more" if off.distance > 0 else "less"
        what = (
            f"{_measure(off)} is {value}{unit}, {abs(off.distance):.1f} sd {more} than all other "
            "measurements lead to expect; from the levers alone, the model predicts "
            f"{low} to {high}"
        )
    if any(fit.outside for fit in answer.fits):
        return (
            "These measurements are unlike anything that the model produces: no training run gave "
            f"such a value. {what}. The answer above must not be relied on."
        )
    if answer.unlike:
        return (
            "These measurements are unlike anything that the model produces (probability of a "
            f"worse fit {answer.chance:.2g}). Most off: {what}. The answer above must not be "
            "relied on."
        )
    return (
        f"The model can produce these measurements (probability of a worse fit "
        f"{answer.chance:.2f}). Least well fits: {what}."
    )


def _fit_section(answer: Answer) -> Section:
    import pandas as pd

    rows = {
        _measure(fit): {
            "measured": fit.measurement.value, "predicted": fit.predicted, "from": fit.low,
            "to": fit.high, "unit": fit.measurement.unit, "distance": fit.distance,
        }
        for fit in answer.fits
    }  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")
    sentences = (_fit_sentence(answer), *([DISTANCE] if len(answer.fits) > 1 else []))
    worst = sorted(answer.fits, key=lambda fit: (not fit.outside, -abs(fit.distance)))[:WORST]
    return Section(
        "fit", "Do these measurements fit the model?", sentences,
        "Bars: distance of the least well fitting measurements from their predictions.",
        partial(_draw_fit, worst), 0.7 + 0.6 * len(worst), table,
        table.loc[[_measure(fit) for fit in worst]],
    )  # fmt: skip


def _draw_parts(answer: Answer, drawing: Figure) -> None:
    axes = drawing.subplots()
    names, left = list(answer.levers), [0.0] * len(answer.levers)
    for k, (part, words) in enumerate(PARTS.items()):
        shares = [answer.levers[name].parts[part] for name in names]
        axes.barh(range(len(names)), shares, left=left, color=COLOURS[k], label=words)
        left = [one + more for one, more in zip(left, shares, strict=True)]
    axes.set_yticks(range(len(names)), [name_of(name) for name in names])
    axes.invert_yaxis()
    axes.set_xlabel("share of what is not known")
    drawing.legend(loc="outside upper left", fontsize="small")


def _parts_section(answer: Answer) -> Section:
    import pandas as pd

    rows = {name_of(name): dict(lever.parts) for name, lever in answer.levers.items()}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("lever")
    largest = table.mean().idxmax()
    sentences = (
        f"Most of what is not known comes from {PARTS[str(largest)]}.",
        "More trials would remove the noise, down to that of the mean of two; the strengths of "
        "connections differ between networks that fit equally well; the rest needs other tests.",
    )
    return Section(
        "uncertainty", "Where the uncertainty comes from", sentences,
        "Bars: shares of the variance of each lever.", partial(_draw_parts, answer),
        1.3 + 0.35 * len(rows), table,
    )  # fmt: skip


def _next_section(answer: Answer) -> Section:
    import pandas as pd

    tests = answer.next_tests
    best = tests[0]
    lever, share = best.shrinks
    name = in_words(best.paradigm)
    sentences = (
        f"{name[:1].upper()}{name[1:]} is expected to tell most "
        f"({best.information:.1f} bits): it would narrow {_lever(lever)} to {percent(share)} of "
        "its present spread.",
        "Minutes in the clinic are assumed where you give none with --minutes.",
    )
    others = [test for test in tests if not test.accepted]
    if others:
        sentences += (
            "This estimator cannot use the figures of tests with “no” under accepted; train one on "
            "them first (docs/inference.md).",
        )
    rows = {
        in_words(test.paradigm): {
            "bits": test.information, "narrows": name_of(test.shrinks[0]),
            "to share": test.shrinks[1], "minutes": test.minutes,
            "bits an hour": 60.0 * test.information / test.minutes if test.minutes else None,
            **({"accepted": "yes" if test.accepted else "no"} if others else {}),
        }
        for test in tests
    }  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("test")
    brief = table.drop(columns="bits an hour").head(MAX_ROWS)
    if len(brief) < len(table):
        sentences += (f"The table shows the first {len(brief)} of {len(table)}.",)
    return Section(
        "next", "Which test next", sentences, "Bars: expected information of each test.",
        partial(_draw_bars, list(rows), [test.information for test in tests], "bits"),
        0.9 + 0.3 * len(rows), table, brief,
    )  # fmt: skip


def answer_report(answer: Answer) -> AnswerReport:
    """The report of an answer."""
    estimator, count = answer.estimator, len(answer.fits)
    tests = _listed(
        [in_words(p) for p in dict.fromkeys(f.measurement.paradigm for f in answer.fits)]
    )
    facts = [
        f"{count} {'measure' if count == 1 else 'measures'} of {tests}, compared with the body "
        f"{estimator.body}. This is about the model: which of its conditions give such "
        "measurements. It is not a diagnosis.",
    ]
    if answer.unlike:
        facts.append(_fit_sentence(answer))
    sections = [
        Section(
            "levers", "Where inhibition was lost", tuple(_lever_sentences(answer)),
            "Histograms: probability of each lever's values, with the 90 % interval; dashed: "
            "before any measurement.",
            partial(_draw_levers, answer), 0.4 + 0.95 * len(answer.levers), _lever_table(answer),
        ),
        *(_place_section(answer, name) for name in answer.places),
    ]  # fmt: skip
    sections += [_node_section(answer)] if answer.nodes else []
    sections.append(_fit_section(answer))
    if all(lever.parts for lever in answer.levers.values()):
        sections.append(_parts_section(answer))
    sections += [_next_section(answer)] if answer.next_tests else []
    return AnswerReport(
        "What explains these measurements?", tuple(facts), tuple(sections), (), answer
    )


def answer_as_dict(answer: Answer) -> dict[str, Any]:
    """The answer as values for JSON."""
    estimator, off = answer.estimator, answer.most_off.measurement
    return {
        "body": estimator.body, "network": estimator.network,
        "estimator": {"study": estimator.training.get("study"),
                      "digest": estimator.training.get("digest")},
        "levers": {
            name: {
                "mean": lever.mean, "low": lever.low, "high": lever.high,
                "prior_low": lever.prior[0], "prior_high": lever.prior[1], "known": lever.known,
                "uncertainty": dict(lever.parts), "histogram": list(lever.histogram),
            }
            for name, lever in answer.levers.items()
        },
        "places": {name: dict(chances) for name, chances in answer.places.items()},
        "largest_loss": dict(answer.largest), "may_be_healthy": answer.may_be_healthy,
        "hard_to_tell_apart": [list(pair) for pair in answer.together],
        "nodes": [{"node": key, "probability": chance} for key, chance in answer.nodes],
        "node_groups": [list(group) for group in answer.node_groups],
        "fit": {
            "unlike": answer.unlike, "probability": answer.chance,
            "most_off": f"{off.paradigm}.{off.measure}",
            "measures": [
                {
                    "paradigm": fit.measurement.paradigm, "measure": fit.measurement.measure,
                    "value": fit.measurement.value, "unit": fit.measurement.unit,
                    "predicted": fit.predicted, "low": fit.low, "high": fit.high,
                    "distance": fit.distance, "outside": fit.outside,
                }
                for fit in answer.fits
            ],
        },
        "next_tests": [
            {
                "paradigm": test.paradigm, "bits": test.information, "minutes": test.minutes,
                "narrows": test.shrinks[0], "to_share": test.shrinks[1],
                "accepted": test.accepted,
            }
            for test in answer.next_tests
        ],
    }  # fmt: skip
