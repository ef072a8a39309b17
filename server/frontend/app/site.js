// Entry of the site: files of its own folder, and nothing else.
import { fetchEngine } from "./engine.js";
import { mount } from "./main.js";

const json = async (name) => (await fetch(new URL(`../${name}`, import.meta.url))).json();
const root = document.getElementById("app");
const engine = fetchEngine(); // asked for at once, as most pages need it
let sources = null;
let lessons = null;

mount(root, {
  engine: () => engine,
  languages: root.dataset.languages.split(" "),
  texts: (language) => json(`texts/${language}.json`),
  sources: () => (sources ??= json("sources.json")),
  lessons: () => (lessons ??= json("lessons.json")),
});
