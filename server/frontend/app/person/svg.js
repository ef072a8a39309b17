// Standing SVG elements. An attribute is set only when its value changed.

const SPACE = "http://www.w3.org/2000/svg";
let instances = 0;

/** A prefix for the ids inside one picture, so that several stand on one page. */
export const newPrefix = () => `person${++instances}-`;

/** An SVG element that remembers what was set. */
export class Part {
  constructor(tag, attributes = {}) {
    this.node = document.createElementNS(SPACE, tag);
    this.values = new Map();
    for (const [name, value] of Object.entries(attributes)) {
      this.set(name, value);
    }
  }

  /** Set an attribute (null takes it away). */
  set(name, value) {
    if (this.values.get(name) === value) {
      return;
    }
    this.values.set(name, value);
    if (value === null) {
      this.node.removeAttribute(name);
    } else {
      this.node.setAttribute(name, value);
    }
  }

  show(shown) {
    this.set("display", shown ? null : "none");
  }

  text(words) {
    if (this.words !== words) {
      this.words = words;
      this.node.textContent = words;
    }
  }

  add(tag, className, attributes = {}) {
    const part = new Part(tag, className ? { class: className, ...attributes } : attributes);
    this.node.append(part.node);
    return part;
  }

  group(className, attributes) {
    return this.add("g", className, attributes);
  }

  path(className, attributes) {
    return this.add("path", className, attributes);
  }

  circle(className, r) {
    return this.add("circle", className, { r });
  }

  /** A clip path in this group; returns its path and the value of the attribute clip-path. */
  clip(id) {
    const shape = this.add("clipPath", "", { id }).path("");
    return { shape, url: `url(#${id})` };
  }

  /** A linear gradient of classed stops [offset, class]. */
  gradient(id, stops, ends) {
    const gradient = this.add("linearGradient", "", { id, ...ends });
    for (const [offset, className] of stops) {
      gradient.add("stop", className, { offset });
    }
    return `url(#${id})`;
  }
}
