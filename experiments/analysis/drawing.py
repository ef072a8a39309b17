"""Figures as files, and as pictures inside a page that follow its colours."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from experiments.analysis.part import WIDTH, Part

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#c2679b", "#a87400", "#7570b3")
MARKERS = "osD^vP"
GREY = "#808080"
DOTS_PER_INCH = 200
INK = "#010203"  # stands for the page's own text colour, which matplotlib does not know
STYLE: dict[str, Any] = {
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",  # letters stay letters, so that they can be found and enlarged
    "legend.frameon": False,
    "hatch.linewidth": 0.5,
}
INKED = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color",
         "hatch.color")  # fmt: skip
NO_RECORD = dict.fromkeys(("Creator", "Date", "Format", "Type"))  # the same runs, the same file


def _drawn(part: Part, kind: str, more: dict[str, Any]) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    clear = "text.color" in more
    settings: Any = {**STYLE, "svg.hashsalt": part.key, **more}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDTH, part.height), layout="constrained")
        part.draw(figure)
        if clear:
            for axes in figure.axes:
                axes.patch.set_alpha(0.0)
        stream = BytesIO()
        metadata = NO_RECORD if kind == "svg" else {}
        figure.savefig(stream, format=kind, dpi=DOTS_PER_INCH, metadata=metadata, transparent=clear)
    return stream.getvalue()


def write_figure(part: Part, path: Path, suffix: str) -> None:
    """Draw a part on white, as ``.svg`` or ``.png``."""
    path.write_bytes(_drawn(part, suffix.removeprefix("."), {}))


def inline_svg(part: Part) -> str:
    """A part as an ``svg`` element for a page: its letters and lines in the page's text colour.

    Ids are made unique to the part, and its text alternative is set.
    """
    from html import escape

    text = _drawn(part, "svg", dict.fromkeys(INKED, INK)).decode()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    text = re.sub(r"<style.*?</style>|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{part.key}-', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{part.key}-", text)
    box = re.search(r'viewBox="[^"]*"', text)
    label = escape(part.alternative, quote=True)
    head = f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" {box[0] if box else ""}'
    return re.sub(r"^<svg[^>]*>", f'{head} role="img" aria-label="{label}">', text)
