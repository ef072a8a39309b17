"""The pages that need no server: Story, Explore, Compare, Lessons, and what explains figures.

:func:`write_site` writes a folder for any web host; :func:`write_single_file` writes one HTML file
that also opens from a disk or a mail. Both have the same ES modules (``frontend/app``), the engine
compiled for the browser, and all texts; neither asks anything of another place.
"""

import base64
import json
import posixpath
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import load_atlas
from motorloops.server import theme
from motorloops.server.lesson_data import lessons_for_pages
from motorloops.server.strings.messages import LANGUAGES, messages, say

FRONTEND = Path(__file__).parent / "frontend"
APP = FRONTEND / "app"
ENGINE = FRONTEND / "engine"
ENGINE_FILES = ("engine.wasm", "bodies.bin")
SINGLE = "motorloops.html"  # the single file, which a site has too
MEASURING = ("engine.js", "measure.js")  # the modules that workers run
IMPORT = re.compile(r'((?:\bfrom|\bimport)\s*\(?\s*)"(\.{1,2}/[^"]+\.js)"')
OWN_ORIGIN = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; "
    "style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
NOWHERE = (
    "default-src 'none'; script-src 'unsafe-inline' data: blob: 'wasm-unsafe-eval'; "
    "worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)
PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<meta name="description" content="$text">
<link rel="icon" href="data:,">
$styles
</head>
<body>
<div id="app" class="ml-app" data-languages="$languages">
<main class="ml-content ml-story"><div class="ml-screen">
<section class="ml-words"><h1>$heading</h1><p class="ml-lead">$text</p></section>
<noscript><p>$no_script</p></noscript>$disk
</div></main></div>
$scripts
</body>
</html>
""")


class MissingEngineError(RuntimeError):
    """The engine for the browser has not been built."""


def module_names() -> list[str]:
    """The ES modules, as paths below ``frontend/app``."""
    return sorted(path.relative_to(APP).as_posix() for path in APP.rglob("*.js"))


def styles() -> str:
    """All style sheets of the pages, the colours first."""
    return theme.style_sheet() + "".join(
        path.read_text("utf-8") for path in sorted(APP.rglob("*.css"))
    )


def texts(language: str) -> str:
    """The compiled texts of a language as JSON."""
    return _json(messages(language))


@cache
def sources() -> dict[str, dict[str, str]]:
    """Every reference by its key: how it is cited, and its address if it has a DOI."""
    found = {}
    for row in load_atlas().references:
        text = f"{row.authors} ({row.year}). {row.title}. {row.journal}."
        found[row.key] = {"text": text}
        if row.doi:
            found[row.key]["url"] = f"https://doi.org/{row.doi}"
    return found


def _conditions() -> dict[str, Any]:
    # It imports Solara, which the dashboard may only do once it is set up.
    from motorloops.server.explain_conditions import site_conditions

    return site_conditions()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _check_engine() -> None:
    if not all((ENGINE / name).exists() for name in ENGINE_FILES):
        raise MissingEngineError('the browser\'s engine is missing; run "make browser-engine"')


def _page(policy: str, styles: str, scripts: str, disk: str = "") -> str:
    language = LANGUAGES[0]
    heading = say("story-opening-heading", language)
    return PAGE.substitute(
        language=language,
        languages=" ".join(LANGUAGES),
        policy=policy,
        title=escape(f"motorloops – {heading}"),
        heading=escape(heading),
        text=escape(say("story-opening-text", language)),
        no_script=escape(say("app-no-script", language)),
        styles=styles,
        scripts=scripts,
        disk=disk,
    )


def site_files() -> Iterator[tuple[str, bytes]]:
    """The files of the site: path and content.

    Raises:
        MissingEngineError: If the engine has not been built.
    """
    _check_engine()
    names = module_names()
    head = '<link rel="stylesheet" href="styles.css">' + "".join(
        f'<link rel="modulepreload" href="app/{name}">' for name in names
    )
    disk = f'<p class="ml-from-disk"><a href="{SINGLE}">{escape(say("app-from-disk"))}</a></p>'
    start = '<script type="module" src="app/site.js"></script>'
    yield "index.html", _page(OWN_ORIGIN, head, start, disk).encode()
    yield "styles.css", styles().encode()
    for name in names:
        yield f"app/{name}", (APP / name).read_bytes()
    for name in ENGINE_FILES:
        yield f"engine/{name}", (ENGINE / name).read_bytes()
    for language in LANGUAGES:
        yield f"texts/{language}.json", texts(language).encode()
    yield "sources.json", _json(sources()).encode()
    yield "lessons.json", _json(lessons_for_pages()).encode()
    yield "conditions.json", _json(_conditions()).encode()
    yield SINGLE, single_file().encode()


def single_file() -> str:
    """The single HTML file: modules, engine and texts are in it.

    Raises:
        MissingEngineError: If the engine has not been built.
    """
    _check_engine()
    imports = {
        f"motorloops/{name}": "data:text/javascript;base64," + _base64(_bare(name).encode())
        for name in module_names()
    }
    data = {
        "texts": {language: dict(messages(language)) for language in LANGUAGES},
        "sources": sources(),
        "lessons": lessons_for_pages(),
        "conditions": _conditions(),
        "modules": _plain(MEASURING),
        "engine": {name: _base64((ENGINE / name).read_bytes()) for name in ENGINE_FILES},
    }
    scripts = (
        f'<script type="importmap">{_json({"imports": imports})}</script>'
        f'<script type="application/json" id="data">{_inside(_json(data))}</script>'
        '<script type="module">import "motorloops/single.js";</script>'
    )
    return _page(NOWHERE, f"<style>{styles()}</style>", scripts)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _inside(text: str) -> str:
    """JSON that may stand inside a script element."""
    return text.replace("<", "\\u003c")


def _plain(names: Iterable[str]) -> str:
    """Modules as one plain script, for a worker of a page that is one file."""
    text = "\n".join((APP / name).read_text("utf-8") for name in names)
    return re.sub(r"(?m)^export ", "", re.sub(r"(?ms)^import .*?;\n", "", text))


def _bare(name: str) -> str:
    """A module whose relative imports are names in the import map."""
    folder = posixpath.dirname(name)

    def rename(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found[2]))
        return f'{found[1]}"motorloops/{target}"'

    return IMPORT.sub(rename, (APP / name).read_text("utf-8"))


def write_site(folder: Path) -> int:
    """Write the site into a folder that is new or holds an older site; nothing is half-written.

    Returns:
        The bytes written.

    Raises:
        InputError: If the folder holds something else, or cannot be written.
        MissingEngineError: If the engine has not been built.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("--out", str(folder), "give a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "app" / "site.js").exists():
        raise InputError("--out", str(folder), "give a new or empty folder, or an older site")
    size = 0
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as place:
            made = Path(place) / "site"
            for name, content in site_files():
                path = made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                size += len(content)
            if folder.exists():
                shutil.rmtree(folder)
            made.rename(folder)
    except OSError as error:
        allowed = f"give a place where a folder can be written ({error.strerror})"
        raise InputError("--out", str(folder), allowed) from None
    return size
