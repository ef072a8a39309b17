// A canvas of curves over time, in lanes: each filled to a base line, with seconds below.
const TOP = 4, RIGHT = 8, BOTTOM = 46; // px around the curves; the gutter is on the left
const TICK = { length: 4, gap: 5, apart: 50 }; // px; ticks are at least `apart` from each other
const TITLE = 28; // px from the curves down to the axis title
const STEPS = [1, 2, 2.5, 5]; // times a power of ten: seconds between ticks

/** The smallest time step whose ticks fit, at this number of pixels a second. */
function tickStep(pixels) {
  for (let power = 0.1; ; power *= 10) {
    const fits = STEPS.find((step) => step * power * pixels >= TICK.apart);
    if (fits) return fits * power;
  }
}

export class Plot {
  /**
   * @param {HTMLElement} box parent of the canvas
   * @param {{lanes: number, bases: number[], gutter: number, title: string, font: string,
   *   text: string, line: string, curves: {stroke: string, fill?: string, width: number,
   *   dash?: number[], base: number}[], shade: (plot: Plot) => void}} look
   *   bases and base in lanes, from the bottom; gutter in px; text and line are colours; shade
   *   draws behind the grid
   */
  constructor(box, look) {
    Object.assign(this, { look, canvas: box.appendChild(document.createElement("canvas")) });
    this.canvas.style.display = "block";
    this.ctx = this.canvas.getContext("2d");
  }

  /** Take a size in px; the next draw() uses it. */
  resize({ width, height }) {
    Object.assign(this, { width, height });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.area = { left: this.look.gutter, top: TOP, width: width - this.look.gutter - RIGHT, height: height - TOP - BOTTOM };
  }

  /** Position of a time in s, in px from the left. */
  x(time) { return this.area.left + ((time - this.from) / (this.to - this.from)) * this.area.width; }

  /** Position of a height in lanes, in px from the top. */
  y(lane) { return this.area.top + (1 - lane / this.look.lanes) * this.area.height; }

  /**
   * @param {Float64Array} times in s, ascending  @param {Float32Array[]} curves in lanes, NaN where empty
   * @param {number} from left end of the axis in s  @param {number} to right end
   */
  draw(times, curves, from, to) {
    const { ctx, canvas, area } = this;
    Object.assign(this, { from, to, ratio: window.devicePixelRatio || 1 });
    const pixels = [Math.round(this.width * this.ratio), Math.round(this.height * this.ratio)];
    if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) [canvas.width, canvas.height] = pixels;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    this.inside(() => this.look.shade(this));
    this.grid();
    this.inside(() => curves.forEach((curve, i) => this.curve(times, curve, this.look.curves[i])));
    ctx.fillStyle = this.look.text;
    ctx.font = this.look.font;
    Object.assign(ctx, { textAlign: "center", textBaseline: "top" });
    ctx.fillText(this.look.title, area.left + area.width / 2, area.top + area.height + TITLE);
  }

  /** Draw clipped to the area of the curves. */
  inside(draw) {
    const { ctx, area } = this;
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, area.top, area.width, area.height);
    ctx.clip();
    draw();
    ctx.restore();
  }

  /** A straight line of a given width, aligned to whole screen pixels. */
  rule(x0, y0, x1, y1, width) {
    const { ctx, ratio } = this, shift = (Math.round(width * ratio) % 2) / 2;
    const sharp = (at) => (Math.round(at * ratio) + shift) / ratio;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(sharp(x0), sharp(y0));
    ctx.lineTo(sharp(x1), sharp(y1));
    ctx.stroke();
  }

  /** A line at every base, a line and a number at every tick. */
  grid() {
    const { ctx, area, look } = this, floor = area.top + area.height;
    Object.assign(ctx, { strokeStyle: look.line, fillStyle: look.text, font: look.font, textAlign: "center", textBaseline: "top" });
    look.bases.forEach((base) => this.rule(area.left, this.y(base), area.left + area.width, this.y(base), 1));
    const step = tickStep(area.width / (this.to - this.from));
    for (let tick = Math.ceil(this.from / step - 1e-9); tick * step <= this.to; tick++) {
      const time = Number((tick * step).toPrecision(9)), x = this.x(time);
      this.rule(x, area.top, x, floor, 0.5);
      this.rule(x, floor, x, floor + TICK.length, 2);
      if (time >= 0) ctx.fillText(`${time}`, x, floor + TICK.length + TICK.gap);
    }
  }

  /** One curve from its first sample on, filled to its base. */
  curve(times, values, { stroke, fill, width, dash = [], base }) {
    const first = values.findIndex((value) => !Number.isNaN(value)), { ctx } = this;
    if (first < 0) return;
    const line = new Path2D(), last = values.length - 1;
    for (let i = first; i <= last; i++) line.lineTo(this.x(times[i]), this.y(values[i]));
    if (fill) {
      const body = new Path2D(line);
      body.lineTo(this.x(times[last]), this.y(base));
      body.lineTo(this.x(times[first]), this.y(base));
      ctx.fillStyle = fill;
      ctx.fill(body);
    }
    Object.assign(ctx, { strokeStyle: stroke, lineWidth: width, lineJoin: "round" });
    ctx.setLineDash(dash);
    ctx.stroke(line);
  }
}
