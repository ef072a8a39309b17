// What changes the colours of a page without its visitor: theme, contrast, forced colours, paper.

const MEDIA = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)", "print"];
const PAPER_WIDTH = 680; // px between the margins of a narrow sheet

/**
 * Paint again when the colours of the page change; on paper at once, as no frame follows.
 * @param {() => void} repaint  @returns {() => void} stops it
 */
export function onColours(repaint) {
  const media = MEDIA.map((query) => matchMedia(query));
  const themed = new MutationObserver(repaint);
  themed.observe(document.documentElement, { attributeFilter: ["data-theme", "data-paper"] });
  media.forEach((query) => query.addEventListener("change", repaint));
  addEventListener("beforeprint", repaint);
  addEventListener("afterprint", repaint);
  return () => {
    themed.disconnect();
    media.forEach((query) => query.removeEventListener("change", repaint));
    removeEventListener("beforeprint", repaint);
    removeEventListener("afterprint", repaint);
  };
}

/** Let a picture keep its size on paper, so that what lies over its canvas stays in place. */
export function keepSize(box) {
  const { width, height } = box.getBoundingClientRect();
  if (!width || matchMedia("print").matches) return;
  box.style.setProperty("--kept-width", `${width}px`);
  box.style.setProperty("--kept-height", `${height}px`);
  box.style.setProperty("--kept-zoom", Math.min(1, PAPER_WIDTH / width));
}
