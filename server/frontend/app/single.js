// Entry of the single file: everything is in the page.
import { loadEngine } from "./engine.js";
import { mount } from "./main.js";

const data = JSON.parse(document.getElementById("data").textContent);
const bytes = (name) => Uint8Array.from(atob(data.engine[name]), (c) => c.charCodeAt(0)).buffer;

const root = document.getElementById("app");
let engine = null;

mount(root, {
  engine: () => (engine ??= loadEngine(bytes("engine.wasm"), bytes("bodies.bin"), data.modules)),
  languages: root.dataset.languages.split(" "),
  texts: async (language) => data.texts[language],
  sources: async () => data.sources,
  lessons: async () => data.lessons,
  conditions: async () => data.conditions,
});
