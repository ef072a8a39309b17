"""Figures on a page, and the files that a visitor saves: pictures, tables, rows."""

import io
import platform
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import solara

from motorloops.experiments.analysis.plots import Section, figure_of
from motorloops.experiments.paradigms.figure import write_panels
from motorloops.experiments.sweeps.provenance import code_digest
from motorloops.experiments.sweeps.provenance import versions as versions_here
from motorloops.model.errors import InputError
from motorloops.model.network.build import Network
from motorloops.server.components.elements import tag
from motorloops.server.strings import translate

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_drawing = threading.Lock()  # matplotlib's settings apply to the whole process
TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}


def svg_of(draw: Callable[[], "Figure"]) -> str:
    """A figure as SVG text; figures are drawn and written one at a time."""
    picture = io.BytesIO()
    with _drawing:
        write_panels(draw(), picture, "svg")
    return picture.getvalue().decode()


def svg_of_section(section: Section) -> str:
    """The figure of a report's section as SVG text."""
    with _drawing:
        return figure_of(section, "svg").decode()


def provenance_of(record: Mapping[str, Any]) -> str:
    """The provenance of a sweep in one line: its study, the model and the versions.

    Args:
        record: of the sweep's folder.
    """
    return "; ".join([f"study {record['study']}", f"rows {record['hash']}", *_made_with(record)])


def provenance_here(what: str, network: Network) -> str:
    """The provenance of a result of this server in one line.

    Args:
        what: was run.
        network: on which.
    """
    record = {
        "motorloops": version("motorloops"), "code": code_digest(), "atlas": network.digest,
        **versions_here(),
    }  # fmt: skip
    return "; ".join([what, *_made_with(record)])


def _made_with(record: Mapping[str, Any]) -> Iterable[str]:
    yield f"motorloops {record['motorloops']} (code {record['code']})"
    yield f"network {record['atlas']}"
    yield f"Python {record.get('python', platform.python_version())}"
    yield from (f"{name} {number}" for name, number in record.get("libraries", {}).items())


def table_file(
    table: "pd.DataFrame",
    about: Iterable[str],
    units: Mapping[str, str] | None = None,
    *,
    index: bool = True,
) -> str:
    """A table as CSV, below comment lines that say what it is.

    Args:
        table: the numbers.
        about: lines, such as a title and the provenance.
        units: of columns and of what they hold, for one more line; None if a column has them.
        index: whether the index is written too.
    """
    lines = [*about]
    if units is not None:
        lines.append(f"units: {'; '.join(f'{name}: {unit or 1}' for name, unit in units.items())}")
    comments = "".join(f"# {' '.join(line.split())}\n" for line in lines)
    return comments + table.to_csv(index=index)


UNSAFE = re.compile(r"[^\w.-]+")  # characters that some system allows in no name of a file


def file_name(*parts: str, kind: str) -> str:
    """The name of a file that says what it holds."""
    return f"{UNSAFE.sub('_', '_'.join(filter(None, parts)))}.{kind}"


@dataclass(frozen=True)
class FileToSave:
    """A file that a visitor may save.

    Attributes:
        kind: one of :data:`TYPES`; a ``"png"`` is drawn by the browser from the SVG made here.
        name: of the file.
        make: makes its content when the visitor asks for it.
        label: of its button; the name of the kind if empty.
    """

    kind: str
    name: str
    make: Callable[[], bytes | str]
    label: str = ""


def picture_files(svg: Callable[[], str], csv: Callable[[], str], *parts: str) -> list[FileToSave]:
    """A figure as SVG and PNG, and its data as CSV; ``parts`` name the files."""
    made = (("svg", svg), ("png", svg), ("csv", csv))
    return [FileToSave(kind, file_name(*parts, kind=kind), make) for kind, make in made]


NOTHING_ASKED: tuple[str, bytes, int, str] = ("", b"", 0, "")  # kind, content, count, problem


@solara.component_vue("../frontend/save.vue", vuetify=False)
def _Save(
    title: str,
    files: list[dict[str, str]],
    asked: str,
    content: bytes,
    count: int,
    words: dict[str, str],
    event_ask: Callable[[object], None],
) -> None:
    pass


@solara.component
def SaveAs(title: str, files: list[FileToSave]) -> solara.Element:
    """Buttons that save files, one for each kind.

    Args:
        title: What the files hold; names the group of buttons.
        files: Of different kinds.
    """
    (asked, content, count, problem), put = solara.use_state(NOTHING_ASKED)

    def ask(kind: object) -> None:
        """Make a file; the kind comes from the browser and is not trusted."""
        file = next((file for file in files if file.kind == kind), None)
        if file is None:
            return
        try:
            made = file.make()
        except (InputError, OSError, ValueError, KeyError):  # the results may have been removed
            put((asked, content, count, translate("save.gone", name=file.name)))
            return
        put((file.kind, made.encode() if isinstance(made, str) else made, count + 1, ""))

    buttons = [
        {"kind": file.kind, "label": file.label or translate(f"save.{file.kind}"),
         "name": file.name, "mime": TYPES[file.kind]}
        for file in files
    ]  # fmt: skip
    told = [tag("p", problem, classes="ml-problem")] if problem else []
    return tag(
        "div",
        _Save(
            title=title, files=buttons, asked=asked, content=content, count=count,
            words={"failed": translate("save.failed")}, event_ask=ask,
        ),
        tag("div", *told, role="alert"),
        classes="ml-save",
    )  # fmt: skip


@solara.component_vue("../frontend/figure.vue", vuetify=False)
def _Picture(svg: str, text: str, label: str) -> None:
    pass


@solara.component
def Picture(svg: str, text: str, files: list[FileToSave]) -> solara.Element:
    """A figure, and the buttons that save it and its data.

    Args:
        svg: The figure.
        text: Its text alternative.
        files: To save.
    """
    return tag(
        "div",
        _Picture(svg=svg, text=text, label=translate("save.picture_region")),
        SaveAs(translate("save.title", title=text), files),
        classes="ml-findings",
    )
