"""Write the locks: every package, every platform, with hashes and no address.

`requirements.lock` is what `make run` and `make test` install; `bench.lock` adds the rivals
of `make bench`, which no other command needs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, BENCH_LOCK = ROOT / "requirements.lock", ROOT / "bench.lock"
RESOLVER = "uv==0.13.9"
HEADER = "# Written by `make lock` from pyproject.toml (Python 3.11 and newer); do not edit.\n"


def resolve(uv: Path, lock: Path, options: list[str]) -> None:
    """Resolve the dependencies of pyproject.toml, with some extras, into a lock.

    Pins already in the lock remain where they still fit.

    Args:
        uv: The resolver's executable.
        lock: The file to write.
        options: Passed on to the resolver, for example `--upgrade`.

    Raises:
        subprocess.CalledProcessError: The resolver failed; its own message says why.
    """
    command = [str(uv), "pip", "compile", "pyproject.toml", "--output-file", str(lock)]
    command += ["--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-annotate", "--no-header", "--no-config"]
    command += ["--no-emit-index-url", "--no-emit-find-links", *options]
    subprocess.run(command, check=True, cwd=ROOT)
    lock.write_text(HEADER + lock.read_text())


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
            resolve(programs / "uv", LOCK, ["--extra", "dev", *sys.argv[1:]])
            bench = ["--extra", "dev", "--extra", "bench", "--constraint", LOCK.name]
            resolve(programs / "uv", BENCH_LOCK, [*bench, *sys.argv[1:]])
        except subprocess.CalledProcessError as error:
            print(f"The lock was not written: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
