"""The project's own source as syntax trees, for the tests that read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("model", "experiments", "server")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported name: the module it comes from, and how it is imported."""

    module: str  # "a.b" for `import a.b` and for `from a.b import c`
    name: str  # "c", "*", or "" for a plain import
    at_top: bool  # runs when the module is imported, and not only for the type checker


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    @property
    def label(self) -> str:
        """Path inside the repository, which is also the test's name."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """Dotted name under which it is imported."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in PACKAGES:
            parts = ("motorloops", *parts)
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> list[Import]:
        """Every import in the file, those inside functions too."""
        at_top = set(_executed_on_import(self.tree))
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [Import(alias.name, "", node in at_top) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                module = self._absolute(node)
                found += [Import(module, alias.name, node in at_top) for alias in node.names]
        return found

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module.split(".")
        keep = len(package) - node.level + (self.path.name == "__init__.py")
        return ".".join([*package[:keep], *filter(None, [node.module])])

    @cached_property
    def functions(self) -> list[tuple[str, Function]]:
        """Functions and methods with their qualified names; functions inside functions too."""
        return list(_functions(self.tree, ""))


def _executed_on_import(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        deferred = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        if not deferred and not typing_only:
            yield child
            yield from _executed_on_import(child)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


def sources(*folders: str) -> list[Source]:
    """Every Python file of the given top-level folders, sorted."""
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [Source(path) for path in sorted(paths)]
