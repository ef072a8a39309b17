// A strength test: full effort of the person beside the healthy twin's, on the same noise.
import { h, svg } from "./dom.js";
import { Live } from "./live.js";

const TEST_MS = 1500;
const ARC = { x: 80, y: 84, r: 64 };
const NORMAL = 0.8; // from this share of the twin's strength on, the dial's second colour

const at = (share, r) => {
  const turn = Math.PI * (1 - Math.min(1.2, share) / 1.2);
  return [ARC.x + r * Math.cos(turn), ARC.y - r * Math.sin(turn)];
};

const arc = (from, to) => {
  const [a, b] = [at(from, ARC.r), at(to, ARC.r)];
  return `M${a[0]} ${a[1]}A${ARC.r} ${ARC.r} 0 0 1 ${b[0]} ${b[1]}`;
};

/** Share of the healthy twin's activity of the wanted muscle at full effort. */
export function strength(engine, setting) {
  const live = new Live(engine, { ...setting, command: 1, changes: { ...setting.changes, effort: 1 } });
  live.advance(TEST_MS);
  const { wanted } = live.body.aims[live.levers.task][live.levers.agonist];
  const [own, twin] = [0, 1].map((run) => live.session.readout(run).level[wanted]);
  return own / twin;
}

/** The test as a dial. */
export function strengthTest(engine, setting, { t, number }) {
  const share = strength(engine, setting);
  const [x, y] = at(share, ARC.r - 12);
  const percent = Math.round(100 * share);
  const dial = svg("svg", { viewBox: "0 0 160 100", class: "ml-dial", "aria-hidden": "true" },
    svg("path", { d: arc(0, NORMAL), class: "ml-dial-low" }),
    svg("path", { d: arc(NORMAL, 1.2), class: "ml-dial-normal" }),
    svg("path", { d: `M${ARC.x} ${ARC.y}L${x} ${y}`, class: "ml-dial-hand" }),
    svg("circle", { cx: ARC.x, cy: ARC.y, r: 7, class: "ml-dial-hub" }));
  const words = share >= NORMAL ? t("story-strength-normal") : t("story-strength-low");
  return h("div", { class: "ml-strength ml-card", "data-percent": percent }, dial,
    h("p", {}, h("strong", { text: `${t("story-strength-label")}: ${words}` })),
    h("p", { class: "ml-help", text: t("story-strength-percent", { percent }) }));
}
