"""The network of one muscle's channel: populations and the projections between them."""

from _style import BLUE, GREY, ORANGE, blank, save
from matplotlib.lines import Line2D

from motorloops import build_network

network = build_network("arm")
COLUMNS = {  # place of each population: left to right, bottom to top
    "CMD": (0, 4), "S1": (3.4, 4), "M1": (2, 4), "INH": (2, 3.2), "D1": (0, 2.6), "D2": (0.7, 2.6),
    "STN": (0.35, 1), "GPE": (0.9, 1.7), "GPI": (1.6, 1.7), "TH": (2.3, 2.4), "PC": (3.4, 2.9),
    "DCN": (3.2, 2.2), "MN": (2, 0.4), "IAIN": (2.9, 0.9), "RC": (1.2, 0.4), "IA": (3.7, 0.4),
    "SKIN": (4.2, 1.4), "FSI": (0.35, 3.2), "PAD": (1.35, 0.95),
    "GABAB": (1.35, 3.2),
}  # fmt: skip
unplaced = [row.key for row in network.populations if row.key not in COLUMNS]
places = {**COLUMNS, **{key: (4.2, 3 - k) for k, key in enumerate(unplaced)}}

figure = blank(8, 5.6)
axes = figure.subplots()
seen = set()
for row in sorted(network.projections, key=lambda row: row.weight):
    if (row.source, row.target) in seen or row.source == row.target:
        continue
    seen.add((row.source, row.target))
    colour = ORANGE if row.sign == "inhibitory" else BLUE
    axes.annotate(
        "",
        places[row.target],
        places[row.source],
        arrowprops={
            "arrowstyle": "-[,widthB=0.3" if row.sign == "inhibitory" else "-|>",
            "color": colour,
            "alpha": 0.75,
            "linewidth": 0.8 + min(2.0, row.weight),
            "shrinkA": 16,
            "shrinkB": 17,
            "connectionstyle": "arc3,rad=0.12",
        },
    )
for key, (x, y) in places.items():
    axes.text(
        x, y, key, ha="center", va="center", fontsize=9, zorder=3,
        bbox={"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": GREY},
    )  # fmt: skip
for name, y in [("cortex", 4.45), ("basal ganglia", 3.05), ("spinal cord", -0.1)]:
    axes.text(-0.45, y, name, color=GREY, fontsize=9, style="italic")
axes.text(2.5, 2.75, "thalamus", color=GREY, fontsize=9, style="italic", ha="right")
axes.text(3.75, 2.55, "cerebellum", color=GREY, fontsize=9, style="italic")
axes.text(4.45, 0.75, "senses", color=GREY, fontsize=9, style="italic", ha="right")
axes.legend(
    handles=[
        Line2D([], [], color=BLUE, label="excitatory"),
        Line2D([], [], color=ORANGE, label="inhibitory"),
    ],
    loc="lower left",
    bbox_to_anchor=(0.0, 0.05),
)
axes.set(xlim=(-0.5, 4.7), ylim=(-0.2, 4.6))
axes.axis("off")
save(figure, __file__)
