"""All paradigms of the virtual laboratory, by name."""

from experiments.protocols import hold_and_release, maximal_contraction
from experiments.protocols.paradigm import Paradigm

PARADIGMS: dict[str, Paradigm] = {
    module.PARADIGM.name: module.PARADIGM for module in (hold_and_release, maximal_contraction)
}
