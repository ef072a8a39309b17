// The healthy twin: one dashed outline round all parts of a body, and a faint filling.

const FAR = 3000; // units; larger than any drawing

export class Twin {
  constructor(parent, prefix) {
    this.group = parent.group("person-twin");
    const mask = this.group.add("mask", "", {
      id: prefix + "outside",
      maskUnits: "userSpaceOnUse",
      x: -FAR,
      y: -FAR,
      width: 2 * FAR,
      height: 2 * FAR,
    });
    mask.add("rect", "", { x: -FAR, y: -FAR, width: 2 * FAR, height: 2 * FAR, fill: "#fff" });
    this.inside = mask.path("", { fill: "#000" });
    this.filling = this.group.path("person-twin-filling");
    // Half of the line lies inside and is masked, so that lines between the parts are not seen.
    this.line = this.group.path("person-twin-line", { mask: `url(#${prefix}outside)` });
    this.group.show(false);
  }

  /** Draw an outline (a path), or nothing (null). */
  draw(outline) {
    this.group.show(outline !== null);
    if (outline !== null) {
      for (const part of [this.inside, this.filling, this.line]) {
        part.set("d", outline);
      }
    }
  }
}
