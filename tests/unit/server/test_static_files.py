"""No browser keeps a file longer than it is the same."""

import asyncio
import os
import threading

import pytest

from motorloops.server.static_files import ASK, FOREVER, HashedFiles, versioned


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.js").write_text("one")
    return tmp_path


@pytest.fixture
def get(folder):
    """Asks for a file: returns status, headers and content."""
    files = HashedFiles(directory=folder)

    def ask(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            await asyncio.Event().wait()  # the browser stays
            return {"type": "http.disconnect"}

        pairs = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
        name, _, query = path.partition("?")
        scope = {"type": "http", "method": "GET", "path": name, "query_string": query.encode()}
        # In a thread: the browser of other tests keeps an event loop running in this one.
        call = files({**scope, "headers": pairs, "root_path": ""}, receive, send)
        thread = threading.Thread(target=asyncio.run, args=(call,))
        thread.start()
        thread.join()
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], found, b"".join(part["body"] for part in sent[1:])

    return ask


def test_a_hashed_address_is_kept_for_ever_and_no_other(get, folder):
    assert get(f"/{versioned(folder, 'a.js')}")[1]["cache-control"] == FOREVER
    assert get("/a.js")[1]["cache-control"] == ASK
    assert get("/a.js?v=0")[1]["cache-control"] == ASK


def test_what_is_the_same_is_not_sent_again(get):
    tag = get("/a.js")[1]["etag"]
    status, headers, content = get("/a.js", if_none_match=tag)
    assert (status, content) == (304, b"")
    assert headers["cache-control"] == ASK


def test_a_file_of_the_same_size_and_time_is_another(get, folder):
    """As after an upgrade from an archive that gives all files one time."""
    tag, stat = get("/a.js")[1]["etag"], os.stat(folder / "a.js")
    (folder / "b.js").write_text("two")
    os.utime(folder / "b.js", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert get("/b.js")[1]["etag"] != tag


def test_a_file_that_has_changed_is_sent(get, folder):
    old, tag = versioned(folder, "a.js"), get("/a.js")[1]["etag"]
    (folder / "a.js").write_text("changed")
    assert get("/a.js", if_none_match=tag)[2] == b"changed"
    assert versioned(folder, "a.js") != old
    assert get(f"/{old}")[1]["cache-control"] == ASK


def test_no_time_of_a_file_counts(get):
    assert get("/a.js", if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT")[0] == 200


def test_files_of_the_engine_have_the_types_that_browsers_ask_for(get, folder):
    for name, kind in {"engine.wasm": "application/wasm", "a.js": "text/javascript"}.items():
        (folder / name).write_bytes(b"")
        assert get(f"/{name}")[1]["content-type"].partition(";")[0] == kind
