"""The choice of body and preset of a page of the server."""

import solara

from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.model.recording import Configuration
from motorloops.server.components.elements import Choice, Picker, tag
from motorloops.server.networks import NETWORKS
from motorloops.server.setting import SettingState
from motorloops.server.strings import translate


@solara.component
def Scene(state: SettingState, setting: Configuration) -> solara.Element:
    """The choice of body and of preset."""
    presets = [{"value": p.name, "label": p.title} for p in NETWORKS.presets.values()]
    start = PRESETS[setting.preset]
    own = setting.lesions or setting.stimuli or setting.params != Params().replace(**start.changes)
    if own:
        presets.insert(0, {"value": "", "label": translate("toolbar.own")})
    note = translate("toolbar.own_help", title=start.title) if own else start.sentence
    return tag(
        "div",
        Choice(
            name="body",
            legend=translate("toolbar.body"),
            options=NETWORKS.options(setting.body),
            value=setting.body,
            event_pick=state.set_body,
        ),
        Picker(
            legend=translate("toolbar.preset"),
            options=presets,
            value="" if own else setting.preset,
            event_pick=lambda name: state.load_preset(name or setting.preset),
        ),
        tag("p", note, classes="ml-note"),
        classes="ml-scene",
    )
