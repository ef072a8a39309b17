"""Render sheets of the drawn person, to look at.

`python -m scripts.person_sheet FOLDER [NAME ...]` renders all, or those whose names begin so. Each
sheet shows one body in several poses, in one theme and width. The poses are those that the model
reached in sessions with seed 1; the sheet `session` runs the engine itself.
"""

import functools
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts import browser as chromium
from scripts.browser_engine import update
from scripts.marked import ROOT

FRONTEND = ROOT / "server" / "frontend"
TEXTS = ROOT / "server" / "strings" / "en" / "app" / "person.ftl"
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
# Of the page, where it has no style sheet of its own.
COLOURS = {
    "light": {
        "page": "#F7F5F1", "card": "#FFFFFF", "tint": "#ECE8E1", "ink": "#1B2430",
        "soft": "#4C5763", "line": "#737E8B", "touch": "#0F766E", "mgo": "#0A6CBF",
        "mfight": "#C2410C", "rim": "#50352A", "clothrim": "#5C5045", "skin": "#D3A684",
        "skin2": "#B98763", "skin3": "#E4C0A2", "edge": "#5A3A2A", "hairc": "#4B3A33",
        "hair2": "#6A5348", "cloth": "#5F7486", "cloth2": "#4C6072", "ghost": "#1B2430",
        "ghostfill": "rgba(27,36,48,.07)", "paper": "#FFFFFF", "cup": "#F2EEE6", "cup2": "#D6CFC2",
    },
    "dark": {
        "page": "#12171E", "card": "#1A212B", "tint": "#242E3A", "ink": "#F1EEE8",
        "soft": "#B6C0CB", "line": "#78879A", "touch": "#5FD4C4", "mgo": "#0A6CBF",
        "mfight": "#C2410C", "rim": "#A08A7A", "clothrim": "#8CA3B5", "skin": "#D3A684",
        "skin2": "#AD7B58", "skin3": "#E6C4A8", "edge": "#2B1B14", "hairc": "#5E4A40",
        "hair2": "#7B6254", "cloth": "#566D81", "cloth2": "#43586A", "ghost": "#F1EEE8",
        "ghostfill": "rgba(241,238,232,.07)", "paper": "#E9E4DA", "cup": "#EDE7DC",
        "cup2": "#C9C0B1",
    },
}  # fmt: skip

# Angles in degrees and activations in the order of the body's own lists.
NECK_TWIN = [13, -7, 10, 0, 0, 0, 0, 0]
NECK = {
    "rest": ([0] * 8, [0] * 14, {}),
    "healthy, turning": (NECK_TWIN, [0.21] + [0] * 13, {}),
    "loss .5, left": ([33, -16, 14, -2, -6, 1, 0, 0],
        [0.41, 0, 0.05, 0, 0.14, 0, 0.15, 0, 0.15, 0, 0.03, 0, 0.02, 0], {}),
    "loss .55, left": ([53, -39, -14, -10, -30, 5, 1, 0],
        [0.81, 0, 0.69, 0, 0.78, 0, 0.82, 0, 0.82, 0, 0.4, 0.02, 0.43, 0.04], {}),
    "the same, touched": ([24, -12, 14, 0, -5, 1, 0, 0],
        [0.35, 0, 0.05, 0, 0.1, 0, 0.1, 0, 0.1, 0, 0.03, 0, 0.02, 0],
        {"touch": "head", "reach": 1}),
    "loss .8, both": ([1, 0, -53, 0, 0, 9, 7, 7], [0.86] * 10 + [0.8] * 4, {}),
    "to the right": ([-50, 39, -14, 10, 30, 5, 0, 6],
        [0, 0.81, 0, 0.69, 0, 0.78, 0, 0.82, 0, 0.82, 0.02, 0.6, 0.03, 0.43],
        {"asked": ["sternocleidomastoid_right"]}),
    "bent forwards": ([0, 0, 30, 0, 0, 12, 0, 0], [0.6, 0.6] + [0] * 4 + [0.6, 0.6] + [0] * 6, {}),
    "cheek touched": ([43, -20, 0, 0, -8, 0, 0, 0], [0.3] * 14, {"touch": "cheek", "reach": 1}),
    "forehead": ([20, -10, 10, 0, -8, 0, 0, 0], [0.3] * 14, {"touch": "forehead", "reach": 1}),
    "back of the head": ([20, -10, 0, 0, -8, 0, 0, 0], [0.3] * 14, {"touch": "back", "reach": 1}),
    "left shoulder": ([20, -10, 0, 0, -8, 0, 5, 0], [0.3] * 14,
        {"touch": "shoulder_left", "reach": 1}),
}  # fmt: skip
ARM_TWIN = [0, 61, -20, 0, 0, 0]
ARM = {
    "rest": ([0] * 6, [0] * 10, {}),
    "healthy": (ARM_TWIN, [0, 0, 0.75, 0, 0, 0, 0, 0, 0, 0], {}),
    "loss .35": ([9, 60, -11, 9, 0, 0],
        [0.13, 0.05, 0.77, 0.12, 0.13, 0.04, 0.12, 0.04, 0, 0], {}),
    "loss .55": ([66, 53, 16, 38, 1, 6],
        [0.66, 0.25, 0.82, 0.44, 0.68, 0.26, 0.73, 0.18, 0.09, 0.07], {}),
    "the same, touched": ([44, 61, -5, 34, 2, 4],
        [0.4, 0.15, 0.8, 0.3, 0.4, 0.15, 0.5, 0.1, 0.05, 0.05], {"touch": "wrist", "reach": 1}),
    "loss .8": ([32, 30, -1, 23, -27, 20],
        [0.84, 0.83, 0.86, 0.87, 0.86, 0.85, 0.85, 0.84, 0.32, 0.36], {}),
    "hold a cup, healthy": ([9, 51, -3, -11, -9, 11],
        [0.09, 0, 0.58, 0.03, 0.14, 0, 0, 0.24, 0.13, 0.04],
        {"asked": ["biceps", "finger_flexor", "wrist_extensor", "pronator"]}),
    "hold a cup, loss .8": ([31, 30, -2, 22, -28, 53],
        [0.84, 0.83, 0.87, 0.87, 0.86, 0.87, 0.86, 0.87, 0.77, 0.83],
        {"asked": ["biceps", "finger_flexor", "wrist_extensor", "pronator"]}),
    "point, healthy": ([57, -34, 0, -31, -26, -15],
        [0.49, 0.09, 0.01, 0.48, 0, 0, 0, 0.69, 0, 0.57],
        {"asked": ["anterior_deltoid", "triceps", "wrist_extensor", "finger_extensor"]}),
    "palm down": ([10, 60, 60, 0, 0, 0], [0.2] * 10, {}),
    "wrist bent": ([10, 60, 0, 60, 0, 0], [0.2] * 10, {}),
    "elbow touched": ([10, 60, -40, -60, 30, 80], [0.2] * 10, {"touch": "elbow", "reach": 1}),
}  # fmt: skip
HAND_TWIN = [0, 0, 0, 77, 0, 0, 0]
HAND = {
    "rest": ([0] * 7, [0] * 12, {}),
    "healthy": (HAND_TWIN, [0, 0, 0, 0, 0.75, 0, 0, 0, 0, 0, 0, 0], {}),
    "write, healthy": ([-14, -12, 50, 79, 33, 0, 0],
        [0, 0.29, 0.46, 0, 0.77, 0, 0.34, 0, 0, 0, 0, 0],
        {"asked": ["index_flexor", "thumb_flexor", "middle_flexor", "wrist_extensor"]}),
    "writer's cramp": ([20, -3, 19, 69, 24, 2, 1],
        [0.3, 0.2, 0.25, 0.1, 0.77, 0.3, 0.25, 0.1, 0.02, 0.02, 0, 0], {}),
    "the same, touched": ([13, 0, 11, 75, 16, 0, 0],
        [0.2, 0.1, 0.15, 0.1, 0.77, 0.2, 0.15, 0.1, 0, 0, 0, 0], {"touch": "wrist", "reach": 1}),
    "loss .55": ([25, -20, 48, 63, 54, 38, 27],
        [0.84, 0.83, 0.73, 0.6, 0.81, 0.86, 0.8, 0.78, 0.69, 0.81, 0.52, 0.71], {}),
    "loss .8": ([23, -29, 28, 67, 55, 55, 69],
        [0.87, 0.88, 0.84, 0.83, 0.85, 0.88, 0.85, 0.87, 0.83, 0.87, 0.77, 0.83], {}),
    "wrist bent": ([60, 0, 40, 95, 60, 60, 60], [0.6, 0] * 6, {}),
    "wrist back": ([-60, 0, -20, 30, -20, -20, -30], [0, 0.6] * 6, {}),
    "to the little finger": ([0, 30, 0, 77, 0, 0, 0], [0.2] * 12, {}),
}  # fmt: skip
BODIES = {
    "neck": (NECK, NECK_TWIN, ["sternocleidomastoid_left"]),
    "arm": (ARM, ARM_TWIN, ["biceps"]),
    "hand": (HAND, HAND_TWIN, ["index_flexor"]),
}

PAGE = """<!doctype html><meta charset="utf-8"><title>Sheet</title>
<link rel="stylesheet" href="/app/person/person.css">
<style>
:root { %(colours)s }
body { margin: 16px; background: var(--page); color: var(--ink); font: 15px Roboto, sans-serif; }
main { display: grid; grid-template-columns: repeat(%(columns)d, 1fr); gap: 10px; }
figure { margin: 0; background: var(--card); border-radius: 12px; overflow: hidden; }
figure div { aspect-ratio: %(ratio)s; }
figcaption { padding: 6px 10px; }
</style><main></main>"""

SCRIPT = """async ([body, states, texts]) => {
  const { fetchEngine } = await import("/engine.js");
  const { createPerson } = await import("/app/person/person.js");
  const engine = window.engine ??= await fetchEngine();
  const info = engine.bodies[body];
  const t = (key) => texts[key] ?? key;
  window.persons = states.map(([name, state]) => {
    const figure = document.createElement("figure");
    const box = document.createElement("div");
    const words = document.createElement("figcaption");
    document.querySelector("main").append(figure);
    figure.append(box, words);
    words.textContent = name;
    if (state.skin) box.dataset.skin = state.skin;
    const person = createPerson(info, { t, twin: true });
    box.append(person.element);
    const turn = (angles) => Float64Array.from(angles, (value) => (value * Math.PI) / 180);
    person.update({ ...state, angle: turn(state.angle), asked: new Set(state.asked),
      activation: Float64Array.from(state.activation),
      twin: state.twin ? { angle: turn(state.twin) } : null });
    return person;
  });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""

# Loss of inhibition, a touch, its end: a picture every second of model time.
SESSION = """async ([body, levers, touch, texts]) => {
  const { fetchEngine } = await import("/engine.js");
  const engine = window.engine ??= await fetchEngine();
  const session = engine.create({ body, seed: 1, levers, twin: engine.usual("inhibition") });
  const frames = [];
  const take = (name, more = {}) => {
    const values = (what, run) => [...session.values(what, run)];
    const degrees = (run) => values("angle", run).map((value) => (value * 180) / Math.PI);
    frames.push([`${name}, ${(session.time ?? 0) / 1000} s`, { angle: degrees(0), twin: degrees(1),
      activation: values("activation", 0), asked: [engine.bodies[body].agonist], ...more }]);
  };
  for (const ms of [300, 700, 1000, 2000]) { session.advance(ms); take("loss"); }
  session.touch(1, 0);
  for (const [ms, reach] of [[200, 0.5], [200, 1], [600, 1], [3000, 1]]) {
    session.advance(ms);
    take("touch", { touch, reach });
  }
  session.touch(0, 0);
  for (const ms of [300, 700, 1000, 2000]) { session.advance(ms); take("released"); }
  return frames;
}"""
LOSSES = {f"loss_{place}": 0.55 for place in ("cortex", "basal_ganglia", "cerebellum", "spinal")}
SESSIONS = {
    "neck": ({**LOSSES, "loss_side": "left", "effort": 0.2}, "head"),
    "arm": (LOSSES, "wrist"),
    "hand": (dict.fromkeys(LOSSES, 0.35), "wrist"),
}
RATIOS = {"neck": "464/506", "arm": "540/576", "hand": "580/362"}


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def files() -> Iterator[str]:
    """Serve the frontend; gives the address."""
    handler = functools.partial(_Files, directory=str(FRONTEND))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def texts() -> dict[str, str]:
    """The one-line messages of the English texts."""
    lines = TEXTS.read_text(encoding="utf-8").splitlines()
    pairs = (
        line.split(" = ", 1) for line in lines if " = " in line and not line.startswith((" ", "#"))
    )
    return dict(pairs)


def sheet_of(body: str) -> list[list]:
    """The states of a body's sheet, each with its name."""
    states, twin, asked = BODIES[body]
    return [
        [name, {"angle": angle, "activation": activation, "twin": twin, "asked": asked, **more}]
        for name, (angle, activation, more) in states.items()
    ]


def render(browser: Browser, address: str, folder: Path, only: list[str]) -> None:
    """Render all sheets, or those whose names begin with one of `only`."""
    for theme in THEMES:
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 800})
            for body in BODIES:
                for kind in ("poses", "session"):
                    name = f"{body}-{kind}-{width}-{theme}"
                    if only and not any(name.startswith(start) for start in only):
                        continue
                    colours = "".join(f"--{key}: {value};" for key, value in COLOURS[theme].items())
                    page.goto(f"{address}/engine.js")
                    page.set_content(
                        PAGE
                        % {
                            "colours": colours,
                            "columns": 4 if width > 500 else 1,
                            "ratio": RATIOS[body],
                        }
                    )
                    states = sheet_of(body)
                    if kind == "session":
                        states = page.evaluate(SESSION, [body, *SESSIONS[body], texts()])
                    page.evaluate(SCRIPT, [body, states, texts()])
                    page.screenshot(path=folder / f"{name}.png", full_page=True)
                    print(folder / f"{name}.png", flush=True)
            page.close()


def main() -> int:
    """Render the sheets into the folder given.

    Returns:
        Process exit code.
    """
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    update()
    with files() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        render(browser, address, folder, sys.argv[2:])
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
