"""A paradigm of the laboratory, drawn by its own function: reciprocal inhibition."""

from _style import save

from motorloops import Params, build_network
from motorloops.experiments.paradigms.registry import PARADIGMS

paradigm = PARADIGMS["reciprocal_inhibition"]
frame = paradigm.run(build_network("arm"), Params().replace(loss=0.35), range(8))
figure = paradigm.draw(frame)
save(figure, __file__)
