// Display settings chosen in this browser; applied before the first paint, on all pages.
{
  // In the frame of another site a browser may block storage, and a mere look at it then fails,
  // also in the scripts of Solara: they get a storage that lasts as long as the page.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      void window[name];
    } catch {
      const kept = new Map();
      const value = {
        getItem: (key) => kept.get(String(key)) ?? null,
        setItem: (key, text) => { kept.set(String(key), String(text)); },
        removeItem: (key) => { kept.delete(String(key)); },
        clear: () => kept.clear(),
      };
      Object.defineProperty(window, name, { value });
    }
  }

  const KEY = "motorloops.look";
  const root = document.documentElement;
  const usual = { theme: "system", calm: false };

  const read = () => {
    try {
      const { theme, calm } = JSON.parse(localStorage.getItem(KEY));
      return { theme: ["light", "dark"].includes(theme) ? theme : usual.theme, calm: calm === true };
    } catch { // nothing is stored, or the browser blocks storage
      return { ...usual };
    }
  };

  let look = read();

  const dress = () => {
    if (look.theme === "system") delete root.dataset.theme;
    else root.dataset.theme = look.theme;
    root.dataset.motion = look.calm ? "calm" : "full";
  };

  /** Change the display settings, and store them if the browser allows it. */
  const choose = (changes) => {
    look = { ...look, ...changes };
    dress();
    try {
      localStorage.setItem(KEY, JSON.stringify(look));
    } catch { /* it holds until the page is left */ }
  };

  dress();
  // The canvases are painted for paper before the browser changes the media of the page.
  const paper = matchMedia("print");
  const onPaper = (yes) => { root.toggleAttribute("data-paper", yes); };
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));
  paper.addEventListener("change", () => onPaper(paper.matches));
  addEventListener("storage", ({ key }) => { // chosen in another tab
    if (key !== KEY) return;
    look = read();
    dress();
  });
  window.motorloopsLook = { now: () => ({ ...look }), choose };
}
