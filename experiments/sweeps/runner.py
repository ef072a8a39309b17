"""Run a study, or extend one: :func:`run_study` and :func:`extend_study`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motorloops.experiments.sweeps.executors import Workers, workers_of
from motorloops.experiments.sweeps.folder import (
    SweepFolder,
    in_use,
)
from motorloops.experiments.sweeps.results import Results, resume_line
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import (
    MAX_WORKERS,
    check_study,
    find_study,
    read_study,
)
from motorloops.experiments.sweeps.worker import (
    MACHINE_ERRORS,
)
from motorloops.model.arguments import FUNCTION, PATH, TEXT, WHOLE, checked, of, optional
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    pass
from motorloops.experiments.sweeps.session import (
    SweepSession,
    adopt,
    extended_session,
    sweep_session,
)


def _quiet(done: int, total: int) -> None:
    """Report no progress."""


class SweepStoppedError(RuntimeError):
    """The machine stopped a sweep, which can be resumed.

    Attributes:
        reason: what the machine did wrong, in a phrase.

    Args:
        reason: as above.
        command: that goes on; None if nothing was done yet.
    """

    def __init__(self, reason: str, command: str | None) -> None:
        saved = f"finished runs are saved; go on with: {command}" if command else "start it again"
        super().__init__(f"{reason}; {saved}")
        self.reason = reason


def choose_workers(
    study: Study, threads: int | None, workers: int | None, scheduler: str | None
) -> Callable[[], AbstractContextManager[Workers]]:
    """Return a function that starts the workers of a study.

    Args:
        study: its ``executor`` and ``workers`` are the defaults.
        threads: number of threads of this process.
        workers: number of worker processes of this machine.
        scheduler: address of a Dask scheduler that is running.

    Raises:
        InputError: if more than one is given, or one cannot be used.
    """
    given = {"--threads": threads, "--workers": workers, "--scheduler": scheduler}
    given = {option: value for option, value in given.items() if value is not None}
    if len(given) > 1:
        one, other = list(given)[:2]
        raise InputError(other, given[other], f"choose one of {one} and {other}")
    for option, count in (("--threads", threads), ("--workers", workers)):
        if count is not None and not 1 <= count <= MAX_WORKERS:
            raise InputError(option, count, f"give a whole number from 1 to {MAX_WORKERS}")
    if threads is not None and study.engine == "agents":
        raise InputError("--threads", threads, "the agents need processes; give --workers")
    kind = study.executor if threads is None else "threads"
    if workers is not None and kind == "threads":
        kind = "dask"
    count = threads or workers or study.workers
    return lambda: workers_of(kind, count, scheduler)


@checked(
    study=of(Study, Mapping, str, os.PathLike, allowed="give a Study, its tables, or a file"),
    out=PATH,
    threads=optional(WHOLE),
    workers=optional(WHOLE),
    scheduler=optional(TEXT),
    progress=FUNCTION,
    command=TEXT,
)
def run_study(
    study: Study | Mapping[str, Any] | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    resume: bool = False,
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = _quiet,
    command: str = "run_study",
) -> Results:
    """Run a study and return its results.

    The folder ``out`` then holds the study, its provenance, copies of a custom network, and the
    rows as Parquet. If the work is interrupted, the finished chunks remain; call again with
    ``resume=True`` to do the rest. The rows do not depend on the workers or on the number of
    sessions.

    Args:
        study: a checked study, the tables of a study file, the path of one, or the name of a
            study that comes with motorloops, e.g. ``"effort_by_loss"``.
        out: folder for the results: new or empty, or the folder of the sweep to resume.
        resume: whether to continue the sweep in ``out``, if there is one.
        threads: number of threads of this process; default: the study's ``workers``, or one per
            core.
        workers: number of separate worker processes of this machine instead.
        scheduler: address of a running Dask scheduler instead.
        progress: called with the number of runs done and the number of all runs.
        command: name of the session in the provenance.

    Returns:
        The results, opened.

    Raises:
        InputError: for a study, network or folder that cannot be used; nothing is written then.
        RuntimeError: for what the machine does wrong: a full disk, too little memory, a worker that
            is killed each time, a file that does not appear; it can be resumed.

    Examples:
        >>> table = {
        ...     "body": "chain:2", "seconds": 0.5, "measures": ["overflow"],
        ...     "design": {"kind": "grid", "axes": {"loss": [0.0, 0.5]}}, "seeds": {"count": 2},
        ... }
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     len(run_study(table, folder).frame())
        4
    """
    study = _as_study(study)
    make_workers = choose_workers(study, threads, workers, scheduler)
    folder = SweepFolder(Path(out))
    session = sweep_session(study, folder, resume=resume)
    if session is not None:
        _run(session, folder, make_workers, progress, command)
    return Results(folder)


@checked(
    study=of(Study, Mapping, str, os.PathLike, allowed="give a Study, its tables, or a file"),
    out=PATH,
    threads=optional(WHOLE),
    workers=optional(WHOLE),
    scheduler=optional(TEXT),
    progress=FUNCTION,
    command=TEXT,
)
def extend_study(
    study: Study | Mapping[str, Any] | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = _quiet,
    command: str = "extend_study",
) -> Results:
    """Add seeds or points to a finished study; only the runs that it lacks are made.

    The rows are those of the larger study run in one go. The sweep in ``out`` can be read as it was
    until the extension is complete. If the work is interrupted, call again to do the rest.

    Args:
        study: the larger study, in one of the forms of :func:`run_study`: it has all points of the
            study in ``out``, in the same order, all its seeds, and differs in nothing else.
        out: folder of the finished sweep.
        threads: as in :func:`run_study`.
        workers: as in :func:`run_study`.
        scheduler: as in :func:`run_study`.
        progress: called with the number of runs done and the number of all runs.
        command: name of the session in the provenance.

    Returns:
        The results, opened.

    Raises:
        InputError: for a study that is no extension, or a folder without a finished sweep.
        RuntimeError: as :func:`run_study`; it can be called again.

    Examples:
        >>> axes = {"loss": [0.0, 0.5]}
        >>> table = {"body": "chain:1", "seconds": 0.4, "design": {"kind": "grid", "axes": axes}}
        >>> _ = run_study({**table, "seeds": {"count": 1}}, "losses")
        >>> results = extend_study({**table, "seeds": {"count": 3}}, "losses")
        >>> results.frame(["loss"])["loss"].tolist()
        [0.0, 0.5, 0.0, 0.5, 0.0, 0.5]
    """
    study = _as_study(study)
    make_workers = choose_workers(study, threads, workers, scheduler)
    folder = SweepFolder(Path(out))
    session = extended_session(study, folder)
    if session is not None:
        _run(session, folder, make_workers, progress, command)
    return Results(folder)


def _run(
    session: SweepSession,
    folder: SweepFolder,
    make_workers: Callable[[], AbstractContextManager[Workers]],
    progress: Callable[[int, int], None],
    command: str,
) -> None:
    """Run a session under the lock of a folder, which it extends if it is not its own.

    Raises:
        InputError: if another driver is at work in the folder.
        RuntimeError: for what the machine does wrong; it names the command that goes on.
    """
    if folder.running:
        raise in_use(folder.path)
    seen = _content(session.folder)
    with make_workers() as pool:  # before anything is written: a cluster may not answer
        _make_folder(session.folder.path)
        with folder.locked():
            if _content(session.folder) != seen:  # another driver was faster
                raise in_use(folder.path)
            ready = session.folder.study.exists()  # to go on with
            try:
                record = session.prepare(command)
                ready = True
                session.run(pool, lambda done: progress(done, session.plan.runs), record)
                if session.folder != folder:
                    adopt(folder)
            except MACHINE_ERRORS as error:
                option = "--resume" if session.folder == folder else "--extend"
                goes_on = resume_line(str(folder.path), str(session.folder.study), option)
                raise SweepStoppedError(_reason(error), goes_on if ready else None) from error


def _reason(error: BaseException) -> str:
    """What the machine did wrong, in a phrase."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    name = getattr(error, "filename", None)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror if name is None else f"{error.strerror}: {name}"
    text = " ".join(str(error).split())
    return text if isinstance(error, OSError | RuntimeError) else f"{type(error).__name__}: {text}"


def _content(folder: SweepFolder) -> list[bytes | None]:
    """The study and the provenance in a folder, to notice another driver."""
    paths = (folder.study, folder.provenance)
    return [path.read_bytes() if path.is_file() else None for path in paths]


def _as_study(study: Study | Mapping[str, Any] | str | os.PathLike[str]) -> Study:
    if isinstance(study, Study):
        return study
    if isinstance(study, Mapping):
        return check_study(dict(study), Path("study.toml"))
    return read_study(find_study(os.fspath(study)))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        allowed = f"give a folder that can be made ({error.strerror})"
        raise InputError("--out", str(path), allowed) from None
