// Both bodies as one picture that needs no style sheet.
import { drawn, pngOf } from "../animation.js";
import { svg } from "../dom.js";
import { snapshot } from "../person/snapshot.js";

const GAP = 24;
const HEAD = 34; // room of the names above the bodies
const SCALE = 2; // of the pixels of a PNG

/** The text of an SVG of two pictures with their names, side by side; text: what they show. */
export function bothPictures(elements, names, text) {
  const page = getComputedStyle(document.documentElement);
  const color = (name) => page.getPropertyValue(name).trim();
  const boxes = elements.map((element) => element.viewBox.baseVal);
  const width = boxes[0].width + GAP + boxes[1].width;
  const height = HEAD + Math.max(...boxes.map((box) => box.height));
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" },
    svg("title", {}, text), svg("rect", { width, height, fill: color("--card") }));
  let x = 0;
  elements.forEach((element, k) => {
    const copy = new DOMParser().parseFromString(snapshot(element), "image/svg+xml").documentElement;
    copy.setAttribute("x", x);
    copy.setAttribute("y", HEAD);
    root.append(svg("text", {
      x: x + 8, y: HEAD - 10, fill: color("--ink"), "font-family": "Roboto, sans-serif",
      "font-size": 22, "font-weight": 600,
    }, names[k]), copy);
    x += boxes[k].width + GAP;
  });
  return new XMLSerializer().serializeToString(root);
}

/** An SVG as a PNG Blob. */
export async function pngFile(text) {
  const { width, height } = new DOMParser().parseFromString(text, "image/svg+xml").documentElement.viewBox.baseVal;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [SCALE * width, SCALE * height];
  await drawn(text, canvas);
  return pngOf(canvas);
}
