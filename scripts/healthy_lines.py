"""Write the healthy limit of each body, the column ``healthy_index``: `make limits`."""

import csv
import math
from collections.abc import Sequence

from motorloops.experiments.calibration.ensemble import write_rows
from motorloops.experiments.calibration.observations import (
    BODIES,
    FULL_EFFORT,
    STRONG_EFFORT,
    observe_settings,
)
from motorloops.model.network.atlas import PACKAGED_ATLAS
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Params

SEEDS = tuple(range(1, 21))
SETTINGS = {
    **{f"effort {e:g}": Params(effort=e) for e in (0.4, STRONG_EFFORT, FULL_EFFORT)},
    "full stress": Params(stress=1.0),
}
FACTOR = 2.0  # times the largest mean index
STEPS, LEAST = 100, 0.05  # the line is a whole number of hundredths
EXACT = 9  # decimals of the product that count, so that 2 * 0.025 is not above 0.05


def healthy_line(network: Network, seeds: Sequence[int] = SEEDS) -> float:
    """The largest co-contraction index that counts as healthy in a body.

    The mean index of the healthy body in the hold task over the seeds 1 to 20, at the effort of
    0.4, 0.7 or 1 or under full stress where it is largest, times two, rounded up to 0.01; at
    least 0.05, and at most 1, which the index cannot exceed. Weaker efforts are left out:
    the index is a ratio, and says little about muscles that hardly work.

    Args:
        network: of the body.
        seeds: of the noise; those of the rule by default.

    Returns:
        The line, 0.05 to 1, without unit. It depends on the weights: after a new fit it is
        written to ``bodies.csv`` again.
    """
    seen = observe_settings(network, SETTINGS, seeds)
    return line_above(max(float(one.index.mean()) for one in seen.values()))


def line_above(largest: float) -> float:
    """The line above a largest index: twice that, rounded up, within its bounds."""
    steps = math.ceil(round(largest * FACTOR * STEPS, EXACT))
    return min(max(steps / STEPS, LEAST), 1.0)


def main() -> None:
    """Measure the limit of each body, and write the table again."""
    path = PACKAGED_ATLAS / "bodies" / "bodies.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["body"] in BODIES:
            row["healthy_index"] = f"{healthy_line(build_network(row['body'])):g}"
    write_rows(path, rows[0].keys(), rows)


if __name__ == "__main__":
    main()
