// A private diary of touches: kept in this browser alone, printable, erased by one click.
import { InputError } from "./engine.js";
import { button, choice, h, picker, say } from "./dom.js";

const KEY = "motorloops.diary";
const PLACES = ["chin", "cheek", "forehead", "back-of-head", "neck", "shoulder", "hand", "imagined", "other"];
const HELPED = ["not-at-all", "a-little", "a-lot"];
const LASTED = ["moment", "while-touching", "minutes", "longer"];
const MAX_NOTE = 500; // characters
const MAX_ROWS = 500;

const noon = (date) => new Date(`${date}T12:00`);

const isRow = (row) => row !== null && typeof row === "object"
  && /^\d{4}-\d{2}-\d{2}$/.test(row.date) && Number.isFinite(noon(row.date).getTime()) && PLACES.includes(row.where) && HELPED.includes(row.helped)
  && LASTED.includes(row.lasted) && typeof row.note === "string" && row.note.length <= MAX_NOTE;

/** The notes in this browser; what is not a note is left out. */
export function notes() {
  try {
    const rows = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(rows) ? rows.filter(isRow).slice(0, MAX_ROWS) : [];
  } catch {
    return [];
  }
}

/** Keep notes; whether the browser allows it. */
function keep(rows) {
  if (rows.length > MAX_ROWS) throw new InputError("diary", rows.length, `keep at most ${MAX_ROWS}`);
  try {
    if (rows.length) localStorage.setItem(KEY, JSON.stringify(rows));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

const today = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

/** Open the diary; saved() is called after a note is saved. */
export function openDiary({ t, words }, saved) {
  let rows = notes();
  let edited = null;
  const status = h("p", { role: "status", class: "ml-after" });
  const list = h("ul", { class: "ml-notes" });
  const form = h("form", { class: "ml-diary-form" });
  const dialog = h("dialog", { class: "ml-dialog ml-diary", "aria-label": t("diary-title") });
  const date = (text) => new Intl.DateTimeFormat(words.language, { dateStyle: "long" })
    .format(noon(text));

  const store = (next, told) => {
    rows = next;
    say(status, t(keep(rows) ? told : "diary-unavailable"));
    show();
  };

  const show = () => {
    list.replaceChildren(...rows.map((row, k) => h("li", { class: "ml-card" },
      h("p", {}, h("strong", { text: date(row.date) })),
      h("p", { text: `${t(`diary-where-${row.where}`)}: ${t(`diary-helped-${row.helped}`)}` }),
      h("p", { text: t(`diary-how-long-${row.lasted}`) }),
      row.note ? h("p", { text: row.note }) : null,
      h("div", { class: "ml-row ml-no-print" },
        button(t("diary-edit"), () => fill(row, k, "input")),
        button(t("diary-delete"), () => {
          store(rows.filter((_, i) => i !== k), "diary-deleted");
          form.querySelector("[type=submit]").focus();
        })))));
    say(count, rows.length ? t("diary-count", { count: rows.length }) : t("diary-empty"));
    erase.hidden = rows.length === 0;
  };

  /** The form for a note; the element that had the focus may be gone, so it gets it if asked. */
  const fill = (row, k, focus = "[type=submit]") => {
    edited = k;
    let now = { ...row };
    const day = h("input", { type: "date", value: now.date, max: today(), id: "ml-diary-date" });
    const note = h("textarea", { id: "ml-diary-note", maxlength: MAX_NOTE, rows: 3 });
    note.value = now.note;
    form.replaceChildren(
      h("div", { class: "ml-picker" }, h("label", { for: day.id, text: t("diary-date") }), day),
      picker({
        label: t("diary-where"), value: now.where, help: t("diary-where-hint"),
        options: PLACES.map((key) => [key, t(`diary-where-${key}`)]), pick: (key) => { now.where = key; },
      }),
      choice({
        legend: t("diary-helped"), value: now.helped,
        options: HELPED.map((key) => [key, t(`diary-helped-${key}`)]), pick: (key) => { now.helped = key; },
      }),
      choice({
        legend: t("diary-how-long"), value: now.lasted,
        options: LASTED.map((key) => [key, t(`diary-how-long-${key}`)]), pick: (key) => { now.lasted = key; },
      }),
      h("div", { class: "ml-picker" }, h("label", { for: note.id, text: t("diary-note") }), note,
        h("p", { class: "ml-help", text: t("diary-note-hint") })),
      h("div", { class: "ml-row" },
        h("button", { type: "submit", class: "ml-button ml-main", text: t("diary-save") }),
        edited === null ? null : button(t("diary-cancel"), () => fill(blank(), null))));
    if (dialog.open) form.querySelector(focus).focus();
    form.onsubmit = (event) => {
      event.preventDefault();
      now = { ...now, date: day.value || today(), note: note.value.trim().slice(0, MAX_NOTE) };
      const next = edited === null ? [now, ...rows] : rows.map((old, i) => (i === edited ? now : old));
      try {
        store(next, "diary-saved");
      } catch (problem) {
        if (!(problem instanceof InputError)) throw problem;
        say(status, t("diary-full", { most: MAX_ROWS }));
        return;
      }
      fill(blank(), null);
      saved();
    };
  };
  const blank = () => ({ date: today(), where: "chin", helped: "a-little", lasted: "moment", note: "" });

  const count = h("p", { class: "ml-help" });
  const ask = h("div", { class: "ml-ask", hidden: true });
  const erase = button(t("diary-erase"), () => {
    ask.hidden = false;
    ask.replaceChildren(h("p", { text: t("diary-erase-ask", { count: rows.length }) }),
      h("div", { class: "ml-row" },
        button(t("diary-erase-yes"), () => {
          ask.hidden = true;
          store([], "diary-erased");
          form.querySelector("[type=submit]").focus();
        }, { kind: "main" }),
        button(t("diary-erase-no"), () => {
          ask.hidden = true;
          erase.focus();
        })));
    ask.querySelector("button").focus();
  });
  dialog.append(
    h("div", { class: "ml-row ml-between" }, h("h2", { text: t("diary-title") }),
      button(t("diary-close"), () => dialog.close(), { icon: "close", iconOnly: true, kind: "quiet" })),
    h("p", { class: "ml-only-print", text: t("diary-print-made", { date: date(today()) }) }),
    h("p", { text: t("diary-privacy") }), h("p", { class: "ml-help", text: t("diary-not-advice") }),
    h("h3", { class: "ml-no-print", text: t("diary-add") }), form, status, count, list,
    h("div", { class: "ml-row ml-no-print" }, button(t("diary-print"), () => window.print(), { icon: "print" }), erase), ask,
    h("p", { class: "ml-help ml-no-print", text: t("diary-privacy-clear") }));
  dialog.addEventListener("close", () => dialog.remove());
  fill(blank(), null);
  show();
  document.body.append(dialog);
  dialog.showModal();
}
