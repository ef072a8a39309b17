"""Two losses at once: where a movement stays selective, and where it does not."""

import numpy as np
from _style import HEALTHY_INDEX, blank, save

from motorloops import Params, hold, measure, simulate

levels, seeds = np.linspace(0, 1, 15), range(4)
settings = [
    Params().replace(loss_basal_ganglia=ganglia, loss_cortex=cortex)
    for ganglia in levels
    for cortex in levels
]
table = measure(simulate(settings, hold(), seeds, every_ms=4))
index = table["co_contraction_index"].to_numpy().reshape(len(levels), len(levels), -1).mean(axis=2)

figure = blank(5.6, 4.4)
axes = figure.subplots()
image = axes.imshow(index, origin="lower", extent=(0, 1, 0, 1), vmin=0, vmax=1, cmap="viridis")
contour = axes.contour(levels, levels, index, [HEALTHY_INDEX], colors="white", linewidths=2)
axes.clabel(contour, fmt={HEALTHY_INDEX: "healthy limit"}, fontsize=9)
axes.set(xlabel="loss in the cortex", ylabel="loss in the basal ganglia")
figure.colorbar(image, label="co-contraction index")
save(figure, __file__)
