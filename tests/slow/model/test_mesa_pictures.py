"""Mesa's own pictures of a model: the network component, and SolaraViz without a browser."""

import re
from typing import Any

import ipyvuetify as vue
import mesa
import networkx as nx
import numpy as np
import pytest
import solara
from matplotlib import colormaps
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from mesa.visualization import (
    SolaraViz,
    draw_space,
    make_plot_component,
    make_space_component,
)
from mesa.visualization.components import AgentPortrayalStyle
from mesa.visualization.solara_viz import _check_model_params

from motorloops import MotorModel, NetworkAgent

LAYOUT: dict[str, Any] = {"layout_alg": nx.get_node_attributes, "layout_kwargs": {"name": "pos"}}


def colour(agent: mesa.Agent) -> str:
    return to_hex(colormaps["viridis"](agent.level))  # type: ignore[attr-defined]


def portray(agent: mesa.Agent) -> AgentPortrayalStyle:
    return AgentPortrayalStyle(color=colour(agent), size=20)


def test_mesa_draws_the_network_with_every_agent_in_its_place() -> None:
    model = MotorModel(seed=1)
    axes = Figure().add_subplot()
    draw_space(model.space, portray, ax=axes, **LAYOUT)
    drawn = next(one for one in axes.collections if isinstance(one, PathCollection))
    places = np.asarray(drawn.get_offsets())
    assert len(places) == len(model.agents)
    assert len(np.unique(places, axis=0)) == len(model.agents)
    agents = [agent for agent in model.space.agents if isinstance(agent, NetworkAgent)]
    by_key = dict(zip((agent.key for agent in agents), places, strict=True))
    biceps, triceps = (by_key[f"GPI/{name}"] for name in ("biceps", "triceps"))
    assert biceps[1] == triceps[1]  # one population is a row
    assert by_key["muscle/biceps"][0] == biceps[0]  # one channel is a column
    assert by_key["muscle/biceps"][1] < biceps[1]
    shown = [to_hex(face) for face in np.atleast_2d(drawn.get_facecolor())]
    assert shown == [colour(agent) for agent in agents]
    assert len(set(shown)) > 5


def test_a_page_of_solaraviz_steps_and_takes_its_sliders() -> None:
    models: list[MotorModel] = []

    class Watched(MotorModel):
        """Notes every model that the page makes."""

        def __init__(self, **given: object) -> None:
            super().__init__(**given)  # type: ignore[arg-type]
            models.append(self)

    Watched.__init__.__signature__ = MotorModel.__init__.__signature__  # type: ignore[attr-defined]
    pictures: Any = [make_space_component(portray, **LAYOUT), make_plot_component("overflow")]
    page = SolaraViz(
        Watched(body="chain:1", seed=1),
        components=pictures,
        model_params={
            "loss": {
                "type": "SliderFloat",
                "value": 0.0,
                "min": 0.0,
                "max": 1.0,
                "step": 0.05,
                "label": "Loss",
            },
            "seed": {"type": "SliderInt", "value": 1, "min": 1, "max": 9, "label": "Seed"},
            "body": "chain:1",
        },
        render_interval=20,
    )
    framed = solara.AppLayout(children=[page], navigation=False)  # whose sidebar has the controls
    _, rendered = solara.render(framed, handle_error=False)
    try:
        rendered.find(vue.Btn, children=["Step"]).widget.click()
        assert models[-1].time_ms == 20
        rendered.find(vue.Slider, label="Loss").widget.v_model = 0.45
        rendered.find(vue.Btn, children=["Reset"]).widget.click()
        assert (models[-1].params.loss_cortex, models[-1].seed, models[-1].time_ms) == (0.45, 1, 0)
    finally:
        rendered.close()


def test_sliders_of_levers_are_accepted_and_others_named() -> None:
    sliders = {name: {"type": "SliderFloat"} for name in ("loss", "stress", "touch")}
    fixed = {"seed": 1, "body": "hand", "collect_every": 1}
    _check_model_params(MotorModel.__init__, {**sliders, **fixed})
    with pytest.raises(ValueError, match=re.escape("stres")):
        _check_model_params(MotorModel.__init__, {"stres": 1})
