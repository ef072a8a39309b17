"""What `run` tells: one dictionary for programs, and the same as text for people."""

from importlib.metadata import version
from typing import Any

from experiments.request import Request
from experiments.summary import Summary, summarise
from experiments.text import NOTHING, NOTICE, columns, figure
from experiments.trial import HOLD, REST, Outcome
from model.measures import MEASURES
from model.params import Params

MVC_UNIT, MVC_MEANING = "share", "Wanted muscle at full effort, over the healthy network's"
LISTED = 12  # distances told as text; the rest is in the JSON

Report = dict[str, Any]


def report_of(request: Request, outcome: Outcome) -> Report:
    """The report of a run, ready for strict JSON.

    A summary is mean, low, high (95 % interval over seeds), n and unit; null where there is
    no value.
    """
    body, protocol = request.network.body, request.protocol
    unit = MEASURES["overflow"].unit
    distances = enumerate(outcome.overflow_by_distance)
    rates = {moment: iter(rows) for moment, rows in outcome.rates.items()}
    return {
        "motorloops": version("motorloops"),
        "body": body.name,
        "atlas": request.network.digest,
        "preset": request.preset.name,
        "protocol": protocol.name,
        "seconds": protocol.duration_ms / 1000,
        "engine": request.engine,
        "params": request.params.as_dict(),
        "seeds": list(request.seeds),
        "diverged": [s for s, lost in zip(request.seeds, outcome.diverged, strict=True) if lost],
        "measures": {
            **{
                name: summarise(values, MEASURES[name].unit).as_dict()
                for name, values in outcome.measures.items()
            },
            "overflow_by_distance": [
                {"distance": d, **summarise(row, unit).as_dict()} for d, row in distances
            ],
            "mvc": summarise(outcome.mvc, MVC_UNIT).as_dict(),
        },
        "rates": {
            population.key: {
                moment: summarise(next(rates[moment]), "Hz").as_dict() for moment in (REST, HOLD)
            }
            for population in request.network.populations
        },
    }


def _cells(summary: Report) -> list[str]:
    told = Summary(**{name: summary[name] for name in ("mean", "low", "high", "n", "unit")})
    if told.low is None:
        return [figure(told.mean), NOTHING, told.unit]
    return [figure(told.mean), f"{figure(told.low)} to {figure(told.high)}", told.unit]


def heading(request: Request) -> list[str]:
    """What was run, in lines: the condition, the circumstances, the levers that were moved."""
    body, preset, seeds = request.network.body, request.preset, request.seeds
    many = f"{len(seeds)} runs, seeds {seeds[0]} to {seeds[-1]}"
    runs = many if len(seeds) > 1 else f"1 run, seed {seeds[0]}"
    seconds = f"{request.protocol.duration_ms / 1000:g} s"
    usual = Params().as_dict()
    moved = [f"{k}={v}" for k, v in request.params.as_dict().items() if v != usual[k]]
    return [
        f"{preset.title}: {preset.sentence}",
        f"{body.title}, protocol {request.protocol.name}, {seconds}, {runs}",
        f"Levers moved: {', '.join(moved) or 'none'}",
    ]


def _measures(report: Report) -> str:
    measures = report["measures"]
    rows = [["measure", "mean", "95 % interval", "unit", "meaning"]]
    rows += [[name, *_cells(measures[name]), entry.meaning] for name, entry in MEASURES.items()]
    rows.append(["mvc", *_cells(measures["mvc"]), MVC_MEANING])
    for row in measures["overflow_by_distance"][:LISTED]:
        joints = row["distance"]
        far = f"muscles {joints} joint{'' if joints == 1 else 's'} from the task"
        which = far if joints else "task joint's muscles, the wanted one left out"
        rows.append([f"overflow at {joints}", *_cells(row), f"Mean activity of the {which}"])
    return columns(rows, right=(1,))


def _rates(request: Request, report: Report) -> str:
    rows = [["rate of", "at rest", "holding", "unit", "population of the wanted muscle"]]
    for population in request.network.populations:
        told = report["rates"][population.key]
        means = [figure(told[moment]["mean"]) for moment in (REST, HOLD)]
        rows.append([population.key, *means, told[REST]["unit"], population.name])
    return columns(rows, right=(1, 2))


def as_text(request: Request, report: Report) -> str:
    """The report for people."""
    parts = ["\n".join(heading(request)), _measures(report), _rates(request, report)]
    if len(request.seeds) == 1:
        parts.append("One run has no interval; --seeds 20 runs twenty and tells how they vary.")
    return "\n\n".join([*parts, NOTICE])
