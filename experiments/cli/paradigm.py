"""The `paradigm` command: one paradigm of the virtual laboratory, as text, JSON or a plot."""

import json
from argparse import Namespace
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.files import PLOT_SUFFIXES, check_output, replacing
from motorloops.experiments.formatting import NOTHING, NOTICE, columns, figure
from motorloops.experiments.paradigms.figure import HEALTHY, write_panels
from motorloops.experiments.paradigms.paradigm import Paradigm
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.parsing import read_network, read_seeds
from motorloops.model.errors import InputError, nearest
from motorloops.model.network.build import Network
from motorloops.model.params import Params, parse_pairs
from motorloops.model.presets import DEFAULT_BODY, preset

if TYPE_CHECKING:
    import pandas as pd

COMPARED = f'"{HEALTHY}" does the same task at default levers; all conditions share their noise.'


@dataclass(frozen=True)
class ParadigmRequest:
    """A paradigm, with the network, levers and seeds to run it on."""

    paradigm: Paradigm
    network: Network
    preset: str
    params: Params
    seeds: range


def _paradigm(name: str) -> Paradigm:
    if name not in PARADIGMS:
        hint = nearest(name, PARADIGMS) if name else ""
        close = hint if hint.endswith("?") else ""
        raise InputError("paradigm", name, f"{close} choose one of: {', '.join(PARADIGMS)}")
    return PARADIGMS[name]


def _with_node(paradigm: Paradigm, node: str | None, network: Network) -> Paradigm:
    if node is None:
        return paradigm
    if paradigm.aim is None:
        others = ", ".join(name for name, entry in PARADIGMS.items() if entry.aim)
        raise InputError("--node", node, f"leave it out; it is for: {others}")
    network.index(node)  # raises for an unknown node
    return replace(paradigm, run=paradigm.aim(node))


def read_request(options: Namespace) -> ParadigmRequest:
    """Read the options of the command.

    Raises:
        InputError: for anything that cannot be used.
    """
    paradigm = _paradigm(options.name or "")
    condition = preset(options.preset)
    params = Params().replace(**{**condition.changes, **parse_pairs(options.changes)})
    seeds = read_seeds(options.seed, options.seeds)
    network = read_network(
        options.body, options.atlas, options.network, condition.body or DEFAULT_BODY
    )
    paradigm = _with_node(paradigm, options.node, network)
    return ParadigmRequest(paradigm, network, condition.name, params, seeds)


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    rows = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.itertuples(index=False)]


def _listing(request: ParadigmRequest, frame: "pd.DataFrame") -> dict[str, Any]:
    paradigm = request.paradigm
    return {
        "motorloops": version("motorloops"),
        "paradigm": paradigm.name,
        "question": paradigm.question,
        "method": paradigm.method,
        "source": paradigm.source,
        "body": request.network.body.name,
        "atlas": request.network.digest,
        "preset": request.preset,
        "params": request.params.as_dict(),
        "seeds": list(request.seeds),
        "rows": _records(frame),
    }


def _place(at: object) -> str:
    return NOTHING if at is None else f"{at:g}" if isinstance(at, float) else str(at)


def _text(request: ParadigmRequest, frame: "pd.DataFrame") -> str:
    paradigm = request.paradigm
    rows = [["measure", "along", "at", "condition", "mean", "95 % interval", "n", "unit"]]
    for row in _records(frame):
        interval = f"{figure(row['low'])} to {figure(row['high'])}"
        rows.append(
            [row["measure"], row["along"] or NOTHING, _place(row["at"]), row["condition"],
             figure(row["mean"]), NOTHING if row["low"] is None else interval, str(row["n"]),
             row["unit"]]
        )  # fmt: skip
    head = (
        f"{paradigm.title}: {paradigm.question}\n{paradigm.method}\nSource of the method: "
        f"{paradigm.source}. Condition: {request.preset}, {request.network.body.title}. {COMPARED}"
    )
    return "\n\n".join([head, columns(rows, right=(4, 6)), NOTICE])


def list_paradigms(as_json: bool) -> str:
    """All paradigms with the question each one answers, as text or one JSON object."""
    if as_json:
        return json.dumps({key: {"title": entry.title, "question": entry.question}
                           for key, entry in PARADIGMS.items()})  # fmt: skip
    rows = [["paradigm", "question"]]
    rows += [[key, entry.question] for key, entry in PARADIGMS.items()]
    return columns(rows)


def paradigm(options: Namespace) -> str:
    """Run a paradigm, and plot its figures if a file is named; without a name, list them all.

    Args:
        options: name, preset, body, atlas, network, changes, node, seeds, seed, json, plot, all as
            typed.

    Returns:
        Text, or one JSON object.

    Raises:
        InputError: for anything that cannot be used; nothing has been written then.
    """
    if options.name is None and options.plot is None:
        return list_paradigms(options.json)
    request = read_request(options)
    path = None if options.plot is None else check_output("--plot", options.plot, PLOT_SUFFIXES)
    with np.errstate(invalid="ignore"):
        frame = request.paradigm.run(request.network, request.params, request.seeds)
    if path:
        with replacing(path) as part:
            write_panels(request.paradigm.draw(frame), part, path.suffix)
    if options.json:
        return json.dumps(_listing(request, frame), allow_nan=False)
    return _text(request, frame)
