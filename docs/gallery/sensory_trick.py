"""A light touch: at which joint it helps, and up to which loss."""

import numpy as np
from _style import BLUE, GREEN, ORANGE, PURPLE, blank, save

from motorloops import Params, hold, measure, simulate

PLACES = {
    "": ("no touch", "black"),
    "elbow": ("elbow (task)", BLUE),
    "shoulder": ("shoulder", GREEN),
    "wrist": ("wrist", ORANGE),
    "fingers": ("fingers", PURPLE),
}
losses, seeds = np.linspace(0, 0.9, 19), range(8)

figure = blank(6.4, 3.8)
axes = figure.subplots()
for joint, (name, colour) in PLACES.items():
    touch = {"touch": 1.0, "touch_site": joint} if joint else {}
    table = measure(
        simulate([Params().replace(loss=loss, **touch) for loss in losses], hold(), seeds)
    )
    mean = table["overflow"].to_numpy().reshape(len(losses), -1).mean(axis=1)
    axes.plot(losses, mean, "o-", color=colour, label=name, markersize=3.5)
axes.set(xlabel="share of inhibition lost", ylabel="overflow (MVC)", ylim=(0, None))
axes.legend(title="touched joint")
save(figure, __file__)
