"""The site and the single file in Firefox: the same bits, the same bodies, no stranger asked."""

import json

import pytest

from motorloops.server.static_site import SINGLE, write_site
from scripts.browser_engine import update
from scripts.site_speed import serving
from tests.helpers.browser_engine import native, session
from tests.helpers.firefox import firefox

READY = "document.querySelector('.ml-stage svg') !== null && window.motorloops !== undefined"
AWAY = "window.motorloops.scene.away"
ACT = "document.querySelector('.ml-acts button').click()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    update()
    place = tmp_path_factory.mktemp("site") / "site"
    write_site(place)
    return place


@pytest.fixture(scope="module")
def address(folder):
    with serving(folder) as place:
        yield place


@pytest.fixture(scope="module")
def window():
    with firefox() as opened:
        yield opened


@pytest.mark.parametrize("where", ["host", "disk"])
def test_the_story_in_firefox(window, folder, address, where):
    window.faults.clear()
    window.asked.clear()
    start = address if where == "host" else f"file://{folder / SINGLE}"
    window.open(f"{start}#/story/opening")
    window.wait_for(READY)
    window.wait_for(f"{AWAY} > 30")
    window.open(f"{start}#/story/touch")
    window.wait_for(f"document.querySelector('.ml-screen-touch') !== null && {READY}")
    window.wait_for(f"{AWAY} > 30")
    before = window.evaluate(AWAY)
    window.evaluate(f"{ACT}, 1")
    window.wait_for(f"{AWAY} < {before / 2}")
    assert window.faults == []
    strangers = [url for url in window.asked if not url.startswith((start, "data:", "blob:"))]
    assert strangers == []


def test_explore_plays_in_firefox(window, address):
    window.faults.clear()
    window.open(f"{address}#/explore?preset=torticollis&play=1")
    window.wait_for(f"document.querySelector('.ml-explore') !== null && {READY}")
    window.wait_for(f"{AWAY} > 30")
    assert window.faults == []


def test_firefox_gives_the_bits_of_the_engine(window, address):
    recording = session("neck", "cervical", seed=4)
    data = json.dumps(
        {
            "body": recording.start.body, "preset": recording.start.preset,
            "levers": dict(recording.start.params.as_dict()),
            "lesions": dict(recording.start.lesions), "stimuli": dict(recording.start.stimuli),
            "command": recording.command, "ms": recording.ms,
            "events": [
                [e.at_ms, e.what, e.value, *([e.for_ms] if e.for_ms else [])]
                for e in recording.events
            ],
        }
    )  # fmt: skip
    window.open(f"{address}#/explore")
    window.wait_for(READY)
    found = window.evaluate(
        "(async () => {"
        f"  const {{ replay }} = await import('{address}app/recording.js');"
        "  const { engine } = window.motorloops.live;"
        f"  const run = replay(engine, {{ ...{data}, seed: {recording.seed}n }});"
        "  const hex = (a) => [...new Uint8Array(a.buffer)]"
        "    .map((x) => x.toString(16).padStart(2, '0')).join('');"
        "  return Object.fromEntries(['activation', 'angle', 'rate']"
        "    .map((name) => [name, hex(run.values(name))]));"
        "})()"
    )
    expected = native(recording, {})[0]
    assert found == {name: expected[name].hex() for name in found}
