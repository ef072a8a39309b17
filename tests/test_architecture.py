"""The shape of the code: who may import whom, how large things are, what is never done."""

import ast
import re
import statistics
import subprocess
import sys

import pytest

from tests.source import PACKAGES, ROOT, Source, sources

MODULES = sources(*PACKAGES)
ALL = [*MODULES, *sources("scripts", "tests")]
# The command is the one door from experiments to the dashboard, and opens it only when asked to.
COMMAND = "experiments/cli/main.py"
ENTRY_POINTS = {"motorloops.experiments.cli.main"}

MAY_IMPORT = {
    "model": {"model"},
    "experiments": {"model", "experiments"},
    "server": {"model", "experiments", "server"},
}
# Of experiments the dashboard does the laboratory's tests, shows figures that are finished, and
# launches sweeps (by the very command, in a process of its own) and reads what came of them.
FOR_PAGES = {
    "motorloops.experiments.analysis.frames",
    "motorloops.experiments.analysis.plots",
    "motorloops.experiments.analysis.section",
    "motorloops.experiments.analysis.report",
    "motorloops.experiments.analysis.labels",
    "motorloops.experiments.cli.main",
    "motorloops.experiments.evidence.table",
    "motorloops.experiments.evidence.verdict",
    "motorloops.experiments.statistics",
    "motorloops.experiments.paradigms.lesion",
    "motorloops.experiments.paradigms.figure",
    "motorloops.experiments.paradigms.paradigm",
    "motorloops.experiments.paradigms.registry",
    "motorloops.experiments.sweeps.results",
    "motorloops.experiments.sweeps.provenance",
    "motorloops.experiments.sweeps.study_file",
    "motorloops.experiments.sweeps.study",
    "motorloops.experiments.text",
}
# Besides the agents, the benchmark that runs them as Mesa users would.
MESA = {"model/agents.py", "benchmarks/mesa_agents.py"}
BRIAN = {"validation/brian2_library.py"}
PAGE_LIBRARIES = {"solara", "reacton", "ipyvue", "ipyvuetify", "anywidget", "starlette", "uvicorn"}
STORAGE_LIBRARIES = {"pyarrow", "dask", "distributed"}
SEEDED_RANDOM = {"default_rng", "Generator", "SeedSequence", "BitGenerator", "Philox", "PCG64"}

each_module = pytest.mark.parametrize("source", MODULES, ids=lambda source: source.label)
each_file = pytest.mark.parametrize("source", ALL, ids=lambda source: source.label)


def package_of(source: Source) -> str:
    return source.module.split(".")[0]


def is_public(qualified: str) -> bool:
    return not any(part.startswith(("_", "<")) for part in qualified.split("."))


@each_module
def test_imports_go_one_way(source):
    allowed = MAY_IMPORT[package_of(source)]
    for found in source.imports:
        package = found.module.split(".")[0]
        if package not in PACKAGES or package in allowed:
            continue
        opens_on_request = source.label == COMMAND and not found.at_top
        assert opens_on_request, f"imports {found.module}"


def test_pages_do_little_of_what_experiments_do():
    asked = {found.module for source in sources("server") for found in source.imports}
    assert {module for module in asked if module.startswith("experiments")} <= FOR_PAGES


@each_module
def test_libraries_stay_in_their_layer(source):
    used = {found.module.split(".")[0] for found in source.imports}
    if source.label not in MESA:
        assert "mesa" not in used
    if source.label not in BRIAN:
        assert "brian2" not in used
    if package_of(source) != "server":
        assert not used & PAGE_LIBRARIES - ({"uvicorn"} if source.label == COMMAND else set())
    if package_of(source) != "experiments":
        assert not used & STORAGE_LIBRARIES


def test_compiled_core_loads_nothing_heavy():
    heavy = ["mesa", "solara", "pandas", "matplotlib", "pyarrow"]
    code = f"import sys, motorloops.model.engine._kernel, motorloops.model.network.build; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def names_used(source: Source) -> set[str]:
    """Every dotted name that a file imports, or hands on as text (`"motorloops.server.app"`)."""
    names = {found.module for found in source.imports}
    names |= {f"{found.module}.{found.name}" for found in source.imports if found.name}
    texts = (node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant))
    return names | {text.split(":")[0] for text in texts if isinstance(text, str)}


def test_every_module_is_used():
    used = set(ENTRY_POINTS)
    for source in [*MODULES, *sources("scripts")]:
        used |= names_used(source) - {source.module}
    used |= {source.module for source in MODULES if source.path.name == "__init__.py"}
    used |= {source.module for source in MODULES if '__name__ == "__main__"' in source.text}
    unused = {source.module for source in MODULES} - used
    assert not unused, f"nothing imports {sorted(unused)}"


@each_file
def test_file_is_short(source):
    assert source.text.count("\n") <= 300


def test_median_file_is_short():
    assert statistics.median(source.text.count("\n") for source in MODULES) <= 150


@each_file
def test_functions_are_short(source):
    for name, node in source.functions:
        assert (node.end_lineno or 0) - node.lineno < 60, name


@each_file
def test_functions_take_few_arguments(source):
    for name, node in source.functions:
        arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        assert len([a for a in arguments if a.arg not in ("self", "cls")]) <= 8, name


@each_module
def test_everything_is_annotated(source):
    for name, node in source.functions:
        arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        arguments += [extra for extra in (node.args.vararg, node.args.kwarg) if extra]
        bare = [a.arg for a in arguments if not a.annotation and a.arg not in ("self", "cls")]
        assert not bare, f"{name}: {bare}"
        assert node.returns is not None, f"{name} does not say what it returns"


@each_module
def test_public_names_are_documented(source):
    assert ast.get_docstring(source.tree), "the module has no docstring"
    public = [(name, node) for name, node in source.functions if is_public(name)]
    public += [
        (node.name, node)
        for node in source.tree.body
        if isinstance(node, ast.ClassDef) and is_public(node.name)
    ]
    missing = [name for name, node in public if not ast.get_docstring(node)]
    assert not missing


@each_file
def test_no_bare_except_and_no_star_import(source):
    handlers = (node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler))
    assert all(handler.type is not None for handler in handlers)
    assert all(found.name != "*" for found in source.imports)


@each_file
def test_no_global_random_state(source):
    for found in source.imports:
        assert not (found.module == "random" and found.name not in ("", "Random"))
        assert not (found.module == "numpy.random" and found.name not in SEEDED_RANDOM)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = ast.unparse(node.value)
        assert owner not in ("np.random", "numpy.random") or node.attr in SEEDED_RANDOM
        assert owner != "random" or node.attr == "Random", f"random.{node.attr}"


def test_architecture_names_real_files():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    named = re.findall(r"`((?:model|server|experiments|tests)/[\w/]+(?:\.\w+)?)`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
