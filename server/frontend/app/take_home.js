// To take home: links, pictures, an animation, Python lines, data, recordings, print.
import { animatedPng, canvasFor, differences, drawn, film, FRAME_MS, pngOf, VIDEO_FRAME_MS, video, videoType } from "./animation.js";
import { button, choice, download, fold, h, newId, say, setIdle } from "./dom.js";
import { InputError } from "./engine.js";
import { snapshot } from "./person/snapshot.js";
import { commandLine, pythonLines, stemOf } from "./python_lines.js";
import { LONGEST_QR, qrCode, qrSvg } from "./qr.js";
import { Scene } from "./scene.js";
import { timeCourse } from "./time_course.js";

const FOLLOW_MS = 1000; // texts follow the session at most so often
const SECONDS = [3, 6, 10];
const [WIDTH, HEIGHT] = [900, 700]; // of an embedded page, px
const MAX_FILE = 2 ** 20; // bytes of a recording that are read
const SVG_TYPE = "image/svg+xml";
const HERE_ONLY = ["localhost", "127.0.0.1", "[::1]"];

/** The address that restores the present setting. */
export function linkOf({ app, live, view }, { play, embed }) {
  const fields = [
    live.address(), view === "wiring" ? "view=wiring" : "", play ? "play=1" : "", embed ? "embed=1" : "",
  ];
  const query = fields.filter(Boolean).join("&");
  return new URL(app.routes.href({ page: "explore", query }), location.href).href;
}

/** HTML that shows an address within another page. */
export function embedCode(address, title) {
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${escaped(address)}" title="${escaped(title)}" width="${WIDTH}" `
    + `height="${HEIGHT}" loading="lazy"></iframe>`;
}

/** A folded part of Explore; page: Explore. */
export function takeHome(page) {
  return new TakeHome(page).element;
}

class TakeHome {
  constructor(page) {
    Object.assign(this, { page, t: page.app.t });
    this.play = true;
    this.seconds = 6;
    this.kind = videoType() ? "video" : "png";
    this.followed = []; // fields and their texts: [element, function]
    this.status = h("p", { class: "ml-help", role: "status" });
    this.hidden = h("div", { class: "ml-home-hidden", "aria-hidden": "true" });
    this.element = fold(this.t("home-title"), h("div", { class: "ml-home" },
      this.linkPart(), this.picturePart(), this.animationPart(), this.pythonPart(), this.dataPart()),
    this.status, this.hidden);
    this.element.classList.add("ml-home-fold");
    this.element.addEventListener("toggle", () => this.opened());
  }

  get stem() {
    return stemOf(this.page.live.session);
  }

  opened() {
    clearInterval(this.timer);
    if (!this.element.open) return;
    this.follow();
    this.timer = setInterval(() => {
      if (this.element.isConnected) this.follow();
      else clearInterval(this.timer);
    }, FOLLOW_MS);
  }

  /** Let the texts show the present setting; one that is being selected is left alone. */
  follow() {
    for (const [field, text] of this.followed) {
      if (field !== document.activeElement) this.put(field, text());
    }
  }

  put(field, text) {
    if ("value" in field && field.value !== text) field.value = text;
    else if (!("value" in field)) say(field, text);
  }

  part(key, ...children) {
    return h("section", { class: "ml-home-part" }, h("h3", { text: this.t(key) }), ...children);
  }

  /** A read-only field that follows, with a button that copies it. */
  field(label, text, { rows = 1, copy, wraps = false }, ...buttons) {
    const id = newId("home");
    const field = rows > 1
      ? h("textarea", { id, readonly: true, rows, spellcheck: "false" })
      : h("input", { id, readonly: true, type: "text", spellcheck: "false" });
    field.addEventListener("focus", () => field.select());
    this.followed.push([field, text]);
    return h("div", { class: `ml-picker ml-home-text${wraps ? " ml-home-wrapped" : ""}` },
      h("label", { for: id, text: label }), field,
      h("div", { class: "ml-row" }, button(copy, () => this.copy(field, text())), ...buttons));
  }

  async copy(field, text) {
    this.put(field, text);
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // without a secure address, or in a frame
      field.select();
      copied = document.execCommand("copy");
    }
    say(this.status, this.t(copied ? "home-copied" : "home-copy-yourself"));
  }

  /** Do something that takes a while; what was wrong is said in one line. */
  async attempt(act) {
    say(this.status, "");
    try {
      await act();
    } catch (error) {
      if (error.name === "AbortError") say(this.status, this.t("home-cancelled"));
      else if (error instanceof InputError) this.page.attempt(() => { throw error; });
      else {
        console.error(error);
        say(this.status, this.t("home-failed"));
      }
    }
  }

  // --- link -----------------------------------------------------------------------------------------

  linkPart() {
    const { t, page } = this;
    if (!/^https?:$/.test(location.protocol)) {
      return this.part("home-link", h("p", { class: "ml-help", text: t("home-from-disk") }));
    }
    const link = () => linkOf(page, { play: this.play });
    const embedded = () => embedCode(linkOf(page, { play: this.play, embed: true }), t("home-embed-title"));
    return this.part("home-link",
      HERE_ONLY.includes(location.hostname) ? h("p", { class: "ml-help", text: t("home-here-only") }) : null,
      choice({
        legend: t("home-play"), value: "1",
        options: [["1", t("home-play-yes")], ["0", t("home-play-no")]],
        pick: (key) => {
          this.play = key === "1";
          this.follow();
        },
      }),
      this.field(t("home-link-text"), link, { copy: t("home-copy-link") },
        button(t("home-qr"), () => this.showQr(link()))),
      this.field(t("home-embed"), embedded, { rows: 4, copy: t("home-copy-embed"), wraps: true }),
      h("p", { class: "ml-help", text: t("home-link-help") }));
  }

  showQr(link) {
    const { t } = this;
    const code = qrCode(link);
    if (!code) {
      say(this.status, t("home-qr-too-long", { count: link.length, most: LONGEST_QR }));
      return;
    }
    const text = qrSvg(code, t("home-qr-title"));
    const parsed = new DOMParser().parseFromString(text, SVG_TYPE).documentElement;
    parsed.setAttribute("role", "img");
    const dialog = h("dialog", { class: "ml-dialog ml-home-qr", "aria-label": t("home-qr") },
      h("div", { class: "ml-row ml-between" }, h("h2", { text: t("home-qr") }),
        button(t("home-close"), () => dialog.close(), { icon: "close", iconOnly: true, kind: "quiet" })),
      document.importNode(parsed, true), h("p", { class: "ml-home-address", text: link }),
      button(t("home-qr-save"), () => download(`${this.stem}-qr.svg`, text, SVG_TYPE)));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  // --- pictures ---------------------------------------------------------------------------------------

  /** Call `act` while an element stands in the page, so that its colours are known. */
  async inPage(element, act) {
    const moved = !element.isConnected;
    if (moved) this.hidden.append(element);
    try {
      return await act();
    } finally {
      if (moved) element.remove();
    }
  }

  svgOf(element) {
    const picture = element.matches("svg") ? element : element.querySelector("svg");
    return this.inPage(element, () => snapshot(picture));
  }

  picturePart() {
    const { t, page } = this;
    const save = (label, name, element) => button(label, () => this.attempt(async () =>
      download(`${this.stem}-${name}.svg`, await this.svgOf(element()), SVG_TYPE)));
    return this.part("home-pictures", h("div", { class: "ml-row" },
      button(t("home-body-png"), () => this.attempt(() => this.savePng())),
      save(t("home-body-svg"), "body", () => page.scene.element),
      button(t("home-network-svg"), () => this.attempt(() => this.saveNetwork())),
      save(t("home-gauge-svg"), "gauge", () => page.gauge.element)));
  }

  /** Save the streams, which stand still while the full wiring is shown. */
  async saveNetwork() {
    const { page } = this;
    const { view, selected } = page;
    if (view !== "simple") {
      page.show("simple");
      page.paint(0);
    }
    const text = await this.svgOf(page.streams.element);
    if (view !== "simple") page.show(view);
    if (selected) page.select(selected);
    download(`${this.stem}-network.svg`, text, SVG_TYPE);
  }

  async savePng() {
    const { element } = this.page.scene;
    const { width, height } = element.viewBox.baseVal;
    const canvas = canvasFor(element, 2 * Math.max(width, height));
    await drawn(await this.svgOf(element), canvas);
    download(`${this.stem}-body.png`, await pngOf(canvas));
  }

  // --- animation ----------------------------------------------------------------------------------------

  animationPart() {
    const { t, page } = this;
    const kinds = [...(videoType() ? [["video", t("home-animation-video")]] : []), ["png", t("home-animation-png")]];
    this.bar = h("progress", { max: 1, value: 0, "aria-label": t("home-progress") });
    this.cancel = button(t("home-cancel"), () => this.making?.abort());
    this.busy = h("div", { class: "ml-row", hidden: true }, this.bar, this.cancel);
    this.make = button(t("home-make"), () => this.attempt(() => this.animate()));
    return this.part("home-animation",
      choice({
        legend: t("home-seconds"), value: String(this.seconds),
        options: SECONDS.map((count) => [String(count), page.app.number(count, { style: "unit", unit: "second", unitDisplay: "long" })]),
        pick: (key) => { this.seconds = Number(key); },
      }),
      kinds.length > 1 ? choice({
        legend: t("home-animation-kind"), value: this.kind, options: kinds, pick: (key) => { this.kind = key; },
      }) : null,
      h("div", { class: "ml-row" }, this.make, this.busy),
      h("p", { class: "ml-help", text: t("home-animation-help") }));
  }

  async animate() {
    if (this.making) return;
    const { page, kind } = this;
    this.making = new AbortController();
    const { signal } = this.making;
    const animated = kind === "png";
    const drawing = animated ? 0.95 : 0.5; // share of the work
    const stage = (from, to) => ({
      signal, progress: (share) => { this.bar.value = from + (to - from) * share; },
    });
    let scene = null;
    setIdle(this.make, true);
    this.bar.value = 0;
    this.busy.hidden = false;
    try {
      const asked = {
        scene: (copy) => {
          scene = new Scene(copy, page.t, { twin: page.scene.twin });
          this.hidden.append(scene.element);
          return scene;
        },
        snapshot, keep: animated ? differences() : pngOf, ms: 1000 * this.seconds,
        everyMs: animated ? FRAME_MS : VIDEO_FRAME_MS,
      };
      const filmed = await film(page.live, asked, stage(0, drawing));
      const blob = await (animated ? animatedPng : video)(filmed, stage(drawing, 1));
      const ending = { "image/png": "png", "video/webm": "webm", "video/mp4": "mp4" }[blob.type];
      download(`${this.stem}-animation.${ending}`, blob);
      say(this.status, this.t("home-saved"));
    } finally {
      scene?.element.remove();
      this.making = null;
      this.busy.hidden = true;
      setIdle(this.make, false);
    }
  }

  // --- Python and data -----------------------------------------------------------------------------------

  pythonPart() {
    const { t, page } = this;
    const lines = () => {
      try {
        return pythonLines(page.live.recording());
      } catch (error) {
        if (error instanceof InputError) return `# ${error.message}`;
        throw error;
      }
    };
    return this.part("home-python", h("p", { class: "ml-help", text: t("home-python-help") }),
      this.field(t("home-python-lines"), lines, { rows: 12, copy: t("home-copy-python") }),
      this.field(t("home-command"), () => commandLine(page.live.session), { copy: t("home-copy-command") }),
      h("p", { class: "ml-help", text: t("home-command-help") }));
  }

  dataPart() {
    const { t, page } = this;
    const file = h("input", {
      type: "file", accept: ".json,application/json", class: "ml-hidden", tabindex: "-1", "aria-hidden": "true",
      change: () => this.attempt(() => this.open(file)),
    });
    return this.part("home-data", h("div", { class: "ml-row" },
      button(t("home-csv"), () => this.attempt(() => this.saveCsv())),
      button(t("home-save"), () => page.save()),
      button(t("home-open"), () => file.click()), file,
      button(t("home-print"), () => window.print(), { icon: "print" })));
  }

  async saveCsv() {
    if (this.counting) return;
    this.counting = true;
    const { stem } = this;
    try {
      download(`${stem}.csv`, await timeCourse(this.page.live), "text/csv");
    } finally {
      this.counting = false;
    }
  }

  async open(input) {
    const [file] = input.files;
    input.value = ""; // so that the same file can be opened again
    if (!file) return;
    const text = await file.slice(0, MAX_FILE).text();
    this.page.attempt(() => this.page.live.open(text));
  }
}
