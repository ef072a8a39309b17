"""The rows of a sweep as a file to keep, made when it is asked for, as `motorloops export` does."""

from collections.abc import Callable
from pathlib import Path

import solara

from experiments.sweep.export import export_rows
from experiments.sweep.store import Results
from server.sweeps.desk import Desk
from server.words import say

NOTHING: tuple[bytes, int] = (b"", 0)  # before anything is asked for
TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@solara.component_vue("../frontend/sweeps_download.vue", vuetify=False)
def _Download(  # noqa: N802
    label: str, name: str, mime: str, content: bytes, count: int, event_ask: Callable[..., None]
) -> None:
    pass


def rows_as(results: Results, kind: str, scratch: Path) -> bytes:
    """All rows as the bytes of a file.

    Args:
        results: of a sweep.
        kind: ``"csv"`` or ``"parquet"``.
        scratch: a folder for the file, which is removed again.
    """
    file = scratch / f"rows.{kind}"
    try:
        export_rows(str(results.folder.path), str(file))
        return file.read_bytes()
    finally:
        file.unlink(missing_ok=True)


@solara.component
def Download(results: Results, name: str, kind: str, desk: Desk) -> solara.Element:  # noqa: N802
    """A button that makes a file of all rows and keeps it.

    Args:
        results: of the sweep.
        name: of the sweep.
        kind: ``"csv"`` or ``"parquet"``.
        desk: of this session.
    """
    (content, count), put = solara.use_state(NOTHING)

    def ask(*_: object) -> None:
        put((rows_as(results, kind, desk.scratch()), count + 1))

    return _Download(
        label=say(f"sweep_files.{kind}"), name=f"{name}.{kind}", mime=TYPES[kind],
        content=content, count=count, event_ask=ask,
    )  # fmt: skip
