"""The public interface: light to import, complete, documented, and known to type checkers."""

import ast
import inspect
import re
import subprocess
import sys

import pytest

import motorloops
from tests.helpers.source import ROOT

HEAVY = (
    "mesa", "pandas", "networkx", "matplotlib", "solara", "pyarrow", "numba", "numpy", "scipy",
    "pydantic",
)  # fmt: skip
STABLE = (ROOT / "docs" / "api-stability.md").read_text(encoding="utf-8")
SOURCE = ast.parse((ROOT / "motorloops" / "__init__.py").read_text(encoding="utf-8"))


def declared() -> dict[str, str]:
    """{name: module} of the imports that only type checkers follow."""
    (block,) = (node for node in SOURCE.body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


def test_importing_loads_no_library() -> None:
    code = f"import sys, motorloops; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_names_are_those_that_type_checkers_see() -> None:
    assert declared() == motorloops._HOME
    assert set(motorloops.__all__) == set(motorloops._HOME)
    assert set(motorloops.__all__) <= set(dir(motorloops))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        motorloops.nothing  # noqa: B018


def test_a_star_import_gives_all_names() -> None:
    code = "from motorloops import *; import motorloops; "
    code += "print(set(motorloops.__all__) - set(dir()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stdout + done.stderr


@pytest.mark.parametrize("name", motorloops.__all__)
def test_a_public_name_is_documented(name: str) -> None:
    value = getattr(motorloops, name)
    assert re.search(rf"`{name}`", STABLE), "list it in docs/api-stability.md"
    if not (inspect.isclass(value) or inspect.isfunction(value)):
        return
    assert value.__module__ == motorloops._HOME[name]
    text = value.__doc__ or ""
    assert text
    if inspect.isclass(value):
        return
    signature = inspect.signature(value)
    if signature.parameters:
        assert "Args:" in text
    if signature.return_annotation not in (None, "None"):
        assert "Returns:" in text
