// Keyboard shortcuts: single keys, only when no field has the focus, and only while switched on.
const ACTIONS = { " ": "play", ".": "step", ",": "back", r: "reset", t: "touch", u: "undo", y: "redo" };
const FIELDS = "input, select, textarea, [contenteditable]";
const PRESSABLE = "button, a, summary, [role=button]";

/** @returns a function that stops listening */
export function listen(model) {
  const onKey = (event) => {
    if (event.key === "Escape") return close();
    if (!model.get("shortcuts") || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const focus = event.target instanceof Element ? event.target : document.body;
    if (focus.matches(FIELDS) || (event.key === " " && focus.matches(PRESSABLE))) return;
    if (event.key === "?") return help(event);
    const action = ACTIONS[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    model.send({ type: "key", action });
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** Close the open menu and go back to its button. */
function close() {
  const menu = document.querySelector("details.ml-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function help(event) {
  const panel = document.querySelector("details.ml-help");
  if (!panel) return;
  event.preventDefault();
  panel.open = !panel.open;
  panel.querySelector("summary").focus();
}
