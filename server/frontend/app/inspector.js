// A population of the network: what it is, what reaches it, and what can be done to it.
import { button, choice, h } from "./dom.js";
import { nameOf } from "./more_levers.js";

const SHARES = [0, 0.25, 0.5, 1]; // of a population's output that can be switched off
const CURRENTS = [["quiet", -0.2], ["none", 0], ["a-little", 0.1], ["strong", 0.3]];
const BRIEF_MS = 300;

/** The panel of a population; page: Explore. */
export function inspector(page, key) {
  const { live, t, app } = page;
  const { words, number } = app;
  const { populations, projections } = live.body;
  const row = populations.find((population) => population.key === key);
  const title = (other) => nameOf(words, "population", populations.find((p) => p.key === other));
  const links = (rows, end) => (rows.length
    ? h("ul", {}, rows.map((link) => h("li", {
        text: t(`explore-${link.sign}`, { name: title(link[end]), weight: number(link.weight, { maximumSignificantDigits: 2 }) }),
      })))
    : h("p", { text: t("explore-no-links") }));
  const { lesions, stimuli } = live.session.now;
  const current = stimuli[key] ?? 0;
  const strength = CURRENTS.find(([, value]) => value === current)?.[0] ?? "none";
  return h("section", { "aria-label": title(key), class: "ml-inspector" },
    h("div", { class: "ml-row ml-between" },
      h("h3", { text: `${title(key)} (${key})` }),
      button(t("explore-close"), () => page.select(null), { icon: "close", iconOnly: true, kind: "quiet" })),
    h("p", { text: t(`explore-region-${row.region.replaceAll("_", "-")}`) }),
    choice({
      legend: t("explore-lesion"), value: String(lesions[key] ?? 0),
      options: SHARES.map((share) => [String(share), number(share, { style: "percent" })]),
      pick: (share) => page.attempt(() => live.lesion(key, Number(share))),
    }),
    choice({
      legend: t("explore-stimulate"), value: strength,
      options: CURRENTS.map(([name]) => [name, t(`explore-stimulate-${name}`)]),
      pick: (name) => page.attempt(() => live.stimulate(key, CURRENTS.find(([own]) => own === name)[1])),
    }),
    button(t("explore-stimulate-brief"), () => page.attempt(() => live.stimulate(key, 0.3, BRIEF_MS))),
    h("h4", { text: t("explore-inputs") }), links(projections.filter((p) => p.target === key), "source"),
    h("h4", { text: t("explore-outputs") }), links(projections.filter((p) => p.source === key), "target"));
}
