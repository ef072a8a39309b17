"""The pure parts of the pictures: widths, curves, words, marks, places and pairs, run by node."""

import json
import shutil
import subprocess
from itertools import combinations

import pytest

from tests.helpers.browser_engine import BODIES, header
from tests.helpers.source import ROOT


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """Evaluates an expression; `names` are imported from the modules of the pages."""
    folder = tmp_path_factory.mktemp("modules")
    shutil.copytree(ROOT / "server/frontend/app", folder / "app")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")

    def evaluate(module, names, expression, **given):
        program = (
            f"import {{ {names} }} from './app/{module}';"
            f"const given = {json.dumps(given)};"
            f"process.stdout.write(JSON.stringify({expression}));"
        )
        done = subprocess.run(
            ["node", "--input-type=module", "-e", program], cwd=folder, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return evaluate


def test_rails_come_together_and_break_where_stop_is_lost(node):
    whole, lost, half = node(
        "network/simple.js",
        "profile, rails",
        "given.stops.map((stop) => rails(100, profile(stop, (s) => 4 + 32 * s, 440)))",
        stops=[[1, 1, 1, 1, 1], [0, 0, 0, 0, 0], [0, 1, 1, 1, 1]],
    )
    nothing = "M0 0"
    assert whole[1] == nothing != whole[0]
    assert lost[0] == nothing != lost[1]
    assert nothing not in half
    assert "M82 " in whole[0]
    assert "M98 " in lost[1]


def test_a_stream_is_as_wide_as_its_region_is_strong(node):
    widths = node(
        "network/simple.js",
        "profile, widthAt",
        "[0, 1, 2].map((row) => widthAt(profile([0, 0.5, 1, 0, 0], (s) => 10 * s, 440),"
        " 65.5 + 75 * row)).concat(widthAt(profile([0, 0.5, 1, 0, 0], (s) => 10 * s, 440), 103))",
    )
    assert widths == [0, 5, 10, 2.5]


def test_nothing_is_drawn_beyond_the_ends_of_a_stream(node):
    paths = node(
        "network/simple.js",
        "chevrons, rungs",
        "[[0, 7.5], [18.9, 9.9]].flatMap(([a, b]) => [chevrons(60, given.points, a),"
        " rungs(60, given.points, b)])",
        points=[[26, 20], [440, 20]],
    )
    for path in paths:
        rows = [part.replace("L", " ").replace("H", " ").split() for part in path.split("M")[1:]]
        heights = [float(row[1]) for row in rows]
        assert min(heights) > 20
        assert max(heights) < 440
        assert len(heights) > 15


@pytest.mark.parametrize("body", BODIES)
def test_the_gauge_is_low_up_to_the_healthy_line_of_the_body(node, body):
    limit = header()["bodies"][body]["healthy_index"]
    values = [0.0, limit - 0.001, limit, 0.299, 0.3, 0.599, 0.6, 1.0]
    words = node(
        "gauge.js", "indexScale, wordOf",
        "given.values.map((x) => wordOf(x, indexScale(given.info)))",
        info={"healthy_index": limit}, values=values,
    )  # fmt: skip
    assert words == ["low", "low", "raised", "raised", "high", "high", "very_high", "very_high"]


def test_the_history_keeps_thirty_seconds_and_takes_back_what_a_step_back_undoes(node):
    program = """(() => {
      const history = new History();
      for (let time = 0; time <= 40000; time += 20) history.add(time, time / 40000);
      history.mark(12000, "touch"); history.mark(39000, "stop"); history.mark(39900, "stop");
      history.add(40020, 1);
      const long = [history.times[0], history.times.length, history.marks.length];
      history.add(38990, 0.5);
      return [long, history.times.at(-1) <= 38990, history.value, history.marks.map((m) => m.kind)];
    })()"""
    long, ends, value, marks = node("gauge.js", "History", program)
    assert long == [10000, 151, 2]
    assert (ends, value, marks) == (True, 0.5, ["touch"])


def test_names_of_marks_do_not_lie_on_each_other(node):
    sides = node(
        "gauge.js", "placeNames", "placeNames([80, 200, 215, 390], given.words, 0, 400)",
        words=["Touch", "Stress", "Effort", "Touch"],
    )  # fmt: skip
    assert sides == [1, -1, 1, -1]
    crowded = node(
        "gauge.js", "placeNames", "placeNames([100, 115, 130], given.words, 90, 150)",
        words=["Stress", "Stress", "Stress"],
    )  # fmt: skip
    assert crowded == [0, 0, 0]


@pytest.mark.parametrize("width", [300, 358, 460, 600, 900])
def test_boxes_of_the_wiring_are_large_enough_and_apart(node, width):
    populations = header()["bodies"]["arm"]["populations"]
    plan = node(
        "network/layout.js", "place", "place(given.populations, given.width)",
        populations=populations, width=width,
    )  # fmt: skip
    wide, tall = plan["box"]["width"], plan["box"]["height"]
    assert min(wide, tall) >= 44
    for a, b in combinations(plan["nodes"], 2):
        assert abs(a["x"] - b["x"]) >= wide or abs(a["y"] - b["y"]) >= tall
    for node_ in plan["nodes"]:
        assert wide / 2 <= node_["x"] <= width - wide / 2
        assert tall / 2 <= node_["y"] <= plan["height"] - tall / 2


def test_arrow_keys_reach_every_box(node):
    populations = header()["bodies"]["arm"]["populations"]
    program = """[358, 600].map((width) => {
      const { nodes } = place(given.populations, width), seen = new Set([0]), open = [0];
      while (open.length) {
        const from = open.pop();
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          const to = neighbour(nodes, from, key);
          if (!seen.has(to)) { seen.add(to); open.push(to); }
        }
      }
      return seen.size;
    })"""
    reached = node("network/layout.js", "place, neighbour", program, populations=populations)
    assert reached == [len(populations)] * 2


def test_a_connection_is_as_strong_as_what_is_left_of_its_weights(node):
    parts = [{"site": "cortex", "weight": 2.0}, {"site": "", "weight": 1.0}]
    health = {"cortex": 1.0, "": 1.0}
    found = node(
        "network/wiring.js", "strength",
        "given.left.map((left) => strength({ parts: given.parts }, left, given.health))",
        parts=parts, health=health, left=[health, {"cortex": 0.25, "": 1.0}],
    )  # fmt: skip
    assert found == [
        {"now": 3, "changed": False, "less": False},
        {"now": 1.5, "changed": True, "less": True},
    ]


@pytest.mark.parametrize("body", BODIES)
def test_every_muscle_has_one_trace_and_the_one_asked_comes_first(node, body):
    info = header()["bodies"][body]
    asked = info["aims"][""][""]["commanded"]
    pairs = node("traces.js", "lanes", "lanes(given.info, given.asked)", info=info, asked=asked)
    muscles = [m for pair in pairs for m in pair if m is not None]
    assert sorted(muscles) == list(range(len(info["muscles"])))
    assert asked[pairs[0][0]] == max(asked)
    opposing = info["aims"][""][info["agonist"]]["opposing"]
    assert opposing[pairs[0][1]] == max(opposing)
