"""Names every module of the package that no other module uses; `make lint` runs it.

A module is used if another module imports it, if it can be run (`__main__`), if a module beside
it loads all that are there (`iter_modules`), or if its dotted name occurs as text, as in
`uvicorn.run("motorloops.server.app:app")`.
"""

import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
ENTRY_POINTS = {"motorloops.experiments.cli.main", "motorloops.__main__"}


def unused_modules() -> list[str]:
    """Modules of the package that nothing uses, sorted."""
    sys.path.insert(0, str(ROOT))
    graph = grimp.build_graph("motorloops", cache_dir=None)
    files = {name: ROOT / Path(*name.split(".")).with_suffix(".py") for name in graph.modules}
    texts = {name: path.read_text() for name, path in files.items() if path.exists()}
    loaded = {name.rpartition(".")[0] for name, text in texts.items() if "iter_modules(" in text}
    return sorted(
        name
        for name, text in texts.items()
        if name not in ENTRY_POINTS
        and '__name__ == "__main__"' not in text
        and name.rpartition(".")[0] not in loaded
        and not graph.find_modules_that_directly_import(name)
        and not any(f'"{name}' in other for user, other in texts.items() if user != name)
    )


def main() -> int:
    """Print them.

    Returns:
        0 if every module is used, 1 otherwise.
    """
    unused = unused_modules()
    for name in unused:
        print(f"nothing uses {name}")
    return int(bool(unused))


if __name__ == "__main__":
    sys.exit(main())
