// Which page and which screen of it an address names.
//
// A route is {page, screen, query}. A site without a server has it behind the "#", as in
// "#/story/touch" or "#/explore?preset=torticollis&play=1", which also works from a disk.

export const PAGES = ["story", "explore", "compare", "lessons"];
export const PACKAGED = ["story", "lessons"]; // they tell of the packaged networks

/** Routes behind the "#" of an address. */
export class HashRoutes {
  constructor(home = "story") {
    this.home = home;
  }

  now() {
    const [path, ...rest] = location.hash.replace(/^#\/?/, "").split("?");
    const [page, screen = ""] = path.split("/");
    return { page: page || this.home, screen, query: rest.join("?") };
  }

  href({ page, screen = "", query = "" }) {
    return `#/${page}${screen ? `/${screen}` : ""}${query ? `?${query}` : ""}`;
  }

  /** Open another address; going back returns to this one. */
  go(route) {
    location.hash = this.href(route);
  }

  /** Name what is shown in the address bar. */
  replace(route) {
    const href = this.href(route);
    if (location.hash === href) return;
    try {
      history.replaceState(null, "", href);
    } catch { /* too often, or in a frame that forbids it */ }
  }

  listen(changed) {
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }
}
