"""Set-up, packaging and the papers of the project hold together."""

import ast
import base64
import hashlib
import io
import json
import re
import sys
import tarfile
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from motorloops.experiments.cli.main import COMMANDS
from scripts import assets, browser, environment
from tests.helpers.source import PACKAGES, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "bench.lock")}
MANIFEST = (ROOT / "server" / "frontend" / "assets.toml").read_text()
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
ADDRESS = re.compile(r"://|@ *(git|file)|\bindex-url\b|find-links|trusted-host")


each_lock = pytest.mark.parametrize("lock", LOCKS)


def locked_requirements(lock: str) -> list[tuple[Requirement, str]]:
    """Each requirement of a lock with the text that follows it, its hashes."""
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCKS[lock], flags=re.MULTILINE)[1:]
    pairs = (entry.split("\\\n", 1) for entry in entries)
    return [(Requirement(head), tail) for head, tail in pairs]


def versions(lock: str) -> dict[str, set[str]]:
    """The versions that a lock pins, by package: one, or one for each kind of Python."""
    pinned: dict[str, set[str]] = {}
    for requirement, _ in locked_requirements(lock):
        name, version = canonicalize_name(requirement.name), str(requirement.specifier)
        pinned.setdefault(name, set()).add(version.removeprefix("=="))
    return pinned


@each_lock
def test_lock_records_no_address(lock):
    assert not ADDRESS.search(LOCKS[lock])


@each_lock
def test_every_locked_package_is_pinned_and_hashed(lock):
    for requirement, tail in locked_requirements(lock):
        assert str(requirement.specifier).startswith("=="), requirement
        hashes = [line.strip(" \\") for line in tail.splitlines()]
        assert hashes
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes)


@each_lock
def test_lock_fits_the_declared_dependencies(lock):
    project = PROJECT["project"]
    extras = dict(project["optional-dependencies"])
    del extras["infer"]  # `make training` installs torch, in the build that suits the machine
    if lock == "requirements.lock":
        del extras["bench"]  # who does not measure need not fetch the rivals
    pinned = versions(lock)
    for text in [*project["dependencies"], *(text for extra in extras.values() for text in extra)]:
        wanted = Requirement(text)
        if wanted.name != project["name"]:
            found = pinned[canonicalize_name(wanted.name)]
            assert all(wanted.specifier.contains(version) for version in found), text


def test_the_benchmark_runs_on_the_very_packages_of_the_project():
    usual, bench = versions("requirements.lock"), versions("bench.lock")
    assert {name: bench.get(name) for name in usual} == usual
    assert "jax" in set(bench) - set(usual)


def test_asset_manifest_records_no_address():
    packages = assets.read_manifest()
    assert not ADDRESS.search(MANIFEST)
    assert packages
    for package in packages:
        assert re.fullmatch(r"\d+\.\d+\.\d+(-alpha\.\d+)?", package.version)
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package.integrity)


def test_fetched_folders_are_ignored_by_git():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {f"{package.root}/" for package in assets.read_manifest()} <= set(ignored)


@pytest.mark.parametrize("name", PACKAGES)
def test_packaging_takes_every_data_file(name):
    data = PROJECT["tool"]["setuptools"]["package-data"]
    patterns = data[f"motorloops.{name}"]
    folder = ROOT / name
    packed = {path for pattern in patterns for path in folder.glob(pattern)}
    for path in folder.rglob("*"):
        hidden = path.name.startswith(".") or "__pycache__" in path.parts
        if path.is_file() and path.suffix != ".py" and not hidden:
            assert path in packed, f"{path.relative_to(ROOT)} would be missing from the wheel"
    assert "py.typed" in data["motorloops"]
    assert (ROOT / "motorloops" / "py.typed").exists()


def test_python_folders_are_packages():
    for name in PACKAGES:
        for path in (ROOT / name).rglob("*.py"):
            assert (path.parent / "__init__.py").exists(), path.relative_to(ROOT)


def test_every_import_of_the_package_is_a_declared_dependency():
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    optional = [*extras["arrays"], *extras["cluster"], *extras["infer"]]
    declared = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    allowed = declared | {canonicalize_name(Requirement(text).name) for text in optional}
    by_import = packages_distributions()
    used: set[str] = set()
    for name in PACKAGES:
        for path in (ROOT / name).rglob("*.py"):
            for module in imported(path) - sys.stdlib_module_names - {"motorloops"}:
                found = {canonicalize_name(each) for each in by_import.get(module, [module])}
                if module == "solara":  # installed by solara-ui, which solara requires
                    found = {"solara"}
                assert found & allowed, f"{path.relative_to(ROOT)} imports {module}"
                used |= found
    # Pinned for the sake of Solara, which imports them.
    assert declared - used <= {"ipyvue", "ipyvuetify"}


def imported(path: Path) -> set[str]:
    """The top-level names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_readme_gives_the_two_commands(command):
    assert command in README
    assert re.search(
        rf"^{command.split()[1]}:.*\benvironment\b.*\bassets\b", MAKEFILE, re.MULTILINE
    )


def test_continuous_integration_lints_and_tests():
    script = (ROOT / ".ci" / "run").read_text()
    assert "make lint" in script
    assert "make test" in script
    assert "make test-slow" in script


def test_papers_agree():
    version = PROJECT["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text()
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")
    assert "not a diagnostic device" in README.replace("\n", " ")


def test_environment_follows_the_lock(tmp_path):
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("one")
    before = environment.digest(tmp_path)
    assert environment.digest(tmp_path) == before
    (tmp_path / "requirements.lock").write_text("two")
    assert environment.digest(tmp_path) != before


def test_chosen_browser_is_never_replaced_by_another(monkeypatch, tmp_path, capsys):
    chosen = tmp_path / "my-browser"
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert browser.find() is None
    assert browser.main() == 1
    assert str(chosen) in capsys.readouterr().err
    chosen.touch(mode=0o755)
    assert browser.find() == str(chosen)


def test_missing_browser_is_one_clear_line(monkeypatch, capsys):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    assert browser.main() == 1
    assert capsys.readouterr().err.count("\n") == 1


def packed(
    folder: Path, files: dict[str, str], keep: tuple[str, ...]
) -> tuple[Path, assets.Package]:
    """A tarball as npm makes them, and the manifest row that fits it."""
    tarball = folder / "thing-1.0.0.tgz"
    with tarfile.open(tarball, "w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    row = assets.Package("thing", "npm", "1.0.0", f"sha512-{digest}", "out", "package/dist/", keep)
    return tarball, row


def test_only_the_listed_files_are_unpacked(tmp_path):
    files = {"dist/a.js": "a", "dist/b.js": "b", "package.json": "{}"}
    tarball, package = packed(tmp_path, files, ("a*",))
    assets.check(tarball, package)
    assets.unpack(tarball, package, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["a.js"]


def test_tampered_download_is_refused(tmp_path):
    tarball, package = packed(tmp_path, {"dist/a.js": "a"}, ("a.js",))
    tarball.write_bytes(tarball.read_bytes() + b"x")
    with pytest.raises(assets.AssetError, match="checksum"):
        assets.check(tarball, package)


def test_vanished_file_is_an_error(tmp_path):
    tarball, package = packed(tmp_path, {"dist/a.js": "a", "b.js": "b"}, ("a.js", "b.js"))
    with pytest.raises(assets.AssetError, match=r"no b\.js"):
        assets.unpack(tarball, package, tmp_path / "out")


def test_missing_npm_is_one_clear_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", "")
    assert assets.main("npm") == 1
    assert capsys.readouterr().err == assets.NPM_IS_MISSING + "\n"


def test_browser_is_installed_from_system_packages(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    new = tmp_path / "chromium"
    scripts = {
        "sudo": '#!/bin/sh\nexec "$@"\n',
        "apt-get": "#!/bin/sh\n"
        f'case "$*" in *install*chromium*) : > {new}; /bin/chmod +x {new};; esac\n',
    }
    for name, text in scripts.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    assert browser.main() == 0
    assert browser.find() == str(new)
    assert browser.main() == 0
    assert capsys.readouterr().out.count("\n") == 1, "installed once, and said so"


def test_the_container_file_uses_what_there_is_and_no_rights():
    text = (ROOT / "Containerfile").read_text()
    assert int(re.findall(r"^USER (\d+)", text, re.MULTILINE)[-1]) > 0
    for image in re.findall(r"^FROM \S+/python:([0-9.]+)", text, re.MULTILINE):
        assert image in SpecifierSet(PROJECT["project"]["requires-python"])
    for script in re.findall(r"\bscripts/\w+\.py", text):
        assert (ROOT / script).exists()
    options = {option.flag for option in COMMANDS["serve"].options}
    started = text[text.index("motorloops --host-name") :].splitlines()[0]
    assert set(re.findall(r"--[a-z-]+", started)) <= options
    assert json.loads(text.rpartition("ENTRYPOINT ")[2])[1:3] == ["serve", "--host"]
