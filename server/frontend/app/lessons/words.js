// Texts of the lessons: [[word|shown]] marks a word that opens its meaning in place.
import { button, h } from "../dom.js";

const MARK = /\[\[([^\]|]+)(?:\|([^\]]*))?\]\]/g;
const GAP = 8; // px between a word and its meaning

/** A text without its marks. */
export const plain = (text) => text.replace(MARK, (_, key, seen) => seen || key);

/** The parts of a text: strings, and {key, seen} for marked words. */
export function partsOf(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(MARK)) {
    if (found.index > end) parts.push(text.slice(end, found.index));
    parts.push({ key: found[1], seen: found[2] || found[1] });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The keys of the words that are marked in some texts, each once. */
export const wordsIn = (texts) =>
  [...new Set(texts.flatMap((text) => partsOf(text).flatMap((part) => part.key ?? [])))];

/** Shows the meaning of words; `t`: texts. */
export class Glossary {
  constructor(t) {
    this.t = t;
    this.heading = h("h2", { id: "ml-word-title", tabindex: "-1" });
    this.meaning = h("p");
    const close = button(t("glossary-close"), () => this.close(), { icon: "close", kind: "quiet", iconOnly: true });
    this.element = h("dialog", { class: "ml-dialog ml-word-meaning", "aria-labelledby": "ml-word-title" },
      h("div", { class: "ml-row ml-between" }, this.heading, close), this.meaning);
    this.floats = typeof this.element.showPopover === "function";
    if (this.floats) this.element.setAttribute("popover", "auto");
    this.element.addEventListener("toggle", ({ newState }) => {
      if (newState === "closed") this.closed();
    });
    this.element.addEventListener("close", () => this.closed());
  }

  /** Nodes of a text in which marked words are buttons. */
  marked(text) {
    return partsOf(text).map((part) => {
      if (typeof part === "string") return part;
      const known = this.t(`glossary-${part.key}`);
      const press = h("button", {
        type: "button", class: "ml-word", text: part.seen, "aria-haspopup": "dialog",
        title: known, "data-word": part.key, click: () => this.open(part.key, press),
      });
      return press;
    });
  }

  /** A paragraph of a text. */
  paragraph(text, cls = null) {
    return h("p", { class: cls }, this.marked(text));
  }

  open(key, from) {
    this.from = from;
    this.heading.textContent = this.t(`glossary-${key}`);
    this.meaning.textContent = this.t(`glossary-${key}-meaning`);
    if (!this.floats) {
      this.element.showModal();
      return;
    }
    this.element.showPopover();
    const word = from.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = word.bottom + GAP + height <= innerHeight || word.top < height + GAP;
    const left = Math.max(GAP, Math.min(word.left, innerWidth - width - GAP));
    const top = below ? word.bottom + GAP : word.top - GAP - height;
    this.element.style.setProperty("left", `${left}px`);
    this.element.style.setProperty("top", `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`);
    this.heading.focus();
  }

  close() {
    if (this.floats) this.element.hidePopover();
    else this.element.close();
  }

  closed() {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body || this.element.contains(activeElement)) {
      this.from?.focus();
    }
  }
}
