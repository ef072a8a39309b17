"""The changes that the how-to pages describe, applied to a copy of the tree, work as described."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from motorloops.server.strings import translate
from scripts.served import Served
from tests.helpers.page_examples import CHANGE_PAGES, ROOT, run_page
from tests.helpers.visitor import READY, Visitor

BLOCK = re.compile(
    r"(?:<!-- insert (?P<where>[^>]+?) -->\n)?"
    r'^```(?P<kind>\w+) title="(?P<path>[^"]+)"\n(?P<text>.*?)^```',
    re.MULTILINE | re.DOTALL,
)
SOURCES = ("model", "experiments", "server", "motorloops", "pyproject.toml")
TABLES = ("population", "body")  # pages that change tables of the atlas


def apply_diff(path: Path, diff: str) -> None:
    """Replace the old lines of one hunk, which must be in the file once, by the new ones."""
    lines = [line or " " for line in diff.splitlines()]
    before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path}: the page shows other lines:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def apply_page(page: Path, tree: Path) -> None:
    """Make every change of a page."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        path, text, where = tree / block["path"], block["text"], block["where"]
        if block["kind"] == "diff":
            apply_diff(path, text)
        elif where == "at the end":
            path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
        elif where:
            mark = where.removeprefix("before ")
            whole = path.read_text(encoding="utf-8")
            assert whole.count(f"\n{mark}\n") == 1
            path.write_text(whole.replace(f"\n{mark}\n", f"\n{text}{mark}\n"), encoding="utf-8")
        else:
            path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An atlas of a user with the population, the muscle and the body of the pages."""
    whole = tmp_path_factory.mktemp("whole")
    for what in TABLES:
        folder = tmp_path_factory.mktemp(what)
        run_page(ROOT / "docs" / "how_to" / f"add_a_{what}.md", folder)
        own = folder / "my_atlas"
        tables = own if what == "population" else own / "bodies"
        shutil.copytree(tables, whole / tables.relative_to(own), dirs_exist_ok=True)
    return whole


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory, atlas: Path) -> Path:
    """A copy of the sources with the changes of all pages."""
    folder = tmp_path_factory.mktemp("tree")
    for name in SOURCES:
        source, ignore = ROOT / name, shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, folder / name, symlinks=True, ignore=ignore)
        else:
            shutil.copy(source, folder / name)
    for page in CHANGE_PAGES:
        apply_page(page, folder)
    texts = folder / "server" / "strings"
    shutil.copytree(texts / "es", texts / "fr")  # what a translator begins with
    shutil.copytree(atlas, folder / "model" / "network" / "data", dirs_exist_ok=True)
    return folder


def run(tree: Path, *words: str) -> str:
    """What Python prints in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_lever_and_measure_are_used_by_the_command(tree: Path) -> None:
    command = ("-m", "motorloops", "run", "--json", "--set")
    free = json.loads(run(tree, *command, "support=0"))
    held = json.loads(run(tree, *command, "support=0.5"))
    assert held["params"]["support"] == 0.5
    assert free["measures"]["peak_activation"]["mean"] > held["measures"]["peak_activation"]["mean"]
    assert held["measures"]["peak_activation"]["mean"] > 0


def test_paradigm_is_run_by_the_command(tree: Path) -> None:
    told = json.loads(
        run(tree, "-m", "motorloops", "paradigm", "fatigue", "--seeds", "2", "--json")
    )
    assert "fatigue" in json.dumps(told)


def test_comparison_is_answered(tree: Path) -> None:
    code = (
        "from motorloops import build_network\n"
        "from motorloops.experiments.evidence.comparison import BODIES, Laboratory\n"
        "from motorloops.experiments.evidence.comparisons.registry import COMPARISONS\n"
        "from motorloops.experiments.evidence.findings import published_findings\n"
        "from motorloops.experiments.evidence.table import evidence_row\n"
        "(topic, asked), = [pair for pair in COMPARISONS if pair[1].finding == 'FAT-1']\n"
        "laboratory = Laboratory({body: build_network(body) for body in BODIES}, range(4))\n"
        "finding = published_findings().findings['FAT-1']\n"
        "print(evidence_row(topic, asked, finding, asked.answer(laboratory), ()).verdict)\n"
    )
    assert run(tree, "-c", code).strip() in ("reproduced", "direction only", "not reproduced")


def test_a_language_is_offered_with_every_text(tree: Path) -> None:
    code = (
        "import json\n"
        "from motorloops.server.static_site import texts\n"
        "from motorloops.server.strings.messages import LANGUAGES\n"
        "print(*LANGUAGES, json.loads(texts('fr')) == json.loads(texts('es')))\n"
    )
    assert run(tree, "-c", code).split() == ["en", "es", "fr", "True"]


class Copy(Served):
    """A dashboard that the copy runs, found by its working folder alone."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "motorloops", "serve", "--port", str(self.port)]


@pytest.fixture(scope="module")
def packaged_url(tree: Path) -> Iterator[str]:
    """A dashboard whose packaged tables have the rows of the pages."""
    with Copy(tree) as server:
        yield server.url


@pytest.fixture(scope="module")
def atlas_url(atlas: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard of the unchanged sources, which shows the atlas."""
    with Served(tmp_path_factory.mktemp("own"), "--atlas", str(atlas)) as server:
        yield server.url


@pytest.fixture
def visit(new_page: Callable[..., Page]) -> Iterator[Callable[[str], Page]]:
    """Opens addresses, each for a visitor of its own; nothing may go wrong on the page."""
    visitors: list[Visitor] = []

    def enter(url: str) -> Page:
        home = "/".join(url.split("/")[:3])
        visitors.append(Visitor(new_page(), home))
        page = visitors[-1].page
        page.goto(url)
        expect(page.locator("main h1").first).to_be_attached(timeout=READY)
        return page

    yield enter
    for visitor in visitors:
        visitor.check()


def press(page: Page, text: str, role: str = "button") -> None:
    page.get_by_role(role, name=text, exact=True).click()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["packaged_url", "atlas_url"])
def test_population_and_body_are_on_explore(
    request: pytest.FixtureRequest, visit: Callable[[str], Page], kind: str
) -> None:
    page = visit(f"{request.getfixturevalue(kind)}/explore?body=leg&play=1")
    expect(page.get_by_role("radio", name="Leg", exact=True)).to_be_checked()
    expect(page.locator("svg.person")).to_have_class(re.compile("schematic"))
    expect(page.locator("[data-muscle=quadriceps][data-role=asked]")).to_be_attached(timeout=READY)
    page.get_by_role("radio", name="Full wiring").check(force=True)
    expect(page.get_by_role("button", name=re.compile("Supplementary motor area"))).to_be_attached()


def test_lever_is_on_explore(packaged_url: str, visit: Callable[[str], Page]) -> None:
    page = visit(f"{packaged_url}/explore?support=0.5")
    page.wait_for_url("**support=0.5**")
    slider = page.get_by_role("slider", name="Arm support", include_hidden=True)
    expect(slider).to_have_value("0.5", timeout=READY)
    expect(page.locator(".ml-explore .ml-problem")).to_be_empty()


def test_measure_and_lever_are_on_sweeps(packaged_url: str, visit: Callable[[str], Page]) -> None:
    page = visit(f"{packaged_url}/sweeps?x=support&xsteps=3&ysteps=3&seeds=5")
    page.get_by_label(translate("sweeps.measure")).select_option(label="Peak activation")
    press(page, translate("sweeps.run"))
    expect(page.locator(".ml-map caption")).to_contain_text("Peak activation", timeout=READY)
    expect(page.locator(".ml-map td a")).to_have_count(9)
    page.get_by_role("link", name="Arm support 50 %, Loss: spinal cord 0 %").click()
    page.wait_for_url("**/explore?support=0.5")


def test_paradigm_is_run_in_the_laboratory(packaged_url: str, visit: Callable[[str], Page]) -> None:
    page = visit(f"{packaged_url}/laboratory")
    page.get_by_label(translate("laboratory.test")).select_option(label="Fatigue")
    press(page, translate("laboratory.run"))
    expect(page.locator(".ml-findings img")).to_be_visible(timeout=READY)
    expect(page.locator(".ml-wide td", has_text="fatigue").first).to_be_visible()
