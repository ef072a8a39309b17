// The panel of the body: picture, joints to touch, and legend.
import { BodyPicture } from "./body.js";
import { Spots } from "./body_spots.js";

export class BodyPanel {
  /** @param {HTMLElement} section  @param {(joint: string) => void} touch */
  constructor(section, spec, touch) {
    const { words } = spec.body;
    section.setAttribute("aria-label", words.region);
    section.innerHTML = `
      <h2>${words.title}</h2>
      <div class="ml-figure"><canvas aria-hidden="true"></canvas><div class="ml-spots" role="group" aria-label="${words.spots}"></div></div>
      <p class="ml-meaning ml-seen"></p>
      <ul class="ml-legend">
        <li><span class="ml-key-rest" aria-hidden="true"></span>${words.rest}</li>
        <li><span class="ml-key-spot" aria-hidden="true"></span>${words.spot}</li>
        <li><span class="ml-key-muscle ml-key-wanted" aria-hidden="true"></span>${words.wanted}</li>
        <li><span class="ml-key-muscle ml-key-rival" aria-hidden="true"></span>${words.opponent}</li>
        <li><span class="ml-key-muscle" aria-hidden="true"></span>${words.other}</li>
      </ul>`;
    this.section = section;
    this.stage = section.querySelector(".ml-figure");
    this.picture = new BodyPicture(section.querySelector("canvas"));
    this.spots = new Spots(section.querySelector(".ml-spots"), touch);
  }

  start(spec) {
    const same = this.spec?.body.name === spec.body.name;
    this.spec = spec;
    this.spots.spec = spec;
    if (!same) this.spots.start(spec);
    this.spots.mark(spec.body.touched);
    this.section.classList.toggle("ml-drawn", spec.body.parts.some((part) => part.paint)); // not a schematic
    this.section.querySelector(".ml-seen").textContent = spec.body.seen;
  }

  resize() {
    const { width, height } = this.stage.getBoundingClientRect();
    if (width && this.spec) this.picture.resize(this.spec, width, height);
  }

  recolour() { this.picture.recolour(); }

  /** @param state {activation, angles} */
  paint(state) {
    if (!this.picture.figure) return;
    this.picture.paint(state);
    this.spots.place(this.picture.spots(), this.picture.width, this.picture.height);
    this.picture.link(this.spots.links());
  }

  describe(frame) { this.spots.describe(frame, () => (this.picture.places ? this.picture.covered() : [])); }
}
