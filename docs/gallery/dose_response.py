"""How co-contraction and overflow grow with the loss of inhibition, and at which site."""

import numpy as np
from _style import BLUE, GREEN, GREY, HEALTHY_INDEX, ORANGE, PURPLE, blank, save

from motorloops import Params, hold, measure, simulate

SITES = {
    "loss": ("everywhere", "black"),
    "loss_cortex": ("cortex", BLUE),
    "loss_basal_ganglia": ("basal ganglia", ORANGE),
    "loss_cerebellum": ("cerebellum", GREEN),
    "loss_spinal": ("spinal cord", PURPLE),
}
doses, seeds = np.linspace(0, 1, 11), range(8)

figure = blank(8, 3.8)
panels = figure.subplots(1, 2)
for lever, (name, colour) in SITES.items():
    table = measure(simulate([Params().replace(**{lever: dose}) for dose in doses], hold(), seeds))
    table["dose"] = np.repeat(doses, len(seeds))
    for axes, column in zip(panels, ("co_contraction_index", "overflow"), strict=False):
        curve = table.groupby("dose")[column].agg(["mean", "sem"])
        axes.plot(curve.index, curve["mean"], "o-", color=colour, label=name, markersize=3.5)
        low, high = curve["mean"] - 2.36 * curve["sem"], curve["mean"] + 2.36 * curve["sem"]
        axes.fill_between(curve.index, low, high, color=colour, alpha=0.2, linewidth=0)
panels[0].axhline(HEALTHY_INDEX, color=GREY, linestyle="--", linewidth=1)
panels[0].text(0, 0.97, "dashed: largest healthy value", color=GREY, fontsize=9)
panels[0].set(xlabel="share of inhibition lost", ylabel="co-contraction index", ylim=(0, 1.02))
panels[1].set(xlabel="share of inhibition lost", ylabel="overflow (MVC)", ylim=(0, None))
panels[1].legend(title="site of the loss", loc="upper left")
save(figure, __file__)
