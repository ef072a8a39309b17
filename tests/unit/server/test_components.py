"""The page rendered without a browser: every lever is there, and buttons act on the runner."""

import pytest
import solara

from motorloops.model.network.build import build_network
from motorloops.model.params import GROUPS, SHORT_FORMS, Params, levers
from motorloops.server.components import levers as levers_module
from motorloops.server.components.toolbar import Bar, Scene
from motorloops.server.live.runner import Runner
from motorloops.server.live.widget import LiveView
from motorloops.server.pages.explore import Explore, Inspector, Moments, Share
from motorloops.server.shell import Shell
from motorloops.server.strings import translate
from tests.helpers.fake_view import started
from tests.helpers.rendered import below, buttons, click, templates, texts

SHOWN = [lever for lever in levers().values() if lever.group not in levers_module.HIDDEN]
NUMBERS = [lever for lever in SHOWN if lever.kind == "number"]

NETWORK = build_network("arm")


def test_every_lever_is_shown_and_acts():
    runner, _ = started("neck")
    box, found = solara.render(levers_module.Levers(runner, Params(), "neck"), handle_error=False)
    sliders = {w.spec["name"]: w for w in templates(box) if hasattr(w, "spec")}
    choices = {w.name: w for w in templates(box) if hasattr(w, "options")}
    assert set(sliders) == {lever.name for lever in NUMBERS} | {"loss"}
    assert set(sliders) | set(choices) == {lever.name for lever in SHOWN} | {"loss"}
    sliders["stress"].vue_event_pick(25)
    assert runner.model.params.stress == 0.25
    choices["agonist"].vue_event_pick("splenius_left")
    assert runner.model.params.agonist == "splenius_left"
    assert [option["value"] for option in choices["loss_side"].options] == ["", "left", "right"]
    choices["loss_side"].vue_event_pick("right")
    assert runner.model.params.loss_side == "right"
    sliders["loss"].vue_event_pick(30)
    assert {getattr(runner.model.params, name) for name in SHORT_FORMS["loss"]} == {0.3}
    sliders["stress"].vue_event_pick(250)
    assert "stress" in runner.shown.problem
    assert runner.model.params.stress == 0.25
    found.close()


def test_a_task_is_offered_by_its_title_and_narrows_the_wanted_muscle():
    runner, _ = started("neck")
    for task, muscles in (("", 14), ("turn_head", 2)):
        params = Params().replace(task=task)
        box, found = solara.render(levers_module.Levers(runner, params, "neck"), handle_error=False)
        choices = {w.name: w for w in templates(box) if hasattr(w, "options")}
        titles = {option["value"]: option["label"] for option in choices["task"].options}
        assert titles == {"": "The wanted muscle alone", "turn_head": "Turn the head"}
        assert len(choices["agonist"].options) == muscles + 1
        choices["task"].vue_event_pick("turn_head")
        assert runner.model.params.task == "turn_head"
        found.close()


def test_no_task_is_offered_on_a_body_without_tasks():
    runner, _ = started("chain:3")
    box, found = solara.render(levers_module.Levers(runner, Params(), "chain:3"))
    assert "task" not in {w.name for w in templates(box) if hasattr(w, "options")}
    found.close()


@pytest.mark.parametrize("body", ["arm", "hand", "chain:3"])
def test_a_side_is_offered_only_where_a_body_has_sides(body):
    runner, _ = started(body)
    box, found = solara.render(levers_module.Levers(runner, Params(), body), handle_error=False)
    names = {w.name for w in templates(box) if hasattr(w, "options")}
    assert "loss_side" not in names
    assert "loss_region" in names
    runner.set_lever("loss_side", "left")
    assert "side" in runner.shown.problem
    assert runner.model.params.loss_side == ""
    found.close()


def test_a_side_is_forgotten_with_its_body():
    runner, _ = started("neck")
    runner.load_preset("cervical")
    assert runner.model.params.loss_side == "left"
    runner.set_body("arm")
    assert runner.model.params.loss_side == ""
    assert not runner.shown.problem


def test_every_group_has_its_heading():
    runner, _ = started()
    box, found = solara.render(levers_module.Levers(runner, Params(), "arm"), handle_error=False)
    words = texts(box)
    assert all(
        (title in words) == (group not in levers_module.HIDDEN) for group, title in GROUPS.items()
    )
    found.close()


@pytest.mark.parametrize("lever", NUMBERS, ids=lambda lever: lever.name)
def test_a_slider_comes_from_the_table(lever):
    spec, scale = levers_module.slider_spec(lever), levers_module.scale_of(lever)
    assert (spec["low"], spec["high"]) == (lever.low * scale, lever.high * scale)
    assert spec["usual"] == pytest.approx(float(lever.default) * scale)
    assert spec["meaning"] == lever.meaning
    assert spec["step"] in (0.01, 0.1, 1.0)
    words = spec["words"]
    assert isinstance(words, dict)
    assert all(lever.label in words[word] for word in ("less", "more", "number"))


@pytest.mark.parametrize("value", [None, "x", True, [1]])
def test_odd_numbers_are_left_to_the_lever_to_refuse(value):
    assert levers_module.to_model(value, 100) is value


def test_the_bar_presses():
    runner, _ = started()
    box, found = solara.render(Bar(runner, runner.shown), handle_error=False)
    pressed = buttons(box)
    click(pressed["Play"])
    assert runner.shown.playing
    click(pressed["Light touch"])
    assert runner.model.params.touch == 1
    click(pressed["Step"])
    assert not runner.shown.playing
    assert runner.model.time_ms > 0
    click(pressed["Reset"])
    assert runner.model.time_ms == 0
    found.close()


def test_a_moved_lever_is_no_longer_the_condition_it_started_from():
    runner, _ = started()
    for act, value in (
        (lambda: None, "healthy"),
        (lambda: runner.set_lever("stress", 0.5), ""),
        (lambda: runner.load_preset("severe"), "severe"),
        (lambda: runner.lesion("TH", 0.5), ""),
    ):
        act()
        box, found = solara.render(Scene(runner, runner.shown), handle_error=False)
        (picker,) = [part for part in templates(box) if part.legend == translate("toolbar.preset")]
        assert picker.value == value
        assert value in [option["value"] for option in picker.options]
        found.close()


def closer(node: str, body: str = "arm"):
    """A session with a node in its inspector, rendered."""
    runner, _ = started(body)
    runner.select(node)
    return runner, *solara.render(Inspector(runner, runner.shown), handle_error=False)


@pytest.mark.parametrize("key", [row.key for row in NETWORK.populations])
def test_the_inspector_tells_all_of_a_population_and_leads_to_its_neighbours(key):
    runner, box, found = closer(f"population:{key}")
    told = texts(box)
    assert next(row for row in NETWORK.populations if row.key == key).sentence in told
    linked = [row for row in NETWORK.projections if key in (row.source, row.target)]
    assert all(row.sentence in told for row in linked)
    names = {row.key: row.name for row in NETWORK.populations}
    for other in {end for row in linked for end in (row.source, row.target)} - {key}:
        click(buttons(box)[names[other]])
        assert runner.shown.selected == f"population:{other}"
        runner.select(runner.shown.selected)
        runner.select(f"population:{key}")
    found.close()


@pytest.mark.parametrize(("body", "key"), [("hand", "index_extensor"), ("arm", "triceps")])
def test_the_inspector_tells_of_a_muscle(body, key):
    runner, box, found = closer(f"muscle:{key}", body)
    muscles = runner.model.network.body
    rivals = [muscles.muscles[c].name for c, _ in muscles.antagonists(muscles.channel(key))]
    assert ", ".join(rivals) in texts(box)
    found.close()


def test_the_inspector_switches_a_population_off_drives_it_and_restores_it():
    runner, box, found = closer("population:TH")
    choices = {part.name: part for part in templates(box)}
    choices["lesion"].vue_event_pick("0.5")
    assert runner.shown.lesions == {"TH": 0.5}
    choices["stimulus"].vue_event_pick("0.15")
    assert runner.shown.stimuli == {"TH": 0.15}
    choices["one_channel"].vue_event_pick("1")
    choices["stimulus"].vue_event_pick("-0.5")
    assert runner.shown.stimuli == {"TH": 0.15, "TH/biceps": -0.5}
    for made_up in ("7", "", "nan", "much"):
        choices["stimulus"].vue_event_pick(made_up)
    assert len(runner.shown.stimuli) == 2
    click(buttons(box)["Restore"])
    assert (runner.shown.lesions, runner.shown.stimuli) == ({}, {})
    found.close()


def test_moments_are_kept_gone_back_to_and_removed():
    runner, _ = started()
    box, found = solara.render(Moments(runner, runner.shown), handle_error=False)
    click(buttons(box)["Keep this moment"])
    runner.set_lever("stress", 0.5)
    runner.step()
    found.close()
    box, found = solara.render(Moments(runner, runner.shown), handle_error=False)
    assert "Moment 1: 0.00 s, Healthy, arm" in texts(box)
    click(buttons(box)["Go back to moment 1"])
    assert (runner.model.time_ms, runner.shown.params) == (0, Params())
    click(buttons(box)["Remove moment 1"])
    assert runner.shown.moments == ()
    found.close()


def test_the_whole_page_starts_paused_and_says_what_it_is():
    box, found = solara.render(Shell(children=[Explore()]), handle_error=False)
    assert "Play" in buttons(box)
    assert "not medical advice" in texts(box)
    assert sum(isinstance(part, LiveView) for part in below(box)) == 1
    click(buttons(box)["Play"])
    assert "Pause" in buttons(box)
    click(buttons(box)["Pause"])
    found.close()


def test_a_problem_is_shown_in_the_page():
    runner = Runner(LiveView())
    runner.set_lever("stress", 7)
    assert runner.shown.problem.startswith("stress: 7 is not allowed")


def test_the_share_menu_saves_and_opens():
    runner, _ = started()
    box, found = solara.render(Share(runner), handle_error=False)
    (menu,) = templates(box)
    assert menu.file["text"] == ""
    runner.set_lever("stress", 0.5)
    menu.vue_event_ask(None)
    assert menu.file["name"] == "motorloops-arm-healthy-1.json"
    saved, count = menu.file["text"], menu.file["count"]
    menu.vue_event_ask(None)
    assert menu.file["count"] == count + 1
    runner.set_lever("stress", 0)
    menu.vue_event_open(saved)
    assert runner.shown.params.stress == 0.5
    for nonsense in (None, 3, ["{"], {}):
        menu.vue_event_open(nonsense)
    assert runner.shown.problem == ""
    menu.vue_event_open("{")
    assert "recording" in runner.shown.problem
    found.close()


@pytest.mark.parametrize(
    ("losses", "value", "differ"),
    [((0.0,) * 4, 0, ""), ((1.0, 0, 0, 0), 0, "0 % to 100 %"), ((0.35,) * 4, 35, ""),
     ((0.35, 0.75, 0.75, 0.35), 35, "35 % to 75 %")],
)  # fmt: skip
def test_the_lever_of_all_places_shows_no_number_that_none_of_them_has(losses, value, differ):
    runner, _ = started()
    params = Params(**dict(zip(SHORT_FORMS["loss"], losses, strict=True)))
    box, context = solara.render(levers_module.Levers(runner, params, "arm"), handle_error=False)
    (slider,) = [w for w in templates(box) if getattr(w, "spec", {}).get("name") == "loss"]
    assert slider.value == value
    assert bool(slider.spec["differ"]) == bool(differ)
    assert differ in slider.spec["differ"]
    context.close()
