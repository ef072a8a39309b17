// Display settings of a visitor: colours, contrast, motion, skin; kept in this browser alone.

const KEY = "motorloops.look";
const CHOICES = {
  theme: ["system", "light", "dark"],
  contrast: ["usual", "more"],
  skin: ["medium", "light", "deep"],
};

const usual = { theme: "system", contrast: "usual", skin: "medium", calm: false };

const read = () => {
  let stored = {};
  try {
    stored = JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch { /* nothing is stored, or the browser blocks storage */ }
  const look = { ...usual, calm: stored.calm === true };
  for (const [name, allowed] of Object.entries(CHOICES)) {
    if (allowed.includes(stored[name])) look[name] = stored[name];
  }
  return look;
};

let look = { ...usual };

function dress() {
  const { dataset } = document.documentElement;
  if (look.theme === "system") delete dataset.theme;
  else dataset.theme = look.theme;
  if (look.contrast === "more") dataset.contrast = "more";
  else delete dataset.contrast;
  dataset.skin = look.skin;
  dataset.motion = look.calm ? "calm" : "full";
}

export const display = {
  choices: CHOICES,

  now: () => ({ ...look }),

  /** Read what is stored, and dress the page; call it before the first paint. */
  start() {
    look = read();
    dress();
    addEventListener("storage", ({ key }) => {
      if (key !== KEY) return; // chosen in another tab
      look = read();
      dress();
    });
  },

  choose(changes) {
    look = { ...look, ...changes };
    dress();
    try {
      localStorage.setItem(KEY, JSON.stringify(look));
    } catch { /* it holds until the page is left */ }
  },
};
