// Entry of the dashboard: one widget shows the pages that run in the browser.
import { loadEngine } from "./engine.js";
import { mount } from "./main.js";
import { once } from "./once.js";
import { PACKAGED } from "./route.js";

/** Routes as paths: "/explore?preset=torticollis", "/?screen=touch". */
class PathRoutes {
  /** pages: path by name; others: paths that the server shows itself. */
  constructor(pages, others) {
    Object.assign(this, { pages, others });
  }

  now() {
    const page = Object.keys(this.pages).find((name) => this.pages[name] === location.pathname);
    const fields = new URLSearchParams(location.search);
    const screen = fields.get("screen") ?? "";
    fields.delete("screen");
    return { page: page ?? "", screen, query: fields.toString().replaceAll("%3A", ":").replaceAll("%2C", ",") };
  }

  href({ page, screen = "", query = "" }) {
    const text = [screen ? `screen=${screen}` : "", query].filter(Boolean).join("&");
    return `${this.pages[page]}${text ? `?${text}` : ""}`;
  }

  go(route) {
    this.open(this.href(route));
  }

  /** Open an address of this server; Solara's router hears of it as of any other. */
  open(href) {
    history.pushState(null, "", href);
    dispatchEvent(new PopStateEvent("popstate"));
  }

  replace(route) {
    const href = this.href(route);
    if (location.pathname + location.search === href) return;
    try {
      history.replaceState(null, "", href);
    } catch { /* too often */ }
  }

  listen(changed) {
    const heard = () => {
      if (this.now().page) changed();
    };
    addEventListener("popstate", heard);
    return () => removeEventListener("popstate", heard);
  }
}

const get = async (path) => {
  const answer = await fetch(new URL(path, location.origin));
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${answer.statusText}`);
  return answer;
};
const json = once(async (path) => (await get(path)).json());
const bytes = async (path) => (await get(path)).arrayBuffer();

/** The engine, by the address of its networks. */
const engine = once(async (path) => {
  // Explore tells what is wrong with a body that this server does not have.
  const data = bytes(path).catch(() => bytes("/engine/bodies.bin"));
  return loadEngine(...(await Promise.all([bytes("/engine/engine.wasm"), data])));
});
const kept = {}; // what the pages keep while the visitor is on a page of the server

/** Where the networks of a page are; an address may name a synthetic body, such as chain:5. */
function networksOf(page, packaged) {
  if (PACKAGED.includes(page)) return packaged ? "/engine/bodies.bin" : "/engine/packaged/bodies.bin";
  const body = new URLSearchParams(location.search).get("body") ?? "";
  return body.includes(":") ? `/engine/bodies.bin?body=${encodeURIComponent(body)}` : "/engine/bodies.bin";
}

/** Show the pages in an element; model: the widget's. Returns a function that takes them away. */
export function show(el, model) {
  const routes = new PathRoutes(model.get("pages"), model.get("others"));
  el.classList.add("ml-app");
  el.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (!link || !plain || link.origin !== location.origin || link.target || link.download) return;
    if (![...Object.values(routes.pages), ...routes.others.map(({ path }) => path)].includes(link.pathname)) return;
    event.preventDefault();
    if (!Object.values(routes.pages).includes(link.pathname) && kept.explore) {
      // Laboratory and Sweeps start from what is set in Explore.
      model.set("explored", kept.explore.address());
      model.save_changes();
    }
    routes.open(link.pathname + link.search);
  });
  const waiting = new Map(); // answers of the server, by number
  let asked = 0;
  model.on("msg:custom", (message) => {
    if (message.type !== "checked") return;
    waiting.get(message.number)?.(message);
    waiting.delete(message.number);
  });
  return mount(el, {
    routes, kept,
    packaged: model.get("packaged"),
    engine: (page) => engine(networksOf(page, model.get("packaged"))),
    languages: model.get("languages"),
    texts: (language) => json(`/app-texts/${language}.json`),
    sources: () => json("/app-data/sources.json"),
    lessons: () => json("/app-data/lessons.json"),
    links: model.get("others").map(({ name, path }) => ({ name, href: path })),
    /** Let the Mesa agents run a recording; resolves to {ms, activation, angle} or {problem}. */
    check: (recording) => new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      model.send({ type: "check", number: asked, recording });
    }),
  });
}
