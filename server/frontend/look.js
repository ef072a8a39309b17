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
  // As in app/display.js, which offers contrast and skin too.
  const CHOICES = {
    theme: ["system", "light", "dark"],
    contrast: ["usual", "more"],
    skin: ["medium", "light", "deep"],
  };

  const read = () => {
    let stored = {};
    try {
      stored = JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch { /* nothing is stored, or the browser blocks storage */ }
    const kept = Object.entries(CHOICES).map(([name, allowed]) => [
      name, allowed.includes(stored[name]) ? stored[name] : allowed[0],
    ]);
    return { ...Object.fromEntries(kept), calm: stored.calm === true };
  };

  let look = read();

  const dress = () => {
    if (look.theme === "system") delete root.dataset.theme;
    else root.dataset.theme = look.theme;
    if (look.contrast === "usual") delete root.dataset.contrast;
    else root.dataset.contrast = look.contrast;
    root.dataset.skin = look.skin;
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
  addEventListener("storage", ({ key }) => { // chosen in another tab
    if (key !== KEY) return;
    look = read();
    dress();
  });
  window.motorloopsLook = { now: () => ({ ...look }), choose };
}
