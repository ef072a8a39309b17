// The texts of the pages, as server/strings/messages.py compiles them from Fluent files.

/**
 * Texts in one language.
 *
 * language: such as "en"; texts: compiled texts by key; fallback: Messages for a key that this
 * language lacks, or null.
 */
export class Messages {
  constructor(language, texts, fallback = null) {
    Object.assign(this, { language, texts, fallback });
    this.plural = new Intl.PluralRules(language);
    this.formats = new Map();
    this.t = this.t.bind(this);
    this.number = this.number.bind(this);
    this.list = this.list.bind(this);
  }

  has(key) {
    return key in this.texts || (this.fallback?.has(key) ?? false);
  }

  /** The text at a key with its fields filled in; the key itself where there is no text. */
  t(key, fields = {}) {
    if (key in this.texts) return this.resolve(this.texts[key], fields);
    if (this.fallback) return this.fallback.t(key, fields);
    console.error(`no text: ${key}`);
    return key;
  }

  /** A number as the language writes it; options as of Intl.NumberFormat. */
  number(value, options = {}) {
    const key = JSON.stringify(options);
    if (!this.formats.has(key)) {
      this.formats.set(key, new Intl.NumberFormat(this.language, options));
    }
    return this.formats.get(key).format(value);
  }

  /** "a, b and c". */
  list(items) {
    return new Intl.ListFormat(this.language, { type: "conjunction" }).format(items);
  }

  resolve(text, fields) {
    if (typeof text === "string") return text;
    return text.map((part) => (typeof part === "string" ? part : this.part(part, fields))).join("");
  }

  part(part, fields) {
    if (!("s" in part)) return this.value(part, fields);
    const value = fields[part.s.v];
    const names = typeof value === "number" ? [String(value), this.plural.select(value)] : [value];
    const [, text] = names
      .map((name) => part.c.find(([key]) => key === name))
      .find((found) => found) ?? part.c[part.d];
    return this.resolve(text, fields);
  }

  value({ v, o = {} }, fields) {
    if (!(v in fields)) throw new Error(`a text needs ${v}`);
    const value = fields[v];
    return typeof value === "number" ? this.number(value, o) : String(value);
  }
}

const STORED = "motorloops.language";

/** The language of a visitor: chosen before, or the first of the browser's that there is. */
export function preferredLanguage(languages) {
  let chosen = null;
  try {
    chosen = localStorage.getItem(STORED);
  } catch { /* storage is blocked */ }
  const wanted = [chosen, ...navigator.languages].filter(Boolean).map((tag) => tag.split("-")[0]);
  return wanted.find((tag) => languages.includes(tag)) ?? languages[0];
}

/** Remember a language, if the browser allows it. */
export function rememberLanguage(language) {
  try {
    localStorage.setItem(STORED, language);
  } catch { /* it holds until the page is left */ }
}
