"""What a wheel, a source distribution and an editable install put into an environment."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from scripts.served import Served
from tests.helpers.source import ROOT

BUILD = "import sys; from setuptools import build_meta as b; getattr(b, sys.argv[1])(sys.argv[2])"
FOLDERS = ("model", "server", "experiments")
# One of every kind of data file.
DATA = {
    "motorloops/py.typed",
    "motorloops/model/network/data/populations.csv",
    "motorloops/experiments/calibration/fitted/sets.csv",
    "motorloops/experiments/evidence/findings.csv",
    "motorloops/experiments/evidence/measured.json",
    "motorloops/server/cdn/requirejs@2.3.6/require.js",
    "motorloops/server/frontend/app/main.js",
}
CLEAN = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
# A user's own modules, named like the folders of this repository.
OWN = ("model", "server", "experiments", "agents", "benchmarks", "validation", "tests")


def copy_tree(target: Path) -> Path:
    """A copy of the checkout's tracked files and fetched assets, links and all."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name, follow_symlinks=False)
    shutil.copytree(ROOT / "server" / "cdn", target / "server" / "cdn")
    return target


def build(kind: str, tree: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build `wheel` or `sdist` from a folder, as pip does, without a network."""
    target.mkdir(exist_ok=True)
    command = [sys.executable, "-c", BUILD, f"build_{kind}", str(target)]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def contents(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel."""
    with zipfile.ZipFile(wheel) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_tree(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    done = build("wheel", tree, target)
    assert done.returncode == 0, done.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def sdist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("sdist")
    done = build("sdist", tree, target)
    assert done.returncode == 0, done.stderr
    return next(target.glob("*.tar.gz"))


def environment(folder: Path, wheel: Path) -> Path:
    """The Python of a new environment: a wheel that pip installs, then the dependencies of ours."""
    venv.EnvBuilder().create(folder)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(python), "install"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], env=CLEAN, check=True)
    purelib = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True, env=CLEAN,
    ).stdout.strip()  # fmt: skip
    dependencies = Path(pytest.__file__).parent.parent
    (Path(purelib) / "dependencies.pth").write_text(str(dependencies))
    for name in ("etc", "share"):  # what the widgets' packages send to the browser
        (folder / name).symlink_to(dependencies.parents[2] / name)
    return python


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the wheel is installed."""
    return environment(tmp_path_factory.mktemp("installed") / "venv", wheel)


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """A user's folder whose modules have the names of this repository's folders."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name in OWN:
        (folder / f"{name}.py").write_text("raise RuntimeError('the wrong module')\n")
    return folder


def test_wheel_holds_the_package_alone(wheel):
    names = set(contents(wheel))
    assert {name.split("/")[0] for name in names} == {
        "motorloops",
        f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info",
    }
    assert names >= DATA
    assert not [name for name in names if re.search(r"(^|/)(tests|benchmarks|validation)/", name)]
    assert not [name for name in names if name.endswith((".c", ".pyc"))]


def test_wheel_holds_every_file_of_the_package(tree, wheel):
    files = {"__init__.py", "__main__.py", "py.typed"}
    for folder in FOLDERS:
        found = (path for path in (tree / folder).rglob("*") if path.is_file())
        files |= {str(path.relative_to(tree)) for path in found if not path.name.startswith(".")}
    packed = {name for name in contents(wheel) if name.startswith("motorloops/")}
    assert {f"motorloops/{name}" for name in files} == packed


def test_source_distribution_builds_the_same_wheel(wheel, sdist, tmp_path):
    with tarfile.open(sdist) as opened:
        members = opened.getmembers()
        opened.extractall(tmp_path, filter="data")
    assert not [member.name for member in members if member.issym() or member.islnk()]
    (source,) = tmp_path.iterdir()
    assert not (source / "tests").exists()
    done = build("wheel", source, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out" / wheel.name) == contents(wheel)


def test_build_without_links_is_refused_in_one_line(tree, tmp_path):
    copy = shutil.copytree(tree, tmp_path / "copy", symlinks=True)
    link = copy / "motorloops" / "model"
    link.unlink()
    link.write_text("../model")  # as Git does where core.symlinks is false
    for kind in ("wheel", "sdist"):
        done = build(kind, copy, tmp_path / kind)
        assert done.returncode != 0
        assert "core.symlinks" in done.stderr.splitlines()[-1]
        assert not list((tmp_path / kind).iterdir())


@pytest.mark.parametrize("start", ["motorloops", "-m"])
def test_installed_command_runs_beside_modules_of_the_same_names(installed, own_folder, start):
    program = (
        [installed.with_name("motorloops")]
        if start == "motorloops"
        else [installed, "-m", "motorloops"]
    )
    done = subprocess.run(
        [*program, "run", "--json"],
        cwd=own_folder, env={**CLEAN, "PYTHONPATH": "."},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_installed_package_imports_beside_modules_of_the_same_names(installed, own_folder):
    script = own_folder / "mine.py"
    script.write_text(
        "from motorloops.model.agents import MotorModel\n"
        "from motorloops.server import web\n"
        "from motorloops.experiments.sweeps import study\n"
        "print(web.__file__)\n"
    )
    done = subprocess.run(
        [installed, script],
        cwd=own_folder, env={**CLEAN, "PYTHONPATH": "."},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(installed.parent.parent)


def test_installed_dashboard_serves_its_page(installed, tmp_path):
    with Served(tmp_path, python=installed) as server:
        status, page = server.get("/")
        assert status == 200
        paths = re.findall(r'(?:src|href)="(/[^"]+)"', page)
        assert [path for path in paths if "solara-vuetify-app" in path]
        assert {path: server.get(path)[0] for path in paths} == dict.fromkeys(paths, 200)


def test_editable_install_finds_the_checkout(tree, own_folder, tmp_path):
    done = build("editable", tree, tmp_path / "editable")
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "editable").glob("*.whl")
    python = environment(tmp_path / "venv", wheel)
    done = subprocess.run(
        [python, "-c", "import motorloops.model.agents as a; print(a.__file__)"],
        cwd=own_folder, env=CLEAN, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(tree)


def test_public_types_reach_a_user_of_the_wheel(installed, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from motorloops.model.agents import MotorModel\n"
        "from motorloops.model.params import Params\n"
        "model = MotorModel(Params())\n"
        "reveal_type(model.params)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", installed, "--outputjson", "mine.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert [found["message"] for found in report["generalDiagnostics"]] == [
        'Type of "model.params" is "Params"'
    ]
