// Entry of the site: files of its own folder, and nothing else.
import { fetchEngine } from "./engine.js";
import { mount } from "./main.js";
import { once } from "./once.js";

const json = once(async (name) => {
  const answer = await fetch(new URL(`../${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`);
  return answer.json();
});
const root = document.getElementById("app");
const engine = once(() => fetchEngine());
if (typeof WebAssembly === "object") engine(); // asked for at once, as most pages need it

mount(root, {
  engine: () => engine(),
  languages: root.dataset.languages.split(" "),
  texts: (language) => json(`texts/${language}.json`),
  sources: () => json("sources.json"),
  lessons: () => json("lessons.json"),
  conditions: () => json("conditions.json"),
});
