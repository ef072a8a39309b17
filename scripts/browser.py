"""Find Chromium for the browser tests, or install it from the system's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")
ADVICE = (
    "The tests need Chromium: install it from your system's packages, "
    "or set CHROMIUM to the path of a Chromium or Chrome executable"
)


def find() -> str | None:
    """Look for Chromium.

    Returns:
        Path of the executable that `$CHROMIUM` names, or where it is not set of the first
        known name on the path; None if there is none.
    """
    chosen = os.environ.get("CHROMIUM")
    found = map(shutil.which, (chosen,) if chosen else NAMES)
    return next(filter(None, found), None)


def install() -> None:
    """Install Chromium and two font families with apt-get, where there is one.

    Raises:
        subprocess.CalledProcessError: apt-get or sudo failed.
        FileNotFoundError: There is no apt-get, or no sudo for an ordinary user.
    """
    print("Installing Chromium for the tests (once)", flush=True)
    apt = ["apt-get", "-qq"] if os.geteuid() == 0 else ["sudo", "apt-get", "-qq"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        subprocess.run(
            [*apt, *step],
            check=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def main() -> int:
    """Make sure that there is a Chromium.

    Returns:
        Process exit code: 0 there is one, 1 there is none (one line says what to do).
    """
    if find():
        return 0
    if os.environ.get("CHROMIUM"):
        print(f"CHROMIUM={os.environ['CHROMIUM']} is not an executable", file=sys.stderr)
        return 1
    try:
        install()
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        print(f"{ADVICE} ({error})", file=sys.stderr)
        return 1
    if not find():
        print(ADVICE, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
