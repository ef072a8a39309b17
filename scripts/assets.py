"""Fetch the browser assets named in `server/frontend/assets.toml` from npm.

Each tarball is checked against the SHA-512 of the manifest, and only the listed files are kept.
The folders are replaced as a whole, so an interrupted run leaves the old ones or none.
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
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "server" / "frontend" / "assets.toml"
STAMP = ".stamp"
NPM_IS_MISSING = (
    "The browser assets come from npm, which is not installed: "
    "get it with your system's package manager (on Debian: apt-get install npm)"
)


class AssetError(RuntimeError):
    """An asset could not be had, or is not what the manifest says; the text is one line."""


@dataclass(frozen=True)
class Package:
    """One npm package of the manifest.

    Attributes:
        name: Name on npm.
        version: Exact version.
        integrity: `sha512-` and the base64 digest of the tarball, as npm's own locks write it.
        root: Folder, relative to the repository, that is replaced as a whole.
        into: Folder inside `root` for this package's files; "" for `root` itself.
        strip: Leading folder of the package's own paths to leave out.
        keep: Patterns of the files to keep, relative to the package.
    """

    name: str
    version: str
    integrity: str
    root: str
    into: str
    strip: str
    keep: tuple[str, ...]


def read_manifest(path: Path = MANIFEST) -> list[Package]:
    """Read the manifest.

    Args:
        path: The TOML file.

    Returns:
        Its packages, in order.
    """
    rows = tomllib.loads(path.read_text())["package"]
    return [Package(**{**row, "keep": tuple(row["keep"])}) for row in rows]


def check(tarball: Path, package: Package) -> None:
    """Compare a tarball with the manifest.

    Args:
        tarball: The downloaded file.
        package: What it should be.

    Raises:
        AssetError: The digest differs.
    """
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise AssetError(f"{package.name} {package.version}: the download has another checksum")


def download(package: Package, folder: Path) -> Path:
    """Fetch one tarball with npm.

    Args:
        package: What to fetch.
        folder: An empty folder for it.

    Returns:
        The tarball, already checked.

    Raises:
        AssetError: npm failed, or the checksum differs.
    """
    spec = f"{package.name}@{package.version}"
    command = ["npm", "pack", "--silent", "--ignore-scripts", spec]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    tarballs = list(folder.glob("*.tgz"))
    if done.returncode or len(tarballs) != 1:
        reason = " ".join((done.stderr or done.stdout).split())[:300]
        raise AssetError(f"npm could not fetch {spec}: {reason or 'it gave no reason'}")
    check(tarballs[0], package)
    return tarballs[0]


def unpack(tarball: Path, package: Package, folder: Path) -> None:
    """Copy the kept files out of a tarball.

    Args:
        tarball: An npm tarball: all its paths start with `package/`.
        package: Says which files to keep, and where.
        folder: Where the package's `root` is being built.

    Raises:
        AssetError: A pattern fits no file.
    """
    unused = set(package.keep)
    with tarfile.open(tarball) as archive:
        for member in archive:
            path = member.name.removeprefix("package/")
            fitting = {pattern for pattern in package.keep if fnmatch.fnmatch(path, pattern)}
            source = archive.extractfile(member) if fitting else None
            if source is None:
                continue
            target = folder / package.into / path.removeprefix(package.strip)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read())
            unused -= fitting
    if unused:
        raise AssetError(f"{package.name} {package.version} has no {', '.join(sorted(unused))}")


def fetch(packages: list[Package], stamp: str) -> None:
    """Fetch everything, then put the folders in place.

    Args:
        packages: What to fetch.
        stamp: Fingerprint of the manifest, left in each folder.

    Raises:
        AssetError: An asset could not be had; the folders are as they were.
    """
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".assets-") as temporary:
        for number, package in enumerate(packages):
            place = Path(temporary) / str(number)
            place.mkdir()
            unpack(download(package, place), package, Path(temporary) / "new" / package.root)
        for root in sorted({package.root for package in packages}):
            built = Path(temporary) / "new" / root
            (built / STAMP).write_text(stamp)
            (ROOT / root).parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(ROOT / root, ignore_errors=True)
            built.replace(ROOT / root)


def main() -> int:
    """Fetch what is missing or out of date.

    Returns:
        Process exit code: 0 done, 1 not possible (one line says why).
    """
    packages = read_manifest()
    stamp = hashlib.sha256(MANIFEST.read_bytes()).hexdigest()
    stamps = [ROOT / root / STAMP for root in {package.root for package in packages}]
    if all(path.exists() and path.read_text() == stamp for path in stamps):
        return 0
    if shutil.which("npm") is None:
        print(NPM_IS_MISSING, file=sys.stderr)
        return 1
    print("Fetching the browser assets (once)", flush=True)
    try:
        fetch(packages, stamp)
    except AssetError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
