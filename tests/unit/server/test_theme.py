"""Colours keep the contrast that their role needs, in both themes, and each of them is used."""

import re

import pytest

from motorloops.server.theme import (
    DARK,
    DARK_MORE,
    FORCED,
    LIGHT,
    LIGHT_MORE,
    PAPER,
    style_sheet,
)
from tests.helpers.colour import contrast
from tests.helpers.source import ROOT

FRONTEND = ROOT / "server/frontend"
TEXT = [
    (text, ground)
    for text in ("ink", "soft", "accent", "go", "stop", "fight", "touch")
    for ground in ("card", "page")
] + [("ink", "tint"), ("soft", "tint"), ("on-accent", "accent"), ("card", "ink"),
     ("page", "ink"), ("alarm", "card"), ("ink", "heat")]  # fmt: skip
# On the tint, GO and FIGHT are for shapes and large text only.
GRAPHICS = [
    (name, "tint") for name in ("accent", "go", "stop", "fight", "touch")
] + [("line", "card"), ("line", "page"), ("edge", "skin"), ("edge", "skin2")]  # fmt: skip
# Of a surface and its outline one stands out; in the dark the skin itself does.
SURFACES = [("skin", "edge"), ("hairc", "rim"), ("cloth", "clothrim")]
MORE = {"light": {**LIGHT, **LIGHT_MORE}, "dark": {**DARK, **DARK_MORE}}
THEMES = pytest.mark.parametrize(
    "theme",
    [LIGHT, DARK, PAPER, *MORE.values()],
    ids=["light", "dark", "paper", "light with more contrast", "dark with more contrast"],
)


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme, text, ground):
    assert contrast(theme[text], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize(("name", "ground"), GRAPHICS)
def test_graphics_can_be_seen(theme, name, ground):
    assert contrast(theme[name], theme[ground]) >= 3.0


@THEMES
@pytest.mark.parametrize(("surface", "outline"), SURFACES)
@pytest.mark.parametrize("ground", ["card", "page"])
def test_a_body_stands_out_by_itself_or_by_its_outline(theme, surface, outline, ground):
    assert max(contrast(theme[name], theme[ground]) for name in (surface, outline)) >= 3.0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["mgo", "mfight"])
def test_a_working_muscle_is_outlined_on_skin(theme, colour):
    """Skin and muscle are 2.4 to 1, so each belly has its own dark outline."""
    least = 3.7 if theme is LIGHT else 5.2
    assert (
        contrast(theme["edge"], theme["skin"]) >= least
        or contrast(theme["edge"], theme[colour]) >= least
    )


@pytest.mark.parametrize("scheme", MORE)
def test_more_contrast_is_more(scheme):
    usual, more = {"light": LIGHT, "dark": DARK}[scheme], MORE[scheme]
    for text, ground in TEXT[:14]:
        assert contrast(more[text], more[ground]) >= 7.0
        assert contrast(more[text], more[ground]) > contrast(usual[text], usual[ground])
    for name, ground in GRAPHICS:
        assert contrast(more[name], more[ground]) > contrast(usual[name], usual[ground])


def test_all_themes_name_the_same_colours():
    assert set(LIGHT) == set(DARK) == set(FORCED) == set(PAPER)
    assert set(LIGHT_MORE) | set(DARK_MORE) <= set(LIGHT)
    for name in LIGHT:  # four rules each for usual, wanted and chosen contrast; forced; paper
        assert style_sheet().count(f"--{name}:") == 14


def test_every_colour_is_used_and_every_colour_that_is_used_is_defined():
    parts = [
        path.read_text("utf-8")
        for kind in ("css", "js", "vue")
        for path in FRONTEND.rglob(f"*.{kind}")
    ]
    text = "\n".join(parts)
    used = set(re.findall(r"var\(--([\w-]+)", text))
    made_here = set(re.findall(r"--([\w-]+)[\"']?\s*:", text)) | set(
        re.findall(r"\"--([\w-]+)\"", text)
    )
    assert set(LIGHT) - used == set()
    assert used - made_here - set(LIGHT) == set()


@pytest.mark.parametrize("kind", ["print", "forced-colors"])
def test_what_was_chosen_on_the_page_does_not_reach_paper_or_forced_colours(kind):
    (rule,) = (
        line
        for line in style_sheet().splitlines()
        if line.startswith(f"@media {kind}") or line.startswith(f"@media ({kind}")
    )
    assert ":root[data-contrast][data-theme]" in rule
