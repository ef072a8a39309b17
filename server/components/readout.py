"""Parts of the read-out that Explore and Compare share; the live view fills in the sentence."""

import solara

from motorloops.model.coefficients import injected_channel
from motorloops.model.network.body import Body
from motorloops.model.params import Params
from motorloops.server.components.elements import tag
from motorloops.server.strings import translate


def sentence() -> list[solara.Element]:
    """The sentence of the frame that is shown, and a copy that screen readers announce.

    The copy changes at most every few seconds, so that it can be heard to its end.
    """
    return [
        tag("p", classes="ml-sentence", data_reading="sentence"),
        tag("p", role="status", classes="ml-hidden", data_said_reading="sentence"),
    ]


def toxin_note(params: Params, body: Body) -> list[solara.Element]:
    """What the read-out shows of an injected muscle; empty without toxin."""
    if not params.toxin:
        return []
    muscle = body.muscles[injected_channel(params, body)].name
    share = f"{100 * params.toxin:.3g} %"
    return [tag("p", translate("readout.toxin", muscle=muscle, share=share), classes="ml-meaning")]
