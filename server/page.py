"""Solara's page, dressed: language, zoom, style sheet, and a nonce on every script."""

import re
import secrets
from pathlib import Path

from server.guard import POLICY

FRONTEND = Path(__file__).parent / "frontend"
STYLES = (
    "/assets/uPlot.min.css",
    "/frontend/colours.css",  # made from theme.py
    *(f"/frontend/{path.name}" for path in sorted(FRONTEND.glob("*.css"))),
)
LOOK = '<script src="/frontend/look.js"></script>'  # before anything is painted
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
BUSY = re.compile(r"<v-progress-linear\b.*?</v-progress-linear>", re.DOTALL)
ZOOMABLE = '<meta name="viewport" content="width=device-width, initial-scale=1">'


def dress(html: str, title: str) -> tuple[str, str]:
    """Mend what Solara's template leaves out.

    Solara forbids zooming, names no language, shows a bar without a name while it is busy (and
    answering frames counts as busy), and runs inline scripts, which a strict policy refuses; so
    each script gets a nonce that is new for every page.

    Args:
        html: Solara's page.
        title: What the page is called.

    Returns:
        The page and its Content-Security-Policy.
    """
    nonce = secrets.token_urlsafe(16)
    html = html.replace("<html>", '<html lang="en">', 1)
    html = VIEWPORT.sub(ZOOMABLE, html)
    styles = "".join(f'<link rel="stylesheet" href="{path}">' for path in STYLES)
    html = html.replace("</head>", f"{LOOK}{styles}</head>", 1)
    html = BUSY.sub("", html, count=1)
    html = html.replace("<script", f'<script nonce="{nonce}"')
    html = re.sub(r"<title>[^<]*</title>", f"<title>{title}</title>", html, count=1)
    return html, POLICY.format(nonce=nonce)
