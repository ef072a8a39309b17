"""Refuse to build from a checkout whose links are text files; all metadata is in pyproject.toml.

`motorloops/model`, `motorloops/server` and `motorloops/experiments` are relative links to the
folders of the same name. Git writes them as text files where `core.symlinks` is false, and
setuptools would then build an almost empty wheel without an error.
"""

import sys
from pathlib import Path

from setuptools import setup

PACKAGE = Path(__file__).resolve().parent / "motorloops"

for name in ("model", "server", "experiments"):
    if not (PACKAGE / name).is_dir():
        sys.exit(
            f"motorloops/{name}: a text file instead of a link to ../{name}; "
            "clone again with `git clone -c core.symlinks=true`"
        )

setup()
