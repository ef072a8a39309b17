"""Fetch the browser libraries named in `server/frontend/assets.toml`.

    python scripts/assets.py pypi    libraries that the dashboard serves, through pip
    python scripts/assets.py npm     libraries that only the tests use, through npm

Each archive is checked against the SHA-512 of the manifest, and only the listed files are stored.
A folder is replaced as a whole, so an interrupted run leaves the old one or none.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "server" / "frontend" / "assets.toml"
STAMP = ".stamp"
NPM_IS_MISSING = (
    "The assets of the tests come from npm, which is not installed: "
    "get it with your system's package manager (on Debian: apt-get install npm)"
)
# Downloads one archive of the package into the working folder, without running its scripts.
DOWNLOADS = {
    "pypi": [
        *(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"),
        *("download", "--no-deps", "--only-binary=:all:"),
        "{name}=={version}",
    ],
    "npm": ["npm", "pack", "--silent", "--ignore-scripts", "{name}@{version}"],
}


class AssetError(RuntimeError):
    """An asset is not available, or differs from the manifest; the text is one line."""


@dataclass(frozen=True)
class Package:
    """One package of the manifest.

    Attributes:
        name: Name on its registry.
        registry: `pypi` or `npm`.
        version: Exact version.
        integrity: `sha512-` and the base64 digest of the archive, as npm's own locks write it.
        root: Folder, relative to the repository, that holds this package's files alone.
        strip: Start of the paths in the archive, left out in `root`.
        keep: Patterns of the files to keep, relative to `strip`.
    """

    name: str
    registry: str
    version: str
    integrity: str
    root: str
    strip: str
    keep: tuple[str, ...]

    @property
    def stamp(self) -> str:
        """Fingerprint of this entry, stored in its folder."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def read_manifest(path: Path = MANIFEST) -> list[Package]:
    """Read the manifest.

    Args:
        path: The TOML file.

    Returns:
        Its packages, in order.
    """
    rows = tomllib.loads(path.read_text())["package"]
    return [Package(**{**row, "keep": tuple(row["keep"])}) for row in rows]


def check(archive: Path, package: Package) -> None:
    """Compare an archive with the manifest.

    Args:
        archive: The downloaded file.
        package: What it should be.

    Raises:
        AssetError: The digest differs.
    """
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise AssetError(f"{package.name} {package.version}: the download has another checksum")


def download(package: Package, folder: Path) -> Path:
    """Fetch one archive.

    Args:
        package: What to fetch.
        folder: An empty folder for it.

    Returns:
        The archive, already checked.

    Raises:
        AssetError: The download failed, or the checksum differs.
    """
    command = [
        part.format(name=package.name, version=package.version)
        for part in DOWNLOADS[package.registry]
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    archives = list(folder.iterdir())
    if done.returncode or len(archives) != 1:
        reason = " ".join((done.stderr or done.stdout).split())[-300:]
        raise AssetError(
            f"{package.name} {package.version} could not be fetched from {package.registry}: "
            f"{reason or 'no reason given'}"
        )
    check(archives[0], package)
    return archives[0]


def _files(archive: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the path of every file of a wheel or a tarball, and a function that reads it."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                yield name, partial(wheel.read, name)
    else:
        with tarfile.open(archive) as tarball:
            for member in tarball:
                source = tarball.extractfile(member)
                if source is not None:
                    yield member.name, source.read


def unpack(archive: Path, package: Package, folder: Path) -> None:
    """Copy the listed files from an archive.

    Args:
        archive: A wheel or an npm tarball.
        package: Says which files to keep.
        folder: Where the package's `root` is being built.

    Raises:
        AssetError: A pattern fits no file.
    """
    unused = set(package.keep)
    for name, read in _files(archive):
        path = name.removeprefix(package.strip)
        fitting = {pattern for pattern in package.keep if fnmatch.fnmatch(path, pattern)}
        if fitting and path != name:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(read())
            unused -= fitting
    if unused:
        raise AssetError(f"{package.name} {package.version} has no {', '.join(sorted(unused))}")


def fetch(package: Package) -> None:
    """Fetch one package, then put its folder in place.

    Args:
        package: What to fetch.

    Raises:
        AssetError: It is not available; the folder is as it was.
    """
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".assets-") as temporary:
        archive, built = Path(temporary) / "archive", Path(temporary) / "built"
        archive.mkdir()
        unpack(download(package, archive), package, built)
        (built / STAMP).write_text(package.stamp)
        root = ROOT / package.root
        root.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(root, ignore_errors=True)
        built.replace(root)


def main(registry: str) -> int:
    """Fetch what is missing or out of date.

    Args:
        registry: `pypi` for files that the dashboard serves, `npm` for files that only tests use.

    Returns:
        Process exit code: 0 done, 1 not possible (one line says why).
    """
    for package in read_manifest():
        stamp = ROOT / package.root / STAMP
        if package.registry != registry or (stamp.exists() and stamp.read_text() == package.stamp):
            continue
        if registry == "npm" and shutil.which("npm") is None:
            print(NPM_IS_MISSING, file=sys.stderr)
            return 1
        print(f"Fetching {package.name} for the browser (once)", flush=True)
        try:
            fetch(package)
        except AssetError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["pypi"], ["npm"]):
        sys.exit("usage: assets.py pypi|npm")
    sys.exit(main(sys.argv[1]))
