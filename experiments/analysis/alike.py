"""Which lesions give the same picture: groups of like outcomes, and whether chance made them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis import clusters
from model.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

LEAST = 4  # lesions that can be grouped at all
STABLE = 0.75  # mean Jaccard similarity from which a group is stable (Hennig 2007)
RELIABLE = 0.5  # share of a measure's spread between lesions that must not be chance


@dataclass(frozen=True, eq=False)
class Groups:
    """Lesions in groups of like outcomes.

    Attributes:
        outcomes: (lesions, measures) standardised mean outcomes, in the order of the tree.
        tree: linkage matrix of :func:`scipy.cluster.hierarchy.linkage` over rows of
            ``outcomes``.
        group: (lesions,) number of each row's group, from 1 in the order of the tree.
        stability: by group, mean Jaccard similarity to its likeness in resampled replicates.
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
        """Numbers of the groups that resampling does not take apart."""
        return [k for k, similarity in self.stability.items() if similarity >= STABLE]


def alike(tables: "dict[str, pd.DataFrame]") -> Groups:
    """Group lesions by their outcomes.

    Each measure is standardised over lesions, and Ward's method joins the nearest. Replicates
    are resampled, and each group compared with the most similar one found there (Hennig 2007).
    Of the numbers of groups that all hold, the one with the best mean silhouette is taken
    (Rousseeuw 1987). A measure with gaps, or one whose differences between lesions are mostly
    chance, is left out.

    Args:
        tables: (lesions, replicates) of each measure, all with the same rows.

    Raises:
        BadInput: for under 4 lesions, under 2 replicates, or if no measure tells lesions apart.
    """
    import pandas as pd
    from scipy.cluster.hierarchy import leaves_list

    lesions = next(iter(tables.values())).index
    if len(lesions) < LEAST:
        raise BadInput("lesions", len(lesions), f"at least {LEAST} are needed to form groups")
    dropped = {name: why for name, table in tables.items() if (why := _useless(table))}
    kept = [name for name in tables if name not in dropped]
    if not kept:
        raise BadInput("measures", ", ".join(tables), "none of them tells the lesions apart")
    values = np.stack([tables[name].to_numpy(np.float64) for name in kept])
    z = clusters.standardised(values.mean(axis=2).T)
    order = leaves_list(clusters.tree_of(z))
    z = z[order]
    tree = clusters.tree_of(z)
    found = clusters.groupings(tree)
    held = clusters.stability(values[:, order], found)
    count = clusters.best(z, found, held, STABLE)
    table = pd.DataFrame(z, lesions[order], kept)
    return Groups(table, tree, found[count], held[count], dropped, values.shape[2])


def _useless(table: "pd.DataFrame") -> str:
    """Why a measure cannot tell lesions apart; empty if it can."""
    values = table.to_numpy(np.float64)
    if values.shape[1] < 2:
        raise BadInput("replicates", values.shape[1], "at least 2 of each lesion are needed")
    gaps = int((~np.isfinite(values)).sum())
    if gaps:
        return f"{gaps} of {values.size} runs have no value"
    between = values.mean(axis=1).var(ddof=1)
    # Chance that all lesions of a replicate share does not part them.
    within = (values - values.mean(axis=0)).var(axis=1, ddof=1).mean() / values.shape[1]
    if between == 0.0 or 1.0 - within / between < RELIABLE:
        return "its differences between lesions are mostly chance"
    return ""


def members(groups: Groups) -> "pd.DataFrame":
    """A row a group: number, how many lesions, stability, whether it is stable, and its nodes."""
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
