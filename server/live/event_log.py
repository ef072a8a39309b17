"""The event log: the events of a recording as sentences with times."""

from itertools import groupby

from motorloops.model.network.build import Network
from motorloops.model.params import GROUPS, Params, levers
from motorloops.model.presets import PRESETS
from motorloops.model.recording import (
    COMMAND,
    LESION,
    PRESET,
    STIMULUS,
    TOUCH,
    Configuration,
    Event,
    Recording,
)
from motorloops.server.strings import sentence_case, translate

STRENGTHS = {
    "strongly_less": -0.5,
    "gently_less": -0.15,
    "none": 0.0,
    "gently_more": 0.15,
    "strongly_more": 0.5,
}  # the gentle strength is that of the protocol "cerebellar drive"


def event_texts(recording: Recording, network: Network) -> list[tuple[int, str]]:
    """Time (ms) and text of each event, the start first."""
    start = recording.start
    words = translate(
        "log.start",
        condition=condition(start),
        body=start.body.replace("_", " "),
        seed=recording.seed,
    )
    rows = [(0, words)]
    place = start.params.touch_site
    for at, group in groupby(recording.events, lambda event: event.at_ms):
        events = list(group)
        place = next((str(e.value) for e in events if e.what == "touch_site"), place)
        rows += [(at, _event(event, place, network)) for event in _main(events)]
    return rows


def condition(setting: Configuration) -> str:
    """The title of the present condition, or the one for a visitor's own setting."""
    start = PRESETS[setting.preset]
    usual = Configuration(Params().replace(**start.changes), setting.body, setting.preset)
    return start.title if setting == usual else translate("toolbar.own")


def _main(events: list[Event]) -> list[Event]:
    """The events of one moment, without those implied by a preset or a touch."""
    preset = next((str(event.value) for event in events if event.what == PRESET), None)
    brought = Params().replace(**PRESETS[preset].changes).as_dict() if preset else {}
    touched = any(event.what == TOUCH for event in events)
    return [
        event
        for event in events
        if not (event.what in brought and brought[event.what] == event.value)
        and not (touched and event.what == "touch_site")
    ]


def _event(event: Event, place: str, network: Network) -> str:
    what = _plain(event, place, network)
    if not event.for_ms:
        return what
    return translate("log.brief", what=what, seconds=f"{event.for_ms / 1000:g}")


def _plain(event: Event, place: str, network: Network) -> str:
    if event.what == COMMAND:
        return translate("log.try" if event.value else "log.relax")
    if event.what == PRESET:
        return translate("log.preset", title=PRESETS[str(event.value)].title)
    if event.what == TOUCH:
        return _touch(event, place)
    if event.what.startswith(LESION):
        name = _name(network, event.what.removeprefix(LESION))
        share = per_cent(float(event.value))
        return (
            translate("log.off", name=name, share=share)
            if event.value
            else translate("log.on", name=name)
        )
    if event.what.startswith(STIMULUS):
        return push(network, event.what.removeprefix(STIMULUS), float(event.value))
    lever = levers()[event.what]
    value = event.value if isinstance(event.value, str) else f"{event.value:g} {lever.unit}"
    if lever.unit.startswith("share"):
        value = per_cent(float(event.value))
    value = str(value).replace("_", " ") or lever.otherwise
    return translate("log.lever", group=GROUPS[lever.group], label=lever.label, value=value)


def _touch(event: Event, joint: str) -> str:
    if not event.value:
        return translate("log.let_go")
    place = (
        translate("log.joint", joint=joint.replace("_", " "))
        if joint
        else translate("log.task_joint")
    )
    return translate("log.touch", place=place)


def push(network: Network, key: str, current: float) -> str:
    """A stimulus in words."""
    population, _, muscle = key.partition("/")
    reach = translate("log.all")
    if muscle:
        reach = network.body.muscles[network.body.channel(muscle)].name
    fields = {"name": _name(network, population), "reach": reach}
    if not current:
        return translate("log.no_push", **fields)
    named = {value: name for name, value in STRENGTHS.items()}
    strength = translate(f"stimulus.{named.get(current, 'own')}").lower()
    if current not in named:
        strength = f"{strength} ({current:+g})"
    return translate("log.push", **fields, strength=strength)


def per_cent(share: float) -> str:
    """A share as text: ``"30 %"``."""
    return f"{100 * share:.3g} %"


def _name(network: Network, population: str) -> str:
    names = {row.key: row.name for row in network.populations}
    return sentence_case(names.get(population, population))
