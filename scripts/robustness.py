"""Measure the fit, the ensemble and the robustness for docs/calibration.md: `make robustness`."""

from experiments.behaviours import OTHER_BODIES, TASK_BODY
from experiments.calibration.ensemble import FITTED, asked
from experiments.calibration.folder import LOSSES
from experiments.calibration.report import markdown, measured
from experiments.calibration.score import score
from experiments.calibration.table import write_losses
from experiments.calibration.weights import weights_of
from experiments.progress import tell
from model.network import build_network
from scripts.marked import ROOT, replace_marked

DOCUMENT = ROOT / "docs" / "calibration.md"
DRAWS, WIDTH, SEEDS = 128, 0.2, range(1, 3)


def main() -> None:
    """Write how far the packaged table is from each aim, and what stands between the two marks."""
    networks = {name: build_network(name) for name in (TASK_BODY, *OTHER_BODIES)}
    weights = weights_of(networks[TASK_BODY])
    write_losses(score(networks, weights, range(1, asked()["seeds"] + 1)), FITTED / LOSSES)
    replace_marked(DOCUMENT, "robustness", markdown(measured(DRAWS, WIDTH, SEEDS, tell)))


if __name__ == "__main__":
    main()
