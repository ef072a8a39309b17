"""Hooks of MkDocs: equations as MathML, root documents as pages, API pages from the modules.

MkDocs calls the functions named `on_...`. Everything happens while the site is built, so that a
reader's browser loads nothing but the site itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from latex2mathml.converter import convert
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent

# Documents at the root of the tree that are pages of the site as well.
ROOT_PAGES = {
    "ARCHITECTURE.md": "project/architecture.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CODE_OF_CONDUCT.md": "project/code_of_conduct.md",
    "SECURITY.md": "project/security.md",
    "CHANGELOG.md": "project/changelog.md",
    "paper.md": "project/paper.md",
    "README.md": "index.md",  # only for links: the site has a home page of its own
}

# Pages of the API reference: title, opening sentence, and the packages or modules on each.
API_PAGES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "model": (
        "Model",
        "Levers, timelines, runs, measures, and the Mesa agents.",
        ("model/*.py",),
    ),
    "network": (
        "Network",
        "The tables of the atlas, the bodies, and the graph that is built from them.",
        ("model/network/*.py",),
    ),
    "engine": (
        "Engine",
        "The compiled backend. Its modules are private: read them, but do not import them.",
        ("model/engine/*.py",),
    ),
    "sweeps": (
        "Sweeps",
        "Study files, designs, runners, and the folder of results.",
        ("experiments/sweeps/*.py",),
    ),
    "fitting": (
        "Fits",
        "Fit files, population Monte Carlo, and the report of a fit.",
        ("experiments/fitting/*.py",),
    ),
    "inference": (
        "Inference",
        "Measurements, estimators, answers, and how estimators are trained.",
        ("experiments/inference/*.py",),
    ),
    "analysis": (
        "Analysis",
        "Dose-response, phase diagrams, interaction, sensitivity, clusters of lesions.",
        ("experiments/analysis/*.py",),
    ),
    "paradigms": (
        "Paradigms",
        "The tests of the virtual laboratory, one module each.",
        ("experiments/paradigms/*.py",),
    ),
    "evidence": (
        "Evidence",
        "Published findings, comparisons with the model, verdicts.",
        ("experiments/evidence/*.py", "experiments/evidence/comparisons/*.py"),
    ),
    "calibration": (
        "Calibration",
        "Targets, the search for weights, the ensemble, robustness.",
        ("experiments/calibration/*.py",),
    ),
    "command": (
        "Command",
        "The `motorloops` command and what its subcommands share.",
        ("experiments/*.py", "experiments/cli/*.py"),
    ),
    "dashboard": (
        "Dashboard",
        "The server and its pages.",
        ("server/*.py", "server/components/*.py", "server/live/*.py", "server/pages/**/*.py"),
    ),
}

# Weight of a page in the search, by the start of its path: explanations before listings.
SEARCH_BOOST = {
    "find.md": 6.0, "glossary.md": 4.0, "how_to/": 4.0, "concepts/": 4.0, "tutorials/": 2.0,
    "api/": 0.05,
}  # fmt: skip
# Long listings that would bury everything else, and slow the search down.
UNSEARCHED = {"project/paper.md", "api/dashboard.md", "api/engine.md", "project/changelog.md"}

_BLOCK = re.compile(r"^```math\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"\$`([^`]+)`\$")
_CITED = re.compile(r"\[@[^\]]+\]|(?<!\w)@\w+")
_LINK = re.compile(r"(?<=\]\()(?!https?:|#)([^)#\s]+)")


def modules(patterns: Iterable[str]) -> list[str]:
    """Dotted names of the modules that match, packages first.

    Args:
        patterns: Globs relative to the root of the tree.

    Returns:
        Names below `motorloops`, each once; a package without code of its own is left out.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.name == "__init__.py" and len(path.read_text().splitlines()) <= 1:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            found[f"motorloops.{name}"] = None
    return list(found)


def api_page(title: str, opening: str, names: Iterable[str]) -> str:
    """A page of the API reference: one section for each module."""
    sections = (f"## {name.rpartition('.')[2]}\n\n::: {name}\n" for name in names)
    return f"# {title}\n\n{opening}\n\n" + "\n".join(sections)


def on_files(files: Files, config: Mapping[str, Any]) -> Files:
    """Add the pages that are made: root documents and the API reference."""
    for source, uri in ROOT_PAGES.items():
        if files.get_file_from_path(uri) is None:
            text = relink((ROOT / source).read_text(encoding="utf-8"), source, uri)
            files.append(File.generated(config, uri, content=text))  # type: ignore[arg-type]
    for key, (title, opening, patterns) in API_PAGES.items():
        text = api_page(title, opening, modules(patterns))
        files.append(File.generated(config, f"api/{key}.md", content=text))  # type: ignore[arg-type]
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Render equations, weigh the page in the search, and point links at pages of the site."""
    for start, boost in SEARCH_BOOST.items():
        if page.file.src_uri.startswith(start):
            page.meta["search"] = {"boost": boost}
    if page.file.src_uri in UNSEARCHED:
        page.meta["search"] = {"exclude": True}
    if not page.file.generated_by:
        markdown = relink(markdown, f"docs/{page.file.src_uri}", page.file.src_uri)
    if page.file.src_uri == ROOT_PAGES["paper.md"]:
        headings = markdown.replace("\n# ", "\n## ")
        markdown = "# Paper\n\n" + _CITED.sub(_citation, headings)
    return mathml(markdown)


def _citation(match: re.Match[str]) -> str:
    return "(" + ", ".join(re.findall(r"@(\w+)", match[0])) + ")"


def mathml(markdown: str) -> str:
    """Replace ``$`...`$`` and ```` ```math ```` blocks, as code hosts write them, by MathML."""

    def block(match: re.Match[str]) -> str:
        return f'<div class="equation">{_math(match[1], "block")}</div>'

    def inline(match: re.Match[str]) -> str:
        # Markdown takes a bare `math` element at the start of a line for a block.
        return f"<span>{_math(match[1], 'inline')}</span>"

    return _INLINE.sub(inline, _BLOCK.sub(block, markdown))


def _math(latex: str, display: str) -> str:
    plain = re.sub(r"\\\\\[[\w.]+\]", r"\\\\", " ".join(latex.split()))  # no extra line space
    return convert(plain, display=display)


def relink(markdown: str, source: str, uri: str) -> str:
    """Point the relative links of a document at the pages of the site.

    Args:
        markdown: Text of the document.
        source: Path of the document in the tree, where its links start.
        uri: Path of its page below `docs`.

    Returns:
        The text with every link to a document in the tree pointing at that document's page.
    """

    def target(match: re.Match[str]) -> str:
        path = _normal(PurePosixPath(source).parent / match[1])
        page = ROOT_PAGES.get(path, path.removeprefix("docs/") if path.startswith("docs/") else "")
        if not page:
            return match[1]
        up = len(PurePosixPath(uri).parts) - 1
        return "../" * up + page

    return _LINK.sub(target, markdown)


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts[-1:] = []
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
