"""Create `.venv` from the hashed lock; return immediately when it is up to date.

uv installs the packages, since it takes about a quarter of pip's time; pip installs them where
uv is not available for the platform.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
STAMP = FOLDER / "motorloops.stamp"
LOCK = ROOT / "requirements.lock"
OLDEST = (3, 11)
LINKS = ("model", "server", "experiments")


def digest(root: Path = ROOT) -> str:
    """Compute a fingerprint of everything that determines the content of the environment.

    Args:
        root: Folder that holds `requirements.lock` and `pyproject.toml`.

    Returns:
        A hexadecimal SHA-256 over this Python's version, the folder and both files.
    """
    content = hashlib.sha256(f"{sys.version_info[:3]} {root}".encode())
    for name in ("requirements.lock", "pyproject.toml"):
        content.update((root / name).read_bytes())
    return content.hexdigest()


def create(folder: Path = FOLDER) -> Path:
    """Create the virtual environment unless there is one for this version of Python.

    Args:
        folder: Where the environment is.

    Returns:
        The environment's Python.
    """
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists() or _version_of(folder) != sys.version_info[:2]:
        print(f"Creating {folder.name} with Python {sys.version.split()[0]}", flush=True)
        venv.EnvBuilder(clear=folder.exists(), with_pip=True).create(folder)
    return python


def _version_of(folder: Path) -> tuple[int, ...]:
    settings = folder / "pyvenv.cfg"
    for line in settings.read_text().splitlines() if settings.exists() else []:
        key, _, value = line.partition("=")
        if key.strip() == "version":
            return tuple(int(part) for part in value.strip().split(".")[:2])
    return ()


def locked(name: str, lock: str) -> str:
    """Return the entry of one package in a lock: its pin and its hashes.

    Args:
        name: The package.
        lock: The text of the lock.

    Returns:
        The lines of the entry.

    Raises:
        KeyError: The lock does not hold the package.
    """
    found = re.search(rf"^{re.escape(name)}==.*\n(?:[ \t].*\n)*", lock, re.MULTILINE)
    if found is None:
        raise KeyError(name)
    return found[0]


def install(python: Path) -> None:
    """Install the locked packages, each checked against its hash, and this project.

    Args:
        python: The environment's Python.

    Raises:
        subprocess.CalledProcessError: pip failed; its own message says why.
    """
    print("Installing the pinned packages (about a minute, once)", flush=True)
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    if not _install_with_uv(python, pip):
        subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        check=True,
        env={
            **os.environ,
            "PYTHONWARNINGS": "ignore",
        },  # setuptools warns of every editable install
    )


def _install_with_uv(python: Path, pip: list[str]) -> bool:
    """Install the lock with uv, which the lock pins too; return whether that worked."""
    with tempfile.TemporaryDirectory() as folder:
        pin = Path(folder) / "uv.lock"
        pin.write_text(locked("uv", LOCK.read_text()))
        uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--no-config"]
        uv += ["--compile-bytecode", "--python", str(python), "--require-hashes", "-r", str(LOCK)]
        for command in ([*pip, "--only-binary=:all:", "--require-hashes", "-r", str(pin)], uv):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return False
    return True


def main() -> int:
    """Bring the environment up to date.

    Returns:
        Process exit code: 0 done, 1 not possible here (one line says why).
    """
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        print(
            f"Python 3.11 or newer is needed, this is {found}: "
            "name another one, for example `make run PYTHON=python3.12`",
            file=sys.stderr,
        )
        return 1
    for name in LINKS:
        if not (ROOT / "motorloops" / name).is_dir():
            print(
                f"motorloops/{name} is a text file instead of a link to ../{name}: "
                "clone again with `git clone -c core.symlinks=true`",
                file=sys.stderr,
            )
            return 1
    wanted = digest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    try:
        install(create())
    except subprocess.CalledProcessError as error:
        if "ensurepip" in error.cmd:
            reason = "this Python cannot create one (on Debian: apt-get install python3-venv)"
        else:
            reason = "pip failed, see above"
        print(f"The virtual environment is not ready: {reason}", file=sys.stderr)
        return 1
    STAMP.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
