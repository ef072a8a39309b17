// Display settings chosen in this browser; applied before the first paint, on all pages.
{
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
  addEventListener("storage", ({ key }) => { // chosen in another tab
    if (key !== KEY) return;
    look = read();
    dress();
  });
  window.motorloopsLook = { now: () => ({ ...look }), choose };
}
