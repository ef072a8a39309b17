"""Every name of the packaged tables that a page shows has a text in every other language."""

import re

import pytest

from motorloops.model.params import levers
from motorloops.model.presets import PRESETS
from motorloops.server.explain_conditions import site_conditions
from motorloops.server.networks import NETWORKS
from tests.helpers.messages import LANGUAGES, MODEL, read

LEVERS = [lever for lever in levers().values() if lever.group != "constant"]
PROBLEM = "model-problem"  # what was not understood, which has no table
ALIKE = {"es": ["model-lever-homeostasis"]}  # names that are the same in English


def key(*parts: str) -> str:
    return re.sub("[^a-z0-9]+", "-", "-".join(["model", *parts]).lower())


def names() -> dict[str, str]:
    """The English names by the keys of their translations."""
    found = {}
    for lever in LEVERS:
        found[key("lever", lever.name)] = lever.label
        found[key("lever", lever.name, "meaning")] = lever.meaning
        if lever.kind == "choice":
            found[key("otherwise", lever.name)] = lever.otherwise
        elif not lever.unit.startswith("share"):  # a share is written as a percentage
            found[key("unit", lever.unit)] = lever.unit
    found |= {key("preset", name): preset.title for name, preset in PRESETS.items()}
    for body_name in NETWORKS.bodies:
        network = NETWORKS.network(body_name)
        body = network.body
        found |= {key("muscle", body.name, row.key): row.name for row in body.muscles}
        found |= {key("joint", joint): joint for joint in body.joints}
        found |= {key("side", side): side for side in body.sides}
        found |= {key("task", row.key): row.title for row in body.tasks}
        found |= {key("population", row.key): row.name for row in network.populations}
    asked = site_conditions()
    found |= {key("paradigm", name): title for name, title in asked["tests"].items()}
    for body in asked["bodies"].values():
        found |= {key("figure", row["figure"]): row["label"] for row in body["sliders"]}
    return found


other = pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])


@other
def test_every_name_of_the_model_is_translated_and_nothing_else(language):
    assert set(read(language, MODEL)) == {*names(), PROBLEM}


@other
def test_a_translated_name_is_not_the_english_one(language):
    english = names()
    texts = {name: text.text for name, text in read(language, MODEL).items()}
    same = [name for name, own in english.items() if texts[name].lower() == own.lower()]
    assert same == ALIKE.get(language, [])


@other
def test_names_that_differ_in_english_differ_in_translation(language):
    english, texts = names(), read(language, MODEL)
    kinds: dict[str, dict[str, str]] = {}
    for name, own in english.items():
        told = kinds.setdefault(name.split("-")[1], {})
        assert told.setdefault(texts[name].text, own) == own, name
