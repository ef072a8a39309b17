"""The finished studies in the folder of ``motorloops serve --studies``.

A study is found by comparing its name with the listing; no name is used as a path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from motorloops.experiments.sweeps.results import Results, open_results
from motorloops.experiments.sweeps.study import Study
from motorloops.model.errors import InputError

MAX_LISTED = 200


@dataclass(frozen=True)
class StudyEntry:
    """One finished study.

    Attributes:
        name: name of its folder.
        study: the study that was run.
        runs: number of runs.
        when: day and time (UTC) when it finished; empty if unknown.
    """

    name: str
    study: Study
    runs: int
    when: str


class StudyStore:
    """The folder of studies, if there is one."""

    def __init__(self) -> None:
        self._root: Path | None = None

    def put(self, folder: str | None) -> None:
        """Use the studies of a folder, or none.

        Raises:
            InputError: If it is not a readable folder.
        """
        if folder is None:
            self._root = None
            return
        try:
            root = Path(folder).resolve(strict=True)
            next(root.iterdir(), None)
        except (OSError, ValueError):
            raise InputError("--studies", folder, "give a folder that can be read") from None
        self._root = root

    @property
    def there(self) -> bool:
        """Whether the server has a folder of studies."""
        return self._root is not None

    def names(self) -> list[str]:
        """The folders that contain a finished study."""
        return sorted(self._folders())[:MAX_LISTED]

    def results(self, name: str) -> Results | None:
        """The results of a listed study, or None.

        The name is only compared with the listing, never used as a path.
        """
        folder = self._folders().get(name)
        return None if folder is None else open_results(folder)

    def entries(self) -> Iterator[StudyEntry]:
        """The finished studies by name; those that cannot be described are left out.

        A study whose rows are damaged is listed: opening it says what is wrong.
        """
        for name in self.names():
            try:
                results = self.results(name)
                if results is not None and results.complete:
                    runs = int(results.folder.record()["rows"])
                    yield StudyEntry(name, results.study, runs, _when(results))
            except (InputError, OSError, ValueError):  # damaged, or removed meanwhile
                continue

    def _folders(self) -> dict[str, Path]:
        if self._root is None:
            return {}
        try:
            found = [path for path in self._root.iterdir() if _is_inside(path)]
        except OSError:
            return {}
        return {path.name: path for path in found}


def _is_inside(path: Path) -> bool:
    """Whether a folder is a finished study without symbolic links."""
    parts = (path, path / "study.toml", path / "data")
    try:
        if any(part.is_symlink() for part in parts):
            return False
        whole = path.is_dir() and parts[1].is_file() and parts[2].is_dir()
        return whole and not any(file.is_symlink() for file in parts[2].iterdir())
    except OSError:
        return False


def _when(results: Results) -> str:
    sessions = results.folder.record().get("sessions") or [{}]
    text = str(sessions[-1].get("ended") or sessions[-1].get("started") or "")
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    except ValueError:
        return ""


STUDIES = StudyStore()  # shared by the whole server, set by `motorloops serve --studies DIR`
