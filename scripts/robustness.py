"""Measure the fit, the ensemble and the robustness for docs/calibration.md: `make robustness`."""

from motorloops.experiments.calibration.ensemble import FITTED, LOSSES_FILE, asked, write_losses
from motorloops.experiments.calibration.observations import OTHER_BODIES, TASK_BODY
from motorloops.experiments.calibration.report import calibration_markdown, measure_robustness
from motorloops.experiments.calibration.search import score, weights_of
from motorloops.experiments.progress import tell
from motorloops.model.network.build import build_network
from scripts.marked import ROOT, replace_marked

DOCUMENT = ROOT / "docs" / "calibration.md"
DRAWS, WIDTH, SEEDS = 128, 0.2, range(1, 3)


def main() -> None:
    """Write how far the packaged table is from each aim, and what stands between the two marks."""
    networks = {name: build_network(name) for name in (TASK_BODY, *OTHER_BODIES)}
    weights = weights_of(networks[TASK_BODY])
    write_losses(score(networks, weights, range(1, asked()["seeds"] + 1)), FITTED / LOSSES_FILE)
    replace_marked(
        DOCUMENT, "robustness", calibration_markdown(measure_robustness(DRAWS, WIDTH, SEEDS, tell))
    )


if __name__ == "__main__":
    main()
