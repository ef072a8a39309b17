"""Brian2 itself, brought in past one line that NumPy 2.4 no longer carries out.

Brian2 2.9.0, the last for Python 3.11, reads ``np.ndarray.ptp`` while it is imported, a method
that NumPy 2.4 took away; later releases ask first
(https://github.com/brian-team/brian2/pull/1705). Here the name is read as ``np.ptp``, which does
the same; what is installed stays as it is.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

_MODULE, _GONE, _SAME = "brian2.units.fundamentalunits", b"np.ndarray.ptp", b"np.ptp"


class _Reader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path).replace(_GONE, _SAME), path)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if spec is not None and spec.origin is not None:
            spec.loader = _Reader(fullname, spec.origin)
        return spec


_finder = _Finder()
sys.meta_path.insert(0, _finder)
try:
    import brian2
finally:
    sys.meta_path.remove(_finder)

brian2.prefs.codegen.target = "numpy"  # the others need a compiler, and minutes of its time
brian2.BrianLogger.log_level_warn()  # nothing that is as it should be is worth a line

__all__ = ["brian2"]
