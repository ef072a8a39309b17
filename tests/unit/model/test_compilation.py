"""A kernel runs wherever its machine code can be kept, and where it cannot."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core import caching

from motorloops.model.compilation import compiled


def kernel() -> Any:
    """A new kernel, as a new process has it."""

    def double(out: np.ndarray) -> None:
        for k in range(len(out)):
            out[k] *= 2.0

    return compiled(double, ())


def doubled(function: Any) -> list[float]:
    out = np.array([1.0, 2.0])
    function(out)
    return out.tolist()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(caching.config, "CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def files(cache: Path, ending: str) -> list[Path]:
    return sorted(cache.rglob(f"*{ending}"))


def test_machine_code_is_kept_and_found(cache: Path) -> None:
    assert doubled(kernel()) == [2.0, 4.0]
    assert len(files(cache, ".nbc")) == 1
    again = kernel()
    assert doubled(again) == [2.0, 4.0]
    assert sum(again.stats.cache_hits.values()) == 1


def test_without_a_folder_for_it_a_kernel_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    function = kernel()
    assert doubled(function) == [2.0, 4.0]
    assert not function.stats.cache_path


def test_a_cache_that_cannot_be_written_any_more_is_left(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = kernel()

    def fail(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caching.IndexDataCacheFile, "save", fail)
    assert doubled(function) == [2.0, 4.0]
    assert files(cache, ".nbc") == []


@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
@pytest.mark.parametrize("content", [b"", b"\\x80\\x05half"])
def test_a_damaged_cache_is_compiled_again(cache: Path, ending: str, content: bytes) -> None:
    doubled(kernel())
    (path,) = files(cache, ending)
    path.write_bytes(content)
    assert doubled(kernel()) == [2.0, 4.0]


def test_a_cache_that_may_not_be_read_is_compiled_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubled(kernel())

    def fail(*args: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(caching.IndexDataCacheFile, "_load_index", fail)
    assert doubled(kernel()) == [2.0, 4.0]
