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
from motorloops.experiments.sweeps.folder import Record, SweepFolder
from motorloops.experiments.sweeps.study import Study

LIBRARIES = ("numpy", "numba", "scipy", "pyarrow", "salib", "mesa", "dask", "distributed")
MODEL = Path(__file__).parent.parent.parent / "model"
FORMAT = 2  # of the rows; in 1, seeds had 64 bits, and what was not measured was NaN
MAX_LISTED = 100  # values of an axis; more are recorded by their digest


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


def identity_of(study: Study) -> Record:
    """The identity of a study as JSON holds it, with long lists as a text."""
    return {key: _short(value) for key, value in study.identity().items()}


def _short(value: Any) -> Any:
    if not isinstance(value, list) or len(value) <= MAX_LISTED:
        return value
    digest = hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
    return f"{len(value)} values from {value[0]} to {value[-1]} ({digest})"


def changed_keys(record: Record, study: Study) -> list[tuple[str, Any, Any]]:
    """The keys of a study that are not as the provenance holds them: key, old value, new value."""
    new = identity_of(study)
    if "identity" not in record:  # of motorloops 0.1
        same = record["study"] == study.digest
        return [] if same else [("digest", record["study"], study.digest)]
    old = record["identity"]
    keys = dict.fromkeys([*old, *new])
    return [(k, old.get(k), new.get(k)) for k in keys if old.get(k) != new.get(k)]


def what_makes(study: Study, points: str) -> Record:
    """Everything besides the study on which the rows depend; it must not change during a sweep."""
    return {
        "format": FORMAT,
        "code": code_digest(),
        "atlas": study.network().digest,
        "points": points,
        "base": study.base().as_dict(),
        **({"own": study.own.digests()} if study.own.references else {}),
        **({"weights": study.weights_digest} if study.weights_digest else {}),
        **({"initial": dict(study.initial.digests)} if study.initial.digests else {}),
    }


def first_record(study: Study, points: str) -> Record:
    """The provenance of a new sweep."""
    return {
        "motorloops": version("motorloops"),
        "study": study.digest,
        "identity": identity_of(study),
        "chunk": study.chunk,
        **what_makes(study, points),
        **versions(),
        "precision": study.precision,
        "engine": study.engine,
        "sessions": [],
        "rows": None,
        "hash": None,
        "files": None,
    }


def taken_over(record: Record) -> Record:
    """What the provenance of a larger sweep holds of a finished one whose rows it has."""
    keys = ("motorloops", "study", "rows", "hash", "libraries", "processor")
    return {key: record.get(key) for key in keys}


def versions() -> Record:
    """The versions and the machine that rows are made with."""
    return {
        "python": platform.python_version(),
        "libraries": _versions(),
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "byte_order": sys.byteorder,
    }


def write_record(folder: SweepFolder, record: Record) -> None:
    """Write the provenance of a folder."""
    text = json.dumps(record, indent=2, allow_nan=False) + "\n"
    write_whole(folder.provenance, text.encode())


def about(study_text: str, record: Record) -> dict[str, str]:
    """The metadata of every file of the data set; it does not depend on when it was made."""
    stored = {key: record[key] for key in ("motorloops", "study", "code", "atlas", "base")}
    return {"motorloops": json.dumps(stored), "motorloops.study": study_text}
