"""Import Brian2, with a workaround for a name that NumPy 2.4 removed.

Brian2 2.9.0, the last release for Python 3.11, reads the method ``np.ndarray.ptp`` on import,
which NumPy 2.4 removed; later releases check for it
(https://github.com/brian-team/brian2/pull/1705). Here the equivalent ``np.ptp`` is read instead;
the installed package is not changed.
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

brian2.prefs.codegen.target = "numpy"  # other targets need a compiler, and take minutes
brian2.BrianLogger.log_level_warn()  # no messages about normal operation

__all__ = ["brian2"]
