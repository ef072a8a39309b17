// The muscles as sound, on request.
import { button, h, newId, setIdle, slider } from "./dom.js";
import { askedMuscles } from "./scene.js";
import { Voices } from "./voices.js";

const LISTEN_MS = 50; // between two readings of the muscles

/**
 * A button that makes the muscles of `live` audible, with a volume; off at first.
 *
 * It is silent while the model is paused or the page is hidden, and ends with its element.
 * options: t, number: texts and numbers. Returns {element, stop, on, sounding}.
 */
export function createSound(live, { t, number }) {
  let volume = 0.5;
  let context = null;
  let voices = null;
  let timer = 0;
  const about = newId("sound");
  const loud = slider({
    label: t("sound-volume"), low: 0, high: 1, step: 0.05, value: volume,
    show: (value) => number(value, { style: "percent" }), input: (value) => { volume = value; },
  });
  loud.hidden = true;
  const press = button(t("sound-on"), () => (context ? stop() : start()), { icon: "sound", pressed: false });
  press.setAttribute("aria-describedby", about);
  const element = h("div", { class: "ml-sound" }, press, loud,
    h("p", { id: about, class: "ml-help", text: t("sound-help") }));

  const sounding = () => context !== null && live.playing && !document.hidden;

  function listen() {
    if (!element.isConnected) {
      stop();
      return;
    }
    if (!sounding()) {
      if (context.state === "running") context.suspend();
      return;
    }
    if (context.state === "suspended") context.resume();
    if (voices?.body !== live.body) {
      voices?.end();
      voices = new Voices(context, live.body);
    }
    voices.set(live.session.values("activation"), askedMuscles(live), volume);
  }

  function start() {
    context = new AudioContext();
    press.setAttribute("aria-pressed", "true");
    loud.hidden = false;
    document.addEventListener("visibilitychange", listen);
    timer = setInterval(listen, LISTEN_MS);
    listen();
  }

  function stop() {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", listen);
    press.setAttribute("aria-pressed", "false");
    loud.hidden = true;
    voices = null;
    context?.close();
    context = null;
  }

  if (!("AudioContext" in globalThis)) setIdle(press, true);
  return { element, stop, sounding, get on() { return context !== null; } };
}
