// Elements, and the few controls of the pages: buttons, sliders, choices and folds.

/**
 * An element: its attributes (functions are listeners, `class`, `text`, true and false as in HTML)
 * and its children (elements, texts; null is left out).
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (key === "text") element.textContent = value;
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Set the text of an element if it differs; a screen reader is then told only of changes. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let made = 0;
/** An id that no other element has. */
export const newId = (stem = "ml") => `${stem}-${(made += 1)}`;

const ICONS = {
  play: "M6 4l15 8-15 8z",
  pause: "M5 4h5v16H5zM14 4h5v16h-5z",
  reset: "M12 5V1L6 6l6 5V7.5a5.5 5.5 0 1 1-5.500 5.500H4a8 8 0 1 0 8-8z",
};
const LINES = {
  next: "M9 5l7 7-7 7",
  back: "M15 5l-7 7 7 7",
  read: "M4 9v6h4l6 5V4L8 9zM17 8.500a5 5 0 0 1 0 7",
  sound: "M4 14v-4M8 18V6M12 21V3M16 18V6M20 14v-4",
  menu: "M4 7h16M4 12h16M4 17h16",
  print: "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z",
  touch: "M12 3.500a8.500 8.500 0 1 0 .01 0zM12 8.500a3.500 3.500 0 1 0 .01 0z",
  close: "M6 6l12 12M18 6L6 18",
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
  step: "M5 5v14l9-7zM18 5v14",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  stepback: "M19 5v14l-9-7zM6 5v14",
};

/** A picture in a button, in the colour of its text. */
export function icon(name) {
  const shape = ICONS[name]
    ? svg("path", { d: ICONS[name], fill: "currentColor" })
    : svg("path", {
        d: LINES[name], fill: "none", stroke: "currentColor", "stroke-width": 2.4,
        "stroke-linecap": "round", "stroke-linejoin": "round",
      });
  return svg("svg", { viewBox: "0 0 24 24", class: "ml-icon", "aria-hidden": "true" }, shape);
}

/** A button; options: `icon`, `kind` (main, quiet, touch), `pressed` (makes it a toggle). */
export function button(label, click, { icon: picture, kind, pressed, title, iconOnly } = {}) {
  return h(
    "button",
    {
      type: "button",
      class: `ml-button${kind ? ` ml-${kind}` : ""}${iconOnly ? " ml-only" : ""}`,
      "aria-pressed": pressed === undefined ? null : String(pressed),
      "aria-label": iconOnly ? label : null,
      title: title ?? (iconOnly ? label : null),
      click,
    },
    picture ? icon(picture) : null,
    iconOnly ? null : h("span", { text: label }),
  );
}

/** Show a button as idle: it keeps the focus, and does nothing. */
export function setIdle(element, idle) {
  if (idle) element.setAttribute("aria-disabled", "true");
  else element.removeAttribute("aria-disabled");
}

/**
 * A labelled slider.
 *
 * label, help, value, low, high, step; show(value): the value in words; ends: [left, right];
 * kind: colour of the track; input(value): called while it moves.
 *
 * Returns the element, with `set(value)`.
 */
export function slider({ label, help, value, low, high, step, show, ends, kind = "", input }) {
  const [id, about] = [newId("slider"), newId("about")];
  // The slider itself tells its value; others that follow are not read out.
  const shown = h("output", { for: id, class: "ml-value", "aria-live": "off" });
  const range = h("input", {
    type: "range", id, min: low, max: high, step, "aria-describedby": help ? about : null,
    input: () => {
      paint(Number(range.value));
      input(Number(range.value));
    },
  });
  const paint = (now) => {
    say(shown, show(now));
    range.setAttribute("aria-valuetext", show(now));
    range.style.setProperty("--v", `${(100 * (now - low)) / (high - low)}%`);
  };
  const element = h(
    "div", { class: `ml-slider ${kind}` },
    h("div", { class: "ml-slider-head" }, h("label", { for: id, text: label }), shown),
    help ? h("p", { id: about, class: "ml-help", text: help }) : null,
    range,
    ends ? h("div", { class: "ml-ends", "aria-hidden": "true" },
      ...ends.map((text) => h("span", { text }))) : null,
  );
  element.set = (now) => {
    if (Number(range.value) !== now) range.value = now;
    paint(Number(range.value));
  };
  element.set(value);
  return element;
}

/** One of a few options as a row of large radio buttons; options: [value, label] each. */
export function choice({ legend, options, value, pick, hidden = false }) {
  const name = newId("choice");
  const inputs = options.map(([key, label]) => {
    const input = h("input", {
      type: "radio", name, value: key, checked: key === value, change: () => pick(key),
    });
    return h("label", { class: "ml-option" }, input, h("span", { text: label }));
  });
  const element = h(
    "fieldset", { class: "ml-choice" },
    h("legend", { text: legend, class: hidden ? "ml-hidden" : null }),
    h("div", { class: "ml-options" }, inputs),
  );
  element.set = (key) => {
    for (const input of element.querySelectorAll("input")) input.checked = input.value === key;
  };
  return element;
}

/** One of many options as a native list; options: [value, label] each, or {group, options}. */
export function picker({ label, options, value, pick, help }) {
  const id = newId("picker");
  const option = ([key, text]) => h("option", { value: key, text, selected: key === value });
  const select = h(
    "select", { id, class: "ml-select", change: () => pick(select.value) },
    options.map((row) => (Array.isArray(row)
      ? option(row)
      : h("optgroup", { label: row.group }, row.options.map(option)))),
  );
  const element = h(
    "div", { class: "ml-picker" }, h("label", { for: id, text: label }), select,
    help ? h("p", { class: "ml-help", text: help }) : null,
  );
  element.set = (key) => {
    select.value = key;
  };
  return element;
}

/** A part that can be folded. */
export function fold(title, ...children) {
  return h("details", { class: "ml-fold" }, h("summary", { text: title }), ...children);
}

/** A text that a screen reader reads when it changes, at most every `calmMs`. */
export function announcer(calmMs = 2500) {
  const element = h("p", { class: "ml-hidden", role: "status" });
  let last = -Infinity;
  let timer = 0;
  return {
    element,
    tell(text) {
      clearTimeout(timer);
      const wait = Math.max(0, last + calmMs - performance.now());
      timer = setTimeout(() => {
        last = performance.now();
        say(element, text);
      }, wait);
    },
  };
}

/** Save a text or Blob as a file. */
export function download(name, content, type = "text/plain") {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
