"""Compare in the browser: its addresses, ready pairs, what is told, and measures of both sides."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from motorloops.server.strings.messages import LANGUAGES, say
from motorloops.server.url_state import read_query, write_query
from tests.helpers.app_modules import in_node

BODIES = ("arm", "hand", "neck")
# Queries, and what the page that ran on a server wrote after it had read them.
ADDRESSES = json.loads(Path(__file__).with_name("compare_addresses.json").read_text("utf-8"))

READ_AND_WRITE = """
const { readRoute, writeRoute } = await app("compare/route.js");
const made = await engine();
return given.map((query) => {
  try {
    return { address: writeRoute(made, readRoute(made, query)) };
  } catch (error) {
    return { error: error.name, field: error.field, line: error.message };
  }
});
"""


def rewritten(*queries: str) -> list[dict[str, str]]:
    return in_node(READ_AND_WRITE, queries)


def test_the_links_of_the_page_that_ran_on_a_server_still_work():
    found = rewritten(*(row["query"] for row in ADDRESSES))
    assert [row["address"] for row in found] == [row["address"] for row in ADDRESSES]


def test_each_side_is_written_as_a_recording_of_the_other_pages():
    sides = [text for row in ADDRESSES for key, (text, *_) in parse_qs(
        row["address"], keep_blank_values=True).items() if key in "ab"]  # fmt: skip
    alone = [text for text in sides if _is_whole(text)]
    assert len(alone) > 20
    assert [write_query(read_query(text)) for text in alone] == alone


def _is_whole(text: str) -> bool:
    """Whether a side names no part of another body than that of its preset."""
    try:
        read_query(text)
    except ValueError:
        return False
    return True


def test_a_wrong_address_is_one_line_that_names_the_field():
    wrong = {
        "pair=nonsense": "pair", "x=1": "address", "seed=-1": "seed", "seed=1e3": "seed",
        "body=tail": "body", "command=2": "command", "a=stress%3D9&b=": "stress",
        "a=preset%3Dnone": "preset", "body=arm&a=preset%3Dwriters_cramp": "loss_region",
        "a=" + "x" * 9000: "address", "&".join(["a=b"] * 300): "address",
        "a=cut%3DXY%3A1": "lesion", "seed=1&seed=2": "address", "a=body%3Dtail": "body",
    }  # fmt: skip
    for (query, field), found in zip(wrong.items(), rewritten(*wrong), strict=True):
        assert (found["error"], found["field"]) == ("InputError", field), query
        assert "\n" not in found["line"]


PAIRS_OF_THE_PAGE = """
const { READY, ready, pairOf, writeRoute, onBody, readRoute } = await app("compare/route.js");
const { settingsApart } = await app("compare/contrast.js");
const made = await engine();
return Object.entries(READY).flatMap(([body, kinds]) => Object.keys(kinds).map((kind) => {
  const route = ready(made, body, kind);
  const address = writeRoute(made, route);
  return {
    body, kind, address, found: pairOf(made, readRoute(made, address)),
    apart: settingsApart(made, route.a, route.b).map((row) => row.lever),
    moved: Object.keys(READY).map((other) => onBody(made, route, other).b.body),
  };
}));
"""


def test_every_body_has_the_same_ready_pairs_and_its_links_lead_to_them():
    found = in_node(PAIRS_OF_THE_PAGE)
    kinds = {body: [row["kind"] for row in found if row["body"] == body] for body in BODIES}
    assert len(kinds["neck"]) >= 8
    assert kinds["neck"] == kinds["arm"] == kinds["hand"]
    for row in found:
        assert row["found"] == {"kind": row["kind"]}
        assert row["apart"]
        assert sorted(row["moved"]) == sorted(BODIES)
        for language in LANGUAGES:
            for end in ("", "-a", "-b"):
                assert say(f"compare-pair-{row['kind']}{end}", language)


def test_settings_that_differ_are_named_and_a_loss_of_all_places_once():
    program = """
    const { settingsApart } = await app("compare/contrast.js");
    const { readRoute } = await app("compare/route.js");
    const made = await engine();
    return given.map((query) => {
      const { a, b } = readRoute(made, query);
      return settingsApart(made, a, b);
    });
    """
    even, places, parts = in_node(program, [
        urlencode({"a": "", "b": "loss=0.5&stress=0.25"}),
        urlencode({"a": "", "b": "loss_cortex=0.5"}),
        urlencode({"a": "cut=TH:0.5", "b": "driven=M1:0.25"}),
    ])  # fmt: skip
    assert even == [
        {"lever": "loss", "a": 0, "b": 0.5}, {"lever": "stress", "a": 0, "b": 0.25},
    ]  # fmt: skip
    assert places == [{"lever": "loss_cortex", "a": 0, "b": 0.5}]
    assert parts == [
        {"population": "TH", "kind": "lesions", "a": 0.5, "b": 0},
        {"population": "M1", "kind": "stimuli", "a": 0, "b": 0.25},
    ]


def neck(turn: float = 0, tilt: float = 0, **more: Any) -> dict[str, Any]:
    pose = {"turn": turn, "tilt": tilt, "nod": 0}
    twin = {"turn": 0, "tilt": 0, "nod": 0}
    return {"pose": pose, "twin": twin, "active": 1, "most": 0.5, "index": 0, **more}


@pytest.mark.parametrize(("a", "b", "key", "fields"), [
    (neck(), neck(tilt=-62, active=7), "compare-neck-tilt",
     {"side": "b", "way": "minus", "degrees": 60, "count": 6, "than": "more"}),
    (neck(turn=40, active=3), neck(turn=10, active=4), "compare-neck-turn",
     {"side": "a", "way": "plus", "degrees": 30, "count": 1, "than": "fewer"}),
    (neck(turn=20), neck(turn=-30), "compare-neck-turn",
     {"side": "b", "way": "minus", "degrees": 50, "count": 0, "than": "same"}),
    (neck(active=3), neck(active=1), "compare-muscles", {"side": "a", "count": 2, "than": "more"}),
    (neck(turn=3, index=0.5), neck(), "compare-fight", {"side": "a"}),
    (neck(turn=3), neck(), "compare-alike", {}),
    (neck(most=0), neck(most=0.01), "compare-silent", {}),
])  # fmt: skip
def test_what_differs_most_is_told(a, b, key, fields):
    program = """
    const { contrastOf } = await app("compare/contrast.js");
    return contrastOf("neck", given.a, given.b);
    """
    assert in_node(program, {"a": a, "b": b}) == {"key": key, "fields": fields}


def test_measures_of_both_sides():
    program = """
    const { measureRoute, measurable, measuredFile, verdict } = await app("compare/measured.js");
    const { readRoute, ready } = await app("compare/route.js");
    const made = await engine();
    const cut = readRoute(made, given);
    const equal = { ...ready(made, "arm", "dystonia") };
    const other = { ...equal, a: equal.b };
    const rows = await measureRoute(made, equal, { runs: 3 });
    const same = await measureRoute(made, other, { runs: 3 });
    return {
      measurable: [measurable(equal), measurable(cut)], rows, file: measuredFile(rows),
      verdicts: [rows, same].map((table) => table.map(verdict)), same,
    };
    """
    found = in_node(program, urlencode({"a": "cut=TH:0.5", "b": ""}))
    assert found["measurable"] == [True, False]
    index, overflow, posture = found["rows"]
    assert [row["unit"] for row in (index, overflow, posture)] == ["1", "MVC", "deg"]
    assert found["verdicts"][0] == ["differs"] * 3
    for row in found["rows"]:
        assert row["a"]["n"] == row["b"]["n"] == 3
        mean = row["b"]["mean"] - row["a"]["mean"]
        assert row["difference"]["mean"] == pytest.approx(mean)
    assert posture["a"]["mean"] < 5.0
    assert posture["b"]["mean"] > 40.0
    for row in found["same"]:
        assert row["difference"]["mean"] == row["difference"]["low"] == 0.0
    head, *lines = found["file"].splitlines()
    assert head.split(",")[:3] == ["measure", "unit", "a_mean"]
    assert [line.split(",")[0] for line in lines] == [row["measure"] for row in found["rows"]]
    assert float(lines[2].split(",")[2]) == posture["a"]["mean"]
