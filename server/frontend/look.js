// How things look, as the person at this browser chose; applied before the first paint, on all pages.
{
  const KEY = "motorloops.look";
  const root = document.documentElement;
  const usual = { theme: "system", calm: false };

  const read = () => {
    try {
      const { theme, calm } = JSON.parse(localStorage.getItem(KEY));
      return { theme: ["light", "dark"].includes(theme) ? theme : usual.theme, calm: calm === true };
    } catch { // nothing is kept, or the browser keeps nothing
      return { ...usual };
    }
  };

  let look = read();

  const dress = () => {
    if (look.theme === "system") delete root.dataset.theme;
    else root.dataset.theme = look.theme;
    root.dataset.motion = look.calm ? "calm" : "full";
  };

  /** Change the look, and keep it for the next visit where the browser allows. */
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
