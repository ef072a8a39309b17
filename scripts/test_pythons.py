"""Run the model's tests on every Python found, with Mesa 3.3 and with the newest Mesa.

    make test-pythons                          all that are found
    make test-pythons ARGS="3.13 newest"       one Python, one Mesa

Each pair gets a temporary environment with the newest releases that pyproject.toml allows. A
FutureWarning is an error. Pythons are searched for on PATH and among those of pyenv.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MESAS = {"3.3": "mesa==3.3.*", "newest": "mesa"}
TESTS = ("tests/unit/model", "tests/integration/model", "tests/integration/sweeps/test_sweep.py")
PACKAGES = ("mesa", "numba", "llvmlite", "numpy", "pandas", "scipy", "networkx", "pyarrow")
VERSIONS = (
    "import sys; from importlib.metadata import version; "
    "print(*(f'{name} {version(name)}' for name in sys.argv[1:]), sep=', ')"
)


def find(version: str) -> Path | None:
    """Look for a Python.

    Args:
        version: Major and minor version, such as `3.13`.

    Returns:
        Its executable, or None.
    """
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = sorted((home / "versions").glob(f"{version}.*/bin/python"))
    on_path = shutil.which(f"python{version}")
    candidates = [*([Path(on_path)] if on_path else []), *reversed(found)]
    works = (path for path in candidates if _version_of(path) == version)
    return next(works, None)


def _version_of(python: Path) -> str:
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def run_tests(python: Path, mesa: str, folder: Path) -> bool:
    """Run the tests on one pair of Python and Mesa.

    Args:
        python: The Python to make the environment with.
        mesa: The requirement of Mesa.
        folder: An empty folder for the environment.

    Returns:
        Whether all tests passed.
    """
    environment = folder / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    target = ["--quiet", "--no-config", "--python", str(environment)]
    setup = [
        [*uv, "venv", "--quiet", "--no-config", "--python", str(python), str(folder)],
        [*uv, "pip", "install", *target, f"{ROOT}[test]", mesa],
        [str(environment), "-c", VERSIONS, *PACKAGES],
    ]
    tests = [str(environment), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    tests += ["-W", "error::FutureWarning", *TESTS]
    return all(subprocess.run(command, cwd=ROOT, check=False).returncode == 0
               for command in [*setup, tests])  # fmt: skip


def main(chosen: list[str]) -> int:
    """Test the chosen versions, or all.

    Args:
        chosen: Versions of Python and names of `MESAS`; none for all.

    Returns:
        Process exit code: 0 all passed, 1 otherwise, 2 a bad argument.
    """
    unknown = set(chosen) - {*PYTHONS, *MESAS}
    if unknown:
        print(f"{', '.join(sorted(unknown))}: not one of {', '.join([*PYTHONS, *MESAS])}")
        return 2
    results: dict[str, str] = {}
    for version in [name for name in PYTHONS if name in chosen] or PYTHONS:
        python = find(version)
        if python is None:
            results[f"Python {version}"] = "not found"
            continue
        for name in [name for name in MESAS if name in chosen] or MESAS:
            pair = f"Python {version}, Mesa {name}"
            print(f"== {pair}", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                passed = run_tests(python, MESAS[name], Path(folder))
            results[pair] = "passed" if passed else "FAILED"
    for pair, result in results.items():
        print(f"{pair}: {result}")
    return int("FAILED" in results.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
