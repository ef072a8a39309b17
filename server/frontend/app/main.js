// The pages that run in the browser: Story, Explore, Compare, Lessons, and What explains this?
import { display } from "./display.js";
import { button, choice, fold, h, icon } from "./dom.js";
import { Messages, preferredLanguage, rememberLanguage } from "./messages.js";
import { HashRoutes, PACKAGED, PAGES } from "./route.js";

const LOAD = {
  story: () => import("./pages/story.js"),
  explore: () => import("./pages/explore.js"),
  compare: () => import("./pages/compare.js"),
  lessons: () => import("./pages/lessons.js"),
  explain: () => import("./pages/explain.js"),
};

/**
 * Show the pages inside an element.
 *
 * root: the element; host: {
 *   engine(page): promise of the Engine of a page; texts(language): promise of compiled texts;
 *   languages; sources(): promise of citations by key; lessons(): promise of the lessons' data;
 *   conditions(): promise of the data of What explains this?, unless the host has a page of its own;
 *   routes: HashRoutes or the like; kept: an object that outlives the element, optional;
 *   packaged: false where Explore and Compare show a network of a user's own;
 *   links: [{name, href}] to the host's other pages; check(recording): see Explore, optional
 * }. Returns a function that takes everything away again.
 */
export function mount(root, host) {
  const app = new App(root, host);
  app.begin();
  return () => app.end();
}

/** A language in its own words, with a capital letter as for a name in a list. */
function ownName(tag) {
  const [first, ...rest] = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  return first.toLocaleUpperCase(tag) + rest.join("");
}

/** Let Escape, and a press anywhere else, close a menu. */
function closes(menu) {
  const elsewhere = ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  };
  menu.addEventListener("toggle", () => {
    if (menu.open) addEventListener("pointerdown", elsewhere);
    else removeEventListener("pointerdown", elsewhere);
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.firstChild.focus();
  });
}

class App {
  constructor(root, host) {
    Object.assign(this, { root, host });
    this.routes = host.routes ?? new HashRoutes();
    this.kept = host.kept ?? {}; // what a page keeps while its visitor is on another one
    this.page = null;
    this.shown = "";
    this.pages = host.conditions ? [...PAGES, "explain"] : PAGES;
  }

  async begin() {
    display.start();
    this.silence = this.routes.listen(() => this.show());
    await this.speak(preferredLanguage(this.host.languages));
    if (this.over) return;
    await this.show();
    this.gather();
  }

  /** Get what other pages need, so that they open without a connection too. */
  gather() {
    const { host } = this;
    const own = [...this.pages.map((page) => LOAD[page]), host.sources, host.lessons, host.conditions];
    const loads = [...own.filter(Boolean), ...host.languages.map((tag) => () => host.texts(tag))];
    for (const load of loads) load().catch(() => {}); // asked for again when it is needed
  }

  end() {
    this.main = null; // whatever is still being opened is not shown
    this.over = true;
    this.page?.leave?.();
    this.silence?.();
    this.root.replaceChildren();
  }

  /** Change the language. */
  async speak(language) {
    const [usual] = this.host.languages;
    const own = await this.host.texts(language);
    const base = language === usual ? null : new Messages(usual, await this.host.texts(usual));
    this.words = new Messages(language, own, base);
    this.t = this.words.t;
    this.number = this.words.number;
    const { documentElement: page } = document;
    page.lang = language;
    page.dir = new Intl.Locale(language).getTextInfo?.().direction ?? "ltr";
    this.shown = "";
  }

  /** The engine of the page that is shown. */
  engine() {
    return this.host.engine(this.shown);
  }

  async show() {
    const route = this.routes.now();
    const page = this.pages.includes(route.page) ? route.page : "story";
    if (this.shown === page && this.page) {
      await this.attempt(() => this.page.visit(route));
      return;
    }
    this.page?.leave?.();
    this.page = null;
    this.shown = page;
    document.title = this.t("app-title", { page: this.t(`app-page-${page}`) });
    const main = h("main", { id: "content", tabindex: "-1", class: `ml-content ml-${page}` });
    this.main = main;
    this.root.replaceChildren(...this.frame(main, page, route));
    await this.attempt(async () => {
      if (typeof WebAssembly !== "object") throw new Error("no WebAssembly");
      const made = await LOAD[page]();
      if (this.main !== main) return; // another page was opened meanwhile
      const opened = await made.open(this, main);
      if (this.main !== main) return;
      this.page = opened; // before it has shown all, so that it can be left
      await opened.visit(this.routes.now());
    });
  }

  /** Do something with the page that is shown; if it fails, the page says so. */
  async attempt(act) {
    const { main } = this;
    try {
      await act();
    } catch (error) {
      console.error(error);
      if (this.main !== main) return; // another page was opened meanwhile
      this.page?.leave?.();
      this.page = null;
      const key = typeof WebAssembly === "object" ? "app-failed" : "app-no-webassembly";
      main.replaceChildren(h("div", { class: "ml-card ml-text", role: "alert" },
        h("h1", { text: this.t("app-failed-title") }), h("p", { text: this.t(key) })));
    }
  }

  frame(main, page, route) {
    const embedded = new URLSearchParams(route.query).get("embed") === "1";
    const note = h("footer", { class: "ml-foot" }, h("p", { text: this.t("app-notice") }));
    if (this.words.language !== this.host.languages[0]) {
      note.append(h("p", { text: this.t("app-translation-note") }));
    }
    if (this.host.packaged === false && PACKAGED.includes(page)) {
      note.append(h("p", { text: this.t("app-packaged") }));
    }
    if (embedded) return [main, note];
    const skip = h("a", {
      class: "ml-skip", href: "#content", text: this.t("app-skip"),
      click: (event) => {
        event.preventDefault();
        main.focus();
      },
    });
    const own = this.pages.map((name) => ({
      label: this.t(`app-page-${name}`), href: this.routes.href({ page: name }), current: name === page,
    }));
    const others = (this.host.links ?? []).map(({ name, href }) => ({
      label: this.t(`app-page-${name}`), href, current: false,
    }));
    const nav = h("nav", { "aria-label": this.t("app-pages") },
      h("ul", {}, [...own, ...others].map(({ label, href, current }) =>
        h("li", {}, h("a", { href, text: label, "aria-current": current ? "page" : null })))));
    const menu = h("details", { class: "ml-menu ml-head-narrow" },
      h("summary", { "aria-label": this.t("app-menu") }, icon("menu")), nav.cloneNode(true));
    menu.addEventListener("click", ({ target }) => {
      if (target.closest("a")) menu.open = false;
    });
    closes(menu);
    const head = h("header", { class: "ml-head" },
      h("a", { class: "ml-brand", href: this.routes.href({ page: "story" }), text: "motorloops" }),
      h("div", { class: "ml-head-wide" }, nav), h("div", { class: "ml-head-end" }, this.settings(), menu));
    return [skip, head, main, note];
  }

  /** The menu of language and display. */
  settings() {
    const { t } = this;
    const look = display.now();
    const row = (name) => choice({
      legend: t(`app-${name}`), value: look[name],
      options: display.choices[name].map((key) => [key, t(`app-${name}-${key}`)]),
      pick: (key) => display.choose({ [name]: key }),
    });
    const motion = choice({
      legend: t("app-motion"), value: look.calm ? "calm" : "full",
      options: [["full", t("app-motion-full")], ["calm", t("app-motion-calm")]],
      pick: (key) => display.choose({ calm: key === "calm" }),
    });
    const language = choice({
      legend: t("app-language"), value: this.words.language,
      options: this.host.languages.map((tag) => [
        tag, ownName(tag),
      ]),
      pick: async (tag) => {
        try {
          await this.speak(tag);
        } catch (error) { // without a connection; the page stays as it is
          console.error(error);
          language.set(this.words.language);
          return;
        }
        rememberLanguage(tag);
        await this.show();
        this.root.querySelector(".ml-settings summary")?.focus();
      },
    });
    const menu = fold(t("app-display"), h("div", { class: "ml-sheet" },
      language, row("theme"), row("contrast"), motion, row("skin")));
    menu.className = "ml-menu ml-settings";
    closes(menu);
    return menu;
  }

  /** A button that reads a text aloud, where the browser can speak. */
  reader(text) {
    if (!("speechSynthesis" in window)) return null;
    const label = this.t("app-read-aloud");
    const press = button(label, () => {
      const { speechSynthesis: voice } = window;
      if (voice.speaking) {
        voice.cancel();
        return;
      }
      const words = new SpeechSynthesisUtterance(text());
      words.lang = this.words.language;
      voice.speak(words);
    }, { icon: "read", kind: "quiet", iconOnly: true });
    return press;
  }
}
