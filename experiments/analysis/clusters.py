"""Hierarchical groups of points, how many there are, and whether chance made them."""

import numpy as np

from experiments.analysis.indices import SEED

MOST_GROUPS = 10
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
    most = min(MOST_GROUPS, len(tree))
    found = {count: in_order(cut(tree, count)) for count in range(2, most + 1)}
    return {count: group for count, group in found.items() if group.max() == count}


def best(
    z: np.ndarray, found: dict[int, np.ndarray], held: dict[int, dict[int, float]], least: float
) -> int:
    """The number of groups with the best mean silhouette among those that all hold.

    Source: Rousseeuw 1987 for the silhouette. Where no number has groups that all hold, the
    best of all.

    Args:
        z: (rows, measures) standardised.
        found: of :func:`groupings`.
        held: of :func:`stability`.
        least: similarity from which a group holds.
    """
    from scipy.spatial.distance import pdist, squareform

    distance = squareform(pdist(z))
    firm = [count for count in found if min(held[count].values()) >= least]
    return max(firm or list(found), key=lambda count: silhouette(distance, found[count]))


def silhouette(distance: np.ndarray, group: np.ndarray) -> float:
    """Mean silhouette: how much nearer the own group is than the next one, -1..1.

    Args:
        distance: (lesions, lesions).
        group: (lesions,) number of each one's group; one that is alone in it counts 0.
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


def stability(values: np.ndarray, found: dict[int, np.ndarray]) -> dict[int, dict[int, float]]:
    """Mean Jaccard similarity of each group to the most similar one of resampled replicates.

    Source: Hennig 2007.

    Args:
        values: (measures, rows, replicates).
        found: (rows,) group of each row, by the number of groups.

    Returns:
        By the number of groups, the similarity by group.
    """
    rng = np.random.default_rng(SEED)
    member = {count: _members(group) for count, group in found.items()}
    total = {count: np.zeros(count) for count in found}
    for _ in range(RESAMPLED):
        draw = rng.integers(values.shape[2], size=values.shape[2])
        tree = tree_of(standardised(values[:, :, draw].mean(axis=2).T))
        for count in found:
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
