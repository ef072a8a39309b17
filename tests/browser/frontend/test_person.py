"""The drawn person as elements of a page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from scripts.person_sheet import COLOURS, files
from tests.helpers.person import bodies
from tests.helpers.source import ROOT

BODIES = tuple(bodies())
# How far each angle is moved to either side, in rad: somewhat more than the model reaches.
RANGES = {"neck": 1.1, "arm": 1.3, "hand": 1.5}
START = """async (given) => {
  const { createPerson } = await import("/app/person/person.js");
  const { snapshot } = await import("/app/person/snapshot.js");
  const make = () => {
    const person = createPerson(given.info, { t: (key) => key });
    const box = document.createElement("figure");
    document.body.append(box);
    box.append(person.element);
    return person;
  };
  let seed = given.seed ?? 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const { dofs, muscles, joints } = given.info;
  const angles = () => Float64Array.from(dofs, () => (2 * random() - 1) * given.range);
  const state = () => ({
    angle: angles(),
    activation: Float64Array.from(muscles, random),
    asked: new Set([given.info.agonist]),
    twin: { angle: angles() },
    touch: joints[Math.floor(random() * joints.length)],
    reach: random() < 0.5 ? 1 : random(),
  });
  const seen = (part) => part.getBoundingClientRect().width > 0;
  const person = make();
  BODY
}"""


@pytest.fixture
def draw(new_page: Callable[..., Page]) -> Any:
    """Runs a script with `person`, `make`, `state` and `snapshot` in a page."""
    with files() as address:
        page = new_page()
        page.goto(f"{address}/engine.js")
        colours = "".join(f"--{key}: {value};" for key, value in COLOURS["light"].items())
        style = f"<style>:root {{ {colours} }} figure {{ width: 320px; height: 320px }}</style>"
        link = '<link rel="stylesheet" href="/app/person/person.css">'
        page.set_content(f"<!doctype html>{link}{style}")

        def run(body: str, script: str) -> Any:
            given = {"info": bodies()[body], "range": RANGES[body]}
            return page.evaluate(START.replace("BODY", script), given)

        yield run


@pytest.mark.parametrize("body", BODIES)
def test_every_pose_in_reach_gives_numbers(draw, body):
    found = draw(
        body,
        """
      const bad = [];
      for (let i = 0; i < 60; i++) {
        person.update(state());
        for (const part of person.element.querySelectorAll("*")) {
          for (const { name, value } of part.attributes) {
            const wrong = /NaN|undefined|Infinity/.test(value);
            if (wrong) bad.push(`${part.localName} ${name}=${value}`);
          }
        }
      }
      return bad.slice(0, 5);
    """,
    )
    assert found == []


@pytest.mark.parametrize("body", BODIES)
def test_ids_are_unique_and_every_reference_is_to_ones_own_picture(draw, body):
    pictures = draw(
        body,
        """
      const USED = /url\\((?:&quot;)?#([^)&]+)(?:&quot;)?\\)/g;
      return [person, make()].map(({ element }) => ({
        ids: [...element.querySelectorAll("[id]")].map((part) => part.id),
        used: [...element.outerHTML.matchAll(USED)].map((found) => found[1]),
      }));
    """,
    )
    ids = [name for picture in pictures for name in picture["ids"]]
    assert len(ids) == len(set(ids)) > 0
    for picture in pictures:
        assert set(picture["used"]) == set(picture["ids"])


@pytest.mark.parametrize("body", BODIES)
def test_an_update_to_the_same_sets_nothing(draw, body):
    counts = draw(
        body,
        """
      const own = state();
      person.update(own);
      const observer = new MutationObserver(() => {});
      const all = { attributes: true, childList: true, characterData: true, subtree: true };
      observer.observe(person.element, all);
      person.update({ ...own });
      const same = observer.takeRecords().length;
      person.update(state());
      return [same, observer.takeRecords().length];
    """,
    )
    assert counts[0] == 0 < counts[1]


@pytest.mark.parametrize("body", BODIES)
def test_every_muscle_of_the_model_is_drawn_with_its_role(draw, body):
    keys = [muscle["key"] for muscle in bodies()[body]["muscles"]]
    drawn = draw(
        body,
        """
      const activation = new Float64Array(muscles.length).fill(0.6);
      person.update({ activation, asked: new Set([given.info.agonist]) });
      return [...person.element.querySelectorAll("[data-muscle]")].map((part) => ({
        key: part.dataset.muscle, role: part.dataset.role,
        name: part.querySelector("title").textContent,
        hatched: seen(part.querySelector(".person-belly-hatching")) }));
    """,
    )
    assert {part["key"] for part in drawn} == set(keys)
    for part in drawn:
        asked = part["key"] == bodies()[body]["agonist"]
        assert part["role"] == ("asked" if asked else "unasked")
        assert part["hatched"] is not asked
        assert part["name"]


@pytest.mark.parametrize("body", BODIES)
def test_the_ring_appears_when_the_hand_has_arrived(draw, body):
    shown = draw(
        body,
        """
      const ring = person.element.querySelector(".person-ring");
      const after = (change) => (person.update(change), seen(ring));
      const reached = [0, 0.5, 1].map((reach) => after({ touch: joints[0], reach }));
      return [...reached, after({ touch: null })];
    """,
    )
    assert shown == [False, False, True, False]


@pytest.mark.parametrize("body", BODIES)
def test_labels_keep_off_the_figure_and_are_readable_in_a_narrow_picture(draw, body):
    labels = draw(
        body,
        """
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const found = [];
      for (let i = 0; i < 25; i++) {
        person.update({ ...state(), touch: null });
        for (const text of person.element.querySelectorAll(".person-callout .person-label")) {
          if (!seen(text)) continue;
          const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
          const box = text.getBoundingClientRect();
          const all = person.element.getBoundingClientRect();
          const points = [0.02, 0.5, 0.98].flatMap((u) => [0.1, 0.5, 0.9].map(
            (v) => new DOMPoint(box.left + u * box.width, box.top + v * box.height)));
          const figure = person.element.querySelectorAll(".person-skin, .person-belly-shape");
          const hit = [...figure].some((part) => {
            if (part.closest(".person-layer-inset") || !seen(part)) return false;
            const back = part.getScreenCTM().inverse();
            return points.some((point) => part.isPointInFill(point.matrixTransform(back)));
          });
          const inside = box.left >= all.left && box.right <= all.right
            && box.top >= all.top && box.bottom <= all.bottom;
          found.push({ words: text.textContent, size, hit, inside });
        }
      }
      return found;
    """,
    )
    assert len(labels) > 10
    assert all(label["size"] >= 12 for label in labels)
    assert [label for label in labels if label["hit"] or not label["inside"]] == []


def test_a_snapshot_stands_alone(draw):
    text = draw("neck", "person.update(state()); return snapshot(person.element);")
    assert text.startswith("<svg")
    for mark in ("var(", "color-mix", "class=", "NaN", 'display="none"'):
        assert mark not in text


def test_the_description_uses_texts_that_exist(draw):
    keys = set()
    for body in BODIES:
        said = draw(
            body,
            """
          const all = person.describe();
          for (let i = 0; i < 60; i++) { person.update(state()); all.push(...person.describe()); }
          return all;
        """,
        )
        assert all(isinstance(part["fields"], dict) for part in said)
        keys |= {part["key"] for part in said}
    for language in ("en", "es"):
        place = ROOT / "server" / "strings" / language / "app" / "person.ftl"
        lines = place.read_text(encoding="utf-8").splitlines()
        assert keys <= {line.split(" =")[0] for line in lines if line.startswith("person-")}
