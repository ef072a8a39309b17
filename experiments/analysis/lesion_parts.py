"""What removing single nodes says: which lesions give the same picture."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.analysis.alike import STABLE, Groups, alike, members
from experiments.analysis.part import Part
from experiments.analysis.trees import draw_tree, tree_height
from experiments.analysis.words import amount, listed, measure_of

if TYPE_CHECKING:
    import pandas as pd

NAMED = 8  # nodes that a sentence names
TELLING = 1.0  # standard deviations from the mean lesion that are worth a word


def lesion_parts(tables: "dict[str, pd.DataFrame]") -> Iterator[Part]:
    """Groups of lesions with like outcomes.

    Args:
        tables: (lesions, replicates) of each outcome, by name; all with the same rows.

    Raises:
        BadInput: for too few lesions or replicates, or if no outcome tells lesions apart.
    """
    groups = alike(tables)
    told = members(groups)
    means = {name: tables[name].mean(axis=1) for name in map(str, groups.outcomes)}
    for place, (name, mean) in enumerate(means.items()):
        inside = mean.loc[groups.outcomes.index].to_numpy()
        column = [inside[groups.group == number].mean() for number in told["group"]]
        told.insert(1 + place, name, column)
    yield Part(
        key="alike",
        title="Which lesions give the same picture",
        seen=tuple(_sentences(groups)),
        alternative=f"Tree that joins {len(groups.group)} lesions by likeness, beside a map of "
        f"{len(means)} outcomes of each: orange above the mean lesion, purple below.",
        draw=lambda figure: draw_tree(figure, groups),
        height=tree_height(len(groups.group)),
        table=groups.outcomes.assign(group=groups.group),
        brief=told.set_index("group"),
    )


def _sentences(groups: Groups) -> Iterator[str]:
    stable, total = groups.stable, len(groups.stability)
    yield (
        f"{len(groups.group)} lesions fall into {total} groups; {len(stable)} of them hold when "
        f"the {groups.replicates} runs of each lesion are drawn anew (mean Jaccard similarity of "
        f"{STABLE:g} or more)."
    )
    if len(stable) < total:
        yield "The others, grey in the tree, may be chance and are no finding."
    for number in stable:
        yield _picture(groups, number)
    levels = {name.partition(" (")[2].rstrip(")"): "" for name in map(str, groups.outcomes)}
    if len(levels) > 1:
        yield f"Columns of a measure in the map: {', then '.join(levels)}."
    for name, why in groups.dropped.items():
        yield f"Left out: {name}, as {why}."


def _picture(groups: Groups, number: int) -> str:
    inside = groups.outcomes[groups.group == number]
    levels = Counter(measure_of(str(name)) for name in [*groups.outcomes, *groups.dropped])
    mean = {str(name): float(value) for name, value in inside.mean().items()}
    ways = list(_ways(mean, levels))
    what = listed(ways) if ways else "close to the mean lesion in everything"
    nodes, every = ([str(node) for node in part.index] for part in (inside, groups.outcomes))
    return (
        f"Group {number}, {len(nodes)} lesion{'s' if len(nodes) > 1 else ''} (similarity "
        f"{amount(groups.stability[number])}): {what}. {who(nodes, every)}."
    )


def _ways(mean: dict[str, float], levels: Counter[str]) -> Iterator[str]:
    """What is far from the mean lesion; levels of other axes are named only where they differ."""
    by_measure: dict[str, dict[str, float]] = {}
    for name, value in mean.items():
        by_measure.setdefault(measure_of(name), {})[name] = value
    for measure, values in by_measure.items():
        signs = {name: value > 0 for name, value in values.items() if abs(value) >= TELLING}
        alike = len(signs) == levels[measure] and len(set(signs.values())) == 1
        for name, more in [(measure, next(iter(signs.values())))] if alike else signs.items():
            yield f"{'more' if more else 'less'} {name}"


def who(nodes: list[str], every: list[str]) -> str:
    """Nodes in few words: a population that is there with all its muscles is named once."""
    there, all_of = Counter(map(_population, nodes)), Counter(map(_population, every))
    whole = [key for key in there if there[key] == all_of[key] > 1]
    single = [node for node in nodes if _population(node) not in whole]
    more = [f"{len(single) - NAMED} more"] if len(single) > NAMED + 1 else []
    shown = single[:NAMED] if more else single
    return listed([*(f"{key} of every muscle" for key in whole), *shown, *more])


def _population(node: str) -> str:
    return node.split("/", maxsplit=1)[0]
