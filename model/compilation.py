"""Compile a kernel with numba, and cache its machine code where that is possible.

Numba caches the machine code of a function by its file, name and closure. It does not notice a
change in a function that is compiled into it, and fails where a type in its cache has moved.
Every kernel therefore carries a digest of all compiled sources in its name.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import ModuleType
from typing import Any

from numba import config, njit
from numba.core.caching import FunctionCache

from motorloops.model.errors import InputError


class _OptionalCache(FunctionCache):
    """Numba's cache of a function; a failure to read or write it costs time, and no more."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The machine code for a signature; None if it is not there or cannot be used."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # damaged bytes may raise anything; it is compiled again
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep machine code for the next process, if there is room."""
        try:
            super().save_overload(sig, data)
        except Exception:  # a full disk, a folder that has become read-only, a damaged index
            self.disable()


def compiled(function: Callable[..., None], modules: Iterable[ModuleType]) -> Any:
    """Compile a kernel without fast-math, and cache it for as long as no source changes.

    Where no folder for the cache can be written, the kernel is compiled in every process.

    Args:
        function: the kernel.
        modules: all modules whose functions and numbers are compiled into it.

    Raises:
        InputError: if the environment switches numba's compiler off.
    """
    if getattr(config, "DISABLE_JIT", 0):
        raise InputError("NUMBA_DISABLE_JIT", "1", "the engine is compiled; unset it")
    texts = [inspect.getsource(module) for module in modules]
    digest = hashlib.sha256("".join(texts).encode()).hexdigest()
    function.__qualname__ = f"{function.__name__}_{digest}"
    kernel: Any = njit(nogil=True, error_model="numpy")(function)
    with suppress(RuntimeError):  # numba finds no folder that it can write
        kernel._cache = _OptionalCache(function)  # as njit(cache=True) does
    return kernel
