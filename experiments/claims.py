"""What the model is asked to show: each headline behaviour as a figure, its need and its aim.

``need`` is what the behaviour means; the table of behaviours and the tests hold the model to it.
``aim`` is what calibration asks for: the same with a reserve, so that health and the graded
picture survive small changes of the weights. All rows are used for tuning; none of them is a
prediction.
"""

from experiments import claims_of_clinic, claims_of_health, claims_of_loss
from experiments.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    *claims_of_health.claims(),
    *claims_of_loss.claims(),
    *claims_of_clinic.claims(),
)
HEADLINES: tuple[Claim, ...] = tuple(claim for claim in CLAIMS if claim.need is not None)
