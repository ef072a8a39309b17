// A button over every population and muscle, for mouse, keyboard and screen readers.

export class Targets {
  /** @param {HTMLElement} box  @param {(node: string) => void} choose */
  constructor(box, choose) {
    Object.assign(this, { box, choose, buttons: [] });
  }

  start(spec) {
    this.box.textContent = "";
    this.names = [
      ...spec.populations.map((p) => `population:${p.key}`), ...spec.muscles.map((m) => `muscle:${m.key}`)];
    this.populations = spec.populations.length;
    const words = [
      ...spec.populations.map((p) => ({ text: p.key, full: this.populationName(spec, p) })),
      ...spec.muscles.map((m, i) => ({ text: m.name, full: this.muscleName(spec, m, i) }))];
    this.buttons = words.map(({ text, full }, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = i < this.populations ? "ml-node" : "ml-muscle";
      button.innerHTML = `<span aria-hidden="true"></span><span class="ml-hidden"></span>`;
      button.firstChild.textContent = text;
      button.lastChild.textContent = full;
      button.dataset.name = full;
      button.dataset.node = this.names[i];
      button.setAttribute("aria-pressed", "false");
      button.onclick = () => this.choose(this.names[i]);
      this.box.append(button);
      return button;
    });
  }

  populationName(spec, p) {
    return [p.name, p.key, spec.regions[p.region], p.lesion ? spec.words.lesion : ""].filter(Boolean).join(", ");
  }

  muscleName(spec, muscle, i) {
    const role = spec.task.includes(i) ? spec.words.wanted : spec.opponents.includes(i) ? spec.words.opponent : "";
    return [muscle.name, spec.words.muscle, role].filter(Boolean).join(", ");
  }

  place(plan) {
    this.width = plan.width;
    plan.nodes.forEach((node, i) => this.put(i, node.cx, node.cy, plan.nodeWidth, plan.nodeHeight));
    plan.muscles.forEach((m, i) => this.put(this.populations + i, m.cx, m.cy, m.width - 2, m.height - 2));
  }

  put(i, cx, cy, width, height) {
    const [w, h] = [Math.max(44, width), Math.max(44, height)];
    // The name that shows on hover and focus opens towards the middle of the picture.
    this.buttons[i].dataset.side = cx < this.width / 3 ? "left" : cx > (2 * this.width) / 3 ? "right" : "middle";
    Object.assign(this.buttons[i].style,
      { left: `${cx - w / 2}px`, top: `${cy - h / 2}px`, width: `${w}px`, height: `${h}px` });
  }

  /** Return the focus to the node whose inspector has just been closed. */
  focus(node) {
    this.buttons[this.names.indexOf(node)]?.focus();
  }

  mark(selected) {
    this.buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(this.names[i] === selected)));
  }

  /** @returns {{population: number, muscle: number}} -1 where nothing is chosen */
  indexOf(selected) {
    const at = this.names.indexOf(selected);
    return {
      population: at < this.populations ? at : -1,
      muscle: at >= this.populations ? at - this.populations : -1,
    };
  }
}
