"""Draw the figures of the documentation's gallery again: `make gallery`."""

import subprocess
import sys

from scripts.marked import ROOT

FOLDER = ROOT / "docs" / "gallery"


def main() -> None:
    """Run every script of the gallery, or only those named."""
    names = sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("[!_]*.py"))
    for name in names:
        print(f"{name}.png", flush=True)
        subprocess.run([sys.executable, FOLDER / f"{name}.py"], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
