"""The headline behaviours as a table: for people, for other programs, and for the README."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from experiments.behaviours import OTHER_BODIES, TASK_BODY
from experiments.headline import Result, headline
from experiments.text import columns, figure, needed
from model.network import build_network

FIRST_SEED = 1


def measured(seeds: int) -> list[Result]:
    """Measure all headline behaviours over that many seeds, with the packaged network."""
    networks = {name: build_network(name) for name in (TASK_BODY, *OTHER_BODIES)}
    return headline(networks, range(FIRST_SEED, FIRST_SEED + seeds))


def listing(results: Sequence[Result]) -> dict[str, Any]:
    """The results for other programs; an open end of a needed range is null."""
    rows = []
    for result in results:
        low, high = (bound if abs(bound) < float("inf") else None for bound in result.need)
        rows.append({**asdict(result), "need": [low, high]})
    return {"rows": rows}


def _verdict(result: Result) -> str:
    return "shown" if result.holds else "not shown"


def _cells(result: Result) -> list[str]:
    spread = f"{figure(result.low)} to {figure(result.high)}"
    return [figure(result.mean), spread, result.unit, needed(result.need), _verdict(result)]


def text(results: Sequence[Result]) -> str:
    """The results for people."""
    rows = [["mean", "95 % interval", "unit", "needed", "verdict", "behaviour"]]
    group = ""
    for result in results:
        if result.group != group:
            group = result.group
            rows += [[""], [group]]
        rows.append([*_cells(result), result.text])
    return f"{columns(rows, right=(0,))}\n\nn = {results[0].n} seeds. {summary(results)}"


def summary(results: Sequence[Result]) -> str:
    """How many behaviours are shown."""
    shown = sum(result.holds for result in results)
    return f"{shown} of {len(results)} behaviours are shown."


def markdown(results: Sequence[Result]) -> str:
    """The results as Markdown tables, for the README."""
    lines: list[str] = []
    group = ""
    for result in results:
        if result.group != group:
            group = result.group
            lines += [
                "",
                f"**{group}**",
                "",
                "| behaviour | mean | 95 % interval | unit | needed | |",
            ]
            lines.append("|---|---|---|---|---|---|")
        lines.append(f"| {result.text} | {' | '.join(_cells(result))} |")
    return "\n".join([*lines, "", f"n = {results[0].n} seeds. {summary(results)}"]).strip()
