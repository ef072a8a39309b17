"""A page with what a visitor takes home, and nothing else of Explore."""

import json
from pathlib import Path

from playwright.sync_api import Page, Route

from motorloops.server.static_site import OWN_ORIGIN, styles
from motorloops.server.strings.messages import messages
from scripts.browser_engine import CODE, DATA
from tests.helpers.app_modules import APP
from tests.helpers.browser_engine import built

ORIGIN = "https://pages.test"  # never asked: every request is answered here
HTML = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Take home</title>
<meta http-equiv="Content-Security-Policy" content="{OWN_ORIGIN}">
<link rel="stylesheet" href="/styles.css"></head><body><main class="ml-app"></main>
<script type="module" src="/start.js"></script></body></html>"""
# A body that moves with the model, and the snapshot of a picture that has no style.
PERSON = """
const SVG = "http://www.w3.org/2000/svg";
export const poseOf = (body, angle) => ({ ...angle });
export function createPerson() {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("viewBox", "0 0 300 200");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("stroke", "#123456");
  line.setAttribute("stroke-width", "9");
  element.append(line);
  const update = ({ angle }) => line.setAttribute("d",
    `M150 190L${150 + 100 * Math.sin(angle[0])} ${190 - 100 * Math.cos(angle[0])}`);
  return { element, update, describe: () => [] };
}
"""
SNAPSHOT = "export const snapshot = (element) => new XMLSerializer().serializeToString(element);"
START = """
import { h, svg } from "./app/dom.js";
import { fetchEngine, InputError } from "./app/engine.js";
import { Live } from "./app/live.js";
import { Messages } from "./app/messages.js";
import { HashRoutes } from "./app/route.js";
import { Scene } from "./app/scene.js";
import { createSound } from "./app/sound.js";
import { takeHome } from "./app/take_home.js";

const engine = await fetchEngine();
const words = new Messages("en", await (await fetch("/texts.json")).json());
const live = new Live(engine, { preset: "torticollis" });
const picture = () => ({ element: svg("svg", { viewBox: "0 0 10 10" }) });
const problem = h("p", { id: "problem" });
const page = {
  live, t: words.t, view: "simple", scene: new Scene(live, words.t),
  streams: picture(), gauge: picture(), saved: 0,
  app: { t: words.t, number: words.number, words, routes: new HashRoutes() },
  save() { page.saved += 1; },
  attempt(act) {
    problem.textContent = "";
    try {
      act();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problem.textContent = error.message;
    }
  },
};
page.scene.paint(0);
page.sound = createSound(live, { t: words.t, number: words.number });
Object.assign(window, { page, Live });
document.querySelector("main").append(problem, page.scene.element, page.streams.element,
  page.gauge.element, page.sound.element, takeHome(page));
document.querySelector("main").dataset.ready = "";
"""


def open_take_home(page: Page) -> None:
    """Open the page, with the fold open."""
    code, data = built()
    own = {
        "/": HTML, "/styles.css": styles(), "/start.js": START,
        "/texts.json": json.dumps(dict(messages("en"))), f"/engine/{CODE}": code,
        f"/engine/{DATA}": data, "/app/person/person.js": PERSON,
        "/app/person/snapshot.js": SNAPSHOT,
    }  # fmt: skip
    kinds = {
        ".js": "text/javascript",
        ".css": "text/css",
        ".wasm": "application/wasm",
        "": "text/html",
    }

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("#")[0]
        content = own[path] if path in own else (APP / path.removeprefix("/app/")).read_bytes()
        kind = "text/html" if path == "/" else kinds.get(Path(path).suffix)
        route.fulfill(body=content, content_type=kind)

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/")
    page.locator("main[data-ready]").wait_for()
    page.locator(".ml-home-fold > summary").click()
