// Pictures as SVG whose elements stand: what does not change is not touched.

const SVG = "http://www.w3.org/2000/svg";
const shown = new WeakMap(); // element -> attribute -> value

/** An SVG element with attributes and children; `text` is its text. */
export function shape(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) put(element, key, value);
  element.append(...children);
  return element;
}

/** Set an attribute (or `text`) if it differs from what was set before. */
export function put(element, name, value) {
  let known = shown.get(element);
  if (!known) shown.set(element, (known = {}));
  if (known[name] === value) return;
  known[name] = value;
  if (name === "text") element.textContent = value;
  else if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Show or hide an element. */
export const show = (element, visible) => put(element, "visibility", visible ? null : "hidden");

/** A number with one decimal, for path data. */
export const f1 = (x) => Math.round(x * 10) / 10;

export const clamp = (x, low, high) => Math.min(high, Math.max(low, x));

/** A smooth curve through points ([x, y] each) as path data; `start` is its first command. */
export function smooth(points, start = "M") {
  const at = (k) => points[clamp(k, 0, points.length - 1)];
  let d = `${start}${f1(points[0][0])} ${f1(points[0][1])}`;
  for (let k = 0; k < points.length - 1; k++) {
    const [[ax, ay], [bx, by], [cx, cy], [ex, ey]] = [at(k - 1), at(k), at(k + 1), at(k + 2)];
    d += `C${f1(bx + (cx - ax) / 6)} ${f1(by + (cy - ay) / 6)} ${f1(cx - (ex - bx) / 6)} ${f1(cy - (ey - by) / 6)} ${f1(cx)} ${f1(cy)}`;
  }
  return d;
}

let reduced; // the system's wish, asked for once

/** Whether nothing may drift: the visitor asked for calm, or the system does. */
export function calm() {
  reduced ??= matchMedia("(prefers-reduced-motion: reduce)");
  return reduced.matches || document.documentElement.dataset.motion === "calm";
}

/**
 * The sign of an event: a ring for touch, a triangle for stress, a dashed square for relax, two
 * rails over a bar for lost stop, an arrow upwards for effort; its middle is 0, 0.
 */
export function sign(kind, r = 8) {
  const line = { fill: "none", "stroke-width": 2.4 };
  const parts = {
    touch: () => [
      shape("circle", { ...line, r: f1(0.9 * r), class: "ml-line" }),
      shape("circle", { r: f1(0.38 * r), class: "ml-fill" }),
    ],
    stress: () => [shape("path", { d: `M0 ${-r}L${r} ${f1(0.8 * r)}H${-r}Z`, class: "ml-fill" })],
    relax: () => [
      shape("rect", {
        ...line, x: f1(-0.8 * r), y: f1(-0.8 * r), width: f1(1.6 * r), height: f1(1.6 * r),
        "stroke-dasharray": "3.4 2.2", class: "ml-line",
      }),
    ],
    stop: () => [
      shape("path", {
        ...line, d: `M-3.4 ${-r}V${f1(r / 2)}M3.4 ${-r}V${f1(r / 2)}M${-r} ${r}H${r}`, class: "ml-line",
      }),
    ],
    effort: () => [
      shape("path", {
        ...line, d: `M0 ${r}V${-r + 2}M${f1(-0.8 * r)} ${f1(-0.1 * r)}L0 ${-r + 1}L${f1(0.8 * r)} ${f1(-0.1 * r)}`,
        class: "ml-line",
      }),
    ],
  };
  return shape("g", { class: `ml-sign ml-sign-${kind}` }, ...parts[kind]());
}
