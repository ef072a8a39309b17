"""Cluster lesions by their outcomes, choose the number of clusters, and test their stability."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.analysis.sensitivity import SEED
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MAX_GROUPS = 10
RESAMPLED = 200


def standardised(means: np.ndarray) -> np.ndarray:
    """(lesions, measures) with mean 0 and standard deviation 1 over lesions."""
    spread = means.std(axis=0)
    return (means - means.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def tree_of(z: np.ndarray) -> np.ndarray:
    """Linkage matrix by Ward's method of the rows of ``z``."""
    from scipy.cluster.hierarchy import linkage

    return linkage(z, "ward")


def cut(tree: np.ndarray, count: int) -> np.ndarray:
    """(rows,) number of each row's group when the tree is cut into at most ``count``."""
    from scipy.cluster.hierarchy import fcluster

    return fcluster(tree, count, "maxclust")


def in_order(group: np.ndarray) -> np.ndarray:
    """Number the groups from 1 as they first appear."""
    seen = {int(k): number for number, k in enumerate(dict.fromkeys(group.tolist()), 1)}
    return np.array([seen[int(k)] for k in group])


def groupings(tree: np.ndarray) -> dict[int, np.ndarray]:
    """(rows,) group of each row, by the number of groups, from two to ten."""
    most = min(MAX_GROUPS, len(tree))
    partitions = {count: in_order(cut(tree, count)) for count in range(2, most + 1)}
    return {count: group for count, group in partitions.items() if group.max() == count}


def best(
    z: np.ndarray,
    partitions: dict[int, np.ndarray],
    held: dict[int, dict[int, float]],
    least: float,
) -> int:
    """Choose the number of groups with the best mean silhouette among the stable groupings.

    Source: Rousseeuw 1987 for the silhouette. If no number gives groups that are all stable,
    the best of all numbers is taken.

    Args:
        z: (rows, measures) standardised.
        partitions: of :func:`groupings`.
        held: of :func:`stability`.
        least: similarity from which a group is stable.
    """
    from scipy.spatial.distance import pdist, squareform

    distance = squareform(pdist(z))
    firm = [count for count in partitions if min(held[count].values()) >= least]
    return max(firm or list(partitions), key=lambda count: silhouette(distance, partitions[count]))


def silhouette(distance: np.ndarray, group: np.ndarray) -> float:
    """Mean silhouette, -1..1: how much nearer a row is to its own group than to the next one.

    Args:
        distance: (lesions, lesions).
        group: (lesions,) number of each lesion's group; a lesion alone in its group counts 0.
    """
    numbers = np.unique(group)
    if len(numbers) < 2:
        return -1.0
    member = group[:, None] == numbers
    sums, size = distance @ member, member.sum(axis=0)
    own = member.argmax(axis=1)
    rows = np.arange(len(group))
    others = size[own] - 1
    inside = sums[rows, own] / np.maximum(others, 1)
    outside = np.where(member, np.inf, sums / size).min(axis=1)
    width = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-300)
    return float(np.where(others > 0, width, 0.0).mean())


def stability(values: np.ndarray, partitions: dict[int, np.ndarray]) -> dict[int, dict[int, float]]:
    """Mean Jaccard similarity of each group to the most similar one of resampled replicates.

    Source: Hennig 2007.

    Args:
        values: (measures, rows, replicates).
        partitions: (rows,) group of each row, by the number of groups.

    Returns:
        By the number of groups, the similarity by group.
    """
    rng = np.random.default_rng(SEED)
    member = {count: _members(group) for count, group in partitions.items()}
    total = {count: np.zeros(count) for count in partitions}
    for _ in range(RESAMPLED):
        draw = rng.integers(values.shape[2], size=values.shape[2])
        tree = tree_of(standardised(values[:, :, draw].mean(axis=2).T))
        for count in partitions:
            again = _members(cut(tree, count))
            total[count] += _jaccard(member[count], again).max(axis=1)
    return {
        count: {k + 1: float(v) / RESAMPLED for k, v in enumerate(sums)}
        for count, sums in total.items()
    }


def _members(group: np.ndarray) -> np.ndarray:
    """(rows, groups) bool."""
    return group[:, None] == np.unique(group)


def _jaccard(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(groups, other groups) shared members over all members of both."""
    shared = one.T.astype(np.int64) @ other.astype(np.int64)
    return shared / (one.sum(axis=0)[:, None] + other.sum(axis=0) - shared)


MIN = 4  # lesions needed to form groups
STABLE = 0.75  # mean Jaccard similarity from which a group is stable (Hennig 2007)
RELIABLE = 0.5  # least share of a measure's spread between lesions that is not noise


@dataclass(frozen=True, eq=False)
class LesionClusters:
    """Lesions in groups of like outcomes.

    Attributes:
        outcomes: (lesions, measures) standardised mean outcomes, in the order of the tree.
        tree: linkage matrix of :func:`scipy.cluster.hierarchy.linkage` over rows of
            ``outcomes``.
        group: (lesions,) number of each row's group, from 1 in the order of the tree.
        stability: by group, mean Jaccard similarity to its best match in resampled replicates.
        dropped: measures left out, with the reason.
        replicates: number of runs of each lesion.
    """

    outcomes: "pd.DataFrame"
    tree: np.ndarray
    group: np.ndarray
    stability: dict[int, float]
    dropped: dict[str, str]
    replicates: int

    @property
    def stable(self) -> list[int]:
        """Numbers of the groups that are stable under resampling."""
        return [k for k, similarity in self.stability.items() if similarity >= STABLE]


def find_lesion_clusters(tables: "dict[str, pd.DataFrame]") -> LesionClusters:
    """Group lesions by their outcomes.

    Each measure is standardised over lesions, and Ward's method joins the nearest. Replicates
    are resampled, and each group compared with the most similar one found there (Hennig 2007).
    Of the numbers of groups for which all groups are stable, the one with the best mean
    silhouette is taken (Rousseeuw 1987). A measure with gaps, or one whose differences between
    lesions are mostly noise, is left out.

    Args:
        tables: (lesions, replicates) of each measure, all with the same rows.

    Raises:
        InputError: for under 4 lesions, under 2 replicates, or if no measure distinguishes lesions.
    """
    import pandas as pd
    from scipy.cluster.hierarchy import leaves_list

    lesions = next(iter(tables.values())).index
    if len(lesions) < MIN:
        raise InputError("lesions", len(lesions), f"at least {MIN} are needed to form groups")
    dropped = {name: why for name, table in tables.items() if (why := _useless(table))}
    included = [name for name in tables if name not in dropped]
    if not included:
        raise InputError("measures", ", ".join(tables), "none of them tells the lesions apart")
    values = np.stack([tables[name].to_numpy(np.float64) for name in included])
    z = standardised(values.mean(axis=2).T)
    order = leaves_list(tree_of(z))
    z = z[order]
    tree = tree_of(z)
    partitions = groupings(tree)
    held = stability(values[:, order], partitions)
    count = best(z, partitions, held, STABLE)
    table = pd.DataFrame(z, lesions[order], included)
    return LesionClusters(table, tree, partitions[count], held[count], dropped, values.shape[2])


def _useless(table: "pd.DataFrame") -> str:
    """Reason why a measure cannot distinguish lesions; empty if it can."""
    values = table.to_numpy(np.float64)
    if values.shape[1] < 2:
        raise InputError("replicates", values.shape[1], "at least 2 of each lesion are needed")
    gaps = int((~np.isfinite(values)).sum())
    if gaps:
        return f"{gaps} of {values.size} runs have no value"
    between = values.mean(axis=1).var(ddof=1)
    # Noise that all lesions of a replicate share does not separate them.
    within = (values - values.mean(axis=0)).var(axis=1, ddof=1).mean() / values.shape[1]
    if between == 0.0 or 1.0 - within / between < RELIABLE:
        return "its differences between lesions are mostly chance"
    return ""


def members(groups: LesionClusters) -> "pd.DataFrame":
    """One row per group: number, size, stability, whether it is stable, and its nodes."""
    import pandas as pd

    rows = [
        {
            "group": number,
            "lesions": int((groups.group == number).sum()),
            "stability": similarity,
            "stable": number in groups.stable,
            "nodes": ", ".join(groups.outcomes.index[groups.group == number]),
        }
        for number, similarity in groups.stability.items()
    ]
    return pd.DataFrame(rows)
