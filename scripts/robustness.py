"""Measure the fit, the ensemble and the robustness for docs/calibration.md: `make robustness`."""

from motorloops.experiments.calibration.ensemble import LOSSES_FILE, packaged_settings, write_losses
from motorloops.experiments.calibration.observations import BODIES, TASK_BODY
from motorloops.experiments.calibration.robustness import measure_robustness, robustness_markdown
from motorloops.experiments.calibration.search import score
from motorloops.experiments.fitted_sets import FITTED, weights_of
from motorloops.experiments.progress import log
from motorloops.model.network.build import build_network
from scripts.marked import ROOT, replace_marked

DOCUMENT = ROOT / "docs" / "calibration.md"
DRAWS, WIDTH, SEEDS = 128, 0.2, range(1, 3)


def main() -> None:
    """Write the losses of the packaged table and the marked part of the document."""
    networks = {name: build_network(name) for name in BODIES}
    seeds = range(1, packaged_settings()["seeds"] + 1)
    losses = score(networks, weights_of(networks[TASK_BODY]), seeds)
    write_losses(losses, FITTED / LOSSES_FILE)
    report = measure_robustness(networks, DRAWS, WIDTH, SEEDS, log)
    replace_marked(DOCUMENT, "robustness", robustness_markdown(report))


if __name__ == "__main__":
    main()
