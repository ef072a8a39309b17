"""A page with the pictures of the network and the gauge, on a real session of the engine.

``open_pictures`` gives a page on which ``window.play(ms)`` lets the model run, and the pictures
follow; ``window.act(what, value)`` changes something, and marks it. As a command it takes pictures
for a person to look at::

    python -m tests.helpers.pictures FOLDER
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from tests.helpers.browser_engine import built
from tests.helpers.source import ROOT

FRONTEND = ROOT / "server" / "frontend"
ORIGIN = "http://pictures.test"
CHROMIUM = "/usr/bin/chromium"
LIGHT = {
    "page": "#F7F5F1", "card": "#FFFFFF", "tint": "#ECE8E1", "ink": "#1B2430", "soft": "#4C5763",
    "line": "#737E8B", "hair": "#DCD6CC", "accent": "#0A5C9E", "onaccent": "#FFFFFF",
    "go": "#0A6CBF", "stop": "#5B2A78", "fight": "#C2410C", "touch": "#0F766E",
    "mgo": "#0A6CBF", "mfight": "#C2410C", "skin": "#D3A684", "edge": "#5A3A2A",
}  # fmt: skip
DARK = {
    **LIGHT, "page": "#12171E", "card": "#1A212B", "tint": "#242E3A", "ink": "#F1EEE8",
    "soft": "#B6C0CB", "line": "#78879A", "hair": "#36424F", "accent": "#7CC4F5",
    "onaccent": "#0B1A26", "go": "#459FF0", "stop": "#EBD3FB", "fight": "#FF9457",
    "touch": "#5FD4C4", "edge": "#2B1B14",
}  # fmt: skip
STYLE = """
* { box-sizing: border-box }
body { margin: 0; font: 400 1rem/1.45 Roboto, system-ui, sans-serif; color: var(--ink);
       background: var(--page) }
svg text { font-family: Roboto, system-ui, sans-serif }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.page { display: grid; gap: 8px; padding: 8px }
.card { background: var(--card); border: 1px solid var(--hair); border-radius: 16px;
        padding: 10px 14px; min-width: 0 }
@media (min-width: 1024px) {
  .page { grid-template-columns: 396px 628px; padding: 16px; gap: 12px }
  .gauge { grid-column: 1 / -1; max-width: 936px }
}
"""
MODULE = """
import { loadEngine } from "ENGINE";
import { createStreams } from "/app/network/simple.js";
import { createWiring } from "/app/network/wiring.js";
import { createGauge } from "/app/gauge.js";
import { createTraces } from "/app/traces.js";

const bytes = async (name) => (await fetch(name)).arrayBuffer();
const engine = await loadEngine(await bytes("/engine.wasm"), await bytes("/bodies.bin"));
const number = (value, options = {}) => new Intl.NumberFormat(LANGUAGE, options).format(value);
const t = (key, fields = {}) => {
  if (!(key in TEXTS)) throw new Error(`no text: ${key}`);
  return TEXTS[key].replace(/\\{ (?:NUMBER\\()?\\$(\\w+)(?:, (\\w+): "?(\\w+)"?\\))? \\}/g,
    (_, name, option, value) => {
      if (!(name in fields)) throw new Error(`${key} needs ${name}`);
      const given = fields[name];
      const options = option ? { [option]: /^\\d+$/.test(value) ? Number(value) : value } : {};
      return typeof given === "number" ? number(given, options) : given;
    });
};
const session = engine.create({ twin: engine.usual("inhibition"), ...OPTIONS });
const info = session.body;
const selected = [];
const streams = createStreams(engine, info, { t });
const wiring = createWiring(engine, info, { t, number, onSelect: (key) => selected.push(key) });
const gauge = createGauge(info, { t, number });
const traces = createTraces(engine, info, { t, number });
for (const [name, picture] of Object.entries({ streams, wiring, gauge, traces })) {
  const card = document.createElement("section");
  card.className = `card ${name}`;
  card.append(picture.element);
  document.querySelector(".page").append(card);
}
const SITES = {
  loss_cortex: "cortex", loss_basal_ganglia: "basal_ganglia", loss_cerebellum: "cerebellum",
  loss_spinal: "spinal_cord",
};
const weak = () => new Set(Object.entries(SITES).flatMap(
  ([lever, region]) => (session.now.levers[lever] > 0 ? [region] : [])));
const took = { streams: [], wiring: [], gauge: [], traces: [] };
const timed = (name, work) => {
  const start = performance.now();
  work();
  took[name].push(performance.now() - start);
};
const paint = () => {
  const { arrays } = session;
  const run0 = (name) => arrays[name].filter((_, k) => k % engine.lanes === 0);
  const now = { ...session.streams(), weak: weak(), touch: session.now.levers.touch > 0 };
  const [factor, keep] = [run0("given.factor"), run0("given.keep")];
  const network = { rate: session.values("rate"), factor, keep };
  const aim = session.aim(session.now.levers);
  timed("streams", () => streams.update(now));
  timed("wiring", () => wiring.update({ ...network, commanded: aim.commanded }));
  timed("gauge", () => gauge.update());
  timed("traces", () => traces.update(aim));
};
const advance = (ms) => {
  for (let k = 0; k < ms; k += 20) {
    session.advance(20);
    const { level, co_contraction: index } = session.readout();
    gauge.add(session.time, index);
    traces.add(session.time, level);
  }
};
const next = () => new Promise((done) => requestAnimationFrame(done));
Object.assign(window, {
  engine, session, streams, wiring, gauge, traces, took, selected,
  play: async (ms) => { advance(ms); paint(); await next(); paint(); await next(); },
  settle: async (pictures) => {
    for (let k = 0; k < pictures; k++) { advance(20); paint(); await next(); }
  },
  act: (what, value, mark) => {
    if (what === "touch") session.touch(value);
    else if (what === "command") session.command(value);
    else session.set(what, value);
    if (mark) gauge.mark(session.time, mark);
  },
});
"""


def _texts(language: str) -> dict[str, str]:
    found = {}
    for name in ("network", "gauge"):
        text = (ROOT / f"server/strings/{language}/app/{name}.ftl").read_text("utf-8")
        found.update(re.findall(r"(?m)^([\w-]+) = (.*)$", text))
    return found


def _style(theme: str) -> str:
    colours = "".join(f"--{k}: {v};" for k, v in (DARK if theme == "dark" else LIGHT).items())
    files = [FRONTEND / "app" / "gauge.css", FRONTEND / "app" / "network" / "network.css"]
    return f":root {{ {colours} }}{STYLE}" + "".join(path.read_text("utf-8") for path in files)


def open_pictures(
    page: Page, options: dict[str, Any], theme: str = "light", language: str = "en"
) -> None:
    """Open a page with the pictures of a session; options as of ``Engine.create``."""
    (engine,) = FRONTEND.rglob("engine.js")
    code, data = built()
    filled = {
        "ENGINE": "/" + engine.relative_to(FRONTEND).as_posix(), "OPTIONS": json.dumps(options),
        "TEXTS": json.dumps(_texts(language)), "LANGUAGE": json.dumps(language),
    }  # fmt: skip
    module = MODULE
    for name, value in filled.items():
        module = module.replace(name, value)
    html = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Pictures</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_style(theme)}</style>'
        f'<main class="page"></main><script type="module">{module}</script></html>'
    )

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            route.fulfill(body=html, content_type="text/html")
        elif path in ("/engine.wasm", "/bodies.bin"):
            route.fulfill(body=code if path == "/engine.wasm" else data)
        else:
            route.fulfill(path=FRONTEND / path[1:], content_type="text/javascript")

    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")
    page.wait_for_function("window.play !== undefined")


SCENES = {
    "healthy": ("neck", {}, "await play(4000)"),
    "lost": ("neck", {"loss": 0.55, "effort": 0.2}, "await play(5000)"),
    "touched": (
        "neck", {"effort": 0.2},
        "await play(3000); act('loss', .55, 'stop'); await play(8000); act('stress', .3, 'stress');"
        "await play(6000); act('command', 0, 'relax'); await play(5000); act('command', 1);"
        "act('effort', .4, 'effort'); await play(4000); act('touch', 1, 'touch'); await play(3000)",
    ),
    "severe": ("arm", {"loss": 0.85}, "await play(6000)"),
    "hand": ("hand", {"loss_cortex": 1.0}, "await play(5000)"),
}  # fmt: skip


def main(folder: Path) -> None:
    """Take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scene, (body, levers, script) in SCENES.items():
            for width in (1280, 390):
                for look in ("light", "dark", "forced"):
                    context = browser.new_context(
                        viewport={"width": width, "height": 900},
                        forced_colors="active" if look == "forced" else "none",
                    )
                    page = context.new_page()
                    page.on("console", lambda said: print(said.text))
                    page.on("pageerror", lambda error: print(error.message))
                    open_pictures(page, {"body": body, "levers": levers}, look)
                    page.evaluate(f"(async () => {{ {script}; await settle(40) }})()")
                    page.screenshot(path=folder / f"{scene}-{width}-{look}.png", full_page=True)
                    context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
