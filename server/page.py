"""Solara's page, dressed: language, zoom, styles, our own words, and a nonce on every script."""

import re
import secrets
from html import escape
from pathlib import Path

from server.guard import POLICY
from server.words import say

FRONTEND = Path(__file__).parent / "frontend"
STYLES = (
    "/assets/uPlot.min.css",
    "/frontend/colours.css",  # made from theme.py
    *(f"/frontend/{path.name}" for path in sorted(FRONTEND.glob("*.css"))),
)
LOOK = '<script src="/frontend/look.js"></script>'  # before anything is painted
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
ZOOMABLE = '<meta name="viewport" content="width=device-width, initial-scale=1">'
BUSY = re.compile(r"<v-progress-linear\b.*?</v-progress-linear>", re.DOTALL)
# What Solara says of lost connections, and to programmers; our own words stand in its place.
SAYINGS = re.compile(r"<(v-alert|v-overlay|v-dialog|v-menu)\b.*?</\1>", re.DOTALL)
LOADER = re.compile(r'(<div v-if="loading" id="loader-container">).*?</v-card>', re.DOTALL)


def _lost() -> str:
    """Says, in Solara's Vue template, that the connection is lost, or comes back."""
    text = {key: escape(say(f"lost.{key}")) for key in ("trying", "gone", "back", "again")}
    return (
        '<div class="ml-lost" role="alert"'
        " v-if=\"needsRefresh || (wasConnected && connectionStatus !== 'connected')\">"
        f"<p v-if=\"connectionStatus === 'connecting' && !needsRefresh\">{text['trying']}</p>"
        f"<p v-else>{text['gone']}</p>"
        f'<p><a class="ml-press" href="">{text["again"]}</a></p></div>'
        f'<div class="ml-lost" role="status" v-else-if="remounting"><p>{text["back"]}</p></div>'
    )


def _loading() -> str:
    """Says, in Solara's Vue template, that the page is on its way, or that it cannot be had."""
    busy, gone = escape(say("lost.loading")), escape(say("lost.refused"))
    return (
        f'<div class="ml-loading" role="status"><p v-if="connectionStatus === \'disconnected\'">'
        f"{gone}</p><p v-else>{busy}</p></div>"
    )


def dress(html: str, title: str) -> tuple[str, str]:
    """Mend what Solara's template leaves out.

    Solara forbids zooming, names no language, shows a bar without a name while it is busy (and
    answering frames counts as busy), speaks of servers and sessions where a connection is lost,
    and runs inline scripts, which a strict policy refuses; so each script gets a nonce that is
    new for every page.

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
    html = LOADER.sub(lambda found: found[1] + _loading(), html, count=1)
    html = SAYINGS.sub("", html)
    html = BUSY.sub(lambda _: _lost(), html, count=1)
    html = html.replace("<script", f'<script nonce="{nonce}"')
    html = re.sub(r"<title>[^<]*</title>", f"<title>{title}</title>", html, count=1)
    return html, POLICY.format(nonce=nonce)
