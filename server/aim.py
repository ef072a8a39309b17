"""Which node a test of the laboratory is aimed at: a group of nerve cells, for one muscle."""

from collections.abc import Callable

import solara

from experiments.protocols.lesion import usual_node
from model.network import Network
from model.params import Params
from server.elements import Picker, tag
from server.words import say, sentence_case


def aimed_node(node: str, network: Network, params: Params) -> str:
    """The node with this key, or the usual one where the body has none of this name."""
    return node if node in network.node_keys else usual_node(network, params)


@solara.component
def Aim(  # noqa: N802
    network: Network, node: str, event_aim: Callable[[str], None]
) -> solara.Element:
    """Two lists: which group, and its cells for which muscle.

    Args:
        network: Whose nodes they are.
        node: Key of the chosen one.
        event_aim: Called with the key of the node that a person picks.
    """
    population, _, muscle = node.partition("/")
    groups = [{"value": row.key, "label": f"{row.name} ({row.key})"} for row in network.populations]
    muscles = [{"value": row.key, "label": sentence_case(row.name)} for row in network.body.muscles]

    def aim(key: str) -> None:
        if key in network.node_keys:
            event_aim(key)

    return tag(
        "div",
        Picker(
            legend=say("laboratory.aim_group"),
            options=groups,
            value=population,
            event_pick=lambda picked: aim(f"{picked}/{muscle}"),
        ),
        Picker(
            legend=say("laboratory.aim_muscle"),
            options=muscles,
            value=muscle,
            event_pick=lambda picked: aim(f"{population}/{picked}"),
        ),
        classes="ml-order",
    )
