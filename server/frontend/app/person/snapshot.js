// A picture as a file of its own.

const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "stop-color",
  "stop-opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];
const SHAPES = new Set(["path", "rect", "circle", "ellipse", "line", "g"]);

/** A colour that every viewer of SVG reads: `color(srgb ...)`, which mixing gives, as `rgb(...)`. */
export function plainColour(value) {
  const mixed = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(value);
  if (!mixed) {
    return value;
  }
  const [red, green, blue] = mixed.slice(1, 4).map((part) => Math.round(Number(part) * 255));
  return mixed[4] === undefined
    ? `rgb(${red}, ${green}, ${blue})`
    : `rgba(${red}, ${green}, ${blue}, ${mixed[4]})`;
}

/** The text of a standalone SVG file of a picture that is on the page, in its present colours. */
export function snapshot(element) {
  const copy = element.cloneNode(true);
  const originals = [element, ...element.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  const hidden = [];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    const target = copies[i];
    const shape = SHAPES.has(original.localName);
    for (const name of STYLES) {
      const ofText = name.startsWith("font") || name === "text-anchor";
      const ofStop = name.startsWith("stop-");
      const wanted = ofText
        ? original.localName === "text"
        : ofStop
          ? original.localName === "stop"
          : shape || original.localName === "text";
      if (wanted && style.getPropertyValue(name)) {
        target.setAttribute(name, plainColour(style.getPropertyValue(name)));
      }
    }
    target.removeAttribute("class");
    target.removeAttribute("style");
    if (style.display === "none" && (shape || original.localName === "text")) {
      hidden.push(target);
    }
  });
  hidden.forEach((target) => target.remove());
  const { width, height } = element.viewBox.baseVal;
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  return new XMLSerializer().serializeToString(copy);
}
