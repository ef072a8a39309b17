"""Which levers decide how far a movement spreads: Morris's elementary effects of a small sweep."""

import tempfile
from pathlib import Path

from _style import BLUE, GREY, ORANGE, blank, save

from motorloops import levers
from motorloops.experiments.cli.analysis import sensitivity
from motorloops.experiments.cli.main import main

STUDY = """
name = "screening"
measures = ["overflow", "co_contraction_index"]
[design]
kind = "morris"
trajectories = 60
levels = 6
[design.axes]
{axes}
[seeds]
count = 6
"""
NAMES = ["loss_cortex", "loss_basal_ganglia", "loss_cerebellum", "loss_spinal", "touch", "stress",
         "fatigue", "effort", "map_overlap", "pallidal_stimulation", "anticholinergic"]  # fmt: skip
LOW = {"effort": 0.1}
HIGH = {name: 0.6 for name in NAMES if name.startswith("loss")}
axes = "\n".join(
    f"{name} = {{ low = {LOW.get(name, 0.0)}, high = {HIGH.get(name, 1.0)} }}" for name in NAMES
)
with tempfile.TemporaryDirectory() as folder:
    study = Path(folder) / "screening.toml"
    study.write_text(STUDY.format(axes=axes))
    main(["sweep", str(study), "--out", f"{folder}/out"])
    results = sensitivity(f"{folder}/out").results
    (found,) = [one for one in results if one.measure == "overflow"]
table = found.indices[0].table.query("index == 'mu_star'").sort_values("value")

figure = blank(6.4, 3.8)
panel = figure.subplots()
errors = [table["value"] - table["low"], table["high"] - table["value"]]
colours = [BLUE if name.startswith("loss") else ORANGE for name in table["lever"]]
panel.barh([levers()[name].label for name in table["lever"]], table["value"], xerr=errors,
           color=colours, ecolor=GREY)  # fmt: skip
panel.set_xlabel("mean size of the change of overflow (MVC) over the whole range")
panel.text(0.97, 0.05, "blue: loss of inhibition; orange: other levers", ha="right", color=GREY,
           transform=panel.transAxes, fontsize=9)  # fmt: skip
save(figure, __file__)
