"""The files of this package that a browser loads, so that none of them survives an upgrade.

An address with the hash of its content (``?v=HASH``) may be kept for ever. Any other is asked for
again each time, by an entity tag made of the content: the time of a file says nothing where files
are unpacked from an archive, which may give all of them one time.
"""

import functools
import hashlib
import os
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

FOREVER = "public, max-age=31536000, immutable"
ASK = "no-cache"  # keep it, and ask whether it is still the same


def content_hash(path: str | os.PathLike[str]) -> str:
    """The hash of a file's content, 16 hexadecimal digits."""
    stat = os.stat(path)
    return _hash(os.fspath(path), stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=512)
def _hash(path: str, _time: int, _size: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]


class HashedFiles(StaticFiles):
    """A folder of static files with entity tags, and a time for which browsers may keep them."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, or 304 if the browser has it."""
        digest = content_hash(full_path)
        response = FileResponse(full_path, status_code=status_code, stat_result=stat_result)
        response.headers["ETag"] = f'"{digest}"'
        del response.headers["Last-Modified"]  # nothing is decided by the time of a file
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("v", [""])[0]
        response.headers["Cache-Control"] = FOREVER if asked == digest else ASK
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


def versioned(folder: Path, name: str) -> str:
    """The name of a file in a folder, with the hash of its content."""
    return f"{name}?v={content_hash(folder / name)}"
