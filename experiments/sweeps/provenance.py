"""The provenance of a sweep: code, libraries and inputs of its data, without personal data."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from motorloops.experiments.sweeps.dataset import write_whole
from motorloops.experiments.sweeps.folder import SweepFolder
from motorloops.experiments.sweeps.study import Study

LIBRARIES = ("numpy", "numba", "scipy", "pyarrow", "salib", "mesa", "dask", "distributed")
MODEL = Path(__file__).parent.parent.parent / "model"
Record = dict[str, Any]


def now() -> str:
    """The time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@cache
def code_digest() -> str:
    """Identity of the model's code, equations and all."""
    digest = hashlib.sha256()
    for path in sorted(MODEL.rglob("*.py")):
        digest.update(path.relative_to(MODEL).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _versions() -> dict[str, str]:
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:  # an extra that is not installed
            continue
    return versions


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def what_makes(study: Study, points: str) -> Record:
    """Everything besides the study on which the rows depend; it must not change during a sweep."""
    return {
        "code": code_digest(),
        "atlas": study.network().digest,
        "points": points,
        "base": study.base().as_dict(),
        **({"own": study.own.digests()} if study.own.references else {}),
    }


def first_record(study: Study, points: str) -> Record:
    """The provenance of a new sweep."""
    return {
        "motorloops": version("motorloops"),
        "study": study.digest,
        **what_makes(study, points),
        "python": platform.python_version(),
        "libraries": _versions(),
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "byte_order": sys.byteorder,
        "precision": study.precision,
        "engine": study.engine,
        "sessions": [],
        "rows": None,
        "hash": None,
    }


def read_record(folder: SweepFolder) -> Record:
    """The provenance of a folder; empty if the file is missing."""
    try:
        record = json.loads(folder.provenance.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def write_record(folder: SweepFolder, record: Record) -> None:
    """Write the provenance of a folder."""
    text = json.dumps(record, indent=2, allow_nan=False) + "\n"
    write_whole(folder.provenance, text.encode())


def about(study_text: str, record: Record) -> dict[str, str]:
    """The metadata of every file of the data set; it does not depend on when it was made."""
    stored = {key: record[key] for key in ("motorloops", "study", "code", "atlas", "base")}
    return {"motorloops": json.dumps(stored), "motorloops.study": study_text}
