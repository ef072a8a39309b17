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


def best_count(tree: np.ndarray, z: np.ndarray) -> int:
    """The number of groups with the best mean silhouette. Source: Rousseeuw 1987."""
    from scipy.spatial.distance import pdist, squareform

    distance = squareform(pdist(z))
    most = min(MOST_GROUPS, len(z) - 1)
    scores = {count: silhouette(distance, cut(tree, count)) for count in range(2, most + 1)}
    return max(scores, key=lambda count: scores[count])


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


def stability(values: np.ndarray, group: np.ndarray) -> dict[int, float]:
    """By group: mean Jaccard similarity to the most similar group of resampled replicates.

    Source: Hennig 2007.

    Args:
        values: (measures, lesions, replicates).
        group: (lesions,).
    """
    rng = np.random.default_rng(SEED)
    numbers = np.unique(group)
    member = group[:, None] == numbers
    total = np.zeros(len(numbers))
    for _ in range(RESAMPLED):
        draw = rng.integers(values.shape[2], size=values.shape[2])
        z = standardised(values[:, :, draw].mean(axis=2).T)
        again = cut(tree_of(z), len(numbers))
        total += _jaccard(member, again[:, None] == np.unique(again)).max(axis=1)
    return {int(k): float(v) for k, v in zip(numbers, total / RESAMPLED, strict=True)}


def _jaccard(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(groups, other groups) shared members over all members of both."""
    shared = one.T.astype(np.int64) @ other.astype(np.int64)
    return shared / (one.sum(axis=0)[:, None] + other.sum(axis=0) - shared)
