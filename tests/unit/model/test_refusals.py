"""Wrong input that is not a wrong number: unreadable files, and arguments of another type."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from motorloops import InputError, Params, build_network, hold, load_atlas, read_graphml, simulate


def test_a_long_value_is_cut_in_the_message() -> None:
    error = InputError("x" * 9999, "y" * 9999, "less")
    assert len(str(error)) < 500
    assert error.value == "y" * 9999


@pytest.mark.parametrize("folder", ["x" * 5000, "a\0b"], ids=["long", "zero byte"])
def test_a_folder_that_cannot_be_looked_up(folder: str) -> None:
    with pytest.raises(InputError) as caught:
        load_atlas(Path(folder))
    assert caught.value.field == "atlas folder"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.graphml.gz", gzip.compress(bytes(range(256)) * 99)[:60]),
        ("encoding.graphml", b'<?xml version="1.0" encoding="bogus"?><graphml/>'),
        (
            "key.graphml",
            b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="d0"/>'
            b'<graph edgedefault="directed"><node id="a"><data key="d0"/></node></graph></graphml>',
        ),
    ],
    ids=["truncated", "encoding", "foreign key"],
)
def test_a_file_that_holds_no_graphml(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_graphml(path)
    assert caught.value.field == "network file"


WRONG: dict[str, Callable[[], object]] = {
    "seeds": lambda: simulate(Params(), hold(0.1), 1),  # type: ignore[arg-type]
    "params": lambda: simulate({"loss": 1}, hold(0.1), [1]),  # type: ignore[arg-type]
    "timeline": lambda: simulate(Params(), "hold", [1]),  # type: ignore[arg-type]
    "seconds": lambda: hold("2"),  # type: ignore[arg-type]
    "body": lambda: build_network(5),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("field", WRONG)
def test_an_argument_of_another_type_is_refused(field: str) -> None:
    with pytest.raises(InputError) as caught:
        WRONG[field]()
    assert caught.value.field == field
