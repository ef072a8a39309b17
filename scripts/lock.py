"""Write `requirements.lock`: every package, every platform, with hashes and no address."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
RESOLVER = "uv==0.13.9"
HEADER = "# Written by `make lock` from pyproject.toml (Python 3.11 and newer); do not edit.\n"


def resolve(uv: Path, options: list[str]) -> None:
    """Resolve all dependencies and extras of pyproject.toml into the lock.

    Pins already in the lock are kept where they still fit.

    Args:
        uv: The resolver's executable.
        options: Passed on to it, for example `--upgrade`.

    Raises:
        subprocess.CalledProcessError: The resolver failed; it has said why.
    """
    command = [str(uv), "pip", "compile", "pyproject.toml", "--output-file", str(LOCK)]
    command += ["--quiet", "--all-extras", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-annotate", "--no-header", "--no-config"]
    command += ["--no-emit-index-url", "--no-emit-find-links", *options]
    subprocess.run(command, check=True, cwd=ROOT)
    LOCK.write_text(HEADER + LOCK.read_text())


def main() -> int:
    """Run the resolver from a throw-away environment.

    Returns:
        Process exit code: 0 done, 1 pip or the resolver failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        venv.EnvBuilder(with_pip=True).create(folder)
        programs = Path(folder) / "bin"
        try:
            subprocess.run([programs / "pip", "install", "--quiet", RESOLVER], check=True)
            resolve(programs / "uv", sys.argv[1:])
        except subprocess.CalledProcessError as error:
            print(f"The lock was not written: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
