"""docs/model.md is complete and up to date: the model written from it alone is the model."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import load_body
from motorloops.model.noise import keys, normal, philox
from motorloops.model.params import LOSSES, Params, levers
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline
from scripts.model_tables import DOCUMENT, filled, tables
from tests.helpers.documented_model import DOCUMENT as TEXT
from tests.helpers.documented_model import Documented, draw
from tests.helpers.source import ROOT
from tests.helpers.tables import Tables

EVERYTHING = {
    "loss": 0.4, "touch": 0.7, "map_overlap": 0.3, "proprioceptive_gain": 1.4, "stress": 0.6,
    "fatigue": 0.5, "effort": 0.9, "toxin": 0.5, "pallidal_stimulation": 0.5,
    "anticholinergic": 0.4, "lesion_thalamus": 0.2, "lesion_pallidum": 0.1, "plasticity": 1.0,
    "homeostasis": 0.7, "touch_tau": 100.0, "touch_expected": 0.6,
}  # fmt: skip
CASES = {
    "healthy": ("chain:3", {}),
    "everything": ("chain:3", EVERYTHING),
    "around a joint": (
        "chain:4",
        {"loss": 0.8, "loss_region": "j1", "touch": 1, "touch_site": "j0"},
    ),
    "chosen muscles": (
        "tree:3",
        {"agonist": "extensor_1", "toxin": 0.8, "toxin_muscle": "flexor_0", "loss_spinal": 0.9},
    ),
    "antagonists in part": ("neck", {"loss": 0.5, "effort": 1.0}),
    "one side, nothing compensated": (
        "neck",
        {"loss": 0.6, "loss_side": "right", "homeostasis": 0.0, "map_overlap": 0.4},
    ),
    "strengths and lengths": ("arm", {"effort": 1.0, "touch_expected": 1.0, "touch_site": "wrist"}),
    "a task": ("neck", {"task": "turn_head", "effort": 0.8, "toxin": 0.5, "touch": 0.5}),
    "a task's other muscle": ("arm", {"task": "hold_cup", "agonist": "pronator", "toxin": 0.8}),
    "lasting lesions": (
        "chain:2",
        {
            "lesion_pallidum": 0.7,
            "lesion_thalamus": 0.3,
            "homeostasis": 0.4,
            "effort": 1.0,
            "pallidal_stimulation": 0.6,
        },
    ),
}
SECOND_READING = ROOT / "tests" / "helpers" / "documented_model.py"
LAST_MS = 160


def timeline(body):
    node = f"M1/{body.muscles[0].key}"
    return Timeline(
        "all phases",
        LAST_MS,
        (
            Phase(0, stimuli={node: 0.2}),
            Phase(20, command=1.0, lesions={f"INH/{body.muscles[1].key}": 0.6}),
            Phase(110, levers={"stress": 0.9}),
        ),
    )


def documented(body_name, params, seed):
    atlas = load_atlas()
    body = load_body(body_name, atlas)
    model, lesions, setting = Documented(atlas, body, seed), {}, params
    rows = []
    for phase, start, end in timeline(body).spans():
        lesions |= phase.lesions
        setting = setting.replace(**phase.levers)
        given = SimpleNamespace(**setting.as_dict())
        model.set(given, phase.command, phase.stimuli, lesions)
        for _ in range(start, end):
            model.take_step()
            rates = [node.rate for node in model.nodes.values()]
            rows.append([*model.active, *model.angle, *rates])
    return np.array(rows)


@pytest.mark.parametrize("name", CASES)
def test_the_model_written_from_the_document_is_the_model(name):
    body, changes = CASES[name]
    params, seed = Params().replace(**changes), 2**40 + 7
    ran = simulate(
        params, timeline(load_body(body, load_atlas())), [seed], body, keep_rates=True
    )  # fmt: skip
    expected = np.concatenate([ran.activation, ran.angle, ran.rate], axis=1)[..., 0]
    found = documented(body, params, seed)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)
    assert np.ptp(found[:, : ran.activation.shape[1]]) > 0.05  # something moved


@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**64 - 1])
def test_the_documented_draws_are_the_draws(seed):
    low, high = keys(np.array([seed], np.uint64))[:, 0].tolist()
    for node, step in ((0, 0), (5, 1), (1234, 99_999)):
        assert draw(seed, node, step) == normal(philox(node // 4, step, low, high)[node % 4])


def test_every_number_in_the_document_is_the_one_in_use():
    assert filled(TEXT, load_atlas()) == TEXT, "run `make docs`"


def test_a_changed_weight_changes_the_document(tmp_path):
    edited = Tables(tmp_path / "atlas")
    edited.set("projections.csv", 0, "weight", "0.1234567")
    changed = filled(TEXT, load_atlas(edited.folder))
    assert "| 0.1234567 |" in changed
    assert changed != TEXT


def test_a_document_without_a_mark_is_refused():
    with pytest.raises(ValueError, match="constants"):
        filled(TEXT.replace("<!-- end of constants -->", ""), load_atlas())


def test_every_parameter_stands_in_a_table():
    written = tables(load_atlas())
    for name, lever in levers().items():
        assert f"| `{name}` |" in written["constants" if lever.group == "constant" else "levers"]


def test_every_parameter_of_the_second_reading_stands_in_the_text():
    prose = TEXT[: TEXT.index("## Tables")].replace("\\_", "_")
    reading = SECOND_READING.read_text(encoding="utf-8")
    read = {name for name in levers() if re.search(rf"\b{name}\b", reading)} | {*LOSSES}
    assert len(read) >= 48
    for name in read:
        loss = name.startswith("loss_") and name.removeprefix("loss_") in prose
        assert loss or name in prose, f"no equation of the document uses {name}"


def anchors(text):
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(((?!https:)[^)]+)\)", TEXT))))
def test_links_lead_somewhere(link):
    path, _, anchor = link.partition("#")
    target = (DOCUMENT.parent / path).resolve() if path else DOCUMENT
    assert target.exists()
    assert not anchor or anchor in anchors(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize("paper", ["README.md", "ARCHITECTURE.md"])
def test_papers_link_to_it(paper):
    assert "(docs/model.md)" in (ROOT / paper).read_text(encoding="utf-8")
